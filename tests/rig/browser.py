"""The machine's own Chromium; without one its tests are skipped aloud, and fail where CI demands it."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

# The shell first: the same engine without a window's furniture, a page of it costs less than half.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser")
REMEDY = "apt-get install chromium-headless-shell"
# Tests reach only this machine: every other name fails to resolve, and no proxy is asked.
MANNERS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-proxy-server",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
    # For every window it would prepare two menus of an address bar that nobody sees: half of a window's cost.
    "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup",
)


def executable() -> str:
    """The path of Chromium; where there is none the test is skipped, or fails if a browser is required."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found:
        return found
    if os.environ.get("CI") or os.environ.get("LANTOA_REQUIRE_BROWSER"):
        pytest.fail(f"no Chromium on this machine, but journeys are required here: {REMEDY}")
    pytest.skip(f"NO CHROMIUM: pages were NOT tried in a browser ({REMEDY})")


@contextmanager
def browser() -> Iterator[Browser]:
    """One Chromium for a test process; a context for each page keeps tests apart."""
    path = executable()
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=list(MANNERS))
        try:
            yield chromium
        finally:
            chromium.close()


@contextmanager
def open_page(
    chromium: Browser,
    width: int = 1280,
    height: int = 800,
    *,
    javascript: bool = True,
    dark: bool = False,
    touch: bool = False,
    base_url: str | None = None,
    problems: list[str] | None = None,
) -> Iterator[Page]:
    """A page in a browser session of its own, so nobody is signed in; `base_url` lets `goto` take paths.

    A given `problems` list gathers the console's complaints: script errors, blocked sources, failed loads.
    """
    context = chromium.new_context(
        viewport={"width": width, "height": height},
        java_script_enabled=javascript,
        color_scheme="dark" if dark else "light",
        has_touch=touch,
        reduced_motion="reduce",
        locale="vi-VN",
        timezone_id="Asia/Ho_Chi_Minh",
        base_url=base_url,
    )
    context.set_default_timeout(15_000)
    try:
        page = context.new_page()
        if problems is not None:
            _gather(page, problems)
        yield page
    finally:
        context.close()


def _gather(page: Page, problems: list[str]) -> None:
    def heard(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            problems.append(f"{message.type}: {message.text}")

    page.on("console", heard)
    page.on("pageerror", lambda error: problems.append(f"exception: {error}"))
