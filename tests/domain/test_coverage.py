"""Coverage: the worked example, a hand-worked case for each rule, and invented worlds against the slow computation."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.domain import coverage as domain
from app.domain.coverage import CoverageQuery
from app.domain.pages import Ask
from app.models import Campaign, Product
from tests import makers
from tests.conftest import Stage
from tests.domain import slow_coverage
from tests.makers import group, placement, product, reach

Q2 = "2026-Q2"
REGISTERS = ("campaign", "unit", "channel", "content_group", "topic", "axis", "directive", "material")


def coverage(client: TestClient, period: str = Q2, **query: Any) -> makers.Json:
    return makers.get(client, "/coverage", period=period, **query)


def row(client: TestClient, key: str = "TDP-01", **query: Any) -> makers.Json:
    found = {one["key"]: one for one in coverage(client, **query)["items"]}
    return found[key]


def total(client: TestClient, **query: Any) -> makers.Json:
    found: makers.Json = coverage(client, **query)["total"]
    return found


def figures(shown: makers.Json, *names: str) -> list[Any]:
    return [shown[name] for name in names]


# The worked example of SPEC 4.1.


@pytest.fixture
def worked(coordinator: TestClient) -> TestClient:
    group(coordinator, population=1000)
    product(
        coordinator,
        placement("loudspeaker", "2026-05-03", reach(people=600, basis="estimated")),
        placement("loudspeaker", "2026-05-04", reach(people=500, basis="estimated")),
        placement("zalo", "2026-05-04", reach(people=400, basis="measured")),
        placement("residential_meeting", "2026-05-05", reach(people=200, basis="counted")),
    )
    return coordinator


def test_the_worked_example(worked: TestClient) -> None:
    expected = {
        "population": 1000,
        "products": 1,
        "placements": 4,
        "gross_reach": 1700,
        "net_reach": 808,
        "net_reach_low": 600,
        "net_reach_high": 1000,
        "coverage": 0.808,
        "coverage_low": 0.6,
        "coverage_high": 1.0,
        "frequency": 2.104,
        "evidence_share": 0.352941,
    }
    shown = row(worked)
    assert {name: shown[name] for name in expected} == expected
    assert set(shown) == {"key", "name", *expected}
    assert {name: total(worked)[name] for name in expected} == expected


def test_the_answer_says_what_was_asked(worked: TestClient) -> None:
    found = coverage(worked, channel="zalo")
    assert figures(found, "period", "by", "kind", "filters") == [Q2, "group", "residential", {"channel": "zalo"}]
    assert row(worked)["name"] == "Nhóm TDP-01"
    assert figures(found["total"], "key", "name") == ["total", "Phường Đống Đa"]


@pytest.mark.parametrize(("channel", "coverage", "high"), [("loudspeaker", 0.6, 1.0), ("zalo", 0.4, 0.4)])
def test_two_placements_on_one_channel_are_one_audience(
    worked: TestClient, channel: str, coverage: float, high: float
) -> None:
    shown = row(worked, channel, by="channel")
    assert figures(shown, "coverage", "coverage_low", "coverage_high") == [coverage, coverage, high]


def test_the_workings_of_a_group_are_its_channels_the_largest_audience_first(stage: Stage, worked: TestClient) -> None:
    with stage.writing() as (session, _):
        query = CoverageQuery(period=Q2, group="TDP-01")
        told = domain.workings(session, stage.person(session, "coordinator"), query)
    assert [(one.placements, one.people, one.share, one.rest) for one in told] == [
        (2, 600, 0.6, 0.4),
        (1, 400, 0.4, 0.6),
        (1, 200, 0.2, 0.8),
    ]


# One rule at a time.


def test_a_group_without_population_is_a_gap(coordinator: TestClient) -> None:
    group(coordinator, "TDP-01", population=1000)
    group(coordinator, "TDP-02", population=None)
    product(coordinator, placement("zalo", makers.DAY, reach("TDP-02", 70, "estimated"), reach("TDP-01", 500)))
    gap = row(coordinator, "TDP-02")
    assert figures(gap, "population", "products", "placements", "gross_reach") == [None, 1, 1, 70]
    assert figures(gap, "coverage", "coverage_low", "coverage_high", "frequency") == [None] * 4
    assert figures(gap, "net_reach", "net_reach_low", "net_reach_high") == [None] * 3
    assert gap["evidence_share"] == 0.0
    whole = total(coordinator)
    assert figures(whole, "population", "products", "placements", "gross_reach", "net_reach") == [1000, 1, 1, 500, 500]
    assert whole["evidence_share"] == 1.0


def test_gaps_alone_give_a_total_of_nothing(coordinator: TestClient) -> None:
    group(coordinator, population=None)
    product(coordinator, placement("zalo", makers.DAY, reach(people=70)))
    for shown in (total(coordinator), row(coordinator, "zalo", by="channel")):
        assert figures(shown, "products", "placements") == [1, 1]
        assert figures(shown, "population", "gross_reach", "net_reach", "net_reach_low", "net_reach_high") == [0] * 5
        assert figures(shown, "coverage", "coverage_low", "coverage_high", "frequency", "evidence_share") == [None] * 5


def test_no_group_at_all(coordinator: TestClient) -> None:
    found = coverage(coordinator)
    assert found["items"] == []
    assert figures(found["total"], "population", "products", "coverage") == [0, 0, None]


def test_an_addressed_group_counts_its_placement_and_nothing_else(coordinator: TestClient) -> None:
    group(coordinator)
    product(coordinator, placement("zalo", makers.DAY, reach(people=None)))
    for shown in (row(coordinator), total(coordinator), row(coordinator, "zalo", by="channel")):
        assert figures(shown, "products", "placements", "gross_reach", "net_reach", "coverage") == [1, 1, 0, 0, 0.0]
        assert figures(shown, "coverage_low", "coverage_high") == [0.0, 0.0]
        assert figures(shown, "frequency", "evidence_share") == [None, None]


def test_a_placement_counts_where_it_reached_one_of_these_groups(coordinator: TestClient) -> None:
    group(coordinator)
    group(coordinator, "CB-01", kind="party_cell")
    product(coordinator, placement("zalo", makers.DAY, reach("CB-01")))
    product(
        coordinator,
        placement("zalo", makers.DAY),
        placement("zalo", makers.DAY, reach()),
        placement("zalo", "2026-07-01", reach()),
    )
    for kind in ("residential", "party_cell"):
        assert figures(total(coordinator, kind=kind), "products", "placements", "gross_reach") == [1, 1, 420]
    [zalo] = coverage(coordinator, by="channel")["items"]
    assert figures(zalo, "products", "placements") == [1, 1]


def test_every_group_of_the_period_is_listed_reached_or_not(coordinator: TestClient) -> None:
    group(coordinator, "TDP-01")
    group(coordinator, "TDP-02")
    group(coordinator, "CB-01", "party_cell")
    product(coordinator, placement("zalo", makers.DAY, reach("TDP-01", 400), reach("CB-01", 30)))
    assert [one["key"] for one in coverage(coordinator)["items"]] == ["TDP-01", "TDP-02"]
    assert figures(row(coordinator, "TDP-02"), "products", "coverage", "frequency") == [0, 0.0, None]
    assert figures(total(coordinator), "population", "coverage") == [2000, 0.2]
    assert [one["key"] for one in coverage(coordinator, kind="party_cell")["items"]] == ["CB-01"]


def test_lives_are_inclusive_at_both_ends(coordinator: TestClient) -> None:
    group(coordinator, "A", active_from="2026-06-30")
    group(coordinator, "B", active_from="2026-07-01")
    group(coordinator, "C", retired_on="2026-04-01")
    group(coordinator, "D", retired_on="2026-03-31")
    group(coordinator, "E", active_from="2026-07-01", retired_on="2026-09-30")
    assert [one["key"] for one in coverage(coordinator)["items"]] == ["A", "C"]
    assert [one["key"] for one in coverage(coordinator, period="2026-Q3")["items"]] == ["A", "B", "E"]
    assert [one["key"] for one in coverage(coordinator, period="2026")["items"]] == ["A", "B", "C", "E"]


def test_a_retired_group_stays_in_the_periods_of_its_life(coordinator: TestClient) -> None:
    group(coordinator, "TDP-01")
    group(coordinator, "TDP-02")
    product(coordinator, placement("zalo", makers.DAY, reach("TDP-01", 500)))
    makers.patch(coordinator, "/groups/TDP-01", retired_on="2026-06-30")
    assert figures(total(coordinator), "population", "net_reach") == [2000, 500]
    assert figures(total(coordinator, period="2026-Q3"), "population", "net_reach") == [1000, 0]


@pytest.mark.parametrize("status", ["planned", "in_review", "withdrawn"])
def test_only_published_products_count(coordinator: TestClient, status: str) -> None:
    group(coordinator)
    if status == "planned":
        makers.planned(coordinator)
    else:
        sent = {"status": status} if status == "in_review" else {}
        made = product(coordinator, placement("zalo", makers.DAY, reach()), **sent)
        assert status == "in_review" or total(coordinator)["products"] == 1
        if status == "withdrawn":
            makers.patch(coordinator, f"/products/{made['id']}", status="withdrawn", reason="Sai số liệu")
    assert figures(total(coordinator), "products", "placements", "gross_reach") == [0, 0, 0]
    assert coverage(coordinator, by="channel")["items"] == []


def test_after_the_population_was_lowered_a_placement_reaches_everyone_at_most(coordinator: TestClient) -> None:
    group(coordinator, population=1000)
    product(
        coordinator,
        placement("zalo", makers.DAY, reach(people=900)),
        placement("talk", makers.DAY, reach(people=100, basis="counted")),
    )
    makers.patch(coordinator, "/groups/TDP-01", population=300)
    shown = row(coordinator)
    assert figures(shown, "gross_reach", "net_reach", "net_reach_high", "coverage_low") == [1000, 300, 300, 1.0]
    assert figures(shown, "coverage", "coverage_high", "frequency") == [1.0, 1.0, 3.333]


def test_sums_are_made_unrounded_and_rounded_once(coordinator: TestClient) -> None:
    # Three groups of 3 people, each reached by 1 on two channels: 3 × (1 − (2/3)²) = 5/3 people each, 5 together.
    for number in (1, 2, 3):
        group(coordinator, f"T-{number}", population=3)
    each = [reach(f"T-{number}", 1) for number in (1, 2, 3)]
    product(coordinator, placement("zalo", makers.DAY, *each), placement("talk", makers.DAY, *each))
    assert figures(row(coordinator, "T-1"), "net_reach", "coverage", "frequency") == [2, 0.555556, 1.2]
    assert figures(total(coordinator), "net_reach", "coverage", "frequency") == [5, 0.555556, 1.2]


def test_two_directives_fill_two_rows_and_none_fills_none(coordinator: TestClient) -> None:
    group(coordinator)
    product(coordinator, placement("zalo", makers.DAY, reach(people=500)), directives=["NQ02-TW", "CT09-TU"])
    product(coordinator, placement("talk", makers.DAY, reach(people=100)))
    found = coverage(coordinator, by="directive")
    assert {one["key"]: one["net_reach"] for one in found["items"]} == {"NQ02-TW": 500, "CT09-TU": 500}
    assert figures(found["total"], "products", "net_reach") == [2, 550]
    assert coverage(coordinator, by="axis")["items"] == []


def test_a_row_of_another_by_is_over_all_groups_of_the_kind(coordinator: TestClient) -> None:
    group(coordinator, "TDP-01", population=1000)
    group(coordinator, "TDP-02", population=3000)
    product(coordinator, placement("zalo", makers.DAY, reach("TDP-01", 400)), axis="2.1")
    shown = row(coordinator, "2.1", by="axis")
    assert figures(shown, "population", "net_reach", "coverage") == [4000, 400, 0.1]


def test_rows_have_the_names_of_their_registers(coordinator: TestClient) -> None:
    group(coordinator)
    makers.campaign(coordinator, "C-9")
    product(
        coordinator,
        placement("zalo", makers.DAY, reach()),
        campaign="C-9",
        axis="2.1",
        content_group="1.12",
        topic="1.12.4",
        material=makers.material(coordinator)["code"],
        directives=["NQ02-TW"],
    )
    named = {by: coverage(coordinator, by=by)["items"][0] for by in (*REGISTERS, "product_kind", "form", "month")}
    assert {by: one["name"] == one["key"] for by, one in named.items()} == {
        **dict.fromkeys(REGISTERS, False),
        "product_kind": True,
        "form": True,
        "month": True,
    }
    assert named["campaign"]["name"] == "Đợt tuyên truyền"


def test_rows_stand_in_the_order_of_their_register(coordinator: TestClient) -> None:
    group(coordinator)
    known = [one["code"] for one in makers.every(coordinator, "/channels")]
    used = known[:3] + known[5:7]
    assert used != sorted(used)
    product(coordinator, *(placement(code, makers.DAY, reach()) for code in sorted(used)))
    assert [one["key"] for one in coverage(coordinator, by="channel")["items"]] == used


def test_months_of_a_period(coordinator: TestClient) -> None:
    group(coordinator)
    product(
        coordinator,
        placement("zalo", "2026-04-30", reach(people=100)),
        placement("zalo", "2026-05-01", reach(people=200)),
    )
    assert {one["key"]: one["net_reach"] for one in coverage(coordinator, by="month")["items"]} == {
        "2026-04": 100,
        "2026-05": 200,
    }
    assert figures(total(coordinator, month="2026-04"), "products", "placements", "net_reach") == [1, 1, 100]
    assert total(coordinator, month="2026-07")["products"] == 0


def test_a_placement_outside_every_period_counts_in_none(coordinator: TestClient) -> None:
    group(coordinator)
    product(coordinator, placement("zalo", "2026-03-31", reach()))
    for period in ("2026-Q2", "2026-Q3", "2026-Q4", "2026"):
        assert total(coordinator, period=period)["products"] == 0


def test_a_year_is_recomputed_and_not_added_up(coordinator: TestClient) -> None:
    group(coordinator)
    product(
        coordinator,
        placement("zalo", "2026-05-03", reach(people=400)),
        placement("zalo", "2026-07-03", reach(people=300)),
        placement("talk", "2026-07-03", reach(people=500)),
    )
    assert figures(total(coordinator, period="2026"), "placements", "gross_reach", "net_reach") == [3, 1200, 700]


def test_a_group_filter_keeps_that_group_alone(coordinator: TestClient) -> None:
    group(coordinator, "TDP-01", population=1000)
    group(coordinator, "TDP-02", population=3000)
    group(coordinator, "CB-01", "party_cell", population=30)
    product(coordinator, placement("zalo", makers.DAY, reach("TDP-01", 400), reach("TDP-02", 600)))
    product(coordinator, placement("talk", makers.DAY, reach("TDP-02", 600)))
    found = coverage(coordinator, group="TDP-01")
    assert [one["key"] for one in found["items"]] == ["TDP-01"]
    assert figures(found["total"], "population", "products", "gross_reach", "coverage") == [1000, 1, 400, 0.4]
    shown = coverage(coordinator, group="TDP-01", by="channel")["items"]
    assert [(one["key"], one["population"], one["net_reach"]) for one in shown] == [("zalo", 1000, 400)]
    answer = coordinator.get("/api/v1/coverage", params={"period": Q2, "group": "CB-01"})
    assert makers.problem(answer, 422)["errors"][0]["loc"] == ["group"]


@pytest.mark.parametrize(
    ("name", "value", "sent"),
    [
        ("campaign", "C-2", {"campaign": "C-2"}),
        ("unit", "MTTQ", {"unit": "MTTQ"}),
        ("product_kind", "video", {"kind": "video"}),
        ("content_group", "1.12", {"content_group": "1.12"}),
        ("topic", "1.12.4", {"content_group": "1.12", "topic": "1.12.4"}),
        ("axis", "2.4", {"axis": "2.4"}),
        ("directive", "NQ02-TW", {"directives": ["CT09-TU", "NQ02-TW"]}),
        ("material", "TL-05", {"material": "TL-05"}),
        ("channel", "talk", {}),
        ("form", "communicator", {}),
        ("month", "2026-06", {}),
    ],
)
def test_each_filter_keeps_its_own(coordinator: TestClient, name: str, value: str, sent: makers.Json) -> None:
    group(coordinator)
    makers.campaign(coordinator, "C-2", starts_on="2026-04-01", ends_on="2026-12-31")
    makers.material(coordinator)
    product(coordinator, placement("zalo", "2026-05-03", reach(people=400)), directives=["CT09-TU"])
    product(coordinator, placement("talk", "2026-06-03", reach(people=100)), **sent)
    found = coverage(coordinator, **{name: value})
    assert found["filters"] == {name: value}
    assert figures(found["total"], "products", "gross_reach") == [1, 100]


def test_a_campaign_without_target_groups_is_for_all_residential_ones(stage: Stage, coordinator: TestClient) -> None:
    group(coordinator, "TDP-01")
    group(coordinator, "CB-01", "party_cell", population=30)
    makers.campaign(coordinator, "C-9", target_groups=[])
    makers.campaign(coordinator, "C-10")
    for day in ("2026-05-09", "2026-05-03", "2026-05-03"):
        product(coordinator, placement("zalo", day, reach(people=400)), campaign="C-9")
    with stage.writing() as (session, _):
        me = stage.person(session, "coordinator")
        campaign = session.get_one(Campaign, (me.ward_id, "C-9"))
        [own] = domain.of_campaign(session, me, campaign)
        assert (own.kind, [one.key for one in own.rows], own.total.gross_reach) == ("residential", ["TDP-01"], 1200)
        assert domain.days_of(session, me, campaign) == [date(2026, 5, 3), date(2026, 5, 3), date(2026, 5, 9)]
        told = domain.progress(session, me, [campaign, session.get_one(Campaign, (me.ward_id, "C-10"))])
        assert {code: (one.coverage, one.missed) for code, one in told.items()} == {"C-9": (0.4, 0), "C-10": (0.0, 1)}


def test_a_product_s_own_reach_is_over_the_groups_of_its_days(stage: Stage, coordinator: TestClient) -> None:
    group(coordinator, "TDP-01")
    group(coordinator, "TDP-02", population=None)
    group(coordinator, "CB-01", "party_cell", population=30)
    group(coordinator, "AMONG-1", population=300, retired_on="2026-05-03")
    group(coordinator, "AMONG-2", population=300, active_from="2026-05-09")
    group(coordinator, "BEFORE", population=500, retired_on="2026-05-02")
    group(coordinator, "AFTER", population=500, active_from="2026-05-10")
    product(coordinator, placement("zalo", makers.DAY, reach(people=900)))
    mine = product(
        coordinator,
        placement("zalo", "2026-05-03", reach("TDP-01", 400), reach("TDP-02", 50)),
        placement("talk", "2026-05-09", reach("CB-01", 10)),
    )
    with stage.writing() as (session, _):
        me = stage.person(session, "coordinator")
        told = domain.of_product(session, me, session.get_one(Product, (me.ward_id, mine["id"])))
    assert [(one.kind, one.groups, one.told, one.figures.gross_reach, one.figures.coverage) for one in told] == [
        ("residential", 3, 2, 400, 0.25),
        ("party_cell", 1, 1, 10, 0.333333),
    ]


def test_entries_are_all_or_those_that_count_or_those_with_evidence(stage: Stage, coordinator: TestClient) -> None:
    group(coordinator, "TDP-01")
    group(coordinator, "TDP-02", population=None)
    rows = [reach("TDP-01", None), reach("TDP-02", 9), reach("TDP-01", 70, "estimated"), reach("TDP-01", 60, "counted")]
    product(coordinator, *(placement("zalo", f"2026-05-0{number}", row) for number, row in enumerate(rows, 1)))
    expected = {"all": [60, 70, 9, None], "counted": [60, 70], "evidenced": [60]}
    with stage.writing() as (session, _):
        me, query = stage.person(session, "coordinator"), CoverageQuery(period=Q2)
        for which, people in expected.items():
            found = domain.entries(session, me, query, Ask(9), which)  # type: ignore[arg-type]
            assert [one.people for one in found.items] == people, which


def test_an_unknown_question_is_refused(coordinator: TestClient) -> None:
    for query, loc in (
        ({}, "period"),
        ({"period": "2026-Q9"}, "period"),
        ({"period": "2031"}, "period"),
        ({"period": Q2, "by": "colour"}, "by"),
        ({"period": Q2, "kind": "people"}, "kind"),
        ({"period": Q2, "month": "2026-13"}, "month"),
        ({"period": Q2, "month": "2026-5"}, "month"),
        ({"period": Q2, "chanel": "zalo"}, "chanel"),
    ):
        answer = coordinator.get("/api/v1/coverage", params=query)
        assert makers.problem(answer, 422)["errors"][0]["loc"] == [loc], query


def test_the_slow_computation_knows_the_worked_example() -> None:
    """The yardstick itself, against SPEC's own numbers."""
    reached = [("loudspeaker", 600), ("loudspeaker", 500), ("zalo", 400), ("residential_meeting", 200)]
    placed = [
        {"id": number, "channel": channel, "published_on": makers.DAY, "reach": [reach("T", people, "estimated")]}
        for number, (channel, people) in enumerate(reached)
    ]
    plain = dict.fromkeys(("campaign", "unit", "kind", "content_group", "topic", "axis", "material"), "x")
    always = {"active_from": None, "retired_on": None, "succeeds": []}
    world = {
        "groups": [{"code": "T", "kind": "residential", "population": 1000} | always],
        "products": [{"id": 1, "status": "published", "directives": [], "placements": placed} | plain],
        "periods": [{"code": Q2, "starts_on": "2026-04-01", "ends_on": "2026-06-30"}],
    }
    rows, whole = slow_coverage.answer(world, Q2)
    assert whole["coverage"] == rows["T"]["coverage"] == Fraction(808, 1000)
    assert (whole["coverage_low"], whole["coverage_high"], whole["gross_reach"]) == (Fraction(6, 10), 1, 1700)
    assert slow_coverage.is_rounded(2.104, whole["frequency"], 3)
    assert not slow_coverage.is_rounded(2.103, whole["frequency"], 3)
