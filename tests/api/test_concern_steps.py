"""What may be done next with a concern: what its page offers is what this person may do, and nothing more."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.conftest import Stage
from tests.makers import Json, concern, day, patch, try_delete, try_patch

DAY = day()
# What each step sends.
SENT: dict[str, Json] = {
    "verify": {"status": "verifying"},
    "answer": {"status": "answered", "answered_on": DAY, "answer": "Đã thay bóng"},
    "forward": {"status": "forwarded", "forwarded_on": DAY, "forwarded_to": "Sở Xây dựng"},
    "close": {"status": "closed", "closed_on": DAY, "reason": "Không có việc này"},
    "reopen": {"status": "received", "change_reason": "Đèn lại hỏng"},
    "edit": {"summary": "Đèn ngõ 12 hỏng"},
}
# By state what may follow, for who may write it.
FOLLOWS = {
    "received": {"verify", "answer", "forward", "close"},
    "verifying": {"answer", "forward", "close"},
    "answered": {"close"},
    "forwarded": {"answer", "close"},
    "closed": set[str](),
}
LED_BY = {"verifying": "verify", "answered": "answer", "forwarded": "forward", "closed": "close"}


def in_state(officer: TestClient, state: str) -> Json:
    made = concern(officer, owner_unit="UBND", received_on=DAY)
    return patch(officer, f"/concerns/{made['id']}", **SENT[LED_BY[state]]) if state in LED_BY else made


def allowed(name: str, state: str) -> set[str]:
    reopens = {"reopen"} if name == "coordinator" and state not in ("received", "verifying") else set[str]()
    return FOLLOWS[state] | {"edit", "remove"} | reopens if name in ("officer", "coordinator") else reopens


def took(client: TestClient, step: str, path: str) -> bool:
    answer: Any = try_delete(client, path) if step == "remove" else try_patch(client, path, **SENT[step])
    assert answer.status_code in (200, 204, 403, 409), answer.text
    return bool(answer.status_code < 300)


@pytest.mark.parametrize("name", ["officer", "other_officer", "coordinator", "leader"])
@pytest.mark.parametrize("state", FOLLOWS)
def test_what_the_page_offers_is_what_may_be_done(stage: Stage, officer: TestClient, state: str, name: str) -> None:
    client, page = stage.bearing(stage.tokens[name]), stage.signed_in(name)
    made = in_state(officer, state)
    text = page.get(f"/concerns/{made['id']}").text
    offered = {step for step in (*SENT, "remove") if f'/concerns/{made["id"]}/{step}"' in text}
    if "close" in offered and state == "answered":
        # The form's own address; its one button leads elsewhere.
        offered -= {"answer"}
    assert offered == allowed(name, state)
    # What it is already is sent again as an edit, and what is verified may be taken back to where it was.
    none = {
        step for step, sent in SENT.items() if sent.get("status") == state or (state, step) == ("verifying", "reopen")
    }
    for step in [one for one in (*SENT, "remove") if one not in none]:
        assert took(client, step, f"/concerns/{made['id']}") == (step in allowed(name, state)), step
        # What is refused leaves it as it was, for the next step.
        if step in allowed(name, state):
            made = in_state(officer, state)
