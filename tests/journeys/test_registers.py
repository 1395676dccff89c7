"""Two short walks through the smaller registers: what a unit enters, and what the coordinator approves."""

from collections.abc import Callable

from playwright.sync_api import Page, expect


def test_a_survey_is_asked_about_and_opinion_is_hidden(opened: Callable[..., Page], javascript: bool) -> None:
    unit = opened("hpn", javascript=javascript)
    unit.goto("/more")
    unit.click("main a:has-text('Khảo sát tiếp cận')")
    unit.click("main a:has-text('Ghi khảo sát')")
    unit.select_option("#group", label="Tổ 2")
    unit.fill("#asked", "40")
    unit.fill("#aware", "41")
    unit.click("main button:has-text('Lưu')")
    expect(unit.locator("#aware-fault")).to_contain_text("không quá số người được hỏi")
    unit.fill("#asked", "4.000")
    unit.click("main button:has-text('Lưu')")
    expect(unit.locator(".asked")).to_contain_text("nhiều hơn số dân của nhóm")
    unit.click("main button:has-text('Vẫn lưu')")
    expect(unit.locator(".flash")).to_contain_text("Đã ghi")
    expect(unit.locator("main")).to_contain_text("4.000")

    # A second pulse of one place would be asked about: with scripts and without go to one each.
    subject = "1.9" if javascript else "1.7"
    unit.goto("/pulses/new")
    unit.select_option("#group", label="Tổ 2")
    unit.select_option("#content_group", subject)
    for name, count in (("supportive", "27"), ("neutral", "8"), ("worried", "2")):
        unit.fill(f"#{name}", count)
    unit.click("main button:has-text('Lưu')")
    row = unit.locator("tbody tr", has_text=subject).first
    expect(row).to_contain_text("giữ kín")
    expect(row).to_contain_text("37")
    expect(row).not_to_contain_text("27")


def test_a_plan_is_written_approved_and_written_again(opened: Callable[..., Page], javascript: bool) -> None:
    unit, coordinator = opened("ubnd", javascript=javascript), opened("bxdd", javascript=javascript)
    year = "2031" if javascript else "2032"
    unit.goto("/plans/new")
    unit.fill("#year", year)
    unit.fill("#responsible_post", "Phó Chủ tịch")
    unit.fill("#information_contact", "Văn phòng, máy lẻ 24")
    unit.click("main button:has-text('Lưu')")
    expect(unit.locator("#focus-fault")).to_contain_text("Không được để trống")
    unit.fill("#focus", "Trật tự đô thị")
    unit.click("main button:has-text('Lưu')")

    coordinator.goto(f"/plans?year={year}")
    coordinator.click("main a:has-text('Duyệt…')")
    expect(coordinator.locator("main")).to_contain_text("Trật tự đô thị")
    coordinator.click("main button:has-text('Duyệt kế hoạch')")
    expect(coordinator.locator(".flash")).to_contain_text("Đã duyệt")

    unit.goto(f"/plans?year={year}")
    expect(unit.locator("tbody")).to_contain_text("đã duyệt")
    unit.click("tbody th a")
    unit.fill("#focus", "Phân loại rác")
    unit.click("main button:has-text('Lưu')")
    unit.goto(f"/plans?year={year}")
    expect(unit.locator("tbody")).to_contain_text("chờ duyệt")
