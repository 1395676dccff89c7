"""Directives: the matrix of whom each has reached and by when, one with those nobody has told yet, and its form."""

from fastapi import Response

from app.domain import access, cells, directives, matrices, reference_data
from app.domain.directives import CATALOGUE
from app.domain.matrices import MatrixQuery
from app.domain.pages import Ask
from app.domain.products import questions
from app.domain.products.questions import ProductQuery
from app.models import Directive
from app.views import filters, options
from app.views.directives import matrix_pages
from app.views.reference_data import restoring
from app.views.trail import history
from app.web import form, names, pages
from app.web.deps import Call, PageReads, PageWrites, RawBody, Router
from app.web.form import ASK, Filled, Form

router = Router(prefix="/directives")
CHOICES = ("lead_unit", "content_group")
LATEST = 8
FORM = Form(CATALOGUE.takes, ticked=("must_reach",), thing="văn bản này")
DONE = {"created": "Đã thêm", "changed": "Đã sửa", "retired": "Đã ngừng dùng", "restored": "Đã dùng lại"}


@router.get("")
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
        call, "directives/index.html", here=here, period=period, periods=periods, kind=query.kind, matrix=matrix,
        bands=matrix_pages.bands(matrix), clusters=matrix_pages.by_cluster(matrix.groups),
        retired=directives.retired(session, me), filters=filters.offered(call, me, CHOICES, here.params),
        is_filtered=any(name in here.params for name in CHOICES), names=names.of(call, me),
        old_words=names.of_old(call, me),
        removed=call.request.query_params.get("done") == "removed",
    )  # fmt: skip


@router.get("/new")
def new(call: PageReads) -> Response:
    access.require(call.me, CATALOGUE.right)
    return _form(call, None, FORM.blank(call))


@router.post("/new")
def create(call: PageWrites, body: RawBody) -> Response:
    access.require(call.me, CATALOGUE.right)
    sent = FORM.sent(call, body)

    def act() -> Response:
        typed = sent.typed
        if not typed["code"].strip() and typed["title"].strip():
            typed["code"] = directives.code_for(call.session, call.me, typed["number"], typed["title"])
        data = call.read(CATALOGUE.takes, sent.given(), form=True)
        row, _ = CATALOGUE.create(call.session, call.me, data)
        return pages.go(f"/directives/{row.code}?done=created")

    return sent.once(act, lambda filled: _form(call, None, filled))


@router.get("/{code}")
def show(call: PageReads, code: str) -> Response:
    session, me = call.session, call.me
    directive = _find(call, code)
    here = filters.here(call, ("period",))
    period, periods = filters.period(call, me, here)
    told = matrices.of_directive(session, me, filters.span(call, me, period), directive)
    found, placed = questions.count(session, me, ProductQuery(directive=code))
    return pages.show(
        call, "directives/show.html", directive=directive, here=here, period=period, periods=periods, told=told,
        latest=questions.page(session, me, ProductQuery(directive=code), Ask(LATEST)).items, found=found,
        placed=placed, names=names.of(call, me), old_words=names.of_old(call, me), due_on=cells.deadline_of(directive),
        history=history.lines(call, "directive", code), said=DONE.get(call.request.query_params.get("done", "")),
    )  # fmt: skip


@router.get("/{code}/edit")
def edit(call: PageReads, code: str) -> Response:
    directive = _own(call, code)
    return _form(call, directive, FORM.of(call, CATALOGUE.shape(call.me, directive)))


@router.post("/{code}/edit")
def change(call: PageWrites, body: RawBody, code: str) -> Response:
    directive, sent = _own(call, code), FORM.sent(call, body)

    def act() -> Response:
        changes = sent.changes(CATALOGUE.shape(call.me, directive))
        CATALOGUE.change(call.session, call.me, directive, call.read(CATALOGUE.changes, changes, form=True))
        return pages.go(f"/directives/{code}?done=changed")

    return sent.once(act, lambda filled: _form(call, _own(call, code), filled))


@router.get("/{code}/remove")
def ask_remove(call: PageReads, code: str) -> Response:
    return _ask(call, _own(call, code), ASK.blank(call))


@router.post("/{code}/remove")
def remove(call: PageWrites, body: RawBody, code: str) -> Response:
    """Deletes a directive that nothing names, retires the rest."""
    directive, sent = _own(call, code), ASK.sent(call, body)

    def act() -> Response:
        done = CATALOGUE.remove(call.session, call.me, directive, sent.reason)
        return pages.go("/directives?done=removed" if done == "deleted" else f"/directives/{code}?done=retired")

    return sent.once(act, lambda filled: _ask(call, _own(call, code), filled))


def _find(call: Call, code: str) -> Directive:
    return CATALOGUE.find(call.session, call.me, code)


def _own(call: Call, code: str) -> Directive:
    """The directive, for who may change it."""
    directive = _find(call, code)
    access.require(call.me, CATALOGUE.right)
    return directive


def _form(call: Call, directive: Directive | None, filled: Filled) -> Response:
    """The form; a unit that has retired since stays for the directive that it leads."""
    return form.draw(
        call, "directives/form.html", filled, directive=directive,
        units=options.of_units(call, filled.typed["lead_unit"]), content_groups=options.of_content_groups(call),
    )  # fmt: skip


def _ask(call: Call, directive: Directive, filled: Filled) -> Response:
    is_used = reference_data.is_used(call.session, directive)
    return form.draw(call, "directives/remove.html", filled, directive=directive, is_used=is_used)


restoring.routes(router, CATALOGUE, "/directives", lambda code: f"/directives/{code}?done=restored")
