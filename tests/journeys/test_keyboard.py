"""The main job without a mouse: every step is reached by Tab and the arrows, and one always sees where one is."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.conftest import PASSWORD
from tests.journeys.test_logging import settle

# Whether the focus can be seen on the element, or on the label that stands for its hidden input.
SEEN = """element => {
  const label = element.id && document.querySelector(`label[for="${CSS.escape(element.id)}"]`);
  return [element, label].some(one => one && getComputedStyle(one).outlineStyle !== 'none'
    && parseFloat(getComputedStyle(one).outlineWidth) >= 2);
}"""


class Keys:
    """Someone at the keyboard; `javascript` says whether htmx answers to what they do."""

    def __init__(self, page: Page, javascript: bool) -> None:
        self.page, self.javascript = page, javascript

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
        settle(self.page, self.javascript)

    def reach(self, selector: str) -> None:
        """Tab, and Tab again, until the focus is there."""
        for _ in range(200):
            self.page.keyboard.press("Tab")
            if self.page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
                assert self.page.evaluate(f"({SEEN})(document.activeElement)"), f"the focus on {selector} is not seen"
                return
        raise AssertionError(f"{selector} is not reached by Tab")

    def write(self, selector: str, words: str) -> None:
        self.reach(selector)
        self.page.keyboard.insert_text(words)

    def follow(self, selector: str) -> None:
        """Presses what leads to a page, and waits for that one."""
        self.reach(selector)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")


def test_an_officer_signs_in_and_logs_with_the_keyboard_alone(opened: Callable[..., Page], javascript: bool) -> None:
    page = opened(None, javascript=javascript)
    page.goto("/login")
    keys = Keys(page, javascript)
    keys.write("[name=name]", "ubnd@dongda")
    keys.write("[name=password]", PASSWORD)
    keys.follow("main button")
    page.wait_for_url(lambda url: "/login" not in url)
    keys.follow("main a[href^='/products/new']")
    expect(page.locator("h1")).to_have_text("Ghi sản phẩm")
    keys.reach("input[name=kind]")
    keys.press("Space")
    title = f"Chỉ bằng bàn phím {javascript}"
    keys.write("#title", title)
    keys.reach("#campaign")
    keys.press("t", "u")
    if not javascript:
        keys.follow("button.btn[value=look]")
    keys.reach("#content_group")
    keys.press("ArrowDown", "ArrowDown", "ArrowDown")
    if page.locator("input[name=channels]:checked").count() == 0:
        keys.reach("input[name=channels]")
        keys.press("Space")
    if not javascript:
        keys.follow("button.btn[value=look]")
    keys.follow("button[value=save]")
    if page.locator("button:has-text('Vẫn lưu')").count():
        keys.follow("button[value=save]")
    expect(page.locator("h1")).to_have_text(title)


def test_the_map_can_be_passed_and_every_figure_opened(opened: Callable[..., Page]) -> None:
    page = opened("thuongtruc", size=(1280, 800))
    page.goto("/coverage")
    keys = Keys(page, True)
    keys.follow("a.skip")
    keys.follow("a.pass")
    keys.page.keyboard.press("Tab")
    assert not page.evaluate("document.activeElement.closest('table.heat') !== null")
    page.goto("/coverage")
    keys.follow("table.heat tbody tr:nth-child(2) th a")
    expect(page.locator("h1")).to_contain_text("Tổ")
