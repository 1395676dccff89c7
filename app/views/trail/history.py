"""The history of one thing in words: what was done, by whom, when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.domain import people, trail
from app.models import Change
from app.views.trail.spoken import Spoken, label
from app.web.deps import Call
from app.web.field_labels import FIELDS
from app.web.trail_labels import ACTIONS

SHELL = "Người quản trị máy chủ"


@dataclass(frozen=True)
class Line:
    """One change: what in words, what it altered, whom it was done by, and why where they said so."""

    words: str
    altered: list[str]
    who: str
    at: datetime
    reason: str


def lines(call: Call, entity: str, key: int | str) -> list[Line]:
    """The changes of one thing, newest first."""
    return of_changes(call, trail.of(call.session, call.me, entity, key))


def of_changes(call: Call, changes: Sequence[tuple[Change, dict[str, Any]]]) -> list[Line]:
    """The same of changes with their words, of whatever things, in their order."""
    names = people.names(call.session, call.me, {change.person_id for change, _ in changes if change.person_id})
    spoken = Spoken(call)
    return [_line(change, words, names, spoken) for change, words in changes]


def who(change: Change, names: dict[int, str]) -> str:
    """A person by name ("" for one who has left), else a token, else whoever has the server's shell."""
    if change.person_id:
        return names.get(change.person_id, "")
    return "Hệ thống kết nối" if change.token_id else SHELL


def _line(change: Change, words: dict[str, Any], names: dict[int, str], spoken: Spoken) -> Line:
    reason = words.get("reason") or words.get("change_reason") or ""
    altered = spoken.lines(change, words)
    return Line(said(change, words, bool(altered)), altered, who(change, names), change.at, reason)


def said(change: Change, words: dict[str, Any], is_altered: bool) -> str:
    """What was done, and of an edit what it touched, where no line says how."""
    done = ACTIONS.get(change.action, "Sửa")
    if "attachment" in change.facts:
        return f"{done} «{words['name']}»" if words.get("name") else done
    if is_altered:
        return done
    if change.action in ("edited", "changed"):
        names = change.facts.get("fields", [*words, *change.facts])
        parts = [label(change.entity, name) for name in names if name in FIELDS]
        return f"{done}: {', '.join(parts)}" if parts else done
    placed = len(change.facts.get("placements") or [])
    return f"{done}, {placed} lượt phát" if placed else done
