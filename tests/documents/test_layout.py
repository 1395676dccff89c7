"""How a document lies on its paper: what belongs together stays together, and nothing stands in the margin."""

import io
import re
import zipfile
from types import SimpleNamespace

from docx.enum.table import WD_TABLE_ALIGNMENT
from fastapi.testclient import TestClient

from tests.conftest import Stage
from tests.documents import paper
from tests.documents.paper import export
from tests.makers import concern, get, group, patch, placement, post, product, reach, report
from tests.reading import plain

Q = "2026-Q4"


def recipients(client: TestClient, number: int) -> list[str]:
    lines = paper.word_text(export(client, number, "docx")).splitlines()
    begin = lines.index("Nơi nhận:") + 1
    return [line for line in lines[begin : begin + 4] if line.startswith("- ")]


def test_the_last_who_gets_it_is_the_file_whatever_the_ward_has_decided(
    stage: Stage, admin: TestClient, coordinator: TestClient
) -> None:
    number = int(post(coordinator, "/reports", {"period": Q, "type": "consolidated"})["id"])
    dots = "." * 24
    assert recipients(coordinator, number) == [f"- {dots}", f"- Lưu {dots}"]
    patch(admin, "/settings", recipients="Thường trực Thành ủy,\nBan Tuyên giáo và Dân vận Thành ủy,")
    assert recipients(coordinator, number)[-2:] == ["- Ban Tuyên giáo và Dân vận Thành ủy,", f"- Lưu {dots}"]
    patch(admin, "/settings", recipients="Thường trực Thành ủy,\nLưu Văn phòng.")
    assert recipients(coordinator, number) == ["- Thường trực Thành ủy,", "- Lưu Văn phòng."]


def test_a_table_of_few_rows_is_not_parted_and_one_of_long_words_may_be(stage: Stage, officer: TestClient) -> None:
    product(officer, placement("zalo", "2026-11-04"))
    concern(officer, summary="Ngõ thiếu đèn chiếu sáng, tối và khó đi " * 7, received_on="2026-11-03")
    made = paper.word(export(officer, report(officer, period=Q)["id"], "docx"))
    tables = {one.rows[0].cells[0].text: one for one in made.tables if "w:tblHeader" in one._tbl.xml}
    assert {one.alignment for one in tables.values()} == {WD_TABLE_ALIGNMENT.CENTER}, "their lines keep the margin"

    def kept(name: str) -> list[bool]:
        rows = [row.cells[0].paragraphs[0].paragraph_format for row in tables[name].rows]
        return [bool(one.keep_with_next) for one in rows]

    assert kept("Hình thức") == [True] * (len(tables["Hình thức"].rows) - 1) + [False]
    assert kept("Vấn đề") == [True, False]


def test_a_row_of_the_workbook_is_as_high_as_its_words(stage: Stage, officer: TestClient) -> None:
    concern(officer, summary="Ngõ thiếu đèn chiếu sáng", received_on="2026-11-03")
    concern(officer, summary="Ngõ thiếu đèn chiếu sáng, tối và khó đi " * 7, received_on="2026-11-04")
    content = export(officer, report(officer, period=Q)["id"], "xlsx")
    at = list(paper.sheets(content)).index("Vấn đề tiếp nhận") + 1
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        sheet = packed.read(f"xl/worksheets/sheet{at}.xml").decode()
    heights = [float(one) for one in re.findall(r'<row r="[45]"[^>]* ht="([\d.]+)"', sheet)]
    assert len(heights) in (1, 2)
    assert max(heights) >= 15 * 280 / 48


def test_a_period_that_nothing_moved_in_says_so(stage: Stage, officer: TestClient) -> None:
    before = report(officer, period="2026-Q3")
    post(officer, f"/reports/{before['id']}/submit", {})
    text = paper.word_text(export(officer, report(officer, period=Q)["id"], "docx"))
    assert "đến nay, sổ không đổi số nào." in text
    assert "đổi 0 mục" not in text


def test_figures_that_no_entry_moved_are_not_said_to_stand(
    stage: Stage, officer: TestClient, coordinator: TestClient, pages: SimpleNamespace
) -> None:
    group(coordinator, "TDP-77", population=1000)
    product(officer, placement("zalo", "2026-08-03", reach("TDP-77", 900)))
    before = report(officer, period="2026-Q3")
    post(officer, f"/reports/{before['id']}/submit", {})
    patch(coordinator, "/groups/TDP-77", population=500)
    after = report(officer, period=Q)
    words = "sổ không đổi mục nào, số đổi theo danh mục của phường (nhóm, dân số, đơn vị, chủ trương)"
    text = paper.word_text(export(officer, after["id"], "docx"))
    assert f"đến nay, {words}." in text
    assert "Người đã nghe" in text.partition("Số liệu đã điều chỉnh")[2]
    page = plain(pages.officer.get(f"/reports/{after['id']}").text)
    assert f"đến nay, {words}: người đã nghe 900 → 500" in page
    assert "1 thay đổi trong danh mục và cài đặt của phường, từng mục" in page
    assert "số dân: 1.000 → 500" in page
    [moved] = get(officer, f"/reports/{after['id']}")["live"]["carried"]["reference"]
    assert (moved["entity"], moved["id"], moved["action"]) == ("group", "TDP-77", "changed")


def test_of_groups_that_nobody_counted_no_share_is_said(
    stage: Stage, officer: TestClient, coordinator: TestClient, pages: SimpleNamespace
) -> None:
    made = report(officer, period=Q)
    page = f"/reports/{made['id']}"
    for words in (paper.word_text(export(officer, made["id"], "docx")), plain(pages.officer.get(page).text)):
        assert "Sổ chưa có tổ dân phố nào." in words
        assert "0 trong 0" not in words
    group(coordinator, "TDP-01", population=1000)
    for day in ("2026-08-03", "2026-11-04"):
        product(officer, placement("zalo", day, reach("TDP-01", None, None)), title=f"Bài {day}")
    said = "Đã chuyển tới, chưa đếm người nào"
    before = "Quý III/2026: 1 trong 1 tổ, chưa đếm người nào."
    for words in (paper.word_text(export(officer, made["id"], "docx")), plain(pages.officer.get(page).text)):
        assert said in words
        assert before in words
        assert "Ít nhất 0 người" not in words
    main = {row[0]: row for row in paper.sheets(export(officer, made["id"], "xlsx"))["Số chính"]}
    assert main["Độ phủ tổ dân phố"][-1] == "Kỳ này: chưa đếm người nào; Quý III/2026: chưa đếm người nào"


def test_of_groups_without_a_population_nobody_is_said_to_have_heard_nothing(
    stage: Stage, officer: TestClient, coordinator: TestClient, pages: SimpleNamespace
) -> None:
    """People were counted there; of how many, and so how many heard in all, is what nobody knows."""
    group(coordinator, "TDP-01", population=None)
    for day in ("2026-08-03", "2026-11-04"):
        product(officer, placement("zalo", day, reach("TDP-01", 500)), title=f"Bài {day}")
    group(coordinator, "TDP-02", population=None)
    product(officer, placement("zalo", "2026-11-05", reach("TDP-02", None, None)), title="Chưa đếm")
    made = report(officer, period=Q)
    sheets = paper.sheets(export(officer, made["id"], "xlsx"))
    assert sheets["Độ phủ"] == [["Tổ dân phố", 2, "", "", "thiếu số dân", "", "", "", ""]]
    assert sheets["Cụm"] == [["Không theo cụm", 2, "", "thiếu số dân", "", "", "", ""]]
    assert sheets["Độ phủ từng tổ dân phố"][0][1:5] == [1, "", 500, "thiếu số dân"]
    assert sheets["Độ phủ từng tổ dân phố"][1][1:5] == [1, "", 0, "chưa đếm"]
    main = {row[0]: row[1:] for row in sheets["Số chính"]}
    assert main["Người đã nghe, ước chừng"] == ["", "", ""]
    assert main["Độ phủ tổ dân phố"][2] == "Kỳ này: thiếu số dân; Quý III/2026: thiếu số dân"
    for words in (
        paper.word_text(export(officer, made["id"], "docx")),
        plain(pages.officer.get(f"/reports/{made['id']}").text),
    ):
        assert "chưa đếm người nào" not in words
        assert "Chưa có số dân để tính độ phủ" in words
