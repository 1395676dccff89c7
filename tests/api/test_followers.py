"""Following: who asks again and again for what is new misses nothing, though eight write meanwhile."""

from functools import partial
from threading import Barrier, Event

from fastapi.testclient import TestClient

from tests import lengths, makers
from tests.api.test_together import together
from tests.conftest import Stage
from tests.makers import API, product_json

EACH = lengths.of("writes of each follower")
NAMES = ["officer", "coordinator", "other_officer", "officer"] * 2
STAR = {"If-Match": "*"}


def write(client: TestClient, ready: Barrier) -> set[int]:
    """Logs products one after another and changes every second one; their numbers."""
    ready.wait(30)
    made = set()
    for number in range(EACH):
        answer = client.post(f"{API}/products", json=product_json() | {"unit": None})
        assert answer.status_code == 201, answer.text
        made.add(answer.json()["id"])
        if number % 2:
            path = f"{API}/products/{answer.json()['id']}"
            assert client.patch(path, json={"axis": "2.1"}, headers=STAR).status_code == 200
    return made


def all_write(stage: Stage, ready: Barrier, over: Event) -> set[int]:
    clients = [stage.bearing(stage.tokens[name]) for name in NAMES]
    try:
        return set().union(*together(*(partial(write, client, ready) for client in clients)))
    finally:
        over.set()


def test_updated_after_misses_nothing(stage: Stage, leader: TestClient) -> None:
    over, ready = Event(), Barrier(len(NAMES) + 1)
    met: dict[int, makers.Json] = {}

    def follow() -> None:
        """As the documentation says: next time after the latest moment seen, and never looking back."""
        ready.wait(30)
        latest, is_last = "2026-01-01T00:00:00Z", False
        while not is_last:
            is_last = over.is_set()
            found = makers.every(leader, "/products", updated_after=latest, limit=200)
            met.update({one["id"]: one for one in found})
            latest = max([latest, *(one["updated_at"] for one in found)])

    _, made = together(follow, partial(all_write, stage, ready, over))
    assert set(met) == made
    assert met == {one["id"]: one for one in makers.every(leader, "/products", limit=200)}


def test_the_feed_of_changes_misses_nothing(stage: Stage, admin: TestClient) -> None:
    over, ready = Event(), Barrier(len(NAMES) + 1)
    met: list[makers.Json] = []

    def follow() -> None:
        ready.wait(30)
        is_last = False
        while not is_last:
            is_last = over.is_set()
            while found := makers.get(admin, "/changes", after=met[-1]["seq"] if met else 0, limit=7)["items"]:
                met.extend(found)

    _, made = together(follow, partial(all_write, stage, ready, over))
    assert [one["seq"] for one in met] == list(range(1, len(NAMES) * (EACH + EACH // 2) + 1))
    assert {one["id"] for one in met if one["action"] == "logged"} == made
    assert [one["at"] for one in met] == sorted({one["at"] for one in met})
