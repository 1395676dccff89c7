"""Documents recognised by their content: PDF, DOCX, ODT; what could run, hide a second file or burst is refused."""

import re
import struct
from pathlib import Path
from zipfile import ZipFile, ZipInfo, is_zipfile

from app.domain.files.refusals import refused
from app.zips import DAMAGE

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ODT = "application/vnd.oasis.opendocument.text"
MEDIA_TYPES = (PDF, DOCX, ODT)
MOST_MEMBERS = 5000
MOST_UNPACKED = 500_000_000
MOST_RATIO = 100
# So little can burst nothing, however well it packs.
LITTLE = 20_000_000
LONGEST_TYPES = 1_000_000
_END = struct.Struct("<4s4H2LH")
# What of an Office document runs, or is a second one inside of it: macros, controls, OLE objects.
_ACTIVE = ("vbaproject", "/activex", "/oleobject")
# Its parts name what belongs to them: text of other kinds that is taken in (altChunk), and what is fetched from
# elsewhere when it is opened. A template on the writer's own machine is Word's habit, and harmless.
_NAMED = re.compile(rb"<(?:\w+:)?Relationship\s([^<>]*+)>")
_CHUNK = re.compile(rb"""\bType\s*+=\s*+["'][^"'<>]*/aFChunk["']""")
_FETCHED = re.compile(rb"""\bType\s*+=\s*+["'][^"'<>]*/(?:attachedTemplate|oleObject|frame|subDocument)["']""")
_ELSEWHERE = re.compile(
    rb"""\bTarget\s*+=\s*+["'](?:https?:|ftp:|mhtml:|file:/*+\\\\|file:////|\\\\|//)""", re.IGNORECASE
)
# Whatever a PDF does by itself, and files within it; what its own streams pack is not looked into.
_PDF_ACTIVE = re.compile(rb"/(?:JavaScript|Launch|EmbeddedFiles?)\b")
_AT_ONCE = 1024 * 1024


def pdf(path: Path, head: bytes) -> str:
    """A PDF begins at the first byte and ends at its end mark; one that is also a ZIP is two files in one."""
    if not re.match(rb"%PDF-[12]\.\d", head):
        raise refused("broken")
    tail = _tail(path, 4096)
    mark = tail.rfind(b"%%EOF")
    if mark < 0:
        raise refused("broken")
    if tail[mark + 5 :].strip(b"\0 \t\r\n\f") or is_zipfile(path):
        raise refused("two_in_one")
    if _is_active(path):
        raise refused("active")
    return PDF


def _is_active(path: Path) -> bool:
    with path.open("rb") as file:
        before = b""
        while chunk := file.read(_AT_ONCE):
            if _PDF_ACTIVE.search(before + chunk):
                return True
            before = chunk[-20:]
    return False


def packed(path: Path) -> str:
    """A ZIP that is a text document; raises Refused for every other."""
    _require_plain_end(path)
    try:
        with ZipFile(path) as zipped:
            return _document(zipped, path.stat().st_size)
    except DAMAGE:
        raise refused("broken") from None


def _require_plain_end(path: Path) -> None:
    """A ZIP ends with its table and nothing behind it: asked before the table, which may be huge, is read."""
    tail = _tail(path, 42)
    end = tail[-_END.size :]
    if len(end) < _END.size or not end.startswith(b"PK\x05\x06") or end[-2:] != b"\0\0":
        raise refused("broken" if b"PK\x05\x06" not in _tail(path, 70_000) else "two_in_one")
    if _END.unpack(end)[4] > MOST_MEMBERS or tail.startswith(b"PK\x06\x07"):
        raise refused("archive")


def _document(zipped: ZipFile, size: int) -> str:
    members = {info.filename: info for info in zipped.infolist()}
    kind = _kind(zipped, members)
    if len(members) != len(zipped.infolist()) or min(info.header_offset for info in members.values()) != 0:
        raise refused("two_in_one")
    unpacked = sum(info.file_size for info in members.values())
    if unpacked > MOST_UNPACKED or (unpacked > LITTLE and unpacked > MOST_RATIO * size):
        raise refused("too_packed")
    if any(info.flag_bits & 1 for info in members.values()):
        raise refused("broken")
    if any(".." in re.split(r"[/\\]", name) or name.startswith(("/", "\\")) for name in members):
        raise refused("broken")
    if any(_leads_away(_read(zipped, members, name)) for name in members if name.lower().endswith(".rels")):
        raise refused("macros")
    return kind


def _leads_away(named: bytes) -> bool:
    """Whether a document's part takes in text of another kind, or something from another machine."""
    every = [found[1] for found in _NAMED.finditer(named)]
    return any(_CHUNK.search(one) or (_FETCHED.search(one) and _ELSEWHERE.search(one)) for one in every)


def _kind(zipped: ZipFile, members: dict[str, ZipInfo]) -> str:
    if "[Content_Types].xml" in members:
        return _office(_read(zipped, members, "[Content_Types].xml"), members)
    mimetype = _read(zipped, members, "mimetype").strip()
    if mimetype.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
        raise refused("spreadsheet")
    if mimetype.decode("ascii", "replace") != ODT:
        raise refused("archive")
    if any(name.startswith(("Basic/", "Scripts/")) for name in members):
        raise refused("macros")
    return ODT


def _office(types: bytes, members: dict[str, ZipInfo]) -> str:
    names = [name.lower() for name in members]
    if b"spreadsheetml" in types and "word/document.xml" not in names:
        raise refused("spreadsheet")
    if b"presentationml" in types and "word/document.xml" not in names:
        raise refused("slides")
    if b"macroenabled" in types.lower() or any(part in name for name in names for part in _ACTIVE):
        raise refused("macros")
    if b"wordprocessingml.document.main+xml" not in types or "word/document.xml" not in names:
        raise refused("archive")
    return DOCX


def _read(zipped: ZipFile, members: dict[str, ZipInfo], name: str) -> bytes:
    """A short member; no more of it is unpacked than a document's would be long."""
    if name not in members:
        return b""
    with zipped.open(members[name]) as member:
        return member.read(LONGEST_TYPES)


def _tail(path: Path, length: int) -> bytes:
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - length))
        return file.read()
