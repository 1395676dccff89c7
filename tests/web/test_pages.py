"""How pages are drawn, whichever they are."""

import os

import pytest
from jinja2 import FileSystemLoader

from tests.conftest import Stage


def test_a_page_stays_as_the_program_began_with_it(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """An upgrade lays new templates beside a program that still runs: what it has drawn it draws again."""
    person = stage.signed_in("coordinator")
    before = person.get("/help").text
    monkeypatch.setattr(os.path, "getmtime", lambda _: 0)
    monkeypatch.setattr(FileSystemLoader, "get_source", lambda *_: ("newer", None, None))
    assert person.get("/help").text == before != ""


@pytest.mark.parametrize("path", ["/plans", "/search", "/products", "/help", "/account"])
@pytest.mark.parametrize("target", ["main", "title", "first", "head", "khong-co", ""])
def test_a_part_that_no_page_swaps_brings_the_page(stage: Stage, path: str, target: str) -> None:
    person = stage.signed_in("coordinator")
    whole = person.get(path)
    assert "</html>" in whole.text
    asked = person.get(path, headers={"HX-Request": "true", "HX-Target": target})
    assert (asked.status_code, "</html>" in asked.text) == (200, True)


def test_an_address_that_a_button_sends_to_says_so_to_who_opens_it_alone(stage: Stage) -> None:
    """From the browser's history, or in a new tab: no page lies there."""
    client = stage.signed_in("coordinator")
    for path in ("/account/password", "/reports/begin"):
        answer = client.get(path)
        assert answer.status_code == 405
        assert answer.headers["allow"] == "POST"
        assert "<h1>Không mở được trang này</h1>" in answer.text
        assert "chưa có gì được lưu" in answer.text
