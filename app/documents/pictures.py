"""Pictures on paper, from the same macros as the page's, in the colours of paper; figures stand in a table beside."""

from html import escape
from typing import Any

from app.documents.content import Bars
from app.web import formats, pages

# What a stylesheet says of them on the page.
COLOURS = (
    "text { font: 13px 'Liberation Serif'; } .trk { fill: #e3e7e3; } .v { fill: #1f6170; }"
    " .tgt { stroke: #000; stroke-width: 2.5; }"
)
# In units of the picture: a line, its name, its bar, and the figure behind it.
LINE, NAME, BAR, FIGURE = 24, 300, 320, 60


def drawn(bars: Bars) -> str:
    """The picture as SVG: a line each, the target as a mark."""
    bullet: Any = pages.environment().globals["bullet"]
    lines = [
        f'<text x="0" y="{at + 14}">{escape(name)}</text>'
        f'<svg x="{NAME}" y="{at}" width="{BAR}" height="18">{bullet(value, target)}</svg>'
        f'<text x="{NAME + BAR + 8}" y="{at + 14}">{formats.percent(value, 1)}</text>'
        for at, (name, value, target) in zip(range(0, LINE * len(bars.rows), LINE), bars.rows, strict=True)
    ]
    size = f'viewBox="0 0 {NAME + BAR + FIGURE} {LINE * len(bars.rows)}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}><style>{COLOURS}</style>{"".join(lines)}</svg>'


def told(bars: Bars) -> str:
    """The same for who can't see it."""
    every = [
        f"{name} {formats.percent(value, 1)}"
        + (f", mục tiêu {formats.percent(target, 1)}" if target is not None else "")
        for name, value, target in bars.rows
    ]
    return f"{bars.name}: {'; '.join(every)}."
