"""The quarterly indicators (SPEC 4.2): each figure with its target, status and change, and the entries behind it.

Pages, API, reports and exports all read from here; a figure and its entries come from the same rows.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, NamedTuple, TypeVar

from sqlmodel import Session

from app.domain import access, kept, lives, periods, wards
from app.domain.access import Me
from app.domain.errors import NotFound, Say, refuse
from app.domain.indicators import published, sent
from app.domain.indicators.arithmetic import Exact, Measured, can_reach, rounded, status
from app.domain.indicators.catalogue import CODES, DIGITS, KINDS, Kind, kind_of
from app.domain.indicators.entry import Entry, Which
from app.domain.indicators.facts import Facts, Reading, Scope
from app.domain.indicators.indicator import Indicator
from app.domain.indicators.sent import evidence_beside, frozen
from app.domain.kept import Growing
from app.domain.pages import Ask, Page
from app.domain.units.tree import Branch
from app.models import Unit

__all__ = ["CODES", "Entry", "Indicator", "Which", "evidence_beside", "frozen"]


T = TypeVar("T")
# Of these a unit has a part of its own in what the ward counts, of whatever days it lives.
OWN = ("placements_made", "concerns_answered", "directive_dissemination")


def tellable(stored: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Stored figures, by code, less those of opinion that an older program made from hidden counts too: what is shown
    taken away from them would give the hidden ones away, and they don't say how many pulses they leave out.
    """
    return {code: one for code, one in stored.items() if code != "opinion_balance" or "left_out" in one}


def figures(
    session: Session, me: Me, period: str, units: Branch | None = None, compared: bool = True
) -> list[Indicator]:
    """Every indicator of a period, or of a year as "2026", of the ward or of a unit, alone or with its branches; those
    that a unit has not are null.

    compared: whether the period before is worked out too; without it there is no previous value and no change.

    Raises Refused for an unknown period or unit. A city reader asks with me.looking_at(ward).
    """
    key = ("indicators", period, units, compared)
    return kept.answer(session, me, key, lambda: _over(session, me, [period], units, compared)[period])


def by_unit(session: Session, me: Me, period: str) -> dict[str, list[Indicator]]:
    """The indicators of each unit that belongs to the period or has something in it, by code: together they are the
    ward's. Every kind of row is read once for all."""
    return kept.answer(session, me, ("indicators by unit", period), lambda: _by_unit(session, me, period))


def over(session: Session, me: Me, periods: Sequence[str], units: Branch | None = None) -> dict[str, list[Indicator]]:
    """The indicators of several periods, by code, for a trend; what two of them need is read once."""
    key = ("indicators over", *periods, units)
    return kept.answer(session, me, key, lambda: _over(session, me, periods, units, compared=True))


class OfWards(NamedTuple):
    """Of which periods; the name of the form in which each ward's answer is told and kept; whether the period before is
    worked out too; of which indicators, by code."""

    periods: tuple[str, ...]
    form: str
    compared: bool = True
    codes: tuple[str, ...] = CODES


def of_wards(
    session: Session, me: Me, asked: OfWards, told: Callable[[Me, list[list[Indicator]]], T]
) -> list[tuple[Me, T]]:
    """What told makes of every ward of the city and its indicators, a list for each period, empty for one that the ward
    does not have.

    It is kept for each ward; what two of its periods need is read once. Raises Refused where no ward has a period.
    """
    views = [me.looking_at(ward) for ward in wards.all_wards(session)]

    def work(view: Me) -> tuple[set[str], T]:
        known = [period for period in asked.periods if period in periods.nameable(session, view)]
        kinds = [kind for kind in KINDS if kind.code in asked.codes]
        if view.ward.sends_reports:
            return set(known), told(view, sent.of_periods(session, view, asked.periods, kinds))
        reading = Reading(session, view, known, compared=asked.compared)
        facts, reading.is_alone = reading.facts, len(asked.codes) == 1
        found = [_told(facts[one], None, asked.compared, kinds) if one in known else [] for one in asked.periods]
        return set(known), told(view, found)

    found = [kept.answer(session, view, ("of wards", *asked), partial(work, view)) for view in views]
    for period in asked.periods:
        if views and not any(period in known for known, _ in found):
            periods.named(session, views[0], period)
    return [(view, answer) for view, (_, answer) in zip(views, found, strict=True)]


class Opened(NamedTuple):
    """A part of an indicator of a period that is looked behind, of the ward or of one unit or branch."""

    period: str
    code: str
    which: Which
    units: Branch | None = None


def entries(session: Session, me: Me, opened: Opened, ask: Ask) -> Page[Entry]:
    """What is behind a part of an indicator: as many entries as it counts, or entries whose amounts add up to it.

    Raises NotFound for a city reader, and for a part that the indicator does not have.
    """
    access.require(me, "entries.read")
    period, code, which, units = opened
    kind, reading = kind_of(code), Reading(session, me, [period], compared=False)
    reading.is_paged, facts = True, reading.facts[period]
    _require_unit(session, me, units)
    if not _is_asked(kind, units):
        raise NotFound()
    return kind.behind(Scope(facts, units), which, ask)


def _over(
    session: Session, me: Me, codes: Sequence[str], units: Branch | None, compared: bool
) -> dict[str, list[Indicator]]:
    reading = Reading(session, me, codes, compared=compared)
    _require_unit(session, me, units)
    if me.ward.sends_reports:
        return dict(zip(codes, sent.of_periods(session, me, codes, KINDS, units), strict=True))
    return {code: _told(reading.facts[code], units, compared) for code in codes}


def _by_unit(session: Session, me: Me, period: str) -> dict[str, list[Indicator]]:
    reading = Reading(session, me, [period], compared=True)
    reading.by_unit = True
    units = reading.reference("unit", "code", "active_from", "retired_on")
    facts = reading.facts[period]
    found = [(unit, _told(facts, (unit.code,))) for unit in units]
    return {unit.code: told for unit, told in found if lives.belongs_to(unit, facts.span) or _has_own(told)}


def _has_own(told: list[Indicator]) -> bool:
    """Whether the ward's figures count something of this unit's, though it lived before the period or after it."""
    return any(one.numerator or one.denominator for one in told if one.code in OWN)


def _told(facts: Facts, units: Branch | None, compared: bool = True, kinds: Sequence[Kind] = KINDS) -> list[Indicator]:
    before = facts.before if compared else None
    olds = _values(Scope(before, units), kinds) if before else {}
    return [_indicator(kind, Scope(facts, units), olds.get(kind.code)) for kind in kinds]


def _values(scope: Scope, kinds: Sequence[Kind]) -> dict[str, Exact | None]:
    """The values of a period that lies behind, unrounded; the ward's are kept while products are logged that were shown
    later.
    """
    facts, codes = scope.facts, tuple(kind.code for kind in kinds)
    asked = Growing(("values", facts.code, facts.me.today, codes), alone=True)

    def work() -> dict[str, Exact | None]:
        return {kind.code: _measure(kind, scope).value for kind in kinds}

    def more(old: dict[str, Exact | None], numbers: Sequence[int]) -> dict[str, Exact | None]:
        return work() if published.is_any_by(facts, numbers) else old

    return kept.grown(facts.session, facts.me, asked, work, more) if scope.units is None else work()


def _indicator(kind: Kind, scope: Scope, old: Exact | None) -> Indicator:
    found = _measure(kind, scope)
    target, opens = kind.target(scope.facts.me), _is_asked(kind, scope.units)
    change = found.value - old if found.value is not None and old is not None else None
    return Indicator(
        kind.code,
        kind.name,
        kind.form,
        _whole(found.numerator),
        _whole(found.denominator),
        rounded(found.value, kind.digits),
        None if target is None else float(target),
        status(found.value, target),
        rounded(old, kind.digits),
        rounded(change, kind.digits),
        (found.pending or 0) if kind.has_deadline else None,
        can_reach(found, target),
        found.interval,
        found.bounds,
        found.surveyed,
        found.left_out,
        opens_numerator=opens,
        opens_denominator=opens and kind.has_denominator,
        evidence_share=rounded(found.evidence_share, DIGITS["share"]),
    )


def _is_asked(kind: Kind, units: Branch | None) -> bool:
    """What a unit is not asked for is nothing, and has nothing behind it."""
    return units is None or kind.by_unit


def _measure(kind: Kind, scope: Scope) -> Measured:
    if not _is_asked(kind, scope.units):
        return Measured()
    return scope.facts.kept(kind.code, scope.units, lambda: kind.measure(scope))


def _whole(number: Exact | None) -> int | None:
    return None if number is None else round(number)


def _require_unit(session: Session, me: Me, units: Branch | None) -> None:
    if units is not None and session.get(Unit, (me.ward_id, units[0])) is None:
        raise refuse(("unit",), Say("Không có đơn vị này trong phường."), "unknown")
