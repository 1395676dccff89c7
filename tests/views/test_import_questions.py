"""What an import asks before it takes a list, each answer in the preview: twins, erasing, odd numbers."""

import re
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests import makers
from tests.makers import DAY, get, group, placement, product_json, reach
from tests.views.importing import PATH, codes, confirm, told, upload, workbook

HEAD = "Mã;Loại;Tên;Cụm;Số dân;Số hộ\r\n"


def person_of(client: TestClient, code: str) -> Any:
    return get(client, f"/groups/{code}")


@pytest.mark.parametrize(
    ("known", "row"),
    [
        ({"code": "TDP-01", "name": "Tổ 1"}, "TDP-1;Tổ dân phố;Tổ một;;;"),
        ({"code": "TDP-01", "name": "Tổ 1"}, "tdp1;Tổ dân phố;Tổ một;;;"),
        ({"code": "TDP-01", "name": "Tổ 1"}, "KL-7;Tổ dân phố;tổ dân phố số 01;;;"),
        ({"code": "TDP-01", "name": "Tổ 1", "cluster": "Cụm 1"}, "KL-7;Tổ dân phố;Kim Liên;cum 1;1.000;"),
        ({"code": "CB-01", "name": "Chi bộ 1", "kind": "party_cell"}, "C1;Chi bộ;CB số 1;;;"),
    ],
    ids=["zeros of the code", "dashes and case", "words of the name", "cluster and population", "party cell"],
)
def test_a_row_that_the_ward_likely_has_is_asked_about(
    pages: SimpleNamespace, coordinator: TestClient, known: dict[str, Any], row: str
) -> None:
    group(coordinator, **known)
    preview = upload(pages.coordinator, f"{HEAD}{row}\r\n")
    assert f"Trong sổ đã có {known['name']} ({known['code']})" in told(preview)
    refused = confirm(pages.coordinator, preview)
    assert refused.status_code == 422
    assert 'id="twin.2-fault"' in refused.text
    assert codes(coordinator) == [known["code"]]


def test_the_same_one_is_edited_and_another_one_is_new_row_by_row(
    pages: SimpleNamespace, coordinator: TestClient
) -> None:
    for number in (1, 2, 3):
        group(coordinator, f"TDP-0{number}", name=f"Tổ {number}", population=1000 + number)
    rows = "".join(f"TDP-{number};Tổ dân phố;Tổ {number};;{1000 + number};300\r\n" for number in (1, 2, 3))
    preview = upload(pages.coordinator, HEAD + rows)
    assert "Cần chọn 3 Mới 0 Thay đổi 0 Giữ nguyên 0 Cần sửa 0" in told(preview)
    assert "3 dòng có lẽ đã ở trong sổ" in told(preview)
    assert "Chính là nhóm đó, giữ mã TDP-02. Số hộ: trống thành 300" in told(preview)
    half = confirm(pages.coordinator, preview, twin__2="same", twin__3="new")
    assert half.status_code == 422
    assert 'id="twin.4-fault"' in half.text
    assert 'id="twin.2-fault"' not in half.text, "what was answered is not asked again"
    answer = confirm(pages.coordinator, half, twin__4="same")
    assert answer.headers["location"].startswith("/groups?done=imported&new=1&changed=2&same=0")
    assert codes(coordinator) == ["TDP-01", "TDP-02", "TDP-03", "TDP-2"]
    assert person_of(coordinator, "TDP-01")["households"] == 300
    assert person_of(coordinator, "TDP-02")["households"] is None


def test_two_rows_can_not_both_be_the_same_one(pages: SimpleNamespace, coordinator: TestClient) -> None:
    group(coordinator, "TDP-01", name="Tổ 1")
    preview = upload(pages.coordinator, f"{HEAD}TDP-1;Tổ dân phố;Tổ 1;;;\r\nTDP-001;Tổ dân phố;Tổ 1;;;\r\n")
    answer = confirm(pages.coordinator, preview, twin__2="same", twin__3="same")
    assert answer.status_code == 422
    assert "Dòng 2 cũng là «TDP-01»" in told(answer)
    assert "trong tệp" not in told(answer), "the answers are wrong, not the file"
    answer = confirm(pages.coordinator, answer, twin__3="new")
    assert answer.headers["location"].startswith("/groups?done=imported&new=1&changed=0&same=1")
    assert codes(coordinator) == ["TDP-01", "TDP-001"]


def test_a_file_with_faults_tells_what_is_to_be_looked_at_and_asks_nothing(
    pages: SimpleNamespace, coordinator: TestClient
) -> None:
    group(coordinator, "TDP-01", name="Tổ 1", population=1000, households=300)
    group(coordinator, "TDP-05", name="Tổ 5")
    rows = "TDP-01;;;;9.000;\r\nTDP-5;Tổ dân phố;Tổ 5;;;\r\nTDP-07;Tổ dân phố;;;;\r\n"
    preview = upload(pages.coordinator, HEAD + rows)
    assert "1 chỗ cần sửa trong tệp" in told(preview)
    assert "1 dòng có lẽ đã ở trong sổ" in told(preview)
    assert "1 dòng cần xem lại" in told(preview)
    assert re.findall(r'<input[^>]* name="([^"]*)"', preview.text.partition("<main")[2]) == ["file"]


@pytest.mark.parametrize(
    "row",
    ["TDP-2;Tổ dân phố;Tổ 2;;;", "CB-1;Chi bộ;Chi bộ 1;;;", "TDP-01A;Tổ dân phố;Tổ 1A;;;"],
    ids=["another number", "another kind", "a part of it"],
)
def test_a_row_that_is_plainly_new_is_not_asked_about(
    pages: SimpleNamespace, coordinator: TestClient, row: str
) -> None:
    group(coordinator, "TDP-01", name="Tổ 1", cluster="Cụm 1")
    preview = upload(pages.coordinator, f"{HEAD}{row}\r\n")
    assert "có lẽ đã ở trong sổ" not in preview.text
    assert confirm(pages.coordinator, preview).status_code == 303


def test_a_group_that_the_list_names_itself_is_nobody_s_twin(pages: SimpleNamespace, coordinator: TestClient) -> None:
    group(coordinator, "TDP-01", name="Tổ 1")
    preview = upload(pages.coordinator, f"{HEAD}TDP-01;;Tổ 1;;;\r\nTDP-1;Tổ dân phố;Tổ 1;;;\r\n")
    assert "có lẽ đã ở trong sổ" not in preview.text


def test_an_empty_cell_erases_only_what_is_ticked(pages: SimpleNamespace, coordinator: TestClient) -> None:
    for code in ("TDP-01", "TDP-02"):
        group(coordinator, code, cluster="Cụm 3", households=300)
    preview = upload(pages.coordinator, "Mã;Cụm;Số hộ\r\nTDP-01;;\r\nTDP-02;;310\r\n")
    text = told(preview)
    assert "Xóa (ô trống)" in text
    assert text.count("Xóa Cụm «Cụm 3»") == 2
    assert "thành trống" not in text
    assert 'name="erase.2.cluster" value="1">' in preview.text, "off until ticked"
    answer = confirm(pages.coordinator, preview, erase__3__cluster="1")
    assert answer.headers["location"].startswith("/groups?done=imported&new=0&changed=1&same=1")
    first, second = person_of(coordinator, "TDP-01"), person_of(coordinator, "TDP-02")
    assert (first["cluster"], first["households"]) == ("Cụm 3", 300)
    assert (second["cluster"], second["households"]) == (None, 310)


def test_a_tick_stays_when_something_else_is_asked(pages: SimpleNamespace, coordinator: TestClient) -> None:
    group(coordinator, "TDP-01", cluster="Cụm 3", population=1000)
    preview = upload(pages.coordinator, "Mã;Cụm;Số dân\r\nTDP-01;;100\r\n")
    again = confirm(pages.coordinator, preview, erase__2__cluster="1")
    assert again.status_code == 422
    assert 'name="erase.2.cluster" value="1" checked' in again.text
    assert confirm(pages.coordinator, again, sure__2="1").status_code == 303
    assert person_of(coordinator, "TDP-01")["cluster"] is None


def test_what_a_group_must_have_is_never_erased(pages: SimpleNamespace, coordinator: TestClient) -> None:
    group(coordinator, "TDP-01", name="Tổ 1")
    preview = upload(pages.coordinator, "Mã;Loại;Tên;Số dân\r\nTDP-01;;;1.000\r\n")
    assert "Giữ nguyên 1" in told(preview)
    assert "erase." not in preview.text


def test_a_merged_cell_is_the_value_of_all_its_rows(pages: SimpleNamespace, coordinator: TestClient) -> None:
    for number in range(1, 5):
        group(coordinator, f"TDP-0{number}", cluster="Cụm 3")

    def fill(_book: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, ["Mã", "Cụm"])
        for row in range(1, 5):
            sheet.write(row, 0, f"TDP-0{row}")
        sheet.merge_range(1, 1, 4, 1, "Cụm 5")

    preview = upload(pages.coordinator, workbook(fill))
    assert told(preview).count("Cụm 3 thành Cụm 5") == 4
    confirm(pages.coordinator, preview)
    assert {person_of(coordinator, code)["cluster"] for code in codes(coordinator)} == {"Cụm 5"}


def test_a_number_in_a_merged_cell_is_asked_about(pages: SimpleNamespace, coordinator: TestClient) -> None:
    def fill(_book: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, ["Mã", "Loại", "Tên", "Số dân"])
        for row in (1, 2):
            sheet.write_row(row, 0, [f"TDP-0{row}", "Tổ dân phố", f"Tổ {row}"])
        sheet.merge_range(1, 3, 2, 3, 2400)

    preview = upload(pages.coordinator, workbook(fill))
    assert told(preview).count("Số dân 2.400 là của một ô gộp nhiều dòng") == 2
    assert confirm(pages.coordinator, preview).status_code == 422
    assert confirm(pages.coordinator, preview, sure__2="1", sure__3="1").status_code == 303


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ("300;1.000", "Số hộ 1.000 nhiều hơn số dân 300"),
        ("3.000;300", "Số dân từ 1.000 thành 3.000"),
        ("333;300", "Số dân từ 1.000 thành 333"),
        ("1.000;100", "Số hộ từ 300 thành 100"),
        ("890;300", "Đã ghi một lần tới 900 người, nhiều hơn số dân 890"),
    ],
    ids=["more homes than people", "three times", "a third", "homes", "less than was reached"],
)
def test_a_magnitude_that_can_hardly_be_is_asked_about(
    pages: SimpleNamespace, coordinator: TestClient, cells: str, words: str
) -> None:
    group(coordinator, "TDP-01", population=1000, households=300)
    reached = [placement("zalo", DAY, reach("TDP-01", 900))]
    makers.post(coordinator, "/products", product_json(placements=reached))
    preview = upload(pages.coordinator, f"Mã;Số dân;Số hộ\r\nTDP-01;{cells}\r\n")
    assert words in told(preview)
    again = confirm(pages.coordinator, preview)
    assert again.status_code == 422
    assert 'id="sure.2-fault"' in again.text
    assert person_of(coordinator, "TDP-01")["population"] == 1000
    assert confirm(pages.coordinator, again, sure__2="1").status_code == 303


def test_a_usual_change_of_numbers_is_not_asked_about(pages: SimpleNamespace, coordinator: TestClient) -> None:
    group(coordinator, "TDP-01", population=1000, households=300)
    preview = upload(pages.coordinator, "Mã;Số dân;Số hộ\r\nTDP-01;2.999;101\r\n")
    assert "cần xem lại" not in preview.text
    assert confirm(pages.coordinator, preview).status_code == 303


def test_a_group_that_is_new_with_more_homes_than_people_is_asked_about(pages: SimpleNamespace) -> None:
    preview = upload(pages.coordinator, f"{HEAD}TDP-01;Tổ dân phố;Tổ 1;;430;1.450\r\n")
    assert "Có phải hai cột đổi chỗ?" in told(preview)
    assert confirm(pages.coordinator, preview).status_code == 422


def test_a_refusal_of_the_last_step_is_shown(
    pages: SimpleNamespace, coordinator: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the register says only then: the page is never the same one without a word."""
    from app.domain.errors import Say, refuse
    from app.domain.reference_data import Catalogue

    preview = upload(pages.coordinator, f"{HEAD}TDP-01;Tổ dân phố;Tổ 1;;430;\r\n")

    def no(*_: Any) -> None:
        raise refuse(("code",), Say("Mã này đã có. Chọn một mã khác."), "taken")

    monkeypatch.setattr(Catalogue, "create", no)
    answer = confirm(pages.coordinator, preview)
    assert answer.status_code == 422
    assert re.search(r"Ô A2 Mã Mã này đã có", told(answer))


def test_answers_that_are_none_are_asked_again(pages: SimpleNamespace, coordinator: TestClient) -> None:
    group(coordinator, "TDP-01", name="Tổ 1")
    preview = upload(pages.coordinator, f"{HEAD}TDP-1;Tổ dân phố;Tổ 1;;;\r\n")
    for forged in ({"twin__2": "maybe"}, {"twin": "same"}, {"erase__2": "1"}, {"sure__x__y": "1"}):
        answer = confirm(pages.coordinator, preview, **forged)
        assert answer.status_code == 422, forged
        assert f'action="{PATH}/confirm"' in answer.text
