"""Figures taken along as files, with and without scripts; a report's own are a part of the whole quarter."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page

from tests.journeys.conftest import DESK


def test_leaders_take_the_figures_to_a_meeting(opened: Callable[..., Page], javascript: bool) -> None:
    page = opened("thuongtruc", DESK, javascript=javascript)
    for path in ("/indicators", "/coverage", "/directives"):
        page.goto(f"{path}?period=2026-Q3")
        with page.expect_download() as caught:
            page.click("main a:has-text('Tải PDF')")
        assert Path(caught.value.path()).read_bytes().startswith(b"%PDF-"), path
