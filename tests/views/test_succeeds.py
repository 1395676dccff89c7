"""Groups that succeed others on the pages: form, links both ways, figures that say in whose place they stand."""

from types import SimpleNamespace

import pytest
from fastapi.testclient import TestClient

from tests import makers
from tests.makers import group, placement, product, reach
from tests.reading import plain
from tests.views.filled import filled, press


@pytest.fixture
def ward(coordinator: TestClient, pages: SimpleNamespace) -> SimpleNamespace:
    """TDP-41 until 15 May, TDP-41A and TDP-41B from the 16th on."""
    group(coordinator, "TDP-41", name="Tổ 41", retired_on="2026-05-15")
    for code, people in (("TDP-41A", 600), ("TDP-41B", 400)):
        days = {"active_from": "2026-05-16", "succeeds": ["TDP-41"]}
        group(coordinator, code, name=f"Tổ {code[4:]}", population=people, **days)
    makers.directive(coordinator, issued_on="2026-04-02", must_reach=["residential"])
    told = placement("zalo", "2026-05-03", reach("TDP-41", 300))
    pages.product = product(coordinator, told, directives=["VB-01"], title="Đồ họa phân loại rác")
    pages.api = coordinator
    return pages


def new(ward: SimpleNamespace, **values: str) -> object:
    typed = {"code": "TDP-41C", "name": "Tổ 41C", "kind": "residential", "active_from": "2026-05-16"}
    text = ward.coordinator.get("/groups/new").text
    return press(ward.coordinator, "/groups/new", filled(text, **(typed | values)), "")


def test_old_groups_are_typed_by_code_and_shown_as_they_were(ward: SimpleNamespace) -> None:
    group(ward.api, "TDP-42", name="Tổ 42", retired_on="2026-05-15")
    answer = new(ward, succeeds=" TDP-41;TDP-42 ")
    assert answer.status_code == 303, answer.text  # type: ignore[attr-defined]
    assert makers.get(ward.api, "/groups/TDP-41C")["succeeds"] == ["TDP-41", "TDP-42"]
    assert 'value="TDP-41, TDP-42"' in ward.coordinator.get("/groups/TDP-41C/edit").text


@pytest.mark.parametrize("typed", ["TDP-99", "Tổ 41", "TDP-41C"])
def test_what_does_not_fit_stands_beside_the_field_and_stays_typed(ward: SimpleNamespace, typed: str) -> None:
    answer = new(ward, succeeds=typed)
    assert answer.status_code == 422  # type: ignore[attr-defined]
    text = answer.text  # type: ignore[attr-defined]
    assert 'id="succeeds-fault"' in text or 'href="#succeeds"' in text
    assert f'value="{typed}"' in text


def test_a_group_leads_to_those_before_it_and_after_it(ward: SimpleNamespace) -> None:
    old, one = (ward.officer.get(f"/groups/{code}").text for code in ("TDP-41", "TDP-41A"))
    assert "Được thay bằng" in old
    assert 'href="/groups/TDP-41A"' in old
    assert 'href="/groups/TDP-41B"' in old
    assert "Kế tiếp" in one
    assert 'href="/groups/TDP-41"' in one
    makers.patch(ward.api, "/groups/TDP-41A", succeeds=[])
    assert "nhóm cũ được thay" in ward.officer.get("/groups/TDP-41A").text


def test_figures_say_in_whose_place_they_stand(ward: SimpleNamespace) -> None:
    page = ward.officer.get("/groups/TDP-41A?period=2026-Q2").text
    assert "180" in page
    assert "theo tổ cũ Tổ 41" in page
    entries = ward.officer.get("/coverage/entries?period=2026-Q2").text
    assert entries.count("theo tổ cũ Tổ 41") == 2
    behind = ward.leader.get("/indicators/gross_contacts/entries?period=2026-Q2").text
    assert behind.count("theo tổ cũ Tổ 41") == 2
    cells = ward.leader.get("/indicators/directive_dissemination/entries?period=2026-Q2&part=numerator").text
    assert cells.count("theo tổ cũ Tổ 41") == 2


def test_an_old_group_s_page_of_a_period_leads_to_its_successors(ward: SimpleNamespace) -> None:
    page = ward.officer.get("/groups/TDP-41?period=2026-Q2")
    assert page.status_code == 200
    for code in ("TDP-41A", "TDP-41B"):
        assert f'href="/groups/{code}?period=2026-Q2"' in page.text


def test_the_matrix_and_today_know_that_the_successors_have_heard(ward: SimpleNamespace) -> None:
    matrix = ward.officer.get("/directives?period=2026-Q2").text
    assert f'href="/products/{ward.product["id"]}" title="theo tổ cũ Tổ 41"' in matrix
    assert "theo tổ cũ Tổ 41" in ward.officer.get("/directives/VB-01?period=2026-Q4").text
    asked = {"issued_on": "2026-04-02", "must_reach": ["residential"], "within_days": 30}
    makers.directive(ward.api, "VB-02", number="02/VB", **asked)
    owed = plain(ward.officer.get("/").text)
    assert "1 chủ trương còn" in owed, "the first was heard by whom the successors stand for"
    assert "02/VB" in owed


def test_an_entry_for_an_old_group_fills_the_cells_of_its_successors(ward: SimpleNamespace) -> None:
    makers.directive(ward.api, "VB-02", number="02/VB", issued_on="2026-04-02", must_reach=["residential"])
    typed: dict[str, str | list[str]] = {
        "title": "Thu phí rác",
        "content_group": "1.8",
        "channels": ["zalo"],
        "published_on": "2026-05-04",
        "directives": ["VB-02"],
        "groups": ["TDP-41"],
    }
    page = ward.officer.get("/products/new")
    looked = press(ward.officer, "/products/new", filled(page.text, **typed), "look")
    assert looked.status_code == 200
    assert "2 tổ" in looked.text
