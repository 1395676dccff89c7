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
