"""Materials through their pages: what came, how far it is, what was made of it."""

import re
from types import SimpleNamespace
from typing import Any

from fastapi.testclient import TestClient

from tests import makers
from tests.conftest import Stage
from tests.makers import get, material, product
from tests.reading import plain as bare
from tests.views.filled import filled, press

NEW = "/materials/new"


def create(pages: SimpleNamespace, **values: Any) -> Any:
    typed = {"title": "Sổ tay", "received_on": "2026-05-04"} | values
    return press(pages.coordinator, NEW, filled(pages.coordinator.get(NEW).text, **typed), "")


def test_it_is_received_edited_and_retired(stage: Stage, pages: SimpleNamespace, coordinator: TestClient) -> None:
    assert "Chưa có tài liệu nào" in pages.leader.get("/materials").text
    assert create(pages).headers["location"] == "/materials/TL-01?done=created"
    assert get(coordinator, "/materials/TL-01")["key"] is True
    path = "/materials/TL-01"
    told = {"edited_on": "2026-05-06", "guidance": "Đọc trên loa.", "link": "https://hanoi.gov.vn/so-tay", "key": []}
    pairs = filled(pages.coordinator.get(f"{path}/edit").text, **told)
    assert press(pages.coordinator, f"{path}/edit", pairs, "").status_code == 303
    after = get(coordinator, path)
    assert (after["edited_on"], after["guidance"], after["key"]) == ("2026-05-06", "Đọc trên loa.", False)
    shown = pages.officer.get(path).text
    for words in ("06/05/2026", "Đọc trên loa.", "hanoi.gov.vn", "Chưa có sản phẩm nào"):
        assert words in shown, words
    said = pages.leader.get(path).text
    assert "trọng điểm: có → không" in said
    assert "hướng dẫn sử dụng: để trống → «Đọc trên loa.»" in said
    emptied = filled(pages.coordinator.get(f"{path}/edit").text, edited_on="", guidance="", link="")
    assert press(pages.coordinator, f"{path}/edit", emptied, "").status_code == 303
    assert get(coordinator, path)["edited_on"] is None
    made = product(coordinator, material="TL-01", title="Đồ họa từ sổ tay")
    shown = pages.officer.get(path).text
    assert f'href="/products/{made["id"]}"' in shown
    assert "Xem cả 1 sản phẩm, 1 lượt phát" in shown
    product(coordinator, title="Không từ tài liệu nào")
    listed = bare(pages.leader.get("/products?material=TL-01&period=all").text)
    assert "1 sản phẩm, 1 lượt phát" in listed
    assert "Không từ tài liệu nào" not in listed
    assert re.search(r'material=TL-01[^"]*">1</a>', pages.officer.get("/materials").text)
    asked = pages.coordinator.get(f"{path}/remove").text
    assert "Ngừng dùng tài liệu này?" in asked
    assert press(pages.coordinator, f"{path}/remove", filled(asked), "").headers["location"] == f"{path}?done=retired"
    assert get(coordinator, path)["active"] is False


def test_what_nothing_names_is_deleted(stage: Stage, pages: SimpleNamespace, coordinator: TestClient) -> None:
    material(coordinator)
    asked = pages.coordinator.get("/materials/TL-05/remove").text
    assert "Xóa tài liệu này?" in asked
    answer = press(pages.coordinator, "/materials/TL-05/remove", filled(asked), "")
    assert answer.headers["location"].startswith("/materials?done=deleted&code=")
    assert "Đã xóa tài liệu" in pages.coordinator.get(answer.headers["location"]).text
    assert pages.leader.get("/materials/TL-05").status_code == 404


def test_faults_stand_beside_their_field(stage: Stage, pages: SimpleNamespace, coordinator: TestClient) -> None:
    material(coordinator)
    for typed, field in (
        ({"title": ""}, "title"),
        ({"code": "TL-05"}, "code"),
        ({"edited_on": "2026-05-01"}, "edited_on"),
        ({"link": "hanoi"}, "link"),
        ({"received_on": "sớm"}, "received_on"),
    ):
        answer = create(pages, **typed)
        assert answer.status_code == 422
        assert f'id="{field}-fault"' in answer.text, typed
        assert (field, typed[field]) in filled(answer.text)


def test_a_closed_period_asks_why_where_its_figures_change(
    stage: Stage, pages: SimpleNamespace, coordinator: TestClient
) -> None:
    material(coordinator)
    makers.close(coordinator)
    path = "/materials/TL-05/edit"
    plain = filled(pages.coordinator.get(path).text, guidance="Đọc trên loa.")
    assert press(pages.coordinator, path, plain, "").status_code == 303
    answer = press(pages.coordinator, path, filled(pages.coordinator.get(path).text, key=[]), "")
    assert 'id="change_reason-fault"' in answer.text
    assert press(pages.coordinator, path, filled(answer.text, change_reason="Nhầm"), "").status_code == 303
    assert get(coordinator, "/materials/TL-05")["key"] is False


def test_materials_are_found_without_diacritics(stage: Stage, pages: SimpleNamespace, coordinator: TestClient) -> None:
    material(coordinator, title="Cẩm nang dùng iHanoi")
    assert "Cẩm nang" in pages.leader.get("/materials?q=cam+nang").text
    assert "Không có tài liệu nào như vậy" in pages.leader.get("/materials?q=to+gap").text


def test_a_product_is_logged_from_the_material_s_page(
    stage: Stage, pages: SimpleNamespace, coordinator: TestClient
) -> None:
    material(coordinator, title="Sổ tay phân loại rác")
    material(coordinator, "TL-06", title="Cẩm nang iHanoi")
    path = "/products/new?material=TL-05"
    assert f'href="{path}"' in pages.officer.get("/materials/TL-05").text
    assert "/products/new?" not in pages.leader.get("/materials/TL-05").text
    text = pages.officer.get(path).text
    assert "TL-05 Sổ tay phân loại rác" in text.split("Thuộc:")[1].split("</summary>")[0]
    pairs = dict(filled(text))
    assert pairs["material"] == "TL-05"
    assert 'value="TL-06">' in text


def test_an_unknown_material_is_refused_beside_its_field(pages: SimpleNamespace, coordinator: TestClient) -> None:
    material(coordinator)
    text = pages.officer.get("/products/new?material=TL-05").text
    answer = press(pages.officer, "/products/new", filled(text, title="Tờ gấp", material="KHONG"))
    assert answer.status_code == 422
    assert 'href="#material"' in answer.text
