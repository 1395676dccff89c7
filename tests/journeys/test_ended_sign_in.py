"""A sign-in ends while somebody types, on a phone with and without scripts: nothing typed is lost, nothing is shown."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import PASSWORD, sign_in
from tests.journeys.test_logging import write

TITLE = "Tổ 12 họp bàn làm sạch ngõ 41"


@pytest.mark.parametrize("last", ["a choice", "saving"])
def test_what_was_typed_is_there_after_signing_in_again(
    opened: Callable[..., Page], javascript: bool, last: str
) -> None:
    page = opened(None, javascript=javascript)
    sign_in(page, "hpn")
    page.goto("/products/new?kind=article")
    # What follows from the title is answered while the sign-in holds.
    write(page, javascript, "#title", TITLE)
    ended = page.context.request.post("/logout", headers={"Sec-Fetch-Site": "same-origin"})
    assert ended.ok
    if last == "a choice" and javascript:
        page.locator("details:has([name=content_group])").evaluate_all("every => every.forEach(one => one.open = true)")
        page.select_option("[name=content_group]", index=3)
    else:
        page.click("main button:has-text('Lưu'):visible >> nth=0")
    expect(page.locator("main")).to_contain_text("những gì đã nhập còn nguyên")
    assert TITLE not in page.content()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.fill("[name=name]", "hpn@dongda")
    page.fill("[name=password]", PASSWORD)
    page.click("main button:has-text('Đăng nhập')")
    expect(page.locator("#title")).to_have_value(TITLE)
    expect(page.locator("main")).to_contain_text("những gì đã nhập còn nguyên")
    expect(page.locator("form:has(#title)")).to_have_attribute("action", "/products/new")


def test_back_shows_nothing_once_signed_out(opened: Callable[..., Page], javascript: bool) -> None:
    page = opened(None, javascript=javascript)
    sign_in(page, "bxdd")
    page.goto("/products")
    expect(page.locator("h1")).to_have_text("Sản phẩm")
    page.goto("/account")
    page.click("main button:has-text('Đăng xuất') >> nth=0")
    page.wait_for_url("**/login")
    for _ in range(2):
        page.go_back()
        expect(page.locator("h1")).to_have_text("Đăng nhập")
