"""What pages ask of indicators beside the API's figures: units side by side, a trend, what can still be reached."""

from typing import Any

from fastapi.testclient import TestClient

from app import db
from app.domain import indicators
from app.domain.indicators import Indicator, OfWards, Opened, Which
from app.domain.indicators.statistics import Interval
from app.domain.pages import Ask
from app.domain.units.tree import Branch
from app.models import Commendation, Concern, Plan, Pulse, Report, Survey
from tests import makers, rows
from tests.conftest import OTHER_WARD, WARD, Stage
from tests.makers import group, placement, product, reach

Q2 = "2026-Q2"


def figure(stage: Stage, code: str, period: str = Q2, units: Branch | None = None) -> Indicator:
    with stage.writing() as (session, _):
        found = indicators.figures(session, stage.person(session, "leader"), period, units)
    return next(one for one in found if one.code == code)


def test_an_estimate_comes_with_its_bounds(stage: Stage, coordinator: TestClient) -> None:
    assert figure(stage, "residential_coverage").bounds is None
    group(coordinator, population=700)
    assert figure(stage, "residential_coverage").bounds == Interval(0, 0, None)
    placed = (placement("zalo", makers.DAY, reach(people=600)), placement("talk", makers.DAY, reach(people=500)))
    product(coordinator, *placed)
    one = figure(stage, "residential_coverage")
    assert (one.value, one.bounds) == (0.959184, Interval(0.857143, 1.0, None))
    assert figure(stage, "cost_per_person_reached").value == 0


def test_a_survey_says_for_how_many_it_speaks(stage: Stage, coordinator: TestClient) -> None:
    for code, people in (("TDP-01", 300), ("TDP-02", 1000), ("TDP-03", None)):
        group(coordinator, code, population=people)
    rows.add(stage, Survey, {}, {})
    surveyed = figure(stage, "surveyed_awareness").surveyed
    assert surveyed is not None
    assert (surveyed.groups, surveyed.population_share) == (1, 0.230769)


def test_twenty_opinions_make_a_figure(stage: Stage, coordinator: TestClient) -> None:
    group(coordinator)
    rows.add(stage, Pulse, {"supportive": 8, "neutral": 6, "worried": 6})
    assert figure(stage, "opinion_balance").value == 0.1


def test_nobody_is_shown_red_for_what_is_not_yet_due(stage: Stage, coordinator: TestClient) -> None:
    period = makers.period_of_today(coordinator)
    makers.patch(coordinator, f"/periods/{period}", due_on=makers.day())
    rows.add(stage, Report, {"period": period, "first_submitted_at": "2026-01-02T00:00:00+00:00"})
    one = figure(stage, "reports_on_time", period)
    assert (one.status, one.can_still_reach) == ("off_track", True)
    concern = {"received_on": makers.day(-9)}
    rows.add(stage, Concern, concern | {"due_on": makers.day()})
    assert figure(stage, "concerns_answered", period).can_still_reach
    rows.add(stage, Concern, concern | {"due_on": makers.day(), "status": "closed", "closed_on": makers.day()})
    assert not figure(stage, "concerns_answered", period).can_still_reach


def test_concerns_forwarded_in_time_are_listed_beside_the_figure(stage: Stage, coordinator: TestClient) -> None:
    forwarded: dict[str, Any] = {"due_on": "2026-06-30", "status": "forwarded", "forwarded_to": "Sở Xây dựng"}
    in_time, _ = rows.add(
        stage, Concern, forwarded | {"forwarded_on": "2026-06-30"}, forwarded | {"forwarded_on": "2026-07-01"}
    )
    with stage.writing() as (session, _ward):
        me = stage.person(session, "leader")
        page = indicators.entries(session, me, Opened(Q2, "concerns_answered", "forwarded"), Ask())
    assert [(entry.id, entry.on, entry.state) for entry in page.items] == [(in_time, page.items[0].due_on, None)]


def test_a_concern_that_is_the_same_as_another_counts_as_one(stage: Stage, coordinator: TestClient) -> None:
    (first,) = rows.add(stage, Concern, {})
    rows.add(stage, Concern, {"merged_into": first})
    assert figure(stage, "concerns_received").numerator == figure(stage, "concerns_answered").denominator == 1
    with stage.writing() as (session, _):
        me = stage.person(session, "leader")
        for opened in Opened(Q2, "concerns_received", "numerator"), Opened(Q2, "concerns_answered", "missing"):
            assert [one.id for one in indicators.entries(session, me, opened, Ask()).items] == [first]


def test_units_stand_side_by_side(stage: Stage, coordinator: TestClient, admin: TestClient) -> None:
    makers.post(admin, "/units", makers.unit_json("CU", retired_on="2026-03-31"))
    group(coordinator)
    product(coordinator, placement("zalo", makers.DAY, reach()))
    with stage.writing() as (session, _):
        me = stage.person(session, "leader")
        found = indicators.by_unit(session, me, Q2)
        for unit in ("MTTQ", "UBND"):
            assert found[unit] == indicators.figures(session, me, Q2, (unit,))
        after = indicators.by_unit(session, me, "2026-Q3")["UBND"]
        assert after == indicators.figures(session, me, "2026-Q3", ("UBND",)), "with what has changed since"
    assert set(found) == {"BXDD", "CTXH", "DANGUY", "MTTQ", "TCD", "UBND"}
    made = {code: next(one.value for one in told if one.code == "products_published") for code, told in found.items()}
    assert made == dict.fromkeys(found, 0) | {"UBND": 1}


def test_a_unit_that_ended_stands_beside_the_others_while_the_ward_counts_something_of_it(
    stage: Stage, coordinator: TestClient, admin: TestClient
) -> None:
    for code in ("PLACED", "ASKED", "LEADS", "SILENT"):
        makers.post(admin, "/units", makers.unit_json(code))
    group(coordinator)
    makers.directive(coordinator, lead_unit="LEADS")
    product(coordinator, placement("zalo", makers.DAY, reach()), unit="PLACED")
    rows.add(stage, Concern, {"owner_unit": "ASKED"})
    for code in ("PLACED", "ASKED", "LEADS", "SILENT"):
        makers.patch(admin, f"/units/{code}", retired_on="2026-03-31")
    with stage.writing() as (session, _):
        me = stage.person(session, "leader")
        found = indicators.by_unit(session, me, Q2)
        whole = {one.code: one for one in indicators.figures(session, me, Q2)}
    assert set(found) == {"ASKED", "BXDD", "CTXH", "DANGUY", "LEADS", "MTTQ", "PLACED", "TCD", "UBND"}
    for code in ("placements_made", "concerns_answered"):
        parts = [one for told in found.values() for one in told if one.code == code]
        assert sum(one.numerator or 0 for one in parts) == whole[code].numerator
        assert sum(one.denominator or 0 for one in parts) == (whole[code].denominator or 0)
    assert [one.denominator for one in found["LEADS"] if one.code == "directive_dissemination"] == [1]


def test_a_coverage_says_with_six_decimals_how_much_of_it_was_counted(stage: Stage, coordinator: TestClient) -> None:
    group(coordinator)
    product(coordinator, placement("zalo", makers.DAY, reach(people=200)))
    product(coordinator, placement("talk", makers.DAY, reach(people=100, basis="estimated")), title="Chưa đếm")
    assert figure(stage, "residential_coverage").evidence_share == 0.666667
    assert figure(stage, "gross_contacts").evidence_share is None


def test_what_a_unit_had_before_is_its_own(stage: Stage, coordinator: TestClient) -> None:
    group(coordinator)
    for unit, days in {"UBND": ("2026-05-03", "2026-05-04", "2026-07-03"), "MTTQ": ("2026-05-03",)}.items():
        for day in days:
            product(coordinator, placement("zalo", day, reach()), unit=unit, title=f"{unit} {day}")
    own, whole = (figure(stage, "products_published", "2026-Q3", units) for units in (("UBND",), None))
    assert (own.value, own.previous, own.change) == (1, 2, -1)
    assert (whole.value, whole.previous, whole.change) == (1, 3, -2)


def test_each_question_has_an_answer_of_its_own(stage: Stage, coordinator: TestClient) -> None:
    """Asked one after the other, while nothing changes and every answer is kept."""
    group(coordinator)
    product(coordinator, placement("zalo", makers.DAY, reach()))
    quarters = (Q2, "2026-Q3")
    with db.reading(stage.engine) as session:
        me = stage.person(session, "leader")
        trends = [indicators.over(session, me, [one])[one] for one in quarters]
        of_units = [indicators.by_unit(session, me, one)["UBND"] for one in quarters]
    for found in (trends, of_units):
        assert [[one.value for one in told if one.code == "products_published"] for told in found] == [[1], [0]]


def test_a_branch_is_its_units_together(stage: Stage, coordinator: TestClient, admin: TestClient) -> None:
    makers.post(admin, "/units", makers.unit_json("HPN", parent="UBND"))
    group(coordinator)
    for unit, people in (("UBND", 300), ("HPN", 20), ("MTTQ", 1)):
        product(coordinator, placement("zalo", makers.DAY, reach(people=people)), unit=unit)
    whose: list[tuple[Branch, list[int]]] = [(("UBND", "HPN"), [20, 300]), (("UBND",), [300])]
    for units, people in whose:
        assert figure(stage, "gross_contacts", units=units).value == sum(people)
        with stage.writing() as (session, _):
            opened = Opened(Q2, "gross_contacts", "numerator", units)
            page = indicators.entries(session, stage.person(session, "leader"), opened, Ask())
        assert sorted(one.amount or 0 for one in page.items) == people


def test_what_another_ward_did_is_in_no_figure(stage: Stage, stranger: TestClient) -> None:
    product(stranger, cost={"amount": 7, "funding": "contributed"})
    handed_in = "2026-06-01T00:00:00+00:00"
    for table, fields in (
        (Concern, {}),
        (Commendation, {}),
        (Report, {"first_submitted_at": handed_in}),
        (Plan, {"approved_at": handed_in}),
    ):
        rows.add(stage, table, fields, ward=OTHER_WARD)
    with stage.writing() as (session, _):
        me = stage.person(session, "leader")
        for one in indicators.figures(session, me, Q2):
            which: Which = "denominator" if one.code == "concerns_answered" else "numerator"
            assert getattr(one, which) in (0, None), one.code
            assert indicators.entries(session, me, Opened(Q2, one.code, which), Ask()).items == []


def test_one_indicator_of_every_ward_is_as_among_all(stage: Stage, coordinator: TestClient) -> None:
    for code in ("TDP-01", "TDP-02"):
        group(coordinator, code)
    product(coordinator, placement("zalo", makers.DAY, reach()))
    asked = OfWards((Q2, "2026-Q3"), "as it is", codes=("groups_reached",))
    with stage.writing() as (session, _):
        found = indicators.of_wards(session, stage.person(session, "city"), asked, lambda _, told: told)
        told = {view.ward.code: [one for (one,) in periods] for view, periods in found}
        assert [one.value for one in told[WARD]] == [0.5, 0.0]
        assert [one.value for one in told[OTHER_WARD]] == [None, None]
        for view, periods in found:
            for period, (one,) in zip(asked.periods, periods, strict=True):
                assert one in indicators.figures(session, view, period)


def test_a_trend_is_the_figures_of_each_period(stage: Stage, coordinator: TestClient) -> None:
    product(coordinator)
    for day, count in (("2026-05-02", 3), ("2026-08-02", 2), ("2026-11-02", 1)):
        rows.add(stage, Commendation, *[{"proposed_on": day}] * count)
        answered = {"received_on": day, "due_on": day, "answered_on": day, "status": "answered"}
        rows.add(stage, Concern, {"received_on": day, "due_on": day}, *[answered] * count)
    with stage.writing() as (session, _):
        me = stage.person(session, "leader")
        for units in (None, ("UBND",)):
            found = indicators.over(session, me, [Q2, "2026-Q3", "2026"], units)
            for period, told in found.items():
                assert told == indicators.figures(session, me, period, units)
