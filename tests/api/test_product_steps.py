"""What may be done next with a product: what its page offers is what the verbs let this person do, and nothing more."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.conftest import Stage
from tests.makers import Json, get, patch, planned, product, try_delete, try_patch
from tests.samples import picture

STATES = ("planned", "in_review", "published", "withdrawn")
# For each role: in what state what may be done.
NOTHING: dict[str, set[str]] = {state: set() for state in STATES}
WRITES = {
    "planned": {"edit", "remove", "attach"},
    "in_review": {"edit", "remove", "attach"},
    "published": {"edit", "withdraw", "attach"},
    "withdrawn": set[str](),
}
JUDGES = WRITES | {"in_review": {"edit", "remove", "attach", "publish", "return"}}
MAY = {"officer": WRITES, "other_officer": NOTHING, "coordinator": JUDGES, "leader": NOTHING, "admin": NOTHING}


def in_state(officer: TestClient, coordinator: TestClient, state: str) -> Json:
    """A product of the officer's unit."""
    if state == "planned":
        return planned(officer)
    made, steps = (
        product(officer),
        {"in_review": (), "published": ("published",), "withdrawn": ("published", "withdrawn")},
    )
    for status in steps[state]:
        made = patch(coordinator, f"/products/{made['id']}", status=status, reason="Sai số liệu")
    return made


def took(client: TestClient, step: str, made: Json) -> bool:
    """Whether the step was taken: sent again what a product is already, it is not, and what it lacks it is not yet."""
    path = f"/products/{made['id']}"
    answer = _ask(client, step, path)
    assert answer.status_code in (200, 201, 204, 403, 409) or (step, made["status"]) == ("publish", "planned")
    return answer.status_code < 300 and (step == "remove" or _state_of(get(client, path)) != _state_of(made))


def _state_of(product: Json) -> Any:
    return product["status"], product["title"], len(product["attachments"])


def _ask(client: TestClient, step: str, path: str) -> Any:
    if step == "attach":
        return client.post(f"/api/v1{path}/attachments", files={"file": ("ảnh.png", picture(), "image/png")})
    if step == "remove":
        return try_delete(client, path)
    changes: dict[str, Json] = {
        "edit": {"title": "Tên khác"},
        "publish": {"status": "published"},
        "return": {"status": "planned", "reason": "Thiếu nguồn"},
        "withdraw": {"status": "withdrawn", "reason": "Sai"},
    }
    return try_patch(client, path, **changes[step])


@pytest.mark.parametrize("name", MAY)
@pytest.mark.parametrize("state", STATES)
def test_what_the_page_offers_is_what_may_be_done(stage: Stage, officer: TestClient, state: str, name: str) -> None:
    """In a ward that approves what goes out."""
    patch(stage.bearing(stage.tokens["admin"]), "/settings", approval=True)
    coordinator = stage.bearing(stage.tokens["coordinator"])
    client, page = stage.bearing(stage.tokens[name]), stage.signed_in(name)
    made = in_state(officer, coordinator, state)
    text = page.get(f"/products/{made['id']}").text
    links = {
        step: f'href="/products/{made["id"]}/{step}' in text for step in ("publish", "return", "withdraw", "remove")
    }
    links |= {"attach": f"/products/{made['id']}/attachments" in text, "edit": f"/products/{made['id']}/edit" in text}
    assert {step for step, is_there in links.items() if is_there} == MAY[name][state]
    # Last what ends it; what is refused leaves the product as it was, for the next step.
    for step in ("attach", "edit", "withdraw", "return", "publish", "remove"):
        assert took(client, step, made) == (step in MAY[name][state]), step
        if step in MAY[name][state]:
            made = in_state(officer, coordinator, state)
