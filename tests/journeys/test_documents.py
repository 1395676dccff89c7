"""A report and the figures taken along as files, at a desk and on a phone, with and without scripts."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page

from tests.journeys.conftest import DESK, PHONE

BEGINS = {"Tải Word": b"PK", "Tải PDF": b"%PDF-", "Tải bảng tính": b"PK"}


def test_a_report_is_taken_along(opened: Callable[..., Page], javascript: bool) -> None:
    page = opened("thuongtruc", PHONE if javascript else DESK, javascript=javascript)
    page.goto("/reports?period=2026-Q3")
    page.locator("main table tbody a").first.click()
    page.wait_for_url("**/reports/*")
    for words, begins in BEGINS.items():
        with page.expect_download() as caught:
            page.click(f"main a:has-text('{words}')")
        assert caught.value.suggested_filename.startswith("bao-cao-2026-Q3-")
        assert Path(caught.value.path()).read_bytes().startswith(begins)


def test_leaders_take_the_figures_to_a_meeting(opened: Callable[..., Page], javascript: bool) -> None:
    page = opened("thuongtruc", DESK, javascript=javascript)
    for path in ("/indicators", "/coverage", "/directives"):
        page.goto(f"{path}?period=2026-Q3")
        with page.expect_download() as caught:
            page.click("main a:has-text('Tải PDF')")
        assert Path(caught.value.path()).read_bytes().startswith(b"%PDF-"), path
