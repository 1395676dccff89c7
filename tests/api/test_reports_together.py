"""Two coordinators press at the same moment: one document, one step in the trail, nothing half; the second is told."""

from collections import Counter
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.domain import checks
from app.domain.jobs.task import World
from app.settings import Settings
from app.web.callers import now
from app.work.runner import Runner
from tests import lengths, makers
from tests.api.test_together import check_trail, statuses, together
from tests.conftest import Stage
from tests.documents import paper
from tests.makers import API, get, post, report
from tests.views.filled import filled, press

Q2 = "2026-Q2"
ROUNDS = range(lengths.of("reports that race"))
pytestmark = pytest.mark.parametrize("attempt", ROUNDS)


@pytest.fixture
def two(stage: Stage) -> list[TestClient]:
    """Two coordinators at their desks, both let in before."""
    clients = [stage.bearing(stage.tokens["coordinator"]) for _ in range(2)]
    makers.delete(clients[0], f"/products/{makers.planned(clients[0])['id']}")
    return clients


def both(clients: list[TestClient], path: str, *bodies: makers.Json) -> Counter[int]:
    """What two answer who post to the same address, each the body of theirs."""
    acts = [partial(one.post, API + path, json=body) for one, body in zip(clients, bodies, strict=True)]
    return statuses(together(*acts))


def actions(stage: Stage) -> Counter[str]:
    """What was done to reports, once it is sure that the trail holds and nothing half is stored."""
    with stage.writing() as (session, _):
        assert checks.faults(session) == []
    return Counter(one.action for one in check_trail(stage) if one.entity == "report")


def test_two_begin_the_ward_s_report_and_it_is_one(
    stage: Stage, two: list[TestClient], pages: SimpleNamespace, attempt: int
) -> None:
    body = {"period": Q2, "type": "consolidated"}
    assert both(two, "/reports", body, body) == {201: 1, 409: 1}
    assert actions(stage) == {"created": 1}


def test_two_presses_on_the_board_open_one_report(stage: Stage, two: list[TestClient], attempt: int) -> None:
    desks = [stage.signed_in("coordinator") for _ in two]
    acts = [
        partial(desk.post, "/reports/begin", data={"type": "consolidated", "period": Q2, "form_id": f"lap-{at}"})
        for at, desk in enumerate(desks)
    ]
    answers = together(*acts)
    assert actions(stage) == {"created": 1}
    [made] = makers.every(two[0], "/reports")
    # Whoever came second is led to it, or told that it is there.
    assert {answer.status_code for answer in answers} <= {303, 409, 422}
    assert f"/reports/{made['id']}" in {answer.headers.get("location") for answer in answers}


def test_two_gather_a_part_and_the_words_of_a_unit_stand_there_once(
    stage: Stage, two: list[TestClient], officer: TestClient, attempt: int
) -> None:
    made = report(officer, period=Q2, comments={"1": "Đủ hình thức."}, proposals="Thêm hai loa.")
    post(officer, f"/reports/{made['id']}/submit", {})
    post(two[0], f"/reports/{made['id']}/accept", {})
    address = f"/reports/{post(two[0], '/reports', {'period': Q2, 'type': 'consolidated'})['id']}"
    desks = [stage.signed_in("coordinator") for _ in two]
    forms = [filled(desk.get(address).text) for desk in desks]
    answers = together(
        *(partial(press, desk, address, form, "gather-6") for desk, form in zip(desks, forms, strict=True))
    )
    assert {answer.status_code for answer in answers} <= {303, 409, 412, 422}
    assert get(two[0], address)["proposals"].count("Thêm hai loa.") == 1
    assert actions(stage)["changed"] == 1


def test_two_file_it_and_one_version_is_frozen_and_drawn_once(
    stage: Stage, two: list[TestClient], attempt: int
) -> None:
    number = post(two[0], "/reports", {"period": Q2, "type": "consolidated"})["id"]
    assert both(two, f"/reports/{number}/submit", {}, {}) == {200: 1, 409: 1}
    assert get(two[0], f"/reports/{number}")["version"] == 1
    assert actions(stage) == {"created": 1, "submitted": 1}
    worked = together(*[partial(work_off, stage)] * 2)
    assert sum(worked) == 1, "one of two workers has drawn it"
    files = together(*(partial(paper.export, client, number, "pdf") for client in two * 2))
    assert len(set(files)) == 1, "the same bytes for all who ask at once"
    with stage.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM drawing").scalar() == 3


def work_off(stage: Stage) -> int:
    """Does every job that is due; how many there were."""
    runner, count = Runner(World(stage.engine, Settings(), now)), 0
    while runner.look():
        count += 1
    return count


@pytest.mark.parametrize("steps", [("accept", "accept"), ("accept", "return"), ("return", "return")], ids=" and ".join)
def test_of_two_judgements_at_once_one_holds(
    stage: Stage, two: list[TestClient], officer: TestClient, steps: tuple[str, str], attempt: int
) -> None:
    number = report(officer, period=Q2)["id"]
    post(officer, f"/reports/{number}/submit", {})
    bodies: dict[str, Any] = {"accept": {}, "return": {"reason": "Thiếu số", "parts": {"2": "Thiếu tổ 3"}}}
    acts = [
        partial(one.post, f"{API}/reports/{number}/{step}", json=bodies[step])
        for one, step in zip(two, steps, strict=True)
    ]
    answers = together(*acts)
    assert statuses(answers) == {200: 1, 409: 1}
    [held] = [answer.json() for answer in answers if answer.status_code == 200]
    told = get(officer, f"/reports/{number}")
    assert (told["status"], told["reason"], told["parts"]) == (held["status"], held["reason"], held["parts"])
    assert (told["status"] == "returned") == bool(told["reason"])
    assert actions(stage) == {"created": 1, "submitted": 1, told["status"]: 1}
