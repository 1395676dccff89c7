"""Video recognised by its boxes: MP4, MOV and WebM whose parts fill the file to the last byte."""

from pathlib import Path
from typing import IO
from zipfile import is_zipfile

from app.domain.files.refusals import refused

MP4, MOV, WEBM = "video/mp4", "video/quicktime", "video/webm"
MOST_BOXES = 200_000
_MP4_BRANDS = {b"isom", b"mp41", b"mp42", b"avc1", b"MSNV", b"dash", b"M4V ", b"M4VH", b"mmp4", b"f4v "}
_STILL_BRANDS = (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif", b"avis")
_BOXES = {
    b"ftyp",
    b"moov",
    b"mdat",
    b"free",
    b"skip",
    b"wide",
    b"moof",
    b"mfra",
    b"sidx",
    b"styp",
    b"udta",
    b"uuid",
    b"meta",
    b"emsg",
    b"prft",
    b"pdin",
    b"ssix",
    b"pnot",
    b"PICT",
}
_EBML, _SEGMENT, _VOID, _DOC_TYPE = 0x1A45DFA3, 0x18538067, 0xEC, 0x4282


def mp4(path: Path, head: bytes) -> str:
    """MP4 or MOV by its brand; raises Refused where its boxes don't fill the file, or a ZIP lies among them."""
    brand = head[8:12]
    if brand in _STILL_BRANDS:
        raise refused("phone_picture")
    if brand not in _MP4_BRANDS and not brand.startswith((b"iso", b"qt")):
        raise refused("media_type")
    with path.open("rb") as file:
        kinds = _boxes(file, path.stat().st_size)
    if not {b"moov", b"mdat"} <= kinds:
        raise refused("broken")
    _require_one(path)
    return MOV if brand.startswith(b"qt") else MP4


def _boxes(file: IO[bytes], size: int) -> set[bytes]:
    at, kinds = 0, set()
    for _ in range(MOST_BOXES):
        file.seek(at)
        head = file.read(16)
        kind, length = head[4:8], int.from_bytes(head[:4])
        if length == 1:
            length = int.from_bytes(head[8:16])
        elif length == 0:
            length = size - at
        if length < 8 or at + length > size or kind not in _BOXES:
            raise refused("two_in_one" if b"moov" in kinds and b"mdat" in kinds else "broken")
        kinds.add(kind)
        at += length
        if at == size:
            return kinds
    raise refused("broken")


def webm(path: Path) -> str:
    """WebM; the same container under another name (Matroska) is refused, and so is anything behind its end."""
    size = path.stat().st_size
    with path.open("rb") as file:
        _, length = _element(file)
        head = file.read(min(length or 0, 4096))
        if _doc_type(head) != b"webm":
            raise refused("matroska")
        at, found, boxes = file.tell(), set(), 0
        while at < size:
            boxes += 1
            if boxes > MOST_BOXES:
                raise refused("broken")
            kind, length = _element(file)
            at = size if length is None else file.tell() + length
            if kind not in (_SEGMENT, _VOID) or at > size:
                raise refused("two_in_one" if _SEGMENT in found else "broken")
            found.add(kind)
            file.seek(at)
    if _SEGMENT not in found:
        raise refused("broken")
    _require_one(path)
    return WEBM


def _doc_type(head: bytes) -> bytes:
    at = head.find(_DOC_TYPE.to_bytes(2))
    return head[at + 3 : at + 3 + (head[at + 2] & 0x7F)].rstrip(b"\0") if 0 <= at < len(head) - 3 else b""


def _element(file: IO[bytes]) -> tuple[int, int | None]:
    """An element's id and length; None where it goes on to the end of the file."""
    kind = _number(file, keeps_mark=True)
    first = file.tell()
    length = _number(file, keeps_mark=False)
    bits = 7 * (file.tell() - first)
    return kind, None if length == (1 << bits) - 1 else length


def _number(file: IO[bytes], keeps_mark: bool) -> int:
    """EBML's numbers say by their leading zeros how many bytes they take."""
    first = file.read(1)
    if not first or first[0] == 0:
        raise refused("broken")
    more = 8 - first[0].bit_length()
    value = first[0] if keeps_mark else first[0] - (1 << (7 - more))
    return int.from_bytes(bytes([value]) + file.read(more))


def _require_one(path: Path) -> None:
    if is_zipfile(path):
        raise refused("two_in_one")
