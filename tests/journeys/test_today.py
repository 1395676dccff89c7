"""Today on a phone: short for everyone, and a few taps from what people come for."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import PHONE, own_site

# How long the page is, what waits there decides.
site = own_site()


@pytest.mark.parametrize("name", ["hpn", "ubnd", "bxdd", "thuongtruc", "quantri"])
def test_it_is_no_longer_than_two_screens_with_the_hint_of_a_new_account_too(
    opened: Callable[..., Page], name: str
) -> None:
    page = opened(name, size=PHONE, javascript=False)
    page.goto("/")
    assert page.evaluate("document.documentElement.scrollHeight") <= 2 * PHONE[1]
    if name != "quantri":
        # Between two pages there is none of anything.
        with page.expect_navigation():
            page.click("main button:text-is('Đã hiểu')")
        expect(page.locator(".hint")).to_have_count(0)
        assert page.evaluate("document.documentElement.scrollHeight") <= 2 * PHONE[1], "without the hint"


def test_a_leader_is_one_tap_from_what_is_missing(opened: Callable[..., Page]) -> None:
    page = opened("thuongtruc", size=PHONE)
    page.goto("/")
    page.click("section:has(#attention) a.t >> nth=0")
    expect(page.locator("main .seg a").first).to_contain_text("Chưa đạt")
    expect(page.locator("main .seg a").first).to_have_attribute("aria-current", "true")
    expect(page.locator("main .rows .st").first).to_be_visible()
    expect(page.locator(".tabs a[aria-current]")).to_have_text("Chỉ tiêu")


def test_a_report_is_handed_in_by_three_taps(opened: Callable[..., Page]) -> None:
    """All but the third, for what one hands in stays handed in."""
    page = opened("ubnd", size=PHONE)
    page.goto("/")
    page.click("main button:has-text('Viết báo cáo')")
    page.click("main button:has-text('Lưu và nộp')")
    expect(page.locator("main button:has-text('Nộp báo cáo')")).to_be_visible()
