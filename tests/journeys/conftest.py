"""What journeys walk through: the demo, served as users run it, in a real Chromium with and without scripts."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.conftest import Demo
from tests.lengths import GONE_BOTH_WAYS, SOAK
from tests.rig import browser as rig
from tests.rig import keyboard
from tests.rig.server import Server

PASSWORD = "lantoa-thu"
PHONE, DESK = (360, 740), (1280, 800)
# What is walked once: every page at every size, and what has no pointer anyway or counts its taps.
WALKED_ONCE = ("test_every_page", "test_keyboard", "test_forms")
# What leaves the site so that the same journey can't be gone on it again.
USED_UP = ("test_quarter",)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """With and without scripts; at full length every journey is gone a second time, on a site of its own, by the
    keyboard alone."""
    journey = metafunc.module.__name__.rpartition(".")[2]
    if "javascript" in metafunc.fixturenames:
        scripts, ids = [True, False], ["scripts", "no-scripts"]
        ways = slice(2 if SOAK or journey in GONE_BOTH_WAYS else 1)
        metafunc.parametrize("javascript", scripts[ways], ids=ids[ways], indirect=True)
    walked_once = journey in WALKED_ONCE
    if SOAK and "site" in metafunc.fixturenames and not walked_once:
        scope: Any = "function" if journey in USED_UP else "module"
        metafunc.parametrize("site", ["pointer", "keyboard"], indirect=True, scope=scope)


@contextmanager
def served(demo: Demo, folder: Path) -> Iterator[Server]:
    shutil.copytree(demo.data, folder)
    with Server({"LANTOA_DATA_DIR": str(folder)}) as server:
        yield server


@pytest.fixture(scope="session")
def site(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One for all journeys of a test process: each names what it makes so that no other takes it for its own."""
    with served(demo, tmp_path_factory.mktemp("site") / "data") as server:
        yield server


def own_site(scope: Any = "module") -> Any:
    """The fixture `site` of a file whose journeys rest on what others logged: a server of that file's own; or
    of each journey's, by the scope."""

    @pytest.fixture(scope=scope)
    def site(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
        with served(demo, tmp_path_factory.mktemp("site") / "data") as server:
            yield server

    return site


@pytest.fixture(autouse=True)
def _hands(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    params = getattr(request.node, "callspec", None)
    if params and params.params.get("site") == "keyboard":
        keyboard.only_keys(monkeypatch)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with rig.browser() as one:
        yield one


@pytest.fixture(scope="session")
def signed_in() -> dict[tuple[str, str], Any]:
    """The cookies of who has signed in, by the site's address and the account's name."""
    return {}


@pytest.fixture
def opened(chromium: Browser, site: Server, signed_in: dict[tuple[str, str], Any]) -> Iterator[Callable[..., Page]]:
    """opened("hpn", javascript=False) is a blank page of a browser on which this demo account is signed in.

    By the form when first wanted, later with the same cookies: who signs out on it takes opened(None) and sign_in.
    """
    with ExitStack() as stack:

        def open_as(name: str | None, size: tuple[int, int] = PHONE, **options: Any) -> Page:
            page = stack.enter_context(rig.open_page(chromium, *size, base_url=site.url, **options))
            if name is None:
                return page
            if (site.url, name) not in signed_in:
                sign_in(page, name)
                signed_in[site.url, name] = page.context.cookies()
            page.context.add_cookies(signed_in[site.url, name])
            return page

        yield open_as


def sign_in(page: Page, name: str, password: str = PASSWORD) -> None:
    page.goto("/login")
    page.fill("[name=name]", f"{name}@dongda")
    page.fill("[name=password]", password)
    page.click("main button:has-text('Đăng nhập')")
    page.wait_for_url(lambda url: "/login" not in url)


@pytest.fixture
def javascript(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)
