"""A campaign from start to close, as a coordinator and a unit do it on a phone."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.test_logging import choose_channels, choose_kind, settle, write
from tests.journeys.test_schedules import save


def test_a_campaign_from_start_to_close(opened: Callable[..., Page], javascript: bool) -> None:
    coordinator, unit = opened("bxdd", javascript=javascript), opened("ubnd", javascript=javascript)
    title = f"Phòng cháy dịp Tết {javascript}"
    coordinator.goto("/more")
    coordinator.click("main a:has-text('Chiến dịch')")
    coordinator.click("main a:has-text('Lập chiến dịch')")
    today = coordinator.evaluate("new Date().toISOString().slice(0, 10)")
    coordinator.fill("#title", title)
    coordinator.fill("#starts_on", today)
    coordinator.check("#content-1\\.11")
    coordinator.fill("#target_coverage", "30")
    coordinator.fill("[name='budget.state_budget']", "2.000.000")
    coordinator.click("main button:has-text('Lập chiến dịch')")
    expect(coordinator.locator("#ends_on-fault")).to_contain_text("Không được để trống")
    assert coordinator.locator("#content-1\\.11").is_checked(), "nothing typed is lost"
    coordinator.fill("#ends_on", "2027-02-28")
    coordinator.click("main button:has-text('Lập chiến dịch')")
    expect(coordinator.locator("h1")).to_have_text(title)
    address = coordinator.url.partition("?")[0]
    expect(coordinator.locator("main")).to_contain_text("Chưa có lượt phát nào")

    unit.goto(address)
    unit.click("main a:has-text('Ghi sản phẩm')")
    expect(unit.locator("#campaign option:checked")).to_have_text(title)
    choose_kind(unit, "poster")
    settle(unit, javascript)
    choose_channels(unit, javascript, "poster", "zalo")
    write(unit, javascript, "#title", f"Áp phích {title}")
    if not unit.locator("[name='cost.amount']").is_visible():
        unit.locator("summary", has_text="Chi phí").click()
    unit.fill("[name='cost.amount']", "500.000")
    settle(unit, javascript)
    save(unit)
    expect(unit.locator("h1")).to_have_text(f"Áp phích {title}")

    coordinator.goto(address)
    main = coordinator.locator("main")
    expect(main).to_contain_text("2 lượt phát")
    expect(main).to_contain_text("mục tiêu 30%")
    expect(main).to_contain_text("1.500.000")
    coordinator.click("main a:has-text('Sửa')")
    coordinator.fill("#target_coverage", "45,5")
    coordinator.click("main button:has-text('Lưu chiến dịch')")
    expect(main).to_contain_text("mục tiêu 45,5%")
    expect(main).to_contain_text("mục tiêu độ phủ: 30% → 45,5%")

    coordinator.click("main a:has-text('Kết thúc chiến dịch')")
    coordinator.click("main button:has-text('Kết thúc')")
    expect(coordinator.locator(".flash")).to_contain_text("Đã kết thúc")
    expect(main).to_contain_text("2 lượt phát")
    unit.goto("/products/new")
    expect(unit.locator("#campaign option", has_text=title)).to_have_count(0)
