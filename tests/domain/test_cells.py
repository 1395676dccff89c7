"""Cells of directives: first addressed when, by what, and by when due."""

from datetime import date
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.domain import cells
from app.domain.lives import Span
from tests import makers
from tests.conftest import Stage
from tests.makers import placement, product, reach

QUARTER = Span(date(2026, 4, 1), date(2026, 6, 30))


@pytest.fixture
def ward(stage: Stage, coordinator: TestClient) -> Stage:
    """VB-01 of 17 March, 30 days allowed, for residential groups: TDP-01, and TDP-02 from 1 May on."""
    makers.group(coordinator, "TDP-01")
    makers.group(coordinator, "TDP-02", active_from="2026-05-01")
    makers.group(coordinator, "CB-01", "party_cell")
    makers.directive(coordinator, issued_on="2026-03-17", must_reach=["residential"], within_days=30)
    return stage


def found(stage: Stage, span: Span = QUARTER) -> dict[str, cells.Cell]:
    with stage.writing() as (session, _):
        every = cells.of(session, stage.person(session, "coordinator"), span)
    return {cell.group: cell for cell in every if cell.directive == "VB-01"}


def tell(client: TestClient, day: str, *groups: str, **fields: Any) -> int:
    reached = [reach(group, None) for group in groups]
    return int(product(client, placement("zalo", day, *reached), directives=["VB-01"], **fields)["id"])


def test_the_deadline_is_counted_from_the_later_of_issue_and_the_group_s_first_day(ward: Stage) -> None:
    assert {group: cell.deadline for group, cell in found(ward).items()} == {
        "TDP-01": date(2026, 4, 16),
        "TDP-02": date(2026, 5, 31),
    }


def test_the_first_placement_since_the_issue_counts_whether_counted_or_not(
    ward: Stage, coordinator: TestClient
) -> None:
    tell(coordinator, "2026-03-16", "TDP-01")
    later = tell(coordinator, "2026-05-02", "TDP-01", "TDP-02")
    first = tell(coordinator, "2026-04-16", "TDP-01")
    one, two = found(ward).values()
    assert (one.reached_on, one.product_id, one.is_in_time) == (date(2026, 4, 16), first, True)
    assert (two.reached_on, two.product_id, two.is_in_time) == (date(2026, 5, 2), later, True)


def test_withdrawn_products_and_days_after_the_span_tell_nobody(ward: Stage, coordinator: TestClient) -> None:
    gone = tell(coordinator, "2026-04-02", "TDP-01")
    makers.patch(coordinator, f"/products/{gone}", status="withdrawn", reason="Sai")
    tell(coordinator, "2026-07-01", "TDP-01")
    assert found(ward)["TDP-01"].reached_on is None
    autumn = found(ward, Span(date(2026, 7, 1), date(2026, 9, 30)))["TDP-01"]
    assert (autumn.reached_on, autumn.is_in_time) == (date(2026, 7, 1), False)


def test_undated_and_retired_directives_and_groups_of_other_times_have_no_cells(
    ward: Stage, coordinator: TestClient
) -> None:
    assert set(found(ward, Span(date(2026, 4, 1), date(2026, 4, 30)))) == {"TDP-01"}
    assert found(ward, Span(date(2026, 1, 1), date(2026, 3, 16))) == {}
    makers.directive(coordinator, "VB-02", issued_on=None, must_reach=["residential"])
    tell(coordinator, "2026-04-02", "TDP-01")
    makers.delete(coordinator, "/directives/VB-01")
    with ward.writing() as (session, _):
        left = {cell.directive for cell in cells.of(session, ward.person(session, "leader"), QUARTER)}
    assert not left & {"VB-01", "VB-02"}
