"""A leader looks at the quarter, follows one figure down to a product, and comes back the same way."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESK, own_site

# How many sheets the matrix takes goes by how many directives others have issued.
site = own_site()


def test_a_figure_is_followed_down_to_a_product_and_back(opened: Callable[..., Page], javascript: bool) -> None:
    page = opened("thuongtruc", size=DESK, javascript=javascript)
    page.goto("/indicators?period=2026-Q2")
    height = page.evaluate("document.documentElement.scrollHeight") if javascript else DESK[1]
    assert height <= DESK[1], "the quarter fits one screen"
    contacts = page.locator(".counts dd a").nth(2)
    said = contacts.inner_text()
    contacts.click()
    expect(page.locator("h1")).to_contain_text("Lượt người")
    expect(page.locator(".head p b")).to_have_text(said)
    page.locator("main ul.rows a.t").first.click()
    expect(page.locator("main")).to_contain_text("Lượt phát")
    page.go_back()
    page.locator(".crumb a").click()
    page.locator(".crumb a").click()
    expect(page.locator("h1")).to_have_text("Chỉ tiêu quý II/2026")


def test_it_fits_a_tablet_lying_down(opened: Callable[..., Page]) -> None:
    page = opened("thuongtruc", size=(1024, 768))
    page.goto("/indicators")
    assert page.evaluate("document.documentElement.scrollWidth") == 1024
    expect(page.locator(".ind td.c").first).to_be_visible()


def test_it_prints_on_one_sheet_and_the_matrix_on_two(opened: Callable[..., Page]) -> None:
    page = opened("thuongtruc", size=DESK)
    for path, sheets in (("/indicators?period=2026-Q2", 1), ("/directives", 2)):
        page.goto(path)
        printed = page.pdf(prefer_css_page_size=True, print_background=True)
        assert len(re.findall(rb"/Type\s*/Page[^s]", printed)) == sheets, path
        assert len(printed) < 300_000, path


def test_paper_bears_no_filters_and_no_history(opened: Callable[..., Page]) -> None:
    page = opened("thuongtruc", size=DESK)
    for path, aside in (("/coverage", ("Lọc", "Xếp theo")), ("/concerns", ("Lọc",)), ("/campaigns/RAC", ("Lịch sử",))):
        page.goto(path)
        for words in aside:
            expect(page.get_by_text(words, exact=True).first).to_be_visible()
            page.emulate_media(media="print")
            expect(page.get_by_text(words, exact=True).first).to_be_hidden()
            page.emulate_media(media="screen")


def test_the_figures_under_a_picture_are_on_paper_though_nobody_opened_them(opened: Callable[..., Page]) -> None:
    page = opened("thuongtruc", size=DESK)
    for path in ("/groups/TDP-01", "/coverage/tiles"):
        page.goto(path)
        figures = page.locator("details.told td").last
        expect(figures).to_be_hidden()
        page.emulate_media(media="print")
        expect(figures).to_be_visible()
        page.emulate_media(media="screen")
