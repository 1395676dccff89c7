"""The file that a form brings along: kept while the form goes to and fro, attached once the thing is stored."""

from dataclasses import dataclass
from typing import Protocol

from app.domain import attachments
from app.domain.attachments import AttachmentIn, Received
from app.domain.errors import Fault, No, Say, faults_of
from app.models import Product, Report
from app.web import waiting_files
from app.web.deps import Call, files_of
from app.web.uploads import Upload
from app.web.waiting_files import Waiting

GONE = Say("Ảnh gửi lần trước không còn. Chọn lại ảnh.")


class Bringing(Protocol):
    """A form, as far as a file came with it."""

    photo: Waiting | None
    photo_fault: Fault | None


@dataclass
class Brought:
    """The file that waits, or what is wrong with it."""

    photo: Waiting | None = None
    photo_fault: Fault | None = None


def take(call: Call, form: Bringing, upload: Upload | None, fields: dict[str, str]) -> None:
    """Notes on the form what came with it: a file, else the word for one that waits; what is wrong with either."""
    word, secret = fields.get("waiting", ""), call.settings.secret
    if upload is not None and upload.content is not None:
        form.photo = waiting_files.seal(secret, call.me, upload.name, upload.content)
        upload.waits = True
    elif word:
        form.photo = waiting_files.opened(secret, call.me, files_of(call.request), word)
    if upload is not None and upload.no is not None:
        form.photo_fault = _told(upload.no)
    elif word and form.photo is None:
        form.photo_fault = Fault(("file",), GONE, "missing")


def attach(call: Call, form: Bringing, thing: Product | Report, shown: str = "") -> None:
    """With the thing just stored, in the same transaction. shown: what the form says that it shows."""
    if form.photo is None:
        return
    data = call.read(AttachmentIn, {"alt_text": shown} if shown else {}, form=True)
    attachments.attach(call.session, call.me, thing, Received(form.photo.name, form.photo.content), data)


def _told(no: No) -> Fault:
    return Fault(("file",), faults_of(no)[0].message, no.code)
