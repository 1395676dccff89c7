"""A day that is half typed, or that no calendar has, is stopped at its box: nothing that stood there is lost unsaid."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESK
from tests.journeys.test_logging import choose_channels, choose_content_group, choose_kind, settle

HALF = "document.activeElement.validity.badInput"


def half_type(page: Page, box: str) -> None:
    """One part of the day that stands in the box, or of today, is taken out."""
    if not page.locator(box).input_value():
        page.fill(box, "2026-12-01")
    page.locator(box).press("Backspace")


def test_a_half_typed_day_takes_nothing_away(opened: Callable[..., Page], javascript: bool) -> None:
    page = opened("bxdd", DESK, javascript=javascript)
    page.goto("/directives/NQ02-TW/edit")
    day = page.locator("#issued_on").input_value()
    assert day
    half_type(page, "#issued_on")
    page.press("#issuer", "Enter")
    expect(page.locator("#issued_on")).to_be_focused()
    assert page.evaluate(HALF)
    page.goto("/directives/NQ02-TW/edit")
    assert page.locator("#issued_on").input_value() == day


def test_a_half_typed_end_makes_no_token_without_end(opened: Callable[..., Page], javascript: bool) -> None:
    page = opened("quantri", DESK, javascript=javascript)
    page.goto("/tokens/new")
    page.fill("#name", "Cổng thông tin")
    half_type(page, "#expires_on")
    page.click("main form .btn-1")
    expect(page.locator("#expires_on")).to_be_focused()
    assert page.evaluate(HALF)
    expect(page.locator("main form .btn-1")).to_be_visible()


def test_a_half_typed_day_behind_something_closed_comes_out(opened: Callable[..., Page], javascript: bool) -> None:
    page = opened("bxdd", DESK, javascript=javascript)
    page.goto("/concerns?overdue=1")
    page.locator("main table a[href^='/concerns/']").first.click()
    page.locator("summary", has_text="Kết thúc").click()
    half_type(page, "#closed_on")
    page.locator("summary", has_text="Kết thúc").click()
    page.locator("main form button", has_text="Lưu câu trả lời").click()
    expect(page.locator("#closed_on")).to_be_focused()
    assert page.evaluate(HALF)


def test_a_half_typed_day_of_one_channel_comes_out(opened: Callable[..., Page], javascript: bool) -> None:
    page = opened("hpn", DESK, javascript=javascript)
    page.goto("/products/new")
    choose_kind(page, "article")
    settle(page, javascript)
    choose_content_group(page, javascript, "1.2")
    choose_channels(page, javascript, "website")
    page.fill("#title", "Ngày gõ dở")
    settle(page, javascript)
    box = page.locator(".chan [id$='.published_on']")
    page.locator(".chan .tog-l").click()
    half_type(page, ".chan [id$='.published_on']")
    page.locator(".chan .tog-l").click()
    expect(box).to_be_visible()
    page.locator("button[value=save]").click()
    expect(box).to_be_focused()
    assert page.evaluate(HALF)


def test_what_holds_no_such_day_stays_closed(opened: Callable[..., Page], javascript: bool) -> None:
    page = opened("hpn", DESK, javascript=javascript)
    page.goto("/products?unit=HPN&status=published")
    page.locator("main table tbody a").first.click()
    expect(page.locator("summary", has_text="Thêm tệp")).to_be_visible()
    expect(page.locator("#file")).to_be_hidden()
