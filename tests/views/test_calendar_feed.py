"""The calendar as a phone reads it: what is in it, for whom, at an address that only its owner was shown."""

import re
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi.testclient import TestClient
from icalendar import Calendar

from tests import makers
from tests.conftest import Stage
from tests.makers import day, every, patch, post
from tests.views.filled import FORM


def begun(client: TestClient) -> str:
    """A new address of the calendar, as its owner is shown it."""
    answer = client.post("/account/calendar", data={"form_id": "a"})
    assert answer.status_code == 200
    [path] = re.findall(r">http://testserver(/calendar/[^<]*\.ics)<", answer.text)
    return str(path)


def read(stage: Stage, path: str) -> dict[str, Any]:
    """The events by their UID, read by someone who is signed in nowhere."""
    answer = stage.client().get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    events = list(Calendar.from_ical(answer.content).walk("VEVENT"))
    found = {str(event["uid"]): event for event in events}
    assert len(found) == len(events)
    return found


def test_what_is_planned_stands_on_its_day(stage: Stage, pages: SimpleNamespace, coordinator: TestClient) -> None:
    title = "Dọn rác, «tổ 12»; ngõ 4 \\ 5 " + "ư" * 250
    made = makers.planned(coordinator, unit="UBND", title=title, planned_on=day(4))
    path = begun(pages.officer)
    event = read(stage, path)[f"product-{made['id']}@dongda.lantoa"]
    assert str(event["summary"]) == f"Sản phẩm dự kiến: {title}"
    assert event["dtstart"].dt == date.fromisoformat(day(4))
    assert str(event["url"]) == f"http://testserver/products/{made['id']}"
    raw = stage.client().get(path).content
    assert f"DTSTART;VALUE=DATE:{day(4).replace('-', '')}\r\n".encode() in raw
    assert max(len(line) for line in raw.split(b"\r\n")) <= 75
    patch(coordinator, f"/products/{made['id']}", planned_on=day(9))
    assert read(stage, path)[f"product-{made['id']}@dongda.lantoa"]["dtstart"].dt == date.fromisoformat(day(9))


def test_a_unit_gets_its_own_and_a_leader_everything(
    stage: Stage, pages: SimpleNamespace, coordinator: TestClient
) -> None:
    made = makers.planned(coordinator, unit="UBND", planned_on=day(4))
    post(coordinator, "/key-dates", {"day": day(5), "name": "Hội làng"})
    own = read(stage, begun(pages.other_officer))
    assert f"product-{made['id']}@dongda.lantoa" not in own
    assert "Hội làng" in {str(event["summary"]) for event in own.values()}
    assert f"product-{made['id']}@dongda.lantoa" in read(stage, begun(pages.leader))


def test_what_people_raised_is_told_by_its_number(
    stage: Stage, pages: SimpleNamespace, coordinator: TestClient
) -> None:
    made = makers.concern(coordinator, owner_unit="UBND", summary="Ngõ 4 thiếu đèn", received_on=day(), due_on=day(3))
    event = read(stage, begun(pages.officer))[f"concern-{made['id']}@dongda.lantoa"]
    assert str(event["summary"]) == f"Hạn trả lời: vấn đề dư luận số {made['id']}"


def test_only_the_newest_address_leads_anywhere(stage: Stage, pages: SimpleNamespace) -> None:
    first = begun(pages.officer)
    answer = pages.officer.post("/account/calendar", data={"form_id": "b"})
    second = re.findall(r"/calendar/[^<]*\.ics", answer.text)[0]
    assert first != second
    assert stage.client().get(first).status_code == 404
    read(stage, second)
    assert second.rpartition(".")[0].rpartition(".")[2] not in stage.everything()
    assert second not in pages.officer.get("/account").text
    ended = pages.officer.post("/account/calendar/end", content="form_id=c", headers=FORM)
    assert ended.status_code == 303
    assert stage.client().get(second).status_code == 404


@pytest.mark.parametrize("step", ["leave", "invitation"])
def test_it_ends_with_the_account(stage: Stage, pages: SimpleNamespace, admin: TestClient, step: str) -> None:
    path = begun(pages.officer)
    person = next(one["id"] for one in every(admin, "/users") if one["name"] == "officer")
    read(stage, path)
    assert pages.admin.post(f"/users/{person}/{step}", data={"form_id": "d"}).status_code in (200, 303)
    assert stage.client().get(path).status_code == 404


def test_nobody_guesses_an_address(stage: Stage, pages: SimpleNamespace) -> None:
    for wrong in ("x", "1.", "1.x", "999999999.x", "-1.x"):
        assert stage.client().get(f"/calendar/{wrong}.ics").status_code == 404
    assert pages.city.post("/account/calendar", data={}).status_code == 404


def test_the_same_calendar_is_the_same_bytes(stage: Stage, pages: SimpleNamespace) -> None:
    path = begun(pages.leader)
    assert stage.client().get(path).content == stage.client().get(path).content
