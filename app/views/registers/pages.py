"""The pages that registers by number share: the list with its filters, the short form, the question before removal."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fastapi import Response

from app.domain import access, indicators, periods, registers
from app.domain.access import Me
from app.domain.indicators import Indicator
from app.domain.registers import Noun
from app.domain.sources import Saved
from app.views import filters, options
from app.views.filters import Filter, Here
from app.web import form, names, pages
from app.web.arrival import RawBody
from app.web.deps import Call, PageReads, PageWrites
from app.web.form import ASK, Filled, Form, Sent, Typed
from app.web.paging import paged
from app.web.routing import Router
from app.web.trail_labels import this

DONE = {"created": "Đã ghi.", "changed": "Đã sửa.", "deleted": "Đã xóa.", "approved": "Đã duyệt kế hoạch."}


@dataclass(frozen=True)
class Step:
    """What is asked about before it is done with an entry, under /noun/id/name; take answers where that leads.

    right: that of whoever takes it, where not who writes the entry. now: the entry as it would be then, None: gone.
    judges: it is for the entry as it was read; who has read an older one is told first.
    """

    name: str
    template: str
    take: Callable[[Call, Any, Sent], str]
    right: str = ""
    form: Form = ASK
    now: Callable[[Call, Any], dict[str, Any] | None] = lambda *_: None
    judges: bool = False


def _nothing(*_: Any) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class Room:
    """The pages of one register under /noun; templates/noun has its own words, rows and fields."""

    noun: str
    entries: Noun
    # The fields of the form, beside the unit and the reason; and the filters of the list.
    fields: tuple[str, ...]
    choices: tuple[str, ...]
    # What a new form begins with, what an entry is called, what selects offer, what the list shows beside its rows.
    first: Callable[[Call], Typed]
    called: Callable[[Call, Any], str]
    offers: Callable[[Call, Typed], dict[str, Any]] = _nothing
    beside: Callable[[Call, list[Any], Here], dict[str, Any]] = _nothing
    own_filters: Callable[[Call, Here], list[Filter]] = lambda *_: []
    by_period: bool = True

    @property
    def folder(self) -> str:
        """Where its templates lie."""
        return self.noun.replace("-", "_")

    def form(self, me: Me) -> Form:
        """Its fields, for who writes: only who writes for every unit chooses one."""
        register = self.entries.REGISTER
        unit = () if access.own_only(me, register.right) else ("unit",)
        return Form(register.takes, (*self.fields, *unit, "change_reason"), thing=this(register.entity))


def routes(room: Room) -> Router:
    router = Router(prefix=f"/{room.noun}")
    _listing(router, room)
    _writing(router, room)
    stepping(router, room, removal(room))
    return router


def _listing(router: Router, room: Room) -> None:
    @router.get("")
    def index(call: PageReads) -> Response:
        return _index(call, room)


def _writing(router: Router, room: Room) -> None:
    @router.get("/new")
    def new(call: PageReads) -> Response:
        access.require(call.me, room.entries.REGISTER.right)
        return _form(call, room, None, room.form(call.me).blank(call, **room.first(call)))

    @router.post("/new")
    def create(call: PageWrites, body: RawBody) -> Response:
        access.require(call.me, room.entries.REGISTER.right)
        return _save(call, room, None, body)

    @router.get("/{id}/edit")
    def edit(call: PageReads, id: int) -> Response:
        row = own(call, room, id)
        return _form(call, room, row, room.form(call.me).of(call, shape(call, room, row)))

    @router.post("/{id}/edit")
    def change(call: PageWrites, body: RawBody, id: int) -> Response:
        return _save(call, room, own(call, room, id), body)


def removal(room: Room) -> Step:
    def take(call: Call, row: Any, sent: Sent) -> str:
        room.entries.remove(call.session, call.me, row, sent.reason)
        return f"/{room.noun}?done=deleted"

    return Step("remove", "registers/remove.html", take)


def stepping(router: Router, room: Room, step: Step) -> None:
    """The page that asks, and the step, taken once; else the page again with the domain's own words."""

    def found(call: Call, id: int) -> Any:
        if not step.right:
            return own(call, room, id)
        row = room.entries.find(call.session, call.me, id)
        access.require(call.me, step.right)
        return row

    @router.get(f"/{{id}}/{step.name}")
    def ask(call: PageReads, id: int) -> Response:
        return _ask(call, room, step, found(call, id), step.form.blank(call))

    @router.post(f"/{{id}}/{step.name}")
    def take(call: PageWrites, body: RawBody, id: int) -> Response:
        row, sent = found(call, id), step.form.sent(call, body)

        def again(filled: Filled) -> Response:
            return _ask(call, room, step, room.entries.find(call.session, call.me, id), filled)

        def act() -> Response:
            if step.judges:
                sent.require_seen(shape(call, room, row))
            return pages.go(step.take(call, row, sent))

        return sent.once(act, again)


def own(call: Call, room: Room, id: int) -> Any:
    return registers.own(call.session, call.me, room.entries, id)


def _ask(call: Call, room: Room, step: Step, row: Any, filled: Filled) -> Response:
    told = shape(call, room, row)
    return form.draw(
        call,
        step.template,
        filled.about(told) if step.judges else filled,
        noun=room.noun,
        row=row,
        called=room.called(call, row),
        shape=told,
        names=names.of(call, call.me),
        closed=room.entries.touches(call.session, call.me, row.model_dump(), step.now(call, row)),
    )


def _index(call: Call, room: Room) -> Response:
    session, me, register = call.session, call.me, room.entries.REGISTER
    here = filters.here(call, ("q", *(["period"] if room.by_period else []), *room.choices))
    period, choices = filters.period(call, me, here) if room.by_period else ("", [])
    asked = here.params | {"period": "" if period == filters.ALL else period}
    query = filters.read(call, register.asks, asked)
    found = room.entries.found(session, me, query)
    page = found.page(session, filters.ask(call))
    told = zip(page.items, room.entries.shapes(session, me, page.items), strict=True)
    return pages.show(
        call,
        f"{room.folder}/index.html",
        noun=room.noun,
        right=register.right,
        here=here,
        period=period,
        periods=choices,
        page=paged(call.request, page),
        rows=[(row, shape, access.may(me, register.right, row)) for row, shape in told],
        names=names.of(call, me),
        found=found.count(session),
        filters=_filters(call, room, here),
        is_filtered=bool(here.params.keys() - {"period"}),
        said=pages.done(call, DONE),
        searches=bool(register.texts),
        **room.beside(call, page.items, here),
    )


def of_ward(call: Call, here: Here, code: str) -> Indicator | None:
    """The ward's own figure of the period that a list shows whole; None of all periods, and of a part of the list."""
    period, _ = filters.period(call, call.me, here)
    if period == filters.ALL or here.params.keys() - {"period"}:
        return None
    return next(one for one in indicators.figures(call.session, call.me, period) if one.code == code)


def _filters(call: Call, room: Room, here: Here) -> list[Filter]:
    own = room.own_filters(call, here)
    known = [name for name in room.choices if name not in {one.name for one in own}]
    return filters.offered(call, call.me, known, here.params) + own


def _form(call: Call, room: Room, row: Any, filled: Filled) -> Response:
    closed = _closed(call, room, row)
    return form.draw(
        call,
        f"{room.folder}/form.html",
        filled,
        noun=room.noun,
        row=row,
        closed=closed,
        right=room.entries.REGISTER.right,
        called=room.called(call, row) if row is not None else "",
        asks_reason=access.may(call.me, "closed.change") and (filled.asks_reason or bool(closed)),
        units=options.of_units(call, filled.typed.get("unit")),
        **room.offers(call, filled.typed),
    )


def _closed(call: Call, room: Room, row: Any) -> list[Any]:
    """The closed periods that any change of this entry touches."""
    if row is None:
        return []
    facts = row.model_dump()
    return room.entries.touches(call.session, call.me, facts, facts)


def _save(call: Call, room: Room, row: Any, body: RawBody) -> Response:
    sent, id = room.form(call.me).sent(call, body), row.id if row is not None else None

    def act() -> Response:
        saved = _stored(call, room, row, sent)
        sent.require_sure(saved.warnings)
        period = f"&period={saved.row.period if hasattr(saved.row, 'period') else 'all'}" if room.by_period else ""
        done = pages.changed(call, "changed") if id else "created"
        return pages.go(f"/{room.noun}?done={done}{period}")

    def again(filled: Filled) -> Response:
        kept = room.entries.find(call.session, call.me, id) if id is not None else None
        return _form(call, room, kept, filled)

    return sent.once(act, again)


def _stored(call: Call, room: Room, row: Any, sent: Sent) -> Saved[Any]:
    register = room.entries.REGISTER
    if row is None:
        return room.entries.enter(call.session, call.me, call.read(register.takes, sent.given(), form=True))
    # What differs from the entry as the form shows it: counts that are hidden stay, where nobody typed others.
    data = call.read(register.changes, sent.changes(shape(call, room, row)), form=True)
    return room.entries.edit(call.session, call.me, row, data)


def shape(call: Call, room: Room, row: Any) -> dict[str, Any]:
    return room.entries.shapes(call.session, call.me, [row])[0]


def nearest_period(call: Call) -> str:
    near = periods.nearest(call.session, call.me)
    return near.code if near is not None else ""
