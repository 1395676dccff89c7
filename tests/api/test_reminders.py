"""Reminders: each step once a day, in the trail, and one mail for it whatever the mail server does."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.domain.jobs.holding import LEASE
from app.domain.jobs.task import World
from app.settings import Settings
from app.web.callers import now
from app.work.runner import Runner
from tests import makers
from tests.conftest import Stage
from tests.lantoa import begin
from tests.makers import API, Json, every, get, post, problem, report
from tests.rig.smtp import MailServer, free_settings, mail_server

Q = "2026-Q2"
OWING = ["CTXH", "MTTQ", "TCD", "UBND"]


def reminded(client: TestClient, *units: str, period: str = Q) -> list[Json]:
    asked = {"units": list(units)} if units else {}
    found: list[Json] = post(client, "/reports/reminders", {"period": period} | asked)["items"]
    return found


def refused(client: TestClient, **body: Any) -> Any:
    return client.post(f"{API}/reports/reminders", json=body)


def told_of(client: TestClient) -> list[str]:
    return [one["action"] for one in every(client, "/changes", limit=200) if one["entity"] == "reminder"]


def test_all_that_owe_are_reminded_once_a_day(coordinator: TestClient, stage: Stage) -> None:
    first = reminded(coordinator)
    assert [(one["unit"], one["new"], one["mail"]) for one in first] == [(unit, True, "none") for unit in OWING]
    answer = refused(stage.token("coordinator", "BXDD"), period=Q)
    assert answer.status_code == 200, "nobody is reminded a second time by a second coordinator"
    assert answer.json()["items"] == [one | {"new": False} for one in first]
    assert told_of(coordinator) == ["reminded"] * 4


def test_who_has_handed_in_owes_nothing_until_it_comes_back(officer: TestClient, coordinator: TestClient) -> None:
    made = report(officer, period=Q)
    assert [one["unit"] for one in reminded(coordinator, "UBND", "MTTQ")] == ["MTTQ", "UBND"], "a draft is owed"
    post(officer, f"/reports/{made['id']}/submit", {})
    assert [one["unit"] for one in reminded(coordinator)] == ["CTXH", "MTTQ", "TCD"]
    assert reminded(coordinator, "UBND") == []
    post(coordinator, f"/reports/{made['id']}/return", {"reason": "Thiếu phần 5"})
    assert [one["unit"] for one in reminded(coordinator, "UBND")] == ["UBND"]


def test_what_can_not_be_reminded_of_is_said(
    officer: TestClient, leader: TestClient, city: TestClient, coordinator: TestClient
) -> None:
    for client, status in ((officer, 403), (leader, 403), (city, 404)):
        assert refused(client, period=Q).status_code == status
    problem(refused(coordinator), 422, (("period",), "missing"))
    problem(refused(coordinator, period="2026"), 422, (("period",), "unknown"))
    problem(refused(coordinator, period=Q, units=["XXX"]), 422, (("units",), "unknown"))
    post(
        coordinator,
        "/periods",
        {"code": "K9", "starts_on": "2099-01-01", "ends_on": "2099-03-31", "due_on": "2099-03-10"},
    )
    makers.close(coordinator)
    for code in ("K9", Q):
        assert problem(refused(coordinator, period=code), 409)["code"] == "not_open"
    assert told_of(coordinator) == []


def test_many_at_once_remind_once(stage: Stage, coordinator: TestClient) -> None:
    clients = [stage.bearing(stage.tokens["coordinator"]) for _ in range(6)]
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda client: refused(client, period=Q), clients))
    assert sorted(answer.status_code for answer in answers) == [200] * 5 + [201]
    assert len(told_of(coordinator)) == 4


# Mail.


@pytest.fixture
def mails() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


class Office:
    """Whoever works off the jobs, with a clock that can be moved."""

    def __init__(self, stage: Stage, monkeypatch: pytest.MonkeyPatch, env: dict[str, str]) -> None:
        self.ahead = timedelta()
        self.engine = stage.engine
        for name, value in Settings(**{name[7:].lower(): value for name, value in env.items()}):
            if name.startswith("smtp"):
                monkeypatch.setattr(stage.app.state.settings, name, value)
        self.settings = stage.app.state.settings

    def now(self) -> datetime:
        return now() + self.ahead

    def passed(self) -> float:
        return self.ahead.total_seconds()

    def runner(self) -> Runner:
        return Runner(World(self.engine, self.settings, self.now), clock=self.passed)

    def work(self, ahead: float = 0) -> None:
        """Works off what is due so many seconds from then on."""
        self.ahead += timedelta(seconds=ahead)
        runner = self.runner()
        while runner.look():
            pass


@pytest.fixture
def office(stage: Stage, monkeypatch: pytest.MonkeyPatch, mails: MailServer, admin: TestClient) -> Office:
    """UBND has three accounts: two with an address, one of whom has none any more."""
    for name, email in (("lan", "lan@dongda.test"), ("minh", "minh@dongda.test"), ("khoa", "khoa@dongda.test")):
        post(admin, "/users", {"name": name, "role": "unit", "unit": "UBND", "email": email})
    khoa = next(one["id"] for one in every(admin, "/users") if one["name"] == "khoa")
    makers.delete(admin, f"/users/{khoa}")
    return Office(stage, monkeypatch, mails.env)


def mail_of(client: TestClient, unit: str = "UBND") -> str:
    """What became of its mail, as who reminds again is told."""
    [one] = reminded(client, unit)
    return str(one["mail"])


def test_a_reminder_goes_by_mail_to_the_accounts_of_the_unit(
    office: Office, mails: MailServer, coordinator: TestClient
) -> None:
    assert [one["mail"] for one in reminded(coordinator)] == ["none", "none", "none", "waiting"]
    assert mails.letters == [], "nothing is sent while anyone waits for an answer"
    office.work()
    [letter] = mails.letters
    assert mails.takers == [["lan@dongda.test", "minh@dongda.test"]]
    assert letter["Subject"] == "Nhắc nộp báo cáo quý II/2026: Ủy ban nhân dân phường"
    assert letter["From"] == "lantoa@dongda.test"
    text = letter.get_content()
    assert "Kính gửi Ủy ban nhân dân phường," in text
    assert "Hạn nộp 10/06/2026, đã quá" in text
    assert mail_of(coordinator) == "sent"
    office.work(3600)
    assert len(mails.letters) == 1


def test_a_mail_bears_any_name_that_a_unit_may_have(
    office: Office, mails: MailServer, coordinator: TestClient, admin: TestClient
) -> None:
    name = f'Hội «Ă & <b>» "{"ươ" * 120}", 😀; To: ai@dongda.test'
    makers.patch(admin, "/units/UBND", name=name)
    reminded(coordinator, "UBND")
    office.work()
    [letter] = mails.letters
    assert mails.takers == [["lan@dongda.test", "minh@dongda.test"]]
    assert letter["To"] == "lan@dongda.test, minh@dongda.test"
    assert str(letter["Subject"]).endswith(name)
    assert f"Kính gửi {name}," in letter.get_content()


def test_a_mail_server_that_is_down_for_an_hour_gets_one_mail(
    office: Office, mails: MailServer, coordinator: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(office.settings, "smtp_port", int(free_settings()["LANTOA_SMTP_PORT"]))
    reminded(coordinator, "UBND")
    for _ in range(8):
        office.work(450)
    assert mail_of(coordinator) == "retrying"
    monkeypatch.setattr(office.settings, "smtp_port", mails.port)
    office.work(3600)
    assert (len(mails.letters), mail_of(coordinator)) == (1, "sent")


@pytest.mark.parametrize("word", ["EHLO", "MAIL", "RCPT", "DATA"])
def test_a_server_that_refuses_for_now_gets_it_later(
    office: Office, mails: MailServer, coordinator: TestClient, word: str
) -> None:
    mails.refuses = {word: "451 later"} | ({"HELO": "451 later"} if word == "EHLO" else {})
    reminded(coordinator, "UBND")
    office.work()
    assert (mails.letters, mail_of(coordinator)) == ([], "retrying")
    mails.refuses = {}
    office.work(60)
    assert (len(mails.letters), mail_of(coordinator)) == (1, "sent")


def test_addresses_that_nobody_has_are_given_up(office: Office, mails: MailServer, coordinator: TestClient) -> None:
    mails.refuses = {"RCPT": "550 nobody here"}
    reminded(coordinator, "UBND")
    office.work()
    assert (mails.letters, mail_of(coordinator)) == ([], "given_up")


def test_a_mail_of_which_nobody_knows_whether_it_went_is_not_sent_again(
    office: Office, mails: MailServer, coordinator: TestClient
) -> None:
    mails.cuts = "DATA"
    reminded(coordinator, "UBND")
    office.work()
    mails.cuts = ""
    office.work(7200)
    assert (len(mails.letters), mail_of(coordinator)) == (1, "doubtful")


def test_whoever_has_handed_in_meanwhile_gets_no_mail(
    office: Office, mails: MailServer, coordinator: TestClient, officer: TestClient
) -> None:
    reminded(coordinator, "UBND")
    made = report(officer, period=Q)
    post(officer, f"/reports/{made['id']}/submit", {})
    office.work()
    assert mails.letters == []


def test_a_mail_that_could_not_leave_for_days_is_not_sent(
    office: Office, mails: MailServer, coordinator: TestClient
) -> None:
    reminded(coordinator, "UBND")
    office.work(3 * 24 * 3600)
    assert (mails.letters, mail_of(coordinator)) == ([], "given_up")


def test_a_clock_that_jumps_while_it_waits_sends_one_mail(
    office: Office, mails: MailServer, coordinator: TestClient
) -> None:
    mails.refuses = {"MAIL": "451 later"}
    reminded(coordinator, "UBND")
    office.work()
    mails.refuses = {}
    office.work(-12 * 3600)
    office.work(13 * 3600)
    assert (len(mails.letters), mail_of(coordinator)) == (1, "sent")


def test_killed_in_the_middle_it_is_sent_once_by_another(
    office: Office, mails: MailServer, coordinator: TestClient, tmp_path: Path
) -> None:
    mails.holds.clear()
    reminded(coordinator, "UBND")
    url = office.engine.url.render_as_string(hide_password=False)
    other = begin(tmp_path, "work", url=url, **mails.env)
    assert mails.called.wait(60)
    other.kill()
    mails.holds.set()
    assert mail_of(coordinator) == "waiting"
    runner = office.runner()
    assert not runner.look()
    office.ahead += timedelta(seconds=LEASE)
    assert runner.look()
    assert (len(mails.letters), mail_of(coordinator)) == (1, "sent")


def test_without_a_mail_server_no_mail_is_ordered(admin: TestClient, coordinator: TestClient) -> None:
    post(admin, "/users", {"name": "lan", "role": "unit", "unit": "UBND", "email": "lan@dongda.test"})
    assert mail_of(coordinator) == "none"
    assert get(coordinator, "/changes")["items"]
