"""Units: who publishes and reports, kept by the admin."""

from typing import Any

from fastapi import Response

from app.domain import access, units
from app.domain.pages import Ask
from app.views import options
from app.views.reference_data import pages as reference_pages
from app.views.reference_data.pages import Noun
from app.web import pages
from app.web.deps import Call, PageReads
from app.web.form import Filled
from app.web.routing import Router

MOST = 1000


def _above(call: Call, row: Any, filled: Filled) -> dict[str, Any]:
    """The units that this one may be a branch of: neither itself nor one that is its own branch."""
    own = units.tree.branch(call.session, call.me, row.code) if row else ()
    return {"above": [one for one in options.of_units(call, filled.typed["parent"]) if one[0] not in own]}


NOUN = Noun("units", units.CATALOGUE, _above)
DONE = {
    "created": "Đã lập đơn vị {name}.",
    "changed": "Đã sửa đơn vị {name}.",
    "deleted": "Đã xóa đơn vị {name}.",
    "retired": "Đã ngừng dùng đơn vị {name}. Sản phẩm đã ghi giữ nguyên.",
    "restored": "Đã dùng lại đơn vị {name}.",
}
router = Router()


@router.get("/units")
def index(call: PageReads) -> Response:
    access.require(call.me, "entries.read")
    rows = units.CATALOGUE.page(call.session, call.me, Ask(MOST)).items
    live = [row for row in rows if units.CATALOGUE.use.is_active(call.me, row)]
    ended = [row for row in rows if row not in live]
    return pages.show(
        call,
        "units/index.html",
        live=live,
        ended=ended,
        names=(called := {row.code: row.name for row in rows}),
        said=pages.done(call, DONE, called),
    )


router.take(reference_pages.routes(NOUN))
