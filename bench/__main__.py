"""`make bench`: every part; `python -m bench NAME …`: one or some. Each prints its table and checks answers first."""

import sys
import time

from bench import city, growth, lists, pressure, table, ward, weights

PARTS = {
    "ward": ward.run,
    "lists": lists.run,
    "weights": weights.run,
    "growth": growth.run,
    "pressure": pressure.run,
    "city": city.run,
}


def main(names: list[str]) -> int:
    unknown = set(names) - set(PARTS)
    if unknown:
        print(f"no such part: {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}", file=sys.stderr)
        return 2
    start = time.monotonic()
    for name in names or PARTS:
        PARTS[name]()
    table.told()
    print(f"{time.monotonic() - start:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
