"""Accounts through the API: opened, changed, left without a name behind; and the admin who is never lost."""

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlmodel import SQLModel, select

from app.models import Person
from tests import makers
from tests.conftest import PASSWORD, Stage
from tests.makers import API, Json, every, get, patch, post, problem, try_delete, try_patch

HOA: Json = {
    "name": "hoa",
    "full_name": "Trần Thị Quỳnh Hoa",
    "role": "unit",
    "unit": "UBND",
    "email": "quynh.hoa@dongda.gov.vn",
}


def user(admin: TestClient, **fields: Any) -> Json:
    return post(admin, "/users", HOA | fields)


def id_of(admin: TestClient, name: str) -> int:
    return next(int(one["id"]) for one in every(admin, "/users") if one["name"] == name)


def dump(stage: Stage) -> str:
    """Every row of every table, as text."""
    with stage.writing() as (session, _):
        tables = SQLModel.metadata.tables.values()
        return "\n".join(repr(tuple(row)) for table in tables for row in session.execute(table.select()))


def test_an_account_is_opened_with_a_link_and_without_a_password(stage: Stage, admin: TestClient) -> None:
    answer = admin.post(f"{API}/users", json=HOA)
    assert answer.status_code == 201
    made = answer.json()
    assert {name: made[name] for name in HOA} == HOA
    assert (made["active"], made["has_password"]) == (True, False)
    assert answer.headers["location"] == f"/api/v1/users/{made['id']}"
    path, secret = made["invitation"]["path"], made["invitation"]["path"].rpartition(".")[2]
    assert path.startswith("/invitations/")
    assert made["invitation"]["expires_at"] == made["invited_until"]
    assert secret not in dump(stage), "only its digest is kept"
    later = admin.get(f"{API}/users/{made['id']}")
    assert later.headers["etag"] == answer.headers["etag"]
    assert later.json() == {name: value for name, value in made.items() if name != "invitation"}
    assert "password_hash" not in later.text


def test_only_name_and_role_are_needed(admin: TestClient) -> None:
    made = post(admin, "/users", {"name": "Lanh.Dao", "role": "leader"})
    assert (made["name"], made["full_name"], made["unit"], made["email"]) == ("lanh.dao", "Lanh.Dao", None, None)


@pytest.mark.parametrize(
    ("fields", "loc", "code"),
    [
        ({"name": "Hoa Trần"}, "name", "pattern"),
        ({"name": "officer"}, "name", "taken"),
        ({"name": "OFFICER"}, "name", "taken"),
        ({"name": None}, "name", "missing"),
        ({"role": "boss"}, "role", "choice"),
        ({"role": "city", "unit": None}, "role", "of_city"),
        ({"unit": None}, "unit", "missing"),
        ({"unit": "KHONG"}, "unit", "unknown"),
        ({"email": "hoa"}, "email", "email"),
        ({"email": "hoa@x y.vn"}, "email", "email"),
        ({"password": "Mật khẩu thử 1"}, "password", "unknown_field"),
    ],
    ids=str,
)
def test_what_is_wrong_with_an_account(admin: TestClient, fields: Json, loc: str, code: str) -> None:
    before = every(admin, "/users")
    problem(admin.post(f"{API}/users", json=HOA | fields), 422, ((loc,), code))
    made = user(admin)
    if fields not in ({"name": None}, {"password": "Mật khẩu thử 1"}):
        problem(try_patch(admin, f"/users/{made['id']}", **fields), 422, ((loc,), code))
    assert [one["id"] for one in every(admin, "/users")] == [*(one["id"] for one in before), made["id"]]
    assert get(admin, f"/users/{made['id']}")["name"] == "hoa"


@pytest.mark.on_both
def test_accounts_are_listed_found_and_filtered(admin: TestClient) -> None:
    user(admin)
    names = [one["name"] for one in every(admin, "/users", limit=2)]
    assert names == ["officer", "other_officer", "coordinator", "leader", "admin", "hoa"]
    assert [one["name"] for one in every(admin, "/users", q="quynh HOA")] == ["hoa"]
    assert [one["name"] for one in every(admin, "/users", unit="UBND")] == ["officer", "hoa"]
    assert [one["name"] for one in every(admin, "/users", role="leader")] == ["leader"]
    assert every(admin, "/users", active=False) == []
    assert "Trần Thị Quỳnh Hoa" in admin.get(f"{API}/users?format=csv").text
    problem(admin.get(f"{API}/users?boss=1"), 422, (("boss",), "unknown_field"))


def test_another_role_holds_from_the_next_click_and_ends_nothing(stage: Stage, admin: TestClient) -> None:
    page = stage.signed_in("officer")
    assert page.get("/products/new").status_code == 200
    changed = patch(admin, f"/users/{id_of(admin, 'officer')}", role="leader", unit=None)
    assert (changed["role"], changed["unit"]) == ("leader", None)
    assert page.get("/").status_code == 200
    assert page.get("/products/new").status_code == 403


def test_a_change_needs_the_present_etag(admin: TestClient) -> None:
    path = f"{API}/users/{id_of(admin, 'officer')}"
    assert admin.patch(path, json={"full_name": "X"}).status_code == 428
    problem(admin.patch(path, json={"full_name": "X"}, headers={"If-Match": '"old"'}), 412)
    problem(admin.delete(path), 428)


def test_who_leaves_is_signed_out_and_named_nowhere(stage: Stage, admin: TestClient) -> None:
    made = user(admin, name="nguyet", full_name="Lê Minh Nguyệt", email="nguyet.le@dongda.gov.vn")
    patch(admin, f"/users/{made['id']}", full_name="Lê Thị Minh Nguyệt")
    once = {"Idempotency-Key": "a"}
    body = HOA | {"name": "nguyet2", "full_name": "Lê Minh Nguyệt Hai"}
    assert (
        admin.post(f"{API}/users", json=body, headers=once).json()
        == admin.post(f"{API}/users", json=body, headers=once).json()
    )
    for name in ("nguyet", "nguyet2"):
        assert try_delete(admin, f"/users/{id_of(admin, name)}").status_code == 204
    left = get(admin, f"/users/{made['id']}")
    assert (left["name"], left["full_name"], left["email"], left["active"]) == (None, None, None, False)
    assert left["invited_until"] is None
    everything = dump(stage).casefold()
    assert "nguyet" not in everything
    assert "nguyệt" not in everything
    assert "dongda.gov.vn" not in everything
    trail = [one["action"] for one in get(admin, "/audit", entity="person", id=made["id"])["items"]]
    assert trail == ["left", "changed", "created"]


def test_who_left_can_not_come_in_and_is_not_changed(stage: Stage, admin: TestClient) -> None:
    page, key = stage.signed_in("officer"), id_of(admin, "officer")
    assert page.get("/").status_code == 200
    makers.delete(admin, f"/users/{key}")
    assert page.get("/").headers["location"] == "/login"
    answer = stage.signed_in("nobody").post("/login", data={"name": "officer@dongda", "password": PASSWORD})
    assert answer.status_code == 422
    problem(try_patch(admin, f"/users/{key}", full_name="Về rồi"), 409)
    problem(try_delete(admin, f"/users/{key}"), 409)
    problem(admin.post(f"{API}/users/{key}/invitation"), 409)
    assert user(admin, name="officer")["name"] == "officer", "the name is free again"


def test_the_ward_keeps_an_admin_who_can_sign_in(stage: Stage, admin: TestClient) -> None:
    key = id_of(admin, "admin")
    for answer in (try_delete(admin, f"/users/{key}"), try_patch(admin, f"/users/{key}", role="leader")):
        assert problem(answer, 409)["code"] == "last_admin"
    second = user(admin, name="second", role="admin", unit=None)
    assert problem(try_delete(admin, f"/users/{key}"), 409)["code"] == "last_admin", "who has no password is no other"
    with stage.writing() as (session, _):
        session.exec(select(Person).where(Person.id == second["id"])).one().password_hash = "a hash"
    assert patch(admin, f"/users/{key}", role="leader")["role"] == "leader"
    assert problem(try_delete(admin, f"/users/{second['id']}"), 409)["code"] == "last_admin"


def test_a_new_invitation_ends_the_old_password_and_every_browser(stage: Stage, admin: TestClient) -> None:
    page, key = stage.signed_in("officer"), id_of(admin, "officer")
    wrong = admin.post(f"{API}/users/{key}/invitation", json={"email": "a@dongda.vn"})
    problem(wrong, 422, (("email",), "unknown_field"))
    assert page.get("/").status_code == 200, "nothing was done"
    answer = admin.post(f"{API}/users/{key}/invitation")
    assert answer.status_code == 201
    assert answer.json()["has_password"] is False
    assert page.get("/").headers["location"] == "/login"
    nobody = stage.signed_in("nobody")
    assert nobody.post("/login", data={"name": "officer@dongda", "password": PASSWORD}).status_code == 422
    first, second = answer.json()["invitation"]["path"], post(admin, f"/users/{key}/invitation", None)["invitation"]
    assert nobody.get(first).status_code == 404, "a newer link ends the older one"
    assert nobody.get(second["path"]).status_code == 200


@pytest.mark.parametrize("role", ["officer", "coordinator", "leader", "city", "stranger"])
def test_accounts_are_not_there_for_others(stage: Stage, admin: TestClient, role: str) -> None:
    client, key = stage.bearing(stage.tokens[role]), id_of(admin, "officer")
    for method, path in (
        ("GET", "/users"),
        ("POST", "/users"),
        ("GET", f"/users/{key}"),
        ("PATCH", f"/users/{key}"),
        ("DELETE", f"/users/{key}"),
        ("POST", f"/users/{key}/invitation"),
    ):
        problem(client.request(method, API + path, content=b"{"), 404)
    assert get(admin, f"/users/{key}")["active"] is True


def test_the_admin_of_another_ward_finds_nobody(stage: Stage, admin: TestClient) -> None:
    other = stage.token("admin", ward="KHUONGTHUONG")
    problem(other.get(f"{API}/users/{id_of(admin, 'officer')}"), 404)
    problem(other.delete(f"{API}/users/{id_of(admin, 'officer')}", headers={"If-Match": "*"}), 404)
    assert [one["name"] for one in every(other, "/users")] == ["stranger"]


def test_no_answer_holds_a_hash(admin: TestClient) -> None:
    user(admin)
    answers = [admin.get(f"{API}/users"), admin.get(f"{API}/audit"), admin.get(f"{API}/users?format=csv")]
    assert not any("argon2" in answer.text or "hash" in answer.text for answer in answers)
    assert json.loads(answers[0].text)["items"]
