"""The table that is printed: one line a figure, its limit beside it, and a mark where it is missed."""

from bench.rounds import Measured

missed: list[str] = []


def head(title: str, ours: str = "ours", bare: str = "bare", raw: str = "raw") -> None:
    print(f"\n{title}")
    print(f"{'':<46}{'×':>8}  {'limit':<9}{ours:>10}{bare:>9}{raw:>9} ms {'rounds':>6}", flush=True)


def line(name: str, found: Measured, limit: float | None) -> None:
    """A ratio, with the medians that it comes from."""
    times = f"{found.ours:>10.2f}{found.bare:>9.2f}{found.raw:>9.2f} ms {found.rounds:>6}"
    print(f"{name:<46}{found.ratio:>8.2f}  {_limit(name, found.ratio, limit):<9}{times}", flush=True)


def figure(name: str, value: float, limit: float | None, unit: str) -> None:
    """A figure that is no ratio."""
    print(f"{name:<46}{value:>8.1f}  {_limit(name, value, limit):<9}{unit:>10}", flush=True)


def told() -> None:
    print("\n" + (f"Missed: {len(missed)}: {'; '.join(missed)}." if missed else "Every limit is held."))


def _limit(name: str, value: float, limit: float | None) -> str:
    if limit is None:
        return ""
    if value > limit:
        missed.append(name)
    return f"≤ {limit:g}{' ✗' if value > limit else ''}"
