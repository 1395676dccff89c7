"""What pages weigh as they are sent, packed: on a first visit with all that they take along, and on the next alone."""

import re
import tempfile
from pathlib import Path

from bench import table
from bench.served import Answer
from bench.stand import Stand, stand
from bench.world import QUARTER, SMALL

PAGES = (
    "/",
    "/products",
    "/products/new",
    f"/coverage?period={QUARTER}",
    f"/indicators?period={QUARTER}",
    "/directives",
)
# UX.md, in kB.
MOST_FIRST, MOST_AGAIN, MOST_STYLE = 250, 60, 20
_TAKEN_ALONG = re.compile(r'(?:href|src)="(/static/[^"]+)"')
_IN_STYLE = re.compile(r"url\(([^)]+)\)")


def run() -> None:
    with tempfile.TemporaryDirectory() as folder, stand(Path(folder), SMALL) as here:
        table.head(f"Weights: pages of a ward with {SMALL:,} products")
        page = _sent(here, "/login")
        taken = set(_TAKEN_ALONG.findall(page.body.decode()))
        [style] = [path for path in taken if ".css" in path]
        taken |= {f"/static/{name}" for name in _IN_STYLE.findall(_sent(here, style).body.decode())}
        first = _weight(here, "/login") + sum(_weight(here, path) for path in taken)
        table.figure("a first visit, every font with it", first, MOST_FIRST, "kB")
        table.figure("the style", _weight(here, style), MOST_STYLE, "kB")
        for path in PAGES:
            table.figure(f"{path.partition('?')[0]} on a second visit", _weight(here, path), MOST_AGAIN, "kB")


def _weight(here: Stand, path: str) -> float:
    """Thousands of bytes, with the answer's head."""
    answer = _sent(here, path, "gzip")
    return (len(answer.head) + len(answer.body)) / 1000


def _sent(here: Stand, path: str, packed: str = "identity") -> Answer:
    who = {} if path == "/login" else here.cookie
    answer = here.ours.client.ask("GET", path, {**who, "Accept-Encoding": packed})
    assert answer.status == 200, (path, answer.status)
    return answer
