"""Successors, worked by hand: a split, a merge, a split inside a quarter, a chain, and the ward of 59 groups."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import update
from sqlmodel import col

from app.domain import coverage
from app.domain.coverage import CoverageQuery
from app.domain.pages import Ask
from app.models import Product, Reach
from tests import makers
from tests.conftest import Stage
from tests.makers import Json, get, group, patch, placement, problem, product, reach

Q2, Q3, Q4, YEAR = "2026-Q2", "2026-Q3", "2026-Q4", "2026"
SUMMER, AUTUMN = "2026-08-10", "2026-10-20"


def rows(client: TestClient, period: str, **query: Any) -> dict[str, Json]:
    found = get(client, "/coverage", period=period, **query)
    return {one["key"]: one for one in found["items"]} | {"total": found["total"]}


def figures(row: Json, *names: str) -> list[Any]:
    return [row[name] for name in names]


def indicator(client: TestClient, period: str, code: str) -> Json:
    return next(one for one in get(client, "/indicators", period=period)["items"] if one["code"] == code)


def entries(client: TestClient, period: str, code: str, part: str = "numerator") -> list[Json]:
    return makers.every(client, f"/indicators/{code}/entries", period=period, part=part)


# A split at the end of a quarter.


@pytest.fixture
def split(coordinator: TestClient) -> TestClient:
    """TDP-41 of 1,200 until 30 September; TDP-41A of 700 and TDP-41B of 500 from 1 October; TDP-02 beside them."""
    group(coordinator, "TDP-02", population=800)
    group(coordinator, "TDP-41", population=1200, retired_on="2026-09-30")
    for code, people in (("TDP-41A", 700), ("TDP-41B", 500)):
        group(coordinator, code, population=people, active_from="2026-10-01", succeeds=["TDP-41"])
    product(coordinator, placement("zalo", SUMMER, reach("TDP-41", 401), reach("TDP-02", 200)))
    product(coordinator, placement("loudspeaker", SUMMER, reach("TDP-41", None)))
    product(coordinator, placement("zalo", AUTUMN, reach("TDP-41A", 350, "estimated")))
    return coordinator


def test_a_split_shares_the_year_by_population(split: TestClient) -> None:
    """401 people: 401·700/1200 = 233.92 and 401·500/1200 = 167.08; floors 233 and 167, the one left goes to .92."""
    found = rows(split, YEAR)
    assert list(found) == ["TDP-02", "TDP-41A", "TDP-41B", "total"]
    # Zalo: 234 measured in summer, 350 in autumn, one audience: 350/700. The loudspeaker told them, uncounted.
    names = ("population", "products", "placements", "gross_reach", "net_reach", "coverage_high", "evidence_share")
    assert figures(found["TDP-41A"], *names) == [700, 3, 3, 584, 350, 0.834286, 0.400685]
    assert figures(found["TDP-41B"], *names) == [500, 2, 2, 167, 167, 0.334, 1.0]
    # 700 + 500 + 800; 584 + 167 + 200; 350 + 167 + 200 of 2,000.
    assert figures(found["total"], *names[:5]) == [2000, 3, 3, 951, 717]
    assert found["total"]["coverage"] == 0.3585


def test_quarters_that_the_successors_do_not_reach_into_stay(split: TestClient) -> None:
    summer, autumn = rows(split, Q3), rows(split, Q4)
    assert list(summer) == ["TDP-02", "TDP-41", "total"]
    # 401/1200.
    assert figures(summer["TDP-41"], "population", "gross_reach", "coverage") == [1200, 401, 0.334167]
    assert list(autumn) == ["TDP-02", "TDP-41A", "TDP-41B", "total"]
    assert figures(autumn["TDP-41A"], "gross_reach", "coverage") == [350, 0.5]
    assert figures(autumn["TDP-41B"], "placements", "gross_reach", "coverage") == [0, 0, 0.0]


@pytest.mark.parametrize("by", ["campaign", "unit", "channel", "product_kind", "content_group", "month"])
def test_every_way_of_telling_apart_adds_up_to_the_split(split: TestClient, by: str) -> None:
    found = rows(split, YEAR, by=by)
    assert sum(one["gross_reach"] for key, one in found.items() if key != "total") == 951
    assert found["total"]["population"] == 2000


def test_each_directive_told_to_an_old_group_was_told_to_its_heirs(split: TestClient) -> None:
    product(split, placement("press", SUMMER, reach("TDP-41", 240)), directives=["NQ02-TW", "CT09-TU"])
    found = rows(split, YEAR, by="directive")
    for code in ("NQ02-TW", "CT09-TU"):
        assert figures(found[code], "population", "placements", "gross_reach", "net_reach") == [2000, 1, 240, 240]


def test_a_replaced_group_can_not_be_asked_for_where_its_successors_stand(split: TestClient) -> None:
    answer = split.get("/api/v1/coverage", params={"period": YEAR, "group": "TDP-41"})
    told = problem(answer, 422, (("group",), "succeeded"))["errors"][0]["message"]
    assert "TDP-41A" in told
    assert "TDP-41B" in told
    assert rows(split, Q3, group="TDP-41")["total"]["gross_reach"] == 401
    one = rows(split, YEAR, group="TDP-41B")
    assert figures(one["total"], "population", "products", "placements", "gross_reach") == [500, 2, 2, 167]


def test_indicators_of_a_split_year_and_what_is_behind_them(split: TestClient) -> None:
    reached = indicator(split, YEAR, "groups_reached")
    assert figures(reached, "numerator", "denominator") == [3, 3]
    assert figures(indicator(split, Q3, "groups_reached"), "numerator", "denominator") == [2, 2]
    assert figures(indicator(split, Q4, "groups_reached"), "numerator", "denominator") == [1, 3]
    assert figures(indicator(split, YEAR, "residential_coverage"), "numerator", "denominator") == [717, 2000]
    contacts = entries(split, YEAR, "gross_contacts")
    assert [(one["group"], one["amount"], one["old_groups"]) for one in contacts] == [
        ("TDP-41A", 350, []),
        ("TDP-41B", 167, ["TDP-41"]),
        ("TDP-41A", 234, ["TDP-41"]),
        ("TDP-02", 200, []),
    ]
    # 234 + 167 + 200 measured, of 951.
    assert sum(one["amount"] for one in entries(split, YEAR, "evidence_share")) == 601
    assert indicator(split, YEAR, "evidence_share")["value"] == 0.631966


def test_entries_of_heirs_say_whether_the_old_group_s_number_was_split(stage: Stage, split: TestClient) -> None:
    with stage.writing() as (session, _):
        session.execute(update(Reach).where(col(Reach.group) == "TDP-41").values(allocated=True))
        query = CoverageQuery(period=YEAR)
        found = coverage.entries(session, stage.person(session, "coordinator"), query, Ask(20)).items
    assert [(one.group, one.people, one.allocated) for one in found] == [
        ("TDP-41A", 350, False),
        ("TDP-41B", None, True),
        ("TDP-41A", None, True),
        ("TDP-41B", 167, True),
        ("TDP-41A", 234, True),
        ("TDP-02", 200, False),
    ]


def test_a_product_on_both_sides_of_a_split_reached_the_heirs(stage: Stage, split: TestClient) -> None:
    made = product(
        split, placement("zalo", SUMMER, reach("TDP-41", 240)), placement("talk", AUTUMN, reach("TDP-41A", 70))
    )
    with stage.writing() as (session, _):
        me = stage.person(session, "coordinator")
        [told] = coverage.of_product(session, me, session.get_one(Product, (me.ward_id, made["id"])))
    assert (told.groups, told.told, told.figures.gross_reach, told.figures.population) == (3, 2, 310, 2000)


def test_a_kept_figure_is_worked_out_anew_once_a_successor_is_named(split: TestClient) -> None:
    assert rows(split, YEAR)["total"]["population"] == 2000
    for code in ("TDP-41A", "TDP-41B"):
        assert patch(split, f"/groups/{code}", succeeds=[])["succeeds"] == []
    # As it was before anyone could say so: 800 + 1,200 + 700 + 500.
    assert rows(split, YEAR)["total"]["population"] == 3200
    assert figures(indicator(split, YEAR, "groups_reached"), "numerator", "denominator") == [3, 4]
    patch(split, "/groups/TDP-41B", succeeds=["TDP-41"])
    # TDP-41B alone takes all 401.
    assert figures(rows(split, YEAR)["TDP-41B"], "gross_reach", "coverage") == [401, 0.802]


def test_one_person_of_a_split_group_leaves_nobody_unaddressed(split: TestClient) -> None:
    """One person is 0.58 and 0.42: TDP-41A has them, and TDP-41B was addressed as its old group was."""
    product(split, placement("press", SUMMER, reach("TDP-41", 1)))
    found = rows(split, YEAR, channel="press")
    assert figures(found["TDP-41A"], "placements", "gross_reach") == [1, 1]
    assert figures(found["TDP-41B"], "placements", "gross_reach", "evidence_share") == [1, 0, None]
    assert [one["group"] for one in entries(split, YEAR, "gross_contacts") if one["amount"] == 1] == ["TDP-41A"]
    # Five rows with people behind the year: a row of nobody is none of them.
    assert len(entries(split, YEAR, "gross_contacts")) == 5


def test_pages_of_entries_end_inside_a_placement_and_go_on_there(split: TestClient) -> None:
    every = [(one["group"], one["amount"]) for one in entries(split, YEAR, "gross_contacts")]
    path = "/indicators/gross_contacts/entries"
    for limit in (1, 2, 3):
        turned = makers.every(split, path, period=YEAR, part="numerator", limit=limit)
        assert [(one["group"], one["amount"]) for one in turned] == every


# Cells of directives.


def test_what_the_old_group_heard_its_successors_have_heard(split: TestClient) -> None:
    """Due 30 days after 2 August; TDP-41 heard it on the 10th, so nobody owes TDP-41A anything in October."""
    makers.directive(split, issued_on="2026-08-02", within_days=30)
    told = product(split, placement("zalo", SUMMER, reach("TDP-41", None)), directives=["VB-01"])
    cells = {one["group"]: one for one in entries(split, Q4, "directive_dissemination") if one["directive"] == "VB-01"}
    assert set(cells) == {"TDP-41A", "TDP-41B"}
    cell = cells["TDP-41A"]
    assert figures(cell, "on", "due_on", "product") == [SUMMER, "2026-09-01", told["id"]]
    assert cell["old_groups"] == ["TDP-41"]
    assert entries(split, Q4, "directive_timeliness", "denominator") == []
    # The year: TDP-02 has not heard, both successors have, by 1 September.
    year = [one for one in entries(split, YEAR, "directive_timeliness", "denominator") if one["directive"] == "VB-01"]
    assert [one["group"] for one in year] == ["TDP-02", "TDP-41A", "TDP-41B"]
    met = [one for one in entries(split, YEAR, "directive_timeliness") if one["directive"] == "VB-01"]
    assert [one["group"] for one in met] == ["TDP-41A", "TDP-41B"]


def test_a_successor_told_itself_stands_for_itself(split: TestClient) -> None:
    makers.directive(split, issued_on="2026-08-02")
    product(split, placement("zalo", AUTUMN, reach("TDP-41A", None)), directives=["VB-01"])
    cells = {one["group"]: one for one in entries(split, Q4, "directive_dissemination") if one["directive"] == "VB-01"}
    assert {code: (one["on"], one["old_groups"]) for code, one in cells.items()} == {"TDP-41A": (AUTUMN, [])}


# A merge.


@pytest.fixture
def merge(coordinator: TestClient) -> TestClient:
    """TDP-07 of 400 and TDP-08 of 600 until 30 June; TDP-78 of 950 from 1 July."""
    for code, people in (("TDP-07", 400), ("TDP-08", 600)):
        group(coordinator, code, population=people, retired_on="2026-06-30")
    group(coordinator, "TDP-78", population=950, active_from="2026-07-01", succeeds=["TDP-07", "TDP-08"])
    return coordinator


def test_a_merge_adds_what_one_placement_gave_on_the_weaker_basis(merge: TestClient) -> None:
    both = (reach("TDP-07", 300, "measured"), reach("TDP-08", 250, "estimated"))
    product(merge, placement("zalo", "2026-05-03", *both))
    # Null plus a number is the number, on its own basis.
    product(merge, placement("talk", "2026-05-04", reach("TDP-07", None), reach("TDP-08", 90, "counted")))
    found = rows(merge, YEAR)
    assert list(found) == ["TDP-78", "total"]
    # 300 + 250 estimated, 90 counted: 550 and 90 of 950; 1 − (400/950)(860/950) = 0.618837.
    names = ("population", "products", "placements", "gross_reach", "coverage", "evidence_share")
    assert figures(found["TDP-78"], *names) == [950, 2, 2, 640, 0.618837, 0.140625]
    # 90 of 640 in the year; 300 + 90 of 640 in the quarter itself.
    assert rows(merge, Q2)["total"]["evidence_share"] == 0.609375


def test_what_exceeds_the_population_of_a_merged_group_is_cut(merge: TestClient) -> None:
    both = (reach("TDP-07", 400), reach("TDP-08", 600))
    product(merge, placement("loudspeaker", "2026-05-03", *both))
    assert figures(rows(merge, YEAR)["TDP-78"], "gross_reach", "coverage") == [950, 1.0]
    assert rows(merge, Q2)["total"]["gross_reach"] == 1000
    assert [one["amount"] for one in entries(merge, YEAR, "gross_contacts")] == [950]
    assert entries(merge, YEAR, "gross_contacts")[0]["old_groups"] == ["TDP-07", "TDP-08"]


def test_surveys_of_merged_groups_are_pooled_and_of_a_split_one_left_out(merge: TestClient) -> None:
    makers.survey(merge, group="TDP-07", asked=40, aware=10)
    makers.survey(merge, group="TDP-08", asked=60, aware=50)
    year = indicator(merge, YEAR, "surveyed_awareness")
    # One group now: 60 of 100. In the quarter 0.4·10/40 + 0.6·50/60 = 0.6, of two groups.
    assert figures(year, "numerator", "denominator", "value") == [60, 100, 0.6]
    assert [(one["group"], one["old_groups"]) for one in entries(merge, YEAR, "surveyed_awareness")] == [
        ("TDP-78", ["TDP-07"]),
        ("TDP-78", ["TDP-08"]),
    ]
    group(merge, "TDP-05", population=100, retired_on="2026-06-30")
    makers.survey(merge, group="TDP-05", asked=10, aware=0)
    assert indicator(merge, YEAR, "surveyed_awareness")["denominator"] == 110
    for code in ("TDP-05A", "TDP-05B"):
        group(merge, code, population=50, active_from="2026-07-01", succeeds=["TDP-05"])
    assert indicator(merge, YEAR, "surveyed_awareness")["denominator"] == 100
    assert indicator(merge, Q2, "surveyed_awareness")["denominator"] == 110


# Inside a quarter, and one after the other.


def test_a_split_inside_a_quarter_shares_what_came_before_it(coordinator: TestClient) -> None:
    """TDP-09 of 900 until 15 May, TDP-09A of 600 and TDP-09B of 300 from the 16th on: 300 before it are 200 and 100."""
    group(coordinator, "TDP-09", population=900, retired_on="2026-05-15")
    group(coordinator, "TDP-09A", population=600, active_from="2026-05-16", succeeds=["TDP-09"])
    group(coordinator, "TDP-09B", population=300, active_from="2026-05-16", succeeds=["TDP-09"])
    product(
        coordinator,
        placement("zalo", "2026-05-10", reach("TDP-09", 300)),
        placement("zalo", "2026-05-20", reach("TDP-09A", 120), reach("TDP-09B", 150)),
    )
    found = rows(coordinator, Q2)
    assert list(found) == ["TDP-09A", "TDP-09B", "total"]
    assert figures(found["TDP-09A"], "gross_reach", "net_reach", "coverage") == [320, 200, 0.333333]
    assert figures(found["TDP-09B"], "gross_reach", "net_reach", "coverage") == [250, 150, 0.5]
    assert figures(found["total"], "population", "products", "placements", "net_reach") == [900, 1, 2, 350]
    # On the weeks before the split the quarter's own groups are read: one answer for the quarter.
    assert list(rows(coordinator, Q2, month="2026-05")) == ["TDP-09A", "TDP-09B", "total"]


def test_a_chain_is_followed_step_by_step(coordinator: TestClient) -> None:
    """T-1 of 100 → T-2 of 90 → T-3 of 60 and T-4 of 30: 95 become 90, then 60 and 30; 10 become 6.67 and 3.33."""
    group(coordinator, "T-1", population=100, retired_on="2026-05-31")
    group(coordinator, "T-2", population=90, active_from="2026-06-01", retired_on="2026-08-31", succeeds=["T-1"])
    for code, people in (("T-3", 60), ("T-4", 30)):
        group(coordinator, code, population=people, active_from="2026-09-01", succeeds=["T-2"])
    product(coordinator, placement("zalo", "2026-05-03", reach("T-1", 95)))
    product(coordinator, placement("talk", "2026-07-03", reach("T-2", 10)))
    found = rows(coordinator, YEAR)
    assert list(found) == ["T-3", "T-4", "total"]
    assert [found[code]["gross_reach"] for code in ("T-3", "T-4")] == [67, 33]
    assert list(rows(coordinator, Q2)) == ["T-2", "total"]
    assert [rows(coordinator, Q3)[code]["gross_reach"] for code in ("T-3", "T-4")] == [7, 3]
    makers.directive(coordinator, issued_on="2026-04-02", within_days=30)
    product(coordinator, placement("press", "2026-05-03", reach("T-1", None)), directives=["VB-01"])
    heard = [one for one in entries(coordinator, Q4, "directive_dissemination") if one["directive"] == "VB-01"]
    assert [figures(one, "group", "on", "old_groups") for one in heard] == [
        ["T-3", "2026-05-03", ["T-1"]],
        ["T-4", "2026-05-03", ["T-1"]],
    ]
    (newest, *_) = entries(coordinator, YEAR, "gross_contacts")
    assert figures(newest, "group", "amount", "old_groups") == ["T-4", 3, ["T-2"]]


def test_without_populations_one_heir_takes_all_and_several_are_addressed(coordinator: TestClient) -> None:
    group(coordinator, "T-1", population=100, retired_on="2026-05-31")
    group(coordinator, "T-2", population=None, active_from="2026-06-01", succeeds=["T-1"])
    product(coordinator, placement("zalo", "2026-05-03", reach("T-1", 60)))
    assert figures(rows(coordinator, Q2)["T-2"], "gross_reach", "coverage") == [60, None]
    group(coordinator, "T-3", population=None, active_from="2026-06-01", succeeds=["T-1"])
    found = rows(coordinator, Q2)
    assert [figures(found[code], "placements", "gross_reach") for code in ("T-2", "T-3")] == [[1, 0], [1, 0]]
    patch(coordinator, "/groups/T-3", population=50)
    found = rows(coordinator, Q2)
    # As with a total: those that have a population share it, at most as many as they are.
    assert [figures(found[code], "placements", "gross_reach") for code in ("T-2", "T-3")] == [[1, 0], [1, 50]]


# Beside the quarter's figures.


def test_a_campaign_for_an_old_group_is_for_its_successors(split: TestClient, pages: Any) -> None:
    days = {"starts_on": "2026-08-01", "ends_on": "2026-12-31"}
    makers.campaign(split, "C-1", target_groups=["TDP-41"], **days)
    product(split, placement("talk", SUMMER, reach("TDP-41", 120)), campaign="C-1")
    shown = pages.coordinator.get("/campaigns/C-1").text
    # 120 of 1,200: 70 and 50.
    assert "Nhóm TDP-41A" in shown
    assert "10%" in shown
    assert "TDP-02" not in shown


def test_the_ward_of_59_groups_keeps_its_81358_people(coordinator: TestClient) -> None:
    """58 groups of 1,382 or 1,383 and TDP-41 of 1,171, which is split on 1 October."""
    codes = [f"TDP-{number:02d}" for number in range(1, 60)]
    for place, code in enumerate(one for one in codes if one != "TDP-41"):
        group(coordinator, code, population=1383 if place < 31 else 1382)
    group(coordinator, "TDP-41", population=1171)
    product(coordinator, placement("loudspeaker", SUMMER, *[reach(code, None) for code in codes]))
    assert figures(rows(coordinator, YEAR)["total"], "population") == [81_358]
    assert figures(indicator(coordinator, YEAR, "groups_reached"), "numerator", "denominator") == [59, 59]
    patch(coordinator, "/groups/TDP-41", retired_on="2026-09-30")
    for code, people in (("TDP-41A", 700), ("TDP-41B", 471)):
        group(coordinator, code, population=people, active_from="2026-10-01", succeeds=["TDP-41"])
    assert figures(rows(coordinator, YEAR)["total"], "population") == [81_358]
    # 58 and the two: all of them were reached, not 59 of 61.
    assert figures(indicator(coordinator, YEAR, "groups_reached"), "numerator", "denominator") == [60, 60]
    assert figures(indicator(coordinator, Q3, "groups_reached"), "numerator", "denominator") == [59, 59]
    assert [rows(coordinator, period)["total"]["population"] for period in (Q3, Q4)] == [81_358, 81_358]
