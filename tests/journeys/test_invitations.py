"""An admin invites an officer, who opens the link on a phone of their own, chooses a password and is in."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESK, sign_in


def test_an_invited_officer_lets_themselves_in(opened: Callable[..., Page], javascript: bool) -> None:
    admin = opened("quantri", DESK, javascript=javascript)
    name = f"moi{int(javascript)}"
    admin.goto("/")
    admin.click("nav a:has-text('Quản trị')")
    admin.click("main a:has-text('Người dùng')")
    admin.click("main a:has-text('Mời người dùng')")
    admin.fill("#full_name", f"Nguyễn Thị Mới {name}")
    admin.fill("#name", name)
    admin.click("main button:has-text('Lập tài khoản')")
    expect(admin.locator("#errors")).to_contain_text("Chọn đơn vị")
    admin.select_option("#unit", label="Hội Liên hiệp Phụ nữ phường")
    admin.click("main button:has-text('Lập tài khoản')")
    link = admin.locator("#link").input_value()

    officer = opened(None, javascript=javascript)
    officer.goto(link)
    expect(officer.locator("#name")).to_have_value(f"{name}@dongda")
    officer.fill("#password", "ngắn")
    officer.fill("#again", "ngắn")
    officer.click("main button")
    expect(officer.locator("#password-fault")).to_contain_text("ít nhất 10 ký tự")
    officer.fill("#password", "lantoa-thu")
    officer.fill("#again", "lantoa-thu")
    officer.click("main button")
    expect(officer.locator("h1")).to_have_text("Hôm nay")
    expect(officer.locator("main a", has_text="Ghi sản phẩm").first).to_be_visible()

    officer.goto(link)
    expect(officer.locator("h1")).to_have_text("Đường dẫn này không dùng được")
    expect(officer.locator("main .row a").first).to_have_attribute("href", "/login")
    elsewhere = opened(None, javascript=javascript)
    sign_in(elsewhere, name)
    officer.goto("/account")
    officer.click("main button:has-text('Đăng xuất khỏi mọi máy khác')")
    elsewhere.goto("/")
    expect(elsewhere.locator("h1")).to_have_text("Đăng nhập")

    admin.goto(f"/users?q={name}")
    admin.click("main .rows a")
    admin.click("main a:has-text('Cho rời')")
    admin.click("main button:has-text('Cho rời')")
    expect(admin.locator(".flash")).to_contain_text("Đã cho rời")
    officer.goto("/")
    expect(officer.locator("h1")).to_have_text("Đăng nhập")
