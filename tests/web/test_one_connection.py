"""No request asks for a second connection while it holds one: as many requests as the pool has would wait for ever."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Engine, event

from tests.conftest import PASSWORD, Stage
from tests.test_routes import ask, client_of, product, routes_of

__all__ = ["product"]


@contextmanager
def held_at_once(engine: Engine) -> Iterator[list[int]]:
    """Yields how many connections were held after each one that was taken."""
    held: list[int] = []
    now = 0

    def taken(*_: Any) -> None:
        nonlocal now
        now += 1
        held.append(now)

    def given_back(*_: Any) -> None:
        nonlocal now
        now -= 1

    event.listen(engine, "checkout", taken)
    event.listen(engine, "checkin", given_back)
    try:
        yield held
    finally:
        event.remove(engine, "checkout", taken)
        event.remove(engine, "checkin", given_back)


@pytest.mark.parametrize("role", ["coordinator", "admin", "city"])
def test_no_route_holds_two_connections(stage: Stage, product: int, role: str) -> None:
    wrong, asked = [], 0
    for route in routes_of(stage.app):
        with held_at_once(stage.engine) as held:
            ask(client_of(stage, role, route), route, product)
        asked += bool(held)
        if max(held, default=0) > 1:
            wrong.append(f"{route.line}: {max(held)}")
    assert not wrong, "\n" + "\n".join(wrong)
    assert asked > 20


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("/login", {"name": "officer@dongda", "password": "sai"}),
        ("/login", {"name": "officer@dongda", "password": PASSWORD}),
        ("/invitations/1.khong", {"password": "x", "again": "x"}),
        ("/account/password", {"old": "sai", "password": "Mật khẩu thử 2", "again": "Mật khẩu thử 2"}),
        ("/products/new", {"go": "save"}),
    ],
)
def test_nor_does_a_form_that_is_refused(stage: Stage, path: str, data: dict[str, str]) -> None:
    with held_at_once(stage.engine) as held:
        stage.signed_in("officer").post(path, data=data)
    assert max(held) == 1
