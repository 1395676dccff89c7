"""What an entry would do, told before it is saved, is what it does."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.domain import coverage, effects, products
from app.domain.coverage import CoverageQuery, Figures
from app.domain.inputs import read
from app.domain.products.inputs import ProductIn
from tests import makers
from tests.conftest import Stage
from tests.makers import group, placement, product, reach

Q2 = "2026-Q2"
SENT = makers.product_json(
    placements=[
        placement("loudspeaker", "2026-05-04", reach("TDP-01", 600, "estimated"), reach("CB-01", 9)),
        placement("zalo", "2026-05-05", reach("TDP-02", 20), reach("TDP-03", 5)),
        placement("zalo", "2026-07-01", reach("TDP-02", 30)),
    ]
)


@pytest.fixture
def ward(coordinator: TestClient) -> TestClient:
    for code, people in (("TDP-01", 1000), ("TDP-02", 40), ("TDP-03", None)):
        group(coordinator, code, population=people)
    group(coordinator, "CB-01", kind="party_cell", population=30)
    product(coordinator, placement("zalo", "2026-05-03", reach("TDP-01", 420), reach("TDP-02", 10)))
    return coordinator


def told(stage: Stage, sent: dict[str, Any], number: int | None = None) -> dict[tuple[str, str], tuple[Figures, ...]]:
    """Before and after, by period and kind of group."""
    with stage.writing() as (session, _):
        me = stage.person(session, "coordinator")
        row = None if number is None else products.find(session, me, number)
        shifts = effects.of(session, me, read(ProductIn, sent), row).shifts
        return {(one.period, one.kind): (one.before, one.after) for one in shifts}


def stands(stage: Stage, period: str, kind: str) -> Figures:
    with stage.writing() as (session, _):
        query = CoverageQuery.model_validate({"period": period, "kind": kind})
        return coverage.measure(session, stage.person(session, "coordinator"), query).total.figures


def test_a_new_entry(stage: Stage, ward: TestClient) -> None:
    said = told(stage, SENT)
    assert {*said} == {(Q2, "residential"), (Q2, "party_cell"), ("2026-Q3", "residential")}
    assert {asked: stands(stage, *asked) for asked in said} == {asked: before for asked, (before, _) in said.items()}
    makers.post(ward, "/products", SENT)
    assert {asked: stands(stage, *asked) for asked in said} == {asked: after for asked, (_, after) in said.items()}


def test_an_edit_takes_the_place_of_what_stood(stage: Stage, ward: TestClient) -> None:
    number = makers.post(ward, "/products", SENT)["id"]
    changed = {"kind": SENT["kind"], "title": SENT["title"], "placements": SENT["placements"][:1]}
    said = told(stage, changed, number)
    makers.patch(ward, f"/products/{number}", placements=SENT["placements"][:1])
    assert {asked: stands(stage, *asked) for asked in said} == {asked: after for asked, (_, after) in said.items()}
