"""Pictures, drawn anew from their points: no metadata, nothing behind their end, upright, in the web's own colours.

A process of its own draws (files/drawing): forty million points are some 400 MB, which a thread would never give back.
"""

import errno
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.domain.files.refusals import refused

MOST_PIXELS = 40_000_000
MOST_SIDE = 20_000
PREVIEW = 720
# The largest picture that is taken, a WebP without loss, needs 1.7 GB and some 30 seconds; a JPEG 0.5 GB and two.
MOST_MEMORY = 2 * 1024**3
MOST_SECONDS = 120
DRAWING = Path(__file__).with_name("drawing.py")


@dataclass(frozen=True)
class Drawn:
    media_type: str
    width: int
    height: int
    was_moving: bool


def kind_of(head: bytes) -> str | None:
    """JPEG, PNG, GIF or WEBP by the first bytes; None where it is no picture that we take."""
    if head.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if head.startswith((b"GIF87a", b"GIF89a")):
        return "GIF"
    return "WEBP" if head[:4] == b"RIFF" and head[8:12] == b"WEBP" else None


def redraw(path: Path, kind: str, preview: Path) -> Drawn:
    """The picture drawn anew in its place, a GIF as PNG, a moving one as its first frame, and its preview as WebP;
    raises Refused where it is broken or has too many points, OSError where the disk is full."""
    told = _draw(path, kind, preview)
    if told.get("no") == "no_room":
        raise OSError(errno.ENOSPC, "no room for a picture drawn anew")
    if "no" in told:
        values = {"pixels": MOST_PIXELS // 1_000_000, "side": MOST_SIDE} if told["no"] == "too_many_pixels" else {}
        raise refused(told["no"], **values)
    return Drawn(**told)


def draw_preview(path: Path, preview: Path) -> bool:
    """The preview of a picture that is stored already; whether there is one now."""
    return "no" not in _draw(path, None, preview)


def _draw(path: Path, kind: str | None, preview: Path) -> dict[str, Any]:
    """What the drawing process tells; one that the system ended had a picture that is none."""
    job = {
        "path": str(path),
        "kind": kind,
        "preview": str(preview),
        "side": PREVIEW,
        "most_pixels": MOST_PIXELS,
        "most_side": MOST_SIDE,
        "memory": MOST_MEMORY,
        "seconds": MOST_SECONDS,
    }
    # Isolated: neither the environment nor the folder that it lies in bring it other modules.
    command = [sys.executable, "-I", str(DRAWING), json.dumps(job)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=2 * MOST_SECONDS, check=True)  # noqa: S603
        told: dict[str, Any] = json.loads(done.stdout)
    except (subprocess.SubprocessError, ValueError):
        _remove_halves(path, preview)
        return {"no": "broken"}
    return told


def _remove_halves(path: Path, preview: Path) -> None:
    for half in (preview, *(one.with_name(f"{one.name}.new") for one in (path, preview))):
        half.unlink(missing_ok=True)
