"""Materials of the city: what came, how far it was edited, how to use it, and what the units made of it."""

from fastapi import Response

from app.domain import access, materials, periods, reference_data
from app.domain.lives import Span
from app.domain.materials import CATALOGUE
from app.domain.pages import Ask
from app.domain.products import questions
from app.domain.products.questions import ProductQuery
from app.domain.words import fold
from app.models import Material, Period
from app.views import filters
from app.views.reference_data import restoring
from app.views.trail import history
from app.web import form, names, pages
from app.web.deps import Call, PageReads, PageWrites, RawBody, Router
from app.web.form import ASK, TICKED, Filled, Form

router = Router(prefix="/materials")
LATEST = 20
FORM = Form(CATALOGUE.takes, thing="tài liệu này")
DONE = {
    "created": "Đã ghi tài liệu.",
    "changed": "Đã sửa tài liệu.",
    "retired": "Đã ngừng dùng tài liệu.",
    "restored": "Đã dùng lại tài liệu.",
}


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
    access.require(call.me, CATALOGUE.right)
    return _form(call, None, FORM.blank(call, received_on=call.me.today.isoformat(), key=TICKED))


@router.post("/new")
def create(call: PageWrites, body: RawBody) -> Response:
    access.require(call.me, CATALOGUE.right)
    sent = FORM.sent(call, body)

    def act() -> Response:
        code = sent.typed["code"].strip() or materials.next_code(call.session, call.me)
        data = call.read(CATALOGUE.takes, sent.given() | {"code": code}, form=True)
        row, _ = CATALOGUE.create(call.session, call.me, data)
        return pages.go(f"/materials/{row.code}?done=created")

    return sent.once(act, lambda filled: _form(call, None, filled))


@router.get("/{code}")
def show(call: PageReads, code: str) -> Response:
    session, me = call.session, call.me
    row = CATALOGUE.find(session, me, code)
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
    return _form(call, row, FORM.of(call, CATALOGUE.shape(call.me, row)))


@router.post("/{code}/edit")
def change(call: PageWrites, body: RawBody, code: str) -> Response:
    row, sent = _own(call, code), FORM.sent(call, body)

    def act() -> Response:
        changes = sent.changes(CATALOGUE.shape(call.me, row))
        CATALOGUE.change(call.session, call.me, row, call.read(CATALOGUE.changes, changes, form=True))
        return pages.go(f"/materials/{code}?done=changed")

    return sent.once(act, lambda filled: _form(call, _own(call, code), filled))


@router.get("/{code}/remove")
def ask_remove(call: PageReads, code: str) -> Response:
    return _ask(call, _own(call, code), ASK.blank(call))


@router.post("/{code}/remove")
def remove(call: PageWrites, body: RawBody, code: str) -> Response:
    """Deletes a material that nothing names; one that products name is retired."""
    row, sent = _own(call, code), ASK.sent(call, body)

    def act() -> Response:
        done = CATALOGUE.remove(call.session, call.me, row, sent.reason)
        return pages.go("/materials?done=removed" if done == "deleted" else f"/materials/{code}?done=retired")

    return sent.once(act, lambda filled: _ask(call, _own(call, code), filled))


def _own(call: Call, code: str) -> Material:
    """The material, for who may change it."""
    row = CATALOGUE.find(call.session, call.me, code)
    access.require(call.me, CATALOGUE.right)
    return row


def _closed(call: Call, row: Material | None) -> list[Period]:
    if row is None:
        return []
    return periods.closed_overlapping(call.session, call.me, [Span(row.received_on, row.received_on)])


def _form(call: Call, row: Material | None, filled: Filled) -> Response:
    return form.draw(
        call, "materials/form.html", filled, material=row, next_code=materials.next_code(call.session, call.me),
        asks_reason=filled.asks_reason or bool(_closed(call, row)),
    )  # fmt: skip


def _ask(call: Call, row: Material, filled: Filled) -> Response:
    return form.draw(
        call, "materials/remove.html", filled, material=row, closed=_closed(call, row),
        is_used=reference_data.is_used(call.session, row),
    )  # fmt: skip


restoring.routes(router, CATALOGUE, "/materials", lambda code: f"/materials/{code}?done=restored")
