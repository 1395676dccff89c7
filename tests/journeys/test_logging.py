"""The main job, as an officer does it on a phone: log, find, see coverage change, correct, withdraw."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import DESK
from tests.lengths import SOAK

KINDS = ("infographic", "video", "loudspeaker_script") if SOAK else ("infographic", "loudspeaker_script")


def choose_kind(page: Page, kind: str) -> None:
    page.locator(f"#kind-{kind}").check(force=True)


def choose_channels(page: Page, javascript: bool, *wanted: str) -> None:
    """Exactly these channels are chosen afterwards, and their lines are on the page."""
    if not javascript:
        go_on(page)
    chosen = page.locator("input[name=channels]:checked").evaluate_all("boxes => boxes.map(box => box.value)")
    # In their order, which is that of their lines: a set's is another in each test process.
    for code in [code for code in [*chosen, *wanted] if (code in chosen) != (code in wanted)]:
        chip = page.locator(f"input[name=channels][value={code}]")
        if not chip.is_visible():
            page.locator("details.kinds:has(input[name=channels]) > summary").click()
        chip.set_checked(code in wanted, force=True)
        settle(page, javascript)
    if not javascript:
        go_on(page)
    expect(page.locator(".chan")).to_have_count(len(wanted))


def go_on(page: Page) -> None:
    """Sends the form as it stands without scripts, and waits for the page that comes back."""
    with page.expect_navigation():
        page.click("button:has-text('Tiếp')")


# By the page's own clock, which stands still while a busy machine lets the page wait: what it put off comes before.
STILL = """async () => {
  const later = time => new Promise(done => setTimeout(done, time));
  await later(60);
  while (document.querySelector(".htmx-request")) await later(20);
  await later(50);
  return true;
}"""


def settle(page: Page, javascript: bool) -> None:
    """Lets htmx bring the form back."""
    if javascript:
        page.wait_for_function(STILL)
        # A press that led to another page is waited for, too.
        expect(page.locator(".htmx-request")).to_have_count(0)


def write(page: Page, javascript: bool, field: str, words: str) -> None:
    """And leaves the field, which asks for what follows: whatever is pressed next stands still by then."""
    page.fill(field, words)
    if javascript:
        with page.expect_response(lambda answer: answer.request.method == "POST"):
            page.locator(field).blur()
        settle(page, javascript)


def choose_content_group(page: Page, javascript: bool, code: str) -> None:
    """In the standing campaign, which takes every content group: the demo's last entry differs from day to day."""
    page.select_option("#campaign", "TX-2026")
    settle(page, javascript)
    if not javascript:
        go_on(page)
    page.select_option("#content_group", code)
    settle(page, javascript)


def save(page: Page) -> None:
    """Saves; what the form wants looked at again, or asks about, is right."""
    for _ in range(3):
        press_save(page)
        if not page.locator(".asked").count():
            return


def press_save(page: Page) -> None:
    """Presses once, and waits until the page that answers it is there: another than the one that was marked."""
    page.evaluate("document.documentElement.dataset.left = ''")
    page.click("button[value=save]")
    expect(page.locator("html:not([data-left])")).to_have_count(1)
    page.wait_for_load_state()


def open_details(page: Page) -> None:
    """What a kind has beside its title, and may be left out."""
    if page.locator("#details:not([open])").count():
        page.click("#details > summary")


def coverage_of(page: Page) -> str:
    page.goto("/coverage")
    return page.inner_text("main .lead")


def choose_all(page: Page, javascript: bool) -> None:
    """All residential groups on the first line, which began with none."""
    line = page.locator(".chan").first
    if not line.locator(".stack.chin").is_visible():
        line.locator(".tog-l").click()
    line.locator("[name$='scope.residential'][value=all]").check(force=True)
    settle(page, javascript)
    if not javascript:
        go_on(page)


def box(page: Page, line: int, group: str) -> object:
    """The number box of a group in a channel's line; the line and the group's cluster are opened for it."""
    section = page.locator(".chan").nth(line)
    if not section.locator(".stack.chin").is_visible():
        section.locator(".tog-l").click()
    row = section.locator(f"li:has(input[type=hidden][value='{group}'])")
    if not row.locator("input[inputmode=numeric]").is_visible():
        section.locator(f".clu:has(input[type=hidden][value='{group}']) > label").click()
    return row.locator("input[inputmode=numeric]")


@pytest.mark.parametrize("kind", KINDS)
def test_an_officer_logs_a_product_and_finds_it_again(opened: Callable[..., Page], javascript: bool, kind: str) -> None:
    page = opened("hpn", javascript=javascript)
    title = f"Chuyện thử {kind} {javascript}: phân loại rác"
    page.goto("/")
    page.locator("main a:has-text('Ghi sản phẩm')").first.click()
    choose_kind(page, kind)
    settle(page, javascript)
    choose_content_group(page, javascript, "1.9")
    choose_channels(page, javascript, "zalo", "residential_meeting")
    page.fill("#title", title)
    box(page, 0, "TDP-12").fill("1.001")
    box(page, 0, "TDP-13").fill("")
    settle(page, javascript)
    save(page)
    expect(page.locator("h1")).to_have_text(title)
    expect(page.locator(".flash")).to_contain_text("Đã")

    page.goto("/products")
    page.fill("#q", f"chuyen thu {kind} {javascript}".lower())
    page.click("button:has-text('Tìm')")
    # The new product stood in the list before the search, too: a click must wait for what the search brings.
    expect(page).to_have_url(re.compile(r"[?&]q=chuyen"))
    expect(page.locator("#results tbody tr")).to_have_count(1)
    page.locator("main a", has_text=title).click()
    expect(page.locator("h1")).to_have_text(title)
    expect(page.locator("main")).to_contain_text("1.001")


def test_coverage_changes_by_what_was_logged(opened: Callable[..., Page], javascript: bool) -> None:
    page = opened("hpn", javascript=javascript)
    page.goto("/coverage?content_group=1.9")
    before = page.inner_text("main .lead")
    page.goto("/products/new")
    choose_kind(page, "video")
    settle(page, javascript)
    choose_content_group(page, javascript, "1.9")
    # Another channel each time: on one channel a second audience of the same size adds nobody.
    choose_channels(page, javascript, "event" if javascript else "press")
    page.fill("#title", f"Độ phủ phải đổi {javascript}")
    choose_all(page, javascript)
    for group in ("TDP-01", "TDP-02", "TDP-03", "TDP-04", "TDP-05", "TDP-06"):
        box(page, 0, group).fill("1000")
    settle(page, javascript)
    save(page)
    expect(page.locator("h1")).to_contain_text("Độ phủ phải đổi")
    page.goto("/coverage?content_group=1.9")
    after = page.inner_text("main .lead")
    assert before != after


def test_a_refused_form_comes_back_whole_and_can_be_put_right(opened: Callable[..., Page], javascript: bool) -> None:
    page = opened("ubnd", javascript=javascript)
    page.goto("/products/new")
    choose_kind(page, "loudspeaker_script")
    settle(page, javascript)
    choose_content_group(page, javascript, "1.8")
    choose_channels(page, javascript, "loudspeaker", "zalo")
    open_details(page)
    script = "Kính thưa bà con.\nTừ tuần này, phường thu gom rác theo giờ mới: ễ, ộ, ữ."
    page.fill("[name='details.script']", script)
    lines = page.locator(".chan-head b").all_inner_texts()
    zalo = next(place for place, name in enumerate(lines) if "Zalo" in name)
    box(page, zalo, "TDP-12").fill("99.999")
    box(page, zalo, "TDP-14").fill("123")
    settle(page, javascript)
    page.click("button[value=save]")

    errors = page.locator(".errs")
    expect(errors).to_contain_text("Nhập tên sản phẩm")
    expect(errors).to_contain_text("Tổ 12 có 1.557 người. Nhập số từ 1 đến 1.557.")
    expect(errors).to_contain_text("vẫn còn nguyên")
    assert page.locator("[name='details.script']").input_value() == script
    refused = page.locator(".chan input[aria-invalid=true]")
    expect(refused).to_have_value("99.999")
    expect(refused).to_be_visible()
    if javascript:
        assert page.evaluate("document.activeElement.className") == "errs", "the summary has the focus"
    for link in errors.locator("a").all():
        target = (link.get_attribute("href") or "").removeprefix("#")
        assert page.locator(f"[id='{target}']").count() == 1, f"the fault at {target} can be reached"

    refused.fill("700")
    page.fill("#title", f"Giờ thu gom rác mới {javascript}")
    settle(page, javascript)
    save(page)
    expect(page.locator("h1")).to_contain_text("Giờ thu gom rác mới")
    for words in ("giờ mới: ễ, ộ, ữ", "700", "123"):
        expect(page.locator("main")).to_contain_text(words)


def test_a_double_press_saves_once(opened: Callable[..., Page]) -> None:
    page = opened("hpn", javascript=True)
    page.goto("/products/new")
    choose_kind(page, "video")
    settle(page, True)
    choose_content_group(page, True, "1.2")
    choose_channels(page, True, "website")
    page.fill("#title", "Bấm hai lần cũng một sản phẩm")
    settle(page, True)
    page.locator("button[value=save]").dblclick()
    expect(page.locator("h1")).to_have_text("Bấm hai lần cũng một sản phẩm")
    page.goto("/products?q=bam+hai+lan")
    expect(page.locator("main table tbody tr")).to_have_count(1)


def test_an_officer_edits_then_withdraws_with_a_reason(opened: Callable[..., Page], javascript: bool) -> None:
    page = opened("mttq", javascript=javascript)
    page.goto("/products/new")
    choose_kind(page, "infographic")
    settle(page, javascript)
    choose_content_group(page, javascript, "1.4")
    choose_channels(page, javascript, "fanpage")
    page.fill("#title", f"Sẽ sửa rồi rút {javascript}")
    settle(page, javascript)
    page.click("button[value=save]")
    page.click("main a:has-text('Sửa')")
    page.fill("#title", f"Đã sửa tên {javascript}")
    settle(page, javascript)
    page.click("button[value=save]")
    expect(page.locator("h1")).to_have_text(f"Đã sửa tên {javascript}")
    page.click("main a:has-text('Rút sản phẩm')")
    page.click("main button:has-text('Rút')")
    expect(page.locator(".fault")).to_contain_text("lý do")
    page.fill("[name=reason]", "Sai số liệu ở hình 2")
    page.click("main button:has-text('Rút')")
    expect(page.locator("main")).to_contain_text("đã rút")
    expect(page.locator("main")).to_contain_text("Sai số liệu ở hình 2")
    expect(page.locator("main a:text-is('Sửa')")).to_have_count(0)


def test_what_was_chosen_but_not_yet_seen_is_shown_before_it_is_saved(opened: Callable[..., Page]) -> None:
    page = opened("ubnd", javascript=False)
    page.goto("/products/new")
    choose_kind(page, "video")
    choose_content_group(page, False, "1.3")
    page.fill("#title", "Kênh mới chọn")
    unchosen = page.locator(".chips-ch input[name=channels]:not(:checked)").first
    unchosen.check(force=True)
    page.click("button[value=save]")
    expect(page.locator("main [role=status]").first).to_contain_text("Xem lại kênh vừa chọn")
    save(page)
    expect(page.locator("h1")).to_have_text("Kênh mới chọn")


def test_days_and_numbers_typed_the_vietnamese_way_are_understood(opened: Callable[..., Page]) -> None:
    page = opened("ubnd", javascript=False)
    page.goto("/products/new")
    day = page.locator("#day")
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", day.input_value()), "today is filled in"


def test_at_a_desk_what_saving_does_stands_above_both_ways_to_save(opened: Callable[..., Page]) -> None:
    page = opened("ubnd", size=DESK)
    page.goto("/products/new")
    parts = ["#effect-title", ".effl", "button[value=save]", "button[value=again]"]
    boxes = [page.locator(part).bounding_box() for part in parts]
    tops = [box["y"] for box in boxes if box]
    assert tops == sorted(tops)
    assert len(tops) == len(parts)
    assert len({round(box["width"]) for box in boxes[2:] if box}) == 1, "both as wide as the card"


def test_at_a_desk_the_figures_under_the_tiles_begin_where_the_tiles_do(opened: Callable[..., Page]) -> None:
    page = opened("bxdd", size=DESK)
    page.goto("/coverage/tiles")
    tiles, told = page.locator("main svg").last.bounding_box(), page.locator(".told > summary").bounding_box()
    assert tiles
    assert told
    assert abs(tiles["x"] - told["x"]) < 8


def press_slowly(page: Page, button: Locator) -> None:
    """As a hand does, which holds a button for a tenth of a second: pressed and let go at one place."""
    button.scroll_into_view_if_needed()
    place = button.bounding_box()
    assert place is not None
    page.mouse.move(place["x"] + place["width"] / 2, place["y"] + place["height"] / 2)
    page.mouse.down()
    page.wait_for_timeout(110)
    page.mouse.up()


def test_what_follows_from_what_was_typed_moves_nothing_under_a_finger(opened: Callable[..., Page]) -> None:
    page = opened("hpn", DESK, javascript=True)
    page.goto("/products/new?kind=article")
    choose_content_group(page, True, "1.9")
    choose_channels(page, True, "zalo")
    page.fill("#title", "Họp Tổ dân phố 12 về phòng cháy mùa hanh khô")
    press_slowly(page, page.locator("#details > summary"))
    expect(page.locator("#details")).to_have_attribute("open", "")
    settle(page, True)
    box(page, 0, "TDP-12").fill("41")
    with page.expect_navigation():
        press_slowly(page, page.locator("button[value=save]"))
