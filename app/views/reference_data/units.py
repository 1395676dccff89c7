"""Units: who publishes and reports, kept by the admin."""

from fastapi import Response

from app.domain import access, units
from app.domain.pages import Ask
from app.views.reference_data import pages as reference_pages
from app.views.reference_data.pages import Noun
from app.web import pages
from app.web.deps import PageReads, Router

MOST = 1000
NOUN = Noun("units", units.CATALOGUE)
DONE = {
    "created": "Đã lập đơn vị {code}.",
    "changed": "Đã sửa đơn vị {code}.",
    "deleted": "Đã xóa đơn vị {code}.",
    "retired": "Đã ngừng dùng đơn vị {code}. Sản phẩm đã ghi giữ nguyên.",
    "restored": "Đã dùng lại đơn vị {code}.",
}
router = Router()


@router.get("/units")
def index(call: PageReads) -> Response:
    access.require(call.me, "entries.read")
    rows = units.CATALOGUE.page(call.session, call.me, Ask(MOST)).items
    live = [row for row in rows if units.CATALOGUE.use.is_active(call.me, row)]
    ended = [row for row in rows if row not in live]
    return pages.show(call, "units/index.html", live=live, ended=ended, said=reference_pages.done(call, DONE))


router.take(reference_pages.routes(NOUN))
