"""Back, in the browser: a form shows what is stored where someone changed it, and what was typed where nobody did."""

import re
from collections.abc import Callable
from typing import NamedTuple

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import own_site
from tests.journeys.test_logging import settle

site = own_site()


class Row(NamedTuple):
    """A form that edits what is stored, and a field of it."""

    list: str
    # Where the list's first link to what is edited leads.
    found: str
    field: str
    button: str = "main form .btn-1"


ROWS = {
    "channel": Row("/channels", r"/channels/zalo/edit", "#name"),
    "concern": Row("/concerns", r"/concerns/\d+", "#summary"),
    "product": Row("/products?kind=article&status=published", r"/products/\d+", "#title"),
    "report": Row("/reports?period=2026-Q4", r"/reports/(units/HPN.*|\d+)", "#proposals", "main button[value=save]"),
}


def address(page: Page, row: Row) -> str:
    page.goto(row.list)
    every = page.locator("main a").evaluate_all("every => every.map(one => one.getAttribute('href'))")
    found = next(one for one in every if re.fullmatch(row.found, one))
    if "/units/" in found:
        page.goto(found)
        page.click("main form[action='/reports/begin'] button")
        page.wait_for_url("**/reports/*")
        return page.url
    return found if row.field == "#proposals" or found.endswith("/edit") else found + "/edit"


def save(page: Page, row: Row, text: str) -> None:
    page.fill(row.field, text)
    page.click(row.button)
    page.wait_for_url(re.compile(r"[?&]done="))


@pytest.mark.parametrize("name", ROWS)
def test_back_after_someone_elses_change_shows_that_change(
    opened: Callable[..., Page], javascript: bool, name: str
) -> None:
    row, page, other = ROWS[name], opened("bxdd", javascript=javascript), opened("bxdd", javascript=javascript)
    form = address(page, row)
    page.goto(form)
    save(page, row, f"Chữ một {javascript}")
    other.goto(form)
    save(other, row, f"Chữ hai {javascript}")
    page.go_back()
    expect(page.locator(row.field)).to_have_value(f"Chữ hai {javascript}")
    page.click(row.button)
    page.wait_for_url(re.compile(r"[?&]done="))
    page.goto(form)
    expect(page.locator(row.field)).to_have_value(f"Chữ hai {javascript}")


@pytest.mark.parametrize("name", ROWS)
def test_back_brings_what_was_typed_where_nobody_changed_anything(
    opened: Callable[..., Page], javascript: bool, name: str
) -> None:
    row, page = ROWS[name], opened("bxdd", javascript=javascript)
    page.goto(address(page, row))
    settle(page, javascript)
    page.fill(row.field, f"Chữ ba {javascript}")
    page.press(row.field, "Tab")
    settle(page, javascript)
    page.click("header .mark")
    page.wait_for_url(lambda url: url.rstrip("/").count("/") == 2)
    page.go_back()
    expect(page.locator(row.field)).to_have_value(f"Chữ ba {javascript}")


def test_back_brings_what_a_report_saved_while_it_was_written(opened: Callable[..., Page]) -> None:
    row, page = ROWS["report"], opened("bxdd")
    page.goto(address(page, row))
    page.fill(row.field, "Lưu trong lúc viết")
    expect(page.locator("#saved")).to_contain_text("Đã lưu")
    version = page.locator("#version").inner_html()
    page.locator(row.field).press_sequentially(", rồi viết tiếp")
    expect(page.locator("#version")).not_to_have_js_property("innerHTML", version)
    page.locator(row.field).press_sequentially(", chưa kịp lưu")
    page.goto("/more")
    page.go_back()
    expect(page.locator(row.field)).to_have_value("Lưu trong lúc viết, rồi viết tiếp, chưa kịp lưu")
