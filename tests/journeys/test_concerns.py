"""A concern on a phone: registered, refused for a telephone number, corrected, answered late and counted as such."""

from collections.abc import Callable
from datetime import date, timedelta

from playwright.sync_api import Page, expect


def test_a_concern_is_refused_corrected_and_answered_late(opened: Callable[..., Page], javascript: bool) -> None:
    page = opened("ubnd", javascript=javascript)
    what = f"Miệng cống tổ 14 bị lấp {javascript}"
    page.goto("/more")
    page.click("main a:has-text('Dư luận')")
    page.click("main a:has-text('Ghi vấn đề')")
    expect(page.locator("main")).to_contain_text("Đơn khiếu nại, tố cáo")
    received = date.fromisoformat(page.input_value("#received_on")) - timedelta(days=30)
    page.fill("#summary", f"{what}, gọi 0912 345 678")
    page.select_option("#content_group", "1.12")
    page.select_option("#origin", "hotline")
    page.fill("#received_on", received.isoformat())
    page.locator("#urgency-urgent").check(force=True)
    page.click("main button:has-text('Lưu vấn đề')")
    expect(page.locator("#summary-fault")).to_contain_text("số điện thoại")
    assert page.input_value("#summary") == f"{what}, gọi 0912 345 678", "nothing typed is lost"
    assert page.input_value("#origin") == "hotline"
    assert page.locator("#urgency-urgent").is_checked()

    page.fill("#summary", f"{what} trước số nhà 12")
    page.click("main button:has-text('Lưu vấn đề')")
    expect(page.locator("#summary-ask")).to_contain_text("số nhà")
    page.fill("#summary", what)
    page.click("main button:has-text('Vẫn lưu')")
    expect(page.locator("h1")).to_have_text(what)
    expect(page.locator("main")).to_contain_text("quá hạn")

    page.goto("/")
    page.click(f"main a:has-text('Trả lời: {what}')")
    page.click("main button:has-text('Bắt đầu xác minh')")
    expect(page.locator(".flash")).to_contain_text("xác minh")
    posts: list[str] = []
    page.on("request", lambda one: posts.append(one.url) if one.method == "POST" else None)
    page.fill("#answer", "Đã nạo vét, mưa không còn ngập.")
    page.click("main summary:has-text('Chuyển nơi khác')")
    page.fill("#forwarded_to", "Sở Xây dựng")
    page.press("#forwarded_to", "Enter")
    page.click("main button:has-text('Lưu câu trả lời')")
    expect(page.locator("main")).to_contain_text("đã trả lời, muộn")
    expect(page.locator("main")).to_contain_text("Đã nạo vét")
    assert len(posts) == 1, "Enter in the field of one step presses no other's button"

    page.goto("/concerns")
    page.fill("#q", what.replace("Miệng cống", "mieng cong"))
    page.click("main button:has-text('Tìm')")
    expect(page.locator("#count")).to_contain_text("1 vấn đề")
    expect(page.locator("main table")).to_contain_text("đã trả lời, muộn")

    entries = f"/indicators/concerns_answered/entries?period={received.year}"
    page.goto(f"{entries}&part=denominator")
    expect(page.locator("main")).to_contain_text(what)
    page.goto(f"{entries}&part=numerator")
    expect(page.locator("main .rows")).not_to_contain_text(what)
