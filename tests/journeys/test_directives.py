"""A directive on its way: added by the coordinator, told to half of the groups by a unit, seen in the matrix."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESK
from tests.journeys.test_logging import choose_channels, choose_kind, settle
from tests.journeys.test_schedules import save


def test_a_directive_reaches_half_of_the_groups(opened: Callable[..., Page], javascript: bool) -> None:
    coordinator, unit = opened("bxdd", DESK, javascript=javascript), opened("mttq", javascript=javascript)
    number = f"77-KH/ĐU {javascript}"
    told, of = disseminated(coordinator)
    code = add(coordinator, number)
    tell_half(unit, javascript, number, code)
    look(coordinator, number)
    assert disseminated(coordinator) == (told + 30, of + 59), "the indicator counts the cells of the matrix"


def disseminated(page: Page) -> tuple[int, int]:
    """The cells told and all cells, as the leaders' screen says them."""
    page.goto("/indicators")
    row = page.locator("table.ind tr", has=page.locator("a[href*='directive_dissemination']")).first
    told, of = row.locator(".nd").inner_text().split(" trong ")
    return int(told.replace(".", "")), int(of.replace(".", ""))


def add(coordinator: Page, number: str) -> str:
    """The coordinator's directive of today, for residential groups, ten days allowed; its code."""
    coordinator.goto("/")
    coordinator.click("header a:has-text('Chủ trương')")
    coordinator.click("main a:has-text('Thêm chủ trương')")
    today = coordinator.evaluate("new Date().toLocaleDateString('sv-SE')")
    coordinator.fill("#number", number)
    coordinator.fill("#issued_on", today)
    coordinator.fill("#within_days", "10")
    coordinator.select_option("#lead_unit", "MTTQ")
    coordinator.select_option("#content_group", "1.9")
    coordinator.uncheck("#must-party_cell")
    coordinator.click("main button:has-text('Thêm chủ trương')")
    expect(coordinator.locator("#title-fault")).to_contain_text("Không được để trống")
    assert coordinator.locator("#number").input_value() == number, "nothing typed is lost"
    coordinator.fill("#title", "Ngày cao điểm toàn dân bảo vệ môi trường")
    coordinator.click("main button:has-text('Thêm chủ trương')")
    expect(coordinator.locator("h1")).to_have_text("Ngày cao điểm toàn dân bảo vệ môi trường")
    expect(coordinator.locator("#told-residential")).to_contain_text("0 trong 59 tổ đã nghe")
    expect(coordinator.locator(".told li").first).to_contain_text("còn 10 ngày")
    return coordinator.url.partition("?")[0].rpartition("/")[2]


def tell_half(unit: Page, javascript: bool, number: str, code: str) -> None:
    """On the unit's phone the list has a bar for each directive; a product naming it reaches 30 groups."""
    unit.goto("/more")
    unit.click("main a:has-text('Chủ trương')")
    expect(unit.locator("table.mx").first).to_be_hidden()
    row = unit.locator(".cov > li", has_text=number)
    expect(row).to_contain_text("còn 59 tổ, hạn")
    row.locator("a.t").click()
    groups = ",".join(f"TDP-{number:02}" for number in range(1, 31))
    unit.goto(f"/products/new?directives={code}&groups={groups}")
    choose_kind(unit, "social_post")
    settle(unit, javascript)
    choose_channels(unit, javascript, "zalo")
    unit.fill("#title", f"Bài về {number}")
    settle(unit, javascript)
    save(unit)
    expect(unit.locator("h1")).to_have_text(f"Bài về {number}")
    unit.click(f"main a:has-text('{number}')")
    expect(unit.locator("#told-residential")).to_contain_text("30 trong 59 tổ đã nghe")


def look(coordinator: Page, number: str) -> None:
    """A told cell has the day and opens the product; one that waits opens the form with everything chosen."""
    coordinator.goto("/directives?lead_unit=MTTQ")
    table = coordinator.locator("table.mx").first
    today = coordinator.evaluate("new Date().toLocaleDateString('sv-SE')")
    heads = table.locator("thead th a").all_inner_texts()
    place = next(at for at, head in enumerate(heads) if number in head)
    first = table.locator("tbody tr:not(.clu)").first.locator("td").nth(place)
    expect(first).to_have_text(f"{today[8:]}/{today[5:7]}")
    last = table.locator("tbody tr:not(.clu)").last.locator("td").nth(place)
    expect(last).to_have_text("còn 10 ngày")
    last.locator("a").click()
    expect(coordinator.locator("h1")).to_have_text("Ghi sản phẩm")
    expect(coordinator.locator("main")).to_contain_text(number)
    coordinator.goto("/directives?lead_unit=MTTQ")
    first.locator("a").click()
    expect(coordinator.locator("h1")).to_have_text(f"Bài về {number}")
