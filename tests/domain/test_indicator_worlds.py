"""Indicators of invented worlds over three periods: each equals the slow computation, and its entries add up to it."""

from dataclasses import replace
from datetime import datetime
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, note, settings
from hypothesis import strategies as st
from sqlmodel import Session

from app.domain import indicators
from app.domain.access import Me
from app.domain.indicators import Entry, Indicator, Opened
from app.domain.pages import Ask
from app.domain.reports.figures import figures as report_figures
from app.domain.reports.figures import whole
from app.domain.units import tree
from app.domain.units.tree import Branch
from tests import lengths
from tests.conftest import Stage
from tests.domain import slow_indicators
from tests.domain.report_parts import check_parts
from tests.domain.slow_coverage import is_rounded
from tests.domain.slow_indicators import Told
from tests.domain.test_worlds import MANNERS
from tests.domain.world_registers import PERIODS, full_worlds
from tests.domain.world_registers import build_all as build
from tests.makers import Json

ASKED = (*PERIODS, "2026")
WHOSE: tuple[tuple[str | None, bool], ...] = (
    (None, False),
    ("UBND", False),
    ("MTTQ", False),
    ("MTTQ", True),
    ("BXDD", True),
)
BEFORE = {"2026-Q3": "2026-Q2", "2026-Q4": "2026-Q3"}
COUNTS = (
    "products_published",
    "placements_made",
    "gross_contacts",
    "concerns_received",
    "commendations_made",
    "spending",
)
TARGETS = {
    "residential_coverage": Fraction(8, 10),
    "channels_used": Fraction(8, 10),
    "surveyed_awareness": Fraction(7, 10),
    "evidence_share": Fraction(1, 2),
} | dict.fromkeys((*COUNTS, "cost_per_person_reached", "opinion_balance"))
DIGITS = {"cost_per_person_reached": 2} | dict.fromkeys(COUNTS, 0)
DEADLINES = {"directive_timeliness", "concerns_answered", "reports_on_time"}


@settings(max_examples=lengths.of("worlds of indicators"), **MANNERS)
@given(world=full_worlds(), of=st.sampled_from(WHOSE), asked=st.sampled_from(ASKED))
def test_invented_worlds(stage: Stage, world: Json, of: tuple[str | None, bool], asked: str) -> None:
    stage.make_new()
    kept = build(stage, stage.bearing(stage.tokens["coordinator"]), world)
    note(f"{asked} on {world['today']}, {of} of {world['parents']}")
    with stage.writing() as (session, ward):
        noon = datetime.fromisoformat(f"{world['today']}T12:00:00").replace(tzinfo=ZoneInfo(ward.timezone))
        me = replace(stage.person(session, "coordinator"), at=noon)
        exact = {period: slow_indicators.answer(kept, period, world["today"]) for period in ASKED}
        for period, found in indicators.over(session, me, ASKED).items():
            check(found, exact[period], exact.get(BEFORE.get(period, "")))
            check_interval(found, slow_indicators.interval(kept, {period} if period in PERIODS else set(PERIODS)))
        check_unit(session, me, asked, of, kept)


def check_unit(session: Session, me: Me, asked: str, of: tuple[str | None, bool], kept: Json) -> None:
    """One period of a unit, of a branch, or of the ward, with all its entries."""
    today, (unit, with_children), units = me.today.isoformat(), of, tree.meant(session, me, *of)
    exact = slow_indicators.answer(kept, asked, today, *of)
    found = indicators.figures(session, me, asked, units)
    check(found, exact, slow_indicators.answer(kept, BEFORE[asked], today, *of) if asked in BEFORE else None)
    check_entries(session, me, (asked, units), found, exact)
    for period in kept["periods"]:
        # A unit's report is of its whole branch.
        if period["code"] == asked and with_children == (unit is not None):
            told = report_figures(session, me, whole(session, me, asked, unit))
            check_parts(told, kept, period, unit, exact)
            assert {code: one["value"] for code, one in told["indicators"].items()} == {
                one.code: one.value for one in found
            }


def check(found: list[Indicator], exact: dict[str, Told], before: dict[str, Told] | None) -> None:
    assert {one.code for one in found} == set(exact)
    for one in found:
        told, digits, target = exact[one.code], DIGITS.get(one.code, 6), TARGETS.get(one.code, Fraction(1))
        assert is_rounded(one.numerator, told.above, 0), (one, told)
        assert is_rounded(one.denominator, told.below, 0), (one, told)
        assert is_rounded(one.value, told.value, digits), (one, told)
        assert one.target == (None if target is None else float(target))
        assert one.status == slow_indicators.status(told.value, target), (one, told)
        assert one.pending == ((told.pending or 0) if one.code in DEADLINES else None), (one, told)
        old = before[one.code].value if before else None
        change = None if old is None or told.value is None else told.value - old
        assert is_rounded(one.previous, old, digits), (one, old)
        assert is_rounded(one.change, change, digits), (one, told, old)


def check_interval(found: list[Indicator], exact: tuple[float, float] | None) -> None:
    (one,) = [one for one in found if one.code == "surveyed_awareness"]
    if exact is None:
        assert one.interval is None
        return
    assert one.interval is not None
    assert (one.interval.low, one.interval.high) == pytest.approx(exact, abs=2e-6)
    assert one.interval.low <= (one.value or 0) <= one.interval.high


def check_entries(
    session: Session, me: Me, of: tuple[str, Branch | None], found: list[Indicator], exact: dict[str, Told]
) -> None:
    """As many entries as a part counts, or amounts that add up to it; a part that is not there does not open."""
    for one in found:
        told = exact[one.code]
        missing = (told.below or 0) - (told.above or 0) if one.opens_missing else None
        for part, opens, figure in (
            ("numerator", one.opens_numerator, told.above),
            ("denominator", one.opens_denominator, told.below),
            ("missing", one.opens_missing, missing),
        ):
            assert opens or figure is None, (one, part)
            entries = every_entry(session, me, of, one.code, part) if opens else []
            assert is_sum(entries, figure or 0), (one, part, entries)


def is_sum(entries: list[Entry], figure: Any) -> bool:
    amounts = [entry.amount for entry in entries if entry.amount is not None]
    if not amounts:
        return len(entries) == figure and len(set(entries)) == len(entries)
    return len(amounts) == len(entries) and abs(sum(map(Fraction, amounts)) - figure) <= Fraction(len(entries), 10**6)


def every_entry(session: Session, me: Me, of: tuple[str, Branch | None], code: str, part: Any) -> list[Entry]:
    ask, found, (period, units) = Ask(9), [], of
    while True:
        page = indicators.entries(session, me, Opened(period, code, part, units), ask)
        found += page.items
        if page.next is None:
            return found
        ask = Ask(9, page.next)
