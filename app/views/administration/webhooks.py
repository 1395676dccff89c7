"""Webhooks for the ward's admin: made, changed, paused, deleted, and what became of each delivery."""

from fastapi import Response

from app.domain import access, webhooks
from app.domain.pages import Ask
from app.domain.webhooks import WebhookIn, WebhookPatch, deliveries
from app.models import Webhook
from app.views import filters
from app.views.trail import history
from app.web import form, pages, webhook_keys
from app.web.arrival import RawBody
from app.web.deps import Call, PageReads, PageWrites
from app.web.form import ASK, Filled, Form
from app.web.paging import encode
from app.web.routing import Router
from app.web.trail_labels import ACTIONS, ENTITIES

router = Router(prefix="/webhooks")
MOST = 1000
TICKED = ("entities",)
NEW = Form(WebhookIn, ("name", "address", "entities"), TICKED)
FORM = Form(WebhookIn, ticked=TICKED, thing="webhook này")
# What is asked for is no single one of them.
NOUNS = ENTITIES | {"import": "Nhập từ bảng tính"}
DONE = {"changed": "Đã lưu.", "deleted": "Đã xóa webhook.", "again": "Đang gửi lại. Tải lại trang để xem kết quả."}


@router.get("")
def index(call: PageReads) -> Response:
    access.require(call.me, webhooks.RIGHT)
    rows = [webhooks.shape(row) for row in webhooks.page(call.session, call.me, Ask(MOST)).items]
    return pages.show(call, "webhooks/index.html", rows=rows, said=pages.done(call, DONE), nouns=NOUNS)


@router.get("/new")
def new(call: PageReads) -> Response:
    access.require(call.me, webhooks.RIGHT)
    return _form(call, None, NEW.blank(call))


@router.post("/new")
def create(call: PageWrites, body: RawBody) -> Response:
    access.require(call.me, webhooks.RIGHT)
    sent = NEW.sent(call, body)

    def act() -> Response:
        key, data = webhook_keys.drawn(call.settings), call.read(WebhookIn, sent.given(), form=True)
        return _told(call, webhooks.create(call.session, call.me, data, key.sealed), key.words)

    return sent.once(act, lambda filled: _form(call, None, filled), sealed=True)


@router.get("/{webhook}")
def show(call: PageReads, webhook: int) -> Response:
    return _page(call, webhooks.find(call.session, call.me, webhook), ASK.blank(call))


@router.get("/{webhook}/edit")
def edit(call: PageReads, webhook: int) -> Response:
    found = webhooks.find(call.session, call.me, webhook)
    return _form(call, found, FORM.of(call, webhooks.shape(found)))


@router.post("/{webhook}/edit")
def change(call: PageWrites, body: RawBody, webhook: int) -> Response:
    found, sent = webhooks.find(call.session, call.me, webhook), FORM.sent(call, body)

    def act() -> Response:
        data = call.read(WebhookPatch, sent.changes(webhooks.shape(found)), form=True)
        webhooks.change(call.session, call.me, found, data)
        return pages.go(f"/webhooks/{webhook}?done={pages.changed(call, 'changed')}")

    return sent.once(act, lambda filled: _form(call, found, filled))


@router.post("/{webhook}/rotation")
def rotate(call: PageWrites, body: RawBody, webhook: int) -> Response:
    found = webhooks.find(call.session, call.me, webhook)

    def act() -> Response:
        key = webhook_keys.drawn(call.settings)
        webhooks.rotate(call.session, call.me, found, key.sealed)
        return _told(call, found, key.words)

    return ASK.sent(call, body).once(act, lambda filled: _page(call, found, filled), sealed=True)


@router.get("/{webhook}/remove")
def ask_remove(call: PageReads, webhook: int) -> Response:
    return _ask(call, webhooks.find(call.session, call.me, webhook), ASK.blank(call))


@router.post("/{webhook}/remove")
def remove(call: PageWrites, body: RawBody, webhook: int) -> Response:
    found = webhooks.find(call.session, call.me, webhook)

    def act() -> Response:
        webhooks.remove(call.session, call.me, found)
        return pages.go("/webhooks?done=deleted")

    return ASK.sent(call, body).once(act, lambda filled: _ask(call, found, filled))


@router.post("/{webhook}/deliveries/{delivery}/retry")
def retry(call: PageWrites, body: RawBody, webhook: int, delivery: int) -> Response:
    found = webhooks.find(call.session, call.me, webhook)
    job = deliveries.find(call.session, call.me, found, delivery)

    def act() -> Response:
        deliveries.resend(call.session, call.me, found, job)
        return pages.go(f"/webhooks/{webhook}?done=again")

    return ASK.sent(call, body).once(act, lambda filled: _page(call, found, filled))


def _page(call: Call, row: Webhook, filled: Filled) -> Response:
    here, found = filters.here(call, ()), deliveries.page(call.session, call.me, row, filters.ask(call))
    return form.draw(
        call,
        "webhooks/show.html",
        filled,
        webhook=webhooks.shape(row),
        deliveries=deliveries.shapes(call.session, call.me, found.items),
        next_href=here(f"/webhooks/{row.id}", cursor=encode(found.next)) if found.next else "",
        history=history.lines(call, "webhook", row.id),
        said=pages.done(call, DONE),
        nouns=NOUNS,
        entities=ENTITIES,
        actions=ACTIONS,
    )


def _ask(call: Call, row: Webhook, filled: Filled) -> Response:
    return form.draw(call, "webhooks/remove.html", filled, webhook=webhooks.shape(row))


def _told(call: Call, row: Webhook, words: str) -> Response:
    """The one page that ever shows the key."""
    return pages.show(call, "webhooks/told.html", webhook=webhooks.shape(row), words=words)


def _form(call: Call, row: Webhook | None, filled: Filled) -> Response:
    shape = webhooks.shape(row) if row is not None else None
    return form.draw(call, "webhooks/form.html", filled, row=shape, nouns=NOUNS)
