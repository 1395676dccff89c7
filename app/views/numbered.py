"""The pages that registers by number share: the list with its filters, the short form, the question before removal."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fastapi import Response

from app.domain import numbered, periods
from app.domain.access import Me
from app.domain.errors import Conflict, Fault, Loc
from app.domain.inputs import Input, Text
from app.domain.numbered import Register
from app.views import filters, names, options
from app.views.filters import Filter, Here
from app.web import pages
from app.web.answers import etag
from app.web.asked import digest_of, require_sure
from app.web.deps import Call, PageReads, PageWrites, RawBody, Router
from app.web.forms import fields_of
from app.web.paging import next_address
from app.web.pressed import pressed, require_fresh

Typed = dict[str, str]
ALWAYS = ("unit", "change_reason", "form_id", "etag", "confirmed")
DONE = {"created": "Đã ghi.", "changed": "Đã sửa.", "deleted": "Đã xóa.", "approved": "Đã duyệt kế hoạch."}


@dataclass(frozen=True)
class Step:
    """A page that asks before it does something with an entry; now: the entry as it would be then, None: gone."""

    template: str
    now: Callable[[Call, Any], dict[str, Any] | None] = lambda *_: None


REMOVE = Step("registers/remove.html")


class Reason(Input):
    change_reason: Text | None = None


# What a form asks about before it stores; the rest of what a write warns of only tells what it did.
ASKED = {"above_population", "house_number", "in_future", "outside_period", "same_pulse", "same_survey"}


def _nothing(*_: Any) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class Room:
    """The pages of one register under /noun; templates/noun has its own words, rows and fields."""

    noun: str
    register: Register[Any]
    # The fields of the form, beside the unit and the reason; and the filters of the list.
    fields: tuple[str, ...]
    choices: tuple[str, ...]
    # What a new form begins with, what an entry is called, what selects offer, what the list shows beside its rows.
    blank: Callable[[Call], Typed]
    called: Callable[[Call, Any], str]
    offers: Callable[[Call, Typed], dict[str, Any]] = _nothing
    beside: Callable[[Call, list[Any], Here], dict[str, Any]] = _nothing
    own_filters: Callable[[Call, Here], list[Filter]] = lambda *_: []
    conflict_at: str = ""
    by_period: bool = True


def routes(room: Room) -> Router:
    router = Router(prefix=f"/{room.noun}")
    _listing(router, room)
    _writing(router, room)
    _removing(router, room)
    return router


def _listing(router: Router, room: Room) -> None:
    @router.get("")
    def index(call: PageReads) -> Response:
        return _index(call, room)


def _writing(router: Router, room: Room) -> None:
    @router.get("/new")
    def new(call: PageReads) -> Response:
        numbered.require_writer(call.me)
        typed = dict.fromkeys((*room.fields, *ALWAYS), "") | {"unit": call.me.unit or ""} | room.blank(call)
        return _form(call, room, None, typed | {"form_id": call.new_form_id()})

    @router.post("/new")
    def create(call: PageWrites, body: RawBody) -> Response:
        numbered.require_writer(call.me)
        return _save(call, room, None, body)

    @router.get("/{id}/edit")
    def edit(call: PageReads, id: int) -> Response:
        row = own(call, room, id)
        shape = _shape(call, room, row)
        typed = _texts(room, shape)
        fresh = {"form_id": call.new_form_id(), "etag": etag(shape), "change_reason": "", "confirmed": ""}
        return _form(call, room, row, typed | fresh)

    @router.post("/{id}/edit")
    def change(call: PageWrites, body: RawBody, id: int) -> Response:
        return _save(call, room, own(call, room, id), body)


def _removing(router: Router, room: Room) -> None:
    @router.get("/{id}/remove")
    def ask_remove(call: PageReads, id: int) -> Response:
        return ask(call, room, own(call, room, id), REMOVE)

    @router.post("/{id}/remove")
    def remove(call: PageWrites, body: RawBody, id: int) -> Response:
        def act(row: Any, reason: str | None) -> str:
            numbered.remove(call.session, call.me, room.register, row, reason)
            return f"/{room.noun}?done=deleted"

        return take(call, room, own(call, room, id), body, REMOVE, act)


def own(call: Call, room: Room, id: int) -> Any:
    """The entry, for who may write it."""
    row = numbered.find(call.session, call.me, room.register, id)
    numbered.require_writer(call.me, row)
    return row


def may_write(me: Me, row: Any) -> bool:
    return me.role == "coordinator" or (me.role == "unit" and row.unit == me.unit)


def ask(
    call: Call, room: Room, row: Any, step: Step, typed: Typed | None = None, faults: list[Fault] | None = None
) -> Response:
    """The page that asks before a step is taken; after a refusal with what was typed and the faults beside it."""
    blank = {"change_reason": "", "form_id": call.new_form_id()}
    return pages.show(
        call, step.template, 422 if faults else 200, noun=room.noun, row=row, called=room.called(call, row),
        faults=faults or [], typed=blank | (typed or {}), shape=_shape(call, room, row), names=names.of(call, call.me),
        closed=room.register.touches(call.session, call.me, row.model_dump(), step.now(call, row)),
    )  # fmt: skip


def reason_in(call: Call, typed: Typed) -> str | None:
    """Why a closed period's figures change, where it was said."""
    said = {name: text for name, text in typed.items() if name == "change_reason" and text.strip()}
    return call.read(Reason, said, form=True).change_reason


def take(
    call: Call, room: Room, row: Any, body: RawBody, step: Step, act: Callable[[Any, str | None], str]
) -> Response:
    """Takes the step once and goes on, or asks again with the domain's own words."""
    typed, id = dict(fields_of(call.request, body)), row.id

    def taken() -> Response:
        return pages.go(act(row, reason_in(call, typed)))

    def again(faults: list[Fault]) -> Response:
        return ask(call, room, numbered.find(call.session, call.me, room.register, id), step, typed, faults)

    return pressed(call, typed.get("form_id", ""), body, taken, again, lambda no: at(call.me, no, ""))


def _index(call: Call, room: Room) -> Response:
    session, me, register = call.session, call.me, room.register
    here = filters.here(call, ("q", *(["period"] if room.by_period else []), *room.choices))
    period, choices = filters.period(call, me, here) if room.by_period else ("", [])
    asked = here.params | {"period": "" if period == filters.ALL else period}
    query = filters.read(call, register.asks, asked)
    page = numbered.page(session, me, register, query, filters.ask(call))
    shapes = numbered.shapes(session, me, register, page.items)
    rows = [{"row": row, "may": may_write(me, row)} for row in page.items]
    return pages.show(
        call, f"{room.noun}/index.html", noun=room.noun, here=here, period=period, periods=choices, page=page,
        rows=[one | {"shape": shape} for one, shape in zip(rows, shapes, strict=True)], names=names.of(call, me),
        found=numbered.count(session, me, register, query), filters=_filters(call, room, here),
        is_filtered=bool(here.params.keys() - {"period"}), is_later="cursor" in call.request.query_params,
        next_href=next_address(call.request, page), said=DONE.get(call.request.query_params.get("done", "")),
        searches=bool(register.texts), **room.beside(call, page.items, here),
    )  # fmt: skip


def _filters(call: Call, room: Room, here: Here) -> list[Filter]:
    own = room.own_filters(call, here)
    known = [name for name in room.choices if name not in {one.name for one in own}]
    return filters.offered(call, call.me, known, here.params) + own


def _form(
    call: Call, room: Room, row: Any, typed: Typed, faults: list[Fault] | None = None,
    warnings: list[Fault] | None = None,
) -> Response:  # fmt: skip
    odd, faults = warnings or [], faults or []
    needs_reason = bool(typed["change_reason"]) or any(one.code == "period_closed" for one in faults)
    return pages.show(
        call, f"{room.noun}/form.html", 422 if faults or odd else 200, noun=room.noun, row=row, faults=faults,
        typed=typed | {"confirmed": digest_of(odd)}, warnings=odd,
        called=room.called(call, row) if row is not None else "", closed=_closed(call, room, row),
        needs_reason=call.me.role == "coordinator" and (needs_reason or bool(_closed(call, room, row))),
        units=options.of_units(call, typed["unit"]), **room.offers(call, typed),
    )  # fmt: skip


def _closed(call: Call, room: Room, row: Any) -> list[Any]:
    """The closed periods that any change of this entry touches."""
    if row is None:
        return []
    facts = row.model_dump()
    return room.register.touches(call.session, call.me, facts, facts)


def _save(call: Call, room: Room, row: Any, body: RawBody) -> Response:
    sent = dict(fields_of(call.request, body))
    typed = {name: sent.get(name, "") for name in (*room.fields, *ALWAYS)}
    id = row.id if row is not None else None

    def act() -> Response:
        saved = _stored(call, room, row, typed)
        require_asked(saved.warnings, typed["confirmed"])
        period = f"&period={saved.row.period if hasattr(saved.row, 'period') else 'all'}" if room.by_period else ""
        return pages.go(f"/{room.noun}?done={'changed' if id else 'created'}{period}")

    def again(faults: list[Fault], warnings: list[Fault] | None = None) -> Response:
        kept = numbered.find(call.session, call.me, room.register, id) if id is not None else None
        return _form(call, room, kept, typed, faults, warnings)

    return pressed(
        call, typed["form_id"], body, act, again, lambda no: at(call.me, no, room.conflict_at),
        ask=lambda odd: again([], odd),
    )  # fmt: skip


def _stored(call: Call, room: Room, row: Any, typed: Typed) -> numbered.Saved[Any]:
    register = room.register
    if row is None:
        given = {name: text for name, text in _given(call, room, typed).items() if text}
        return numbered.enter(call.session, call.me, register, call.read(register.takes, given, form=True))
    shape = _shape(call, room, row)
    require_fresh(typed["etag"], etag(shape))
    # What differs from the entry as the form shows it: counts that are hidden stay, where nobody typed others.
    before = _texts(room, shape)
    given = {name: text for name, text in _given(call, room, typed).items() if text != before.get(name, "").strip()}
    data = {name: _or_none(register, name, text) for name, text in given.items()}
    return numbered.edit(call.session, call.me, register, row, call.read(register.changes, data, form=True))


def _texts(room: Room, shape: dict[str, Any]) -> Typed:
    """An entry in the fields of its form."""
    return {name: str(shape[name] if shape[name] is not None else "") for name in (*room.fields, "unit")}


def _given(call: Call, room: Room, typed: Typed) -> Typed:
    """What the form says; only a coordinator chooses the unit."""
    named = (*room.fields, *(["unit"] if call.me.role == "coordinator" else []))
    reason = {"change_reason": typed["change_reason"]} if typed["change_reason"].strip() else {}
    return {name: typed[name].strip() for name in named} | reason


def _or_none(register: Register[Any], name: str, text: str) -> str | None:
    """An optional field that was emptied is none; a needed one stays empty, and is refused."""
    return None if not text and not register.takes.model_fields[name].is_required() else text


def _shape(call: Call, room: Room, row: Any) -> dict[str, Any]:
    return numbered.shapes(call.session, call.me, room.register, [row])[0]


def require_asked(warnings: list[Fault], confirmed: str) -> None:
    """Raises Asked where something odd was not confirmed yet."""
    require_sure([one for one in warnings if one.code in ASKED], confirmed)


def at(me: Me, conflict: Conflict, field: str) -> Loc:
    if conflict.code == "period_closed":
        return ("change_reason",) if me.role == "coordinator" else ()
    return (field,) if field else ()


def nearest_period(call: Call) -> str:
    near = periods.nearest(call.session, call.me)
    return near.code if near is not None else ""
