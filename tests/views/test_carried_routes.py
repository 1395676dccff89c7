"""A form that was typed before the sign-in, sent again to every page that takes one: it is seen, nothing is stored."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlmodel import SQLModel, select

from app import db
from app.web import carried
from app.web.carried import Carried
from tests import makers
from tests.conftest import CAST as WARDS
from tests.conftest import PASSWORD, Stage
from tests.test_routes import OWNERS, PUBLIC, Route, product, routes_of
from tests.views.filled import FORM, Fields, press

__all__ = ["product"]
# Who is signed in, or just tried to be, is no part of what is stored.
BESIDE = {"browsersession", "signinfailure"}
CAST = ("coordinator", "admin", "city")


def stored(stage: Stage) -> dict[str, list[Any]]:
    with db.reading(stage.engine) as session:
        tables = [table for table in SQLModel.metadata.sorted_tables if table.name not in BESIDE]
        return {table.name: [tuple(row) for row in session.execute(select(table)).all()] for table in tables}


def enter(stage: Stage, name: str, sealed: str = "") -> tuple[TestClient, Any]:
    client = stage.client(raise_server_exceptions=False)
    answer = client.post("/login", data={"name": f"{name}@{WARDS[name][0]}", "password": PASSWORD, "carried": sealed})
    return client, answer


def takes_forms(stage: Stage) -> list[tuple[Route, str]]:
    """Every route of a page that takes a form from somebody who is signed in, and one who may send it."""
    found = []
    for route in routes_of(stage.app):
        line = OWNERS[route.line]
        owners = line[0] if isinstance(line, tuple) else line
        if route.method == "POST" and not route.is_api and line is not PUBLIC:
            found.append((route, next(name for name in CAST if name in owners)))
    return found


def drawn_at(client: TestClient, address: str) -> list[tuple[str, str]]:
    """What stands in the form of an address; where no page has that address, a form with nothing but its id."""
    page = client.get(address)
    pairs = Fields(page.text).pairs if page.status_code == 200 else []
    if "form_id" in dict(pairs):
        return pairs
    return [("form_id", dict(Fields(client.get("/account").text).pairs)["form_id"])]


def test_no_page_stores_a_form_that_was_typed_before_the_sign_in(stage: Stage, product: int) -> None:
    wrong, count = [], 0
    clients = {name: enter(stage, name)[0] for name in CAST}
    before = stored(stage)
    for route, name in takes_forms(stage):
        address = route.address(product)
        pairs = drawn_at(clients[name], address)
        sealed = dict(Fields(press(stage.client(), address, pairs).text).pairs).get("carried", "")
        answer = enter(stage, name, sealed)[1]
        count += bool(sealed)
        after = stored(stage)
        if answer.status_code >= 500 or after != before:
            wrong.append(f"{route.line}: {answer.status_code}")
        before = after
    assert wrong == []
    assert count > 40


@pytest.mark.parametrize("path", ["/days-off/2027-01-04/remove", "/admin/first-steps/hide"])
def test_a_route_that_would_store_at_once_stores_nothing(stage: Stage, admin: TestClient, path: str) -> None:
    """Such a one has no form to be drawn again; were one sealed all the same, it would find no door."""
    makers.post(admin, "/days-off", {"day": "2027-01-04", "name": "Nghỉ bù"})
    client, _ = enter(stage, "admin")
    fields = [("form_id", dict(Fields(client.get("/account").text).pairs)["form_id"])]
    before = stored(stage)
    secret = stage.app.state.settings.secret
    enter(stage, "admin", carried.seal(secret, Carried(path, "", fields)))
    assert stored(stage) == before
    assert client.post(path, content="", headers=FORM).status_code == 303
    assert stored(stage) != before


@pytest.mark.parametrize("noun", ["webhook", "token"])
def test_a_question_that_waited_for_the_sign_in_says_why_nothing_was_done(
    stage: Stage, admin: TestClient, noun: str
) -> None:
    if noun == "webhook":
        webhook = {"name": "Bảng tin", "address": "https://tin.example/nhan"}
        path = f"/webhooks/{makers.post(admin, '/webhooks', webhook)['id']}/remove"
    else:
        path = f"/tokens/{makers.post(admin, '/tokens', {'name': 'Loa', 'role': 'leader'})['id']}/revoke"
    pairs = Fields(enter(stage, "admin")[0].get(path).text).pairs
    sealed = dict(Fields(press(stage.client(), path, pairs).text).pairs)["carried"]
    text = enter(stage, "admin", sealed)[1].text
    assert "Phiên đã hết" in text
    assert f'action="{path}"' in text
