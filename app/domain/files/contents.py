"""What a file is, told by its bytes alone, never by its name or its sender: pictures are drawn anew, video and
documents recognised, everything else refused."""

import hashlib
import os
from dataclasses import dataclass, replace
from pathlib import Path

from app.domain.files import documents, pictures, places, videos
from app.domain.files.refusals import refused

HEAD = 1024
_ARCHIVES = (
    b"PK",
    b"Rar!\x1a\x07",
    b"7z\xbc\xaf\x27\x1c",
    b"\x1f\x8b",
    b"BZh",
    b"\xfd7zXZ\0",
    b"\x28\xb5\x2f\xfd",
    b"MSCF",
)
_OLD_OFFICE = bytes.fromhex("d0cf11e0a1b11ae1")


@dataclass(frozen=True)
class Content:
    """A file that may be kept, whole and on the disk under a passing name."""

    path: Path
    media_type: str
    size: int
    digest: str
    width: int | None = None
    height: int | None = None
    # A moving picture, of which the first frame was kept.
    was_moving: bool = False
    # A picture made small, under a passing name too.
    preview: Path | None = None


def made_safe(path: Path) -> Content:
    """Recognises the file and draws a picture anew in its place; raises Refused under ("file",)."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    if not head:
        raise refused("empty")
    kind = pictures.kind_of(head)
    if kind is None:
        return _on_disk(path, _media_type(path, head))
    preview = preview_of(path)
    drawn = pictures.redraw(path, kind, preview)
    kept = _on_disk(path, drawn.media_type)
    return replace(kept, width=drawn.width, height=drawn.height, was_moving=drawn.was_moving, preview=preview)


def preview_of(path: Path) -> Path:
    """The passing name of the preview of a picture that is being received."""
    return path.with_name(f"{path.name}.webp")


def _on_disk(path: Path, media_type: str) -> Content:
    with path.open("rb") as file:
        os.fsync(file.fileno())
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        return Content(path, media_type, file.tell(), digest)


def _media_type(path: Path, head: bytes) -> str:
    if head.startswith(b"%PDF-"):
        return documents.pdf(path, head)
    if head.startswith(b"PK\x03\x04"):
        return documents.packed(path)
    if head[4:8] == b"ftyp":
        media_type = videos.mp4(path, head)
        places.blot_out(path)
        return media_type
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return videos.webm(path)
    raise refused(_unwanted(head))


def _unwanted(head: bytes) -> str:
    if head.startswith(_ARCHIVES) or head[257:262] == b"ustar":
        return "archive"
    if head.startswith(_OLD_OFFICE):
        return "old_office"
    return "svg" if b"<svg" in head.lower() else "media_type"
