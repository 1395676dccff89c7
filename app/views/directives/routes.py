"""Directives: the matrix of whom each has reached and by when, one with those nobody has told yet, and its form."""

from typing import Any

from fastapi import Response

from app.domain import access, cells, directives, matrices
from app.domain.directives import CATALOGUE
from app.domain.matrices import MatrixQuery
from app.domain.pages import Ask
from app.domain.products import questions
from app.domain.products.questions import ProductQuery
from app.views import filters, options
from app.views.directives import matrix_pages
from app.views.reference_data import pages as reference_pages
from app.views.reference_data.pages import Noun
from app.views.trail import history
from app.web import names, pages
from app.web.deps import Call, PageReads
from app.web.form import Filled, Form, Sent
from app.web.routing import Router

router = Router()
CHOICES = ("lead_unit", "content_group")
LATEST = 8
FORM = Form(CATALOGUE.takes, ticked=("must_reach",), thing="văn bản này")
DONE = {
    "created": "Đã thêm",
    "changed": "Đã sửa",
    "unchanged": "Không có gì thay đổi ở",
    "retired": "Đã ngừng dùng",
    "restored": "Đã dùng lại",
}


@router.get("/directives")
def index(call: PageReads) -> Response:
    access.require(call.me, "entries.read")
    return pages.drawn_once(call, call.me, lambda: _matrix(call))


def _matrix(call: Call) -> Response:
    session, me = call.session, call.me
    here = filters.here(call, ("period", "kind", *CHOICES))
    period, periods = filters.period(call, me, here)
    query = filters.read(call, MatrixQuery, here.params)
    matrix = matrices.of(session, me, filters.span(call, me, period), query)
    return pages.show(
        call,
        "directives/index.html",
        here=here,
        period=period,
        periods=periods,
        kind=query.kind,
        matrix=matrix,
        bands=matrix_pages.bands(matrix),
        upright=matrix_pages.UPRIGHT,
        clusters=matrix_pages.by_cluster(matrix.groups),
        retired=directives.retired(session, me),
        filters=filters.offered(call, me, CHOICES, here.params),
        is_filtered=any(name in here.params for name in CHOICES),
        names=names.of(call, me),
        old_words=names.of_old(call, me),
        removed=call.request.query_params.get("done") == "deleted",
    )


def _given(call: Call, sent: Sent) -> dict[str, Any]:
    """A directive without a code gets one from its number, or its title."""
    typed = sent.typed
    return {"code": directives.code_for(call.session, call.me, typed["number"], typed["title"])} | sent.given()


def _offered(call: Call, row: Any, filled: Filled) -> dict[str, Any]:
    """What the form offers; a unit that has retired since stays for the directive that it leads."""
    units = options.of_units(call, filled.typed["lead_unit"])
    above = options.of_directives(call, (filled.typed["implements"],))
    return {
        "units": units,
        "content_groups": options.of_content_groups(call),
        "above": [one for one in above if row is None or one[0] != row.code],
    }


NOUN = Noun("directives", CATALOGUE, _offered, given=_given, has_page=True, stays=True, special=FORM)
router.take(reference_pages.routes(NOUN))


@router.get("/directives/{code}")
def show(call: PageReads, code: str) -> Response:
    session, me = call.session, call.me
    directive = CATALOGUE.find(session, me, code)
    here = filters.here(call, ("period",))
    period, periods = filters.period(call, me, here)
    told = matrices.of_directive(session, me, filters.span(call, me, period), directive)
    counts = questions.count(session, me, ProductQuery(directive=code))
    return pages.show(
        call,
        "directives/show.html",
        directive=directive,
        below=directives.implementing(session, me, directive),
        here=here,
        period=period,
        periods=periods,
        told=told,
        latest=questions.page(session, me, ProductQuery(directive=code), Ask(LATEST)).items,
        counts=counts,
        names=names.of(call, me),
        old_words=names.of_old(call, me),
        due_on=cells.deadline_of(directive),
        history=history.lines(call, "directive", code),
        said=pages.done(call, DONE),
    )
