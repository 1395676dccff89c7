"""The matrix of directives and groups against a slow count of the products themselves, and what each filter leaves."""

import csv
import io
import random
from datetime import date, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.domain import matrices
from app.domain.cells import Cell
from app.domain.lives import Span
from app.domain.matrices import Matrix, MatrixQuery
from tests import makers
from tests.conftest import Stage
from tests.makers import Json, placement, product, reach

Q2 = Span(date(2026, 4, 1), date(2026, 6, 30))
GROUPS = {"T-1": {}, "T-2": {"active_from": "2026-05-01"}, "T-3": {"retired_on": "2026-06-10"}, "T-4": {}}
DIRECTIVES: dict[str, Json] = {
    "VB-01": {"issued_on": "2026-03-17", "within_days": 40, "lead_unit": "UBND", "content_group": "1.3"},
    "VB-02": {"issued_on": "2026-05-10", "within_days": None, "lead_unit": "MTTQ", "content_group": "1.3"},
    "VB-03": {"issued_on": "2026-06-20", "within_days": 30, "lead_unit": "UBND", "content_group": "1.8"},
    "VB-04": {"issued_on": "2026-07-01", "within_days": 30},
    "VB-05": {"issued_on": None, "within_days": 30, "lead_unit": "UBND"},
    "VB-06": {"issued_on": "2026-04-01", "within_days": 30, "must_reach": ["party_cell"]},
}
# Of the plan pack, dated before the quarter's end and for residential groups.
PACK = {"NQ02-TW", "CT09-TU", "KH46-BTGDVTU"}


@pytest.fixture
def ward(stage: Stage, coordinator: TestClient) -> Stage:
    for code, life in GROUPS.items():
        makers.group(coordinator, code, **life)
    makers.group(coordinator, "CB-1", "party_cell")
    for code, fields in DIRECTIVES.items():
        makers.directive(coordinator, code, **fields)
    return stage


def of(stage: Stage, span: Span = Q2, **asked: Any) -> Matrix:
    with stage.writing() as (session, _):
        found = matrices.of(session, stage.person(session, "leader"), span, MatrixQuery(**asked))
        # Read while the session lasts.
        assert all(column.directive.title for column in found.columns)
        session.expunge_all()
    return found


def _is_alive(code: str, day: date) -> bool:
    life = GROUPS[code]
    return life.get("active_from", "2000-01-01") <= day.isoformat() <= life.get("retired_on", "2100-01-01")


def invent(client: TestClient, chance: random.Random) -> list[Json]:
    """Products of random days, groups and directives; one in five is withdrawn again."""
    made = []
    for _ in range(24):
        day = date(2026, 3, 10) + timedelta(days=chance.randrange(125))
        told = [code for code in GROUPS if chance.random() < 0.4 and _is_alive(code, day)]
        reached = [reach(code, chance.choice([None, 9])) for code in told]
        named = chance.sample(sorted(DIRECTIVES), chance.randrange(1, 4))
        one = product(client, placement("zalo", day.isoformat(), *reached), directives=named)
        if chance.random() < 0.2:
            makers.patch(client, f"/products/{one['id']}", status="withdrawn", reason="Sai")
        made.append(makers.get(client, f"/products/{one['id']}"))
    return made


def slow(made: list[Json], directive: str, group: str, until: str) -> tuple[str, int] | None:
    """The first day and product that told the group, read off the products one by one."""
    issued = DIRECTIVES[directive]["issued_on"]
    found = [
        (one["published_on"], one["id"], product["id"])
        for product in made
        if product["status"] == "published" and directive in product["directives"]
        for one in product["placements"]
        if issued <= one["published_on"] <= until and group in [row["group"] for row in one["reach"]]
    ]
    return (min(found)[0], min(found)[2]) if found else None


@pytest.mark.parametrize("seed", [1, 2])
def test_every_cell_is_what_the_products_say(ward: Stage, coordinator: TestClient, seed: int) -> None:
    made = invent(coordinator, random.Random(seed))
    matrix = of(ward)
    assert {column.directive.code for column in matrix.columns} == {"VB-01", "VB-02", "VB-03"} | PACK
    assert [group.code for group in matrix.groups] == list(GROUPS)
    assert matrix.day == Q2.last
    asked = {"period": "2026-Q2", "kind": "residential"}
    rows = makers.get(coordinator, "/coverage/matrix", **asked)["items"]
    assert [(row["directive"], row["group"]) for row in rows] == [
        (column.directive.code, group) for column in matrix.columns for group in GROUPS
    ]
    answered = {(row["directive"], row["group"]): row for row in rows}
    table = coordinator.get(f"{makers.API}/coverage/matrix", params=asked | {"format": "csv"}).text
    lines = [[line["group"], line["state"], line["reached_on"]] for line in csv.DictReader(io.StringIO(table))]
    assert lines == [[row["group"], row["state"], row["reached_on"] or ""] for row in rows]
    few = makers.get(coordinator, "/coverage/matrix", **asked, lead_unit="MTTQ")["items"]
    assert {row["directive"] for row in few if row["directive"] not in PACK} == {"VB-02"}
    seen = 0
    for column in matrix.columns:
        for code, cell in column.cells.items():
            if column.directive.code in PACK:
                continue
            expected = slow(made, column.directive.code, code, "2026-06-30")
            found = (cell.reached_on.isoformat(), cell.product_id) if cell.reached_on else None
            assert found == expected, (column.directive.code, code)
            row = answered[column.directive.code, code]
            assert ((row["reached_on"], row["product"]) if row["product"] else None) == expected
            assert row["state"] == cell.state_on(Q2.last)
            seen += found is not None
    assert seen > 3, "the world says something"
    told = sum(cell.reached_on is not None for column in matrix.columns for cell in column.cells.values())
    assert matrix.counts["told"] + matrix.counts["late"] == told
    assert matrix.counts.total() == len(matrix.columns) * len(GROUPS)
    for group in GROUPS:
        left = [column for column in matrix.columns if column.cells[group].reached_on is None]
        assert matrix.missing_of(group) == len(left)


def test_a_cell_on_its_deadline_is_still_in_time() -> None:
    def state(deadline: str | None, reached: str | None, day: str) -> str:
        days = [date.fromisoformat(one) if one else None for one in (deadline, reached)]
        return Cell("VB", "T", days[0], days[1], None).state_on(date.fromisoformat(day))

    assert state("2026-05-10", None, "2026-05-10") == "running"
    assert state("2026-05-10", None, "2026-05-11") == "overdue"
    assert state("2026-05-10", "2026-05-10", "2026-06-01") == "told"
    assert state("2026-05-10", "2026-05-11", "2026-06-01") == "late"
    assert state(None, None, "2026-06-01") == "waiting"
    assert state(None, "2026-05-11", "2026-06-01") == "told"


def test_directives_without_a_date_stand_apart_and_each_kind_has_its_own(ward: Stage) -> None:
    residential, cells = of(ward), of(ward, kind="party_cell")
    assert "VB-05" in {row.code for row in residential.undated}
    assert "VB-05" not in {row.code for row in cells.undated}
    assert {column.directive.code for column in cells.columns} == {"VB-06"} | PACK
    assert [group.code for group in cells.groups] == ["CB-1"]
    assert not of(ward, kind="audience").columns


def test_filters_leave_what_was_asked_for(ward: Stage) -> None:
    def codes(**asked: str) -> set[str]:
        return {column.directive.code for column in of(ward, **asked).columns} - PACK

    assert codes(lead_unit="UBND") == {"VB-01", "VB-03"}
    assert codes(content_group="1.3") == {"VB-01", "VB-02"}
    assert codes(lead_unit="UBND", content_group="1.8") == {"VB-03"}
    assert [row.code for row in of(ward, lead_unit="UBND").undated] == ["VB-05"]


def test_a_running_period_is_judged_by_today(ward: Stage, coordinator: TestClient) -> None:
    here = makers.today()
    span = Span(here - timedelta(days=20), here + timedelta(days=20))
    makers.directive(coordinator, "VB-07", issued_on=makers.day(-10), within_days=13)
    makers.directive(coordinator, "VB-08", issued_on=makers.day(-10), within_days=9)
    matrix = of(ward, span)
    assert matrix.day == here
    of_code = {column.directive.code: column for column in matrix.columns}
    assert set(of_code["VB-07"].counts) == {"running"}
    assert of_code["VB-07"].next_due == here + timedelta(days=3)
    assert set(of_code["VB-08"].counts) == {"overdue"}
    assert of_code["VB-08"].next_due is None
    assert len(of_code["VB-08"].missing) == len(of_code["VB-08"].cells)
