"""The pages of coverage: the map of groups and columns, its gaps, the entries behind every figure."""

import re
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi.testclient import TestClient

from tests import makers
from tests.conftest import WARD, Stage
from tests.makers import placement, product, reach

Q2 = "/coverage?period=2026-Q2"


@pytest.fixture
def ward(stage: Stage, coordinator: TestClient, pages: SimpleNamespace) -> SimpleNamespace:
    makers.group(coordinator, "TDP-01", name="Tổ dân phố số 1", population=1000, cluster="Cụm 1")
    makers.group(coordinator, "TDP-02", name="Tổ dân phố số 2", population=40, cluster="Cụm 1")
    makers.group(coordinator, "TDP-03", name="Tổ dân phố số 3", population=None)
    makers.campaign(coordinator, "RAC", title="Phân loại rác")
    product(
        coordinator,
        placement("loudspeaker", "2026-05-04", reach("TDP-01", 600, "estimated"), reach("TDP-02", None)),
        placement("zalo", "2026-05-12", reach("TDP-01", 400, "measured"), reach("TDP-03", 70, "counted")),
        campaign="RAC",
        content_group="1.3",
        title="Lịch đổ rác",
    )
    return pages


def cells(text: str, name: str) -> list[str]:
    """What stands in the row of a group, column by column."""
    row = re.search(rf"<b>{name}</b>.*?</tr>", text, re.DOTALL)
    assert row, name
    found = re.findall(r'<td class="h\d">(.*?)</td>', row[0], re.DOTALL)
    return [re.sub(r"<[^>]*>", "", cell).strip() for cell in found]


def links(text: str) -> list[str]:
    return [address.replace("&amp;", "&") for address in re.findall(r'href="(/[^"]*)"', text)]


@pytest.mark.parametrize(("people", "said"), [(4, "0,4"), (998, "99,8")])
def test_a_cell_of_the_map_says_neither_none_of_some_nor_all_of_most(
    pages: SimpleNamespace, coordinator: TestClient, people: int, said: str
) -> None:
    makers.group(coordinator, "TDP-01", population=1000, name="Tổ 1")
    told = placement("residential_meeting", "2026-05-04", reach("TDP-01", people, "counted"))
    product(coordinator, told, content_group="1.1")
    assert cells(pages.leader.get("/coverage?period=2026-Q2").text, "Tổ 1")[0] == said
    assert f">{said}</text>" in pages.leader.get("/coverage/tiles?period=2026-Q2").text
    shown = pages.leader.get("/indicators?period=2026-Q2").text
    assert f">{said}%<" in shown.partition("Độ phủ tổ dân phố")[2].partition("</tr>")[0]


def test_the_map_shows_every_group_in_every_content_group(ward: SimpleNamespace) -> None:
    text = ward.leader.get(Q2).text
    assert len(cells(text, "Tổ 1")) == 14
    # Sainsbury: 1 − 0.4 · 0.6 = 76%; one of the 1,040 people counted for the ward.
    assert cells(text, "Tổ 1")[2] == "≈76"
    assert cells(text, "Tổ 2")[2] == "có tin"
    assert cells(text, "Tổ 3")[2] == "?"
    assert cells(text, "Tổ 1")[0] == "·"
    assert cells(text, "Cả phường")[2] == "≈73"
    assert 'aria-label="76%, ít nhất 60%, chủ yếu ước tính"' in text


@pytest.mark.parametrize(
    ("across", "count", "place", "words"), [("channel", 14, 0, "60"), ("campaign", 2, 0, "76"), ("week", 14, 5, "60")]
)
def test_the_map_goes_across_other_words(
    ward: SimpleNamespace, across: str, count: int, place: int, words: str
) -> None:
    found = cells(ward.leader.get(f"{Q2}&across={across}").text, "Tổ 1")
    assert len(found) == count
    assert found[place].lstrip("≈") == words


def test_the_headline_begins_with_what_is_sure_and_says_where_to_count(ward: SimpleNamespace) -> None:
    told = re.sub(r"\s+", " ", ward.leader.get(Q2).text)
    assert re.search(r"Ít nhất <b>[0-9.]+ người \(\d+%\)</b>, ước chừng <b>[0-9.]+</b> \(\d+%\)", told)
    assert re.search(r"đếm ở <b>[^<]+</b>: [0-9.]+ lượt người ở kênh này là ước tính", told)


def test_a_year_goes_by_months(ward: SimpleNamespace) -> None:
    text = ward.leader.get("/coverage?period=2026&across=week").text
    assert "05/2026" in text
    assert cells(text, "Tổ 1") == ["≈76"]


def test_every_cell_opens_the_entries_that_it_is_made_of(ward: SimpleNamespace) -> None:
    text = ward.leader.get(Q2).text
    opened = [one for one in links(text) if one.startswith("/groups/TDP-01") and "content_group" in one]
    assert len(opened) == 1
    page = ward.leader.get(opened[0]).text
    assert page.count("Lịch đổ rác") == 1, "a product stands once, however many channels brought it"
    assert "76%" in page
    placed = next(one for one in links(page) if one.startswith("/coverage/entries"))
    assert ward.leader.get(placed).text.count("Lịch đổ rác") == 2
    whole = [one for one in links(text) if one.startswith("/coverage/entries") and "content_group=1.3" in one]
    entries = ward.leader.get(whole[0]).text
    assert entries.count("Lịch đổ rác") == 2, "a placement stands once, with all groups that it came to"
    assert "1.000 lượt người" in entries, "the group without a population adds nothing to the ward's figure"


def test_a_group_s_page_begins_with_what_it_has_not_heard(ward: SimpleNamespace, coordinator: TestClient) -> None:
    makers.directive(coordinator, "VB-01", number="12-NQ/TW", issued_on="2026-05-01", within_days=None)
    page = ward.officer.get("/groups/TDP-01?period=2026-Q2").text
    told = re.sub(r"\s+", " ", page)
    assert "Tổ 1 chưa nghe 13 trong 14 nhóm nội dung" in told
    assert told.index("chưa nghe 13 trong 14") < told.index("Đã nghe 1 sản phẩm") < told.index("Trong sổ")
    gaps = [one for one in links(page) if one.startswith("/products/new?groups=TDP-01&")]
    assert len([one for one in gaps if "content_group=" in one]) == 13
    form = ward.officer.get(next(one for one in gaps if "directives=VB-01" in one)).text
    assert "12-NQ/TW" in form
    assert "/groups/TDP-01?period=2026-Q2&content_group=1.3" in links(page)
    assert "/products/new" not in ward.leader.get("/groups/TDP-01?period=2026-Q2").text.partition("<main")[2]
    assert "Chưa có tin nào" in ward.leader.get("/groups/TDP-01?period=2026-Q3").text


def test_empty_cells_open_a_log_form_that_is_filled_in(ward: SimpleNamespace, coordinator: TestClient) -> None:
    text = ward.officer.get(Q2).text
    assert "39 ô trống" in text, "3 groups in 14 content groups, 3 cells filled"
    row = next(one for one in links(text) if "content_group=1.9" in one and one.startswith("/products/new"))
    form = ward.officer.get(row).text
    assert re.search(r'<option id="content_group=1\.9" value="1\.9" selected', form)
    cell = next(one for one in links(text) if "groups=TDP-02&" in one)
    assert parse_qs(urlsplit(cell).query)["groups"] == ["TDP-02"]
    assert "/products/new" not in ward.leader.get(Q2).text


def test_a_link_from_a_gap_names_channel_and_campaign(ward: SimpleNamespace) -> None:
    form = ward.officer.get("/products/new?channel=poster&campaign=RAC&groups=TDP-02").text
    assert re.search(r'<option id="campaign=RAC" value="RAC" selected', form)
    assert re.search(r'id="channel-poster" checked', form)
    assert re.search(r'name="content_group" value="1\.3"', form), "the campaign's only content group"
    assert ward.officer.get("/products/new?channel=khong-co&campaign=khong").status_code == 200


def test_a_city_reader_sees_figures_and_no_way_to_entries(ward: SimpleNamespace) -> None:
    text = ward.city.get(f"{Q2}&ward={WARD}").text
    assert "Tổ dân phố số 2" not in text
    assert "Nhóm dưới 50 người" in text
    assert cells(text, "Tổ 1")[2] == "≈76"
    assert not [one for one in links(text) if "/entries" in one or "/groups/" in one or "/by/" in one]
    for path in ("/coverage/entries?period=2026-Q2", "/coverage/by/channel", f"{Q2}&ward={WARD}&across=campaign"):
        assert ward.city.get(path).status_code == 404


def test_coverage_by_a_value_opens_its_entries(ward: SimpleNamespace) -> None:
    said = {
        "channel": "Zalo",
        "campaign": "Phân loại rác",
        "month": "tháng 05/2026",
        "week": "tuần",
        "form": "Mạng xã hội",
    }
    for by, words in said.items():
        text = ward.leader.get(f"/coverage/by/{by}?period=2026-Q2").text
        assert words in text, by
    social = ward.leader.get("/coverage/entries?period=2026-Q2&form=social").text
    assert ">400 lượt người<" in social.partition("Cộng mọi lượt")[2]
    text = ward.leader.get("/coverage/by/channel?period=2026-Q2").text
    zalo = next(one for one in links(text) if one.startswith("/coverage/entries") and "channel=zalo" in one)
    assert "400 người" in ward.leader.get(zalo).text
    rows = [row for row in re.sub(r"<[^>]+>", "", text.replace("</tr>", "|")).split("|") if "chủ yếu ước tính" in row]
    assert ["Loa truyền thanh" in row for row in rows] == [True, False], "of one channel, and of all"
    assert ward.leader.get("/coverage/by/colour").status_code == 404
    assert "Chưa có lượt phát nào" in ward.leader.get("/coverage/by/unit?period=2026-Q3").text


def test_weeks_stand_along_a_line_whose_end_is_the_whole_period(ward: SimpleNamespace, coordinator: TestClient) -> None:
    total = makers.get(coordinator, "/coverage", period="2026-Q2")["total"]["coverage"]
    for by in ("week", "month"):
        text = ward.leader.get(f"/coverage/by/{by}?period=2026-Q2").text
        so_far = re.findall(r'data-l="Tới hết [^"]*">([^<]*)</td>', text)
        assert so_far[-1].strip() == f"{total:.0%}", by
        assert ('<svg class="line"' in text) == (by == "week"), "one month makes no line"
    assert "mục tiêu 80%" in ward.leader.get("/coverage/by/week?period=2026-Q2").text
    own = makers.get(coordinator, "/coverage", period="2026-Q2", group="TDP-01")["total"]["coverage"]
    ward_s = makers.get(coordinator, "/coverage", period="2026-Q2", kind="residential")["total"]
    for page, whole in (
        ("/indicators/residential_coverage", f"{ward_s['coverage']:.0%}"),
        ("/indicators/evidence_share", f"{ward_s['evidence_share']:.0%}"),
        ("/indicators/gross_contacts", f"{ward_s['gross_reach']:,}".replace(",", ".")),
        ("/groups/TDP-01", f"{own:.0%}"),
    ):
        _, _, course = ward.leader.get(f"{page}?period=2026-Q2").text.partition('id="course"')
        assert '<svg class="line"' in course, page
        so_far = re.findall(r'<td class="r">([^<]*)</td></tr>', course.partition("</table>")[0])
        assert so_far[-1].strip() == whole, page
    assert "mục tiêu 80%" not in ward.leader.get("/coverage/by/week?period=2026-Q2&unit=UBND").text
    assert '<svg class="line"' not in ward.leader.get("/coverage/by/channel?period=2026-Q2").text


def test_a_week_narrows_a_question(ward: SimpleNamespace, coordinator: TestClient) -> None:
    week = makers.get(coordinator, "/coverage", period="2026-Q2", week="2026-W19")["total"]
    assert week["gross_reach"] == 600
    both = makers.get(coordinator, "/coverage", period="2026-Q2", week="2026-W19", month="2026-06")["total"]
    assert both["gross_reach"] == 0
    for wrong in ("2026-W54", "2026-W00", "2026-18", "tuần 18", "1900-W01"):
        answer = coordinator.get("/api/v1/coverage", params={"period": "2026-Q2", "week": wrong})
        makers.problem(answer, 422, (("week",), "week"))
        assert ward.leader.get(f"/coverage?period=2026-Q2&week={wrong}").status_code in (404, 422)
    assert "tuần 04/05–10/05" in ward.leader.get("/coverage/entries?period=2026-Q2&week=2026-W19").text


def test_no_map_without_groups_and_no_rows_without_placements(pages: SimpleNamespace, coordinator: TestClient) -> None:
    assert "Chưa có tổ nào trong sổ" in pages.leader.get(Q2).text
    makers.group(coordinator, name="Tổ dân phố số 1")
    text = pages.leader.get(Q2).text
    assert set(cells(text, "Tổ 1")) == {"·"}
    assert "14 ô trống" in text


def test_a_row_that_nobody_counted_shows_no_figure(ward: SimpleNamespace, coordinator: TestClient) -> None:
    product(coordinator, placement("notice_board", "2026-05-06", reach("TDP-01", None)), content_group="1.3")
    text = ward.leader.get("/coverage/by/channel?period=2026-Q2").text
    row = re.search(r">Bảng tin</a></th>.*?</tr>", text, re.DOTALL)
    assert row
    assert "đã chuyển tới, chưa đếm" in row[0]
    assert "%" not in row[0], "0% would say that nobody was reached"


def test_an_empty_ward_s_coverage_leads_to_the_import(pages: SimpleNamespace) -> None:
    for path in ("/coverage", "/coverage/tiles", "/directives"):
        assert 'href="/groups/import"' in pages.coordinator.get(path).text
        assert 'href="/groups/import"' not in pages.officer.get(path).text
