"""Attachments for programs: a multipart form brings one file, the rest is JSON; its bytes have their own address.

Those of products and of reports, all the same way.
"""

from typing import Annotated, Any

from fastapi import Depends, Response

from app.api.openapi import asks, sends
from app.domain import attachments, products, reports
from app.domain.attachments import AttachmentIn, AttachmentPatch, Received
from app.domain.errors import Fault, Say
from app.domain.files import attached
from app.domain.pages import Ask, Page, after, cut
from app.models import Attachment, Product, Report
from app.web import served, uploads
from app.web.answers import collection, item, require_match, shown
from app.web.arrival import RawBody
from app.web.bodies import json_of
from app.web.deps import ApiReads, ApiWrites, Call
from app.web.idempotency import IdempotencyKey, once
from app.web.paging import Paging
from app.web.routing import ApiRouter
from app.web.trials import Writing
from app.web.uploads import Things, Upload

FORM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "additionalProperties": False,
                    "properties": {
                        # OpenAPI 3.1 says the media type; generators of clients still look for the format.
                        "file": {"type": "string", "format": "binary", "contentMediaType": "application/octet-stream"},
                        "alt_text": {"type": "string", "maxLength": 20_000},
                    },
                }
            }
        },
    },
    "responses": {"413": {"description": "Larger than LANTOA_MAX_UPLOAD_MB"}},
}
BYTES: dict[str, Any] = {
    "responses": {"200": {"description": "The file; parts of it for Range (206)", "content": {"*/*": {}}}}
}
STILL = Fault(("file",), Say("Ảnh động: chỉ giữ khung hình đầu. Muốn giữ chuyển động thì tải video."), "still")


def routes(noun: str, things: Things) -> ApiRouter:
    """The routes of the files of one noun's things."""
    router = ApiRouter(prefix=f"/{noun}/{{id}}/attachments", tags=[noun])
    _reading(router, things)
    _writing(router, things)
    return router


def _reading(router: ApiRouter, things: Things) -> None:
    @router.get("", summary="List the attachments", openapi_extra=asks(Paging))
    def index(call: ApiReads, id: int) -> Response:
        thing = things.find(call.session, call.me, id)
        asked = call.query(Paging)

        def read(ask: Ask) -> Page[Any]:
            begun = after(ask, int)[0] if ask.after else 0
            rows = [one for one in attachments.of(call.session, call.me, thing) if one.id > begun]
            return cut(rows[: ask.limit + 1], ask, lambda one: [one.id]).each(attached.shape)

        return collection(call, "attachments", asked, attached.FIELDS, read)

    @router.get("/{attachment_id}", summary="One attachment")
    def show(call: ApiReads, id: int, attachment_id: int) -> Response:
        _, attachment = _found(call, things, id, attachment_id)
        return shown(call, attached.shape(attachment))

    @router.get("/{attachment_id}/content", summary="The file itself", openapi_extra=BYTES)
    def content(call: ApiReads, id: int, attachment_id: int) -> Response:
        _, attachment = _found(call, things, id, attachment_id)
        call.require_bare()
        return served.content(call, attachment)


def _writing(router: ApiRouter, things: Things) -> None:
    @router.post("", status_code=201, summary="Attach a file", openapi_extra=FORM)
    def create(
        upload: Annotated[Upload, Depends(uploads.from_program(things), scope="function")],
        call: ApiWrites,
        id: int,
        key: IdempotencyKey = None,
    ) -> Response:
        """The file is recognised by its content: pictures are drawn anew without metadata, what is neither picture,
        video nor document is refused. With the same Idempotency-Key the same name, fields and bytes get the first
        answer."""
        thing = things.find(call.session, call.me, id)
        attachments.require_writable(call.me, thing)
        upload.require_readable()
        call.query(Writing)
        return once(call, key, upload.fingerprint, lambda: _create(call, thing, upload))

    @router.patch("/{attachment_id}", summary="Say what a picture shows", openapi_extra=sends(AttachmentPatch))
    def change(call: ApiWrites, id: int, attachment_id: int, body: RawBody) -> Response:
        thing, attachment = _mine(call, things, id, attachment_id)
        call.query(Writing)
        data = call.read(AttachmentPatch, json_of(body), change=True)
        attachments.describe(call.session, call.me, thing, attachment, data)
        return item(attached.shape(attachment))

    @router.delete("/{attachment_id}", status_code=204, summary="Take an attachment away")
    def remove(call: ApiWrites, id: int, attachment_id: int) -> Response:
        thing, attachment = _mine(call, things, id, attachment_id)
        call.require_bare()
        attachments.remove(call.session, call.me, thing, attachment)
        return Response(status_code=204)


router = ApiRouter()
router.take(routes("products", products))
router.take(routes("reports", reports))


def _found(call: Call, things: Things, id: int, attachment_id: int) -> tuple[Product | Report, Attachment]:
    thing = things.find(call.session, call.me, id)
    return thing, attachments.find(call.session, call.me, thing, attachment_id)


def _mine(call: Call, things: Things, id: int, attachment_id: int) -> tuple[Product | Report, Attachment]:
    """The attachment, for someone who may change it and has seen it as it is."""
    thing, attachment = _found(call, things, id, attachment_id)
    attachments.require_writable(call.me, thing)
    require_match(call, lambda: attached.shape(attachment))
    return thing, attachment


def _create(call: Call, thing: Product | Report, upload: Upload) -> Response:
    content = upload.require()
    data = call.read(AttachmentIn, upload.fields, form=True)
    made = attachments.attach(call.session, call.me, thing, Received(upload.name, content), data)
    shape = attached.shape(made)
    location = str(shape["url"]).removesuffix("/content")
    return item(shape, 201, location, [STILL] if content.was_moving else [])
