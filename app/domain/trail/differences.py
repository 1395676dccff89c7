"""Differences: what of a thing is no longer as it was, as the trail tells it: words apart, secrets by name alone."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Date
from sqlmodel import SQLModel

from app.domain.trail.things import fact_columns, key_columns

# When a row came and changed is the change's own moment.
_MOMENTS = frozenset({"ward_id", "created_at", "updated_at"})
# Free text of any noun: it lies apart, so that it can be erased.
WORDS = frozenset(
    {
        "aim",
        "answer",
        "comments",
        "focus",
        "forwarded_to",
        "full_name",
        "guidance",
        "information_contact",
        "message",
        "name",
        "parts",
        "proposals",
        "reason",
        "responsible_post",
        "summary",
        "text",
        "title",
    }
)
# What no entry holds, before or after: it says only that they changed.
UNTOLD: dict[str, frozenset[str]] = {
    "person": frozenset({"name", "full_name", "email", "password_hash"}),
    "pulse": frozenset({"supportive", "neutral", "worried"}),
    "token": frozenset({"digest", "old_digest"}),
    # An address may hold a secret of the other system's.
    "webhook": frozenset({"address", "sealed_key"}),
}
# Columns that hold fields of their own.
_FOLDED = {"ward": "settings", "product": "details"}
WAS, FIELDS = "was", "fields"


class Told(NamedTuple):
    """What differs: the names under "fields", the new values under their own, the old ones under "was"."""

    facts: dict[str, Any]
    words: dict[str, Any]


def between(table: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """By name what a field was and is, where the two differ."""
    folded = _FOLDED.get(table)
    apart = {*_MOMENTS, *key_columns(table), folded}
    pairs = {name: (before.get(name), after.get(name)) for name in fact_columns(table) if name not in apart}
    if folded is not None:
        old, new = before.get(folded) or {}, after.get(folded) or {}
        pairs |= {name: (old.get(name), new.get(name)) for name in {**old, **new}}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def differs(row: SQLModel, before: Mapping[str, Any]) -> bool:
    """Whether the row is other than it was (its moments aside): if not, there is nothing to write and to tell."""
    return bool(between(str(row.__tablename__), before, row.model_dump()))


def told(table: str, before: Mapping[str, Any], after: Mapping[str, Any] | None) -> Told:
    """The difference as the trail keeps it; of what is gone, all that it was."""
    found = between(table, before, after or {})
    untold = UNTOLD.get(table, frozenset())
    # Which of three counts changed would tell of those that are hidden.
    named = set(found) | (untold if table == "pulse" and untold & set(found) else set())
    open_ones = {name: pair for name, pair in found.items() if name not in untold}
    return Told(
        {FIELDS: sorted(named)} | _sides({name: pair for name, pair in open_ones.items() if name not in WORDS}, after),
        _sides({name: pair for name, pair in open_ones.items() if name in WORDS}, after),
    )


def give_back(row: SQLModel, facts: Mapping[str, Any], words: Mapping[str, Any]) -> bool:
    """Sets the fields of a row to what an entry says that they were; not, where a text of it was erased since."""
    was, columns = {**facts.get(WAS, {}), **words.get(WAS, {})}, row.__table__.c  # type: ignore[attr-defined]
    if set(facts.get(FIELDS, ())) != set(was):
        return False
    for name, value in was.items():
        is_day = isinstance(columns[name].type, Date) and value is not None
        setattr(row, name, date.fromisoformat(value) if is_day else value)
    return True


def together(*found: Mapping[str, Any]) -> dict[str, Any]:
    """The facts of several differences as those of one."""
    whole: dict[str, Any] = {}
    for one in found:
        fields, was = {*whole.get(FIELDS, ()), *one.get(FIELDS, ())}, whole.get(WAS, {}) | one.get(WAS, {})
        whole |= {**one, FIELDS: sorted(fields), WAS: was}
    return whole


def _sides(pairs: dict[str, tuple[Any, Any]], after: Any) -> dict[str, Any]:
    if not pairs:
        return {}
    new = {name: pair[1] for name, pair in pairs.items()} if after is not None else {}
    return new | {WAS: {name: pair[0] for name, pair in pairs.items()}}
