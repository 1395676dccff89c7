"""A picture and a video on a product, added, described and taken away on a phone, with and without scripts."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests import samples
from tests.rig import axe


def test_a_picture_is_added_described_and_taken_away(
    opened: Callable[..., Page], javascript: bool, tmp_path: Path
) -> None:
    (tmp_path / "Rác.jpg").write_bytes(samples.photo())
    (tmp_path / "lừa.png").write_bytes(b"<script>alert(1)</script>")
    problems: list[str] = []
    page = opened("hpn", javascript=javascript, problems=problems)
    page.goto("/products?unit=HPN&status=published")
    page.locator("main table tbody a").first.click()
    page.click("summary:has-text('Thêm tệp')")
    page.set_input_files("#file", tmp_path / "lừa.png")
    page.fill("#alt_text", "Ba loại rác")
    page.click("main button:has-text('Tải lên')")
    expect(page.locator("#file-fault")).to_contain_text("Không nhận loại tệp này")
    expect(page.locator("#alt_text")).to_have_value("Ba loại rác")
    page.set_input_files("#file", tmp_path / "Rác.jpg")
    page.click("main button:has-text('Tải lên')")
    expect(page.locator(".flash")).to_contain_text("Đã thêm tệp")
    picture = page.get_by_alt_text("Ba loại rác")
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("complete", True)
    assert picture.evaluate("one => one.naturalWidth") == 30
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    if javascript:
        assert axe.violations(page) == []
    page.click("main a:has-text('Mô tả')")
    page.fill("#alt_text", "Rác hữu cơ, tái chế, còn lại")
    page.click("main button:has-text('Lưu mô tả')")
    expect(page.get_by_alt_text("Rác hữu cơ, tái chế, còn lại")).to_be_visible()
    page.click("main a:has-text('Bỏ…')")
    page.click("main button:has-text('Bỏ tệp')")
    expect(page.locator(".flash")).to_contain_text("Đã bỏ tệp")
    expect(page.locator(".files")).to_have_count(0)
    assert [problem for problem in problems if "422" not in problem] == []
