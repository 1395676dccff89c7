"""Reminders through their pages: pressed on the board, seen on the unit's Today, copied for a group chat."""

import re
from types import SimpleNamespace

import pytest
from fastapi.testclient import TestClient
from sqlmodel import update

from app.models import Job
from app.web.callers import now
from tests import makers
from tests.conftest import Stage
from tests.makers import every, post, report
from tests.reading import plain
from tests.views.filled import Fields, press

Q = "2026-Q2"
BOARD = f"/reports?period={Q}"
UNIT = "Ủy ban nhân dân phường"


def forms(client: TestClient, address: str = BOARD) -> list[list[tuple[str, str]]]:
    """What each button that reminds would send, that of all units first."""
    text = client.get(address).text
    found = re.findall(r"<form method=\"post\" action=\"/reports/reminders\">.*?</form>", text, re.DOTALL)
    return [Fields(f"<main>{one}</main>").pairs for one in found]


def line(text: str, name: str = UNIT) -> str:
    found = re.search(rf">{name}<.*?</tr>", text, re.DOTALL)
    assert found, name
    return plain(found[0])


def test_all_are_reminded_by_one_press(pages: SimpleNamespace, coordinator: TestClient) -> None:
    every_one, *single = forms(pages.coordinator)
    assert len(single) == 4
    assert "Nhắc 4 đơn vị" in pages.coordinator.get(BOARD).text
    answer = press(pages.coordinator, "/reports/reminders", every_one)
    assert answer.headers["location"] == f"{BOARD}&done=reminded&count=4"
    assert press(pages.coordinator, "/reports/reminders", every_one).headers["location"] == answer.headers["location"]
    text = pages.coordinator.get(answer.headers["location"]).text
    assert "Đã nhắc 4 đơn vị." in text
    assert forms(pages.coordinator) == [], "who was reminded today is not reminded again"
    assert re.search(r"nhắc \d\d/\d\d/\d{4} \d\d:\d\d", line(text))
    assert len([one for one in every(coordinator, "/changes", limit=200) if one["action"] == "reminded"]) == 4


def test_one_unit_is_reminded_from_its_row_and_sees_it_today(
    pages: SimpleNamespace, officer: TestClient, coordinator: TestClient
) -> None:
    told = "Ban Xây dựng Đảng nhắc nộp báo cáo"
    assert told not in pages.officer.get("/").text
    [row] = [one for one in forms(pages.coordinator) if ("units", "UBND") in one]
    assert press(pages.coordinator, "/reports/reminders", row).headers["location"].endswith("count=1")
    today = plain(pages.officer.get("/").text)
    assert re.search(rf"Báo cáo quý II/2026 Hạn nộp 10/06/2026 Viết báo cáo {told} \d\d/", today)
    assert told not in pages.other_officer.get("/").text
    assert "nhắc" in line(pages.officer.get(BOARD).text)
    assert "nhắc" not in line(pages.other_officer.get(BOARD).text), "others are not told who was reminded"
    assert "Nhắc 3 đơn vị" in pages.coordinator.get(BOARD).text
    again = press(pages.coordinator, "/reports/reminders", [(name, text) for name, text in row if name != "form_id"])
    assert "Hôm nay đã nhắc rồi" in pages.coordinator.get(again.headers["location"]).text
    made = report(officer, period=Q)
    assert told in pages.officer.get("/").text
    post(officer, f"/reports/{made['id']}/submit", {})
    assert told not in pages.officer.get("/").text
    assert "nhắc" not in line(pages.coordinator.get(BOARD).text).lower()


def test_only_the_coordinator_reminds(pages: SimpleNamespace, coordinator: TestClient) -> None:
    for client in (pages.officer, pages.leader, pages.admin):
        assert forms(client) == []
        assert 'id="chat"' not in client.get(BOARD).text
    makers.close(coordinator)
    assert forms(pages.coordinator) == []
    refused = pages.coordinator.post("/reports/reminders", data={"period": Q})
    assert refused.status_code == 422
    assert "Kỳ quý II/2026 đã đóng hoặc chưa bắt đầu" in refused.text


def test_a_text_for_the_group_chat_is_there_to_copy(
    pages: SimpleNamespace, officer: TestClient, coordinator: TestClient
) -> None:
    made = report(officer, period=Q)
    post(officer, f"/reports/{made['id']}/submit", {})
    post(coordinator, f"/reports/{made['id']}/return", {"reason": "Thiếu phần 5"})
    text = dict(re.findall(r"<textarea[^>]*id=\"(chat)\"[^>]*readonly>(.*?)</textarea>", _whole(pages), re.DOTALL))
    lines = text["chat"].strip().split("\n")
    assert re.fullmatch(
        r"Ban Xây dựng Đảng nhắc nộp báo cáo quý II/2026\. Hạn nộp 10/06/2026, đã quá \d+ ngày\.", lines[0]
    )
    assert lines[1] == "Đã nộp 1 trong 4 đơn vị. Chờ báo cáo của 3 đơn vị:"
    assert "- Ủy ban MTTQ Việt Nam phường" in lines
    assert UNIT not in text["chat"], "that it was sent back is nobody else's business"


def _whole(pages: SimpleNamespace) -> str:
    return str(pages.coordinator.get(BOARD).text)


@pytest.mark.parametrize(
    ("outcome", "words"),
    [("done", "thư đã gửi"), ("given_up", "thư không gửi được"), ("doubtful", "không rõ thư đã tới chưa")],
)
def test_what_became_of_the_mail_stands_in_the_row(
    stage: Stage, pages: SimpleNamespace, admin: TestClient, monkeypatch: pytest.MonkeyPatch, outcome: str, words: str
) -> None:
    post(admin, "/users", {"name": "lan", "role": "unit", "unit": "UBND", "email": "lan@dongda.test"})
    for name, value in (("smtp_host", "thu.test"), ("smtp_from", "lantoa@dongda.test")):
        monkeypatch.setattr(stage.app.state.settings, name, value)
    press(pages.coordinator, "/reports/reminders", forms(pages.coordinator)[0])
    assert "thư đang gửi" in line(_whole(pages))
    assert "thư" not in line(_whole(pages), "Ủy ban MTTQ Việt Nam phường"), "nobody there has an address"
    with stage.writing() as (session, _):
        session.exec(update(Job).values(ended_at=now(), outcome=outcome))
    assert words in line(_whole(pages))
