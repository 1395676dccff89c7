"""Channels: by what ways products go out, in the order in which forms offer them."""

from fastapi import Response

from app.domain import access, channels
from app.views.reference_data import pages as reference_pages
from app.views.reference_data.pages import Noun, own
from app.web import pages
from app.web.arrival import RawBody
from app.web.deps import PageReads, PageWrites
from app.web.form import ASK
from app.web.routing import Router

NOUN = Noun("channels", channels.CATALOGUE)
DONE = {
    "created": "Đã lập kênh {name}.",
    "changed": "Đã sửa kênh {name}.",
    "deleted": "Đã xóa kênh {name}.",
    "retired": "Đã ngừng dùng kênh {name}. Lượt phát đã ghi giữ nguyên.",
    "moved": "Đã đổi thứ tự kênh {name}.",
    "restored": "Đã dùng lại kênh {name}.",
}
router = Router()


@router.get("/channels")
def index(call: PageReads) -> Response:
    access.require(call.me, "entries.read")
    rows = channels.in_order(call.session, call.me)
    return pages.show(
        call,
        "channels/index.html",
        live=[row for row in rows if row.active],
        ended=[row for row in rows if not row.active],
        said=pages.done(call, DONE, {row.code: row.name for row in rows}),
    )


@router.post("/channels/{code}/move")
def move(call: PageWrites, body: RawBody, code: str) -> Response:
    channel, sent = own(call, NOUN, code), ASK.sent(call, body)

    def act() -> Response:
        channels.move(call.session, call.me, channel, up=sent.typed["go"] != "down")
        return pages.go(f"/channels?done={pages.changed(call, 'moved')}&code={code}#row-{code}")

    return sent.once(act, lambda _: pages.go("/channels"))


router.take(reference_pages.routes(NOUN))
