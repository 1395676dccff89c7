"""Pulses: a quarter's counts of supportive, neutral and worried opinion on a content group in a group, never who.

What is shown is decided here once, in `opinion` and `pools`; the trail, an ETag and a warning never hold a count.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import tuple_
from sqlmodel import Session, col, select

from app.domain.access import Me
from app.domain.errors import Fault, Faults, Say
from app.domain.inputs import Code, Input, Moment, Some, Text
from app.domain.numbered import Facts, Register
from app.domain.registers import require_codes
from app.domain.surveys import closed, in_period, require_group
from app.models import ContentGroup, Group, Pulse

COUNTS = ("supportive", "neutral", "worried")
# A count from 1 to 4 could be traced to persons; so could opinion in a group of fewer than 50.
FEWEST, SMALLEST_GROUP = 5, 50
KINDS = ("residential", "audience")
Cell = tuple[str, str, str]


class PulseIn(Input):
    period: Code
    group: Code
    content_group: Code
    unit: Code | None = None
    supportive: Some
    neutral: Some
    worried: Some
    change_reason: Text | None = None


class PulseQuery(Input):
    unit: Code | None = None
    group: Code | None = None
    content_group: Code | None = None
    period: Code | None = None
    updated_after: Moment | None = None


@dataclass(frozen=True)
class Opinion:
    """Counts as they may be told: None where hidden, and their sum None where it too is under 5."""

    supportive: int | None
    neutral: int | None
    worried: int | None
    total: int | None

    @property
    def suppressed(self) -> bool:
        return self.supportive is None


@dataclass(frozen=True)
class Pool:
    """Several pulses of one group, content group and period, taken together."""

    members: int
    opinion: Opinion


def may_hold(group: Group) -> bool:
    """Whether a group's opinion may be counted at all: residents and audiences, at least 50 or of unknown number."""
    return group.kind in KINDS and (group.population is None or group.population >= SMALLEST_GROUP)


def opinion(pulse: Pulse, group: Group | None) -> Opinion:
    """What may be told of one pulse. A group that no longer may hold opinion (it shrank) tells nothing, not the sum."""
    counts = [getattr(pulse, name) for name in COUNTS]
    if group is None or not may_hold(group):
        return Opinion(None, None, None, None)
    total = sum(counts)
    if any(0 < count < FEWEST for count in counts):
        return Opinion(None, None, None, total if total >= FEWEST else None)
    return Opinion(pulse.supportive, pulse.neutral, pulse.worried, total)


def pool(members: Sequence[Opinion]) -> Opinion:
    """Pulses taken together: a pool less the members one sees is what the hidden ones hold, so its counts are told only
    where every member's are, and its sum only where every member's sum is.
    """
    totals = [one.total for one in members if one.total is not None]
    total = sum(totals) if len(totals) == len(members) else None
    if any(one.suppressed for one in members):
        return Opinion(None, None, None, total)
    supportive, neutral, worried = (sum(getattr(one, name) for one in members) for name in COUNTS)
    return Opinion(supportive, neutral, worried, total)


def pools(session: Session, me: Me, rows: Iterable[Pulse]) -> dict[Cell, Pool]:
    """The pools that these pulses belong to, by period, group and content group; only where a pool has several."""
    cells = {cell_of(row) for row in rows}
    key = tuple_(col(Pulse.period), col(Pulse.group), col(Pulse.content_group))
    every = session.exec(select(Pulse).where(Pulse.ward_id == me.ward_id, key.in_(cells))).all() if cells else []
    known, members = _groups(session, me, every), defaultdict(list)
    for row in every:
        members[cell_of(row)].append(opinion(row, known.get(row.group)))
    return {cell: Pool(len(found), pool(found)) for cell, found in members.items() if len(found) > 1}


def cell_of(row: Pulse) -> Cell:
    return row.period, row.group, row.content_group


def _check(session: Session, me: Me, row: Pulse, before: Facts | None, sent: set[str]) -> list[Fault]:
    faults = Faults()
    group = require_group(session, me, row, faults)
    faults.found += require_codes(session, me, ContentGroup, "content_group", [row.content_group])
    if group is not None and not may_hold(group):
        sentence = Say("Dư luận chỉ ghi cho tổ dân phố và đối tượng từ {least} người, không ghi cho chi bộ.", least=50)
        faults.add(("group",), sentence, "no_opinion")
    _require_whole(row, before, sent, group, faults)
    faults.raise_if_any()
    total = sum(getattr(row, name) for name in COUNTS)
    if group is None or group.population is None or total <= group.population:
        return []
    sentence = Say("Cộng lại nhiều hơn số dân của nhóm ({people} người). Đúng như vậy?", people=group.population)
    return [Fault(("supportive",), sentence, "above_population")]


def _require_whole(row: Pulse, before: Facts | None, sent: set[str], group: Group | None, faults: Faults) -> None:
    """Hidden counts change only all three at once: else the sum that is told would give away those that were kept."""
    given = sent & set(COUNTS)
    if before is None or not given or given == set(COUNTS) or not opinion(Pulse(**before), group).suppressed:
        return
    for name in COUNTS:
        if name not in given:
            faults.add((name,), Say("Nhập lại cả ba số: số đang lưu được giữ kín."), "missing")


def _where(session: Session, me: Me, query: PulseQuery) -> list[Any]:
    found = in_period(session, me, Pulse.period, query.period)
    return found if query.content_group is None else [*found, Pulse.content_group == query.content_group]


def _tell(session: Session, me: Me, rows: Sequence[Pulse]) -> list[Facts]:
    known = _groups(session, me, rows)
    return [_shape(row, opinion(row, known.get(row.group))) for row in rows]


def _shape(row: Pulse, told: Opinion) -> Facts:
    plain = {name: getattr(row, name) for name in ("id", "period", "group", "content_group", "unit")}
    counts = {name: getattr(told, name) for name in (*COUNTS, "total", "suppressed")}
    return plain | counts | {"created_at": row.created_at, "updated_at": row.updated_at}


def _groups(session: Session, me: Me, rows: Iterable[Pulse]) -> dict[str, Group]:
    codes = {row.group for row in rows}
    found = session.exec(select(Group).where(Group.ward_id == me.ward_id, col(Group.code).in_(codes)))
    return {group.code: group for group in found}


REGISTER = Register(
    Pulse, "pulse", PulseIn, PulseQuery, check=_check, touches=closed, untold=frozenset(COUNTS),
    more=("total", "suppressed"), tell=_tell, where=_where,
)  # fmt: skip
