"""Webhooks: a signed line of /changes to whoever asked for it, tried for a day, never into a network of one's own."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any, get_args

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from app.domain.jobs.holding import LEASE
from app.domain.jobs.task import World
from app.domain.webhooks import Entity
from app.models import Job
from app.outside import posting
from app.web import trail_labels
from app.web.callers import now
from app.work.kinds import OUTWARD
from app.work.runner import Runner
from tests import makers
from tests.api.test_users import dump
from tests.conftest import OTHER_WARD, Stage
from tests.makers import API, Json, every, get, patch, post, problem, try_delete
from tests.rig.receiver import Receiver, receiver, webhook, webhook_json

A_DAY = 24 * 3600


@pytest.fixture
def far() -> Iterator[Receiver]:
    with receiver() as listening:
        yield listening


class Office:
    """Whoever works off the jobs, with a clock that can be moved."""

    def __init__(self, stage: Stage, to_private: bool = True) -> None:
        self.ahead, self.stage = timedelta(), stage
        self.settings = stage.app.state.settings.model_copy(update={"webhooks_to_private": to_private})

    def now(self) -> datetime:
        return now() + self.ahead

    def passed(self) -> float:
        return self.ahead.total_seconds()

    def runner(self) -> Runner:
        world = World(self.stage.engine, self.settings, self.now)
        return Runner(world, OUTWARD, clock=self.passed)

    def work(self, ahead: float = 0) -> None:
        """Works off what is due so many seconds from then on."""
        self.ahead += timedelta(seconds=ahead)
        runner = self.runner()
        while runner.look():
            pass


@pytest.fixture
def office(stage: Stage) -> Office:
    return Office(stage)


def deliveries(admin: TestClient, made: Json) -> list[Json]:
    return every(admin, f"/webhooks/{made['id']}/deliveries")


def states(admin: TestClient, made: Json) -> list[tuple[str, int, str | None]]:
    """Of its deliveries, the latest first: how it stands, the attempts, what went wrong last."""
    return [(one["status"], one["attempts"], one["fault"]) for one in deliveries(admin, made)]


def again(admin: TestClient, made: Json, delivery: Json, **fields: Any) -> Any:
    return admin.post(f"{API}/webhooks/{made['id']}/deliveries/{delivery['id']}/retry", json=fields)


def test_a_change_is_told_once_signed_and_as_the_feed_tells_it(
    office: Office, far: Receiver, admin: TestClient, coordinator: TestClient
) -> None:
    made = webhook(admin, address=far.address)
    office.work()
    assert far.got == [], "what was before it is not told"
    makers.group(coordinator)
    assert far.got == [], "nothing is sent while anyone waits for an answer"
    office.work()
    office.work(A_DAY)
    [got] = far.got
    assert got.content == every(admin, "/changes", limit=200)[-1]
    assert (got.content["entity"], got.content["id"], got.content["action"]) == ("group", "TDP-01", "created")
    assert got.is_signed_by(made["secret"])
    assert not got.is_signed_by(webhook(admin)["secret"])
    sent_at = int(got.headers["webhook-timestamp"])
    assert abs(sent_at - now().timestamp()) < 600
    assert (got.path, got.headers["host"]) == ("/nhan?nguon=lan%20toa", f"127.0.0.1:{far.port}")
    assert got.headers["content-type"] == "application/json"
    [told] = deliveries(admin, made)
    assert (told["entity"], told["key"], told["action"], told["status"]) == ("group", "TDP-01", "created", "sent")
    assert told["ended_at"] is not None


@pytest.mark.on_both
def test_changes_come_in_their_order_and_only_of_what_was_asked_for(
    office: Office, far: Receiver, admin: TestClient, coordinator: TestClient
) -> None:
    webhook(admin, address=far.address, entities=["group", "material"])
    for number in (1, 2):
        makers.group(coordinator, f"TDP-0{number}")
        makers.product(coordinator)
    makers.material(coordinator)
    patch(coordinator, "/groups/TDP-01", name="Tổ 1 mới")
    office.work()
    assert far.told == [("group", "created"), ("group", "created"), ("material", "created"), ("group", "changed")]
    assert [one.content["seq"] for one in far.got] == sorted(one.content["seq"] for one in far.got)


def test_the_key_is_told_once_and_kept_sealed(stage: Stage, admin: TestClient) -> None:
    made = webhook(admin)
    key = made["secret"].removeprefix("whsec_")
    assert key not in dump(stage)
    assert "secret" not in get(admin, f"/webhooks/{made['id']}")
    assert all("secret" not in one for one in every(admin, "/webhooks"))
    twice = [admin.post(f"{API}/webhooks", json=webhook_json(), headers={"Idempotency-Key": "k"}) for _ in range(2)]
    assert twice[0].json() == twice[1].json()
    assert twice[0].headers["cache-control"] == "no-store"


def test_a_new_key_signs_from_then_on(
    office: Office, far: Receiver, admin: TestClient, coordinator: TestClient
) -> None:
    made = webhook(admin, address=far.address, entities=["group"])
    makers.group(coordinator)
    wrong = admin.post(f"{API}/webhooks/{made['id']}/rotation", json={"secret": "whsec_x"})
    problem(wrong, 422, (("secret",), "unknown_field"))
    turned = post(admin, f"/webhooks/{made['id']}/rotation", {})
    office.work()
    assert far.got[0].is_signed_by(turned["secret"])
    assert not far.got[0].is_signed_by(made["secret"])


def test_a_webhook_is_changed_paused_and_deleted_and_the_trail_says_so_without_its_secrets(
    office: Office, far: Receiver, admin: TestClient, coordinator: TestClient
) -> None:
    made = webhook(admin, address=far.address, entities=["group"])
    path = f"/webhooks/{made['id']}"
    assert patch(admin, path, active=False)["active"] is False
    makers.group(coordinator)
    office.work()
    assert patch(admin, path, active=True)["active"] is True
    makers.group(coordinator, "TDP-02")
    office.work()
    assert [one.content["id"] for one in far.got] == ["TDP-02"], "what came while it was paused is not told"
    makers.group(coordinator, "TDP-03")
    office.runner().look()
    makers.group(coordinator, "TDP-04")
    makers.delete(admin, path)
    office.work()
    assert [one.content["id"] for one in far.got] == ["TDP-02", "TDP-03"]
    assert admin.get(f"{API}{path}").status_code == 404
    lines = [one for one in every(admin, "/audit", limit=200) if one["entity"] == "webhook"]
    assert [one["action"] for one in reversed(lines)] == ["created", "changed", "changed", "deleted"]
    assert str(far.port) not in str(lines)


def test_what_is_read_can_be_sent_back_and_changes_nothing(admin: TestClient) -> None:
    made = get(admin, f"/webhooks/{webhook(admin, entities=['report', 'report'])['id']}")
    assert made["entities"] == ["report"]
    sent_back = patch(admin, f"/webhooks/{made['id']}", **made)
    assert sent_back["updated_at"] == made["updated_at"]
    other = patch(admin, f"/webhooks/{made['id']}", address="https://khac.example/x", entities=[])
    assert (other["address"], other["entities"]) == ("https://khac.example/x", [])


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("address", "ftp://phuong.example/", "link"),
        ("address", "https://ai:mat-khau@phuong.example/", "link"),
        ("address", "https://phuong.example:99999/", "link"),
        ("address", "https://phuong..example/", "link"),
        ("address", None, "missing"),
        ("entities", ["jobs"], "choice"),
        ("name", "", "missing"),
    ],
)
def test_what_is_no_address_or_names_nothing_is_refused(admin: TestClient, field: str, value: Any, code: str) -> None:
    answer = admin.post(f"{API}/webhooks", json=webhook_json() | {field: value})
    problem(answer, 422, ((field, 0) if field == "entities" else (field,), code))


def test_a_receiver_that_is_down_gets_it_when_it_is_up(
    office: Office, far: Receiver, admin: TestClient, coordinator: TestClient
) -> None:
    made = webhook(admin, address=far.address, entities=["group"])
    far.statuses = [503] * 4
    makers.group(coordinator)
    makers.group(coordinator, "TDP-02")
    office.work()
    assert states(admin, made) == [("retrying", 1, "bên nhận trả lời mã 503")], "the second waits for the first"
    office.work(29)
    assert len(far.got) == 1
    for pause in (1, 60, 120):
        office.work(pause)
    assert len(far.got) == 4
    office.work(240)
    assert states(admin, made) == [("sent", 1, None), ("sent", 5, None)]
    assert [one.content["id"] for one in far.got] == ["TDP-01"] * 5 + ["TDP-02"]
    assert {one.headers["webhook-id"] for one in far.got[:5]} == {far.got[0].headers["webhook-id"]}
    stamps = [int(one.headers["webhook-timestamp"]) for one in far.got[:5]]
    assert stamps[0] < stamps[-1], "each attempt is signed for its own moment"


def test_a_change_that_is_never_taken_is_given_up_after_a_day_and_holds_nothing_up_for_long(
    office: Office, far: Receiver, admin: TestClient, coordinator: TestClient
) -> None:
    made = webhook(admin, address=far.address, entities=["group"])
    far.statuses = [400] * 5 + [200] + [400] * 30
    makers.group(coordinator)
    makers.group(coordinator, "TDP-02")
    for _ in range(5):
        office.work(300)
    assert [one[0] for one in states(admin, made)] == ["sent", "retrying"]
    for _ in range(40):
        office.work(3600)
    assert states(admin, made)[1] == ("given_up", 31, "bên nhận trả lời mã 400")
    assert len(far.got) == 32


@pytest.mark.on_both
def test_a_receiver_that_is_gone_is_asked_for_few_changes_and_gets_the_rest_later(
    office: Office, far: Receiver, admin: TestClient, coordinator: TestClient
) -> None:
    made = webhook(admin, address="http://127.0.0.1:1/", entities=["group"])
    for number in range(14):
        makers.group(coordinator, f"TDP-{number:02}")
    for _ in range(70):
        office.work(450)
    assert len(deliveries(admin, made)) == 10
    assert states(admin, made)[-1][2] == "bên nhận không nhận kết nối"
    patch(admin, f"/webhooks/{made['id']}", address=far.address)
    office.work(7200)
    assert sorted(one.content["id"] for one in far.got) == [f"TDP-{number:02}" for number in range(14)]


def test_a_delivery_is_sent_again_at_once_whatever_came_of_it(
    office: Office, far: Receiver, admin: TestClient, coordinator: TestClient
) -> None:
    made = webhook(admin, address=far.address, entities=["group"])
    far.statuses = [500]
    makers.group(coordinator)
    office.work()
    problem(again(admin, made, deliveries(admin, made)[0], soon=True), 422, (("soon",), "unknown_field"))
    assert again(admin, made, deliveries(admin, made)[0]).json()["status"] == "waiting"
    office.work()
    assert states(admin, made) == [("sent", 1, None)]
    assert again(admin, made, deliveries(admin, made)[0]).json()["status"] == "waiting"
    office.work()
    assert len(far.got) == 3
    assert len({one.headers["webhook-id"] for one in far.got}) == 1
    patch(admin, f"/webhooks/{made['id']}", active=False)
    assert problem(again(admin, made, deliveries(admin, made)[0]), 409)["code"] == "paused"
    other = webhook(admin)
    assert again(admin, other, deliveries(admin, made)[0]).status_code == 404


@pytest.mark.on_both
def test_who_is_killed_before_it_is_written_down_sends_it_again_under_the_same_name(
    office: Office, far: Receiver, admin: TestClient, coordinator: TestClient, stage: Stage
) -> None:
    made = webhook(admin, address=far.address, entities=["group"])
    makers.group(coordinator)

    def lose() -> None:
        """As if whoever sent it were gone: what it would write is refused."""
        far.on_call = None
        with stage.writing() as (session, _):
            job = session.exec(select(Job)).one()
            job.lease = "nobody"

    far.on_call = lose
    office.work()
    assert [one[0] for one in states(admin, made)] == ["retrying"]
    other = office.runner()
    assert not other.look()
    office.ahead += timedelta(seconds=LEASE)
    assert other.look()
    assert [one[0] for one in states(admin, made)] == ["sent"]
    assert len(far.got) == 2
    assert len({one.headers["webhook-id"] for one in far.got}) == 1


@pytest.mark.on_both
def test_many_runners_send_each_change_once(
    office: Office, far: Receiver, admin: TestClient, coordinator: TestClient
) -> None:
    for _ in range(2):
        webhook(admin, address=far.address, entities=["group"])
    for number in range(6):
        makers.group(coordinator, f"TDP-{number:02}")
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: office.work(), range(4)))
    office.work()
    assert len(far.got) == 12
    assert len({one.headers["webhook-id"] for one in far.got}) == 12


@pytest.mark.on_both
def test_a_slow_receiver_keeps_neither_others_waiting_nor_requests(
    office: Office,
    far: Receiver,
    admin: TestClient,
    coordinator: TestClient,
    stage: Stage,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(posting, "WHOLE", 0.5)
    slow = webhook(admin, address=far.address, entities=["group"])
    far.goes_on.clear()
    with receiver() as quick:
        stranger = stage.token("admin", ward=OTHER_WARD)
        webhook(stranger, address=quick.address, entities=["group"])
        for number in range(3):
            makers.group(coordinator, f"TDP-0{number}")
        makers.group(stage.token("coordinator", "BXDD", ward=OTHER_WARD), "TDP-01")
        with ThreadPoolExecutor(1) as pool:
            working = pool.submit(office.work)
            assert far.called.wait(30)
            makers.group(coordinator, "TDP-09")
            working.result(60)
        assert [one.content["id"] for one in quick.got] == ["TDP-01"]
    assert len(far.got) == 1
    assert states(admin, slow) == [("retrying", 1, "bên nhận không trả lời kịp")]


@pytest.mark.parametrize(
    ("raw", "fault"),
    [
        ([b"HTTP/1.1 200 OK\r\nX: ", *([b"a"] * 200)], "bên nhận không trả lời kịp"),
        ([b"HTTP/1.1 100 Continue\r\n\r\n"] * 200, "bên nhận không trả lời kịp"),
        ([b"HTTP/1.1 200 OK\r\nX: " + b"a" * 100_000], "bên nhận trả lời không đúng HTTP"),
        ([b"220 mail.example ESMTP\r\n\r\n"], "bên nhận trả lời không đúng HTTP"),
        ([b""], "bên nhận trả lời không đúng HTTP"),
    ],
    ids=["drips", "goes on", "long", "no HTTP", "nothing"],
)
def test_an_answer_that_is_none_holds_nobody_up(
    office: Office,
    far: Receiver,
    admin: TestClient,
    coordinator: TestClient,
    monkeypatch: pytest.MonkeyPatch,
    raw: list[bytes],
    fault: str,
) -> None:
    monkeypatch.setattr(posting, "WHOLE", 0.5)
    made = webhook(admin, address=far.address, entities=["group"])
    far.raw = raw
    makers.group(coordinator)
    office.work()
    assert states(admin, made) == [("retrying", 1, fault)]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_private_address_is_reached_only_where_the_operator_allows_it(
    stage: Stage, far: Receiver, admin: TestClient, coordinator: TestClient, host: str
) -> None:
    made = webhook(admin, address=f"http://{host}:{far.port}/", entities=["group"])
    makers.group(coordinator)
    careful = Office(stage, to_private=False)
    careful.work()
    assert not far.called.is_set()
    assert states(admin, made) == [("retrying", 1, "địa chỉ nằm trong mạng riêng, máy chủ này không gửi tới đó")]
    open_one = Office(stage)
    open_one.work(3600)
    assert [one[0] for one in states(admin, made)] == ["sent"]


def test_no_redirect_is_followed(office: Office, far: Receiver, admin: TestClient, coordinator: TestClient) -> None:
    made = webhook(admin, address=far.address, entities=["group"])
    with receiver() as inner:
        far.statuses, far.location = [307], inner.address
        makers.group(coordinator)
        office.work()
        assert states(admin, made) == [("retrying", 1, "bên nhận trả lời mã 307")]
        assert not inner.called.is_set()


def test_the_name_is_asked_for_once_and_what_was_judged_is_reached(
    stage: Stage, far: Receiver, admin: TestClient, coordinator: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that is public when it is judged, and private a moment later, leads nowhere."""
    asked: list[str] = []

    def told(host: str, port: int, **_: Any) -> list[Any]:
        asked.append(host)
        here = "192.0.2.1" if len(asked) > 1 else "127.0.0.1"
        return [(2, 1, 6, "", (here, port))]

    monkeypatch.setattr(posting.socket, "getaddrinfo", told)
    webhook(admin, address=f"http://đống-đa.example:{far.port}/", entities=["group"])
    makers.group(coordinator)
    Office(stage).work()
    assert asked == ["đống-đa.example".encode("idna").decode()]
    assert [one.headers["host"] for one in far.got] == [f"{asked[0]}:{far.port}"]


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",
        "10.0.0.1",
        "100.64.0.1",
        "127.0.0.1",
        "169.254.169.254",
        "172.16.0.1",
        "192.168.1.1",
        "224.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1%2",
        "fc00::1",
        "ff02::1",
        "::ffff:10.0.0.1",
        "::ffff:127.0.0.1",
        "2002:a00:1::",
        "64:ff9b::a00:1",
        "64:ff9b:1::a00:1",
        "::127.0.0.1",
        "::ffff:0:10.0.0.1",
        "fec0::1",
        "2001:470::5efe:10.0.0.1",
        "2001:470::200:5efe:10.0.0.1",
    ],
)
def test_addresses_of_a_network_of_one_s_own_are_not_public(address: str) -> None:
    assert not posting.is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2001:4860:4860::8888", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_addresses_of_the_internet_are_public(address: str) -> None:
    assert posting.is_public(address)


def test_they_are_the_admin_s_and_for_everyone_else_not_there(
    admin: TestClient, coordinator: TestClient, city: TestClient, stage: Stage
) -> None:
    made = webhook(admin)
    path = f"/webhooks/{made['id']}"
    for client in (coordinator, city, stage.token("admin", ward=OTHER_WARD)):
        assert client.get(f"{API}{path}").status_code == 404
        assert client.get(f"{API}{path}/deliveries").status_code == 404
        changed = client.patch(f"{API}{path}", json={"name": "x"}, headers={"If-Match": "*"})
        assert changed.status_code == 404
    assert coordinator.post(f"{API}/webhooks", json=webhook_json()).status_code == 404
    assert try_delete(admin, path).status_code == 204


def test_what_can_be_named_is_what_the_feed_tells_of() -> None:
    assert set(get_args(Entity)) == set(trail_labels.ENTITIES)
