"""Materials of the city: what came, how far it was edited, how to use it, and what the units made of it."""

from typing import Any

from fastapi import Response

from app.domain import materials, periods
from app.domain.lives import Span
from app.domain.materials import CATALOGUE
from app.domain.pages import Ask
from app.domain.products import questions
from app.domain.products.questions import ProductQuery
from app.models import Material
from app.views import filters
from app.views.reference_data import pages as reference_pages
from app.views.reference_data.pages import Noun
from app.views.trail import history
from app.web import names, pages
from app.web.deps import Call, PageReads
from app.web.form import TICKED, Filled, Form, Sent, Typed
from app.web.routing import Router

router = Router()
LATEST = 20
FORM = Form(CATALOGUE.takes, thing="tài liệu này")
DONE = {
    "created": "Đã ghi tài liệu.",
    "changed": "Đã sửa tài liệu.",
    "retired": "Đã ngừng dùng tài liệu.",
    "restored": "Đã dùng lại tài liệu.",
}


@router.get("/materials")
def index(call: PageReads) -> Response:
    here = filters.here(call, ("q",))
    found = materials.holding(call.session, call.me, here.params.get("q", ""))
    return pages.show(
        call,
        "materials/index.html",
        here=here,
        rows=found,
        derived=materials.derived(call.session, call.me),
        removed=call.request.query_params.get("done") == "deleted",
    )


def _given(call: Call, sent: Sent) -> dict[str, Any]:
    return {"code": materials.next_code(call.session, call.me)} | sent.given()


def _told(call: Call, row: Material | None, filled: Filled) -> dict[str, Any]:
    asks_reason = filled.asks_reason or bool(row and _closed(call, row)["closed"])
    return {"next_code": materials.next_code(call.session, call.me), "asks_reason": asks_reason}


def _closed(call: Call, row: Material) -> dict[str, Any]:
    days = [Span(row.received_on, row.received_on)]
    return {"closed": periods.closed_overlapping(call.session, call.me, days)}


def _first(call: Call) -> Typed:
    return {"received_on": call.me.today.isoformat(), "key": TICKED}


NOUN = Noun("materials", CATALOGUE, _told, _first, _given, _closed, has_page=True, stays=True, special=FORM)
router.take(reference_pages.routes(NOUN))


@router.get("/materials/{code}")
def show(call: PageReads, code: str) -> Response:
    session, me = call.session, call.me
    row = CATALOGUE.find(session, me, code)
    asked = ProductQuery(material=code)
    counts = questions.count(session, me, asked)
    return pages.show(
        call,
        "materials/show.html",
        material=row,
        counts=counts,
        names=names.of(call, me),
        latest=questions.page(session, me, asked, Ask(LATEST)).items,
        history=history.lines(call, "material", code),
        said=pages.done(call, DONE),
    )
