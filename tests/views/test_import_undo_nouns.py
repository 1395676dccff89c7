"""«Bỏ lần nhập này» for all that lists bring: units, directives, products, concerns, surveys; what is used stays."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests import makers
from tests.conftest import Stage
from tests.makers import DAY, concern_json, get, group, patch, post, report
from tests.reading import plain
from tests.views.filled import filled, press
from tests.views.importing import confirm, upload

UNITS = "Mã;Tên;Loại;Thuộc đơn vị\r\nPHONG;Phòng Văn hóa;Chính quyền;UBND\r\nTO-VH;Tổ văn hóa;Chính quyền;\r\n"
DIRECTIVES = (
    "Mã;Số, ký hiệu;Trích yếu;Ngày ban hành;Nhóm phải tới\r\n"
    "NQ-A;99-NQ/TW;Nghị quyết mới;17/03/2026;Tổ dân phố\r\nKH-A;12-KH/TU;Kế hoạch mới;20/03/2026;Tổ dân phố\r\n"
)
PRODUCTS = (
    "Tên;Đơn vị;Loại;Nhóm nội dung;Ngày phát;Ngày dự kiến;Kênh;Nhóm;Số người;Cơ sở\r\n"
    "Phân loại rác;UBND;Bài viết;1.3;03/05/2026;;zalo;TDP-01;420;đo được\r\n"
    "Chào mừng 2/9;UBND;Bài viết;1.3;;01/09/2099;website;;;\r\n"
)


def concerns() -> str:
    day = makers.today().strftime("%d/%m/%Y")
    return (
        f"Nội dung phản ánh;Ngày nhận;Nguồn;Nhóm nội dung\r\nĐèn hỏng;{day};press;1.8\r\nRác nhiều;{day};press;1.3\r\n"
    )


SURVEYS = "Kỳ;Nhóm;Ngày khảo sát;Số người được hỏi;Số người biết\r\n2026-Q2;TDP-01;02/06/2026;40;31\r\n"


def taken(client: TestClient, noun: str, rows: str) -> str:
    """Where the import is that was taken."""
    at = f"/{noun}/import"
    answer = confirm(client, upload(client, rows, at), at, all_sure="1")
    page = client.get(answer.headers["location"])
    path = page.text.partition('<a href="/imports/')[2].partition('"')[0]
    assert "Bỏ lần nhập này" in page.text
    return f"/imports/{path}"


def undo(client: TestClient, path: str, **values: str) -> Any:
    return press(client, f"{path}/undo", filled(client.get(path).text, **values), "")


def told(client: TestClient, path: str) -> str:
    return plain(client.get(path).text)


def codes(client: TestClient, noun: str) -> set[str]:
    return {one["code"] for one in makers.every(client, f"/{noun}")}


def test_new_units_and_directives_go_and_those_that_are_used_stay(
    pages: SimpleNamespace, admin: TestClient, coordinator: TestClient
) -> None:
    for client, reader, noun, rows in (
        (pages.admin, admin, "units", UNITS),
        (pages.coordinator, coordinator, "directives", DIRECTIVES),
    ):
        before = codes(reader, noun)
        path = taken(client, noun, rows)
        assert len(codes(reader, noun) - before) == 2
        assert undo(client, path).headers["location"] == path
        assert codes(reader, noun) == before
        assert "Lần nhập này đã bỏ" in told(client, path)
    path = taken(pages.coordinator, "directives", DIRECTIVES)
    makers.campaign(coordinator, directives=["KH-A"])
    assert "Kế hoạch mới (KH-A): đã được dùng" in told(pages.coordinator, path)


def test_what_a_list_changed_of_directives_and_units_is_as_before(
    pages: SimpleNamespace, admin: TestClient, coordinator: TestClient
) -> None:
    makers.directive(coordinator, number="98-NQ/TW", issued_on="2026-03-17", lead_unit="UBND", title="Cũ")
    before = {"directives/VB-01": get(coordinator, "/directives/VB-01"), "units/MTTQ": get(admin, "/units/MTTQ")}
    rows = "Số, ký hiệu;Trích yếu;Ngày ban hành;Đơn vị chủ trì\r\n98-NQ/TW;Mới;18/03/2026;MTTQ\r\n"
    of_directives = taken(pages.coordinator, "directives", rows)
    of_units = taken(pages.admin, "units", "Mã;Tên;Phải báo cáo\r\nMTTQ;Mặt trận phường;không\r\n")
    assert get(coordinator, "/directives/VB-01")["issued_on"] == "2026-03-18"
    assert "17/03/2026 thành 18/03/2026" in told(pages.coordinator, of_directives)
    assert "có thành không" in told(pages.admin, of_units)
    for client, path in ((pages.coordinator, of_directives), (pages.admin, of_units)):
        assert undo(client, path).status_code == 303
    for place, old in before.items():
        now = get(admin if place.startswith("units") else coordinator, f"/{place}")
        assert {name: now[name] for name in old if name != "updated_at"} == {
            name: value for name, value in old.items() if name != "updated_at"
        }


@pytest.fixture
def one_group(coordinator: TestClient) -> None:
    group(coordinator)


@pytest.mark.usefixtures("one_group")
def test_products_published_and_planned_go_with_their_reach(pages: SimpleNamespace, officer: TestClient) -> None:
    kept = makers.product(officer, makers.placement("zalo", DAY, makers.reach(people=100)))
    before = get(officer, "/coverage", period="2026-Q2")
    path = taken(pages.officer, "products", PRODUCTS)
    assert get(officer, "/coverage", period="2026-Q2") != before
    assert "Phân loại rác" in told(pages.officer, path)
    assert undo(pages.officer, path).status_code == 303
    assert get(officer, "/coverage", period="2026-Q2") == before
    assert [one["id"] for one in get(officer, "/products")["items"]] == [kept["id"]]
    assert "Phân loại rác" in told(pages.officer, path), "named though they are gone"


def _named(officer: TestClient, coordinator: TestClient, product: int) -> None:
    concern = post(coordinator, "/concerns", concern_json(owner_unit="UBND"))
    answer = {"status": "answered", "answered_on": "2026-05-04", "answer": "Đã đăng", "answer_product": product}
    patch(coordinator, f"/concerns/{concern['id']}", **answer, change_reason="Ghi muộn")


def _reported(officer: TestClient, coordinator: TestClient, product: int) -> None:
    post(officer, f"/reports/{report(officer, period='2026-Q2')['id']}/submit", None)


def _edited(officer: TestClient, coordinator: TestClient, product: int) -> None:
    patch(officer, f"/products/{product}", title="Phân loại rác tại nguồn")


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (_named, "Phân loại rác: đã được dùng"),
        (_reported, "Phân loại rác: đã vào một báo cáo"),
        (_edited, "Phân loại rác: đã được sửa sau lần nhập này"),
    ],
)
@pytest.mark.usefixtures("one_group")
def test_products_that_something_rests_on_stay_all_of_them(
    pages: SimpleNamespace,
    officer: TestClient,
    coordinator: TestClient,
    act: Callable[[TestClient, TestClient, int], None],
    words: str,
) -> None:
    path = taken(pages.officer, "products", PRODUCTS)
    (made,) = get(officer, "/products", status="published")["items"]
    act(officer, coordinator, made["id"])
    said = told(pages.officer, path)
    assert "Không bỏ được nữa" in said
    assert words in said
    assert press(pages.officer, f"{path}/undo", [("form_id", "")], "").status_code == 422
    assert len(get(officer, "/products")["items"]) == 2


@pytest.mark.usefixtures("one_group")
def test_concerns_and_surveys_go_and_what_another_concern_is_the_same_as_stays(
    pages: SimpleNamespace, officer: TestClient, coordinator: TestClient, stage: Stage
) -> None:
    first, of_surveys = taken(pages.officer, "concerns", concerns()), taken(pages.officer, "surveys", SURVEYS)
    for path in (first, of_surveys):
        assert undo(pages.officer, path).status_code == 303
    assert get(officer, "/concerns")["items"] == get(officer, "/surveys")["items"] == []
    assert "Đèn hỏng" not in stage.everything(), "a concern's words go with it"
    second = taken(pages.officer, "concerns", concerns())
    number = get(officer, "/concerns")["items"][0]["id"]
    day = makers.day()
    other = post(officer, "/concerns", concern_json(owner_unit="UBND", received_on=day, due_on=None))
    patch(officer, f"/concerns/{other['id']}", status="closed", closed_on=day, merged_into=number)
    assert f"số {number}: đã được dùng" in told(pages.officer, second)


@pytest.mark.usefixtures("one_group")
def test_an_officer_undoes_their_own_and_the_coordinator_anybody_s(pages: SimpleNamespace, officer: TestClient) -> None:
    path = taken(pages.officer, "products", PRODUCTS)
    taken(pages.coordinator, "directives", DIRECTIVES)
    assert pages.other_officer.get(path).status_code == 404
    assert "Chưa có lần nhập nào" in told(pages.other_officer, "/imports")
    assert pages.leader.get(path).status_code == pages.leader.get("/imports").status_code == 403
    assert pages.officer.get("/imports/2").status_code == 403
    listed = told(pages.coordinator, "/imports")
    assert "2 sản phẩm mới" in listed
    assert "2 chủ trương mới" in listed
    assert "chủ trương" not in told(pages.officer, "/imports")
    assert undo(pages.coordinator, path).status_code == 303
    assert get(officer, "/products")["items"] == []
