"""Pages of a ward whose units are in a tree, and of a flat one, which sees nothing of it."""

import re
from types import SimpleNamespace

import pytest
from fastapi.testclient import TestClient

from tests import makers
from tests.makers import get, patch, post
from tests.views.filled import filled, press


@pytest.fixture
def tree(admin: TestClient) -> None:
    """HPN is a branch of MTTQ."""
    post(admin, "/units", makers.unit_json("HPN", name="Hội Phụ nữ", parent="MTTQ"))


def test_a_units_form_says_where_it_belongs(pages: SimpleNamespace, admin: TestClient, tree: None) -> None:
    text = pages.admin.get("/units/MTTQ/edit").text
    offered = text.partition('id="parent"')[2].partition("</select>")[0]
    assert 'value="BXDD"' in offered
    assert 'value="MTTQ"' not in offered
    assert 'value="HPN"' not in offered, "its own branch"
    path = "/units/HPN/edit"
    assert press(pages.admin, path, filled(pages.admin.get(path).text, parent="BXDD")).status_code == 303
    assert get(admin, "/units/HPN")["parent"] == "BXDD"
    assert "thuộc Ban Xây dựng Đảng" in pages.leader.get("/units").text
    again = press(pages.admin, path, filled(pages.admin.get(path).text, parent="HPN"))
    assert again.status_code == 422
    assert "không thuộc chính nó" in again.text


def test_a_groups_form_and_page_name_the_unit_in_charge(pages: SimpleNamespace, tree: None) -> None:
    text = pages.coordinator.get("/groups/new").text
    fields = filled(text, code="CB-01", kind="party_cell", name="Chi bộ 1", looked_after_by="HPN")
    assert press(pages.coordinator, "/groups/new", fields).status_code == 303
    assert "<dt>Đơn vị phụ trách</dt><dd>Hội Phụ nữ</dd>" in pages.leader.get("/groups/CB-01").text


def test_pages_of_figures_count_a_whole_branch(pages: SimpleNamespace, coordinator: TestClient, tree: None) -> None:
    makers.group(coordinator)
    for unit, people in (("MTTQ", 300), ("HPN", 500)):
        makers.product(coordinator, makers.placement("zalo", makers.DAY, makers.reach(people=people)), unit=unit)
    query = "?period=2026-Q2&unit=MTTQ"
    text = pages.leader.get(f"/indicators{query}").text
    assert "Tính cả 1 đơn vị trực thuộc" in text
    link = "with_children=true"
    assert link in text
    text = pages.leader.get(f"/indicators{query}&{link}").text
    assert "và 1 đơn vị trực thuộc" in text
    assert f"/indicators/products_published/entries?period=2026-Q2&amp;unit=MTTQ&amp;{link}" in text
    text = pages.leader.get(f"/indicators/products_published/entries{query}&{link}").text
    assert text.count("/products/") == 2
    assert "2</b> sản phẩm" in pages.leader.get(f"/products{query}&{link}").text
    assert "1</b> sản phẩm" in pages.leader.get(f"/products{query}").text
    for path in ("/coverage", "/coverage/by/channel", "/coverage/entries"):
        assert pages.leader.get(f"{path}{query}").text != pages.leader.get(f"{path}{query}&{link}").text, path
    for path in ("/products", "/coverage", "/indicators"):
        assert pages.leader.get(f"{path}?{link}").status_code == 200, "a form leaves branches of no unit behind"


def test_a_flat_ward_sees_nothing_of_it(pages: SimpleNamespace, coordinator: TestClient) -> None:
    makers.group(coordinator)
    for path in ("/units", "/groups/new", "/groups/TDP-01", "/products", "/coverage", "/indicators?unit=MTTQ"):
        text = pages.coordinator.get(path).text
        assert "phụ trách" not in text, path
        assert ", thuộc" not in text, path
        assert "with_children" not in text, path


def test_words_are_gathered_one_step_at_a_time(
    pages: SimpleNamespace, coordinator: TestClient, admin: TestClient, tree: None
) -> None:
    """HPN's words come to MTTQ, and to the ward only while MTTQ has handed in nothing that holds them."""
    patch(admin, "/units/CTXH", parent="HPN")
    made = {unit: makers.report(coordinator, unit, "2026-Q2") for unit in ("HPN", "MTTQ", "TCD")}
    ward = makers.post(coordinator, "/reports", {"period": "2026-Q2", "type": "consolidated"})
    for unit in ("HPN", "TCD"):
        patch(coordinator, f"/reports/{made[unit]['id']}", comments={"5": f"Lời của {unit}"})
        post(coordinator, f"/reports/{made[unit]['id']}/submit", {})
    path = f"/reports/{made['MTTQ']['id']}"
    text = pages.other_officer.get(path).text
    assert "Số liệu gồm cả các đơn vị trực thuộc:" in text
    assert "Ý kiến của các đơn vị trực thuộc: 1" in text
    assert press(pages.other_officer, path, filled(text), go="gather-5").status_code == 303
    gathered = "- Hội Phụ nữ: Lời của HPN"
    assert get(coordinator, path)["comments"] == {"5": gathered}, "TCD is no branch of it"
    for unit in ("HPN", "TCD"):
        post(coordinator, f"/reports/{made[unit]['id']}/accept", {})
    assert _told_to(pages, ward) == {"Lời của HPN", "Lời của TCD"}
    post(coordinator, f"{path}/submit", {})
    post(coordinator, f"{path}/accept", {})
    assert _told_to(pages, ward) == {gathered, "Lời của TCD"}


def _told_to(pages: SimpleNamespace, report: makers.Json) -> set[str]:
    """What a report's page offers to gather into its fifth part."""
    text = pages.coordinator.get(f"/reports/{report['id']}").text.partition('id="part-5"')[2].partition("</details>")[0]
    return set(re.findall(r'<span class="m">(.*?)</span>', text))
