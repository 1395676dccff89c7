"""Benchmarks: ratios within one run, to a bare answer of the same bytes and the raw SQL; times are the machine's."""
