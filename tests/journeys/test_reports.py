"""The reporting cycle in a browser: a unit writes and hands in, is sent back, hands in again; the ward's own report."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESK


def test_who_is_late_is_reminded_and_sees_it(opened: Callable[..., Page], javascript: bool) -> None:
    # Of two units, for each is reminded once a day; before either hands in.
    unit, name = ("mttq", "Ủy ban MTTQ Việt Nam phường") if javascript else ("hpn", "Hội Liên hiệp Phụ nữ phường")
    coordinator = opened("bxdd", DESK, javascript=javascript)
    coordinator.goto("/reports")
    coordinator.click("main .flow a:has-text('chưa bắt đầu')")
    row = coordinator.locator(f"main .board tr:has-text('{name}')")
    row.locator("button:has-text('Nhắc')").click()
    expect(coordinator.locator(".flash")).to_contain_text("Đã nhắc 1 đơn vị")
    expect(row).to_contain_text("nhắc")
    expect(row.locator("button")).to_have_count(0)
    expect(coordinator.locator("#chat")).to_have_value(re.compile(f"- {name}"))
    officer = opened(unit, javascript=javascript)
    officer.goto("/")
    expect(officer.locator(".due").first).to_contain_text("Ban Xây dựng Đảng nhắc nộp báo cáo")


def test_a_unit_reports_and_the_ward_sums_up(opened: Callable[..., Page], javascript: bool) -> None:
    # Of two units, for what one hands in stays handed in.
    unit, name = ("hpn", "Hội Liên hiệp Phụ nữ") if javascript else ("mttq", "Ủy ban MTTQ")
    officer = opened(unit, javascript=javascript)
    officer.goto("/")
    officer.click("main button:has-text('Viết báo cáo')")
    expect(officer.locator("h1")).to_have_text("Báo cáo quý IV/2026")
    expect(officer.locator("#part-1 p").first).to_contain_text("sản phẩm")
    expect(officer.locator("textarea[name='comments.2']")).to_have_value(re.compile("Đã thông tin tới"))
    if javascript:
        officer.locator("#proposals").press_sequentially("Thêm loa", delay=20)
        expect(officer.locator("#saved")).to_contain_text("xong 6 trong 6 phần")
        officer.reload()
        expect(officer.locator("#proposals")).to_have_value("Thêm loa")
    officer.fill("textarea[name='comments.1']", "Liên hệ 0912 345 678")
    officer.fill("#proposals", "Thêm một cụm loa ở ngõ nhỏ")
    officer.click("button:has-text('Lưu và nộp')")
    expect(officer.locator("#errors")).to_contain_text("số điện thoại")
    expect(officer.locator("#proposals")).to_have_value("Thêm một cụm loa ở ngõ nhỏ")
    officer.fill("textarea[name='comments.1']", "Tăng bài ngắn trên Zalo")
    officer.click("button:has-text('Lưu và nộp')")
    expect(officer.locator("h1")).to_have_text("Nộp báo cáo này?")
    officer.click("main button:has-text('Nộp báo cáo')")
    expect(officer.locator(".flash")).to_contain_text("Đã nộp báo cáo")

    coordinator = opened("bxdd", DESK, javascript=javascript)
    coordinator.goto("/reports")
    coordinator.click(f"main a.btn:has-text('{name}')")
    expect(coordinator.locator("#part-1")).to_contain_text("Tăng bài ngắn trên Zalo")
    coordinator.click("main a:has-text('Trả lại')")
    coordinator.fill("#reason", "Nêu rõ số cụm loa")
    coordinator.fill("[name='parts.1']", "Kể cả bài trên bảng tin")
    coordinator.fill("[name='parts.5']", "Nói rõ việc còn chậm")
    coordinator.click("main button:has-text('Trả lại')")
    expect(coordinator.locator("h1 + p + p")).to_contain_text("đã trả lại")

    officer.goto("/reports")
    officer.click("main a:has-text('Viết tiếp')")
    expect(officer.locator("main")).to_contain_text("Nêu rõ số cụm loa")
    expect(officer.locator("#part-1 .ask")).to_contain_text("Kể cả bài trên bảng tin")
    expect(officer.locator("#part-5 .ask")).to_contain_text("Nói rõ việc còn chậm")
    officer.fill("#proposals", "Thêm hai cụm loa ở ngõ nhỏ")
    officer.click("button:has-text('Lưu và nộp')")
    officer.click("main button:has-text('Nộp báo cáo')")
    expect(officer.locator("main")).to_contain_text("bản 2")

    coordinator.goto("/reports")
    coordinator.click(f"main a.btn:has-text('{name}')")
    coordinator.click("main a:has-text('Duyệt')")
    coordinator.click("main button:has-text('Duyệt')")
    expect(coordinator.locator("h1 + p + p")).to_contain_text("đã duyệt")
    sum_up(coordinator)
    read_by_the_city(opened("thanhuy", DESK, javascript=javascript))


def sum_up(coordinator: Page) -> None:
    """The ward's report, from the units' words to the file; a version that is filed already is followed by the next."""
    coordinator.goto("/reports")
    coordinator.locator("section.card .btn").click()
    expect(coordinator.locator("h1")).to_have_text("Báo cáo tổng hợp quý IV/2026")
    if coordinator.locator("main button:has-text('Lập bản mới')").count():
        coordinator.click("main button:has-text('Lập bản mới')")
    expect(coordinator.locator("textarea[name='comments.0']")).to_have_value(re.compile("Trong kỳ có"))
    expect(coordinator.locator("section:has(#units)")).to_contain_text("bản 2")
    coordinator.locator("#part-1 summary:has-text('Ý kiến của các đơn vị')").click()
    coordinator.click("#part-1 button:has-text('Đưa vào phần này')")
    expect(coordinator.locator(".flash")).to_contain_text("Đã đưa ý kiến các đơn vị vào")
    expect(coordinator.locator("textarea[name='comments.1']")).to_have_value(re.compile("Tăng bài ngắn trên Zalo"))
    coordinator.click("button:has-text('Lưu và nộp')")
    coordinator.click("main button:has-text('Nộp báo cáo')")
    expect(coordinator.locator("main")).to_contain_text("Số liệu chốt khi nộp")
    with coordinator.expect_download() as taken:
        coordinator.click("main a:has-text('Tải Word')")
    assert taken.value.suggested_filename.endswith(".docx")


def read_by_the_city(reader: Page) -> None:
    """What the ward filed, from the city's table to the paper."""
    reader.goto("/city?period=2026-Q4")
    reader.locator("main tbody tr").first.locator("a[href^='/reports/']").click()
    expect(reader.locator("h1")).to_have_text("Báo cáo tổng hợp quý IV/2026")
    expect(reader.locator("#part-1")).to_contain_text("Tăng bài ngắn trên Zalo")
    with reader.expect_download() as taken:
        reader.click("main a:has-text('Tải PDF')")
    assert taken.value.suggested_filename.endswith(".pdf")


def test_an_urgent_report_waits_on_today_until_it_is_opened(opened: Callable[..., Page], javascript: bool) -> None:
    title = f"Mất nước ở hai ngõ, lần {1 if javascript else 2}"
    officer = opened("ubnd", javascript=javascript)
    officer.goto("/reports/new")
    officer.fill("#title", title)
    officer.fill("#happened_at", "2026-11-02T05:30")
    officer.fill("#text", "Hai ngõ mất nước từ sáng.")
    officer.click("main button:has-text('Gửi báo cáo')")
    expect(officer.locator("#opened + *")).to_contain_text("Chưa ai mở")
    leader = opened("thuongtruc", javascript=javascript)
    leader.goto("/")
    leader.locator("li", has_text=title).locator("button").click()
    expect(leader.locator("main")).to_contain_text("Xảy ra lúc 02/11/2026 05:30")
    leader.goto("/")
    expect(leader.locator("main")).not_to_contain_text(title)
    officer.reload()
    expect(officer.locator("section:has(#opened) li")).to_have_count(1)
