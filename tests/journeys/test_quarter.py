"""A whole quarter in a browser: three units log and report, one is late, one is sent back, one reports what can't wait;
the ward gathers and files; the city reads. Today tells each what is next."""

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests import samples
from tests.journeys.conftest import DESK, own_site
from tests.journeys.test_logging import choose_channels, choose_content_group, choose_kind, save, settle

Q, WOMEN, FRONT = "2026-Q4", "Hội Liên hiệp Phụ nữ phường", "Ủy ban MTTQ Việt Nam phường"
URGENT = "Mất nước ở hai ngõ"
BEGINS = {"Tải Word": b"PK", "Tải PDF": b"%PDF-", "Tải bảng tính": b"PK"}


# What was handed in stays handed in.
site = own_site("function")


def test_a_quarter_from_the_log_to_the_city(opened: Callable[..., Page], javascript: bool, tmp_path: Path) -> None:
    women, front, committee = (opened(name, javascript=javascript) for name in ("hpn", "mttq", "ubnd"))
    coordinator, leader, city = (
        opened(name, DESK, javascript=javascript) for name in ("bxdd", "thuongtruc", "thanhuy")
    )
    for page in (women, front, committee, coordinator, leader):
        put_the_hint_away(page)
    for page in (women, front, committee):
        log(page, javascript)
    report_as_one_writes(women, javascript)
    report(committee, "Tăng lượt phát thanh")
    remind(coordinator, front)
    report(front, "Thêm hai cụm loa ở ngõ nhỏ")
    tell_what_can_not_wait(committee, tmp_path)
    for page in (coordinator, leader):
        open_what_can_not_wait(page)
    expect_to_be_opened_by(committee, 2)
    send_back(coordinator)
    mend(women)
    judge_all(coordinator)
    file(coordinator)
    file_anew(coordinator)
    read(city)


def put_the_hint_away(page: Page) -> None:
    """As whoever knows their way did long ago: Today has room for more then."""
    page.goto("/")
    page.click("main button:has-text('Đã hiểu')")
    expect(page.locator("main")).not_to_contain_text("Đã hiểu")


def log(page: Page, javascript: bool) -> None:
    """An article for every group, as on any day."""
    page.goto("/products/new")
    choose_kind(page, "article")
    settle(page, javascript)
    choose_content_group(page, javascript, "1.9")
    choose_channels(page, javascript, "zalo")
    page.fill("#title", "Phân loại rác tại nguồn")
    save(page)
    expect(page.locator(".flash")).to_contain_text("Đã ghi")


def report(page: Page, proposal: str) -> None:
    """From Today to what is handed in; then Today asks for it no more."""
    begin(page)
    expect(page.locator("textarea[name='comments.2']")).to_have_value(re.compile("Đã thông tin tới"))
    page.fill("#proposals", proposal)
    hand_in(page)
    page.goto("/")
    expect(page.locator("main")).not_to_contain_text("Viết báo cáo")


def begin(page: Page) -> None:
    page.goto("/")
    page.click("main button:has-text('Viết báo cáo')")
    expect(page.locator("h1")).to_have_text("Báo cáo quý IV/2026")
    expect(page.locator("#part-1 p").first).to_contain_text("sản phẩm")


def hand_in(page: Page) -> None:
    page.click("button:has-text('Lưu và nộp')")
    expect(page.locator("h1")).to_have_text("Nộp báo cáo này?")
    page.click("main button:has-text('Nộp báo cáo')")
    expect(page.locator(".flash")).to_contain_text("Đã nộp báo cáo")


def report_as_one_writes(page: Page, javascript: bool) -> None:
    """What is typed is there after the page was left, and after a refusal."""
    begin(page)
    if javascript:
        page.locator("#proposals").press_sequentially("Thêm loa", delay=20)
        expect(page.locator("#saved")).to_contain_text("xong 6 trong 6 phần")
        page.goto("/")
        page.click("main a:has-text('Viết tiếp báo cáo')")
        expect(page.locator("#proposals")).to_have_value("Thêm loa")
    page.fill("textarea[name='comments.1']", "Liên hệ 0912 345 678")
    page.fill("#proposals", "Thêm một cụm loa ở ngõ nhỏ")
    page.click("button:has-text('Lưu và nộp')")
    expect(page.locator("#errors")).to_contain_text("số điện thoại")
    expect(page.locator("#proposals")).to_have_value("Thêm một cụm loa ở ngõ nhỏ")
    page.fill("textarea[name='comments.1']", "Tăng bài ngắn trên Zalo")
    hand_in(page)


def remind(coordinator: Page, late: Page) -> None:
    """From the board, on the unit's Today, and in words for a group chat."""
    coordinator.goto(f"/reports?period={Q}")
    coordinator.click("main .flow a:has-text('chưa bắt đầu')")
    row = coordinator.locator(f"main .board tr:has-text('{FRONT}')")
    row.locator("button:has-text('Nhắc')").click()
    expect(coordinator.locator(".flash")).to_contain_text("Đã nhắc 1 đơn vị")
    expect(row.locator("button")).to_have_count(0)
    expect(coordinator.locator("#chat")).to_have_value(re.compile(f"- {FRONT}"))
    late.goto("/")
    expect(late.locator(".due").first).to_contain_text("Ban Xây dựng Đảng nhắc nộp báo cáo")


def tell_what_can_not_wait(page: Page, folder: Path) -> None:
    """With a photo, which whoever opens it sees."""
    (folder / "Vỡ ống.jpg").write_bytes(samples.photo())
    page.goto("/reports/new")
    page.fill("#title", URGENT)
    page.fill("#happened_at", "2026-11-02T05:30")
    page.fill("#text", "Hai ngõ mất nước từ sáng.")
    page.set_input_files("#file", folder / "Vỡ ống.jpg")
    page.click("main button:has-text('Gửi báo cáo')")
    expect(page.locator("#opened + *")).to_contain_text("Chưa ai mở")
    page.click("main .files a:has-text('Mô tả')")
    page.fill("#alt_text", "Ống vỡ ở ngõ 5")
    page.click("main button:has-text('Lưu mô tả')")
    expect(page.locator(".flash")).to_contain_text("Đã sửa mô tả tệp")


def open_what_can_not_wait(page: Page) -> None:
    """The first thing on Today, until it was opened."""
    page.goto("/")
    expect(page.locator("main section").first).to_contain_text(URGENT)
    page.locator("section:has(#urgent) li", has_text=URGENT).locator("button").click()
    expect(page.locator("main")).to_contain_text("Xảy ra lúc 02/11/2026 05:30")
    expect(page.get_by_alt_text("Ống vỡ ở ngõ 5")).to_be_visible()
    page.goto("/")
    expect(page.locator("#urgent")).to_have_count(0)


def expect_to_be_opened_by(page: Page, count: int) -> None:
    page.reload()
    expect(page.locator("section:has(#opened) li")).to_have_count(count)


def send_back(coordinator: Page) -> None:
    """From Today, with a reason and what is to be mended in two parts."""
    coordinator.goto("/")
    coordinator.locator("section:has(#judged) .kinds summary").click()
    coordinator.click(f"section:has(#judged) a:has-text('{WOMEN}')")
    expect(coordinator.locator("#part-1")).to_contain_text("Tăng bài ngắn trên Zalo")
    coordinator.click("main a:has-text('Trả lại')")
    coordinator.fill("#reason", "Nêu rõ số cụm loa")
    coordinator.fill("[name='parts.1']", "Kể cả bài trên bảng tin")
    coordinator.fill("[name='parts.5']", "Nói rõ việc còn chậm")
    coordinator.click("main button:has-text('Trả lại')")
    expect(coordinator.locator("h1 + p + p")).to_contain_text("đã trả lại")


def mend(page: Page) -> None:
    """Today leads to it, and each part says what was said of it."""
    page.goto("/")
    expect(page.locator(".due").first).to_contain_text("Nêu rõ số cụm loa")
    page.click("main a:has-text('rồi nộp lại')")
    expect(page.locator("#part-1 .ask")).to_contain_text("Kể cả bài trên bảng tin")
    expect(page.locator("#part-5 .ask")).to_contain_text("Nói rõ việc còn chậm")
    page.fill("#proposals", "Thêm ba cụm loa ở ngõ nhỏ")
    hand_in(page)
    expect(page.locator("main")).to_contain_text("bản 2")


def judge_all(coordinator: Page) -> None:
    """One after the other, each leading to the next, until Today has none."""
    coordinator.goto("/")
    coordinator.locator("section:has(#judged) a:has-text('Duyệt: báo cáo')").first.click()
    for _ in range(9):
        coordinator.click("main .head a:has-text('Duyệt')")
        coordinator.click("main button:has-text('Duyệt')")
        expect(coordinator.locator("h1 + p + p")).to_contain_text("đã duyệt")
        following = coordinator.locator("a:has-text('Báo cáo chờ duyệt tiếp theo')")
        if not following.count():
            break
        following.click()
    coordinator.goto("/")
    expect(coordinator.locator("main")).not_to_contain_text("Duyệt: báo cáo")


def file(coordinator: Page) -> None:
    """The ward's report, from the units' words to the three files."""
    coordinator.goto(f"/reports?period={Q}")
    coordinator.locator("section.card .btn").click()
    expect(coordinator.locator("h1")).to_have_text("Báo cáo tổng hợp quý IV/2026")
    expect(coordinator.locator("textarea[name='comments.0']")).to_have_value(re.compile("Trong kỳ có"))
    expect(coordinator.locator("section:has(#units)")).to_contain_text("bản 2")
    for part, words in (("1", "Tăng bài ngắn trên Zalo"), ("6", "Thêm ba cụm loa")):
        coordinator.locator(f"#part-{part} summary:has-text('Ý kiến của các đơn vị')").click()
        coordinator.click(f"#part-{part} button:has-text('Đưa vào phần này')")
        expect(coordinator.locator(".flash")).to_contain_text("Đã đưa ý kiến các đơn vị vào")
        expect(coordinator.locator(f"#part-{part} textarea")).to_have_value(re.compile(words))
    coordinator.fill("textarea[name='comments.0']", "Quý này cả phường tiến bộ.")
    hand_in(coordinator)
    expect(coordinator.locator("main")).to_contain_text("Số liệu chốt khi nộp")
    for words, begins in BEGINS.items():
        assert taken(coordinator, words).startswith(begins)


def file_anew(coordinator: Page) -> None:
    """A version that is filed is followed by the next."""
    coordinator.click("main button:has-text('Lập bản mới')")
    coordinator.fill("textarea[name='comments.0']", "Quý này cả phường tiến bộ nhiều.")
    hand_in(coordinator)
    expect(coordinator.locator("[aria-label='Các bản đã nộp'] li")).to_have_count(2)


def read(city: Page) -> None:
    """What the ward filed, from the city's table to the paper, and the version before it."""
    city.goto(f"/city?period={Q}")
    city.locator("main tbody tr").first.locator("a[href^='/reports/']").click()
    expect(city.locator("h1")).to_have_text("Báo cáo tổng hợp quý IV/2026")
    expect(city.locator("#part-0")).to_contain_text("tiến bộ nhiều")
    expect(city.locator("#part-1")).to_contain_text("Tăng bài ngắn trên Zalo")
    last = taken(city, "Tải PDF")
    first = taken(city.locator("[aria-label='Các bản đã nộp'] li").last, "Tải PDF")
    assert last.startswith(b"%PDF-")
    assert first.startswith(b"%PDF-")
    assert first != last


def taken(where: Page | Locator, words: str) -> bytes:
    """The file that a link of these words gives."""
    page = where if isinstance(where, Page) else where.page
    with page.expect_download() as caught:
        where.locator(f"a:has-text('{words}')").first.click()
    return Path(caught.value.path()).read_bytes()
