"""Cookies are Secure wherever the site is https; a proxy is believed only where the settings name it."""

import pytest
from fastapi.testclient import TestClient

from app.main import build
from app.settings import Settings
from tests.conftest import PASSWORD, Stage


def sign_in(stage: Stage, address: str, proxies: str = "", **headers: str) -> tuple[str, TestClient]:
    app = build(Settings(trusted_proxies=proxies), stage.engine)
    client = TestClient(app, base_url=address, follow_redirects=False, client=("10.0.0.9", 5000))
    form = {"name": "officer@dongda", "password": PASSWORD}
    answer = client.post("/login", data=form, headers=headers)
    assert answer.status_code == 303, answer.text
    return answer.headers["set-cookie"], client


def test_on_https_the_cookie_is_secure_and_bound_to_the_host(stage: Stage) -> None:
    cookie, client = sign_in(stage, "https://lantoa.test")
    assert cookie.startswith("__Host-lantoa=")
    assert "Secure" in cookie
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "max-age" in client.get("/").headers["strict-transport-security"]


def test_on_the_ward_s_own_network_plain_http_works(stage: Stage) -> None:
    cookie, client = sign_in(stage, "http://lantoa.test")
    assert cookie.startswith("lantoa=")
    assert "Secure" not in cookie
    assert client.get("/").status_code == 200
    assert "strict-transport-security" not in client.get("/").headers


@pytest.mark.parametrize(
    ("proxies", "secure"), [("10.0.0.9", True), ("10.0.0.0/8", True), ("10.0.0.8", False), ("", False)]
)
def test_a_proxy_is_believed_where_it_is_named(stage: Stage, proxies: str, secure: bool) -> None:
    headers = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.5"}
    cookie, _ = sign_in(stage, "http://lantoa.test", proxies, **headers)
    assert ("Secure" in cookie) is secure


def test_the_admin_is_warned_of_plain_http_and_not_of_https(stage: Stage) -> None:
    for address, warned in (("http://lantoa.test", True), ("https://lantoa.test", False)):
        app = build(Settings(), stage.engine)
        client = TestClient(app, base_url=address, follow_redirects=False)
        client.post("/login", data={"name": "admin@dongda", "password": PASSWORD})
        page = client.get("/account")
        assert page.status_code == 200
        assert (
            "chưa được mã hóa" in page.text or "không được mã hóa" in page.text or "không mã hóa" in page.text
        ) is warned
