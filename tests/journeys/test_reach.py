"""Nobody's number is made up: what the log form says by itself, what a tap asks for, and what moves no figure."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.conftest import own_site
from tests.journeys.test_logging import (
    box,
    choose_channels,
    choose_content_group,
    choose_kind,
    go_on,
    open_details,
    save,
    settle,
)

# Figures are compared before and after.
site = own_site()


# Where the words of the chosen kind end, and where its tick begins, from the left in px.
WORDS_AND_TICK = """() => {
  const label = document.querySelector(".tiles-s input:checked + label"), words = document.createRange();
  words.selectNodeContents(label.lastChild);
  const tick = getComputedStyle(label, "::after"), right = parseFloat(tick.right) + parseFloat(tick.width) + 2;
  return [words.getBoundingClientRect().right, label.getBoundingClientRect().right - right];
}"""
PEOPLE = ("residential_coverage", "evidence_share", "gross_contacts")
OPEN, DELIVERED = ("fanpage", "facebook", "press"), ("loudspeaker", "zalo", "official_notice")


def figures_of(page: Page) -> list[str]:
    """What the quarter's figures about people say, and the cells of directives and groups that are filled."""
    page.goto("/indicators")
    rows = page.locator("main table tbody tr")
    found = [text for text in rows.all_inner_texts() if text]
    page.goto("/coverage")
    return [*(re.sub(r"\s+", " ", text) for text in found if not _counts_products(text)), page.inner_text("main .lead")]


def _counts_products(text: str) -> bool:
    """Of a product its own number, its placements and the share of channels in use do move."""
    return any(words in text for words in ("Số sản phẩm", "Lượt phát", "Kênh", "Nhóm nội dung", "Chi phí", "Kinh phí"))


def _line(page: Page, name: str) -> int:
    return next(place for place, text in enumerate(page.locator(".chan-head b").all_inner_texts()) if name in text)


def test_six_taps_of_x_move_no_figure_about_people(opened: Callable[..., Page], javascript: bool) -> None:
    page = opened("hpn", javascript=javascript)
    before = figures_of(page)
    page.goto("/products/new?directives=NQ02-TW,CT09-TU,KH46-BTGDVTU&campaign=TX-2026&content_group=1.3")
    choose_kind(page, "video")
    settle(page, javascript)
    choose_channels(page, javascript, *OPEN, "poster", "residential_meeting")
    page.fill("#title", f"x {javascript}")
    settle(page, javascript)
    assert page.inner_text(".chans").count("công khai · chưa rõ tới ai") == len(OPEN)
    assert "chưa chọn nhóm nào" in page.inner_text(".chans")
    save(page)
    expect(page.locator("h1")).to_have_text(f"x {javascript}")
    assert figures_of(page) == before


def test_what_a_delivered_channel_will_address_is_said_before_saving(
    opened: Callable[..., Page], javascript: bool
) -> None:
    page = opened("ubnd", javascript=javascript)
    coverage = figures_of(page)[-1]
    page.goto("/products/new")
    choose_kind(page, "official_notice")
    settle(page, javascript)
    choose_content_group(page, javascript, "1.11")
    choose_channels(page, javascript, *DELIVERED)
    page.fill("#title", f"Thông báo {javascript}")
    settle(page, javascript)
    said = page.inner_text(".chans")
    assert said.count("tất cả 59 tổ · đã chuyển tới, chưa đếm") == len(DELIVERED)
    assert re.search(r"giữ \d+%", page.inner_text("#effect")), "and nobody's number is made up of it"
    save(page)
    expect(page.locator("h1")).to_have_text(f"Thông báo {javascript}")
    assert "59 tổ được chuyển tới, chưa đếm người" in page.inner_text("main")
    assert figures_of(page)[-1] == coverage


def test_the_usual_share_is_asked_for_by_one_tap_a_line(opened: Callable[..., Page], javascript: bool) -> None:
    page = opened("ubnd", javascript=javascript)
    page.goto("/products/new")
    choose_kind(page, "video")
    settle(page, javascript)
    choose_content_group(page, javascript, "1.9")
    choose_channels(page, javascript, "zalo", "fanpage")
    page.fill("#title", f"Mức quen {javascript}")
    zalo, fanpage = (_line(page, name) for name in ("Zalo", "Fanpage"))
    box(page, zalo, "TDP-12").fill("111")
    settle(page, javascript)
    for place in (fanpage, zalo):
        asked = page.locator(".chan").nth(place).locator("button:has-text('Dùng mức quen')")
        asked.click()
        settle(page, javascript)
        expect(asked).to_have_count(0)
    expect(page.locator(".chan").nth(fanpage)).to_contain_text("(mức quen)")
    expect(page.locator("#title")).to_have_value(f"Mức quen {javascript}")
    expect(box(page, zalo, "TDP-12")).to_have_value("111")
    assert int(box(page, zalo, "TDP-13").input_value()) > 0
    save(page)
    expect(page.locator("h1")).to_have_text(f"Mức quen {javascript}")
    assert re.search(r"Tổ 13\s*[\d.]+ ước tính", page.locator("main").text_content() or "")


def test_a_meeting_in_one_group_is_counted_once(opened: Callable[..., Page], javascript: bool) -> None:
    page = opened("hpn", javascript=javascript)
    page.goto("/products/new?groups=TDP-12&channel=residential_meeting&kind=meeting&content_group=1.3")
    page.fill("#title", f"Họp tổ 12 {javascript}")
    page.fill("[name='details.attendance']", "45")
    settle(page, javascript)
    save(page)
    expect(page.locator("h1")).to_have_text(f"Họp tổ 12 {javascript}")
    assert re.search(r"Tổ 12\s*45 có đếm", page.locator("main").text_content() or "")
    page.click("main a:has-text('Sửa')")
    page.fill("[name='details.attendance']", "47")
    settle(page, javascript)
    save(page)
    assert re.search(r"Tổ 12\s*47 có đếm", page.locator("main").text_content() or "")


def test_what_was_typed_for_a_kind_stays_when_another_is_tapped(opened: Callable[..., Page], javascript: bool) -> None:
    page = opened("ubnd", javascript=javascript)
    page.goto("/products/new?kind=loudspeaker_script")
    open_details(page)
    script = "Kính thưa bà con.\nTừ tuần này thu gom rác theo giờ mới."
    page.fill("[name='details.script']", script)
    page.fill("[name='details.broadcast_times']", "6h30, 17h")
    for kind in ("video", "loudspeaker_script"):
        choose_kind(page, kind)
        settle(page, javascript)
        if not javascript:
            go_on(page)
        expect(page.locator("[name='details.script']")).to_have_value(script)
    open_details(page)
    expect(page.locator("textarea[name='details.script']")).to_be_visible()
    expect(page.locator("[name='details.broadcast_times']")).to_have_value("6h30, 17h")


def test_a_long_word_breaks(opened: Callable[..., Page]) -> None:
    word = "Đ" * 240
    page = opened("ubnd", javascript=False)
    page.goto("/products/new?kind=video&channel=fanpage&content_group=1.3&campaign=TX-2026")
    page.fill("#title", word)
    save(page)
    expect(page.locator("h1")).to_have_text(word)
    shown = page.url.partition("?")[0]
    for address in (shown, f"{shown}/edit", f"{shown}/withdraw", "/products"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, address
    page.goto("/products")
    for width in (768, 820, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, width


def test_a_ward_s_report_is_no_wider_than_its_window(opened: Callable[..., Page]) -> None:
    page = opened("bxdd", javascript=False)
    sent = page.request.post("/reports/begin", form={"period": "2026-Q3", "type": "consolidated", "unit": ""})
    page.goto(sent.url)
    expect(page.get_by_role("table", name="Mức tiếp cận theo cụm")).to_be_visible()
    for width in (360, 768, 992, 1010, 1100, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, width


def test_the_tick_of_a_chosen_kind_stands_beside_its_words(opened: Callable[..., Page]) -> None:
    page = opened("ubnd", javascript=False)
    page.goto("/products/new?kind=article")
    small = [page.locator(".tiles-s input").nth(at).get_attribute("value") for at in range(4)]
    for kind in small:
        page.goto(f"/products/new?kind={kind}")
        words, tick = page.evaluate(WORDS_AND_TICK)
        assert words <= tick, kind
