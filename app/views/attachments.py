"""A product's files: seen, added on its page, described, taken away."""

from fastapi import Response

from app.domain import attachments, products
from app.domain.attachments import AttachmentIn
from app.domain.errors import Fault
from app.models import Attachment, Product
from app.views import products as view
from app.web import pages, served
from app.web.deps import Call, PageReads, PageWrites, RawBody, Router
from app.web.errors import TooLarge
from app.web.forms import fields_of
from app.web.pressed import pressed
from app.web.uploads import PageUpload, Upload

router = Router(prefix="/products/{id}/attachments")


@router.get("/{attachment_id}")
def show(call: PageReads, id: int, attachment_id: int) -> Response:
    return served.content(call, _found(call, id, attachment_id)[1])


@router.get("/{attachment_id}/preview")
def preview(call: PageReads, id: int, attachment_id: int) -> Response:
    return served.preview(call, _found(call, id, attachment_id)[1])


@router.post("")
def create(upload: PageUpload, call: PageWrites, id: int) -> Response:
    product = products.find(call.session, call.me, id)
    products.require_writer(call.me, product)
    form_id, typed = upload.fields.pop("form_id", ""), dict(upload.fields)

    def again(faults: list[Fault], status: int = 422) -> Response:
        return view.page(call, product, status, faults, typed)

    if isinstance(upload.no, TooLarge):
        answer = again([Fault(("file",), upload.no.message, upload.no.code)], 413)
        # What is still to come of it is not waited for.
        answer.headers["Connection"] = "close"
        return answer
    return pressed(
        call, form_id, upload.fingerprint, lambda: _create(call, product, upload), again, lambda _: ("file",)
    )  # fmt: skip


@router.get("/{attachment_id}/edit")
def edit(call: PageReads, id: int, attachment_id: int) -> Response:
    return _ask(call, "edit", *_mine(call, id, attachment_id))


@router.post("/{attachment_id}/edit")
def change(call: PageWrites, body: RawBody, id: int, attachment_id: int) -> Response:
    product, attachment = _mine(call, id, attachment_id)
    typed = dict(fields_of(call.request, body))

    def act() -> Response:
        data = call.read(AttachmentIn, {"alt_text": typed.get("alt_text", "").strip() or None}, form=True)
        attachments.describe(call.session, call.me, product, attachment, data)
        return pages.go(f"/products/{id}?done=described#attachments")

    return pressed(
        call, typed.get("form_id", ""), body, act, lambda faults: _ask(call, "edit", product, attachment, typed, faults)
    )


@router.get("/{attachment_id}/remove")
def ask_remove(call: PageReads, id: int, attachment_id: int) -> Response:
    return _ask(call, "remove", *_mine(call, id, attachment_id))


@router.post("/{attachment_id}/remove")
def remove(call: PageWrites, body: RawBody, id: int, attachment_id: int) -> Response:
    product, attachment = _mine(call, id, attachment_id)
    typed = dict(fields_of(call.request, body))

    def act() -> Response:
        attachments.remove(call.session, call.me, product, attachment)
        return pages.go(f"/products/{id}?done=detached#attachments")

    return pressed(
        call, typed.get("form_id", ""), body, act,
        lambda faults: _ask(call, "remove", product, attachment, typed, faults),
    )  # fmt: skip


def _create(call: Call, product: Product, upload: Upload) -> Response:
    content = upload.require()
    data = call.read(AttachmentIn, upload.fields, form=True)
    attachments.attach(call.session, call.me, product, content, upload.name, data)
    done = "still" if content.was_moving else "attached"
    return pages.go(f"/products/{product.id}?done={done}#attachments")


def _found(call: Call, id: int, attachment_id: int) -> tuple[Product, Attachment]:
    product = products.find(call.session, call.me, id)
    return product, attachments.find(call.session, call.me, product, attachment_id)


def _mine(call: Call, id: int, attachment_id: int) -> tuple[Product, Attachment]:
    """The attachment, for someone who may write its product."""
    product, attachment = _found(call, id, attachment_id)
    products.require_writer(call.me, product)
    return product, attachment


def _ask(
    call: Call, step: str, product: Product, attachment: Attachment, typed: dict[str, str] | None = None,
    faults: list[Fault] | None = None,
) -> Response:  # fmt: skip
    """The page of a step; after a refusal with what was typed."""
    blank = {"alt_text": attachment.alt_text or "", "form_id": call.new_form_id()}
    return pages.show(
        call, f"attachments/{step}.html", 422 if faults else 200, product=product, file=attachment,
        faults=faults or [], typed=blank | (typed or {}),
    )  # fmt: skip
