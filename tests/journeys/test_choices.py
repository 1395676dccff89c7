"""What was typed and chosen on the log form stays with its group and its channel, whatever is chosen after it."""

from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.journeys.test_logging import choose_channels, choose_kind, settle

NUMBERS = """every => every.filter(row => row.querySelector('.nb .in').value).map(row =>
  [row.closest('.chan').ariaLabel, row.querySelector('[type=hidden]').value, row.querySelector('.nb .in').value])"""


def numbers(page: Page) -> list[list[str]]:
    """Every number that stands in a box: of which channel and group."""
    found: list[list[str]] = page.locator(".chan li:has(.nb)").evaluate_all(NUMBERS)
    return found


def press(page: Page, javascript: bool, box: Locator) -> None:
    """Whatever is folded in on a phone, it is pressed."""
    box.evaluate("box => box.click()")
    settle(page, javascript)
    if not javascript:
        with page.expect_navigation():
            page.locator("button[value=look]").first.dispatch_event("click")


def type_number(line: Locator, group: str, number: str) -> None:
    """Into a box that may be folded in, and leaves it."""
    line.locator("input.tog").evaluate_all("every => every.forEach(one => one.checked = true)")
    box = line.locator(f"li:has([value='{group}']) .nb .in")
    box.fill(number)
    box.blur()


def test_a_number_stays_with_its_group(opened: Callable[..., Page], javascript: bool) -> None:
    page = opened("hpn", javascript=javascript)
    page.goto("/products/new?kind=article&channel=website")
    line = page.locator(".chan")
    press(page, javascript, line.locator("[name$='scope.residential'][value=each]"))
    press(page, javascript, line.locator("[name$=picked][value=TDP-05]"))
    type_number(line, "TDP-05", "55")
    press(page, javascript, line.locator("[name$=picked][value=TDP-03]"))
    expect(line.locator("li:has(.nb)")).to_have_count(2)
    assert [(group, number) for _, group, number in numbers(page)] == [("TDP-05", "55")]


def test_a_number_and_its_basis_go_with_their_channel(opened: Callable[..., Page], javascript: bool) -> None:
    page = opened("hpn", javascript=javascript)
    page.goto("/products/new?channel=loudspeaker")
    choose_kind(page, "loudspeaker_script")
    settle(page, javascript)
    choose_channels(page, javascript, "loudspeaker", "zalo")
    first = page.locator(".chan").first
    type_number(first, "TDP-05", "101")
    press(page, javascript, first.locator("[name$=basis][value=counted]"))
    choose_channels(page, javascript, "zalo")
    assert numbers(page) == []
    expect(page.locator(".chan [name$=basis][value=estimated]")).to_be_checked()
    choose_channels(page, javascript, "zalo", "loudspeaker")
    assert numbers(page) == []


def test_where_it_was_held_is_answered_at_once(opened: Callable[..., Page]) -> None:
    page = opened("hpn")
    page.goto("/products/new?kind=meeting")
    expect(page.locator(".chan")).to_have_count(1)
    press(page, True, page.locator("[name=held][value=TDP-03]"))
    expect(page.locator(".chan .chan-head")).to_contain_text("Tổ 3")
    expect(page.locator("#effect li").first).to_contain_text("Độ phủ")
