"""Webhooks of other systems, for the ward's admin: the key of their signatures is told once, when it is drawn."""

from typing import Any

from fastapi import Response

from app.api.openapi import asks, sends
from app.domain import access, webhooks
from app.domain.pages import Ask, Page
from app.domain.webhooks import WebhookIn, WebhookPatch, deliveries
from app.models import Webhook
from app.web import webhook_keys
from app.web.answers import collection, item, require_match, secret, shown
from app.web.arrival import RawBody
from app.web.bodies import json_of, require_nothing
from app.web.deps import ApiReads, ApiWrites
from app.web.idempotency import IdempotencyKey, once
from app.web.paging import Paging
from app.web.routing import ApiRouter
from app.web.trials import Writing

router = ApiRouter(prefix="/webhooks", tags=["webhooks"])


class WebhookList(Paging):
    active: bool | None = None


@router.get("", summary="List the ward's webhooks, newest first (admin)", openapi_extra=asks(WebhookList))
def index(call: ApiReads) -> Response:
    access.require(call.me, webhooks.RIGHT)
    asked = call.query(WebhookList)

    def read(ask: Ask) -> Page[Any]:
        return webhooks.page(call.session, call.me, ask, asked.active).each(webhooks.shape)

    return collection(call, "webhooks", asked, webhooks.FIELDS, read)


@router.post(
    "", status_code=201, summary="Make a webhook (admin): `secret` is told once", openapi_extra=sends(WebhookIn)
)
def create(call: ApiWrites, body: RawBody, key: IdempotencyKey = None) -> Response:
    access.require(call.me, webhooks.RIGHT)
    call.query(Writing)

    def act() -> Response:
        drawn = webhook_keys.drawn(call.settings)
        data = call.read(WebhookIn, json_of(body))
        return _told(webhooks.create(call.session, call.me, data, drawn.sealed), drawn.words)

    return once(call, key, body, act, sealed=True)


@router.get("/{webhook}", summary="One webhook (admin)")
def show(call: ApiReads, webhook: int) -> Response:
    found = webhooks.find(call.session, call.me, webhook)
    return shown(call, webhooks.shape(found))


@router.patch("/{webhook}", summary="Change, pause or resume a webhook (admin)", openapi_extra=sends(WebhookPatch))
def change(call: ApiWrites, webhook: int, body: RawBody) -> Response:
    found = webhooks.find(call.session, call.me, webhook)
    require_match(call, lambda: webhooks.shape(found))
    call.query(Writing)
    webhooks.change(call.session, call.me, found, call.read(WebhookPatch, json_of(body), change=True))
    return item(webhooks.shape(found))


@router.delete("/{webhook}", status_code=204, summary="Delete a webhook (admin): what still waits is not sent")
def remove(call: ApiWrites, webhook: int) -> Response:
    found = webhooks.find(call.session, call.me, webhook)
    require_match(call, lambda: webhooks.shape(found))
    call.require_bare()
    webhooks.remove(call.session, call.me, found)
    return Response(status_code=204)


@router.post("/{webhook}/rotation", status_code=201, summary="A new key for a webhook (admin): the old one ends now")
def rotate(call: ApiWrites, webhook: int, body: RawBody, key: IdempotencyKey = None) -> Response:
    found = webhooks.find(call.session, call.me, webhook)
    call.query(Writing)

    def act() -> Response:
        require_nothing(body)
        drawn = webhook_keys.drawn(call.settings)
        webhooks.rotate(call.session, call.me, found, drawn.sealed)
        return _told(found, drawn.words)

    return once(call, key, body, act, sealed=True)


@router.get(
    "/{webhook}/deliveries",
    summary="What was sent to a webhook, or waits, newest first (admin)",
    openapi_extra=asks(Paging),
)
def sent(call: ApiReads, webhook: int) -> Response:
    found = webhooks.find(call.session, call.me, webhook)
    asked = call.query(Paging)

    def read(ask: Ask) -> Page[Any]:
        page = deliveries.page(call.session, call.me, found, ask)
        return Page(deliveries.shapes(call.session, call.me, page.items), page.next)

    return collection(call, "deliveries", asked, deliveries.FIELDS, read)


@router.post("/{webhook}/deliveries/{delivery}/retry", summary="Send a change to a webhook again, at once (admin)")
def retry(call: ApiWrites, webhook: int, delivery: int, body: RawBody, key: IdempotencyKey = None) -> Response:
    found = webhooks.find(call.session, call.me, webhook)
    job = deliveries.find(call.session, call.me, found, delivery)
    call.query(Writing)

    def act() -> Response:
        require_nothing(body)
        deliveries.resend(call.session, call.me, found, job)
        return item(deliveries.shapes(call.session, call.me, [job])[0])

    return once(call, key, body, act)


def _told(row: Webhook, words: str) -> Response:
    return secret(item(webhooks.shape(row), 201, f"/api/v1/webhooks/{row.id}", secret=words))
