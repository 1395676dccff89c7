"""Directives: the matrix of whom each has reached and by when, one with those nobody has told yet, and its form."""

from typing import Any

from fastapi import Response

from app.domain import cells, directives, matrices, registers
from app.domain.access import require_entries, require_role
from app.domain.errors import Fault
from app.domain.matrices import MatrixQuery
from app.domain.pages import Ask
from app.domain.products import questions
from app.domain.products.questions import ProductQuery
from app.models import Directive
from app.views import directive_form, filters, history, matrix_pages, names, restoring
from app.web import pages
from app.web.answers import etag
from app.web.deps import Call, PageReads, PageWrites, RawBody, Router
from app.web.forms import fields_of
from app.web.pressed import at_reason, pressed, require_fresh

router = Router(prefix="/directives")
CHOICES = ("lead_unit", "content_group")
LATEST = 8
DONE = {"created": "Đã thêm", "changed": "Đã sửa", "retired": "Đã ngừng dùng", "restored": "Đã dùng lại"}


@router.get("")
def index(call: PageReads) -> Response:
    require_entries(call.me)
    if call.request.query_params.get("format") != "csv":
        return pages.drawn_once(call, call.me, lambda: _matrix(call, is_table=False))
    return _matrix(call, is_table=True)


def _matrix(call: Call, is_table: bool) -> Response:
    session, me = call.session, call.me
    here = filters.here(call, ("period", "kind", *CHOICES))
    period, periods = filters.period(call, me, here)
    query = filters.read(call, MatrixQuery, here.params)
    matrix = matrices.of(session, me, filters.span(call, me, period), query)
    if is_table:
        return matrix_pages.table(matrix, f"chu-truong-{period}-{query.kind}")
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
    require_role(call.me, *directives.REGISTER.writers)
    return _form(call, None, directive_form.blank() | {"form_id": call.new_form_id()})


@router.post("/new")
def create(call: PageWrites, body: RawBody) -> Response:
    require_role(call.me, *directives.REGISTER.writers)
    typed = directive_form.typed(fields_of(call.request, body))

    def act() -> Response:
        if not typed["code"].strip() and typed["title"].strip():
            typed["code"] = directives.code_for(call.session, call.me, typed["number"], typed["title"])
        data = call.read(directives.REGISTER.takes, directive_form.to_input(typed), form=True)
        row, _ = registers.create(call.session, call.me, directives.REGISTER, data)
        return pages.go(f"/directives/{row.code}?done=created")

    return pressed(call, typed["form_id"], body, act, lambda faults: _form(call, None, typed, faults), at_reason)


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
    typed = directive_form.of(directive) | {"form_id": call.new_form_id(), "etag": _etag(call, directive)}
    return _form(call, directive, typed)


@router.post("/{code}/edit")
def change(call: PageWrites, body: RawBody, code: str) -> Response:
    directive = _own(call, code)
    typed = directive_form.typed(fields_of(call.request, body))

    def act() -> Response:
        require_fresh(typed["etag"], _etag(call, directive), "văn bản này")
        data = call.read(directives.REGISTER.changes, directive_form.changes(directive, typed), form=True)
        registers.change(call.session, call.me, directives.REGISTER, directive, data)
        return pages.go(f"/directives/{code}?done=changed")

    return pressed(
        call, typed["form_id"], body, act, lambda faults: _form(call, _own(call, code), typed, faults), at_reason
    )


@router.get("/{code}/remove")
def ask_remove(call: PageReads, code: str) -> Response:
    return _ask(call, _own(call, code))


@router.post("/{code}/remove")
def remove(call: PageWrites, body: RawBody, code: str) -> Response:
    """Deletes a directive that nothing names, retires the rest."""
    directive = _own(call, code)
    typed = dict(fields_of(call.request, body))

    def act() -> Response:
        is_used = registers.is_used(call.session, directive)
        reason = typed.get("change_reason", "").strip() or None
        registers.remove(call.session, call.me, directives.REGISTER, directive, reason)
        return pages.go(f"/directives/{code}?done=retired" if is_used else "/directives?done=removed")

    return pressed(
        call, typed.get("form_id", ""), body, act, lambda faults: _ask(call, _own(call, code), typed, faults), at_reason
    )


def _find(call: Call, code: str) -> Directive:
    return registers.find(call.session, call.me, directives.REGISTER, code)


def _own(call: Call, code: str) -> Directive:
    """The directive, for who may change it."""
    directive = _find(call, code)
    require_role(call.me, *directives.REGISTER.writers)
    return directive


def _etag(call: Call, directive: Directive) -> str:
    return etag(registers.shape(call.me, directives.REGISTER, directive))


def _form(call: Call, row: Directive | None, typed: dict[str, Any], faults: list[Fault] | None = None) -> Response:
    return pages.show(
        call, "directives/form.html", 422 if faults else 200, directive=row, typed=typed, faults=faults or [],
        **directive_form.choices(call, typed["lead_unit"]),
    )  # fmt: skip


def _ask(
    call: Call, directive: Directive, typed: dict[str, str] | None = None, faults: list[Fault] | None = None
) -> Response:
    return pages.show(
        call, "directives/remove.html", 422 if faults else 200, directive=directive, faults=faults or [],
        is_used=registers.is_used(call.session, directive), reason=(typed or {}).get("change_reason", ""),
        form_id=call.new_form_id(),
    )  # fmt: skip


restoring.routes(router, directives.REGISTER, "/directives", lambda code: f"/directives/{code}?done=restored")
