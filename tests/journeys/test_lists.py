"""A list that its choices bring anew says what the whole page of the same address says."""

from collections.abc import Callable
from random import Random

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.test_choices import pick
from tests.journeys.test_logging import settle
from tests.lengths import SOAK

SHOWN = """found => [found.innerText, ...[...found.querySelectorAll('input, select')].map(one => one.name + one.value)]
  .join('\\n')"""


def choose_one(page: Page, random: Random) -> None:
    """Of some filter, what it has or none."""
    name = random.choice(page.locator("#search select").all()).get_attribute("name") or ""
    values = page.locator(f"#search select[name='{name}'] option").evaluate_all("every => every.map(one => one.value)")
    pick(page, name, random.choice(["", *values]))


@pytest.mark.parametrize("path", ["/products", "/concerns"])
@pytest.mark.parametrize("walk", range(12 if SOAK else 1))
def test_choices_leave_the_page_that_their_address_has(opened: Callable[..., Page], path: str, walk: int) -> None:
    page, whole, random = opened("hpn"), opened("hpn"), Random(walk)
    page.goto(path)
    page.locator("#search summary").click()
    for _ in range(6):
        choose_one(page, random)
        whole.goto(page.url)
        whole.locator("#search summary").click()
        assert page.locator("main").evaluate(SHOWN) == whole.locator("main").evaluate(SHOWN)


def test_a_choice_stays_though_another_came_before_it(opened: Callable[..., Page]) -> None:
    page = opened("hpn")
    page.goto("/products?unit=all&period=all")
    page.locator("#search summary").click()
    before, value, after = page.locator("#kind option").evaluate_all("every => every.map(one => one.value)")[-3:]
    pick(page, "kind", after)
    # As the list is for who opened it before that one was there.
    page.locator(f"#kind option[value={before}]").evaluate("one => one.remove()")
    pick(page, "kind", value)
    assert page.locator("#kind").input_value() == value
    assert f"kind={value}" in page.url


def test_the_head_of_the_choices_names_what_was_chosen(opened: Callable[..., Page]) -> None:
    page = opened("hpn")
    page.goto("/products?unit=all&period=all")
    page.fill("#q", "tổ")
    page.locator("#search summary").click()
    page.select_option("#kind", "meeting")
    expect(page.locator("#search summary")).to_contain_text("Hội nghị")
    expect(page.locator("#kind")).to_be_visible()
    expect(page.locator("#q")).to_have_value("tổ")
    page.select_option("#kind", "")
    expect(page.locator("#search summary")).to_contain_text("đơn vị, loại, kênh…")
    settle(page, True)
