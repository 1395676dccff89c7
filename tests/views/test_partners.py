"""Products of several units: one logs and counts it, the others are named as its partners."""

from types import SimpleNamespace

from fastapi.testclient import TestClient

from tests.makers import delete, every, get, group, patch, post, problem, product, reach, try_patch, unit_json
from tests.makers import placement as placed
from tests.reading import plain
from tests.views.filled import filled, press
from tests.views.importing import take_in


def ids(client: TestClient, **filters: str) -> list[object]:
    return [one["id"] for one in every(client, "/products", **filters)]


def test_partners_are_named_and_the_product_counts_once(
    coordinator: TestClient, other_officer: TestClient, admin: TestClient
) -> None:
    group(coordinator)
    made = product(coordinator, placed("zalo", "2026-05-03", reach()), partners=["MTTQ", "BXDD", "MTTQ"])
    assert made["partners"] == ["MTTQ", "BXDD"], "each once, in their order"
    path = f"/products/{made['id']}"
    for filters, found in (({"partner": "MTTQ"}, 1), ({"partner": "UBND"}, 0), ({"unit": "MTTQ"}, 0)):
        assert len(ids(coordinator, **filters)) == found, filters
    figures = {
        unit: {
            one["code"]: one["value"] for one in get(coordinator, "/indicators", period="2026-Q2", unit=unit)["items"]
        }
        for unit in ("UBND", "MTTQ")
    }
    assert [figures[unit]["products_published"] for unit in ("UBND", "MTTQ")] == [1, 0]
    problem(try_patch(coordinator, path, partners=["MTTQ", "UBND"]), 422, (("partners", 1), "itself"))
    problem(try_patch(coordinator, path, partners=["KHONG-CO"]), 422, (("partners", 0), "unknown"))
    problem(try_patch(coordinator, path, unit="BXDD"), 422, (("partners", 1), "itself"))
    problem(try_patch(other_officer, path, partners=[]), 403)
    assert patch(coordinator, path, title="Tên khác")["partners"] == ["MTTQ", "BXDD"]
    assert patch(coordinator, path, partners=[])["partners"] == []
    assert ids(coordinator, partner="MTTQ") == []
    assert "partners" in every(admin, "/audit")[0]["facts"]["fields"]


def test_a_unit_that_took_part_stays_in_the_register(coordinator: TestClient, admin: TestClient) -> None:
    post(admin, "/units", unit_json("PHOI-HOP"))
    made = product(coordinator, partners=["PHOI-HOP"])
    delete(admin, "/units/PHOI-HOP")
    assert get(admin, "/units/PHOI-HOP")["active"] is False, "what is named is only retired"
    patch(coordinator, f"/products/{made['id']}", partners=[])
    delete(admin, "/units/PHOI-HOP")
    assert admin.get("/api/v1/units/PHOI-HOP").status_code == 404


def test_partners_are_ticked_in_the_form_and_stand_on_the_page(pages: SimpleNamespace, officer: TestClient) -> None:
    made = product(officer)
    form = pages.officer.get(f"/products/{made['id']}/edit").text
    assert 'value="MTTQ"' in form
    assert 'id="partner-UBND"' not in form, "the unit itself is none"
    assert press(pages.officer, f"/products/{made['id']}/edit", filled(form, partners=["MTTQ"])).status_code == 303
    assert get(officer, f"/products/{made['id']}")["partners"] == ["MTTQ"]
    name = get(officer, "/units/MTTQ")["name"]
    assert f"Phối hợp với {name}" in plain(pages.leader.get(f"/products/{made['id']}").text)
    assert "1</b> sản phẩm" in pages.leader.get("/products?partner=MTTQ&period=all").text
    sheet = pages.officer.get("/api/v1/products?excel=1&format=csv").text
    assert "Đơn vị phối hợp" in sheet
    assert sheet.splitlines()[1].count(name) == 1
    copied = pages.officer.get(f"/products/new?like={made['id']}").text
    assert ("partners", "MTTQ") in filled(copied)
    heads, row = "Tên;Đơn vị;Loại;Nhóm nội dung;Ngày phát;Kênh;Phối hợp", "Từ tệp;UBND;Bài viết;1.3;03/05/2026;Zalo"
    assert take_in(pages.officer, f"{heads}\r\n{row};{name}, BXDD\r\n", "/products/import").status_code == 303
    assert [one["partners"] for one in every(officer, "/products", q="Từ tệp")] == [["MTTQ", "BXDD"]]
