"""What lies behind a figure of coverage: what a group heard, page by page, and where counting would narrow it."""

from datetime import date

import pytest
from fastapi.testclient import TestClient

from app.domain import coverage
from app.domain.coverage import CoverageQuery
from app.domain.coverage.entries import Heard
from app.domain.pages import Ask
from tests import makers
from tests.conftest import Stage
from tests.makers import group, placement, product, reach

Q2 = "2026-Q2"


def heard(stage: Stage, code: str, size: int) -> list[Heard]:
    """All that a group heard, read in pages of this size, of which there are few."""
    found, after = list[Heard](), None
    with stage.writing() as (session, _):
        me, query = stage.person(session, "officer"), CoverageQuery(period=Q2, group=code)
        for _ in range(5):
            page = coverage.heard(session, me, query, Ask(size, after))
            assert len(page.items) <= size
            found += page.items
            after = page.next
            if after is None:
                return found
    raise AssertionError(f"no end after {[one.product for one in found]}")


@pytest.mark.parametrize("size", [1, 2, 9])
def test_what_a_group_heard_stands_product_by_product_the_last_first(
    stage: Stage, coordinator: TestClient, size: int
) -> None:
    for code in ("TDP-01", "TDP-02"):
        group(coordinator, code)
    latest = product(coordinator, placement("zalo", "2026-05-11", reach()))
    # The days of its placements are not in the order in which they were logged, and two are of one day.
    often = product(
        coordinator,
        placement("zalo", "2026-05-10", reach(people=300), reach("TDP-02", 900)),
        placement("zalo", "2026-05-06", reach(people=500)),
        placement("poster", "2026-05-06", reach(people=40)),
        placement("loudspeaker", "2026-05-04", reach(people=None)),
    )
    before = product(coordinator, placement("zalo", "2026-05-02", reach()))
    uncounted = product(coordinator, placement("poster", "2026-05-10", reach(people=None)), kind="poster")
    product(coordinator, placement("zalo", "2026-05-12", reach("TDP-02")))
    days_since = {day: (makers.today() - date(2026, 5, day)).days for day in (2, 4, 10, 11)}
    found = heard(stage, "TDP-01", size)
    shown = [
        (one.product, one.title, one.kind, one.first_on.day, one.last_on.day, one.channels, one.placements, one.people)
        for one in found
    ]
    loudspeaker, zalo, poster = "Loa truyền thanh", "Zalo tổ dân phố", "Pa nô, áp phích, băng rôn"
    first, second, third, last = (one["title"] for one in (latest, uncounted, often, before))
    assert shown == [
        (latest["id"], first, "infographic", 11, 11, (zalo,), 1, 420),
        (uncounted["id"], second, "poster", 10, 10, (poster,), 1, None),
        (often["id"], third, "infographic", 4, 10, (loudspeaker, zalo, poster), 4, 500),
        (before["id"], last, "infographic", 2, 2, (zalo,), 1, 420),
    ]
    assert [one.logged_after for one in found] == [days_since[day] for day in (11, 10, 4, 2)]
    assert {one.old_groups for one in found} == {()}


def test_what_the_old_group_heard_is_told_of_its_successor(stage: Stage, coordinator: TestClient) -> None:
    group(coordinator, "TDP-40", retired_on="2026-05-15")
    group(coordinator, "TDP-41", retired_on="2026-05-15")
    group(coordinator, "TDP-42", population=600, active_from="2026-05-16", succeeds=["TDP-40", "TDP-41"])
    group(coordinator, "TDP-43", population=400, active_from="2026-05-16", succeeds=["TDP-40"])
    product(coordinator, placement("zalo", "2026-05-03", reach("TDP-40", 300), reach("TDP-41", 20)))
    [one] = heard(stage, "TDP-42", 9)
    assert (one.placements, one.people, one.old_groups) == (1, 200, ("TDP-40", "TDP-41"))


@pytest.mark.parametrize("size", [1, 2, 9])
def test_entries_of_heirs_are_those_of_placements_that_reached_them(
    stage: Stage, coordinator: TestClient, size: int
) -> None:
    group(coordinator, "TDP-40", retired_on="2026-05-15")
    group(coordinator, "TDP-42", population=600, active_from="2026-05-16", succeeds=["TDP-40"])
    group(coordinator, "TDP-43", population=400, active_from="2026-05-16", succeeds=["TDP-40"])
    group(coordinator, "CB-01", kind="party_cell")
    product(
        coordinator,
        placement("zalo", "2026-05-03", reach("TDP-40", 300)),
        placement("poster", "2026-05-04"),
        placement("poster", "2026-05-04", reach("CB-01", 9)),
        placement("poster", "2026-05-20", reach("TDP-43", 50), reach("TDP-42", 10, "estimated")),
        placement("zalo", "2026-07-20", reach("TDP-42", 100)),
    )
    found, after = [], None
    with stage.writing() as (session, _):
        me, query = stage.person(session, "officer"), CoverageQuery(period=Q2)
        for _ in range(5):
            page = coverage.entries(session, me, query, Ask(size, after))
            found += [
                (one.group, one.group_name, one.published_on.day, one.people, one.basis, one.old_groups)
                for one in page.items
            ]
            after = page.next
            if after is None:
                break
    assert found == [
        ("TDP-43", "Nhóm TDP-43", 20, 50, "measured", ()),
        ("TDP-42", "Nhóm TDP-42", 20, 10, "estimated", ()),
        ("TDP-43", "Nhóm TDP-43", 3, 120, "measured", ("TDP-40",)),
        ("TDP-42", "Nhóm TDP-42", 3, 180, "measured", ("TDP-40",)),
    ]


def test_a_question_means_its_days_a_branch_and_the_groups_that_stand(
    coordinator: TestClient, admin: TestClient
) -> None:
    makers.post(admin, "/units", makers.unit_json("HPN", parent="UBND"))
    group(coordinator)
    group(coordinator, "TDP-40", retired_on="2026-04-15")
    for code in ("TDP-42", "TDP-43"):
        group(coordinator, code, active_from="2026-04-16", succeeds=["TDP-40"])
    for day, unit in (("03-31", "UBND"), ("04-01", "UBND"), ("06-30", "HPN"), ("07-01", "UBND"), ("05-01", "MTTQ")):
        product(coordinator, placement("zalo", f"2026-{day}", reach()), unit=unit)
    asked = {"period": Q2, "unit": "UBND"}
    assert makers.get(coordinator, "/coverage", **asked)["total"]["placements"] == 1
    assert makers.get(coordinator, "/coverage", with_children="true", **asked)["total"]["placements"] == 2
    refused = coordinator.get(f"{makers.API}/coverage", params={"period": Q2, "group": "TDP-40"})
    [fault] = makers.problem(refused, 422, (("group",), "succeeded"))["errors"]
    heirs = "Nhóm TDP-42 (TDP-42), Nhóm TDP-43 (TDP-43)"
    assert fault["message"] == f"Trong kỳ này nhóm đã được thay: số liệu được tính cho {heirs}."


def test_a_cell_of_the_map_counts_each_product_once(stage: Stage, coordinator: TestClient) -> None:
    group(coordinator)
    group(coordinator, "TDP-40", retired_on="2026-05-15")
    group(coordinator, "TDP-42", population=600, active_from="2026-05-16", succeeds=["TDP-40"])
    again = placement("zalo", "2026-05-10", reach())
    product(coordinator, placement("zalo", "2026-05-03", reach(), reach("TDP-40", 300)), again)
    product(coordinator, placement("zalo", "2026-05-04", reach()), placement("poster", "2026-05-04", reach()))
    with stage.writing() as (session, _):
        found = coverage.map_of(session, stage.person(session, "officer"), CoverageQuery(period=Q2), "channel")
    assert {cell: (one.products, one.placements) for cell, one in found.cells.items()} == {
        ("TDP-01", "zalo"): (2, 3),
        ("TDP-01", "poster"): (1, 1),
        ("TDP-42", "zalo"): (1, 1),
    }
    rows = {row.key: (row.figures.products, row.figures.placements) for row in found.coverage.rows}
    assert rows == {"TDP-01": (2, 4), "TDP-42": (1, 1)}
    total = found.coverage.total
    assert (total.key, total.name, total.figures.products) == ("total", "Phường Đống Đa", 2)
    columns = {one.key: (one.total.products, one.total.placements, one.missed) for one in found.columns}
    assert (columns["zalo"], columns["poster"]) == ((2, 3, []), (1, 1, ["TDP-42"]))


def test_a_map_has_columns_for_what_was_used_and_for_what_its_days_touch(stage: Stage, coordinator: TestClient) -> None:
    group(coordinator)
    # Of twenty weeks and a day, which is a Sunday.
    span = {"starts_on": "2025-03-02", "ends_on": "2025-07-20", "due_on": "2025-07-30"}
    makers.post(coordinator, "/periods", {"code": "2025-X"} | span)
    for code, first, last in [
        ("C-1", "2025-01-01", "2025-02-27"),
        ("C-2", "2025-01-01", "2025-03-01"),
        ("C-3", "2025-01-01", "2025-03-02"),
        ("C-4", "2025-07-20", "2025-12-31"),
        ("C-5", "2025-07-21", "2025-12-31"),
    ]:
        makers.campaign(coordinator, code, starts_on=first, ends_on=last)
    product(coordinator, placement("talk", "2025-03-05", reach()), campaign="C-1")
    makers.patch(coordinator, "/channels/talk", active=False)
    makers.patch(coordinator, "/channels/poster", active=False)
    with stage.writing() as (session, _):
        me, query = stage.person(session, "officer"), CoverageQuery(period="2025-X")
        across = {
            word: {one.key for one in coverage.map_of(session, me, query, word).columns}
            for word in ("week", "channel", "campaign")
        }
    assert {code for code in across["campaign"] if code.startswith("C-")} == {"C-1", "C-3", "C-4"}
    assert {"talk", "zalo"} <= across["channel"]
    assert "poster" not in across["channel"]
    assert across["week"] == {f"2025-W{number:02}" for number in range(9, 30)}


def test_a_channel_that_nobody_counted_stands_last_and_no_share_is_of_no_people(
    stage: Stage, coordinator: TestClient
) -> None:
    group(coordinator)
    group(coordinator, "TDP-02", population=None)
    group(coordinator, "TDP-03", active_from="2026-08-01")
    first, second = makers.every(coordinator, "/channels")[:2]
    product(
        coordinator,
        placement(first["code"], makers.DAY, reach(people=None), reach("TDP-02", 5)),
        placement(second["code"], makers.DAY, reach(people=1)),
    )
    told = {}
    with stage.writing() as (session, _):
        me = stage.person(session, "officer")
        for code in ("TDP-01", "TDP-02", "TDP-03"):
            found = coverage.workings(session, me, CoverageQuery(period=Q2, group=code))
            told[code] = [(one.channel, one.placements, one.people, one.share, one.rest) for one in found]
    assert told == {
        "TDP-01": [(second["name"], 1, 1, 0.001, 0.999), (first["name"], 1, None, None, None)],
        "TDP-02": [(first["name"], 1, 5, None, None)],
        "TDP-03": [],
    }


def test_counting_helps_most_on_the_channel_with_most_estimates(stage: Stage, coordinator: TestClient) -> None:
    group(coordinator)
    product(
        coordinator,
        placement("residential_meeting", "2026-05-03", reach(people=200, basis="counted")),
        placement("zalo", "2026-05-03", reach(people=300, basis="estimated")),
        placement("zalo", "2026-05-04", reach(people=500)),
    )
    assert to_count(stage) == ("Zalo tổ dân phố", 300), "500 of its 800 contacts were measured"
    product(coordinator, placement("loudspeaker", "2026-05-03", reach(people=600, basis="estimated")))
    assert to_count(stage) == ("Loa truyền thanh", 600)


def test_where_everyone_was_counted_there_is_nothing_left_to_count(stage: Stage, coordinator: TestClient) -> None:
    group(coordinator)
    product(coordinator, placement("zalo", "2026-05-03", reach()))
    assert to_count(stage) is None


def test_every_week_stands_along_the_line_and_only_months_that_had_something(
    stage: Stage, coordinator: TestClient
) -> None:
    group(coordinator)
    product(coordinator, placement("zalo", "2026-05-05", reach(people=300)))
    # The last Sunday, and the Tuesday that the quarter ends on.
    product(coordinator, placement("zalo", "2026-06-28", reach(people=200)))
    product(coordinator, placement("loudspeaker", "2026-06-30", reach(people=500)))
    with stage.writing() as (session, _):
        me, query = stage.person(session, "officer"), CoverageQuery(period=Q2)
        steps = {by: coverage.over_time(session, me, query, by) for by in ("week", "month")}
    weeks = [(one.key, one.own.coverage, one.so_far.coverage) for one in steps["week"]]
    assert [key for key, *_ in weeks] == [f"2026-W{number}" for number in range(14, 28)]
    assert [one[1:] for one in weeks[3:6]] == [(0, 0), (0, 0), (0.3, 0.3)]
    assert [one[1:] for one in weeks[-3:]] == [(0, 0.3), (0.2, 0.3), (0.5, 0.65)]
    months = [(one.key, one.own.coverage, one.so_far.coverage) for one in steps["month"]]
    assert months == [("2026-05", 0.3, 0.3), ("2026-06", 0.6, 0.65)]


def to_count(stage: Stage) -> tuple[str, int] | None:
    with stage.writing() as (session, _):
        return coverage.to_count(session, stage.person(session, "officer"), CoverageQuery(period=Q2))
