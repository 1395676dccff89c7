"""Days to come on a phone: a script for a week, confirmed from Today; a published product corrected by a copy."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.conftest import own_site
from tests.journeys.test_logging import (
    choose_channels,
    choose_content_group,
    choose_kind,
    go_on,
    open_details,
    save,
    settle,
)

# What waits to be confirmed is counted.
site = own_site()


def test_a_script_for_a_week_is_confirmed_day_by_day(opened: Callable[..., Page], javascript: bool) -> None:
    page = opened("ubnd", javascript=javascript)
    title = f"Lịch tiêm chủng {javascript}"
    page.goto("/products/new")
    choose_kind(page, "loudspeaker_script")
    settle(page, javascript)
    page.locator("#span-week").check(force=True)
    settle(page, javascript)
    choose_content_group(page, javascript, "1.7")
    choose_channels(page, javascript, "loudspeaker")
    page.fill("#title", title)
    settle(page, javascript)
    open_details(page)
    page.fill("[name='details.script']", "Kính thưa bà con.\n\nTuần này phường tiêm chủng cho trẻ em.")
    page.fill("[name='details.broadcast_times']", "06:30 17:00")
    settle(page, javascript)
    if javascript:
        expect(page.locator("#effect")).to_contain_text("6 lượt dự kiến")
    save(page)
    expect(page.locator("h1")).to_have_text(title)
    expect(page.locator("#schedule")).to_be_visible()
    expect(page.locator("main")).to_contain_text("6 lượt sắp tới")
    expect(page.locator("main table").first).to_contain_text("2 lần phát")

    page.click("main a:has-text('Bản đọc chữ to')")
    expect(page.locator(".announce")).to_contain_text("Tuần này phường tiêm chủng cho trẻ em.")
    expect(page.locator(".announce")).to_contain_text("06:30, 17:00")


def test_what_was_planned_for_today_is_confirmed_from_today(opened: Callable[..., Page], javascript: bool) -> None:
    page = opened("mttq", javascript=javascript)
    title = f"Phát hôm nay {javascript}"
    page.goto("/products/new")
    here = page.locator("#day").input_value()
    choose_kind(page, "loudspeaker_script")
    settle(page, javascript)
    choose_content_group(page, javascript, "1.3")
    page.locator("#status-planned").check(force=True)
    settle(page, javascript)
    if not javascript:
        go_on(page)
    choose_channels(page, javascript, "loudspeaker")
    page.fill("#planned_on", here)
    page.fill("#title", title)
    settle(page, javascript)
    save(page)
    expect(page.locator("h1")).to_have_text(title)

    page.goto("/")
    row = page.locator("section:has(#unconfirmed) li", has_text=title)
    for folded in page.locator("section:has(#unconfirmed) summary").all():
        folded.click()
    row.locator("button").click()
    expect(page.locator(".flash")).to_contain_text("Đã xác nhận 1 lượt phát")
    expect(page.locator("section:has(#unconfirmed) li", has_text=title)).to_have_count(0)
    page.goto(f"/products?q={title}")
    expect(page.locator("#results tbody tr", has_text=title)).to_contain_text("đã phát")


def test_a_published_product_is_corrected_by_a_copy(opened: Callable[..., Page], javascript: bool) -> None:
    page = opened("hpn", javascript=javascript)
    title = f"Giá nước mới {javascript}"
    page.goto("/products/new")
    choose_kind(page, "infographic")
    settle(page, javascript)
    choose_content_group(page, javascript, "1.8")
    choose_channels(page, javascript, "zalo")
    page.fill("#title", title)
    open_details(page)
    page.fill("[name='details.alt_text']", "Bảng giá nước theo bậc")
    settle(page, javascript)
    save(page)
    page.click("main a:has-text('Rút sản phẩm')")
    page.fill("[name=reason]", "Sai giá bậc 2")
    page.click("main button:has-text('Rút và ghi bản thay')")

    expect(page.locator("main .note")).to_contain_text(f"Thay cho {title}, đã rút")
    expect(page.locator("#title")).to_have_value(title)
    expect(page.locator("[name='details.alt_text']")).to_have_value("Bảng giá nước theo bậc")
    assert page.locator("input[name=channels][value=zalo]").is_checked()
    page.fill("#title", f"{title}, đã sửa")
    settle(page, javascript)
    save(page)
    expect(page.locator("h1")).to_have_text(f"{title}, đã sửa")
    old = page.locator("aside a", has_text=title)
    expect(page.locator("aside")).to_contain_text("Thay cho")
    old.click()
    expect(page.locator("aside")).to_contain_text("Đã thay bằng")
    expect(page.locator("main")).to_contain_text("Sai giá bậc 2")
    expect(page.locator("main a:has-text('Ghi sản phẩm thay')")).to_have_count(0)
