"""A quarter closed, and a report handed in, while eight write: what is stored then is what the log held, to the row."""

from functools import partial
from threading import Event

import pytest
from fastapi.testclient import TestClient
from sqlmodel import col, select

from app.domain import checks
from app.models import Change
from tests import lengths, makers
from tests.api.test_together import check_trail, together
from tests.conftest import Stage
from tests.makers import API, placement, product_json, reach

ROUNDS = range(lengths.of("closings that race"))
Q2, WRITERS, MOST, STAR = "2026-Q2", 8, 60, {"If-Match": "*"}


class Desk:
    """Eight officers who log products of the quarter, and correct them, until they are told that it is closed."""

    def __init__(self, stage: Stage) -> None:
        names = ["officer", "other_officer"] * (WRITERS // 2)
        self.clients = [(stage.bearing(stage.tokens[name]), {"officer": "UBND"}.get(name, "MTTQ")) for name in names]
        self.is_busy, self.is_over = Event(), Event()

    def write(self, client: TestClient, unit: str) -> None:
        for number in range(MOST):
            body = product_json(unit=unit, placements=[placement("zalo", makers.DAY, reach(people=1 + number))])
            logged = client.post(f"{API}/products", json=body)
            if logged.status_code == 201:
                self.is_busy.set()
                rows = [placement("zalo", makers.DAY, reach(people=500 + number))]
                path = f"{API}/products/{logged.json()['id']}"
                logged = client.patch(path, json={"placements": rows}, headers=STAR)
            if logged.status_code == 409 or self.is_over.is_set():
                return
            assert logged.status_code == 200, logged.text

    @property
    def acts(self) -> list[partial[None]]:
        return [partial(self.write, *one) for one in self.clients]


@pytest.mark.parametrize("attempt", ROUNDS)
def test_nothing_slips_in_behind_a_closing(stage: Stage, coordinator: TestClient, attempt: int) -> None:
    makers.group(coordinator)
    desk = Desk(stage)

    def close() -> None:
        desk.is_busy.wait(30)
        answer = coordinator.patch(f"{API}/periods/{Q2}", json={"closed": True}, headers=STAR)
        assert answer.status_code == 200, answer.text

    together(close, *desk.acts)
    changes = check_trail(stage)
    [closing] = [change.seq for change in changes if change.entity == "period"]
    later = [change.action for change in changes if change.seq > closing]
    assert later == []
    with stage.writing() as (session, _):
        assert checks.faults(session) == []


@pytest.mark.parametrize("attempt", range(lengths.of("reports that race")))
def test_a_report_holds_what_was_logged_before_it(stage: Stage, coordinator: TestClient, attempt: int) -> None:
    makers.group(coordinator)
    desk = Desk(stage)
    officer = desk.clients[0][0]
    made = makers.report(officer, period=Q2)

    def submit() -> makers.Json:
        desk.is_busy.wait(30)
        answer = stage.bearing(stage.tokens["officer"]).post(f"{API}/reports/{made['id']}/submit", json={})
        desk.is_over.set()
        assert answer.status_code == 200, answer.text
        found: makers.Json = answer.json()
        return found

    told, *_ = together(submit, *desk.acts)
    with stage.writing() as (session, ward):
        changes = session.exec(select(Change).where(Change.ward_id == ward.id).order_by(col(Change.seq))).all()
    [handed_in] = [change for change in changes if change.action == "submitted"]
    mine = [one for one in changes if one.entity == "product" and one.facts["unit"] == "UBND"]
    before = [change for change in mine if change.seq < handed_in.seq and change.action == "logged"]
    assert told["snapshot"]["figures"]["1"]["products"] == len(before)
    assert all(change.at < handed_in.at for change in before)
    assert all(change.at > handed_in.at for change in mine if change.seq > handed_in.seq)
