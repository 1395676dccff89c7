"""The file that a log form brings along: kept while the form goes to and fro, attached once the product is stored."""

from app.domain import attachments
from app.domain.attachments import AttachmentIn, Received
from app.domain.errors import Fault, No, Say
from app.models import Product
from app.views.log.state import State
from app.web import waiting_files
from app.web.deps import Call, files_of
from app.web.uploads import Upload

GONE = Say("Ảnh gửi lần trước không còn. Chọn lại ảnh.")


def take(call: Call, state: State, upload: Upload | None, fields: dict[str, str]) -> None:
    """Notes on the form what came with it: a file, else the word for one that waits; what is wrong with either."""
    word, secret = fields.get("waiting", ""), call.settings.secret
    if upload is not None and upload.content is not None:
        state.photo = waiting_files.seal(secret, call.me, upload.name, upload.content)
        upload.waits = True
    elif word:
        state.photo = waiting_files.opened(secret, call.me, files_of(call.request), word)
    if upload is not None and upload.no is not None:
        state.photo_fault = _told(upload.no)
    elif word and state.photo is None:
        state.photo_fault = Fault(("file",), GONE, "missing")


def attach(call: Call, state: State, product: Product) -> None:
    """With the product just stored, in the same transaction; what its form says that it shows is said of the file."""
    if state.photo is None:
        return
    shown = state.details.get("alt_text", "").strip()
    data = call.read(AttachmentIn, {"alt_text": shown} if shown else {}, form=True)
    attachments.attach(call.session, call.me, product, Received(state.photo.name, state.photo.content), data)


def _told(no: No) -> Fault:
    return Fault(("file",), no.message if not hasattr(no, "faults") else no.faults[0].message, no.code)
