"""A report on paper: what it says, as it was when it was handed in; its figures, one by one, in test_every_figure."""

import re
import unicodedata
import zipfile
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.web.formats import number
from tests import makers
from tests.conftest import Stage
from tests.documents import paper
from tests.documents.everywhere import tables_of
from tests.documents.paper import export
from tests.makers import API, Json, concern, get, patch, placement, post, product, reach, report
from tests.reading import plain

Q = "2026-Q2"
FORMATS = ("docx", "pdf", "xlsx")


@pytest.fixture
def ward(stage: Stage, coordinator: TestClient, officer: TestClient) -> Stage:
    stage.scene("a quarter to be reported", lambda: _live_through_it(coordinator, officer))
    return stage


def _live_through_it(coordinator: TestClient, officer: TestClient) -> None:
    for code, people, cluster in (("TDP-01", 1000, "Cụm 1"), ("TDP-02", 700, "Cụm 1"), ("TDP-03", 1300, "Cụm 2")):
        makers.group(coordinator, code, population=people, cluster=cluster, name=f"Tổ {code[-2:]}")
    makers.group(coordinator, "CB-01", kind="party_cell", population=60, name="Chi bộ 1")
    product(officer, placement("zalo", "2026-05-04", reach("TDP-01", 433), runs=2), title="Lịch đổ rác")
    more = [
        placement("loudspeaker", "2026-05-06", reach("TDP-02", 211, "estimated"), runs=14),
        placement("zalo", "2026-05-07", reach("TDP-01", 378), reach("CB-01", 41, "counted")),
    ]
    product(officer, *more, kind="loudspeaker_script", content_group="1.8", title="Bài phát thanh")
    concern(officer, summary="Ngõ thiếu đèn chiếu sáng")
    answered = concern(officer, summary="Rác để qua đêm", origin="press")
    answer = {"answered_on": "2026-05-06", "answer": "Đã thu gom", "change_reason": "Ghi muộn"}
    patch(coordinator, f"/concerns/{answered['id']}", status="answered", **answer)
    makers.survey(officer)


def handed_in(client: TestClient, **fields: Any) -> Json:
    made = report(client, period=Q, comments={"1": "Đủ hình thức."}, proposals="Thêm hai loa.", **fields)
    return post(client, f"/reports/{made['id']}/submit", {})


def in_words(value: float | None) -> str:
    if value is None:
        return ""
    return f"{number(value * 100, 1)}%" if isinstance(value, float) else number(value)


def test_indicators_of_the_ward_are_an_annex_and_a_sheet(ward: Stage, coordinator: TestClient) -> None:
    made = handed_in(coordinator, type="consolidated", unit=None)
    indicators = get(coordinator, f"/reports/{made['id']}")["snapshot"]["figures"]["indicators"]
    [row] = [
        row
        for row in paper.sheets(export(coordinator, made["id"], "xlsx"))["Các chỉ tiêu"]
        if row[0] == "Độ phủ tổ dân phố"
    ]
    one = indicators["residential_coverage"]
    assert row[1:5] == [one["numerator"], one["denominator"], one["value"], one["target"]]
    said = ["Độ phủ tổ dân phố", number(one["numerator"]), number(one["denominator"]), in_words(one["value"]), "80%"]
    assert said in [row[:5] for row in paper.word_rows(export(coordinator, made["id"], "docx"))]
    text = paper.pdf_text(export(coordinator, made["id"], "pdf"))
    assert " ".join(said) in text
    for form in ("docx", "pdf"):
        [told] = paper.pictures(export(coordinator, made["id"], form))
        assert f"Độ phủ tổ dân phố {in_words(one['value'])}, mục tiêu 80%" in told
    assert paper.shades(export(coordinator, made["id"], "docx"))[in_words(one["value"])], "the map of groups"
    assert "PHỤ LỤC 1 Số liệu của các đơn vị tới ngày nào" in text
    assert "I- ĐÁNH GIÁ CHUNG" in text
    assert "VII- ĐỀ XUẤT, KIẾN NGHỊ" in text


def test_what_was_written_stands_under_its_part(ward: Stage, officer: TestClient) -> None:
    made = handed_in(officer)
    lines = paper.word_text(export(officer, made["id"], "docx")).splitlines()
    assert lines.index("Đủ hình thức.") < lines.index("II. ĐỘ PHỦ THÔNG TIN") < lines.index("Thêm hai loa.")
    words = paper.sheets(export(officer, made["id"], "xlsx"))["Nhận xét, đề xuất"]
    assert words == [["1. Hình thức, số lượng sản phẩm", "Đủ hình thức."], ["6. Đề xuất, kiến nghị", "Thêm hai loa."]]


def test_a_filed_report_that_says_nothing_of_the_whole_counts_its_indicators_on_page_and_paper(
    ward: Stage, coordinator: TestClient
) -> None:
    made = handed_in(coordinator, type="consolidated", unit=None)
    found = get(coordinator, f"/reports/{made['id']}")["snapshot"]["figures"]["indicators"]
    stand = [one["status"] for one in found.values()]
    counts = [stand.count(status) for status in ("on_track", "at_risk", "off_track")]
    met, near, missed = counts
    said = f"Trong {sum(counts)} chỉ tiêu có mục tiêu: {met} đạt, {near} gần đạt, {missed} chưa đạt."
    page = plain(ward.signed_in("coordinator").get(f"/reports/{made['id']}").text)
    for words in (page, paper.word_text(export(coordinator, made["id"], "docx"))):
        assert said in words


def test_the_ward_s_document_has_its_assessment_the_units_results_and_the_directives(
    ward: Stage, coordinator: TestClient
) -> None:
    makers.directive(coordinator, "VB-01", issued_on="2026-04-02", within_days=10, number="15-NQ/ĐU", title="Về rác")
    body = {"type": "consolidated", "period": Q, "comments": {"0": "Quý này tiến bộ."}, "proposed": ["1"]}
    made = post(coordinator, "/reports", body)
    for state in ("draft", "submitted"):
        if state == "submitted":
            post(coordinator, f"/reports/{made['id']}/submit", {})
        lines = paper.word_text(export(coordinator, made["id"], "docx")).splitlines()
        assert lines.index("Quý này tiến bộ.") < lines.index("II- HÌNH THỨC, SỐ LƯỢNG SẢN PHẨM")
        assert any(line.startswith("Đã phát 2 sản phẩm, 3 lượt, nhiều nhất trên") for line in lines), "a kept sentence"
        sheets = paper.sheets(export(coordinator, made["id"], "xlsx"))
        [unit] = [row for row in sheets["Kết quả của từng đơn vị"] if row[0] == "Ủy ban nhân dân phường"]
        assert unit[1:] == [2, 3, 2, 1022]
        [told] = [row for row in sheets["Chủ trương tới tổ, chi bộ"] if row[0] == "15-NQ/ĐU"]
        assert (told[1], told[3:]) == ("Về rác", [0, 3, 3])
    assert "15-NQ/ĐU Về rác" in paper.pdf_text(export(coordinator, made["id"], "pdf"))


def test_a_sentence_that_was_kept_stands_once_in_the_draft_and_as_it_was_frozen(
    ward: Stage, officer: TestClient
) -> None:
    made = report(officer, period=Q)
    patch(officer, f"/reports/{made['id']}", proposed=["1"])
    sentence = get(officer, f"/reports/{made['id']}")["sentences"]["1"]
    text = paper.word_text(export(officer, made["id"], "docx"))
    assert sentence in text.splitlines()
    assert text.count("Đã phát 2 sản phẩm") == 1
    product(officer, placement("poster", "2026-05-09", reach("TDP-03", 90)))
    post(officer, f"/reports/{made['id']}/submit", {})
    frozen = get(officer, f"/reports/{made['id']}")["comments"]["1"]
    assert frozen != sentence
    assert frozen in paper.word_text(export(officer, made["id"], "docx")).splitlines()


def test_what_can_still_be_met_is_not_called_missed(
    stage: Stage, coordinator: TestClient, pages: SimpleNamespace
) -> None:
    """A report is due before its quarter ends: the units' own may come until the very day."""
    period = makers.period_of_today(coordinator)
    patch(coordinator, f"/periods/{period}", due_on=makers.day(3))
    made = post(coordinator, "/reports", {"period": period, "type": "consolidated"})
    name, words = "Báo cáo nộp đúng hạn", "1 chỉ tiêu đang trong hạn"
    assert words in made["sentences"]["0"]
    assert name not in made["sentences"]["0"]
    assert "chưa đạt, 1 đang trong hạn." in paper.word_text(export(coordinator, made["id"], "docx"))
    [row] = [row for row in paper.sheets(export(coordinator, made["id"], "xlsx"))["Các chỉ tiêu"] if row[0] == name]
    assert row[5] == "đang trong hạn"
    page = tables_of(pages.coordinator.get(f"/reports/{made['id']}").text)
    [table] = [rows for title, rows in page.items() if title.startswith("Các chỉ tiêu")]
    [shown] = [one for one in table if one[0] == name]
    assert shown[-1] == "đang trong hạn"
    assert get(coordinator, f"/reports/{made['id']}")["live"]["indicators"]["reports_on_time"]["status"] == "off_track"


def test_where_nobody_was_counted_no_share_is_told(
    ward: Stage, officer: TestClient, coordinator: TestClient, pages: SimpleNamespace
) -> None:
    makers.group(coordinator, "DN-01", kind="audience", population=90, name="Doanh nghiệp")
    product(officer, placement("zalo", "2026-05-08", reach("DN-01", None)))
    made = handed_in(officer)
    rows = {row[0]: row for row in paper.sheets(export(officer, made["id"], "xlsx"))["Độ phủ"]}
    assert rows["Đối tượng khác"] == ["Đối tượng khác", 1, 90, 0, "chưa đếm", "", "", "", ""]
    page = tables_of(pages.officer.get(f"/reports/{made['id']}").text)
    [shown] = [one for one in page["Độ phủ theo loại nhóm đối tượng"] if one[0] == "Đối tượng khác"]
    assert shown == ["Đối tượng khác", "1", "90", "0", "chưa đếm", "", "", ""]


def test_a_sheet_is_printed_as_wide_as_a_page(ward: Stage, officer: TestClient) -> None:
    with zipfile.ZipFile(BytesIO(export(officer, handed_in(officer)["id"], "xlsx"))) as packed:
        sheets = [packed.read(name).decode() for name in packed.namelist() if name.startswith("xl/worksheets/sheet")]
    assert all('<pageSetUpPr fitToPage="1"/>' in one and 'paperSize="9"' in one for one in sheets)
    assert any('orientation="landscape"' in one for one in sheets)


def test_kinds_add_up_and_channels_do_not(ward: Stage, officer: TestClient) -> None:
    sheets = paper.sheets(export(officer, handed_in(officer)["id"], "xlsx"))
    assert [row[:4] for row in sheets["Hình thức"] if row[0] == "Cộng"] == [["Cộng", 2, 3, 17]]
    assert not [row for row in sheets["Kênh"] if row[0] == "Cộng"]


def test_a_snapshots_document_says_the_same_after_edits_and_renames(
    ward: Stage, officer: TestClient, coordinator: TestClient, admin: TestClient
) -> None:
    made = handed_in(officer)
    before = {one: export(officer, made["id"], one) for one in FORMATS}
    product(officer, placement("poster", "2026-05-09", reach("TDP-03", 900)), title="Ghi sau")
    patch(coordinator, "/groups/TDP-03", name="Tổ khác hẳn")
    patch(coordinator, "/channels/zalo", name="Nhóm Zalo")
    patch(admin, "/units/UBND", name="Ủy ban nhân dân phường mới")
    after = {one: export(officer, made["id"], one) for one in FORMATS}
    assert after == before, "byte for byte"
    assert "Tổ 03" in paper.pdf_text(after["pdf"])


def test_the_foot_holds_the_trails_head_of_the_handing_in(
    ward: Stage, officer: TestClient, coordinator: TestClient
) -> None:
    made = handed_in(officer)
    [seq] = [
        one["seq"]
        for one in makers.every(coordinator, "/changes")
        if one["entity"] == "report" and one["action"] == "submitted"
    ]
    found = re.search(r"đầu nhật ký (\d+):[0-9a-f]{16,}", paper.pdf_text(export(officer, made["id"], "pdf")))
    assert found is not None
    assert int(found[1]) == seq
    assert found[0] in paper.word(export(officer, made["id"], "docx")).sections[0].first_page_footer.paragraphs[0].text


def test_a_draft_says_so_and_has_no_day(ward: Stage, officer: TestClient, coordinator: TestClient) -> None:
    made = report(officer, period=Q)
    drawn = "".join(page.extract_text() for page in paper.pdf(export(officer, made["id"], "pdf")).pages)
    assert "\u200b" not in drawn, "where a long word may break, there is no sign: a digit would be read with it"
    text = paper.word_text(export(officer, made["id"], "docx"))
    assert "Dự thảo lần 1" in text
    assert re.search(r"ngày\s+tháng\s+năm 20\d\d", text)
    post(officer, f"/reports/{made['id']}/submit", {})
    text = paper.pdf_text(export(officer, made["id"], "pdf"))
    assert "Dự thảo" not in text
    assert re.search(r"ngày \d\d tháng \d{1,2} năm 20\d\d", text)
    post(coordinator, f"/reports/{made['id']}/return", {"reason": "Thiếu phần 6"})
    assert "Dự thảo lần 2" in paper.pdf_text(export(officer, made["id"], "pdf"))


ODD = {
    "quoted": 'Loa "hai" & <b>ba</b>',
    "formula": "=1+1",
    "at": "@SUM(A1)",
    "link": "https://example.org/a",
    "one word": "Đ" * 300,
    "long": "Ngõ nhỏ " * 37,
    "emoji": "Đèn 😀👍🏽 hỏng",
    "apart": unicodedata.normalize("NFD", "Đường ống nước bị vỡ"),
}


@pytest.mark.parametrize("words", list(ODD.values()), ids=list(ODD))
def test_whatever_people_wrote_is_text_on_every_paper(stage: Stage, officer: TestClient, words: str) -> None:
    concern(officer, summary=words)
    made = handed_in(officer)
    told = unicodedata.normalize("NFC", words).strip()
    for content in (export(officer, made["id"], "xlsx"),):
        [row] = paper.sheets(content)["Vấn đề tiếp nhận"]
        assert row[0] == told
        with zipfile.ZipFile(BytesIO(content)) as packed:
            sheets = [packed.read(name).decode() for name in packed.namelist() if "sheet" in name]
        assert not [one for one in sheets if "<f>" in one or "hyperlink" in one.lower()]
    assert told in paper.word_text(export(officer, made["id"], "docx"))
    # The typeface has no emoji: a square stands for one.
    shown = re.sub(r"[\U0001f000-\U0001ffff]+", "□", told)
    # Where a line ends is the page's business.
    assert shown.replace(" ", "") in paper.pdf_text(export(officer, made["id"], "pdf")).replace(" ", "")


def test_a_pdf_is_tagged_in_one_shipped_typeface_and_its_text_is_composed(ward: Stage, officer: TestClient) -> None:
    content = export(officer, handed_in(officer)["id"], "pdf")
    assert paper.typefaces(content) <= {
        "LiberationSerif",
        "LiberationSerif-Bold",
        "LiberationSerif-Italic",
        "LiberationSerif-BoldItalic",
    }
    root: Any = paper.pdf(content).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "vi"
    assert b"pdfuaid:part" in root["/Metadata"].get_object().get_data()
    text = paper.pdf_text(content)
    assert unicodedata.is_normalized("NFC", text)
    assert "ĐỀ XUẤT, KIẾN NGHỊ" in text


def test_an_urgent_report_is_its_own_words(stage: Stage, officer: TestClient) -> None:
    body = {"unit": "UBND", "type": "urgent", "title": "Sự cố cấp nước", "text": "Mất nước từ 5 giờ.\nĐã báo qua loa."}
    made = post(officer, "/reports", body | {"happened_at": "2026-11-01T22:30:00Z"})
    post(officer, f"/reports/{made['id']}/submit", {})
    for text in (
        paper.pdf_text(export(officer, made["id"], "pdf")),
        paper.word_text(export(officer, made["id"], "docx")),
    ):
        assert "Sự cố cấp nước" in text
        assert "Đã báo qua loa." in text
        assert "Xảy ra lúc 02/11/2026 05:30." in text
        assert "số liệu tới" not in text
    assert paper.sheets(export(officer, made["id"], "xlsx"))["Báo cáo đột xuất"][0] == ["Việc", "Sự cố cấp nước"]


def test_who_may_not_read_the_page_gets_no_document(
    ward: Stage, officer: TestClient, other_officer: TestClient, leader: TestClient, pages: SimpleNamespace
) -> None:
    draft = report(officer, period=Q)
    for client in (other_officer, ward.bearing(ward.tokens["city"]), ward.bearing(ward.tokens["stranger"])):
        assert client.get(f"{API}/reports/{draft['id']}/export?format=pdf").status_code == 404
    assert pages.other_officer.get(f"/reports/{draft['id']}/export?format=pdf").status_code == 404
    assert export(leader, draft["id"], "pdf")
    assert officer.get(f"{API}/reports/{draft['id']}/export?format=odt").status_code == 422


def test_the_page_leads_to_its_files_under_plain_names(
    ward: Stage, officer: TestClient, pages: SimpleNamespace
) -> None:
    made = handed_in(officer)
    text = pages.officer.get(f"/reports/{made['id']}").text
    for one in FORMATS:
        address = f"/reports/{made['id']}/export?format={one}"
        assert f'href="{address}"' in text
        answer = pages.officer.get(address)
        name = f"bao-cao-2026-Q2-{made['id']}-ban-1.{one}"
        assert answer.headers["content-disposition"] == f"attachment; filename=\"{name}\"; filename*=UTF-8''{name}"
        assert answer.headers["cache-control"] == "no-store"
    assert "/api/v1/reports/{id}/export" in get(officer, "/openapi.json")["paths"]
