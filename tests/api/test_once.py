"""Once: the same key and body give the first answer again; the same external id is the same product."""

from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from app.models import Receipt
from app.web.callers import now
from tests import makers
from tests.conftest import Stage
from tests.makers import codes, group, planned_json, problem, product, product_json, reach

API = makers.API
KEY = {"Idempotency-Key": "k-1"}


def count(client: TestClient) -> int:
    return len(makers.every(client, "/products"))


# Idempotency-Key.

POSTS = [
    ("/products", product_json(title="Một lần")),
    ("/products/batch", {"items": [product_json(title="Một lần")]}),
    ("/groups", {"code": "X", "kind": "residential", "name": "X"}),
    ("/campaigns", makers.campaign_json()),
    ("/directives", makers.directive_json()),
    ("/materials", makers.material_json()),
    ("/channels", {"code": "X", "name": "X"}),
    ("/periods", {"code": "X", "starts_on": "2027-01-01", "ends_on": "2027-03-31", "due_on": "2027-03-10"}),
]


@pytest.mark.parametrize(("path", "body"), POSTS, ids=[path for path, _ in POSTS])
def test_the_same_key_and_body(coordinator: TestClient, path: str, body: Any) -> None:
    first = coordinator.post(API + path, json=body, headers=KEY)
    assert first.status_code == 201
    before = len(makers.every(coordinator, path.removesuffix("/batch"), limit=200))
    again = coordinator.post(API + path, json=body, headers=KEY)
    assert (again.status_code, again.content) == (201, first.content)
    assert again.headers.get("location") == first.headers.get("location")
    assert again.headers["content-type"] == first.headers["content-type"]
    assert [one.headers.get("idempotent-replayed") for one in (first, again)] == [None, "true"]
    assert len(makers.every(coordinator, path.removesuffix("/batch"), limit=200)) == before


def test_the_first_answer_comes_with_its_etag(officer: TestClient) -> None:
    answers = [officer.post(f"{API}/products", json=product_json(title="A"), headers=KEY) for _ in range(2)]
    for name in ("etag", "cache-control", "vary"):
        assert answers[0].headers[name] == answers[1].headers.get(name)


def test_another_body_is_refused(officer: TestClient) -> None:
    officer.post(f"{API}/products", json=product_json(title="A"), headers=KEY)
    problem(officer.post(f"{API}/products", json=product_json(title="B"), headers=KEY), 422)
    assert count(officer) == 1


def test_other_keys_are_others(officer: TestClient) -> None:
    for key in ("k-1", "k-2", "K-1"):
        answer = officer.post(f"{API}/products", json=product_json(title="A"), headers={"Idempotency-Key": key})
        assert answer.status_code == 201
    assert count(officer) == 3


def test_a_key_belongs_to_a_token_a_method_and_a_path(
    officer: TestClient, coordinator: TestClient, stage: Stage
) -> None:
    body = planned_json(title="A", unit="UBND")
    second = stage.token("unit", "UBND")
    answers = [client.post(f"{API}/products", json=body, headers=KEY) for client in (officer, coordinator, second)]
    assert [answer.status_code for answer in answers] == [201] * 3
    assert officer.post(f"{API}/products/batch", json={"items": [body]}, headers=KEY).status_code == 201
    assert count(officer) == 4


def test_another_question_is_another_content(officer: TestClient) -> None:
    """A key that came with ?partial=true is not answered for a batch that is to be stored whole."""
    rows = {"items": [product_json(title="A"), product_json(kind="poem")]}
    path = f"{API}/products/batch"
    assert officer.post(path, json=rows, headers=KEY, params={"partial": "true"}).status_code == 200
    refused = officer.post(path, json=rows, headers=KEY, params={"partial": "false"})
    problem(refused, 422, ((), "key_reused"))
    assert count(officer) == 1


def test_what_was_refused_is_not_kept(officer: TestClient) -> None:
    problem(officer.post(f"{API}/products", json=product_json(kind="poem"), headers=KEY), 422)
    problem(officer.post(f"{API}/products", content=b"{", headers=KEY), 415)
    problem(officer.post(f"{API}/products", json=product_json(unit="MTTQ"), headers=KEY), 403)
    made = makers.post(officer, "/products", product_json(title="A"), headers=KEY)
    assert makers.get(officer, f"/products/{made['id']}")["title"] == "A"
    assert count(officer) == 1


def test_a_refused_body_is_kept_nowhere(stage: Stage, officer: TestClient) -> None:
    problem(officer.post(f"{API}/products", json=product_json(kind="poem", title="0912345678"), headers=KEY), 422)
    with stage.writing() as (session, _):
        assert list(session.exec(select(Receipt))) == []


def test_a_key_is_kept_for_24_hours(stage: Stage, officer: TestClient) -> None:
    body = product_json(title="A")
    for hours, expected in ((0, 1), (23, 1), (25, 2)):
        with stage.writing() as (session, _):
            for receipt in session.exec(select(Receipt)):
                receipt.created_at = now() - timedelta(hours=hours)
        assert officer.post(f"{API}/products", json=body, headers=KEY).status_code == 201
        assert count(officer) == expected


def test_who_may_not_is_told_so_with_any_key(leader: TestClient, officer: TestClient) -> None:
    officer.post(f"{API}/products", json=product_json(), headers=KEY)
    problem(leader.post(f"{API}/products", json=product_json(), headers=KEY), 403)


def test_an_answer_with_warnings_is_given_again(coordinator: TestClient) -> None:
    makers.close(coordinator)
    body = product_json(change_reason="Ghi thiếu")
    answers = [coordinator.post(f"{API}/products", json=body, headers=KEY).json() for _ in range(2)]
    assert answers[0] == answers[1]
    assert len(answers[0]["warnings"]) == 1


def test_a_partial_batch_is_given_again(officer: TestClient) -> None:
    body = {"items": [product_json(title="A"), product_json(kind="poem")]}
    answers = [officer.post(f"{API}/products/batch?partial=true", json=body, headers=KEY) for _ in range(2)]
    assert answers[0].status_code == answers[1].status_code == 200
    assert answers[0].json() == answers[1].json()
    assert count(officer) == 1


# external_id.


def test_a_known_external_id_updates(officer: TestClient) -> None:
    body = product_json(
        external_id="cms-1", axis="2.1", directives=["NQ02-TW"], cost={"amount": 5, "funding": "contributed"}
    )
    first = officer.post(f"{API}/products", json=body)
    assert first.status_code == 201
    again = officer.post(f"{API}/products", json={"external_id": "cms-1", "title": "Tên mới"})
    assert again.status_code == 200
    made, changed = first.json(), again.json()
    assert changed["title"] == "Tên mới"
    same = set(made) - {"title", "updated_at"}
    assert {name: changed[name] for name in same} == {name: made[name] for name in same}
    assert count(officer) == 1


def test_placements_are_whole_if_sent(officer: TestClient, coordinator: TestClient) -> None:
    group(coordinator)
    zalo, talk = makers.placement("zalo", makers.DAY, reach()), makers.placement("talk")
    made = product(officer, zalo, talk, external_id="cms-1")
    changed = makers.post(officer, "/products", {"external_id": "cms-1", "placements": [talk]})
    assert [one["id"] for one in changed["placements"]] == [made["placements"][1]["id"]]


def test_a_source_is_the_token_s_and_outlives_it(stage: Stage) -> None:
    old = stage.token("unit", "UBND", name="cms-2025", source="cms")
    new = stage.token("unit", "UBND", name="cms-2026", source="cms")
    made = product(old, external_id="1")
    assert made["source"] == "cms"
    answer = new.post(f"{API}/products", json={"external_id": "1", "title": "X"})
    assert (answer.status_code, answer.json()["id"]) == (200, made["id"])
    other = stage.token("unit", "UBND", name="loa", source="loa")
    assert other.post(f"{API}/products", json=product_json(external_id="1")).status_code == 201
    assert len(makers.every(old, "/products", source="cms")) == 1
    assert len(makers.every(old, "/products", external_id="1")) == 2


def test_another_unit_s_product_is_not_updated(stage: Stage, coordinator: TestClient) -> None:
    mine = stage.token("unit", "UBND", name="a", source="cms")
    theirs = stage.token("unit", "MTTQ", name="b", source="cms")
    both = stage.token("coordinator", "BXDD", name="c", source="cms")
    made = product(mine, external_id="1")
    for body in ({"title": "X"}, {"unit": "MTTQ", "title": "X"}, {"unit": "UBND", "title": "X"}):
        problem(theirs.post(f"{API}/products", json=body | {"external_id": "1"}), 403)
    problem(both.post(f"{API}/products", json={"external_id": "1", "unit": "MTTQ"}), 403)
    assert makers.post(both, "/products", {"external_id": "1", "unit": "UBND", "axis": "2.1"})["axis"] == "2.1"
    kept = makers.get(coordinator, f"/products/{made['id']}")
    assert (kept["unit"], kept["title"]) == ("UBND", made["title"])


def test_null_for_the_unit_keeps_it_too(stage: Stage, coordinator: TestClient) -> None:
    product(coordinator, unit="UBND", external_id="1")
    coordinator.post(f"{API}/products", json={"external_id": "1", "unit": None})
    assert makers.every(coordinator, "/products")[0]["unit"] == "UBND"


def test_a_withdrawn_product_is_never_revived(officer: TestClient) -> None:
    made = product(officer, external_id="1")
    makers.patch(officer, f"/products/{made['id']}", status="withdrawn", reason="Sai")
    for body in ({"title": "X"}, {"status": "published"}, product_json()):
        problem(officer.post(f"{API}/products", json=body | {"external_id": "1"}), 409)
    assert makers.get(officer, f"/products/{made['id']}")["status"] == "withdrawn"


def test_an_upsert_may_publish_and_withdraw(officer: TestClient) -> None:
    made = makers.planned(officer, external_id="1")
    body = {"external_id": "1", "status": "published", "placements": [makers.placement()]}
    answer = officer.post(f"{API}/products", json=body)
    assert (answer.status_code, answer.json()["status"], answer.json()["id"]) == (200, "published", made["id"])
    gone = officer.post(f"{API}/products", json={"external_id": "1", "status": "withdrawn", "reason": "Sai"})
    assert (gone.status_code, gone.json()["status"]) == (200, "withdrawn")


def test_an_upsert_is_checked_as_an_edit_is(officer: TestClient, coordinator: TestClient) -> None:
    product(officer, external_id="1")
    problem(officer.post(f"{API}/products", json={"external_id": "1", "placements": []}), 422)
    problem(officer.post(f"{API}/products", json={"external_id": "1", "axis": "9"}), 422)
    makers.close(coordinator)
    problem(officer.post(f"{API}/products", json={"external_id": "1", "title": "X"}), 409)


@pytest.mark.parametrize("external_id", ["", " ", "x" * 101, 7, True, ["a"]], ids=str)
def test_external_ids_that_are_none(officer: TestClient, external_id: Any) -> None:
    problem(officer.post(f"{API}/products", json=product_json(external_id=external_id)), 422)


def test_an_external_id_is_given_once_by_hand_too(officer: TestClient) -> None:
    product(officer, external_id="1")
    second = product(officer, external_id="2")
    answer = makers.try_patch(officer, f"/products/{second['id']}", external_id="1")
    assert answer.status_code in (409, 422), answer.text


def test_an_external_id_given_later_is_known(officer: TestClient) -> None:
    made = product(officer)
    makers.patch(officer, f"/products/{made['id']}", external_id="1")
    answer = officer.post(f"{API}/products", json=product_json(external_id="1"))
    assert (answer.status_code, answer.json()["id"]) == (200, made["id"])


def test_the_key_and_the_external_id_together(officer: TestClient) -> None:
    body = product_json(external_id="1", title="A")
    for status in (201, 201):
        assert officer.post(f"{API}/products", json=body, headers=KEY).status_code == status
    assert officer.post(f"{API}/products", json=body).status_code == 200
    assert count(officer) == 1


def test_odd_figures_of_an_upsert_are_told(officer: TestClient) -> None:
    product(officer, title="A")
    product(officer, title="B", external_id="1")
    changed = makers.post(officer, "/products", {"external_id": "1", "title": "A"})
    assert codes(changed) == ["same_product"]
