"""Pulses: a quarter's counts of supportive, neutral and worried opinion on a content group in a group, never who.

What is shown is decided here once, in `opinion`; every figure is made of what is shown. The trail, an ETag and a
warning never hold a count, nor does any of them tell whether a guess was right.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import create_model, model_validator
from sqlalchemy import tuple_
from sqlmodel import Session, col, select

from app.domain import access, registers
from app.domain.access import Me
from app.domain.changing import TOLD, partial
from app.domain.errors import Fault, Faults, Say
from app.domain.few import FEWEST, SMALLEST_GROUP
from app.domain.groups import Member
from app.domain.inputs import Code, Input, Moment, Some, Text
from app.domain.reference_data import require_codes
from app.domain.registers import Draft, Facts, Register
from app.domain.sources import Saved
from app.domain.surveys import require_group
from app.models import ContentGroup, Group, Pulse

COUNTS = ("supportive", "neutral", "worried")
# What a pulse tells beside them.
MORE = ("total", "suppressed")
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


def _as_read(given: Any) -> Any:
    """A hidden pulse sent back as it was read means its counts as they are: null, and said to be hidden."""
    if not isinstance(given, dict) or given.get("suppressed") is not True:
        return given
    unsaid = {"suppressed", "total"} | {name for name in COUNTS if given.get(name) is None}
    return {name: value for name, value in given.items() if name not in unsaid}


_VALIDATORS: Any = {"as_read": model_validator(mode="before")(_as_read)}
_READ: Any = partial(PulseIn, ("id", *MORE, *TOLD))
PulsePatch: type[Input] = create_model("PulsePatch", __base__=_READ, __validators__=_VALIDATORS)


class PulseQuery(Input):
    unit: Code | None = None
    group: Code | None = None
    content_group: Code | None = None
    period: Code | None = None
    updated_after: Moment | None = None


REGISTER = Register(Pulse, PulseIn, PulseQuery, "pulses.write", more=MORE, alters=PulsePatch)
find, found, beside = REGISTER.find, REGISTER.found, REGISTER.beside
touches = registers.by_period


def enter(session: Session, me: Me, data: PulseIn) -> Saved[Pulse]:
    return _store(session, me, REGISTER.begin(session, me, data))


def edit(session: Session, me: Me, pulse: Pulse, data: Any) -> Saved[Pulse]:
    """Changes what was sent; where nothing differs, nothing is done, asked or noted."""
    return _store(session, me, REGISTER.revise(session, me, pulse, data))


def remove(session: Session, me: Me, pulse: Pulse, reason: str | None = None) -> None:
    access.require(me, REGISTER.right, pulse)
    registers.remove(session, me, pulse, touches(session, me, pulse.model_dump(), None), reason)


def _store(session: Session, me: Me, draft: Draft[Pulse]) -> Saved[Pulse]:
    if not (draft.differs or _hides(session, me, draft)):
        return draft.unchanged
    warnings = _judged(session, me, draft)
    return registers.store(session, me, draft, warnings, touches(session, me, draft.before, draft.now))


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
    """Pulses of one group, content group and period: what those shown add up to, and how many are left out."""

    opinion: Opinion
    shown: int
    left_out: int


def may_hold(group: Group | Member) -> bool:
    """Whether a group's opinion may be counted at all: residents and audiences, at least 50 or of unknown number."""
    return group.kind in KINDS and (group.population is None or group.population >= SMALLEST_GROUP)


def opinion(pulse: Any, group: Group | Member | None) -> Opinion:
    """What may be told of a pulse, or of a row with its counts.

    A group that no longer may hold opinion (it shrank) tells nothing, not the sum.
    """
    counts = [getattr(pulse, name) for name in COUNTS]
    if group is None or not may_hold(group):
        return Opinion(None, None, None, None)
    total = sum(counts)
    if any(0 < count < FEWEST for count in counts):
        return Opinion(None, None, None, total if total >= FEWEST else None)
    return Opinion(pulse.supportive, pulse.neutral, pulse.worried, total)


def pool(members: Sequence[Opinion]) -> Pool:
    """Pulses taken together, as far as each of them is shown."""
    shown = [one for one in members if not one.suppressed]
    supportive, neutral, worried, total = (sum(getattr(one, name) or 0 for one in shown) for name in (*COUNTS, "total"))
    return Pool(Opinion(supportive, neutral, worried, total), len(shown), len(members) - len(shown))


def pools(session: Session, me: Me, rows: Iterable[Pulse]) -> dict[Cell, Pool]:
    """The pools that these pulses belong to, by period, group and content group; only where several are shown."""
    cells = {cell_of(row) for row in rows}
    key = tuple_(col(Pulse.period), col(Pulse.group), col(Pulse.content_group))
    every = session.exec(select(Pulse).where(Pulse.ward_id == me.ward_id, key.in_(cells))).all() if cells else []
    known, members = _groups(session, me, every), defaultdict(list)
    for row in every:
        members[cell_of(row)].append(opinion(row, known.get(row.group)))
    found = {cell: pool(told) for cell, told in members.items()}
    return {cell: one for cell, one in found.items() if one.shown > 1}


def cell_of(row: Pulse) -> Cell:
    return row.period, row.group, row.content_group


def _judged(session: Session, me: Me, draft: Draft[Pulse]) -> list[Fault]:
    row, faults = draft.row, Faults()
    group = require_group(session, me, row, faults)
    faults.found += require_codes(session, me, ContentGroup, "content_group", [row.content_group])
    if group is not None and not may_hold(group):
        sentence = Say(
            "Dư luận chỉ ghi cho tổ dân phố và đối tượng từ {least} người, không ghi cho chi bộ.", least=SMALLEST_GROUP
        )
        faults.add(("group",), sentence, "no_opinion")
    _require_whole(draft, group, faults)
    faults.raise_if_any()
    total, warnings = sum(getattr(row, name) for name in COUNTS), _second(session, draft)
    if group is None or group.population is None or total <= group.population:
        return warnings
    sentence = Say("Cộng lại nhiều hơn số dân của nhóm ({people} người). Đúng như vậy?", people=group.population)
    return [*warnings, Fault(("supportive",), sentence, "above_population")]


def _second(session: Session, draft: Draft[Pulse]) -> list[Fault]:
    """A second pulse of one unit is asked about by its place alone: what the first one counts may be hidden."""
    row, twin = draft.row, registers.twin(session, draft, "period", "group", "content_group", "unit")
    if twin is None:
        return []
    sentence = Say("Đơn vị đã ghi dư luận của nhóm này về nội dung này trong kỳ (số {id}). Vẫn ghi?", id=str(twin.id))
    here = f"pulses?period={row.period}&group={row.group}&content_group={row.content_group}"
    return [Fault(("content_group",), sentence, "same_pulse", here)]


def _require_whole(draft: Draft[Pulse], group: Group | None, faults: Faults) -> None:
    """Hidden counts change only all three at once: else the sum that is told would give away those that were kept."""
    given, before = draft.sent & set(COUNTS), draft.before
    if before is None or not given or given == set(COUNTS) or not opinion(Pulse(**before), group).suppressed:
        return
    for name in COUNTS:
        if name not in given:
            faults.add((name,), Say("Nhập lại cả ba số: số đang lưu được giữ kín."), "missing")


def _hides(session: Session, me: Me, draft: Draft[Pulse]) -> bool:
    """Counts sent where they are hidden are a change, though they be the same: else a guess would be told right."""
    if draft.before is None or not draft.sent & set(COUNTS):
        return False
    group = session.get(Group, (me.ward_id, draft.before["group"]))
    return opinion(Pulse(**draft.before), group).suppressed


def shapes(session: Session, me: Me, rows: Sequence[Pulse]) -> list[Facts]:
    """Pulses as they may be told."""
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
