"""Materials of the city: what came, how far it was edited, how to use it, and what the units made of it."""

from typing import Any

from fastapi import Response

from app.domain import materials, periods, registers
from app.domain.access import require_role
from app.domain.errors import Fault
from app.domain.lives import Span
from app.domain.materials import REGISTER
from app.domain.pages import Ask
from app.domain.products import questions
from app.domain.products.questions import ProductQuery
from app.domain.words import fold
from app.models import Material, Period
from app.views import filters, history, names, restoring
from app.views.numbered import reason_in
from app.web import pages
from app.web.answers import etag
from app.web.deps import Call, PageReads, PageWrites, RawBody, Router
from app.web.forms import fields_of
from app.web.pressed import at_reason, pressed, require_fresh

router = Router(prefix="/materials")
LATEST = 20
PLAIN = ("code", "title", "received_on", "edited_on", "guidance", "link")
NAMES = (*PLAIN, "key", "change_reason", "form_id", "etag")
DONE = {
    "created": "Đã ghi tài liệu.", "changed": "Đã sửa tài liệu.", "retired": "Đã ngừng dùng tài liệu.",
    "restored": "Đã dùng lại tài liệu.",
}  # fmt: skip
Typed = dict[str, str]


@router.get("")
def index(call: PageReads) -> Response:
    here = filters.here(call, ("q",))
    words = fold(here.params.get("q", "")).split()
    every = materials.in_order(call.session, call.me)
    found = [row for row in every if all(word in fold(f"{row.code} {row.title}") for word in words)]
    return pages.show(
        call, "materials/index.html", here=here, rows=found, derived=materials.derived(call.session, call.me),
        removed=call.request.query_params.get("done") == "removed",
    )  # fmt: skip


@router.get("/new")
def new(call: PageReads) -> Response:
    require_role(call.me, *REGISTER.writers)
    blank = dict.fromkeys(NAMES, "") | {"received_on": call.me.today.isoformat(), "key": "on"}
    return _form(call, None, blank | {"form_id": call.new_form_id()})


@router.post("/new")
def create(call: PageWrites, body: RawBody) -> Response:
    require_role(call.me, *REGISTER.writers)
    typed = _typed(call, body)

    def act() -> Response:
        code = typed["code"].strip() or materials.next_code(call.session, call.me)
        data = call.read(REGISTER.takes, _given(typed) | {"code": code}, form=True)
        row, _ = registers.create(call.session, call.me, REGISTER, data)
        return pages.go(f"/materials/{row.code}?done=created")

    return pressed(call, typed["form_id"], body, act, lambda faults: _form(call, None, typed, faults), at_reason)


@router.get("/{code}")
def show(call: PageReads, code: str) -> Response:
    session, me = call.session, call.me
    row = registers.find(session, me, REGISTER, code)
    asked = ProductQuery(material=code)
    found, placed = questions.count(session, me, asked)
    return pages.show(
        call, "materials/show.html", material=row, found=found, placed=placed, names=names.of(call, me),
        latest=questions.page(session, me, asked, Ask(LATEST)).items, history=history.lines(call, "material", code),
        said=DONE.get(call.request.query_params.get("done", "")),
    )  # fmt: skip


@router.get("/{code}/edit")
def edit(call: PageReads, code: str) -> Response:
    row = _own(call, code)
    fresh = {"change_reason": "", "form_id": call.new_form_id(), "etag": _etag(call, row)}
    return _form(call, row, _of(row) | fresh)


@router.post("/{code}/edit")
def change(call: PageWrites, body: RawBody, code: str) -> Response:
    row, typed = _own(call, code), _typed(call, body)

    def act() -> Response:
        require_fresh(typed["etag"], _etag(call, row), "tài liệu này")
        registers.change(call.session, call.me, REGISTER, row, call.read(REGISTER.changes, _changes(row, typed), True))
        return pages.go(f"/materials/{code}?done=changed")

    return pressed(
        call, typed["form_id"], body, act, lambda faults: _form(call, _own(call, code), typed, faults), at_reason
    )


@router.get("/{code}/remove")
def ask_remove(call: PageReads, code: str) -> Response:
    return _ask(call, _own(call, code))


@router.post("/{code}/remove")
def remove(call: PageWrites, body: RawBody, code: str) -> Response:
    """Deletes a material that nothing names; one that products name is retired."""
    row, sent = _own(call, code), dict(fields_of(call.request, body))

    def act() -> Response:
        used = registers.is_used(call.session, row)
        registers.remove(call.session, call.me, REGISTER, row, reason_in(call, sent))
        return pages.go(f"/materials/{code}?done=retired" if used else "/materials?done=removed")

    again = lambda faults: _ask(call, _own(call, code), sent, faults)  # noqa: E731
    return pressed(call, sent.get("form_id", ""), body, act, again, at_reason)


def _own(call: Call, code: str) -> Material:
    """The material, for who may change it."""
    row = registers.find(call.session, call.me, REGISTER, code)
    require_role(call.me, *REGISTER.writers)
    return row


def _etag(call: Call, row: Material) -> str:
    return etag(registers.shape(call.me, REGISTER, row))


def _typed(call: Call, body: RawBody) -> Typed:
    sent = dict(fields_of(call.request, body))
    return {name: sent.get(name, "") for name in NAMES}


def _given(typed: Typed) -> dict[str, Any]:
    """What was filled in; a box that was not ticked says no."""
    plain = {name: typed[name] for name in (*PLAIN, "change_reason") if name != "code" and typed[name].strip()}
    return plain | {"key": bool(typed["key"])}


def _of(row: Material) -> Typed:
    return {name: str(getattr(row, name) or "") for name in PLAIN} | {"key": "on" if row.key else ""}


def _changes(row: Material, typed: Typed) -> dict[str, Any]:
    """Only what differs from the material as it stands; a needed field that was emptied is sent as empty."""
    before, given = _of(row), _given(typed)
    emptied = {name: "" if name in ("title", "received_on") else None for name in PLAIN if name not in given}
    now = {name: value for name, value in (emptied | given).items() if name != "code"}
    return {name: value for name, value in now.items() if typed[name].strip() != before.get(name, "")}


def _closed(call: Call, row: Material | None) -> list[Period]:
    if row is None:
        return []
    return periods.closed_overlapping(call.session, call.me, [Span(row.received_on, row.received_on)])


def _form(call: Call, row: Material | None, typed: Typed, faults: list[Fault] | None = None) -> Response:
    found = faults or []
    needs_reason = bool(_closed(call, row)) or any(one.code == "period_closed" for one in found)
    return pages.show(
        call, "materials/form.html", 422 if found else 200, material=row, typed=typed, faults=found,
        needs_reason=needs_reason or bool(typed["change_reason"]), next_code=materials.next_code(call.session, call.me),
    )  # fmt: skip


def _ask(call: Call, row: Material, typed: Typed | None = None, faults: list[Fault] | None = None) -> Response:
    blank = {"change_reason": "", "form_id": call.new_form_id()}
    return pages.show(
        call, "materials/remove.html", 422 if faults else 200, material=row, faults=faults or [],
        typed=blank | (typed or {}), closed=_closed(call, row), is_used=registers.is_used(call.session, row),
    )  # fmt: skip


restoring.routes(router, REGISTER, "/materials", lambda code: f"/materials/{code}?done=restored")
