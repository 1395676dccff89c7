"""Imports that were taken: which they were, what each brought, and one undone while nothing rests on it."""

from dataclasses import replace
from typing import Any

from fastapi import Response

from app.domain import people
from app.domain.imports import past
from app.domain.imports.past import Past
from app.views.imports.told import MOST_SHOWN, THINGS
from app.views.trail import history
from app.web import form, pages
from app.web.arrival import RawBody
from app.web.deps import Call, PageReads, PageWrites
from app.web.form import ASK, Filled
from app.web.lists import KINDS
from app.web.routing import Router

router = Router()
# Where each thing has a page of its own.
WITH_PAGES = ("groups", "products", "directives", "concerns")


@router.get("/imports")
def index(call: PageReads) -> Response:
    taken = past.latest(call.session, call.me)
    names = people.names(call.session, call.me, _persons(taken))
    told = [(one, history.who(one.change, names)) for one in taken]
    return pages.show(call, "imports/history.html", taken=told, things=THINGS)


@router.get("/imports/{number}")
def show(call: PageReads, number: int) -> Response:
    return _show(call, past.find(call.session, call.me, number), ASK.blank(call))


@router.post("/imports/{number}/undo")
def undo(call: PageWrites, body: RawBody, number: int) -> Response:
    one, sent = past.find(call.session, call.me, number), ASK.sent(call, body)

    def act() -> Response:
        past.undo(call.session, call.me, one, sent.reason)
        return pages.go(f"/imports/{number}")

    return sent.once(act, lambda filled: _show(call, past.find(call.session, call.me, number), filled))


def _show(call: Call, one: Past, filled: Filled) -> Response:
    names = people.names(call.session, call.me, _persons([one]))
    rests = [] if one.undone else past.rests_on(call.session, call.me, one)
    # What rests on it is told by the page itself.
    told = replace(filled, faults=[fault for fault in filled.faults if fault.code != "in_use"])
    response = form.draw(
        call,
        "imports/show.html",
        told,
        one=one,
        who=history.who(one.change, names),
        rests=rests,
        undone_by=history.who(one.undone, names) if one.undone else "",
        thing=THINGS[one.noun],
        edited=_edited(call, one),
        most_shown=MOST_SHOWN,
        with_pages=WITH_PAGES,
    )
    response.status_code = filled.status
    return response


def _edited(call: Call, one: Past) -> dict[str, list[tuple[str, Any, Any]]]:
    """What each thing that was changed had before and after, under the heads and in the words of its sheet."""
    columns = {column.name: column for column in KINDS[one.noun].columns(call.session, call.me)}
    return {
        code: [(columns[name].head, *map(columns[name].said, pair)) for name, pair in fields.items()]
        for code, fields in one.changed.items()
    }


def _persons(taken: list[Past]) -> set[int]:
    changes = [change for one in taken for change in (one.change, one.undone) if change is not None]
    return {change.person_id for change in changes if change.person_id is not None}
