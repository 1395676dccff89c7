"""Benchmarks: ratios within one run, against raw SQL and a bare Starlette answer; absolute times are the machine's."""
