"""The summary at the top of a refused form names each field as the form does, in the order of the page."""

import re
from types import SimpleNamespace

import pytest
from fastapi.testclient import TestClient

from tests import makers
from tests.views.filled import filled, press

DIRECTIVES = "/directives/new"


def summary(text: str) -> list[tuple[str, str]]:
    """What it says, each with the field that it leads to."""
    (listed,) = re.findall(r'id="errors".*?<ul>(.*?)</ul>', text, re.DOTALL)
    return re.findall(r'<li><a href="#([^"]+)">(.*?)</a></li>', listed, re.DOTALL)


def test_each_field_is_named_as_the_form_names_it_in_the_order_of_the_page(pages: SimpleNamespace) -> None:
    page = pages.coordinator.get(DIRECTIVES).text
    typed = {"code": "mã có dấu", "title": "", "within_days": "mười"}
    answer = press(pages.coordinator, DIRECTIVES, filled(page, **typed))
    told = summary(answer.text)
    assert dict(told) == {
        "title": "Trích yếu: Không được để trống.",
        "code": "Mã: Chỉ dùng chữ không dấu, số, dấu chấm, gạch ngang; nhiều nhất 40 ký tự.",
        "within_days": "Phải tới trong bao nhiêu ngày: Nhập một số nguyên, ví dụ 420. Đang ghi «mười».",
    }
    places = [answer.text.index(f' id="{field}"') for field, _ in told]
    assert places == sorted(places)


def test_the_words_at_the_field_itself_are_not_named_again(pages: SimpleNamespace) -> None:
    page = pages.coordinator.get(DIRECTIVES).text
    answer = press(pages.coordinator, DIRECTIVES, filled(page, code="VB-1", title=""))
    assert re.search(r'id="title-fault">.*?<span>Không được để trống\.</span>', answer.text, re.DOTALL)


def test_what_names_itself_is_left_as_it_is_and_a_group_of_many_is_named(
    pages: SimpleNamespace, coordinator: TestClient
) -> None:
    name = makers.group(coordinator)["name"]
    product = makers.product(coordinator, makers.placement("zalo", makers.DAY, makers.reach(people=5)), unit="UBND")
    path = f"/products/{product['id']}/edit"
    typed = {"title": "", "placements__0__reach__0__people": "bảy"}
    answer = press(pages.officer, path, filled(pages.officer.get(path).text, **typed))
    assert summary(answer.text) == [
        ("title", "Nhập tên sản phẩm, ví dụ «Thu phí rác theo khối lượng»."),
        ("placements.0.reach.0.people", f"{name}: Nhập một số nguyên, ví dụ 420. Đang ghi «bảy»."),
    ]


def test_a_number_for_the_whole_ward_is_one_fault(pages: SimpleNamespace, coordinator: TestClient) -> None:
    makers.group(coordinator)
    product = makers.product(coordinator, makers.placement("zalo", makers.DAY, makers.reach(people=5)), unit="UBND")
    path = f"/products/{product['id']}/edit"
    typed = {"title": "", "placements__0__mode": "total"}
    looked = press(pages.officer, path, filled(pages.officer.get(path).text, **typed), "look")
    for number in ("", "bảy"):
        answer = press(pages.officer, path, filled(looked.text, placements__0__total_reach__people=number))
        assert [field for field, _ in summary(answer.text)] == ["title", "placements.0.total_reach.people"]


def test_what_is_typed_is_never_taken_for_markup(pages: SimpleNamespace) -> None:
    page = pages.coordinator.get(DIRECTIVES).text
    typed = "<b>\\1 \\g<0></b>"
    answer = press(pages.coordinator, DIRECTIVES, filled(page, code="VB-1", title="x", within_days=typed))
    assert "Đang ghi «&lt;b&gt;\\1 \\g&lt;0&gt;&lt;/b&gt;»" in dict(summary(answer.text))["within_days"]


@pytest.mark.parametrize(("noun", "title"), [("directives", "Trích yếu"), ("campaigns", "Tên chiến dịch")])
def test_no_code_is_asked_for_where_one_is_made_of_the_name(pages: SimpleNamespace, noun: str, title: str) -> None:
    path = f"/{noun}/new"
    answer = press(pages.coordinator, path, filled(pages.coordinator.get(path).text, title="", code=""))
    fields = dict(summary(answer.text))
    assert fields["title"] == f"{title}: Không được để trống."
    assert "code" not in fields
    assert ("code", "") in filled(answer.text), "it is made of the name that is still to come"


@pytest.mark.parametrize("typed", ["-3", "−3", "-1.500"])
def test_a_number_below_the_least_is_told_what_the_least_is(pages: SimpleNamespace, typed: str) -> None:
    page = pages.coordinator.get(DIRECTIVES).text
    answer = press(pages.coordinator, DIRECTIVES, filled(page, title="Trồng cây", within_days=typed))
    words = dict(summary(answer.text))["within_days"]
    assert words == f"Phải tới trong bao nhiêu ngày: Nhập số từ 1 trở lên. Đang ghi «{typed.replace('−', '-')}»."
