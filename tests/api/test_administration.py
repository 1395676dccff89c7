"""Tokens, settings, days off and the trail through the API: each does what it says, for the admin alone."""

from datetime import date, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.domain import working_days
from app.models import Token
from tests import makers
from tests.api.test_users import dump
from tests.conftest import Stage
from tests.makers import API, Json, concern, every, get, patch, post, problem, product, report, try_delete, try_patch

CMS: Json = {"name": "CMS của phường", "role": "unit", "unit": "UBND"}
TARGETS = {"residential_coverage": 0.8, "channels_used": 0.8, "surveyed_awareness": 0.7, "evidence_share": 0.5}
DAYS = {"urgent_days": 1, "normal_days": 5, "complex_days": 15}


# Tokens.


def token(admin: TestClient, **fields: Any) -> Json:
    return post(admin, "/tokens", CMS | fields)


def test_a_token_is_told_once_and_opens_what_its_role_may(stage: Stage, admin: TestClient) -> None:
    made = token(admin, expires_on=makers.day(30), source="cms")
    words = made["token"]
    assert (made["name"], made["role"], made["unit"], made["source"]) == (CMS["name"], "unit", "UBND", "cms")
    assert words.rpartition(".")[2] not in dump(stage)
    assert "token" not in get(admin, f"/tokens/{made['id']}")
    assert all("token" not in one for one in every(admin, "/tokens"))
    product(stage.bearing(words), external_id="bai-1")
    assert stage.bearing(words).get(f"{API}/users").status_code == 404


def test_a_token_that_only_reads_writes_nothing(stage: Stage, admin: TestClient) -> None:
    made = token(admin, scope="read")
    assert (made["scope"], made["expires_on"]) == ("read", makers.day(365)), "a year, where nobody says until when"
    assert [token(admin, expires_on=until)["expires_on"] for until in (None, makers.day(1))] == [None, makers.day(1)]
    reader, body = stage.bearing(made["token"]), makers.product_json()
    assert get(reader, "/products")["items"] == []
    assert (get(reader, "/me")["scope"], get(admin, "/me")["scope"]) == ("read", "write")
    writes = (
        ("POST", "/products", body),
        ("POST", "/products?validate_only=true", body),
        ("POST", "/products", "wrong"),
        ("POST", "/products/batch", {"items": [body]}),
        ("PATCH", "/products/9", {}),
        ("DELETE", "/products/9", None),
    )
    for method, path, sent in writes:
        answer = reader.request(method, f"{API}{path}", json=sent)
        assert problem(answer, 403)["code"] == "insufficient_scope", (method, path)
        assert answer.headers["www-authenticate"] == 'Bearer error="insufficient_scope"'
    assert [reader.post(f"{API}{path}").status_code for path in ("/nothing", "/me")] == [404, 405]
    assert get(admin, "/products")["items"] == []


def test_the_same_key_makes_one_token_and_tells_it_again(stage: Stage, admin: TestClient) -> None:
    first, second = (admin.post(f"{API}/tokens", json=CMS, headers={"Idempotency-Key": "k"}) for _ in range(2))
    assert first.status_code == second.status_code == 201
    assert first.content == second.content
    assert first.headers["etag"] == second.headers["etag"]
    assert first.json()["token"].rpartition(".")[2] not in dump(stage), "the receipt is sealed"
    assert sum(one["name"] == CMS["name"] for one in every(admin, "/tokens")) == 1
    problem(admin.post(f"{API}/tokens", json=CMS | {"name": "X"}, headers={"Idempotency-Key": "k"}), 422)


@pytest.mark.parametrize(
    ("fields", "loc", "code"),
    [
        ({"name": ""}, "name", "missing"),
        ({"role": "city", "unit": None}, "role", "of_city"),
        ({"unit": None}, "unit", "missing"),
        ({"unit": "KHONG"}, "unit", "unknown"),
        ({"expires_on": "2026-01-01"}, "expires_on", "past"),
        ({"expires_on": "mai"}, "expires_on", "date"),
        ({"scope": "all"}, "scope", "choice"),
        ({"colour": "red"}, "colour", "unknown_field"),
    ],
    ids=str,
)
def test_what_is_wrong_with_a_token(admin: TestClient, fields: Json, loc: str, code: str) -> None:
    before = len(every(admin, "/tokens"))
    problem(admin.post(f"{API}/tokens", json=CMS | fields), 422, ((loc,), code))
    assert len(every(admin, "/tokens")) == before


def test_a_rotated_token_keeps_its_source_and_its_old_words_end(stage: Stage, admin: TestClient) -> None:
    made = token(admin, source="cms")
    old = stage.bearing(made["token"])
    first = product(old, external_id="bai-1")
    turned = post(admin, f"/tokens/{made['id']}/rotation", {"expires_on": makers.day(1)})
    assert turned["token"] != made["token"]
    assert (turned["id"], turned["source"], turned["expires_on"]) == (made["id"], "cms", makers.day(1))
    problem(old.get(f"{API}/units"), 401)
    new = stage.bearing(turned["token"])
    again = new.post(f"{API}/products", json=makers.product_json(external_id="bai-1"))
    assert (again.status_code, again.json()["id"]) == (200, first["id"])
    assert admin.post(f"{API}/tokens/{made['id']}/rotation").status_code == 201
    past = admin.post(f"{API}/tokens/{made['id']}/rotation", json={"expires_on": "2026-01-01"})
    problem(past, 422, (("expires_on",), "past"))


def test_old_words_hold_as_long_as_was_said(stage: Stage, admin: TestClient) -> None:
    made = token(admin, expires_on=makers.day(9))
    path, first = f"/tokens/{made['id']}/rotation", made["token"]

    def hold(*words: str) -> list[bool]:
        return [stage.bearing(one).get(f"{API}/me").status_code == 200 for one in words]

    second = post(admin, path, {"overlap_days": 3})
    assert (second["old_until"], hold(first, second["token"])) == (makers.day(3), [True, True])
    with stage.writing() as (session, ward):
        session.get_one(Token, (ward.id, made["id"])).old_until = makers.today() - timedelta(days=1)
    assert hold(first, second["token"]) == [False, True], "the day of the old words has passed"
    third = post(admin, path, {"overlap_days": 30, "expires_on": makers.day(60)})
    assert third["old_until"] == makers.day(9), "no longer than they would have held"
    assert hold(first, second["token"], third["token"]) == [False, True, True]
    fourth = post(admin, path, {})
    assert (fourth["old_until"], hold(third["token"], fourth["token"])) == (None, [False, True])
    problem(admin.post(f"{API}{path}", json={"overlap_days": 91}), 422, (("overlap_days",), "too_large"))
    fifth = post(admin, path, {"overlap_days": 1})
    assert try_delete(admin, f"/tokens/{made['id']}").status_code == 204
    assert hold(fourth["token"], fifth["token"]) == [False, False]


def test_a_revoked_token_is_refused_for_good(stage: Stage, admin: TestClient) -> None:
    made = token(admin)
    problem(admin.delete(f"{API}/tokens/{made['id']}"), 428)
    assert try_delete(admin, f"/tokens/{made['id']}").status_code == 204
    problem(stage.bearing(made["token"]).get(f"{API}/units"), 401)
    assert get(admin, f"/tokens/{made['id']}")["active"] is False
    problem(admin.post(f"{API}/tokens/{made['id']}/rotation"), 409)
    assert made["id"] not in [one["id"] for one in every(admin, "/tokens", active=True)]
    assert made["id"] in [one["id"] for one in every(admin, "/tokens", active=False)]


def test_a_token_that_only_reads_was_used_too(stage: Stage, admin: TestClient) -> None:
    made = token(admin)
    assert made["last_used_at"] is None
    assert stage.bearing(made["token"]).get(f"{API}/units").status_code == 200
    seen = get(admin, f"/tokens/{made['id']}")["last_used_at"]
    assert seen is not None
    assert stage.bearing(made["token"]).get(f"{API}/units").status_code == 200
    assert get(admin, f"/tokens/{made['id']}")["last_used_at"] == seen, "once a day"


# Settings.


def test_settings_are_one_flat_object(admin: TestClient) -> None:
    found = get(admin, "/settings")
    assert {name: found[name] for name in TARGETS} == TARGETS
    assert {name: found[name] for name in DAYS} == DAYS
    assert (found["approval"], found["standing_campaign"], found["syllables_per_minute"]) == (False, "TX-2026", 150)


def test_what_is_sent_is_changed_and_the_rest_stays(admin: TestClient) -> None:
    before = get(admin, "/settings")
    sent = {"approval": True, "residential_coverage": None, "evidence_share": 0.65, "normal_days": 7}
    assert patch(admin, "/settings", **sent) == before | sent
    assert get(admin, "/settings") == before | sent
    assert get(admin, "/audit")["items"][0]["facts"]["evidence_share"] == 0.65


def test_approval_holds_for_the_next_product(admin: TestClient, officer: TestClient) -> None:
    patch(admin, "/settings", approval=True)
    assert product(officer)["status"] == "in_review"


@pytest.mark.parametrize(
    ("sent", "loc", "code"),
    [
        ({"residential_coverage": 1.2}, "residential_coverage", "too_large"),
        ({"evidence_share": "nhiều"}, "evidence_share", "number"),
        ({"urgent_days": 0}, "urgent_days", "too_small"),
        ({"complex_days": 61}, "complex_days", "too_large"),
        ({"urgent_days": 9}, "urgent_days", "order"),
        ({"normal_days": 20}, "normal_days", "order"),
        ({"complex_days": 2}, "complex_days", "order"),
        ({"normal_days": None}, "normal_days", "missing"),
        ({"syllables_per_minute": 20}, "syllables_per_minute", "too_small"),
        ({"standing_campaign": "KHONG"}, "standing_campaign", "unknown"),
        ({"approval": None}, "approval", "missing"),
        ({"approval": "có"}, "approval", "boolean"),
        ({"colour": 1}, "colour", "unknown_field"),
    ],
    ids=str,
)
def test_settings_that_make_no_sense_are_refused(admin: TestClient, sent: Json, loc: str, code: str) -> None:
    before = get(admin, "/settings")
    problem(try_patch(admin, "/settings", **sent), 422, ((loc,), code))
    assert get(admin, "/settings") == before


def test_the_standing_campaign_is_an_open_one(admin: TestClient, coordinator: TestClient) -> None:
    makers.campaign(coordinator, "RAC")
    product(coordinator, campaign="RAC")
    assert patch(admin, "/settings", standing_campaign="RAC")["standing_campaign"] == "RAC"
    makers.delete(coordinator, "/campaigns/TX-2026")
    makers.campaign(coordinator, "HET")
    product(coordinator, campaign="HET")
    makers.delete(coordinator, "/campaigns/HET")
    problem(try_patch(admin, "/settings", standing_campaign="HET"), 422, (("standing_campaign",), "retired"))


def test_settings_need_the_present_etag(admin: TestClient) -> None:
    assert admin.patch(f"{API}/settings", json={"approval": True}).status_code == 428
    problem(admin.patch(f"{API}/settings", json={"approval": True}, headers={"If-Match": '"x"'}), 412)


# Days off. 2026-05-04 is a Monday, 2026-05-09 a Saturday, 2026-09-02 the national day.


def test_days_off_and_days_worked_instead_count_as_the_ward_says(stage: Stage, admin: TestClient) -> None:
    answer = admin.post(f"{API}/days-off", json={"day": "2026-05-04", "name": "Nghỉ bù"})
    assert answer.status_code == 201
    assert answer.headers["location"] == "/api/v1/days-off/2026-05-04"
    post(admin, "/days-off", {"day": "2026-05-09", "works": True, "name": "Làm bù"})
    assert [one["day"] for one in every(admin, "/days-off", limit=1)] == ["2026-05-04", "2026-05-09"]
    from app.domain import days_off

    with stage.writing() as (session, _):
        own = days_off.of(session, stage.person(session, "officer"))
        other = days_off.of(session, stage.person(session, "stranger"))
    first, last = date(2026, 5, 4), date(2026, 5, 10)
    assert [day.day for day in working_days.between(first, last, own)] == [5, 6, 7, 8, 9]
    assert [day.day for day in working_days.between(first, last, other)] == [4, 5, 6, 7, 8]
    makers.delete(admin, "/days-off/2026-05-04")
    assert [one["day"] for one in every(admin, "/days-off")] == ["2026-05-09"]


@pytest.mark.parametrize(
    ("sent", "loc", "code"),
    [
        ({"day": "2026-05-04", "works": True}, "day", "as_in_calendar"),
        ({"day": "2026-05-09"}, "day", "as_in_calendar"),
        ({"day": "2026-09-02"}, "day", "as_in_calendar"),
        ({"day": "2026-05-05"}, "day", "taken"),
        ({"day": None}, "day", "missing"),
        ({"day": "2026-05-06", "name": ""}, "name", "missing"),
    ],
    ids=str,
)
def test_what_is_wrong_with_a_day_off(admin: TestClient, sent: Json, loc: str, code: str) -> None:
    post(admin, "/days-off", {"day": "2026-05-05", "name": "Nghỉ"})
    problem(admin.post(f"{API}/days-off", json={"name": "Nghỉ"} | sent), 422, ((loc,), code))
    assert len(every(admin, "/days-off")) == 1


def test_a_day_off_needs_its_etag_to_go(admin: TestClient) -> None:
    post(admin, "/days-off", {"day": "2026-05-05", "name": "Nghỉ"})
    problem(admin.delete(f"{API}/days-off/2026-05-05"), 428)
    problem(admin.delete(f"{API}/days-off/2026-05-06", headers={"If-Match": "*"}), 404)


# The trail.


@pytest.mark.on_both
def test_the_trail_tells_who_did_what_newest_first(stage: Stage, admin: TestClient, coordinator: TestClient) -> None:
    product(coordinator, title="Đồ họa về rác")
    first = get(admin, "/audit")["items"][0]
    assert (first["action"], first["entity"], first["token_name"]) == ("logged", "product", "coordinator")
    assert first["words"]["title"] == "Đồ họa về rác"
    assert first["person"] is None
    seqs = [one["seq"] for one in every(admin, "/audit", limit=1)]
    assert seqs == sorted(seqs, reverse=True)
    assert "Đồ họa về rác" in admin.get(f"{API}/audit?format=csv").text


def test_the_trail_is_filtered_by_person_thing_and_day(
    stage: Stage, admin: TestClient, coordinator: TestClient
) -> None:
    product(coordinator)
    stage.signed_in("admin").post("/settings", data={})
    person = next(one["id"] for one in every(admin, "/users") if one["name"] == "admin")
    post(admin, "/days-off", {"day": "2026-05-05", "name": "Nghỉ"})
    assert {one["entity"] for one in every(admin, "/audit", entity="product")} == {"product"}
    assert all(one["person"] == person for one in every(admin, "/audit", person=person))
    today = makers.today()
    tomorrow = (today + timedelta(days=1)).isoformat()
    assert len(every(admin, "/audit", **{"from": today.isoformat(), "to": tomorrow})) == len(every(admin, "/audit"))
    assert every(admin, "/audit", **{"from": tomorrow}) == []
    assert every(admin, "/audit", to=(today - timedelta(days=1)).isoformat()) == []
    problem(admin.get(f"{API}/audit?person=x"), 422)


def test_the_trail_keeps_from_the_admin_the_words_that_they_may_not_read(
    stage: Stage, admin: TestClient, officer: TestClient, coordinator: TestClient
) -> None:
    rumour = concern(officer, nature="incorrect_information", summary="Tin đồn cắt nước")
    draft = report(officer, comments={"1": "Bản nháp"})
    post(officer, "/reports", {"type": "urgent", "title": "Sự cố", "text": "Vỡ ống nước"})
    hidden = ("Tin đồn cắt nước", "Bản nháp", "Sự cố", "Vỡ ống nước", "Nháp đã xóa")
    gone = report(officer, period="2026-Q3", proposals="Nháp đã xóa")
    makers.close(coordinator, "2026-Q3")
    makers.delete(coordinator, f"/reports/{gone['id']}", change_reason="Ghi nhầm kỳ")
    for client, path in (
        (admin, f"{API}/audit"),
        (admin, f"{API}/audit?format=csv"),
        (stage.signed_in("admin"), "/audit"),
    ):
        answer = client.get(path)
        assert answer.status_code == 200
        assert not any(words in answer.text for words in hidden)
        assert "Ghi nhầm kỳ" in answer.text
    patch(officer, f"/concerns/{rumour['id']}", status="answered", answered_on=makers.day(), answer="Nước vẫn chảy")
    post(officer, f"/reports/{draft['id']}/submit", {})
    told = admin.get(f"{API}/audit").text
    assert all(words in told for words in ("Tin đồn cắt nước", "Nước vẫn chảy", "Bản nháp"))
    assert "Vỡ ống nước" not in told


# For the admin alone.


@pytest.mark.parametrize("role", ["officer", "coordinator", "leader", "city", "stranger"])
def test_the_admin_s_things_are_not_there_for_others(stage: Stage, admin: TestClient, role: str) -> None:
    key = token(admin)["id"]
    post(admin, "/days-off", {"day": "2026-05-05", "name": "Nghỉ"})
    client, before = stage.bearing(stage.tokens[role]), get(admin, "/audit")["items"][0]["seq"]
    for method, path in (
        ("GET", "/tokens"),
        ("POST", "/tokens"),
        ("GET", f"/tokens/{key}"),
        ("DELETE", f"/tokens/{key}"),
        ("POST", f"/tokens/{key}/rotation"),
        ("GET", "/settings"),
        ("PATCH", "/settings"),
        ("GET", "/days-off"),
        ("POST", "/days-off"),
        ("GET", "/days-off/2026-05-05"),
        ("DELETE", "/days-off/2026-05-05"),
        ("GET", "/audit"),
    ):
        problem(client.request(method, API + path, content=b"{"), 404)
    assert get(admin, "/audit")["items"][0]["seq"] == before


def test_another_ward_s_admin_finds_none_of_it(stage: Stage, admin: TestClient) -> None:
    other, key = stage.token("admin", ward="KHUONGTHUONG"), token(admin)["id"]
    problem(other.get(f"{API}/tokens/{key}"), 404)
    problem(other.post(f"{API}/tokens/{key}/rotation"), 404)
    patch(other, "/settings", approval=True)
    assert get(admin, "/settings")["approval"] is False
    assert {one["entity"] for one in every(other, "/audit")} == {"settings"}
