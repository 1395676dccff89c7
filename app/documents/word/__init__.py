"""A document as a Word file, to be signed as it is or written on; the same document is the same file."""

import io
import zipfile
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from app.documents.content import Document
from app.documents.word.body import add
from app.documents.word.ends import add_head, add_signature, add_title
from app.documents.word.page import set_page
from app.documents.wording import worded

if TYPE_CHECKING:
    from docx.document import Document as Paper

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# Instead of the moment at which it is drawn.
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def draw(document: Document) -> bytes:
    import docx

    told = worded(document)
    paper = docx.Document()
    _set_properties(paper, told)
    set_page(paper, told)
    if not document.is_plain:
        add_head(paper, told)
    add_title(paper, told)
    for block in told["main"]:
        add(paper, block, told)
    if not document.is_plain:
        add_signature(paper, told)
    for block in told["annexes"]:
        add(paper, block, told)
    written = io.BytesIO()
    paper.save(written)
    return _steady(written)


def _steady(written: io.BytesIO) -> bytes:
    """The same file with one moment for all its parts: the library takes the clock's."""
    packed = io.BytesIO()
    with zipfile.ZipFile(written) as given, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as steady:
        for name in given.namelist():
            part = zipfile.ZipInfo(name, LONG_AGO.timetuple()[:6])
            part.compress_type = zipfile.ZIP_DEFLATED
            steady.writestr(part, given.read(name))
    return packed.getvalue()


def _set_properties(paper: "Paper", told: dict[str, Any]) -> None:
    core = paper.core_properties
    core.title, core.author, core.language = told["title"][:255], told["head"]["issuer"].strip()[:255], "vi-VN"
    core.last_modified_by, core.comments, core.created, core.modified = "", "", LONG_AGO, LONG_AGO
