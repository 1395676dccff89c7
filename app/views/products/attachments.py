"""A product's files: seen, added on its page, described, taken away."""

from fastapi import Response

from app.domain import access, attachments, products
from app.domain.attachments import AttachmentIn, Received
from app.domain.errors import Fault
from app.models import Attachment, Product
from app.views.products import routes as view
from app.web import carried, form, pages, served
from app.web.deps import Call, PageReads, PageWrites, RawBody, Router
from app.web.errors import TooLarge
from app.web.form import ASK, Filled, Form, Sent
from app.web.uploads import PageUpload, Upload

router = Router(prefix="/products/{id}/attachments")
FORM = Form(AttachmentIn)


@router.get("/{attachment_id}")
def show(call: PageReads, id: int, attachment_id: int) -> Response:
    return served.content(call, _found(call, id, attachment_id)[1])


@router.get("/{attachment_id}/preview")
def preview(call: PageReads, id: int, attachment_id: int) -> Response:
    return served.preview(call, _found(call, id, attachment_id)[1])


@router.post("")
def create(upload: PageUpload, call: PageWrites, id: int) -> Response:
    product = products.find(call.session, call.me, id)
    access.require(call.me, "products.write", product)
    sent = FORM.filled_in(call, upload.fingerprint, list(upload.fields.items()))

    def again(filled: Filled) -> Response:
        return view.page(call, product, filled)

    if carried.is_again(call.request):
        return again(Filled(sent.typed, [Fault((), carried.SEE, "carried"), Fault(("file",), carried.FILE, "missing")]))
    if isinstance(upload.no, TooLarge):
        answer = again(Filled(sent.typed, [Fault(("file",), upload.no.message, upload.no.code)]))
        # What is still to come of it is not waited for.
        answer.status_code, answer.headers["Connection"] = 413, "close"
        return answer
    return sent.once(lambda: _create(call, product, upload, sent), again)


@router.get("/{attachment_id}/edit")
def edit(call: PageReads, id: int, attachment_id: int) -> Response:
    product, attachment = _mine(call, id, attachment_id)
    return _ask(call, "edit", product, attachment, FORM.of(call, {"alt_text": attachment.alt_text}))


@router.post("/{attachment_id}/edit")
def change(call: PageWrites, body: RawBody, id: int, attachment_id: int) -> Response:
    (product, attachment), sent = _mine(call, id, attachment_id), FORM.sent(call, body)

    def act() -> Response:
        data = call.read(AttachmentIn, {"alt_text": None} | sent.given("alt_text"), form=True)
        attachments.describe(call.session, call.me, product, attachment, data)
        return pages.go(f"/products/{id}?done=described#attachments")

    return sent.once(act, lambda filled: _ask(call, "edit", product, attachment, filled))


@router.get("/{attachment_id}/remove")
def ask_remove(call: PageReads, id: int, attachment_id: int) -> Response:
    return _ask(call, "remove", *_mine(call, id, attachment_id), ASK.blank(call))


@router.post("/{attachment_id}/remove")
def remove(call: PageWrites, body: RawBody, id: int, attachment_id: int) -> Response:
    product, attachment = _mine(call, id, attachment_id)

    def act() -> Response:
        attachments.remove(call.session, call.me, product, attachment)
        return pages.go(f"/products/{id}?done=detached#attachments")

    return ASK.sent(call, body).once(act, lambda filled: _ask(call, "remove", product, attachment, filled))


def _create(call: Call, product: Product, upload: Upload, sent: Sent) -> Response:
    content = upload.require()
    data = call.read(AttachmentIn, sent.given(), form=True)
    attachments.attach(call.session, call.me, product, Received(upload.name, content), data)
    done = "still" if content.was_moving else "attached"
    return pages.go(f"/products/{product.id}?done={done}#attachments")


def _found(call: Call, id: int, attachment_id: int) -> tuple[Product, Attachment]:
    product = products.find(call.session, call.me, id)
    return product, attachments.find(call.session, call.me, product, attachment_id)


def _mine(call: Call, id: int, attachment_id: int) -> tuple[Product, Attachment]:
    """The attachment, for someone who may write its product."""
    product, attachment = _found(call, id, attachment_id)
    access.require(call.me, "products.write", product)
    return product, attachment


def _ask(call: Call, step: str, product: Product, attachment: Attachment, filled: Filled) -> Response:
    """The page of a step; after a refusal with what was typed."""
    return form.draw(call, f"attachments/{step}.html", filled, product=product, file=attachment)
