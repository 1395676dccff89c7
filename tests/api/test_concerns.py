"""Concerns through the API: registered, answered, forwarded, closed, listed with overdue ones first, seen by whom."""

from datetime import date
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.domain import checks
from app.models import Concern, DayOff
from tests import makers
from tests.conftest import Stage
from tests.makers import codes, concern, concern_json, day, get, patch, post, problem, product, try_delete, try_patch

ANSWERED = {"status": "answered", "answered_on": "2026-05-09", "answer": "Đã lắp sáu đèn"}
FORWARDED = {"status": "forwarded", "forwarded_to": "Sở Xây dựng", "forwarded_on": "2026-05-08"}
CLOSED = {"status": "closed", "closed_on": "2026-05-10", "reason": "Trùng với vấn đề khác"}
# A due date that has not passed: what is dated by it may be dated to any day.
AHEAD = {"due_on": makers.FAR_AHEAD}
RUMOUR = {"nature": "incorrect_information", "summary": "Tin sai về phí rác"}


def try_post(client: TestClient, **fields: Any) -> Any:
    return client.post("/api/v1/concerns", json=concern_json(**fields))


# Registering.


def test_a_concern_is_registered_as_the_specification_has_it(coordinator: TestClient) -> None:
    makers.group(coordinator)
    body = {
        "received_on": "2026-05-02",
        "due_on": "2026-05-12",
        "origin": "press",
        "group": "TDP-01",
        "content_group": "1.12",
        "summary": "Ngập ở đầu ngõ",
        "owner_unit": "UBND",
        "topic": "1.12.4",
        "nature": "press_report",
        "urgency": "urgent",
    }
    answer = coordinator.post("/api/v1/concerns", json=body)
    assert answer.status_code == 201
    made = answer.json()
    assert answer.headers["location"] == f"/api/v1/concerns/{made['id']}"
    assert {name: made[name] for name in body} == body
    assert (made["status"], made["warnings"]) == ("received", [])
    shown = coordinator.get(answer.headers["location"])
    assert shown.json() == made
    assert shown.headers["etag"] == answer.headers["etag"]
    changes = get(coordinator, "/changes")["items"]
    assert changes[-1] | {"seq": 0, "at": ""} == {
        "seq": 0,
        "at": "",
        "entity": "concern",
        "id": made["id"],
        "action": "registered",
    }


def test_a_unit_registers_its_own_as_owner(officer: TestClient, other_officer: TestClient) -> None:
    body = concern_json()
    del body["owner_unit"]
    assert post(other_officer, "/concerns", body)["owner_unit"] == "MTTQ"
    problem(try_post(officer, owner_unit="MTTQ", origin="nonsense"), 403)
    problem(try_post(officer, owner_unit="MTTQ"), 403)


@pytest.mark.parametrize(
    ("urgency", "due"), [("urgent", "2026-05-05"), ("normal", "2026-05-11"), ("complex", "2026-05-25")]
)
def test_the_due_date_follows_from_the_urgency(officer: TestClient, urgency: str, due: str) -> None:
    made = concern(officer, urgency=urgency)
    assert made["due_on"] == due
    assert concern(officer, urgency=urgency, due_on=None)["due_on"] == due
    assert concern(officer, urgency=urgency, due_on="2026-05-06")["due_on"] == "2026-05-06"


def test_the_ward_decides_how_many_working_days(stage: Stage, officer: TestClient) -> None:
    stage.decide(normal_days=2)
    assert concern(officer)["due_on"] == "2026-05-06"
    with stage.writing() as (session, ward):
        # A day off of the ward's own, and a Saturday worked.
        session.add(DayOff(ward_id=ward.id, day=date(2026, 5, 6), works=False, name="Ngày truyền thống"))
        session.add(DayOff(ward_id=ward.id, day=date(2026, 5, 9), works=True, name="Làm bù"))
    assert concern(officer)["due_on"] == "2026-05-07"
    assert concern(officer, received_on="2026-05-07")["due_on"] == "2026-05-09"


def test_a_proposed_date_moves_along_and_a_chosen_one_stays(coordinator: TestClient) -> None:
    path, why = f"/concerns/{concern(coordinator)['id']}", {"change_reason": "Nhập nhầm"}
    assert patch(coordinator, path, urgency="urgent", **why)["due_on"] == "2026-05-05"
    assert patch(coordinator, path, received_on="2026-05-05", **why)["due_on"] == "2026-05-06"
    assert patch(coordinator, path, due_on="2026-05-20", **why)["due_on"] == "2026-05-20"
    assert patch(coordinator, path, urgency="normal")["due_on"] == "2026-05-20"
    assert patch(coordinator, path, due_on=None, **why)["due_on"] == "2026-05-12"


@pytest.mark.parametrize(
    ("fields", "loc", "code"),
    [
        ({"summary": ""}, "summary", "missing"),
        ({"summary": None}, "summary", "missing"),
        ({"origin": "rumour"}, "origin", "choice"),
        ({"urgency": "soon"}, "urgency", "choice"),
        ({"nature": "x"}, "nature", "choice"),
        ({"status": "open"}, "status", "choice"),
        ({"content_group": "9.9"}, "content_group", "unknown"),
        ({"group": "TDP-99"}, "group", "unknown"),
        ({"topic": "1.12.4"}, "topic", "unknown"),
        ({"owner_unit": "KHONG"}, "owner_unit", "unknown"),
        ({"owner_unit": None}, "owner_unit", "missing"),
        ({"received_on": "2026-02-30"}, "received_on", "date"),
        ({"received_on": makers.FAR_AHEAD}, "received_on", "future"),
        ({"due_on": "2026-05-03"}, "due_on", "order"),
        ({"status": "answered"}, "answer", "missing"),
        ({"status": "answered"}, "answered_on", "missing"),
        ({"status": "forwarded"}, "forwarded_to", "missing"),
        ({"status": "closed"}, "reason", "missing"),
        ({"status": "closed"}, "closed_on", "missing"),
        ({"answered_on": "2026-05-09"}, "answered_on", "status"),
        (ANSWERED | {"answered_on": "2026-05-01"}, "answered_on", "order"),
        (ANSWERED | {"answered_on": makers.FAR_AHEAD}, "answered_on", "future"),
        (ANSWERED | {"answer_product": 987654321}, "answer_product", "unknown"),
        ({"name": "Lan"}, "name", "unknown_field"),
    ],
    ids=str,
)
def test_what_is_wrong_is_told_and_nothing_stored(stage: Stage, fields: Any, loc: str, code: str) -> None:
    coordinator = stage.token("coordinator")
    problem(try_post(coordinator, **fields), 422, ((loc,), code))
    assert get(coordinator, "/concerns")["items"] == []


def test_the_same_key_registers_once(officer: TestClient) -> None:
    headers = {"Idempotency-Key": "k1"}
    first, second = (post(officer, "/concerns", concern_json(), headers=headers) for _ in range(2))
    assert first == second
    problem(officer.post("/api/v1/concerns", json=concern_json(urgency="urgent"), headers=headers), 422)
    assert len(get(officer, "/concerns")["items"]) == 1


# From receipt to outcome.


@pytest.mark.parametrize("step", [ANSWERED, FORWARDED, CLOSED], ids=lambda step: step["status"])
@pytest.mark.parametrize("before", ["received", "verifying"])
def test_any_open_status_leads_to_an_outcome(officer: TestClient, before: str, step: makers.Json) -> None:
    path = f"/concerns/{concern(officer, **AHEAD)['id']}"
    patch(officer, path, status=before)
    done = patch(officer, path, **step)
    assert {name: done[name] for name in step} == step
    assert patch(officer, path, status=step["status"])["status"] == step["status"], "the same again is an edit"
    problem(try_patch(officer, path, status="received"), 403)


def test_what_was_answered_may_be_closed_and_what_was_forwarded_answered(officer: TestClient) -> None:
    path = f"/concerns/{concern(officer, **AHEAD)['id']}"
    patch(officer, path, **FORWARDED)
    answered = patch(officer, path, **ANSWERED)
    assert answered["forwarded_on"] == "2026-05-08"
    closed = patch(officer, path, **CLOSED)
    assert (closed["status"], closed["answered_on"]) == ("closed", "2026-05-09")
    problem(try_patch(officer, path, **ANSWERED), 409)


def test_an_answer_is_not_emptied(officer: TestClient) -> None:
    path = f"/concerns/{concern(officer, **ANSWERED, **AHEAD)['id']}"
    problem(try_patch(officer, path, answer=None), 422, (("answer",), "missing"))
    problem(try_patch(officer, path, answered_on=None), 422, (("answered_on",), "missing"))


def test_a_product_may_be_the_answer_once_it_is_published(officer: TestClient) -> None:
    told, coming = product(officer)["id"], makers.planned(officer)["id"]
    path = f"/concerns/{concern(officer, **AHEAD)['id']}"
    problem(try_patch(officer, path, **ANSWERED, answer_product=coming), 422, (("answer_product",), "status"))
    assert patch(officer, path, **ANSWERED, answer_product=told)["answer_product"] == told


def test_incorrect_information_is_verified_answered_and_corrected(officer: TestClient) -> None:
    path = f"/concerns/{concern(officer, **RUMOUR, **AHEAD)['id']}"
    patch(officer, path, status="verifying")
    assert codes(patch(officer, path, **ANSWERED)) == ["no_correction"]
    assert codes(patch(officer, path, answer_product=product(officer)["id"])) == []


def test_a_house_number_is_stored_and_asked_about(officer: TestClient) -> None:
    made = concern(officer, summary="Rác trước số nhà 12 chưa thu", **AHEAD)
    assert made["warnings"] == [{"loc": ["summary"], "message": made["warnings"][0]["message"], "code": "house_number"}]
    path = f"/concerns/{made['id']}"
    assert codes(patch(officer, path, urgency="complex")) == []
    assert patch(officer, path, **ANSWERED, forwarded_to="Nhà số 7")["warnings"][0]["loc"] == ["forwarded_to"]


# Who sees and writes what.


def test_another_unit_reads_and_does_not_write(officer: TestClient, other_officer: TestClient) -> None:
    path = f"/concerns/{concern(officer)['id']}"
    assert get(other_officer, path)["owner_unit"] == "UBND"
    problem(try_patch(other_officer, path, nonsense=1), 403)
    problem(try_delete(other_officer, path), 403)
    problem(try_patch(officer, path, owner_unit="MTTQ"), 403)


def test_the_coordinator_hands_a_concern_over(
    officer: TestClient, other_officer: TestClient, coordinator: TestClient
) -> None:
    path = f"/concerns/{concern(officer, **AHEAD)['id']}"
    patch(coordinator, path, owner_unit="MTTQ")
    assert patch(other_officer, path, **ANSWERED)["status"] == "answered"
    problem(try_patch(officer, path, urgency="urgent"), 403)


@pytest.mark.parametrize(
    ("role", "sees"),
    [("officer", True), ("coordinator", True), ("leader", True), ("other_officer", False), ("admin", False)],
)
def test_incorrect_information_is_for_few_until_it_is_answered(
    stage: Stage, officer: TestClient, role: str, sees: bool
) -> None:
    client = stage.bearing(stage.tokens[role])
    made, plain = concern(officer, **RUMOUR, **AHEAD), concern(officer)
    path = f"/concerns/{made['id']}"
    listed = {one["id"] for one in get(client, "/concerns")["items"]}
    assert listed == ({made["id"], plain["id"]} if sees else {plain["id"]})
    answer = client.get(f"/api/v1{path}")
    if not sees:
        assert answer.content == client.get("/api/v1/concerns/987654321").content
    assert answer.status_code == (200 if sees else 404)
    patch(officer, path, **FORWARDED)
    assert client.get(f"/api/v1{path}").status_code == (200 if sees else 404), "forwarded is not answered"
    patch(officer, path, **ANSWERED)
    assert client.get(f"/api/v1{path}").status_code == 200
    assert len(get(client, "/concerns", nature="incorrect_information")["items"]) == 1


def test_another_ward_sees_nothing(officer: TestClient, stranger: TestClient, city: TestClient) -> None:
    path = f"/api/v1/concerns/{concern(officer)['id']}"
    assert get(stranger, "/concerns")["items"] == []
    for client in (stranger, city):
        assert client.get(path).status_code == 404
        assert client.patch(path, json={}).status_code == 404
        assert client.delete(path).status_code == 404
    problem(city.get("/api/v1/concerns"), 404)


def test_an_old_state_is_not_overwritten(officer: TestClient) -> None:
    path = f"/concerns/{concern(officer, **AHEAD)['id']}"
    old = makers.etag(officer, path)
    patch(officer, path, nature="question")
    problem(officer.patch(f"/api/v1{path}", json={"urgency": "complex"}, headers=old), 412)
    problem(officer.patch(f"/api/v1{path}", json={"urgency": "complex"}), 428)


# Closed periods and deleting.


@pytest.mark.parametrize(
    ("received", "due"), [("2026-06-29", "2026-07-06"), ("2026-03-31", "2026-04-07")], ids=["received", "due"]
)
def test_a_closed_period_asks_for_the_coordinator_and_a_reason(
    officer: TestClient, coordinator: TestClient, received: str, due: str
) -> None:
    path = f"/concerns/{concern(officer, received_on=received, due_on=due)['id']}"
    makers.close(coordinator)
    problem(try_patch(officer, path, urgency="urgent", change_reason="Nhầm"), 409)
    problem(try_patch(coordinator, path, urgency="urgent"), 409)
    assert "period_closed" in codes(patch(coordinator, path, urgency="urgent", change_reason="Nhập nhầm"))
    problem(try_delete(officer, path, change_reason="Nhầm"), 409)
    problem(try_delete(coordinator, path), 409)
    makers.delete(coordinator, path, change_reason="Nhập nhầm")
    problem(try_post(officer, received_on=received, due_on=due), 409)


def test_what_is_deleted_leaves_that_it_was_there_and_no_words(
    stage: Stage, officer: TestClient, coordinator: TestClient
) -> None:
    made = concern(officer, summary="Cột điện nghiêng", **AHEAD)
    path = f"/concerns/{made['id']}"
    patch(officer, path, **ANSWERED)
    makers.delete(officer, path)
    assert officer.get(f"/api/v1{path}").status_code == 404
    changes = [one for one in get(coordinator, "/changes")["items"] if one["id"] == made["id"]]
    assert [one["action"] for one in changes] == ["registered", "answered", "deleted"]
    assert "Cột điện nghiêng" not in stage.everything()
    assert "Đã lắp sáu đèn" not in stage.everything()


def test_the_check_tells_what_no_verb_would_have_stored(stage: Stage, officer: TestClient) -> None:
    made = concern(officer, **ANSWERED, **AHEAD)
    with stage.writing() as (session, _):
        assert checks.faults(session) == []
    with stage.writing() as (session, ward):
        row = session.get(Concern, (ward.id, made["id"]))
        assert row is not None
        row.summary_fold, row.answer = "khac", None
    with stage.writing() as (session, _):
        told = checks.faults(session)
    assert [f"vấn đề {made['id']}" in line for line in told] == [True] * 3


# Lists.


@pytest.mark.on_both
def test_overdue_ones_come_first_then_what_is_due_next_then_the_latest_done(officer: TestClient) -> None:
    made = {
        name: concern(officer, received_on="2026-05-04", **fields)["id"]
        for name, fields in {
            "far": {"due_on": day(9)},
            "today": {"due_on": day(0)},
            "done": ANSWERED | {"due_on": "2026-05-11", "answered_on": "2026-05-12"},
            "late": {"due_on": day(-1)},
            "later": {"due_on": "2026-05-06"},
            "twin": {"due_on": day(9)},
            "done late": CLOSED | {"due_on": "2026-05-20"},
        }.items()
    }
    order = ["later", "late", "today", "far", "twin", "done late", "done"]
    for limit in (1, 2, 50):
        found = makers.every(officer, "/concerns", limit=limit)
        assert [one["id"] for one in found] == [made[name] for name in order], limit
    overdue = get(officer, "/concerns", overdue="true")["items"]
    assert [one["id"] for one in overdue] == [made["later"], made["late"]]
    assert len(get(officer, "/concerns", overdue="false")["items"]) == 5


@pytest.mark.on_both
@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"status": "answered"}, 1),
        ({"owner_unit": "MTTQ"}, 1),
        ({"owner_unit": "UBND"}, 2),
        ({"urgency": "urgent"}, 1),
        ({"nature": "question"}, 1),
        ({"content_group": "1.12"}, 1),
        ({"group": "TDP-01"}, 1),
        ({"q": "den chieu"}, 2),
        ({"q": "NGẬP đầu"}, 1),
        ({"q": "xyz"}, 0),
        ({"period": "2026-Q2"}, 2),
        ({"period": "2026-Q3"}, 2),
        ({"period": "2026"}, 3),
        ({"updated_after": "2099-01-01T00:00:00Z"}, 0),
        ({"status": "answered", "q": "ngap"}, 1),
    ],
    ids=str,
)
def test_filters(coordinator: TestClient, query: makers.Json, count: int) -> None:
    makers.group(coordinator)
    concern(coordinator, urgency="urgent", nature="question")
    # Received in one period, due in the next: it belongs to both.
    concern(coordinator, owner_unit="MTTQ", received_on="2026-06-29", due_on="2026-07-02")
    flood = {"content_group": "1.12", "group": "TDP-01", "summary": "Ngập ở đầu ngõ", "received_on": "2026-07-01"}
    concern(coordinator, **flood, status="answered", answered_on="2026-07-03", answer="Đã bơm")
    assert len(get(coordinator, "/concerns", **query)["items"]) == count


def test_what_no_list_answers_is_refused(officer: TestClient) -> None:
    for query in ("status=open", "overdue=maybe", "period=2031-Q1", "origin=press", "limit=0"):
        problem(officer.get(f"/api/v1/concerns?{query}"), 422)
