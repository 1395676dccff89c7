"""What surveys, pulses, commendations and plans do alike: who writes, lists, ETags, keys, closed periods."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests import makers
from tests.conftest import Stage
from tests.makers import API, Json, codes, delete, etag, every, get, patch, post, problem, try_delete, try_patch

BODIES: dict[str, Json] = {
    "surveys": makers.survey_json(),
    "pulses": makers.pulse_json(),
    "commendations": makers.commendation_json(),
    "plans": makers.plan_json(unit="UBND"),
}
# A change that each register takes, and one that it refuses at this field.
CHANGES: dict[str, Json] = {
    "surveys": {"aware": 12},
    "pulses": {"neutral": 11},
    "commendations": {"status": "commended"},
    "plans": {"focus": "Chuyển đổi số"},
}
WRONG: dict[str, tuple[str, Any]] = {
    "surveys": ("asked", 0),
    "pulses": ("worried", -1),
    "commendations": ("title", ""),
    "plans": ("year", 1999),
}
NOUNS = list(BODIES)


@pytest.fixture
def ward(stage: Stage, coordinator: TestClient) -> Stage:
    makers.group(coordinator, population=1000)
    return stage


def body_of(noun: str, **fields: Any) -> Json:
    return BODIES[noun] | fields


@pytest.mark.parametrize("noun", NOUNS)
def test_an_entry_is_made_read_changed_and_deleted(
    ward: Stage, officer: TestClient, leader: TestClient, noun: str
) -> None:
    answer = officer.post(f"{API}/{noun}", json=BODIES[noun])
    assert answer.status_code == 201, answer.text
    made = answer.json()
    path = f"/{noun}/{made['id']}"
    assert answer.headers["location"] == API + path
    assert made["warnings"] == []
    assert made["unit"] == "UBND"
    assert BODIES[noun].items() <= made.items()
    seen = get(leader, path)
    assert seen == {name: value for name, value in made.items() if name != "warnings"} | {"warnings": []}
    [listed] = every(leader, f"/{noun}")
    assert listed["etag"] == answer.headers["etag"] == leader.get(API + path).headers["etag"]
    changed = patch(officer, path, **CHANGES[noun])
    assert CHANGES[noun].items() <= changed.items()
    kept = set(made) - set(CHANGES[noun]) - {"updated_at", "total", "warnings"}
    assert {name: changed[name] for name in kept} == {name: made[name] for name in kept}
    delete(officer, path)
    problem(leader.get(API + path), 404)
    assert every(leader, f"/{noun}") == []


@pytest.mark.parametrize("noun", NOUNS)
def test_a_unit_writes_its_own_and_the_coordinator_everyones(
    ward: Stage, officer: TestClient, other_officer: TestClient, coordinator: TestClient, noun: str
) -> None:
    mine = post(officer, f"/{noun}", body_of(noun, unit="UBND"))
    path = f"/{noun}/{mine['id']}"
    problem(try_patch(other_officer, path, **CHANGES[noun]), 403)
    problem(try_delete(other_officer, path), 403)
    name, value = WRONG[noun]
    for body in (body_of(noun, unit="UBND"), {"unit": "UBND", name: value}):
        problem(other_officer.post(f"{API}/{noun}", json=body), 403)
    problem(try_patch(officer, path, unit="MTTQ"), 403)
    assert patch(officer, path, unit=None)["unit"] == "UBND"
    patch(coordinator, path, **CHANGES[noun])
    assert post(coordinator, f"/{noun}", body_of(noun, unit="MTTQ"))["unit"] == "MTTQ"


@pytest.mark.parametrize("noun", NOUNS)
@pytest.mark.parametrize("role", ["leader", "admin", "city", "stranger"])
def test_who_may_not_write(ward: Stage, officer: TestClient, noun: str, role: str) -> None:
    path = f"/{noun}/{post(officer, f'/{noun}', BODIES[noun])['id']}"
    client = ward.bearing(ward.tokens[role])
    status = 404 if role in ("city", "stranger") else 403
    if role != "stranger":
        problem(client.post(f"{API}/{noun}", json={"asked": "x"}), status)
    # The role is judged before the state: no If-Match, no body.
    problem(client.patch(API + path), status)
    problem(client.delete(API + path), status)
    assert len(every(officer, f"/{noun}")) == 1


@pytest.mark.parametrize("noun", NOUNS)
def test_the_unit_is_the_tokens_where_none_is_named(
    ward: Stage, officer: TestClient, coordinator: TestClient, noun: str
) -> None:
    body = {name: value for name, value in BODIES[noun].items() if name != "unit"}
    assert post(officer, f"/{noun}", body)["unit"] == "UBND"
    assert post(coordinator, f"/{noun}", body)["unit"] == "BXDD"
    free = ward.token("coordinator", name="không đơn vị")
    if noun == "plans":
        problem(free.post(f"{API}/plans", json=body), 422, (("unit",), "missing"))
    else:
        assert post(free, f"/{noun}", body)["unit"] is None


@pytest.mark.parametrize("noun", NOUNS)
def test_changes_need_the_present_etag(ward: Stage, officer: TestClient, noun: str) -> None:
    path = f"/{noun}/{post(officer, f'/{noun}', BODIES[noun])['id']}"
    old = etag(officer, path)
    assert officer.patch(API + path, json=CHANGES[noun]).status_code == 428
    patch(officer, path, **CHANGES[noun])
    assert officer.patch(API + path, json=CHANGES[noun], headers=old).status_code == 412
    assert officer.delete(API + path, headers=old).status_code == 412


@pytest.mark.parametrize("noun", NOUNS)
def test_a_key_sent_twice_makes_one(ward: Stage, officer: TestClient, noun: str) -> None:
    first, second = (
        officer.post(f"{API}/{noun}", json=BODIES[noun], headers={"Idempotency-Key": "a"}) for _ in range(2)
    )
    assert (first.status_code, first.content) == (201, second.content)
    assert len(every(officer, f"/{noun}")) == 1


@pytest.mark.parametrize("noun", NOUNS)
def test_faults_stand_at_their_field_and_nothing_is_stored(ward: Stage, officer: TestClient, noun: str) -> None:
    name, value = WRONG[noun]
    answer = officer.post(f"{API}/{noun}", json=body_of(noun, **{name: value}))
    assert (name,) in makers.locs(answer)
    problem(officer.post(f"{API}/{noun}", json=body_of(noun, name="x")), 422, (("name",), "unknown_field"))
    problem(officer.get(f"{API}/{noun}", params={"who": "x"}), 422, (("who",), "unknown_field"))
    assert every(officer, f"/{noun}") == []


@pytest.mark.parametrize("noun", NOUNS)
def test_lists_go_on_where_they_stopped(ward: Stage, coordinator: TestClient, noun: str) -> None:
    for number in range(5):
        more: Json = {"year": 2024 + number} if noun == "plans" else {}
        post(coordinator, f"/{noun}", body_of(noun, **more))
    whole = [row["id"] for row in every(coordinator, f"/{noun}")]
    assert len(whole) == 5
    assert [row["id"] for row in every(coordinator, f"/{noun}", limit=2)] == whole
    assert whole == sorted(whole, reverse=True)


@pytest.mark.parametrize("noun", NOUNS)
def test_lists_by_unit_and_by_change(ward: Stage, coordinator: TestClient, noun: str) -> None:
    first = post(coordinator, f"/{noun}", body_of(noun, unit="UBND"))
    second = post(coordinator, f"/{noun}", body_of(noun, unit="MTTQ"))
    assert [row["id"] for row in every(coordinator, f"/{noun}", unit="MTTQ")] == [second["id"]]
    later = every(coordinator, f"/{noun}", updated_after=first["updated_at"])
    assert [row["id"] for row in later] == [second["id"]]


@pytest.mark.parametrize("noun", ["surveys", "pulses", "commendations"])
def test_lists_by_group_and_period(ward: Stage, coordinator: TestClient, noun: str) -> None:
    makers.group(coordinator, "TDP-02")
    first = post(coordinator, f"/{noun}", body_of(noun, group="TDP-01"))
    autumn = {"proposed_on": "2026-11-02"} if noun == "commendations" else {"period": "2026-Q4"}
    second = post(coordinator, f"/{noun}", body_of(noun, group="TDP-02", **autumn))
    for query, found in (
        ({"group": "TDP-01"}, [first]),
        ({"period": "2026-Q4"}, [second]),
        ({"period": "2026"}, [second, first]),
        ({"period": "2026-Q2", "group": "TDP-02"}, []),
    ):
        assert {row["id"] for row in every(coordinator, f"/{noun}", **query)} == {row["id"] for row in found}
    problem(coordinator.get(f"{API}/{noun}", params={"period": "2031"}), 422, (("period",), "unknown"))


@pytest.mark.parametrize("noun", NOUNS)
def test_lists_come_as_csv_with_the_same_fields(ward: Stage, officer: TestClient, noun: str) -> None:
    made = post(officer, f"/{noun}", BODIES[noun])
    head, line = officer.get(f"{API}/{noun}", params={"format": "csv"}).text.splitlines()
    assert set(head.split(",")) == set(made) - {"warnings"}
    assert line.split(",")[0] == str(made["id"])


@pytest.mark.parametrize("noun", ["surveys", "pulses"])
def test_a_closed_period_takes_changes_from_the_coordinator_with_a_reason(
    ward: Stage, officer: TestClient, coordinator: TestClient, noun: str
) -> None:
    path = f"/{noun}/{post(officer, f'/{noun}', BODIES[noun])['id']}"
    open_path = f"/{noun}/{post(officer, f'/{noun}', body_of(noun, period='2026-Q3'))['id']}"
    makers.close(coordinator)
    for client in (officer, coordinator):
        problem(client.post(f"{API}/{noun}", json=body_of(noun, unit=None)), 409)
        problem(try_patch(client, path, **CHANGES[noun]), 409)
        problem(try_patch(client, open_path, period="2026-Q2"), 409)
        problem(try_delete(client, path), 409)
    problem(try_patch(officer, path, change_reason="Nhầm", **CHANGES[noun]), 409)
    assert codes(patch(coordinator, path, change_reason="Nhầm", **CHANGES[noun])) == ["period_closed"]
    assert codes(post(coordinator, f"/{noun}", body_of(noun, change_reason="Nhầm"))) == ["period_closed"]
    delete(coordinator, path, change_reason="Nhầm")
    patch(officer, open_path, **CHANGES[noun])


@pytest.mark.parametrize("noun", NOUNS)
def test_the_feed_names_entries_by_number(ward: Stage, officer: TestClient, coordinator: TestClient, noun: str) -> None:
    made = post(officer, f"/{noun}", BODIES[noun])
    patch(officer, f"/{noun}/{made['id']}", **CHANGES[noun])
    delete(officer, f"/{noun}/{made['id']}")
    told = [(row["entity"], row["action"]) for row in every(coordinator, "/changes") if row["id"] == made["id"]]
    assert told == [(noun[:-1], action) for action in ("created", "changed", "deleted")]


def test_the_feed_names_everything_as_its_address_does(coordinator: TestClient, admin: TestClient) -> None:
    day = post(coordinator, "/key-dates", {"day": "2026-12-22", "name": "Ngày hội"})
    post(admin, "/days-off", {"day": "2026-12-01", "name": "Nghỉ bù"})
    patch(admin, "/settings", evidence_share=0.6)
    made = post(admin, "/users", {"name": "lan", "role": "leader"})
    named = {row["entity"]: row["id"] for row in every(coordinator, "/changes")}
    assert named == {"keydate": day["id"], "dayoff": "2026-12-01", "settings": "DONGDA", "person": made["id"]}


def test_a_period_with_entries_is_not_deleted(ward: Stage, officer: TestClient, coordinator: TestClient) -> None:
    span = {"starts_on": "2027-01-01", "ends_on": "2027-03-31", "due_on": "2027-03-10"}
    post(coordinator, "/periods", {"code": "2027-Q1"} | span)
    path = f"/surveys/{makers.survey(officer, period='2027-Q1')['id']}"
    problem(try_delete(coordinator, "/periods/2027-Q1"), 409)
    delete(officer, path)
    delete(coordinator, "/periods/2027-Q1")
