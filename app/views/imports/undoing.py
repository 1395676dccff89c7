"""Imports of groups that were taken: which they were, what each brought, and one undone while nothing rests on it."""

from dataclasses import replace

from fastapi import Response

from app.domain import people
from app.domain.imports import groups, past
from app.domain.imports.past import Past
from app.views.trail import history
from app.web import form, pages
from app.web.deps import Call, PageReads, PageWrites, RawBody, Router
from app.web.form import ASK, Filled

router = Router()


@router.get("/groups/import/history")
def index(call: PageReads) -> Response:
    taken = past.latest(call.session, call.me)
    names = people.names(call.session, call.me, _persons(taken))
    return pages.show(call, "imports/history.html", taken=[(one, history.who(one.change, names)) for one in taken])


@router.get("/groups/import/{number}")
def show(call: PageReads, number: int) -> Response:
    return _show(call, past.find(call.session, call.me, number), ASK.blank(call))


@router.post("/groups/import/{number}/undo")
def undo(call: PageWrites, body: RawBody, number: int) -> Response:
    one, sent = past.find(call.session, call.me, number), ASK.sent(call, body)

    def act() -> Response:
        past.undo(call.session, call.me, one, sent.reason)
        return pages.go(f"/groups/import/{number}")

    return sent.once(act, lambda filled: _show(call, past.find(call.session, call.me, number), filled))


def _show(call: Call, one: Past, filled: Filled) -> Response:
    names = people.names(call.session, call.me, _persons([one]))
    rests = [] if one.undone else past.rests_on(call.session, call.me, one)
    # What rests on it is told by the page itself.
    told = replace(filled, faults=[fault for fault in filled.faults if fault.code != "in_use"])
    response = form.draw(
        call, "imports/show.html", told, one=one, who=history.who(one.change, names), rests=rests, heads=groups.HEADS,
        undone_by=history.who(one.undone, names) if one.undone else "",
    )  # fmt: skip
    response.status_code = filled.status
    return response


def _persons(taken: list[Past]) -> set[int]:
    changes = [change for one in taken for change in (one.change, one.undone) if change is not None]
    return {change.person_id for change in changes if change.person_id is not None}
