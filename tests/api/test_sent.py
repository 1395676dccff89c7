"""What systems send under names of their own is changed by the next dispatch: concerns to groups."""

from typing import Any, NamedTuple

import pytest
from fastapi.testclient import TestClient

from app.domain.trail import verifying
from tests import makers
from tests.conftest import Stage
from tests.makers import problem
from tests.views.filled import filled, press

API = makers.API


class Noun(NamedTuple):
    path: str
    body: makers.Json
    # What a second dispatch says anew, and what names the thing in an address.
    change: makers.Json
    key: str = "id"
    unit: str = "unit"

    def named(self, number: str = "1", /, **fields: Any) -> makers.Json:
        return self.body | {"external_id": number} | fields

    def other(self, number: str) -> makers.Json:
        """Another one: codes are given once."""
        return self.named(number, **({"code": f"TDP-{number}"} if self.key == "code" else {}))


GROUP = {"code": "TDP-77", "kind": "residential", "name": "Tổ 77", "population": 900}
NOUNS = [
    Noun("/concerns", makers.concern_json(), {"summary": "Ngõ tối cả tuần"}, unit="owner_unit"),
    Noun("/surveys", makers.survey_json(unit="UBND"), {"aware": 12}),
    Noun("/commendations", makers.commendation_json(unit="UBND"), {"status": "commended"}),
    Noun("/groups", GROUP, {"population": 950}, key="code"),
]
OF_UNITS = NOUNS[:-1]


@pytest.fixture
def cms(stage: Stage, coordinator: TestClient) -> TestClient:
    makers.group(coordinator)
    return stage.token("coordinator", "BXDD", name="cms-2025", source="cms")


def test_a_known_name_is_changed_in_what_was_sent(stage: Stage, cms: TestClient) -> None:
    rotated = stage.token("coordinator", "BXDD", name="cms-2026", source="cms")
    other = stage.token("coordinator", "BXDD", name="loa", source="loa")
    for noun in NOUNS:
        made = makers.post(cms, noun.path, noun.named())
        assert (made["source"], made["external_id"]) == ("cms", "1")
        answer = rotated.post(API + noun.path, json={"external_id": " 1 "} | noun.change)
        assert answer.status_code == 200, answer.text
        assert "location" not in answer.headers
        changed = answer.json()
        assert {name: changed[name] for name in noun.change} == noun.change
        assert changed[noun.key] == made[noun.key]
        moved = {"updated_at", "warnings", *noun.change}
        assert {n: changed[n] for n in set(made) - moved} == {n: made[n] for n in set(made) - moved}
        # Sent once more, it says nothing new.
        again = rotated.post(API + noun.path, json={"external_id": "1"} | noun.change)
        assert (again.status_code, again.headers["etag"]) == (200, answer.headers["etag"])
        assert other.post(API + noun.path, json=noun.other("1")).status_code == 201
        assert len(makers.every(cms, noun.path, external_id="1")) == 2
        assert [one[noun.key] for one in makers.every(cms, noun.path, source="cms")] == [made[noun.key]]


def test_what_is_another_unit_s_stays_so(stage: Stage, cms: TestClient) -> None:
    theirs = stage.token("unit", "MTTQ", name="mttq", source="cms")
    mine = stage.token("unit", "UBND", name="ubnd", source="cms")
    for noun in OF_UNITS:
        made = makers.post(mine, noun.path, noun.named())
        for body in (noun.change, noun.body | {noun.unit: "MTTQ"}, {noun.unit: None}):
            problem(theirs.post(API + noun.path, json=body | {"external_id": "1"}), 403)
        problem(cms.post(API + noun.path, json={"external_id": "1", noun.unit: "MTTQ"}), 403)
        told = makers.post(cms, noun.path, {"external_id": "1", noun.unit: None} | noun.change)
        assert (told["id"], told[noun.unit]) == (made["id"], "UBND")
    officer = stage.token("unit", "UBND", name="x", source="cms")
    problem(officer.post(f"{API}/groups", json=NOUNS[-1].named()), 403)


def test_a_name_is_given_once(stage: Stage, cms: TestClient, officer: TestClient) -> None:
    for noun in NOUNS:
        makers.post(cms, noun.path, noun.other("1"))
        second = makers.post(cms, noun.path, noun.other("2"))
        address = f"{noun.path}/{second[noun.key]}"
        problem(makers.try_patch(cms, address, external_id="1"), 422, (("external_id",), "taken"))
        assert makers.patch(cms, address, external_id="3")["external_id"] == "3"
        assert makers.post(cms, noun.path, {"external_id": "3"} | noun.change)[noun.key] == second[noun.key]
        for name in ("", " ", "x" * 101, 7, ["a"]):
            problem(cms.post(API + noun.path, json=noun.named() | {"external_id": name}), 422)
        problem(cms.post(API + noun.path, json=noun.named("9") | {"source": "loa"}), 422)
    stranger = stage.token("coordinator", "BXDD", ward="KHUONGTHUONG", name="cms", source="cms")
    assert stranger.post(f"{API}/groups", json=NOUNS[-1].other("1")).status_code == 201


def test_what_a_person_changed_is_warned_of_once(stage: Stage, cms: TestClient) -> None:
    page = stage.signed_in("coordinator")
    made = makers.post(cms, "/groups", NOUNS[-1].named())
    address = f"/groups/{made['code']}/edit"
    assert press(page, address, filled(page.get(address).text, name="Tổ bảy bảy")).status_code == 303
    codes = [makers.codes(cms.post(f"{API}/groups", json=NOUNS[-1].named(name=name)).json()) for name in ("A", "B")]
    assert codes == [["edited_by_hand"], []]


def test_a_group_that_ended_is_not_revived(cms: TestClient) -> None:
    noun = NOUNS[-1]
    makers.post(cms, noun.path, noun.named(retired_on="2026-03-31"))
    for ending in (None, "2027-01-01"):
        problem(cms.post(f"{API}/groups", json={"external_id": "1", "retired_on": ending}), 409)
    problem(cms.post(f"{API}/groups", json={"external_id": "1", "active": True}), 422)
    problem(cms.post(f"{API}/groups", json={"external_id": "1", "code": "X"}), 422, (("external_id",), "taken"))
    assert makers.post(cms, noun.path, noun.named(retired_on="2026-03-31", name="Tổ cũ"))["active"] is False


def rows_of(noun: Noun) -> list[makers.Json]:
    """Two that are right, one of them sent twice, and two that are not."""
    wrong = noun.other("3") | dict.fromkeys(noun.change, "x" * 30_000)
    return [noun.other("1"), noun.other("2"), wrong, {"external_id": "1"} | noun.change, {"x": 1}]


def test_a_batch_is_all_or_nothing(stage: Stage, cms: TestClient) -> None:
    for noun in NOUNS:
        rows, before = rows_of(noun), stage.everything()
        for query in ({}, {"validate_only": "true"}):
            answer = cms.post(f"{API}{noun.path}/batch", json={"items": rows}, params=query)
            body = problem(answer, 422, (("items", 4, "x"), "unknown_field"))
            assert {fault["loc"][1] for fault in body["errors"]} == {2, 4}
        assert stage.everything() == before
        right = [rows[index] for index in (0, 1, 3)]
        answers = [
            cms.post(f"{API}{noun.path}/batch", json={"items": right}, headers={"Idempotency-Key": noun.path})
            for _ in range(2)
        ]
        assert [answer.status_code for answer in answers] == [201, 201]
        assert answers[0].content == answers[1].content
        told = answers[0].json()["items"]
        assert [(one["index"], one["status"]) for one in told] == [(0, 201), (1, 201), (2, 200)]
        assert told[2][noun.key] == told[0][noun.key] != told[1][noun.key]
        stored = makers.get(cms, f"{noun.path}/{told[0][noun.key]}")
        assert {name: stored[name] for name in noun.change} == noun.change
        problem(cms.post(f"{API}{noun.path}/batch", json={"items": [{}] * 501}), 422, (("items",), "items"))
        problem(cms.post(f"{API}{noun.path}/batch", json={"items": []}), 422, (("items",), "items"))


def test_trying_a_batch_out_waits_for_nobody(stage: Stage, cms: TestClient) -> None:
    makers.get(cms, "/me")
    nouns = [(noun.path, noun.other("1")) for noun in NOUNS] + [("/products", makers.product_json(external_id="1"))]
    with stage.writing():
        for path, row in nouns:
            answer = cms.post(f"{API}{path}/batch?validate_only=true", json={"items": [row]})
            assert answer.status_code == 200, answer.text
            assert [(one["status"], one.get("id")) for one in answer.json()["items"]] == [(201, None)]


def test_of_a_batch_each_knows_those_before_it(stage: Stage, cms: TestClient) -> None:
    for noun in (NOUNS[0], NOUNS[1]):
        rows = [noun.named("1"), noun.named("2"), noun.named("2", **noun.change), noun.named("3")]
        told = makers.post(cms, f"{noun.path}/batch", {"items": rows})["items"]
        assert [bool(makers.codes(one)) for one in told] == [False, True, False, True]
        every = {one["external_id"]: one for one in makers.every(cms, noun.path, source="cms")}
        assert {name: every["2"][name] for name in noun.change} == noun.change
        assert every["2"]["id"] == told[2]["id"]
        assert len({one["updated_at"] for one in every.values()} | {one["created_at"] for one in every.values()}) == 1
    old = NOUNS[-1].other("1") | {"retired_on": "2026-03-31"}
    heir = NOUNS[-1].other("2") | {"active_from": "2026-04-01", "succeeds": [old["code"]], "looked_after_by": "UBND"}
    makers.post(cms, "/groups/batch", {"items": [old, heir]})
    assert makers.get(cms, f"/groups/{heir['code']}")["looked_after_by"] == "UBND"
    problem(cms.post(f"{API}/groups/batch", json={"items": [{"external_id": "1", "retired_on": None}]}), 409)
    with stage.writing() as (session, ward):
        # The token was made for the test, past every verb.
        assert [one[:11] for one in verifying.faults(session, ward.id)] == ["mã kết nối "]


def test_a_partial_batch_stores_what_is_right(stage: Stage, cms: TestClient) -> None:
    for noun in NOUNS:
        before = len(makers.every(cms, noun.path))
        answer = cms.post(f"{API}{noun.path}/batch?partial=true", json={"items": rows_of(noun)})
        assert answer.status_code == 200, answer.text
        told = answer.json()["items"]
        assert [one["status"] for one in told] == [201, 201, 422, 200, 422]
        assert told[4]["errors"][0]["loc"][:2] == ["items", 4]
        assert len(makers.every(cms, noun.path)) == before + 2
    mine = stage.token("unit", "UBND", name="ubnd", source="loa")
    for noun in OF_UNITS:
        rows = [noun.other("1"), noun.other("2") | {noun.unit: "MTTQ"}]
        problem(mine.post(f"{API}{noun.path}/batch", json={"items": rows}), 403, (("items", 1), "forbidden"))
        told = mine.post(f"{API}{noun.path}/batch?partial=true", json={"items": rows}).json()["items"]
        assert [one["status"] for one in told] == [201, 403]
