"""Hands without a pointer: while they are on, what a test clicks is reached by Tab and pressed by a key."""

import time
from typing import Any

import pytest
from playwright.sync_api import Error, Locator, Page, Request

# The control behind what was clicked: a label stands for its own; -1 where no key can reach it.
CONTROL = """element => {
  const label = element.closest('label');
  return (label && label.control) || element.closest('a[href], button, summary, input, select, textarea');
}"""
IS_ACTIVE = "element => document.activeElement === element"
# Radio buttons of one name are one stop of Tab; the arrows choose among them.
IN_ITS_GROUP = """element => document.activeElement === element || element.type === 'radio'
  && document.activeElement.type === 'radio' && document.activeElement.name === element.name"""
# When the document began: another number is another page.
BORN = "performance.timeOrigin"
STOPS = "() => document.querySelectorAll('a[href], button, input, select, textarea, summary').length"


def only_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Takes the pointer away from playwright's pages and locators for the rest of the test."""

    def on_page(act: Any) -> Any:
        return lambda page, selector, **_: act(page.locator(selector).first)

    for name, act in (("click", click), ("tap", click), ("check", check), ("uncheck", uncheck)):
        monkeypatch.setattr(Locator, name, lambda locator, *, _act=act, **_: _act(locator))
        monkeypatch.setattr(Page, name, on_page(act))


def click(locator: Locator) -> None:
    control = reach(locator)
    kind = control.evaluate("element => element.type || element.tagName.toLowerCase()")
    if kind == "radio":
        # The arrows have chosen it, unless it was the stop of a group without a choice.
        if not control.is_checked():
            press(locator.page, "Space")
        return
    press(locator.page, "Space" if kind == "checkbox" else "Enter")


def press(page: Page, key: str) -> None:
    """Presses the key and waits for the page that it leads to, as playwright's click does and its keyboard does not."""
    asked: list[Request] = []

    def note(request: Request) -> None:
        asked.append(request)

    page.on("request", note)
    before = page.evaluate(BORN)
    page.keyboard.press(key)
    # Not by the page's clock: without scripts it has none.
    page.wait_for_timeout(100)
    page.remove_listener("request", note)
    deadline = time.monotonic() + 5
    while any(request.is_navigation_request() for request in asked) and time.monotonic() < deadline:
        try:
            if page.evaluate(BORN) != before:
                page.wait_for_load_state()
                return
        except Error:
            pass  # between two pages there is nothing to ask
        page.wait_for_timeout(20)


def check(locator: Locator) -> None:
    if not locator.is_checked():
        click(locator)


def uncheck(locator: Locator) -> None:
    if locator.is_checked():
        click(locator)


def reach(locator: Locator) -> Any:
    """Tab, and Tab again, until the focus is on the control; arrows within a group of radio buttons."""
    page = locator.page
    locator.wait_for(state="attached")
    control = locator.evaluate_handle(CONTROL).as_element()
    assert control is not None, f"no key reaches {locator}"
    for _ in range(2 * page.evaluate(STOPS) + 40):
        if control.evaluate(IN_ITS_GROUP):
            break
        page.keyboard.press("Tab")
    else:
        raise AssertionError(f"Tab does not reach {locator}")
    for _ in range(40):
        if control.evaluate(IS_ACTIVE):
            return control
        page.keyboard.press("ArrowRight")
    raise AssertionError(f"the arrows do not reach {locator}")
