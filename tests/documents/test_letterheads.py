"""The head, the measures and the end of a document: what the ward's settings say, and blanks for what they don't."""

from types import SimpleNamespace

import pytest
from docx.shared import Mm, Pt
from fastapi.testclient import TestClient

from tests.conftest import Stage
from tests.documents import paper
from tests.documents.paper import export
from tests.makers import get, patch, post, report
from tests.views.filled import filled, press

DECIDED = {
    "superior_body": "Thành ủy Hà Nội",
    "issuing_body": "Đảng ủy phường Đống Đa",
    "document_place": "Đống Đa",
    "number_symbol": "BC/ĐU",
    "signed_for": "T/M Ban Thường vụ",
    "signer_post": "Phó Bí thư",
    "signer_name": "Người ký thử",
    "recipients": "Thường trực Thành ủy,\nLưu Văn phòng.",
}


def of_ward(client: TestClient) -> int:
    return int(post(client, "/reports", {"period": "2026-Q4", "type": "consolidated"})["id"])


def test_the_settings_are_blank_until_the_admin_decides_them(
    stage: Stage, admin: TestClient, pages: SimpleNamespace
) -> None:
    known = get(admin, "/settings")
    assert {name: known[name] for name in DECIDED} == dict.fromkeys(DECIDED)
    assert known["document_profile"] == "party-2026"
    assert press(pages.admin, "/settings", filled(pages.admin.get("/settings").text, **DECIDED), "").status_code == 303
    known = get(admin, "/settings")
    assert {name: known[name] for name in DECIDED} == DECIDED
    patch(admin, "/settings", signer_name=None, document_profile="state")
    assert get(admin, "/settings")["signer_name"] is None


@pytest.mark.parametrize(
    ("profile", "said"),
    [
        ("party-2026", ["ĐẢNG CỘNG SẢN VIỆT NAM", "*", "I- ĐÁNH GIÁ CHUNG"]),
        ("party-36hd", ["ĐẢNG CỘNG SẢN VIỆT NAM", "*", "I- ĐÁNH GIÁ CHUNG"]),
        ("state", ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "I. ĐÁNH GIÁ CHUNG"]),
    ],
)
def test_a_profile_lays_out_what_the_ward_decided(
    stage: Stage, admin: TestClient, coordinator: TestClient, profile: str, said: list[str]
) -> None:
    patch(admin, "/settings", document_profile=profile, **DECIDED)
    number = of_ward(coordinator)
    head = ["THÀNH ỦY HÀ NỘI", "ĐẢNG ỦY PHƯỜNG ĐỐNG ĐA", *said]
    end = [
        "Nơi nhận:",
        "- Thường trực Thành ủy,",
        "- Lưu Văn phòng.",
        "T/M BAN THƯỜNG VỤ",
        "PHÓ BÍ THƯ",
        "Người ký thử",
    ]
    lines = paper.word_text(export(coordinator, number, "docx")).splitlines()
    assert [one for one in lines if one in (*head, *end)] == [
        *head[:2],
        *[one for one in said[:-1] if one == "*"],
        *[one for one in said[:-1] if one != "*"],
        said[-1],
        *end,
    ]
    text = paper.pdf_text(export(coordinator, number, "pdf"))
    assert [one for one in (*head, *end) if one not in text] == []
    assert any(line.startswith("Số") and line.endswith("BC/ĐU") for line in lines)
    assert any(line.startswith("Đống Đa, ngày") for line in lines)


def test_what_nobody_decided_is_left_blank_and_never_made_up(stage: Stage, coordinator: TestClient) -> None:
    text = paper.word_text(export(coordinator, of_ward(coordinator), "docx"))
    assert not [words for words in DECIDED.values() if words.upper() in text.upper()]
    assert "- Lưu ...." in text


def test_a_unit_writes_under_its_own_name_in_the_layout_of_its_kind(
    stage: Stage, admin: TestClient, coordinator: TestClient
) -> None:
    patch(admin, "/settings", **DECIDED)
    of_government = paper.word_text(export(coordinator, report(coordinator, "UBND")["id"], "docx"))
    of_party = paper.word_text(export(coordinator, report(coordinator, "TCD")["id"], "docx"))
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in of_government
    assert "ỦY BAN NHÂN DÂN PHƯỜNG" in of_government
    assert "ĐẢNG CỘNG SẢN VIỆT NAM" in of_party
    for text in (of_government, of_party):
        assert "Người ký thử" not in text, "the ward's signer signs for the ward"
        assert "Đống Đa, ngày" in text


def test_page_and_body_have_the_measures_of_the_guidance(stage: Stage, coordinator: TestClient) -> None:
    made = paper.word(export(coordinator, of_ward(coordinator), "docx"))
    [section] = made.sections
    near = [
        (section.page_width, 210),
        (section.page_height, 297),
        (section.top_margin, 20),
        (section.bottom_margin, 20),
        (section.left_margin, 30),
        (section.right_margin, 15),
    ]
    assert [round(found.mm) for found, _ in near] == [wanted for _, wanted in near]
    assert section.different_first_page_header_footer
    assert "PAGE" in section.header._element.xml
    assert "PAGE" not in section.first_page_header._element.xml
    [body] = [one for one in made.paragraphs if one.text.startswith("Chưa có sản phẩm")]
    shape = body.paragraph_format
    assert (shape.line_spacing, shape.space_after, round(shape.first_line_indent / Mm(1))) == (Pt(18), Pt(6), 10)
    [_, end] = [one for one in made.tables if 'w:left w:w="0"' in one._tbl.xml]
    assert [one.paragraphs[0].paragraph_format.space_before for one in end.rows[0].cells] == [Pt(24)] * 2
    [table, *_] = [one for one in made.tables if "w:tblHeader" in one._tbl.xml]
    assert table.rows[0].cells[0].paragraphs[0].paragraph_format.keep_with_next, "no head stands alone on a page"
    normal = made.styles["Normal"]
    assert (normal.font.name, normal.font.size) == ("Times New Roman", Pt(14))
    pages = paper.pdf(export(coordinator, of_ward_again(coordinator), "pdf")).pages
    assert [round(float(side) / 72 * 25.4) for side in pages[0].mediabox[2:]] == [210, 297]
    assert pages[1].extract_text().split()[0] == "2"
    assert pages[0].extract_text().split()[0] != "1"


def of_ward_again(client: TestClient) -> int:
    return int(get(client, "/reports", type="consolidated")["items"][0]["id"])
