"""Who guesses is slowed down, and nobody else: by account and address, however it was typed, many at once or not."""

import sqlite3
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlmodel import func, select

from app import db
from app.domain import people
from app.domain.errors import TooMany
from app.domain.people import entry
from app.domain.people.delays import Sender
from app.models import SignInFailure
from app.views.people import account as account_door
from app.views.people import invitations as invitations_door
from app.views.people import sign_in as sign_in_door
from app.web import attempts
from app.web.callers import now
from tests.api.test_users import id_of
from tests.conftest import PASSWORD, Stage
from tests.makers import API
from tests.views.filled import filled, press
from tests.views.test_users import CHOSEN, choose, link_in

VARIANTS = (
    "officer@DONGDA",
    " officer@dongda",
    "OFFICER@dongda  ",
    "officer @dongda",
    "òfficer@dongda",
    "officer@ đốngda",
)


@pytest.fixture(autouse=True)
def _still(monkeypatch: pytest.MonkeyPatch) -> None:
    """The doors' clock stands still: a wait of a second must not pass on a machine that takes as long for a try."""
    moment = now()
    for door in (sign_in_door, invitations_door, account_door, attempts):
        monkeypatch.setattr(door, "now", lambda: moment)


def at_address(stage: Stage, address: str, **cookies: str) -> TestClient:
    return stage.client(client=(address, 40_000), cookies=cookies)


def sign_in(client: TestClient, password: str = "sai", name: str = "officer@dongda") -> int:
    return int(client.post("/login", data={"name": name, "password": password}).status_code)


def outcome(stage: Stage, at: datetime, password: str = "sai", address: str = "10.0.0.1") -> str | int:
    """The steps as the door takes them, at a moment that a test chooses: in, wrong, or the seconds to wait."""
    try:
        with db.reading(stage.engine) as session:
            attempt = entry.attempt(session, b"secret", "officer@dongda", Sender(address), at)
        with db.transaction(stage.engine) as session:
            entry.begin(session, attempt, at)
    except TooMany as busy:
        return busy.after
    with db.transaction(stage.engine) as session:
        if people.verifies(password, attempt.hash):
            entry.let_in(session, attempt, at, 14)
            return "in"
        entry.failed(session, attempt, at)
    return "wrong"


def failures(stage: Stage) -> int:
    with db.reading(stage.engine) as session:
        return session.exec(select(func.count()).select_from(SignInFailure)).one()


def test_a_guesser_is_slowed_down_and_told_for_how_long(stage: Stage) -> None:
    here = at_address(stage, "10.0.0.1")
    assert [sign_in(here) for _ in range(5)] == [422, 422, 422, 429, 429]
    answer = here.post("/login", data={"name": "officer@dongda", "password": PASSWORD})
    assert answer.status_code == 429, "right or wrong, from where it was guessed"
    assert int(answer.headers["retry-after"]) == 1
    assert "Đợi 1 giây" in answer.text


def test_nobody_can_lock_an_owner_out(stage: Stage) -> None:
    for number in range(30):
        attacker = at_address(stage, f"10.1.0.{number}")
        while sign_in(attacker) != 429:
            pass
    assert sign_in(at_address(stage, "192.168.1.7"), PASSWORD) == 303


def test_an_account_under_attack_leaves_each_new_address_one_guess(stage: Stage) -> None:
    tried = [sign_in(at_address(stage, f"10.1.0.{number}")) for number in range(20)]
    assert tried == [422] * 20
    newcomer = at_address(stage, "10.2.0.1")
    assert [sign_in(newcomer), sign_in(newcomer)] == [422, 429]


def test_one_network_of_ipv6_is_one_sender(stage: Stage) -> None:
    tried = [sign_in(at_address(stage, f"2001:db8:1:2::{number:x}")) for number in range(1, 5)]
    assert tried == [422, 422, 422, 429]
    assert sign_in(at_address(stage, "2001:db8:1:3::1")) == 422
    assert sign_in(at_address(stage, "::ffff:10.0.0.1"), PASSWORD) == 303


def test_however_a_name_is_typed_it_is_one_account(stage: Stage) -> None:
    here = at_address(stage, "10.0.0.1")
    assert [sign_in(here, name=name) for name in VARIANTS] == [422] * 3 + [429] * 3


def test_a_reader_of_the_city_is_one_account_behind_every_ward_s_name(stage: Stage) -> None:
    here = at_address(stage, "10.0.0.1")
    names = ("city@dongda", "city@khuongthuong", "city", "city@hanoi", "city@nowhere")
    assert [sign_in(here, name=name) for name in names] == [422] * 3 + [429] * 2


def test_a_name_that_nobody_has_is_slowed_down_alike(stage: Stage) -> None:
    here = at_address(stage, "10.0.0.1")
    names = ("ai@dongda", " AI@dongda", "ái@DONGDA ", "ai@dongda")
    assert [sign_in(here, name=name) for name in names] == [422] * 3 + [429]


def test_a_success_forgets_the_failures_of_the_account_and_of_the_address(stage: Stage) -> None:
    here = at_address(stage, "10.0.0.1")
    for _ in range(12):
        assert [sign_in(here), sign_in(here), sign_in(here, PASSWORD)] == [422, 422, 303]
        here.cookies.clear()
    assert failures(stage) == 0


def test_an_address_that_fails_for_many_waits_a_minute_at_most(stage: Stage) -> None:
    here = at_address(stage, "10.0.0.1")
    tried = [sign_in(here, name=f"name{number}@dongda") for number in range(22)]
    assert tried[:20] == [422] * 20
    assert 429 in tried
    assert sign_in(at_address(stage, "10.0.0.2")) == 422
    with stage.writing() as (session, _):
        for row in session.exec(select(SignInFailure)):
            row.count = 1000
    answer = here.post("/login", data={"name": "leader@dongda", "password": PASSWORD})
    assert answer.status_code == 429
    assert 50 < int(answer.headers["retry-after"]) <= 60


def test_a_known_browser_is_not_late_for_what_others_failed_behind_its_address(stage: Stage) -> None:
    own = at_address(stage, "10.0.0.1")
    assert sign_in(own, PASSWORD) == 303
    own.post("/logout")
    attacker = at_address(stage, "10.0.0.1")
    while sign_in(attacker) != 429:
        pass
    assert sign_in(attacker, PASSWORD) == 429
    assert sign_in(own, PASSWORD) == 303
    own.post("/logout")
    assert [sign_in(own) for _ in range(4)] == [422, 422, 422, 429], "its own failures count"


def test_a_browser_is_known_by_a_cookie_that_nobody_else_can_make(stage: Stage) -> None:
    own = at_address(stage, "10.0.0.1")
    answer = own.post("/login", data={"name": "officer@dongda", "password": PASSWORD})
    (cookie,) = [one for one in answer.headers.get_list("set-cookie") if one.startswith("lantoa-known=")]
    assert all(word in cookie.lower() for word in ("httponly", "samesite=lax", "max-age=34560000"))
    value = own.cookies["lantoa-known"]
    for forged in (value[:-1] + ("0" if value[-1] != "0" else "1"), value.replace(".", ".1", 1), "~" * 900, "x" * 5000):
        here = at_address(stage, "10.0.0.9", **{"lantoa-known": forged})
        tried = [sign_in(here) for _ in range(4)]
        assert tried[-1] == 429
        forget_all(stage)


def forget_all(stage: Stage) -> None:
    with stage.writing() as (session, _):
        for row in session.exec(select(SignInFailure)):
            session.delete(row)


def test_two_people_of_one_browser_are_both_known(stage: Stage) -> None:
    own = at_address(stage, "10.0.0.1")
    for name in ("officer@dongda", "leader@dongda"):
        assert sign_in(own, PASSWORD, name) == 303
        own.post("/logout")
    for name in ("officer@dongda", "leader@dongda"):
        attacker = at_address(stage, "10.0.0.1")
        while sign_in(attacker, name=name) != 429:
            pass
        assert sign_in(own, PASSWORD, name) == 303
        own.post("/logout")


def test_an_admin_s_new_link_ends_the_waiting(stage: Stage, pages: SimpleNamespace) -> None:
    here = at_address(stage, "10.0.0.1")
    while sign_in(here) != 429:
        pass
    path = f"/users/{id_of(pages.admin, 'officer')}/invitation"
    answer = press(pages.admin, path, filled(pages.admin.get(path).text), "")
    assert choose(stage.signed_in("nobody"), link_in(answer.text)).status_code == 303
    assert sign_in(here, CHOSEN) == 303


def test_waiting_is_never_longer_than_the_longest_wait_whatever_the_clock_does(stage: Stage) -> None:
    ahead = now() + timedelta(days=3650)
    assert [outcome(stage, ahead) for _ in range(4)] == ["wrong"] * 3 + [1]
    assert outcome(stage, now()) == "wrong", "the clock was mended"
    assert outcome(stage, now()) in (1, 2)
    assert outcome(stage, now() + timedelta(seconds=3), PASSWORD) == "in"


def test_waits_double_up_to_five_minutes_and_a_day_forgets_them(stage: Stage) -> None:
    at, waits = now(), []
    for _ in range(3):
        assert outcome(stage, at) == "wrong"
    for _ in range(11):
        wait = outcome(stage, at)
        assert isinstance(wait, int)
        waits.append(wait)
        at += timedelta(seconds=wait)
        assert outcome(stage, at - timedelta(seconds=1)) == 1
        assert outcome(stage, at) == "wrong"
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]
    at += timedelta(days=1, seconds=1)
    assert [outcome(stage, at) for _ in range(4)] == ["wrong"] * 3 + [1]
    assert failures(stage) == 3, "nothing is kept of the day before"


def test_a_session_that_a_wrong_clock_opened_ends_with_it(stage: Stage, pages: SimpleNamespace) -> None:
    with stage.writing() as (session, ward):
        person = session.get(people.Person, (ward.id, id_of(pages.admin, "officer")))
        assert person is not None
        cookie = people.open_session(session, person, now() + timedelta(days=3650), 14)
    with db.reading(stage.engine) as session:
        assert people.signed_in(session, cookie, now()) is None
        assert people.signed_in(session, cookie, now() + timedelta(days=3650, minutes=1)) is not None


def test_many_guesses_at_once_are_not_all_tried(stage: Stage) -> None:
    with ThreadPoolExecutor(12) as pool:
        told = Counter(pool.map(lambda _: outcome(stage, now()) == "wrong", range(24)))
    assert told[True] in (3, 4), "a fourth where they took longer than a second"


def test_many_guesses_at_once_through_the_door_break_nothing(stage: Stage) -> None:
    names = ["officer@dongda", "leader@dongda", "ai@dongda", "city"] * 6

    def guess(number: int) -> int:
        return sign_in(at_address(stage, f"10.0.0.{number % 2}"), name=names[number])

    with ThreadPoolExecutor(12) as pool:
        # Where hashing takes so long that the queue is given up, one is told that the server is busy.
        assert set(pool.map(guess, range(24))) <= {422, 429, 503}


def test_a_whole_office_signs_in_at_once(stage: Stage) -> None:
    names = ["officer", "other_officer", "coordinator", "leader", "admin"] * 5
    with ThreadPoolExecutor(8) as pool:
        told = Counter(pool.map(lambda name: sign_in(at_address(stage, "10.0.0.1"), PASSWORD, f"{name}@dongda"), names))
    assert told[303] >= 15, "only of one account more than three at once may wait"
    assert 422 not in told


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("o\u0300\u0323" * 1_000, "x"),
        ("officer@" + "\u0323" * 300, "x"),
        ("a" * 201, "x"),
        ("a\0@dongda", "x"),
        ("officer@dongda", "a\u0323" * 501),
        ("officer@dongda", PASSWORD + "x" * 1000),
    ],
    ids=["marks", "marks of a ward", "name", "nul", "marks of a password", "password"],
)
def test_what_is_longer_than_any_name_or_password_is_wrong_at_once(stage: Stage, name: str, password: str) -> None:
    with pytest.raises(entry.Refused) as refused:
        entry.require_possible(name, password)
    assert refused.value.faults[0].code == "wrong"
    answer = at_address(stage, "10.0.0.1").post("/login", data={"name": name, "password": password})
    assert answer.status_code == 422
    assert "Tên đăng nhập hoặc mật khẩu không đúng" in answer.text
    assert len(answer.text) < 20_000
    assert failures(stage) == 0


# The other doors.


def test_guessing_at_the_old_password_is_slowed_down(stage: Stage, pages: SimpleNamespace) -> None:
    def change(old: str, form_id: str) -> Any:
        pairs = [("form_id", form_id), ("old", old), ("password", CHOSEN), ("again", CHOSEN)]
        return press(pages.leader, "/account/password", pairs, "")

    assert [change("sai", f"f{number}").status_code for number in range(4)] == [422] * 3 + [429]
    answer = change(PASSWORD, "f5")
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) >= 1
    forget_all(stage)
    assert change(PASSWORD, "f6").status_code == 303
    assert change(PASSWORD, "f6").status_code == 303, "a double press is answered twice"
    assert sign_in(at_address(stage, "10.0.0.1"), CHOSEN, "leader@dongda") == 303


def test_wrong_tokens_are_told_to_wait_and_right_ones_never(stage: Stage, officer: TestClient) -> None:
    wrong = stage.bearing("lt.1.wrong")
    assert [wrong.get(f"{API}/units").status_code for _ in range(20)] == [401] * 20
    answer = wrong.get(f"{API}/units")
    assert answer.status_code == 429
    assert answer.json()["code"] == "too_many"
    assert int(answer.headers["retry-after"]) >= 1
    assert officer.get(f"{API}/units").status_code == 200
    assert stage.bearing(None).get(f"{API}/units").status_code == 401, "none at all is no guess"
    assert failures(stage) == 0


def test_a_guesser_who_must_wait_keeps_no_writer_waiting(stage: Stage) -> None:
    if stage.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL has no one lock for every writer")
    here = at_address(stage, "10.0.0.1")
    for _ in range(3):
        assert sign_in(here) == 422
    with stage.writing() as (session, _):
        for row in session.exec(select(SignInFailure)):
            row.count += 10
    other = sqlite3.connect(str(stage.engine.url.database), isolation_level=None)
    try:
        other.execute("BEGIN IMMEDIATE")
        assert sign_in(here) == 429
    finally:
        other.close()


def test_opening_a_link_waits_for_no_writer(stage: Stage, pages: SimpleNamespace) -> None:
    if stage.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL has no one lock for every writer")
    path = f"/users/{id_of(pages.admin, 'officer')}/invitation"
    link = link_in(press(pages.admin, path, filled(pages.admin.get(path).text), "").text)
    other = sqlite3.connect(str(stage.engine.url.database), isolation_level=None)
    try:
        other.execute("BEGIN IMMEDIATE")
        assert pages.nobody.get(link).status_code == 200
        assert pages.nobody.get(f"{link}x").status_code == 404
    finally:
        other.close()


def test_no_password_is_tried_or_hashed_while_the_database_is_held(
    stage: Stage, pages: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    held: list[tuple[str, int]] = []
    for name in ("verifies", "hash_password"):
        original = getattr(people, name)

        def watched(*args: str, name: str = name, original: Any = original) -> Any:
            held.append((name, stage.engine.pool.checkedout()))  # type: ignore[attr-defined]
            return original(*args)

        monkeypatch.setattr(people, name, watched)
    path = f"/users/{id_of(pages.admin, 'officer')}/invitation"
    link = link_in(press(pages.admin, path, filled(pages.admin.get(path).text), "").text)
    here = at_address(stage, "10.0.0.1")
    assert choose(here, link).status_code == 303
    assert [sign_in(here), sign_in(here, CHOSEN)] == [422, 303]
    pairs = [("form_id", "f1"), ("old", CHOSEN), ("password", PASSWORD), ("again", PASSWORD)]
    assert press(here, "/account/password", pairs, "").status_code == 303
    assert [name for name, _ in held] == ["hash_password", "verifies", "verifies", "verifies", "hash_password"]
    assert {count for _, count in held} == {0}
