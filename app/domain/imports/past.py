"""Imports that were taken: the trail keeps what each brought; one of groups is undone while nothing rests on it."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from app.domain import access, trail, uses
from app.domain.access import Me
from app.domain.errors import Conflict, Fault, NotFound, Refused, Say
from app.domain.groups import CATALOGUE
from app.domain.imports import reached
from app.domain.imports.drafts import Draft
from app.domain.imports.reached import Reached
from app.domain.inputs import read
from app.models import Change, Group

ENTITY = "import"
# Names of groups are words, as the trail of groups has them; everything else is a fact.
WORDS = ("name",)
LIFE = ("active_from", "retired_on")
MOST_LISTED = 50
Fields = dict[str, list[Any]]


@dataclass(frozen=True)
class Past:
    """An import: codes of the groups that it made, and of those that it changed each field with its old and new value;
    undone: the change that undid it, or None."""

    number: int
    change: Change
    new: list[str]
    changed: dict[str, Fields]
    names: dict[str, str]
    undone: Change | None = None

    @property
    def at(self) -> datetime:
        return self.change.at

    def called(self, code: str) -> str:
        return self.names.get(code, code)


def keep(session: Session, me: Me, draft: Draft, reason: str | None) -> int | None:
    """Writes down what an import of groups did; answers its number, or None where it did nothing."""
    done = [line for line in draft.lines if line.what != "same"]
    changed = {line.key: {one.name: [one.old, one.new] for one in line.changes} for line in draft.of("changed")}
    facts = {code: _some(fields, words=False) for code, fields in changed.items()}
    renamed = {code: some for code, fields in changed.items() if (some := _some(fields, words=True))}
    words = {"names": {line.key: line.name for line in done}, "renamed": renamed} | _why(reason)
    return note(session, me, Brought("groups", [line.key for line in draft.of("new")], facts), words)


@dataclass(frozen=True)
class Brought:
    """What an import of a noun made, by code or number, and what it changed, each field with its two values."""

    noun: str
    new: list[Any]
    changed: dict[str, Fields] = field(default_factory=dict)


def note(session: Session, me: Me, brought: Brought, words: dict[str, Any] | None) -> int | None:
    """Writes down an import in the trail, for whoever undoes it; answers its number, None where it did nothing."""
    if not brought.new and not brought.changed:
        return None
    number = 1 + len(_of_trail(session, me, "imported"))
    facts = {"noun": brought.noun, "new": brought.new, "changed": brought.changed}
    trail.note(session, me, trail.Note("imported", ENTITY, number, facts, words))
    return number


def _why(reason: str | None) -> dict[str, Any]:
    return {"change_reason": reason} if reason else {}


def _some(fields: Fields, words: bool) -> Fields:
    return {name: pair for name, pair in fields.items() if (name in WORDS) is words}


def latest(session: Session, me: Me) -> list[Past]:
    """The last imports, newest first."""
    access.require(me, CATALOGUE.right)
    taken = [one for one in _of_trail(session, me, "imported") if one.facts["noun"] == "groups"][:MOST_LISTED]
    undone = {change.entity_key: change for change in _of_trail(session, me, "undone")}
    found = trail.with_words(session, me, taken)
    return [_read(change, words, undone.get(change.entity_key)) for change, words in found]


def find(session: Session, me: Me, number: int) -> Past:
    """One import; raises NotFound."""
    access.require(me, CATALOGUE.right)
    found = {change.action: (change, words) for change, words in trail.of(session, me, ENTITY, number)}
    change, words = found.get("imported", (None, {}))
    if change is None or change.facts["noun"] != "groups":
        raise NotFound()
    return _read(change, words, found["undone"][0] if "undone" in found else None)


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
        name: [day and date.fromisoformat(day) for day in pair] if name in LIFE else pair
        for name, pair in fields.items()
    }


def rests_on(session: Session, me: Me, past: Past) -> list[Say]:
    """What rests on an import, so that it can't be undone; a group that is gone by now is no hindrance."""
    groups = {group.code: group for group in session.exec(select(Group).where(Group.ward_id == me.ward_id))}
    logged = reached.by_group(session, me)
    used = uses.of(session, me.ward_id, Group, past.new, together=True)
    told = [one for code in past.new if code in groups for one in _of_new(past, groups[code], code in used)]
    for code, fields in past.changed.items():
        if code in groups:
            told += _of_changed(past, groups[code], fields, logged.get(code))
    return told


def _of_new(past: Past, group: Group, is_used: bool) -> list[Say]:
    said = {"name": group.name, "code": group.code}
    if is_used:
        return [Say("{name} ({code}) đã được dùng.", **said)]
    return [] if group.updated_at == past.at else [Say("{name} ({code}) đã được sửa sau lần nhập này.", **said)]


def _of_changed(past: Past, group: Group, fields: Fields, logged: Reached | None) -> list[Say]:
    said = {"name": group.name, "code": group.code}
    if any(getattr(group, name) != new for name, (_, new) in fields.items()):
        return [Say("{name} ({code}) đã được sửa sau lần nhập này.", **said)]
    told = []
    if logged is not None and "population" in fields:
        people = fields["population"][0]
        if people is not None and logged.most is not None and logged.most > people:
            words = "{name} ({code}): đã ghi một lần tới {most} người, nhiều hơn số dân cũ {people}."
            told.append(Say(words, **said, most=logged.most, people=people))
    if logged is not None and set(LIFE) & set(fields) and not _holds(group, fields, logged):
        told.append(Say("{name} ({code}): đã có sản phẩm ghi ngoài thời gian trước đây của nhóm.", **said))
    return told


def _holds(group: Group, fields: Fields, logged: Reached) -> bool:
    """Whether the life that the group had holds all that was logged."""
    first, last = (fields[name][0] if name in fields else getattr(group, name) for name in LIFE)
    return (first is None or first <= logged.first) and (last is None or logged.last <= last)


def undo(session: Session, me: Me, past: Past, reason: str | None) -> None:
    """Takes away what an import made and gives back what it changed; raises Refused where something rests on it,
    Conflict where it is undone already, or a closed period's figures want a reason."""
    access.require(me, CATALOGUE.right)
    if past.undone is not None:
        raise Conflict(Say("Lần nhập này đã bỏ rồi."), "undone")
    told = rests_on(session, me, past)
    if told:
        raise Refused([Fault((), one, "in_use") for one in told])
    new = [group for code in past.new if (group := session.get(Group, (me.ward_id, code))) is not None]
    while new:
        # A group goes before those whose place it took.
        last = next(one for one in new if not any(one.code in other.succeeds for other in new))
        CATALOGUE.remove(session, me, last, reason)
        new.remove(last)
    for code, fields in past.changed.items():
        group = session.get(Group, (me.ward_id, code))
        if group is not None:
            _give_back(session, me, group, fields, reason)
    trail.note(session, me, trail.Note("undone", ENTITY, past.number, words=_why(reason)))


def _give_back(session: Session, me: Me, group: Group, fields: Fields, reason: str | None) -> None:
    old = {name: pair[0] for name, pair in fields.items()} | _why(reason)
    CATALOGUE.change(session, me, group, read(CATALOGUE.changes, old))
