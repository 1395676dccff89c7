"""Today on a phone: short for everyone, and a few taps from what people come for."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import Demo
from tests.journeys.conftest import PHONE, served
from tests.rig.server import Server


@pytest.fixture(scope="module")
def site(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One of this file's own: how long the page is rests on what waits there."""
    with served(demo, tmp_path_factory.mktemp("site") / "data") as server:
        yield server


@pytest.mark.parametrize("name", ["hpn", "ubnd", "bxdd", "thuongtruc", "quantri"])
def test_it_is_no_longer_than_two_screens(opened: Callable[..., Page], name: str) -> None:
    page = opened(name, size=PHONE)
    page.goto("/")
    assert page.evaluate("document.documentElement.scrollHeight") <= 2 * PHONE[1]


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
