"""The trail as its admin reads it: who did what to what, when, with the words where they were not erased."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fastapi import Response

from app.domain import access, audit, people
from app.domain.audit import AuditQuery, Entry
from app.domain.errors import NotFound, Refused
from app.domain.pages import Ask
from app.domain.people import accounts
from app.domain.products import questions
from app.domain.words import said
from app.models import Change
from app.views import filters
from app.views.filters import Filter, Here
from app.views.trail import history
from app.views.trail.spoken import Spoken
from app.web import columns, pages
from app.web.deps import Call, PageReads
from app.web.labels import ROLES
from app.web.paging import encode
from app.web.routing import Router
from app.web.trail_labels import ENTITIES

router = Router()
MOST = 1000
NAMES = ("person", "entity", "from", "to")
# Where a thing has a page: its address before its key.
PLACES = {
    "product": "/products/",
    "campaign": "/campaigns/",
    "person": "/users/",
    "token": "/tokens/",
    "webhook": "/webhooks/",
    "concern": "/concerns/",
    "report": "/reports/",
    "directive": "/directives/",
    "material": "/materials/",
    "group": "/groups/",
    "import": "/imports/",
}
GONE = ("deleted",)
OF_A_TIME = ("plan", "reminder", "report", "survey", "pulse")


@dataclass(frozen=True)
class Row:
    """One change: what it was done to and where that is, what was done, by whom, when, and what was written then."""

    thing: str
    href: str
    done: str
    who: str
    at: datetime
    reason: str
    text: str
    altered: list[str]


@router.get("/audit")
def index(call: PageReads) -> Response:
    access.require(call.me, "audit.read")
    here = filters.here(call, NAMES)
    found = audit.page(call.session, call.me, _asked(call, here), filters.ask(call))
    return pages.show(
        call,
        "audit/index.html",
        here=here,
        rows=_rows(call, found.items),
        filters=_filters(call, here),
        next_href=here(cursor=encode(found.next)) if found.next else "",
    )


def _asked(call: Call, here: Here) -> AuditQuery:
    try:
        return call.read(AuditQuery, here.params, form=True)
    except Refused:
        raise NotFound() from None


def _filters(call: Call, here: Here) -> list[Filter]:
    every = accounts.page(call.session, call.me, Ask(MOST)).items
    persons = [(str(one.id), one.full_name or f"Người đã rời, số {one.id}") for one in every]
    nouns = sorted((ENTITIES.get(code, code), code) for code in audit.entities(call.session, call.me))
    return [
        Filter("person", "Ai làm", persons, here.params.get("person", "")),
        Filter("entity", "Đối tượng", [(code, words) for words, code in nouns], here.params.get("entity", "")),
    ]


def _rows(call: Call, entries: list[Entry]) -> list[Row]:
    keys = {int(change.entity_key) for change, _ in entries if change.entity == "person"}
    names = people.names(call.session, call.me, keys)
    shapes = audit.shapes(call.session, call.me, entries)
    made = {int(change.entity_key) for change, _ in entries if change.entity == "product"}
    titles = questions.titles(call.session, call.me, made)
    spoken = Spoken(call)
    return [
        _row(entry, _thing(*entry, names, titles) or _of_whom(entry[0], spoken), _who(shape), spoken.lines(*entry))
        for entry, shape in zip(entries, shapes, strict=True)
    ]


def _row(entry: Entry, thing: str, who: str, altered: list[str]) -> Row:
    change, words = entry
    has_page = change.action not in GONE and change.facts.get("noun", "groups") == "groups"
    place = PLACES.get(change.entity, "") if has_page else ""
    written = [str(value) for name, value in words.items() if name in ("message", "text", "summary", "answer")]
    return Row(
        thing,
        f"{place}{change.entity_key}" if place else "",
        _done(change, words, bool(altered)),
        who,
        change.at,
        words.get("reason") or words.get("change_reason") or "",
        "" if altered else " · ".join(written),
        altered,
    )


def _thing(change: Change, words: dict[str, Any], names: dict[int, str], titles: dict[int, str]) -> str:
    noun = ENTITIES.get(change.entity, change.entity)
    if change.entity == "settings":
        return noun
    if change.entity == "person":
        return f"{noun}: {names.get(int(change.entity_key)) or f'đã rời, số {change.entity_key}'}"
    # A product's change may name its file instead; then it is called what it is called today.
    name = titles.get(int(change.entity_key)) if change.entity == "product" else words.get("name")
    named = words.get("title") or name
    return f"{noun}: {named}" if named else ""


def _of_whom(change: Change, spoken: Spoken) -> str:
    """What names nothing is called what its code stands for, else by whose it is and of when, or by its key."""
    facts, noun, named = change.facts, ENTITIES.get(change.entity, change.entity), ""
    if change.entity in columns.NAMES:
        named = spoken.called(columns.NAMES[change.entity], change.entity_key)
    if change.entity == "period":
        return f"{noun}: {said(change.entity_key).removeprefix('kỳ ')}"
    if change.entity in OF_A_TIME:
        whose = spoken.called("groups", facts.get("group")) or spoken.called("units", facts.get("unit"))
        when = facts.get("period") or facts.get("year")
        named = ", ".join(one for one in (whose, said(str(when)) if when else "") if one)
    return f"{noun}: {named}" if named else f"{noun} {change.entity_key}"


def _done(change: Change, words: dict[str, Any], is_altered: bool) -> str:
    done = history.said(change, words, is_altered)
    role = change.facts.get("role")
    return f"{done}, vai trò {ROLES[role].lower()}" if role in ROLES and change.entity in ("person", "token") else done


def _who(shape: dict[str, Any]) -> str:
    if shape["person"] is not None:
        return str(shape["person_name"] or "") or f"Người đã rời, số {shape['person']}"
    if shape["token"] is not None:
        return f"Mã kết nối «{shape['token_name']}»"
    return history.SHELL
