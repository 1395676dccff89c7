"""Draws pictures, as a process of its own that ends and gives its memory back: it imports Pillow and nothing of ours.

Run by files/pictures with one job in JSON; answers one line of JSON: what was drawn, or the code of why not.
"""

import errno
import json
import os
import resource
import struct
import sys
import warnings
import zlib
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image, ImageCms, ImageOps

MEDIA_TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
HEAD = 32
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
# A broken picture shows itself in any of these ways, depending on which byte is wrong.
_DAMAGE = (
    OSError,
    ValueError,
    SyntaxError,
    struct.error,
    EOFError,
    zlib.error,
    ArithmeticError,
    LookupError,
    TypeError,
    AttributeError,
    RuntimeError,
    MemoryError,
)


class TooLarge(Exception):
    """More points, or a longer side, than a picture may have."""


def main(job: dict[str, Any]) -> dict[str, Any]:
    """What was drawn, or {"no": code}."""
    # What is drawn is for the account that serves alone.
    os.umask(0o077)
    _limit(job["memory"], job["seconds"])
    try:
        return _redraw(job) if job["kind"] else _again(job)
    except (TooLarge, Image.DecompressionBombError):
        return {"no": "too_many_pixels"}
    except _DAMAGE as error:
        return {"no": "no_room" if isinstance(error, OSError) and error.errno in _FULL else "broken"}


def _limit(memory: int, seconds: int) -> None:
    """Of memory in bytes, and of a processor's seconds: what takes more is ended by the system, and it alone."""
    os.nice(5)
    with suppress(OSError):
        # Where the machine has less memory than that, this process goes first, never the server.
        Path("/proc/self/oom_score_adj").write_text("1000")
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def _redraw(job: dict[str, Any]) -> dict[str, Any]:
    """The picture drawn anew in its place, a GIF as PNG, a moving one as its first frame; and its preview."""
    path, kind = Path(job["path"]), job["kind"]
    with path.open("rb") as file:
        head = file.read(HEAD)
    if kind == "WEBP":
        # Its decoder takes the memory before Pillow tells the size.
        _require_modest(job, *_webp_size(head))
    picture, was_moving = _points(job, path, kind)
    drawn = "PNG" if kind == "GIF" else kind
    picture = _save(picture, path, drawn, lossless=head[12:16] == b"VP8L")
    size = picture.size
    _preview(picture, job)
    return {"media_type": MEDIA_TYPES[drawn], "width": size[0], "height": size[1], "was_moving": was_moving}


def _again(job: dict[str, Any]) -> dict[str, Any]:
    """The preview alone of a picture that is stored already."""
    with Image.open(job["path"], formats=list(MEDIA_TYPES)) as opened:
        _require_modest(job, *opened.size)
        opened.draft("RGB", (job["side"], job["side"]))
        _preview(_plain(opened), job)
    return {}


def _preview(picture: Image.Image, job: dict[str, Any]) -> None:
    """Small, as WebP: what a page shows on a poor network. The picture given is spent."""
    picture.thumbnail((job["side"], job["side"]))
    _write(picture, Path(job["preview"]), "WEBP", {"quality": 75})


def _points(job: dict[str, Any], path: Path, kind: str) -> tuple[Image.Image, bool]:
    with warnings.catch_warnings(), Image.open(path, formats=[kind]) as opened:
        warnings.simplefilter("ignore")
        _require_modest(job, *opened.size)
        was_moving = kind != "JPEG" and bool(getattr(opened, "is_animated", False))
        opened.load()
        profile = opened.info.get("icc_profile")
        picture = ImageOps.exif_transpose(opened)
    picture = _in_srgb(_plain(picture), profile)
    # Pillow writes what it read beside the points (a profile, a comment, coordinates) unless it is forgotten.
    picture.info = {}
    return picture, was_moving


def _plain(picture: Image.Image) -> Image.Image:
    """In grey, red-green-blue or, where parts are transparent, with alpha."""
    if picture.mode in ("L", "RGB", "CMYK") and "transparency" not in picture.info:
        return picture.copy()
    if picture.mode in ("LA", "RGBA", "PA", "La", "RGBa") or "transparency" in picture.info:
        return picture.convert("RGBA")
    return picture.convert("L" if picture.mode in ("1", "I;16", "I", "F") else "RGB")


def _in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """The same colours without their profile; where it can't be read they are taken as they are."""
    if not profile:
        return picture
    alpha = picture.getchannel("A") if picture.mode == "RGBA" else None
    flat = picture.convert("RGB") if alpha else picture
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        turned = ImageCms.profileToProfile(flat, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return picture
    if turned is not None and alpha:
        turned.putalpha(alpha)
    return turned or picture


def _save(picture: Image.Image, path: Path, kind: str, lossless: bool) -> Image.Image:
    """Writes the picture in the place of what lies there; returns it in the colours that it was written in."""
    if picture.mode == "CMYK" or (kind == "JPEG" and picture.mode == "RGBA"):
        picture = picture.convert("RGB")
    options = {"JPEG": {"quality": 90}, "WEBP": {"quality": 90, "lossless": lossless}}.get(kind, {})
    _write(picture, path, kind, options)
    return picture


def _write(picture: Image.Image, path: Path, kind: str, options: dict[str, Any]) -> None:
    new = path.with_name(f"{path.name}.new")
    try:
        picture.save(new, kind, **options)
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)


def _require_modest(job: dict[str, Any], width: int, height: int) -> None:
    if width * height > job["most_pixels"] or max(width, height) > job["most_side"]:
        raise TooLarge


def _webp_size(head: bytes) -> tuple[int, int]:
    """As its header says, for each of WebP's three forms; (0, 0) where it says nothing."""
    form = head[12:16]
    if form == b"VP8X":
        return 1 + int.from_bytes(head[24:27], "little"), 1 + int.from_bytes(head[27:30], "little")
    if form == b"VP8L":
        bits = int.from_bytes(head[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    return int.from_bytes(head[26:28], "little") & 0x3FFF, int.from_bytes(head[28:30], "little") & 0x3FFF


if __name__ == "__main__":
    print(json.dumps(main(json.loads(sys.argv[1]))))  # noqa: T201 - the answer
