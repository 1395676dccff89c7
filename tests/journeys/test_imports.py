"""A coordinator takes in three groups from a spreadsheet, one cell of it wrong at first, and finds them everywhere."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import Demo
from tests.journeys.conftest import served
from tests.rig.server import Server

HEAD = "Mã;Loại;Tên;Cụm;Số dân\r\n"


@pytest.fixture(scope="module")
def site(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A site of its own: other journeys count the groups of theirs."""
    with served(demo, tmp_path_factory.mktemp("imports") / "data") as server:
        yield server


def choose(page: Page, content: str) -> None:
    file = {"name": "to.csv", "mimeType": "text/csv", "buffer": content.encode("utf-8-sig")}
    page.set_input_files("#file", files=[file])  # type: ignore[list-item]
    page.click("main button:has-text('Xem trước')")


def test_groups_come_in_from_a_spreadsheet(opened: Callable[..., Page], javascript: bool) -> None:
    page = opened("bxdd", javascript=javascript)
    main, mark = page.locator("main"), "J" if javascript else "K"
    wrong = HEAD + "".join(f"MOI-{mark}{n};Tổ dân phố;Tổ mới {mark}{n};Cụm {mark};1.{n}00\r\n" for n in (1, 2))
    wrong += f"MOI-{mark}3;Tổ dân phố;Tổ mới {mark}3;Cụm {mark};nhiều\r\n"
    page.goto("/more")
    page.click("main a:has-text('Nhóm đối tượng')")
    page.click("main a:has-text('Nhập từ bảng tính')")
    choose(page, wrong)
    expect(main).to_contain_text("1 chỗ cần sửa trong tệp")
    expect(main.locator("table")).to_contain_text("Ô E4")
    expect(main.locator("button:has-text('Nhập')")).to_have_count(0)

    choose(page, wrong.replace("nhiều", "1.300"))
    expect(main).to_contain_text(f"Tổ mới {mark}3")
    page.click("main button:has-text('Nhập 3 nhóm')")
    expect(page.locator(".flash")).to_contain_text("3 nhóm mới")
    expect(main.locator(f"a:has-text('Tổ mới {mark}3')")).to_be_visible()
    page.fill("#q", f"to moi {mark}2")
    page.click("main button:has-text('Tìm')")
    expect(main.locator("tbody a")).to_have_count(1)
    page.click(f"main a:has-text('Tổ mới {mark}2')")
    expect(main).to_contain_text("1.200 người")
    expect(page.locator("h1")).to_contain_text(f"mới {mark}2")
    page.goto("/coverage")
    expect(main).to_contain_text(f"Tổ mới {mark}1")


def test_a_row_that_the_ward_has_is_asked_about_and_the_import_undone(
    opened: Callable[..., Page], javascript: bool
) -> None:
    page = opened("bxdd", javascript=javascript)
    main, mark = page.locator("main"), "J" if javascript else "K"
    page.goto("/groups/import")
    choose(page, f"{HEAD}TDP-7;Tổ dân phố;Tổ 7;Cụm 1;1.000\r\nLAM-{mark};Tổ dân phố;Tổ lạ {mark};Cụm {mark};70\r\n")
    page.click("main button:has-text('Nhập như đã chọn')")
    expect(main.locator("[id='twin.2-fault']")).to_be_visible()
    page.locator("main label:has-text('Nhóm mới, mã TDP-7')").click()
    page.click("main button:has-text('Nhập như đã chọn')")
    expect(page.locator(".flash")).to_contain_text("2 nhóm mới")
    page.click(".flash a:has-text('Bỏ lần nhập này')")
    page.click("main button:has-text('Bỏ lần nhập này')")
    expect(main).to_contain_text("Lần nhập này đã bỏ")
    page.goto(f"/groups?q=lam-{mark}")
    expect(main).to_contain_text("Không có nhóm nào như vậy")


def test_a_long_list_is_left_and_found_again(opened: Callable[..., Page], javascript: bool) -> None:
    """With scripts the page asks how far it is, without them it is loaded again."""
    page = opened("bxdd", javascript=javascript)
    main, mark = page.locator("main"), "J" if javascript else "K"
    row = "{0};Bài {1}{0};MTTQ;Bài viết;1.3;03/11/2026;website;TDP-{2:02}\r\n"
    rows = "".join(row.format(number, mark, group) for number in range(30) for group in range(1, 41))
    page.goto("/products/import")
    choose(page, "STT;Tên;Đơn vị;Loại;Nhóm nội dung;Ngày phát;Kênh;Nhóm\r\n" + rows)
    expect(main).to_contain_text("Đang xem bảng tính")
    page.goto("/")
    page.goto("/products/import")
    page.click("main a:has-text('xem tiếp')")
    expect(main).to_contain_text("Xem trước khi nhập", timeout=60_000)
    page.click("main button:has-text('Ghi 30 sản phẩm')")
    expect(page.locator(".flash")).to_contain_text("Đã ghi 30 sản phẩm", timeout=60_000)
    page.click(".flash a:has-text('Bỏ lần nhập này')")
    page.click("main button:has-text('Bỏ lần nhập này')")
    expect(main).to_contain_text("Lần nhập này đã bỏ")
