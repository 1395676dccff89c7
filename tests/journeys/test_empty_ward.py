"""An empty ward is brought to its first figure through the pages alone: people, groups, a product, coverage."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.test_imports import HEAD, choose
from tests.journeys.test_logging import choose_channels, choose_content_group, choose_kind, write
from tests.journeys.test_schedules import save
from tests.lantoa import founded, lantoa_here
from tests.rig import browser as rig
from tests.rig.server import Server

CHOSEN = "Mật khẩu tự chọn 1"


@pytest.fixture
def begun(tmp_path: Path) -> Iterator[tuple[Server, str]]:
    """A ward as an operator leaves it: the plan's reference data, one admin with the password that was printed."""
    password = lantoa_here(founded(tmp_path / "data"), "user", "create", "quantri", "--role", "admin").last
    with Server({"LANTOA_DATA_DIR": str(tmp_path / "data")}) as server:
        yield server, password


@pytest.fixture
def browsers(begun: tuple[Server, str], chromium: Browser, javascript: bool) -> Iterator[Callable[[], Page]]:
    opened = []

    def another() -> Page:
        context = rig.open_page(chromium, 360, 740, base_url=begun[0].url, javascript=javascript)
        opened.append(context)
        return context.__enter__()

    yield another
    for context in opened:
        context.__exit__(None, None, None)


def invite(admin: Page, name: str, role: str, unit: str) -> str:
    """The link that the admin hands over."""
    admin.goto("/users/new")
    admin.fill("#full_name", f"Cán bộ {name}")
    admin.fill("#name", name)
    admin.select_option("#role", role)
    admin.select_option("#unit", unit)
    admin.click("main button:has-text('Lập tài khoản')")
    return admin.locator("#link").input_value()


def let_in(page: Page, link: str) -> None:
    page.goto(link)
    page.fill("#password", CHOSEN)
    page.fill("#again", CHOSEN)
    page.click("main button")
    expect(page.locator("h1")).to_have_text("Hôm nay")


def test_from_an_empty_ward_to_its_first_figure(
    begun: tuple[Server, str], browsers: Callable[[], Page], javascript: bool
) -> None:
    admin = browsers()
    admin.goto("/login")
    admin.fill("[name=name]", "quantri")
    admin.fill("[name=password]", begun[1])
    admin.click("main button:has-text('Đăng nhập')")
    expect(admin.locator("#steps")).to_contain_text("Bắt đầu")
    links = [invite(admin, "bxdd", "coordinator", "BXDD"), invite(admin, "ubnd", "unit", "UBND")]

    coordinator, officer = browsers(), browsers()
    let_in(coordinator, links[0])
    while "quý" not in coordinator.locator(".head").inner_text():
        # After the plan's last quarter the next ones are proposed, one by one.
        coordinator.goto("/periods/new")
        coordinator.click("main form button.btn-1")
        coordinator.goto("/")
    coordinator.goto("/groups/import")
    choose(coordinator, HEAD + "TDP-01;Tổ dân phố;Tổ 1;Cụm 1;1.000\r\nTDP-02;Tổ dân phố;Tổ 2;Cụm 1;500\r\n")
    coordinator.click("main button:has-text('Nhập 2 nhóm')")
    expect(coordinator.locator(".flash")).to_contain_text("2 nhóm mới")

    let_in(officer, links[1])
    officer.click("main a:has-text('Ghi sản phẩm')")
    choose_kind(officer, "loudspeaker_script")
    choose_content_group(officer, javascript, "1.8")
    choose_channels(officer, javascript, "loudspeaker")
    write(officer, javascript, "#title", "Bài phát thanh đầu tiên")
    officer.locator(".chan .tog-l").click()
    for box, people in zip(officer.locator(".chan input[inputmode=numeric]").all()[:2], ("300", ""), strict=True):
        if not box.is_visible():
            officer.locator(".chan .clu > label").first.click()
        box.fill(people)
    save(officer)
    expect(officer.locator("h1")).to_have_text("Bài phát thanh đầu tiên")

    coordinator.goto("/coverage")
    # 300 of 1,500 people; the second group was told, and nobody counted.
    expect(coordinator.locator("main .lead b").first).to_have_text("300 người (20%)")
    admin.goto("/")
    expect(admin.locator("main")).to_contain_text("xong")
