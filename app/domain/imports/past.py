"""Imports that were taken: the trail keeps what each brought, and each is undone while nothing rests on it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from app.domain import access, trail
from app.domain.access import Me
from app.domain.errors import Conflict, Fault, NotFound, Refused, Say
from app.domain.imports.columns import is_day
from app.domain.imports.drafts import Draft
from app.domain.imports.ways import WAYS, Fields, Way
from app.domain.reference_data import FREE
from app.models import Change

ENTITY = "import"
MOST_LISTED = 50


@dataclass(frozen=True)
class Past:
    """An import: codes or numbers of what it made, and of what it changed each field with its old and new value;
    undone: the change that undid it, or None."""

    number: int
    change: Change
    new: list[Any]
    changed: dict[str, Fields]
    names: dict[str, str]
    undone: Change | None = None

    @property
    def at(self) -> datetime:
        return self.change.at

    @property
    def noun(self) -> str:
        return str(self.change.facts["noun"])

    @property
    def way(self) -> Way:
        return WAYS[self.noun]

    def called(self, key: Any) -> str:
        return self.names.get(str(key), f"số {key}" if isinstance(key, int) else str(key))

    def said(self, key: Any) -> str:
        """With its code, where it has one."""
        return f"{self.called(key)} ({key})" if isinstance(key, str) else self.called(key)


@dataclass(frozen=True)
class Brought:
    """What an import of a noun made, by code or number, and what it changed, each field with its two values; names: by
    key, of what may be named after it is gone."""

    noun: str
    new: list[Any]
    changed: dict[str, Fields] = field(default_factory=dict)
    names: dict[Any, str] = field(default_factory=dict)


def keep(session: Session, me: Me, draft: Draft, reason: str | None) -> int | None:
    """Writes down what an import of groups did; answers its number, or None where it did nothing."""
    changed = {line.key: {one.name: [one.old, one.new] for one in line.changes} for line in draft.of("changed")}
    names = {line.key: line.name for line in draft.lines if line.what != "same"}
    return note(session, me, Brought("groups", [line.key for line in draft.of("new")], changed, names), reason)


def note(session: Session, me: Me, brought: Brought, reason: str | None) -> int | None:
    """Writes down an import in the trail, for whoever undoes it; answers its number, None where it did nothing."""
    if not brought.new and not brought.changed:
        return None
    number = 1 + len(_of_trail(session, me, "imported"))
    facts = {code: _some(fields, words=False) for code, fields in brought.changed.items()}
    reworded = {code: some for code, fields in brought.changed.items() if (some := _some(fields, words=True))}
    # What names are called is words, as the trail of each has them; everything else is a fact.
    words = {"names": {str(key): name for key, name in brought.names.items()}, "renamed": reworded}
    told = {name: some for name, some in words.items() if some} | (trail.why(reason) or {})
    found = {"noun": brought.noun, "new": brought.new, "changed": facts}
    trail.note(session, me, trail.Note("imported", ENTITY, number, found, told or None))
    return number


def _some(fields: Fields, words: bool) -> Fields:
    return {name: pair for name, pair in fields.items() if (name in FREE) is words}


def latest(session: Session, me: Me) -> list[Past]:
    """The last imports that this person may undo as far as they are concerned, newest first."""
    if not any(access.may(me, way.right) for way in WAYS.values()):
        access.require(me, "groups.change")
    taken = [one for one in _of_trail(session, me, "imported") if _is_theirs(me, one)][:MOST_LISTED]
    undone = {change.entity_key: change for change in _of_trail(session, me, "undone")}
    found = trail.with_words(session, me, taken)
    return [_read(change, words, undone.get(change.entity_key)) for change, words in found]


def find(session: Session, me: Me, number: int) -> Past:
    """One import; raises NotFound, and Forbidden for who takes in no such lists, or for another's of another unit."""
    found = {change.action: (change, words) for change, words in trail.of(session, me, ENTITY, number)}
    change, words = found.get("imported", (None, {}))
    if change is None or change.facts["noun"] not in WAYS:
        raise NotFound()
    access.require(me, WAYS[change.facts["noun"]].right)
    if not _is_theirs(me, change):
        raise NotFound()
    return _read(change, words, found["undone"][0] if "undone" in found else None)


def _is_theirs(me: Me, change: Change) -> bool:
    """An officer undoes what they took in themselves; whoever writes everyone's undoes anybody's."""
    way = WAYS.get(change.facts["noun"])
    if way is None or not access.may(me, way.right):
        return False
    return not access.own_only(me, way.right) or change.person_id == me.person_id


def _of_trail(session: Session, me: Me, action: str) -> list[Change]:
    statement = select(Change).where(Change.ward_id == me.ward_id, Change.entity == ENTITY, Change.action == action)
    return list(session.exec(statement.order_by(col(Change.seq).desc())))


def _read(change: Change, words: dict[str, Any], undone: Change | None) -> Past:
    renamed = words.get("renamed", {})
    changed = {code: _days(fields) | renamed.get(code, {}) for code, fields in change.facts["changed"].items()}
    return Past(int(change.entity_key), change, change.facts["new"], changed, words.get("names", {}), undone)


def _days(fields: Fields) -> Fields:
    """The trail has days as ISO text."""
    return {
        name: [day and date.fromisoformat(day) for day in pair] if is_day(name) else pair
        for name, pair in fields.items()
    }


def rests_on(session: Session, me: Me, past: Past) -> list[Say]:
    """What rests on an import, so that it can't be undone; what is gone by now is no hindrance."""
    way = past.way
    new, changed = way.rows(session, me, past.new), way.rows(session, me, past.changed)
    held = dict(way.held(session, me, list(new.values()), past.at))
    told = [_because(past, key, held[key]) for key in past.new if key in held]
    told += [
        _because(past, key, _EDITED)
        for key in past.new
        if key in new and key not in held and new[key].updated_at != past.at
    ]
    return told + list(_of_changed(session, me, past, changed))


_EDITED = Say("đã được sửa sau lần nhập này")


def _because(past: Past, key: Any, why: Say) -> Say:
    return Say("{name}: {why}.", name=past.said(key), why=str(why))


def _of_changed(session: Session, me: Me, past: Past, rows: dict[Any, Any]) -> Iterator[Say]:
    held = past.way.held_as_changed(session, me) if rows else lambda *_: []
    for code, fields in past.changed.items():
        if code not in rows:
            continue
        if any(getattr(rows[code], name) != new for name, (_, new) in fields.items()):
            yield _because(past, code, _EDITED)
        else:
            yield from (_because(past, code, why) for why in held(rows[code], fields))


def undo(session: Session, me: Me, past: Past, reason: str | None) -> None:
    """Takes away what an import made and gives back what it changed; raises Refused where something rests on it,
    Conflict where it is undone already, or a closed period's figures want a reason; what the noun's verbs raise."""
    way = past.way
    access.require(me, way.right)
    if past.undone is not None:
        raise Conflict(Say("Lần nhập này đã bỏ rồi."), "undone")
    told = rests_on(session, me, past)
    if told:
        raise Refused([Fault((), one, "in_use") for one in told])
    if rows := list(way.in_order(way.rows(session, me, past.new))):
        way.remove(session, me, rows, past.change, reason)
    changed = way.rows(session, me, past.changed)
    for code, fields in past.changed.items():
        if code in changed:
            old = {name: pair[0] for name, pair in fields.items()} | (trail.why(reason) or {})
            way.change(session, me, changed[code], old)
    trail.note(session, me, trail.Note("undone", ENTITY, past.number, words=trail.why(reason)))
