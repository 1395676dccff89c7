"""Figures on paper: indicators, coverage and the matrix of directives say there what their pages and the API say."""

import re
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.web.formats import day as worded_day
from app.web.formats import number
from tests import makers
from tests.conftest import WARD, Stage
from tests.documents import paper
from tests.makers import get, placement, product, reach
from tests.reading import plain

Q = "2026-Q2"
PATHS = {
    "/indicators": "/indicators/export",
    "/coverage": "/coverage/export",
    "/directives": "/directives/matrix/export",
}


@pytest.fixture
def ward(stage: Stage, coordinator: TestClient, officer: TestClient, pages: SimpleNamespace) -> SimpleNamespace:
    stage.scene("groups that were told in time and late", lambda: _tell(coordinator, officer))
    return pages


def _tell(coordinator: TestClient, officer: TestClient) -> None:
    for code, people in (("TDP-01", 1000), ("TDP-02", 700), ("TDP-03", None)):
        makers.group(coordinator, code, population=people, name=f"Tổ {code[-2:]}", cluster="Cụm 1")
    makers.directive(coordinator, "VB-01", number="12-NQ/ĐU", issued_on="2026-05-02", within_days=3)
    told = {"directives": ["VB-01"], "content_group": "1.8"}
    product(officer, placement("zalo", "2026-05-04", reach("TDP-01", 433)), **told)
    late = [
        placement("loudspeaker", "2026-05-09", reach("TDP-02", 211, "estimated")),
        placement("zalo", "2026-05-10", reach("TDP-01", 378)),
    ]
    product(officer, *late, **told)


def taken(client: TestClient, page: str, kind: str, **asked: str) -> bytes:
    answer = client.get(PATHS[page], params={"period": Q, "format": kind} | asked)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == paper.TYPES[kind]
    return answer.content


def in_words(value: Any, form: str = "") -> str:
    if value is None:
        return ""
    return f"{number(value * 100, 1)}%" if form == "share" else number(value)


def test_indicators_say_what_the_api_says(ward: SimpleNamespace, coordinator: TestClient) -> None:
    known = {one["name"]: one for one in get(coordinator, "/indicators", period=Q)["items"]}
    rows = {row[0]: row for row in paper.sheets(taken(ward.leader, "/indicators", "xlsx"))["Chỉ tiêu"]}
    word = {row[0]: row for row in paper.word_rows(taken(ward.leader, "/indicators", "docx"))}
    text = paper.pdf_text(taken(ward.leader, "/indicators", "pdf"))
    assert list(rows) == list(known)
    for name, one in known.items():
        figures = [one["value"], one["target"], one["numerator"], one["denominator"]]
        row = rows[name]
        assert [row[1], row[2], row[4], row[5]] == ["" if one is None else one for one in figures], name
        assert word[name][4:6] == [in_words(one["numerator"]), in_words(one["denominator"])]
    share = known["Độ phủ tổ dân phố"]
    said = f"Độ phủ tổ dân phố {in_words(share['value'], 'share')} 80% chưa đạt {number(share['numerator'])} 1.700"
    assert said in text
    assert "số liệu tới ngày 30/06/2026" in text


def test_units_stand_in_their_order_beside_the_ward(ward: SimpleNamespace, coordinator: TestClient) -> None:
    rows = {row[0]: row for row in paper.sheets(taken(ward.leader, "/indicators", "xlsx"))["Đơn vị"]}
    every = get(coordinator, "/indicators", period=Q, unit="UBND")["items"]
    of_unit = [one["value"] for one in every if one["entries"]["numerator"]]
    assert rows["Ủy ban nhân dân phường"][1:] == ["" if one is None else one for one in [*of_unit, None]]
    alone = paper.sheets(taken(ward.leader, "/indicators", "xlsx", unit="UBND"))
    assert list(alone) == ["Chỉ tiêu"]
    assert [row[1] for row in alone["Chỉ tiêu"]] == ["" if one is None else one for one in of_unit]


def test_a_figure_of_opinion_says_how_many_small_counts_it_leaves_out(
    ward: SimpleNamespace, coordinator: TestClient
) -> None:
    makers.pulse(coordinator, 22, 9, 6)
    makers.pulse(coordinator, 30, 3, 8, group="TDP-02")
    rows = {row[0]: row for row in paper.sheets(taken(ward.leader, "/indicators", "xlsx"))["Chỉ tiêu"]}
    assert rows["Dư luận: ủng hộ trừ lo ngại"][3:6] == ["1 phiếu nhóm nhỏ không tính", 16, 37]
    made = makers.post(coordinator, "/reports", {"period": Q, "type": "consolidated"})
    annex = paper.sheets(paper.export(coordinator, made["id"], "xlsx"))["Các chỉ tiêu"]
    [row] = [row for row in annex if row[0] == "Dư luận: ủng hộ trừ lo ngại"]
    assert (row[1], row[2], row[5]) == (16, 37, "1 phiếu nhóm nhỏ không tính")


def test_coverage_says_what_the_api_says(ward: SimpleNamespace, coordinator: TestClient) -> None:
    names = (
        "population",
        "products",
        "placements",
        "gross_reach",
        "net_reach",
        "coverage_low",
        "coverage",
        "coverage_high",
        "frequency",
        "evidence_share",
    )
    told = get(coordinator, "/coverage", period=Q)
    sheets = paper.sheets(taken(ward.officer, "/coverage", "xlsx"))
    every = [[row["name"], "Cụm 1", *(row[name] for name in names), ""] for row in told["items"]]
    every[1][-1] = "chủ yếu ước tính"
    every.append(["Cả phường", "", *(told["total"][name] for name in names), ""])
    assert sheets["Độ phủ"] == [["" if cell is None else cell for cell in row] for row in every]
    text = paper.pdf_text(taken(ward.officer, "/coverage", "pdf"))
    word = paper.word_rows(taken(ward.officer, "/coverage", "docx"))
    for row in (told["items"][0], told["total"]):
        shares = [in_words(row[name], "share") for name in ("coverage_low", "coverage", "coverage_high")]
        words = [*(in_words(row[name]) for name in names[:5]), *shares]
        assert words in [cells[2:10] for cells in word]
        assert " ".join(words) in text
    of_content = get(coordinator, "/coverage", period=Q, content_group="1.8")["items"]
    [column] = [
        at
        for at, head in enumerate(paper.heads(taken(ward.officer, "/coverage", "xlsx"))["Nhóm nội dung"])
        if str(head).startswith("1.8 ")
    ]
    wanted = [one["coverage"] if one["placements"] else "" for one in of_content]
    assert [row[column] for row in sheets["Nhóm nội dung"]] == wanted
    assert wanted[0] > 0.4
    shades = paper.shades(taken(ward.officer, "/coverage", "docx"))
    assert shades[in_words(wanted[0], "share")] == "b1d0d2", "the third fifth"
    assert "" not in shades, "nothing was told: no colour"


@pytest.mark.parametrize("kind", ["docx", "pdf", "xlsx"])
def test_a_coverage_that_is_mostly_estimated_says_so_on_every_paper(
    ward: SimpleNamespace, coordinator: TestClient, officer: TestClient, kind: str
) -> None:
    words = {"docx": paper.word_text, "pdf": paper.pdf_text, "xlsx": lambda content: str(paper.sheets(content))}[kind]
    product(officer, placement("loudspeaker", "2026-05-11", reach("TDP-02", 700, "estimated")))
    made = makers.post(coordinator, "/reports", {"period": Q, "type": "consolidated"})
    report = paper.export(coordinator, made["id"], kind)
    said = {page: words(taken(ward.leader, page, kind)) for page in ("/indicators", "/coverage")}
    assert "gần đạt, chủ yếu ước tính" in said["/indicators"]
    assert "độ phủ chủ yếu ước tính" in said["/indicators"], "of the unit, too"
    assert "chủ yếu ước tính" in said["/coverage"]
    assert "gần đạt, chủ yếu ước tính" in words(report), "in the annex of indicators"
    if kind == "xlsx":
        for sheet in ("Độ phủ", "Cụm", "Độ phủ từng tổ dân phố"):
            assert "chủ yếu ước tính" in [row[-1] for row in paper.sheets(report)[sheet]], sheet
        main = {row[0]: row[-1] for row in paper.sheets(report)["Số chính"]}
        assert main["Độ phủ tổ dân phố"] == "Kỳ này: chủ yếu ước tính"


def test_the_map_on_paper_tells_which_cells_are_mostly_estimated(ward: SimpleNamespace, officer: TestClient) -> None:
    product(officer, placement("zalo", "2026-05-05", reach("TDP-01", 300, "estimated")), content_group="1.3")
    for words in (
        paper.word_text(taken(ward.officer, "/coverage", "docx")),
        paper.pdf_text(taken(ward.officer, "/coverage", "pdf")),
    ):
        assert "≈ là chủ yếu ước tính" in words
        assert "≈30%" in words
        assert "≈43" not in words, "content group 1.8 was counted there"
    content = taken(ward.officer, "/coverage", "xlsx")
    column = paper.heads(content)["Nhóm nội dung"].index("1.3 Chính sách lớn")
    assert paper.sheets(content)["Nhóm nội dung"][0][column] == 0.3, "a number to count on with"
    assert paper.shades(taken(ward.officer, "/coverage", "docx"))["≈30%"] == "d9e7e6", "the second fifth"


def test_a_workbook_claims_neither_none_nor_all_where_it_is_nearly_so(
    ward: SimpleNamespace, coordinator: TestClient
) -> None:
    """A cell shows its number rounded: 99,99% would read as 100%."""
    assert "0.0000%" not in paper.looks(taken(ward.officer, "/coverage", "xlsx"))
    makers.group(coordinator, "TDP-04", population=10_000)
    product(coordinator, placement("zalo", "2026-05-12", reach("TDP-04", 9_999, "estimated")), unit="MTTQ")
    content = taken(ward.officer, "/coverage", "xlsx")
    assert 0.9999 in paper.sheets(content)["Độ phủ"][3]
    assert {"0.0000%", '"≈"0.0000%'} <= paper.looks(content)
    assert "99,9%" in paper.word_text(taken(ward.officer, "/coverage", "docx"))


def test_whom_nobody_counted_is_said_on_the_map(ward: SimpleNamespace, officer: TestClient) -> None:
    product(officer, placement("zalo", "2026-05-05", reach("TDP-02", None)), content_group="1.3")
    content = taken(ward.officer, "/coverage", "xlsx")
    column = paper.heads(content)["Nhóm nội dung"].index("1.3 Chính sách lớn")
    assert [row[column] for row in paper.sheets(content)["Nhóm nội dung"]] == ["", "có tin", ""]


def test_a_filter_of_the_page_is_one_of_its_document(ward: SimpleNamespace, coordinator: TestClient) -> None:
    rows = paper.sheets(taken(ward.officer, "/coverage", "xlsx", channel="loudspeaker"))["Độ phủ"]
    [row] = get(coordinator, "/coverage", period=Q, channel="loudspeaker", group="TDP-02")["items"]
    assert [one[8] for one in rows if one[0] == "Tổ 02"] == [row["coverage"]]
    assert [one[8] for one in rows if one[0] == "Tổ 01"] == [0]


def test_the_matrix_says_when_each_group_was_told(ward: SimpleNamespace) -> None:
    sheets = paper.sheets(taken(ward.leader, "/directives", "xlsx"))
    [summary] = [row for row in sheets["Chủ trương"] if row[0] == "12-NQ/ĐU"]
    assert summary[4:9] == [3, 2, 1, 0, 1]
    assert summary[9] == pytest.approx(2 / 3)
    heads = paper.heads(taken(ward.leader, "/directives", "xlsx"))["Ma trận"]
    days = {row[0]: row[heads.index("12-NQ/ĐU")] for row in sheets["Ma trận"]}
    assert [worded_day(day) if day else "" for day in days.values()] == ["04/05/2026", "09/05/2026", ""]
    states = {row[1]: row[4] for row in sheets["Từng ô"] if row[0] == "12-NQ/ĐU"}
    assert states == {"Tổ 01": "đã tới", "Tổ 02": "tới muộn", "Tổ 03": "quá hạn, chưa tới"}
    page = re.sub(r"<[^>]+>", " ", ward.leader.get(f"/directives?period={Q}").text)
    text = paper.pdf_text(taken(ward.leader, "/directives", "pdf"))
    assert "04/05" in page
    for said in ("04/05/2026", "09/05/2026 muộn", "quá 56 ngày"):
        assert said in text


def test_the_pages_lead_to_their_documents(ward: SimpleNamespace) -> None:
    for page, path in PATHS.items():
        text = ward.leader.get(f"{page}?period={Q}").text
        for kind in ("pdf", "xlsx"):
            [address] = re.findall(rf'href="({path}\?[^"]*format={kind})"', text)
            answer = ward.leader.get(address.replace("&amp;", "&"))
            assert answer.status_code == 200, address
            assert answer.headers["content-disposition"].isascii()


def test_who_reads_which(ward: SimpleNamespace, stage: Stage) -> None:
    for page in ("/indicators", "/coverage"):
        assert taken(ward.city, page, "pdf", ward=WARD)
        assert ward.city.get(PATHS[page], params={"period": Q}).status_code == 422, "a city reader names a ward"
        assert ward.nobody.get(PATHS[page]).status_code == 303
    assert ward.city.get(PATHS["/directives"], params={"period": Q}).status_code == 404
    assert list(paper.sheets(taken(ward.city, "/indicators", "xlsx", ward=WARD))) == ["Chỉ tiêu"], (
        "no units for the city"
    )
    assert ward.leader.get(PATHS["/coverage"], params={"period": "2026-Q9"}).status_code == 422


def test_figures_of_an_invented_log_say_so(ward: SimpleNamespace, stage: Stage) -> None:
    assert "Số liệu minh họa" not in paper.pdf_text(taken(ward.leader, "/coverage", "pdf"))
    with stage.writing() as (_, row):
        row.demo_at = row.created_at
    assert "Số liệu minh họa" in paper.pdf_text(taken(ward.leader, "/coverage", "pdf"))
    assert "số liệu minh họa" in paper.above(taken(ward.leader, "/coverage", "xlsx"))["Độ phủ"]


@pytest.mark.parametrize("page", PATHS)
def test_every_cell_of_the_workbook_stands_in_word_and_pdf(
    ward: SimpleNamespace, coordinator: TestClient, page: str
) -> None:
    makers.pulse(coordinator, 52, 9, 16)
    sheets, heads = (read(taken(ward.leader, page, "xlsx")) for read in (paper.sheets, paper.heads))
    text = paper.pdf_text(taken(ward.leader, page, "pdf"))
    told = [
        [cell.text for cell in row.cells]
        for one in paper.word(taken(ward.leader, page, "docx")).tables
        for row in one.rows
    ]
    compared = 0
    for sheet, rows in sheets.items():
        if heads[sheet] not in told:
            # What a page is too narrow for is cut there, and whole here.
            continue
        for row in rows:
            [printed] = [
                one for one in told if one[0] == row[0] and len(one) == len(row) and all(map(_is_said, row, one))
            ] or [None]
            assert printed is not None, (sheet, row)
            assert " ".join(one for one in printed if one) in text, (sheet, row)
            compared += len(row)
    assert compared > 30


def _is_said(value: Any, words: str) -> bool:
    """Whether words on paper say a workbook's value: a count, a share, points, money or a day."""
    if isinstance(value, float):
        return words in _words(value)
    return words == (worded_day(value) if isinstance(value, date) else value)


def test_the_page_of_indicators_says_what_its_workbook_says(ward: SimpleNamespace, coordinator: TestClient) -> None:
    makers.pulse(coordinator, 52, 9, 16)
    said = plain(ward.leader.get(f"/indicators?period={Q}").text)
    rows = paper.sheets(taken(ward.leader, "/indicators", "xlsx"))["Chỉ tiêu"]
    for one in get(coordinator, "/indicators", period=Q)["items"]:
        [row] = [row for row in rows if row[0] == one["name"]]
        assert row[1] == ("" if one["value"] is None else one["value"])
        if one["value"] is not None:
            assert any(f"{one['name']} {words}" in said for words in _words(row[1])), one["name"]


def _words(value: float) -> list[str]:
    share = number(value * 100, 1)
    shares = [f"{share}%", f"≈{share}%", f"+{share} điểm", f"{share} điểm"]
    return [number(value), number(value, 1), f"{number(value)} ₫", *shares]
