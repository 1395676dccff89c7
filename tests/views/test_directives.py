"""Directives through the pages: the matrix and what its cells open, one directive's own page, the form and the end."""

import gzip
import html
import re
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import event

from tests import makers
from tests.conftest import Stage
from tests.makers import Json, day, get, group, placement, product, reach
from tests.views.filled import filled, press

NEW = "/directives/new"
GOOD: dict[str, Any] = {
    "number": "12-NQ/ĐU",
    "title": "Phân loại rác tại nguồn",
    "issuer": "Đảng ủy phường",
    "issued_on": "2026-05-04",
    "within_days": "30",
    "must_reach": ["residential", "audience"],
    "lead_unit": "UBND",
    "content_group": "1.8",
}


@pytest.fixture
def ward(stage: Stage, coordinator: TestClient, pages: SimpleNamespace) -> SimpleNamespace:
    """Three residential groups and a Party cell; five directives told in time, late, not yet, not at all, undated."""
    for number in (1, 2, 3):
        group(coordinator, f"TDP-0{number}", name=f"Tổ dân phố số {number}", cluster="Cụm 1" if number < 3 else None)
    group(coordinator, "CB-01", "party_cell", name="Chi bộ 1", population=30)
    for code in ("NQ02-TW", "CT09-TU", "KH46-BTGDVTU"):
        makers.delete(coordinator, f"/directives/{code}")
    pages.period = makers.period_of_today(coordinator)
    bound: Json = {"must_reach": ["residential"], "lead_unit": "UBND", "content_group": "1.3"}
    for code, issued, days in (("RUN", -10, 13), ("OVER", -10, 7), ("FREE", -10, None)):
        makers.directive(coordinator, code, number=f"{code}/TW", issued_on=day(issued), within_days=days, **bound)
    makers.directive(coordinator, "NODATE", number="KHÔNG/TW", issued_on=None, must_reach=["residential"])
    makers.directive(
        coordinator, "CELLS", number="CB/TW", issued_on=day(-10), must_reach=["party_cell"], lead_unit="MTTQ"
    )
    pages.told = product(
        coordinator, placement("zalo", day(-5), reach("TDP-01")), directives=["RUN", "OVER", "CELLS"], title="Sớm"
    )["id"]
    pages.late = product(coordinator, placement("zalo", day(-1), reach("TDP-02", None)), directives=["OVER"])["id"]
    return pages


def matrix(client: TestClient, **asked: str) -> dict[tuple[str, str], tuple[str, str, str]]:
    """(group, number of the directive) → the cell's class, words and link."""
    text = client.get("/directives", params=asked).text
    found = {}
    for table in re.findall(r'<table class="heat mx.*?</table>', text, re.DOTALL):
        heads = [re.sub(r"<[^>]*>", "", one) for one in re.findall(r'<th scope="col"><a.*?<b>(.*?)</b>', table)]
        for name, cells in re.findall(r'<th scope="row"><a[^>]*><b>(.*?)</b>.*?</th>(.*?)</tr>', table, re.DOTALL):
            for head, cell in zip(heads, re.findall(r"<td.*?</td>", cells, re.DOTALL), strict=False):
                kind = re.search(r'class="([^"]*)"', cell)
                link = re.search(r'href="([^"]*)"', cell)
                words = re.sub(r"<[^>]*>", "", cell)
                found[name, head] = (kind[1] if kind else "", words, html.unescape(link[1]) if link else "")
    return found


def shown(offset: int) -> str:
    """A day so many from today as a cell has it."""
    here, on = makers.today(), makers.today().fromordinal(makers.today().toordinal() + offset)
    return f"{on:%d/%m}" if on.year == here.year else f"{on:%d/%m/%y}"


def test_a_cell_says_when_a_group_was_told_or_how_long_it_has(ward: SimpleNamespace) -> None:
    cells = matrix(ward.officer, period=ward.period)
    log = "/products/new?directives={}&groups={}"
    assert cells["Tổ 1", "RUN/TW"] == ("m-ok", shown(-5), f"/products/{ward.told}")
    assert cells["Tổ 2", "RUN/TW"] == ("m-run", "còn 3 ngày", log.format("RUN", "TDP-02"))
    assert cells["Tổ 2", "OVER/TW"] == ("m-ok m-late", f"{shown(-1)} muộn", f"/products/{ward.late}")
    assert cells["Tổ 3", "OVER/TW"] == ("m-over", "quá 3 ngày", log.format("OVER", "TDP-03"))
    assert cells["Tổ 1", "FREE/TW"] == ("m-wait", "chưa", log.format("FREE", "TDP-01"))
    assert not [head for _, head in cells if head == "KHÔNG/TW"], "what has no date stands below, in one line"


def test_who_may_not_write_reads_the_same_cells_without_the_way_to_the_form(ward: SimpleNamespace) -> None:
    for name in ("leader", "admin"):
        cells = matrix(getattr(ward, name), period=ward.period)
        assert cells["Tổ 2", "RUN/TW"] == ("m-run", "còn 3 ngày", "")
        assert cells["Tổ 1", "RUN/TW"][2] == f"/products/{ward.told}"
        text = getattr(ward, name).get("/directives").text
        assert "/products/new?" not in text
        assert "/directives/new" not in text


def test_the_figures_count_the_cells_and_the_list_says_who_is_left(ward: SimpleNamespace) -> None:
    text = re.sub(r"\s+", " ", ward.officer.get("/directives", params={"period": ward.period}).text)
    # Of 3 × 3 cells three were told, one of them late; one is overdue, two are in time, three have no deadline.
    assert "3 trong 9 ô, 1 ô muộn" in text
    assert ">1 ô</a><small>ở 1 chủ trương" in text
    assert ">2 ô</a>" in text
    assert "3 ô chưa tới mà không đặt hạn" in text
    assert 'còn 1 tổ, <b class="red">quá hạn</b> · 1 tới muộn' in text
    assert "còn 2 tổ, hạn" in text
    assert "còn 3 ngày" in text
    assert "còn 3 tổ, không đặt hạn" in text
    assert 'href="/products/new?directives=RUN&amp;groups=TDP-02,TDP-03"' in text
    assert 'href="/products/new?directives=FREE">Ghi sản phẩm cho 3 tổ' in text, "all of them need no list"
    assert "1 văn bản chưa có ngày ban hành nên chưa tính" not in text, "the pack's own stand there too"
    assert "văn bản chưa có ngày ban hành nên chưa tính" in text
    assert "KHÔNG/TW" in text


def test_kinds_are_never_mixed_and_filters_live_in_the_address(ward: SimpleNamespace) -> None:
    assert {head for _, head in matrix(ward.leader, period=ward.period, kind="party_cell")} >= {"CB/TW"}
    of_cells = matrix(ward.leader, period=ward.period, kind="party_cell")
    assert {name for name, _ in of_cells} == {"Chi bộ 1"}
    assert ("Chi bộ 1", "RUN/TW") not in of_cells
    assert matrix(ward.leader, period=ward.period, kind="audience") == {}
    assert "Chưa có nhóm nào trong sổ" in ward.leader.get("/directives?kind=audience").text
    assert {head for _, head in matrix(ward.leader, period=ward.period, lead_unit="UBND")} == {
        "RUN/TW",
        "OVER/TW",
        "FREE/TW",
    }
    assert "Không có chủ trương nào như vậy" in ward.leader.get("/directives?content_group=1.9").text
    for odd in ("kind=khac", "period=9999", "lead_unit=%00"):
        assert ward.leader.get(f"/directives?{odd}").status_code == 404, odd


def test_a_past_period_shows_its_last_day(ward: SimpleNamespace, coordinator: TestClient) -> None:
    makers.directive(coordinator, "OLD", number="CŨ/TW", issued_on="2026-04-02", within_days=100)
    product(coordinator, placement("zalo", "2026-05-03", reach("TDP-01")), directives=["OLD"])
    product(coordinator, placement("zalo", "2026-07-30", reach("TDP-02")), directives=["OLD"])
    cells = matrix(ward.leader, period="2026-Q2")
    assert {head for _, head in cells} >= {"CŨ/TW"}
    assert cells["Tổ 1", "CŨ/TW"][1].startswith("03/05")
    assert cells["Tổ 2", "CŨ/TW"][:2] == ("m-run", "còn 11 ngày"), "what came in July was not known in June"
    assert "số liệu tới 30/06/2026" in ward.leader.get("/directives?period=2026-Q2").text


@contextmanager
def statements(stage: Stage) -> Iterator[list[str]]:
    """What is asked of the database meanwhile."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        seen.append(statement)

    event.listen(stage.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(stage.engine, "before_cursor_execute", note)


def test_fifty_nine_groups_and_thirty_directives_stay_light(
    stage: Stage, coordinator: TestClient, pages: SimpleNamespace
) -> None:
    for number in range(59):
        group(coordinator, f"TDP-{number:02}", name=f"Tổ dân phố số {number + 1}", cluster=f"Cụm {number // 10 + 1}")
    codes = [f"VB-{number}" for number in range(30)]
    for number, code in enumerate(codes):
        makers.directive(
            coordinator, code, number=f"{number}-NQ/ĐU", issued_on="2026-04-02", within_days=5 + number * 3
        )
    for number in range(0, 59, 2):
        told = [reach(f"TDP-{one:02}", None) for one in (number, (number * 7) % 59) if one != number] or []
        product(coordinator, placement("zalo", "2026-05-03", *told), directives=codes[number % 30 :])
    with statements(stage) as seen:
        text = pages.officer.get("/directives?period=2026-Q2").text
    # The plan pack's three dated ones make it 33, in three tables that each fit a desk and a sheet.
    assert text.count('<table class="heat mx') == 3
    assert len(re.findall(r'<td class="m-(?!gap)', text)) == 59 * 33
    assert len(gzip.compress(text.encode(), 5)) < 40_000
    assert sum("row_number()" in one for one in seen) == 1, "one statement for the cells"
    assert len(seen) < 40


def test_its_own_page_says_whom_it_reached_and_opens_the_form_for_the_rest(ward: SimpleNamespace) -> None:
    text = re.sub(r"\s+", " ", ward.officer.get("/directives/OVER", params={"period": ward.period}).text)
    assert "Tổ dân phố: 2 trong 3 tổ đã nghe" in text
    assert "Chưa ai nói với 1 tổ" in text
    assert 'href="/products/new?directives=OVER&amp;groups=TDP-03"' in text
    assert "quá hạn 3 ngày" in text
    assert 'class="late">muộn' in text
    assert f'href="/products/{ward.told}"' in text
    assert "Xem cả 2 sản phẩm, 2 lượt phát" in text
    assert "7 ngày, tới" in text
    assert "Chi bộ:" not in text
    read = ward.leader.get("/directives/OVER").text
    assert "/products/new?" not in read
    assert "/directives/OVER/edit" not in read
    undated = ward.leader.get("/directives/NODATE").text
    assert "Chưa có ngày ban hành nên chưa tính được" in undated
    assert "chưa có ngày ban hành nên chưa tính</dd>" in undated


def test_the_log_form_opens_on_the_directive_its_subject_and_the_groups(
    ward: SimpleNamespace, coordinator: TestClient
) -> None:
    makers.campaign(
        coordinator, "DOT", content_groups=["1.8", "1.9"], starts_on=day(-30), ends_on=day(30), directives=["OVER"]
    )
    product(coordinator, placement("zalo", day(-2)), unit="UBND", content_group="1.8", campaign="DOT")
    free = filled(ward.officer.get("/products/new?directives=FREE,RUN&groups=TDP-02").text)
    assert [value for name, value in free if name == "directives"] == ["FREE", "RUN"]
    assert (dict(free)["campaign"], dict(free)["content_group"]) == ("TX-2026", "1.3"), "not the last one's"
    assert dict(free)["groups"] == "TDP-02"
    carried = filled(ward.officer.get("/products/new?directives=OVER&groups=TDP-03").text)
    assert dict(carried)["campaign"] == "DOT"
    named = filled(ward.officer.get("/products/new?directives=FREE&campaign=DOT").text)
    assert dict(named)["campaign"] == "DOT"


def test_other_pages_lead_here(ward: SimpleNamespace, coordinator: TestClient) -> None:
    text = ward.coordinator.get("/").text
    assert 'href="/directives/RUN"' in text
    assert 'href="/directives"' in text
    assert 'href="/directives/OVER"' in ward.leader.get(f"/products/{ward.told}").text
    makers.campaign(coordinator, "DOT", directives=["OVER"])
    assert 'href="/directives/OVER"' in ward.leader.get("/campaigns/DOT").text
    assert "/directives?kind=residential" in ward.leader.get("/coverage/by/directive").text
    for name in ("officer", "leader", "admin"):
        assert 'href="/directives"' in getattr(ward, name).get("/more").text
    assert "/directives" not in ward.city.get("/more").text


def create(ward: SimpleNamespace, **values: Any) -> Any:
    return press(ward.coordinator, NEW, filled(ward.coordinator.get(NEW).text, **(GOOD | values)), "")


def test_a_directive_is_made_with_everything_that_was_typed(ward: SimpleNamespace, coordinator: TestClient) -> None:
    answer = create(ward)
    assert answer.headers["location"] == "/directives/12-NQ-DU?done=created"
    made = get(coordinator, "/directives/12-NQ-DU")
    assert {name: made[name] for name in GOOD} == GOOD | {"within_days": 30}
    assert "Đã thêm «12-NQ/ĐU»" in ward.coordinator.get(answer.headers["location"]).text
    assert create(ward).headers["location"].startswith("/directives/12-NQ-DU-2?")
    bare = create(ward, number="", issuer="", issued_on="", within_days="", lead_unit="", content_group="")
    assert bare.headers["location"] == "/directives/PHAN-LOAI-RAC-TAI-NGUON?done=created"
    empty = ("number", "issuer", "issued_on", "within_days", "lead_unit", "content_group")
    assert {get(coordinator, "/directives/PHAN-LOAI-RAC-TAI-NGUON")[name] for name in empty} == {None}


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"must_reach": []}, "1 văn bản không phải tới nhóm nào"),
        ({"issued_on": day(20)}, "1 văn bản ban hành sau ngày"),
    ],
)
def test_a_directive_that_has_no_cell_yet_is_found_on_the_page(ward: SimpleNamespace, values: Json, words: str) -> None:
    assert words not in ward.leader.get("/directives").text
    made = create(ward, **(GOOD | values)).headers["location"].partition("?")[0]
    text = ward.leader.get("/directives").text
    assert words in text
    assert f'href="{made}"' in text.partition(words)[2].partition("</details>")[0]
    assert words not in ward.leader.get("/directives?content_group=1.3").text
    if not values.get("issued_on"):
        assert words in ward.leader.get("/directives?kind=party_cell").text, "on every tab, for it is of none"


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"title": ""}, "title", "Không được để trống"),
        ({"code": "có dấu"}, "code", "Chỉ dùng chữ không dấu"),
        ({"code": "RUN"}, "code", "Mã này đã có"),
        ({"issued_on": "hôm qua"}, "issued_on", "Nhập ngày theo mẫu"),
        ({"within_days": "0"}, "within_days", "từ 1 trở lên"),
        ({"within_days": "lâu"}, "within_days", "Nhập một số nguyên"),
        ({"lead_unit": "KHONG"}, "lead_unit", "KHONG"),
        ({"content_group": "9.9"}, "content_group", "9.9"),
    ],
    ids=str,
)
def test_what_is_wrong_is_told_beside_its_field_and_nothing_is_lost(
    ward: SimpleNamespace, coordinator: TestClient, typed: Json, field: str, words: str
) -> None:
    before = len(get(coordinator, "/directives")["items"])
    answer = create(ward, **typed)
    assert answer.status_code == 422
    assert f'id="{field}-fault"' in answer.text
    assert words in answer.text
    kept = filled(answer.text)
    for name, value in (GOOD | typed).items():
        for one in value if isinstance(value, list) else [value]:
            if one not in ("KHONG", "9.9"):
                assert (name, one) in kept, name
    assert len(get(coordinator, "/directives")["items"]) == before


def test_an_edit_changes_what_was_changed_and_says_so(ward: SimpleNamespace, coordinator: TestClient) -> None:
    before = get(coordinator, "/directives/RUN")
    path = "/directives/RUN/edit"
    pairs = filled(ward.coordinator.get(path).text, within_days="", issuer="Thành ủy Hà Nội")
    assert press(ward.coordinator, path, pairs, "").headers["location"] == "/directives/RUN?done=changed"
    after = get(coordinator, "/directives/RUN")
    assert (after["within_days"], after["issuer"]) == (None, "Thành ủy Hà Nội")
    same = set(before) - {"within_days", "issuer", "updated_at"}
    assert {name: after[name] for name in same} == {name: before[name] for name in same}
    assert "số ngày cho phép" in ward.leader.get("/directives/RUN").text
    stale = filled(ward.coordinator.get(path).text, title="Tên của tôi")
    makers.patch(coordinator, "/directives/RUN", title="Tên của người khác")
    answer = press(ward.coordinator, path, stale, "")
    assert (answer.status_code, "Có người đã sửa" in answer.text) == (422, True)
    assert dict(filled(answer.text))["title"] == "Tên của tôi"
    emptied = press(ward.coordinator, path, filled(ward.coordinator.get(path).text, title=""), "")
    assert 'id="title-fault"' in emptied.text


def test_a_closed_period_asks_for_a_reason_beside_its_field(ward: SimpleNamespace, coordinator: TestClient) -> None:
    makers.directive(coordinator, "OLD", issued_on="2026-04-02", within_days=30)
    product(coordinator, placement("zalo", "2026-04-20", reach("TDP-01")), directives=["OLD"])
    makers.close(coordinator)
    path = "/directives/OLD/edit"
    pairs = filled(ward.coordinator.get(path).text, within_days="60")
    refused = press(ward.coordinator, path, pairs, "")
    assert refused.status_code == 422
    assert 'id="change_reason-fault"' in refused.text
    assert get(coordinator, "/directives/OLD")["within_days"] == 30
    again = filled(refused.text, change_reason="Phường sửa thời hạn")
    assert press(ward.coordinator, path, again, "").status_code == 303
    assert get(coordinator, "/directives/OLD")["within_days"] == 60
    assert "lý do: Phường sửa thời hạn" in ward.leader.get("/directives/OLD").text
    path = "/directives/OLD/remove"
    refused = press(ward.coordinator, path, filled(ward.coordinator.get(path).text), "")
    assert 'id="change_reason-fault"' in refused.text
    ended = press(ward.coordinator, path, filled(refused.text, change_reason="Hết hiệu lực"), "")
    assert ended.headers["location"] == "/directives/OLD?done=retired"
    assert "đã ngừng dùng" in ward.leader.get("/directives/OLD").text


def test_what_is_named_is_retired_and_what_nothing_names_is_deleted(
    ward: SimpleNamespace, coordinator: TestClient
) -> None:
    path = "/directives/OVER/remove"
    asked = ward.coordinator.get(path).text
    assert "Ngừng dùng chủ trương này?" in asked
    assert press(ward.coordinator, path, filled(asked), "").headers["location"] == "/directives/OVER?done=retired"
    assert get(coordinator, "/directives/OVER")["active"] is False
    assert "OVER/TW" not in {head for _, head in matrix(ward.leader, period=ward.period)}
    assert 'href="/directives/OVER"' in ward.leader.get("/directives").text, "what was retired can still be read"
    assert 'value="OVER"' not in ward.officer.get("/products/new").text
    path = "/directives/FREE/remove"
    asked = ward.coordinator.get(path).text
    assert "Xóa chủ trương này?" in asked
    assert (
        press(ward.coordinator, path, filled(asked), "")
        .headers["location"]
        .startswith("/directives?done=deleted&code=")
    )
    assert "Đã xóa văn bản" in ward.coordinator.get("/directives?done=deleted").text
    assert ward.leader.get("/directives/FREE").status_code == 404


def test_a_ward_without_groups_or_periods_is_told_what_belongs_here(
    stage: Stage, coordinator: TestClient, pages: SimpleNamespace
) -> None:
    empty = pages.leader.get("/directives").text
    assert "Chưa có tổ nào trong sổ" in empty
    assert 'href="/directives/NQ02-TW">02-NQ/TW</a>' in empty.partition("Đã có ngày ban hành")[2]
    for period in get(coordinator, "/periods")["items"]:
        makers.delete(coordinator, f"/periods/{period['code']}")
    group(coordinator)
    text = pages.leader.get("/directives").text
    assert "số liệu tới" in text
    assert 'class="heat mx' in text
    assert pages.leader.get("/directives/NQ02-TW").status_code == 200
