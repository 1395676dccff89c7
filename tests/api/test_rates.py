"""How often a token may ask, and which sites' scripts may ask with one: both as the operator sets it."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.main import build
from tests.conftest import Stage
from tests.makers import API, problem, product_json

SITE = "https://bang.dongda.vn"
EVIL = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}


@pytest.fixture
def narrow(stage: Stage) -> Any:
    """A client's maker on an app that lets a token ask three times a minute, and scripts of one site."""
    settings = stage.app.state.settings.model_copy(update={"requests_a_minute": 3, "cors_origins": SITE})
    app = build(settings, stage.engine)

    def client(**headers: str) -> TestClient:
        made = TestClient(app, headers=headers)
        made.portal = stage.portal
        return made

    return client


def test_a_token_is_told_what_is_left_and_then_to_wait(narrow: Any, stage: Stage) -> None:
    client, other = (narrow(Authorization=f"Bearer {stage.tokens[name]}") for name in ("coordinator", "leader"))
    left = []
    for _ in range(2):
        answer = client.get(f"{API}/units")
        left.append([answer.headers[f"RateLimit-{name}"] for name in ("Limit", "Remaining")])
    assert left == [["3", "2"], ["3", "1"]]
    # A write is judged before and after its body came, and is one request.
    assert client.post(f"{API}/products", json=product_json()).headers["RateLimit-Remaining"] == "0"
    found = client.get(f"{API}/units", headers={"Accept-Language": "en"})
    assert problem(found, 429)["code"] == "too_many"
    assert found.json()["detail"].startswith("More than 3 requests in a minute. Wait ")
    assert 1 <= int(found.headers["Retry-After"]) == int(found.headers["RateLimit-Reset"]) <= 60
    assert other.get(f"{API}/units").headers["RateLimit-Remaining"] == "2", "each token has its own minute"


def test_scripts_of_a_named_site_may_use_a_token(narrow: Any, stage: Stage) -> None:
    asked = {"Origin": SITE, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization"}
    before = narrow().options(f"{API}/products", headers=asked)
    assert (before.status_code, before.headers["Access-Control-Allow-Origin"]) == (200, SITE)
    assert "access-control-allow-credentials" not in before.headers
    script = {"Origin": SITE, "Sec-Fetch-Site": "cross-site"}
    bearing = narrow(Authorization=f"Bearer {stage.tokens['coordinator']}", **script)
    made = bearing.post(f"{API}/products", json=product_json())
    assert (made.status_code, made.headers["Access-Control-Allow-Origin"]) == (201, SITE)
    assert {"ETag", "Location"} <= set(made.headers["Access-Control-Expose-Headers"].split(", "))
    other = narrow().options(f"{API}/products", headers=asked | {"Origin": "https://evil.example"})
    assert "access-control-allow-origin" not in other.headers


def test_another_site_has_no_use_of_a_persons_cookie(stage: Stage) -> None:
    signed_in = stage.signed_in("coordinator", headers=EVIL)
    assert problem(signed_in.post(f"{API}/products", json=product_json()), 403)["code"] == "cross_site"
    signed_in.headers["Authorization"] = "Bearer lt.1.wrong"
    assert problem(signed_in.post(f"{API}/products", json=product_json()), 401)["code"] == "invalid_token"
