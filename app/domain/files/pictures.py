"""Pictures, drawn anew from their points: no metadata, nothing behind their end, upright, in the web's own colours."""

import struct
import warnings
import zlib
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from threading import Lock

from PIL import Image, ImageCms, ImageOps

from app.domain.files.refusals import refused

MOST_PIXELS = 40_000_000
MOST_SIDE = 20_000
PREVIEW = 720
MEDIA_TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
# Forty million points are some 160 MB of memory: one picture is drawn at a time.
_ONE_AT_A_TIME = Lock()
# A broken picture shows itself in any of these ways, depending on which byte is wrong.
_DAMAGE = (
    OSError, ValueError, SyntaxError, struct.error, EOFError, zlib.error, ArithmeticError, LookupError, TypeError,
    AttributeError, RuntimeError, MemoryError,
)  # fmt: skip


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


def redraw(path: Path, kind: str, head: bytes) -> Drawn:
    """The picture drawn anew in its place, a GIF as PNG, a moving one as its first frame."""
    if kind == "WEBP":
        # Its decoder takes the memory before Pillow tells the size.
        _require_modest(*_webp_size(head))
    with _ONE_AT_A_TIME:
        try:
            picture, was_moving = _points(path, kind)
            drawn = "PNG" if kind == "GIF" else kind
            _save(picture, path, drawn, lossless=head[12:16] == b"VP8L")
        except Image.DecompressionBombError:
            raise _too_large() from None
        except _DAMAGE:
            raise refused("broken") from None
    return Drawn(MEDIA_TYPES[drawn], *picture.size, was_moving)


def preview(path: Path) -> bytes:
    """A stored picture, small, as WebP: what a page shows on a poor network."""
    with _ONE_AT_A_TIME, Image.open(path, formats=list(MEDIA_TYPES)) as opened:
        opened.thumbnail((PREVIEW, PREVIEW))
        small = _plain(opened)
        made = BytesIO()
        small.save(made, "WEBP", quality=75)
    return made.getvalue()


def _points(path: Path, kind: str) -> tuple[Image.Image, bool]:
    with warnings.catch_warnings(), Image.open(path, formats=[kind]) as opened:
        warnings.simplefilter("ignore")
        _require_modest(*opened.size)
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


def _save(picture: Image.Image, path: Path, kind: str, lossless: bool) -> None:
    new = path.with_name(f"{path.name}.new")
    try:
        if picture.mode == "CMYK" or (kind == "JPEG" and picture.mode == "RGBA"):
            picture = picture.convert("RGB")
        options = {"JPEG": {"quality": 90}, "WEBP": {"quality": 90, "lossless": lossless}}.get(kind, {})
        picture.save(new, kind, **options)
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)


def _require_modest(width: int, height: int) -> None:
    if width * height > MOST_PIXELS or max(width, height) > MOST_SIDE:
        raise _too_large()


def _too_large() -> Exception:
    return refused("too_many_pixels", pixels=MOST_PIXELS // 1_000_000, side=MOST_SIDE)


def _webp_size(head: bytes) -> tuple[int, int]:
    """As its header says, for each of WebP's three forms; (0, 0) where it says nothing."""
    form = head[12:16]
    if form == b"VP8X":
        return 1 + int.from_bytes(head[24:27], "little"), 1 + int.from_bytes(head[27:30], "little")
    if form == b"VP8L":
        bits = int.from_bytes(head[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    return int.from_bytes(head[26:28], "little") & 0x3FFF, int.from_bytes(head[28:30], "little") & 0x3FFF
