"""The board for many units: the reader's own first, counts that filter, what each has logged, the next to judge."""

import re
from types import SimpleNamespace

import pytest
from fastapi.testclient import TestClient

from tests import makers
from tests.makers import placement, post, product, report
from tests.reading import plain
from tests.views.filled import filled, press

Q = "2026-Q2"
BOARD = f"/reports?period={Q}"
NAMES = {
    "UBND": "Ủy ban nhân dân phường",
    "MTTQ": "Ủy ban MTTQ Việt Nam phường",
    "TCD": "Các tổ chức Đảng trực thuộc Đảng ủy phường",
    "CTXH": "Các tổ chức chính trị - xã hội phường",
}


def submitted(client: TestClient, unit: str) -> int:
    made = report(client, unit, Q)
    post(client, f"/reports/{made['id']}/submit", {})
    return int(made["id"])


def rows(client: TestClient, address: str = BOARD) -> dict[str, str]:
    """The board's lines as text, by unit, in their order."""
    text = client.get(address).text
    board = re.search(r"<table[^>]* board\"[^>]*>.*?</table>", text, re.DOTALL)
    lines = re.findall(r"<tr role=\"row\"><th scope=\"row\".*?</tr>", board[0] if board else "", re.DOTALL)
    return {plain(re.split("</th>", line)[0]).strip(): plain(line) for line in lines}


@pytest.fixture
def handed_in(coordinator: TestClient) -> int:
    """The report of MTTQ, which waits to be judged."""
    return submitted(coordinator, "MTTQ")


def test_the_own_unit_comes_first(pages: SimpleNamespace, handed_in: int) -> None:
    assert next(iter(rows(pages.officer))) == NAMES["UBND"]
    assert next(iter(rows(pages.coordinator))) == NAMES["MTTQ"], "then what is to be done first"


def test_the_counts_filter(pages: SimpleNamespace, handed_in: int) -> None:
    text = pages.coordinator.get(BOARD).text
    links = dict(re.findall(r"<li><a href=\"([^\"]*state=[^\"]*)\"><b>(\d+)</b>", text.replace("&amp;", "&")))
    assert links == {f"{BOARD}&state=missing": "3", f"{BOARD}&state=submitted": "1"}, "nothing leads to none"
    assert list(rows(pages.coordinator, f"{BOARD}&state=submitted")) == [NAMES["MTTQ"]]
    chosen = pages.coordinator.get(f"{BOARD}&state=missing")
    assert 'aria-current="true"><b>3</b>' in chosen.text
    assert f'href="{BOARD}">Xem cả 4 đơn vị' in chosen.text
    assert len(rows(pages.coordinator, f"{BOARD}&state=missing")) == 3
    assert "Không còn đơn vị nào như vậy" in pages.coordinator.get(f"{BOARD}&state=accepted").text
    assert pages.coordinator.get(f"{BOARD}&state=other").status_code == 404


def test_a_filter_tells_nobody_of_drafts_that_are_not_theirs(pages: SimpleNamespace, officer: TestClient) -> None:
    report(officer, period=Q)
    assert rows(pages.other_officer, f"{BOARD}&state=draft") == {}
    assert list(rows(pages.officer, f"{BOARD}&state=draft")) == [NAMES["UBND"]]


def test_a_row_tells_what_was_logged(pages: SimpleNamespace, officer: TestClient, coordinator: TestClient) -> None:
    product(officer, placement("zalo", "2026-05-03"), placement("fanpage", "2026-05-04"))
    product(officer, placement("zalo", "2026-05-05"))
    product(officer, placement("zalo", "2026-07-05"))
    makers.planned(officer)
    assert "Đã ghi 2 sản phẩm" in rows(pages.leader)[NAMES["UBND"]]
    assert "Chưa ghi sản phẩm nào" in rows(pages.leader)[NAMES["MTTQ"]]
    report(officer, period=Q)
    assert re.search(r"Đã ghi 2 sản phẩm, sửa lần cuối \d\d/", rows(pages.leader)[NAMES["UBND"]])


def test_reports_are_judged_one_after_the_other(
    pages: SimpleNamespace, handed_in: int, coordinator: TestClient
) -> None:
    second, third = submitted(coordinator, "UBND"), submitted(coordinator, "TCD")

    def next_of(number: int) -> str:
        found = re.search(
            r"href=\"/reports/(\d+)\">Báo cáo chờ duyệt tiếp theo", pages.coordinator.get(f"/reports/{number}").text
        )
        return found[1] if found else ""

    assert "Duyệt 3 báo cáo" in pages.coordinator.get(BOARD).text
    assert [next_of(one) for one in (handed_in, second, third)] == [str(second), str(third), str(handed_in)]
    assert "tiếp theo" not in pages.leader.get(f"/reports/{second}").text
    for number in (second, third):
        post(coordinator, f"/reports/{number}/accept", {})
    assert next_of(second) == str(handed_in), "one that is judged leads on"
    assert next_of(handed_in) == "", "this is the last one"
    assert "Duyệt 1 báo cáo" in pages.coordinator.get(BOARD).text
    assert "Duyệt" not in plain(pages.leader.get(BOARD).text)


def test_who_writes_for_a_unit_begins_on_its_own_page(
    pages: SimpleNamespace, officer: TestClient, coordinator: TestClient
) -> None:
    product(officer, placement("zalo", "2026-05-03"))
    assert "Viết báo cáo" not in pages.coordinator.get(BOARD).text
    address = f"/reports/units/UBND?period={Q}"
    assert f'href="{address}"' in pages.coordinator.get(BOARD).text
    text = pages.coordinator.get(address).text
    assert f'href="/products?unit=UBND&amp;period={Q}&amp;status=published"> Đã ghi 1 sản phẩm</a>' in text
    assert "Viết báo cáo thay đơn vị" not in pages.leader.get(address).text
    assert pages.other_officer.get(address).status_code == 403
    assert pages.coordinator.get("/reports/units/UBND?period=2026").status_code == 404
    assert pages.coordinator.get(f"/reports/units/DANGUY?period={Q}").status_code == 404, "it must not report"
    made = press(pages.coordinator, "/reports/begin", filled(text)).headers["location"]
    assert pages.coordinator.get(address).headers["location"] == made
    makers.close(coordinator)
    assert "Viết báo cáo thay đơn vị" in pages.coordinator.get(f"/reports/units/MTTQ?period={Q}").text
    assert "Viết" not in plain(pages.other_officer.get(f"/reports/units/MTTQ?period={Q}").text)


def test_a_unit_writes_its_own_report_for_nobody_else(pages: SimpleNamespace) -> None:
    text = plain(pages.officer.get(f"/reports/units/UBND?period={Q}").text)
    assert "Viết báo cáo" in text
    assert "thay đơn vị" not in text


def test_the_record_over_the_periods_stands_below(pages: SimpleNamespace, handed_in: int) -> None:
    for client in (pages.leader, pages.other_officer):
        found = re.search(r"<section[^>]*aria-labelledby=\"record\".*?</section>", client.get(BOARD).text, re.DOTALL)
        assert found is not None
        text = plain(found[0])
        assert "Quý II/2026 đủ 1/4 · đúng hạn 0/4" in text
        assert re.search(rf"{NAMES['MTTQ']} muộn \d+ ngày", text)
        assert f"{NAMES['UBND']} chưa nộp" in text


def test_a_period_before_the_ward_began_is_nobodys_debt(
    pages: SimpleNamespace, officer: TestClient, coordinator: TestClient
) -> None:
    makers.patch(coordinator, "/periods/2026-Q2", due_on="2026-04-02")
    one = f"/reports/units/MTTQ?period={Q}"
    for address in (BOARD, one):
        text = plain(pages.coordinator.get(address).text)
        assert "chưa bắt đầu" in text
        assert "quá hạn" not in text
    product(officer, placement("zalo", "2026-05-03"))
    for address in (BOARD, one):
        assert "quá hạn" in plain(pages.coordinator.get(address).text)
