"""Many at once: ids, the trail, external ids, keys and ETags hold when eight write at the same moment."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from app.domain.trail import verifying
from app.models import Change
from tests import makers
from tests.conftest import Stage
from tests.makers import group, placement, product, product_json, reach

API = makers.API
THREADS = 8


def together(*acts: Callable[[], Any]) -> list[Any]:
    """What each answers, all begun at the same moment."""
    ready = Barrier(len(acts))

    def act(one: Callable[[], Any]) -> Any:
        ready.wait(10)
        return one()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(act, acts))


def statuses(answers: list[Any]) -> Counter[int]:
    return Counter(answer.status_code for answer in answers)


def four(stage: Stage, name: str) -> list[TestClient]:
    """Four clients of one token, used today already: its first use writes its row, and so would hold the others up."""
    clients = [stage.bearing(stage.tokens[name], raise_server_exceptions=False) for _ in range(4)]
    path = f"/products/{makers.planned(clients[0])['id']}"
    makers.delete(clients[0], path)
    return clients


def check_trail(stage: Stage) -> list[Change]:
    with stage.writing() as (session, ward):
        assert not verifying.walked(session, ward.id).faults
        changes = list(session.exec(select(Change).where(Change.ward_id == ward.id)))
    assert sorted(change.seq for change in changes) == list(range(1, len(changes) + 1))
    return changes


@pytest.fixture
def clients(stage: Stage) -> list[TestClient]:
    """Eight clients of four tokens: two of each write with the same one."""
    names = ["officer", "coordinator", "other_officer", "officer"] * 2
    return [stage.bearing(stage.tokens[name], raise_server_exceptions=False) for name in names]


def test_eight_log_at_once(stage: Stage, clients: list[TestClient], coordinator: TestClient) -> None:
    group(coordinator)
    each = 5

    def log(client: TestClient) -> list[makers.Json]:
        made = []
        for number in range(each):
            rows = [placement("zalo", makers.DAY, reach(people=1 + number)), placement("talk", makers.DAY, reach())]
            answer = client.post(f"{API}/products", json=product_json(placements=rows) | {"unit": None})
            assert answer.status_code == 201, answer.text
            made.append(answer.json())
        return made

    made = [one for some in together(*(partial(log, client) for client in clients)) for one in some]
    ids = [one["id"] for one in made] + [placed["id"] for one in made for placed in one["placements"]]
    assert len(set(ids)) == len(ids) == THREADS * each * 3
    assert {one["id"] for one in makers.every(coordinator, "/products")} == {one["id"] for one in made}
    changes = check_trail(stage)
    assert Counter(change.action for change in changes)["logged"] == THREADS * each
    whole = makers.get(coordinator, "/coverage", period="2026-Q2")["total"]
    assert (whole["products"], whole["placements"]) == (THREADS * each, 2 * THREADS * each)
    assert whole["gross_reach"] == THREADS * sum(421 + number for number in range(each))


def test_two_wards_write_at_once(stage: Stage, coordinator: TestClient, stranger: TestClient) -> None:
    made = together(*(partial(product, client) for client in (coordinator, stranger) * 4))
    assert len({one["id"] for one in made}) == 8
    check_trail(stage)
    with stage.writing("KHUONGTHUONG") as (session, ward):
        assert not verifying.walked(session, ward.id).faults


@pytest.mark.parametrize("attempt", range(3))
def test_a_system_and_people_log_at_once(stage: Stage, officer: TestClient, attempt: int) -> None:
    """Some ask for their key's turn, some do not: all lock in one order, so that no two wait for each other."""
    clients = four(stage, "officer") * 2
    bodies = [product_json(external_id=f"cms-{attempt}-{n}") if n % 2 else product_json() for n in range(8)]
    calls = [partial(client.post, f"{API}/products", json=body) for client, body in zip(clients, bodies, strict=True)]
    answers = together(*calls)
    assert statuses(answers) == {201: 8}, [answer.text for answer in answers]
    check_trail(stage)


@pytest.mark.parametrize("attempt", range(3))
def test_the_same_external_id_stores_once(stage: Stage, officer: TestClient, attempt: int) -> None:
    clients = four(stage, "officer")
    body = product_json(external_id=f"cms-{attempt}")
    answers = together(*(partial(client.post, f"{API}/products", json=body) for client in clients))
    assert statuses(answers) == {201: 1, 200: 3}, [answer.text for answer in answers]
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert len(makers.every(officer, "/products")) == 1
    check_trail(stage)


@pytest.mark.parametrize("attempt", range(3))
def test_the_same_key_stores_once(stage: Stage, officer: TestClient, attempt: int) -> None:
    clients = four(stage, "officer")
    body, headers = product_json(), {"Idempotency-Key": f"k-{attempt}"}
    answers = together(*(partial(client.post, f"{API}/products", json=body, headers=headers) for client in clients))
    for answer in answers:
        assert answer.status_code == 201 or (answer.status_code == 409 and answer.headers["retry-after"]), answer.text
    assert len({answer.content for answer in answers if answer.status_code == 201}) == 1
    assert len(makers.every(officer, "/products")) == 1


@pytest.mark.parametrize("path", ["/products/{id}", "/groups/TDP-01"])
def test_of_two_changes_one_is_stale(stage: Stage, coordinator: TestClient, path: str) -> None:
    group(coordinator)
    path = path.format(id=product(coordinator)["id"])
    clients = four(stage, "coordinator")
    for turn in range(3):
        headers = makers.etag(coordinator, path)
        name = "title" if "products" in path else "name"
        bodies = [{name: f"Lượt {turn} người {number}"} for number in range(4)]
        acts = [
            partial(client.patch, API + path, json=body, headers=headers)
            for client, body in zip(clients, bodies, strict=True)
        ]
        answers = together(*acts)
        assert statuses(answers) == {200: 1, 412: 3}, [answer.text for answer in answers]
        won = next(answer.json() for answer in answers if answer.status_code == 200)
        assert makers.get(coordinator, path) == won | {"warnings": []}
    check_trail(stage)


def test_the_same_code_is_made_once(stage: Stage, coordinator: TestClient) -> None:
    clients = four(stage, "coordinator")
    body = {"code": "TDP-01", "kind": "residential", "name": "Tổ 1"}
    answers = together(*(partial(client.post, f"{API}/groups", json=body) for client in clients))
    found = statuses(answers)
    assert found[201] == 1, [answer.text for answer in answers]
    assert found[409] + found[422] == 3, [answer.text for answer in answers]
    check_trail(stage)


def test_withdrawn_while_it_is_edited(stage: Stage, coordinator: TestClient) -> None:
    """Whoever comes second meets what the first one left: a withdrawn product is never changed."""
    path = f"/products/{product(coordinator)['id']}"
    one, two, *_ = four(stage, "coordinator")
    star = {"If-Match": "*"}
    gone, changed = together(
        lambda: one.patch(API + path, json={"status": "withdrawn", "reason": "Sai"}, headers=star),
        lambda: two.patch(API + path, json={"title": "Sửa"}, headers=star),
    )
    assert gone.status_code == 200
    assert changed.status_code in (200, 409), changed.text
    kept = makers.get(coordinator, path)
    assert kept["status"] == "withdrawn"
    assert (kept["title"] == "Sửa") == (changed.status_code == 200)
    check_trail(stage)


def test_a_population_lowered_while_it_is_reached(stage: Stage, coordinator: TestClient) -> None:
    """No order of the two breaks a figure."""
    group(coordinator)
    one, two, *_ = four(stage, "coordinator")
    rows = [placement("zalo", makers.DAY, reach(people=1000))]
    answers = together(
        lambda: one.patch(f"{API}/groups/TDP-01", json={"population": 500}, headers={"If-Match": "*"}),
        lambda: two.post(f"{API}/products", json=product_json(placements=rows)),
    )
    assert answers[0].status_code == 200
    assert answers[1].status_code in (201, 422), answers[1].text
    assert makers.get(coordinator, "/coverage", period="2026-Q2")["total"]["net_reach"] in (0, 500)
    check_trail(stage)


def test_a_period_closed_while_a_product_is_logged(stage: Stage, coordinator: TestClient, officer: TestClient) -> None:
    one, two = four(stage, "coordinator")[0], four(stage, "officer")[0]
    closed, logged = together(
        lambda: one.patch(f"{API}/periods/2026-Q2", json={"closed": True}, headers={"If-Match": "*"}),
        lambda: two.post(f"{API}/products", json=product_json()),
    )
    assert closed.status_code == 200
    assert logged.status_code in (201, 409), logged.text
    assert len(makers.every(officer, "/products")) == (logged.status_code == 201)


def test_batches_that_cross(stage: Stage, coordinator: TestClient) -> None:
    """Two systems that send the same two products in opposite order: both are served, neither waits for the other."""
    clients = [stage.token("coordinator", "BXDD", name=name, source="cms") for name in ("a", "b")]
    for code in ("x", "y"):
        product(clients[0], external_id=code)
    for client in clients:
        makers.delete(client, f"/products/{makers.planned(client)['id']}")
    rows = [{"external_id": code, "axis": "2.1"} for code in ("x", "y")]
    for _ in range(3):
        answers = together(
            *(
                partial(client.post, f"{API}/products/batch", json={"items": items})
                for client, items in zip(clients, (rows, rows[::-1]), strict=True)
            )
        )
        assert statuses(answers) == {201: 2}, [answer.text for answer in answers]
    check_trail(stage)


def test_the_feed_skips_nothing_while_others_write(stage: Stage, clients: list[TestClient], admin: TestClient) -> None:
    met: list[int] = []

    def follow() -> None:
        while len(met) < 4 * 5:
            for one in makers.get(admin, "/changes", after=met[-1] if met else 0, limit=3)["items"]:
                met.append(one["seq"])
                assert set(one) == {"seq", "at", "entity", "id", "action"}

    def write(client: TestClient) -> None:
        for _ in range(5):
            client.post(f"{API}/products", json=product_json() | {"unit": None})

    together(follow, *(partial(write, client) for client in clients[:4]))
    assert met == list(range(1, 21))
