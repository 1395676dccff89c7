"""Attachments (tệp đính kèm): pictures, video and documents of a product or an urgent report; never lists of people.

What a file is was settled by domain/files before a transaction began: receiving one may take minutes.
"""

import re
import unicodedata
from contextlib import suppress
from typing import Any, NamedTuple

from sqlmodel import Session

from app.domain import access, files, ids, privacy, products, trail
from app.domain.access import Me
from app.domain.errors import Conflict, NotFound, Say, refuse
from app.domain.files import attached, documents
from app.domain.files.contents import Content
from app.domain.inputs import Input, Text
from app.domain.keys import by_number
from app.domain.words import composed
from app.models import Attachment, Product, Report

MOST = 20
LONGEST_NAME = 120
# So much of what a sender calls a file is looked at.
MOST_OF_NAME = 500
ENDINGS = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    "video/mp4": ".mp4",
    "video/quicktime": ".mov",
    "video/webm": ".webm",
    "application/pdf": ".pdf",
    documents.DOCX: ".docx",
    documents.ODT: ".odt",
}
WITHDRAWN = Say("Sản phẩm đã rút không nhận thêm tệp. Ghi sản phẩm thay rồi đính kèm vào đó.")
NOT_URGENT = Say("Chỉ báo cáo đột xuất có tệp đính kèm.")
ACCEPTED = Say("Báo cáo đã duyệt không nhận thêm tệp. Ban Xây dựng Đảng mở lại thì đính kèm tiếp.")


class AttachmentIn(Input):
    """What is said about a file: for a picture or a video, what it shows, for who can't see it."""

    alt_text: Text | None = None


class AttachmentPatch(AttachmentIn):
    """The same of a file that is there: what was read of it may be sent back whole."""

    READ_ONLY = frozenset({*attached.FIELDS, "etag", "warnings"}) - AttachmentIn.model_fields.keys()


def steps(me: Me, thing: Product | Report) -> set[str]:
    """Of attach and detach, those that this person may take with the files of a thing as it stands.

    An urgent report takes pictures that come after it was sent, until it is accepted; what should never have been sent
    goes at any time.
    """
    if isinstance(thing, Product):
        return products.steps(me, thing) & {"attach", "detach"}
    if thing.type != "urgent" or not access.may(me, "reports.write", thing):
        return set()
    return {"detach"} if thing.status == "accepted" else {"attach", "detach"}


def require_addable(me: Me, thing: Product | Report) -> None:
    """Raises Forbidden for who may not write the thing, Conflict where it takes no files, or no more of them."""
    require_writable(me, thing)
    if "attach" in steps(me, thing):
        return
    if isinstance(thing, Product):
        raise Conflict(WITHDRAWN, "withdrawn", ("file",))
    raise Conflict(NOT_URGENT if thing.type != "urgent" else ACCEPTED, "fixed", ("file",))


def require_writable(me: Me, thing: Product | Report) -> None:
    """Raises Forbidden for who may not write the thing that has the files."""
    access.require(me, f"{thing.__tablename__}s.write", thing)


class Received(NamedTuple):
    """A file that came whole, and the name that it came under."""

    name: str
    content: Content


def attach(session: Session, me: Me, thing: Product | Report, received: Received, data: AttachmentIn) -> Attachment:
    """Stores a received file with the thing; raises Conflict where that has as many as it may."""
    require_addable(me, thing)
    content, name = received.content, named(received.name, received.content.media_type)
    if found := privacy.kinds(name):
        sentence = Say("Tên tệp có {kinds}. Đổi tên tệp rồi tải lên lại.", kinds=", ".join(found))
        raise refuse(("file",), sentence, privacy.CODE)
    if len(of(session, me, thing)) >= MOST:
        words = Say("Ở đây đã có {most} tệp, không nhận thêm. Bỏ bớt tệp cũ trước.", most=MOST)
        raise Conflict(words, "too_many", ("file",))
    files.put(session, me.ward_id, content)
    attachment = Attachment(
        ward_id=me.ward_id,
        id=ids.one(session),
        name=name,
        media_type=content.media_type,
        size=content.size,
        digest=content.digest,
        alt_text=data.alt_text or None,
        width=content.width,
        height=content.height,
        created_at=me.at,
        updated_at=me.at,
        **{f"{thing.__tablename__}_id": thing.id},
    )
    session.add(attachment)
    thing.updated_at = me.at
    _note(session, me, attachment, "attached")
    return attachment


def describe(session: Session, me: Me, thing: Product | Report, attachment: Attachment, data: AttachmentIn) -> None:
    """Changes what is said about it."""
    require_writable(me, thing)
    before = attachment.model_dump()
    if "alt_text" in data.sent:
        attachment.alt_text = data.alt_text or None
    if trail.differs(attachment, before):
        attachment.updated_at = thing.updated_at = me.at
        texts = {"alt_text": attachment.alt_text, "was": {"alt_text": before["alt_text"]}}
        _note(session, me, attachment, "described", texts)


def remove(session: Session, me: Me, thing: Product | Report, attachment: Attachment) -> None:
    """Takes it from the thing, whatever state that is in; the file goes too where nothing else names it."""
    require_writable(me, thing)
    session.delete(attachment)
    files.let_go(session, me.ward_id, [attachment.digest])
    thing.updated_at = me.at
    _note(session, me, attachment, "detached")


def of(session: Session, me: Me, thing: Product | Report) -> list[Attachment]:
    holder: attached.Holder = "product" if isinstance(thing, Product) else "report"
    return attached.of(session, me, holder, [thing.id])[thing.id]


def find(session: Session, me: Me, thing: Product | Report, attachment_id: int) -> Attachment:
    """The attachment of a thing that this person was let see; raises NotFound."""
    attachment = by_number(session, me, Attachment, attachment_id)
    if attachment.holder != (thing.__tablename__, thing.id):
        raise NotFound()
    return attachment


def named(name: str, media_type: str) -> str:
    """The name that the file had on its sender's machine: without folders, signs that hide or turn letters, or an
    ending that its content belies."""
    last = re.split(r"[/\\]", name)[-1][:MOST_OF_NAME]
    with suppress(ValueError):
        last = composed(last)
    seen = "".join(" " if letter.isspace() else letter for letter in last if _is_shown(letter))
    stem = re.sub(r"\.[A-Za-z][A-Za-z0-9]{0,4}$", "", " ".join(seen.split())).strip(". ")
    return f"{stem[:LONGEST_NAME].strip('. ') or 'tep'}{ENDINGS[media_type]}"


def _is_shown(letter: str) -> bool:
    """Letters, digits, signs and spaces; no controls, marks of direction or halves of letters."""
    return letter.isspace() or unicodedata.category(letter)[0] != "C"


def _note(session: Session, me: Me, attachment: Attachment, action: str, texts: dict[str, Any] | None = None) -> None:
    session.flush()
    facts = {"attachment": attachment.id, "media_type": attachment.media_type, "digest": attachment.digest}
    is_gone = action == "detached"
    touched = trail.gone(Attachment, attachment.id) if is_gone else attachment
    words = {"name": attachment.name} | (texts or {})
    facts |= {"fields": ["alt_text"]} if texts else {}
    holder, key = attachment.holder
    trail.note(session, me, trail.Note(action, holder, key, facts, words, beside=[touched]))
