"""The files of products and of urgent reports: seen, added on the thing's page, described, taken away."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Response

from app.domain import attachments, products, reports
from app.domain.attachments import AttachmentIn, Received
from app.domain.errors import Fault
from app.models import Attachment
from app.views.products import routes as product_pages
from app.views.reports import routes as report_pages
from app.web import carried, form, pages, served, uploads
from app.web.arrival import RawBody
from app.web.deps import Call, PageReads, PageWrites
from app.web.errors import TooLarge
from app.web.form import ASK, Filled, Form, Sent
from app.web.routing import Router
from app.web.uploads import Things, Upload

FORM = Form(AttachmentIn)


@dataclass(frozen=True)
class Place:
    """Where files are shown: under which address, of which things, and the page of one after a refusal."""

    noun: str
    things: Things
    page: Callable[[Call, Any, Filled], Response]


def routes(place: Place) -> Router:
    router = Router(prefix=f"/{place.noun}/{{id}}/attachments")
    _looking(router, place)
    _adding(router, place)
    _describing(router, place)
    _removing(router, place)
    return router


def _looking(router: Router, place: Place) -> None:
    @router.get("/{attachment_id}")
    def show(call: PageReads, id: int, attachment_id: int) -> Response:
        return served.content(call, _found(call, place, id, attachment_id)[1])

    @router.get("/{attachment_id}/preview")
    def preview(call: PageReads, id: int, attachment_id: int) -> Response:
        return served.preview(call, _found(call, place, id, attachment_id)[1])


def _adding(router: Router, place: Place) -> None:
    @router.post("")
    def create(
        upload: Annotated[Upload, Depends(uploads.from_page(place.things), scope="function")], call: PageWrites, id: int
    ) -> Response:
        thing = place.things.find(call.session, call.me, id)
        attachments.require_writable(call.me, thing)
        sent = FORM.filled_in(call, upload.fingerprint, list(upload.fields.items()))

        def again(filled: Filled) -> Response:
            return place.page(call, thing, filled)

        if carried.is_again(call.request):
            lost = [Fault((), carried.SEE, "carried"), Fault(("file",), carried.FILE, "missing")]
            return again(Filled(sent.typed, lost))
        if isinstance(upload.no, TooLarge):
            answer = again(Filled(sent.typed, [Fault(("file",), upload.no.message, upload.no.code)]))
            # What is still to come of it is not waited for.
            answer.status_code, answer.headers["Connection"] = 413, "close"
            return answer
        return sent.once(lambda: _create(call, place, thing, (upload, sent)), again)


def _describing(router: Router, place: Place) -> None:
    @router.get("/{attachment_id}/edit")
    def edit(call: PageReads, id: int, attachment_id: int) -> Response:
        thing, attachment = _mine(call, place, id, attachment_id)
        return _ask(call, "edit", thing, (attachment, FORM.of(call, _shape(attachment))))

    @router.post("/{attachment_id}/edit")
    def change(call: PageWrites, body: RawBody, id: int, attachment_id: int) -> Response:
        (thing, attachment), sent = _mine(call, place, id, attachment_id), FORM.sent(call, body)

        def act() -> Response:
            sent.require_fresh(_shape(attachment))
            data = call.read(AttachmentIn, {"alt_text": None} | sent.given("alt_text"), form=True)
            attachments.describe(call.session, call.me, thing, attachment, data)
            return _go(place, id, pages.changed(call, "described"))

        return sent.once(act, lambda filled: _ask(call, "edit", thing, (attachment, filled)))


def _shape(attachment: Attachment) -> dict[str, Any]:
    return {"alt_text": attachment.alt_text}


def _removing(router: Router, place: Place) -> None:
    @router.get("/{attachment_id}/remove")
    def ask_remove(call: PageReads, id: int, attachment_id: int) -> Response:
        thing, attachment = _mine(call, place, id, attachment_id)
        return _ask(call, "remove", thing, (attachment, ASK.blank(call)))

    @router.post("/{attachment_id}/remove")
    def remove(call: PageWrites, body: RawBody, id: int, attachment_id: int) -> Response:
        thing, attachment = _mine(call, place, id, attachment_id)

        def act() -> Response:
            attachments.remove(call.session, call.me, thing, attachment)
            return _go(place, id, "detached")

        return ASK.sent(call, body).once(act, lambda filled: _ask(call, "remove", thing, (attachment, filled)))


def _create(call: Call, place: Place, thing: Any, came: tuple[Upload, Sent]) -> Response:
    upload, sent = came
    content = upload.require()
    data = call.read(AttachmentIn, sent.given(), form=True)
    attachments.attach(call.session, call.me, thing, Received(upload.name, content), data)
    return _go(place, thing.id, "still" if content.was_moving else "attached")


def _go(place: Place, id: int, done: str) -> Response:
    return pages.go(f"/{place.noun}/{id}?done={done}#attachments")


def _found(call: Call, place: Place, id: int, attachment_id: int) -> tuple[Any, Attachment]:
    thing = place.things.find(call.session, call.me, id)
    return thing, attachments.find(call.session, call.me, thing, attachment_id)


def _mine(call: Call, place: Place, id: int, attachment_id: int) -> tuple[Any, Attachment]:
    """The attachment, for someone who may write what it is attached to."""
    thing, attachment = _found(call, place, id, attachment_id)
    attachments.require_writable(call.me, thing)
    return thing, attachment


def _ask(call: Call, step: str, thing: Any, about: tuple[Attachment, Filled]) -> Response:
    """The page of a step; after a refusal with what was typed."""
    attachment, filled = about
    noun, key = attachment.holder
    return form.draw(call, f"attachments/{step}.html", filled, home=f"/{noun}s/{key}", thing=thing, file=attachment)


router = Router()
router.take(routes(Place("products", products, product_pages.page)))
router.take(routes(Place("reports", reports, report_pages.beside_file)))
