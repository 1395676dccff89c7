"""«Bỏ lần nhập này»: an import is undone as a whole for as long as nothing rests on what it brought."""

from types import SimpleNamespace
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests import makers
from tests.conftest import Stage
from tests.makers import DAY, get, group, placement, product_json, reach
from tests.reading import plain
from tests.views.filled import filled, press
from tests.views.importing import codes, confirm, take_in, upload

THREE = "Mã;Loại;Tên;Số dân\r\n" + "".join(f"SAI-{n};Tổ dân phố;Tổ sai {n};{500 + n}\r\n" for n in (1, 2, 3))


def undo(client: TestClient, number: int = 1, **values: str) -> Any:
    page = client.get(f"/imports/{number}")
    return press(client, f"/imports/{number}/undo", filled(page.text, **values), "")


def rows_of(stage: Stage, table: str) -> list[str]:
    return [line for line in stage.everything().splitlines() if table in line]


def test_three_wrong_groups_are_undone_at_once_from_the_page_after_the_import(
    pages: SimpleNamespace, coordinator: TestClient
) -> None:
    group(coordinator, "TDP-01")
    answer = take_in(pages.coordinator, THREE)
    after = pages.coordinator.get(answer.headers["location"])
    assert '<a href="/imports/1">Bỏ lần nhập này</a>' in after.text
    page = pages.coordinator.get("/imports/1")
    assert "Đã thêm 3 nhóm" in page.text
    undone = undo(pages.coordinator)
    assert undone.headers["location"] == "/imports/1"
    assert codes(coordinator) == ["TDP-01"]
    said = plain(pages.coordinator.get("/imports/1").text)
    assert "Lần nhập này đã bỏ" in said
    assert "Đã bỏ" in pages.coordinator.get("/imports").text
    feed = [(one["entity"], one["id"], one["action"]) for one in get(coordinator, "/changes")["items"][-5:]]
    assert feed == [
        ("import", 1, "imported"),
        ("group", "SAI-1", "deleted"),
        ("group", "SAI-2", "deleted"),
        ("group", "SAI-3", "deleted"),
        ("import", 1, "undone"),
    ]


def test_what_it_changed_is_as_before_and_what_was_new_is_gone(pages: SimpleNamespace, coordinator: TestClient) -> None:
    before = group(coordinator, "TDP-01", cluster="Cụm 1", active_from="2026-01-05", households=400)
    preview = upload(
        pages.coordinator,
        "Mã;Loại;Tên;Cụm;Số dân;Số hộ;Từ ngày\r\n"
        "TDP-01;;Tổ một;Cụm 2;1.100;;06/01/2026\r\nTDP-02;Tổ dân phố;Tổ 2;;;;\r\n",
    )
    assert confirm(pages.coordinator, preview, erase__2__households="1").status_code == 303
    assert get(coordinator, "/groups/TDP-01")["households"] is None
    told = plain(pages.coordinator.get("/imports/1").text)
    assert "Cụm 1 thành Cụm 2" in told
    assert "05/01/2026 thành 06/01/2026" in told
    assert undo(pages.coordinator).status_code == 303
    after = get(coordinator, "/groups/TDP-01")
    fields = ("name", "kind", "cluster", "population", "households", "active_from", "retired_on")
    assert {name: after[name] for name in fields} == {name: before[name] for name in fields}
    assert codes(coordinator) == ["TDP-01"]


def logged(coordinator: TestClient, code: str, people: int, on: str = DAY) -> None:
    makers.post(coordinator, "/products", product_json(placements=[placement("zalo", on, reach(code, people))]))


@pytest.mark.parametrize("what", ["used", "edited", "campaign"])
def test_new_groups_that_something_rests_on_stay_all_of_them(
    pages: SimpleNamespace, coordinator: TestClient, what: str
) -> None:
    take_in(pages.coordinator, THREE)
    if what == "used":
        logged(coordinator, "SAI-2", 100)
    elif what == "edited":
        makers.patch(coordinator, "/groups/SAI-2", cluster="Cụm 7")
    else:
        makers.campaign(coordinator, target_groups=["SAI-2"])
    page = pages.coordinator.get("/imports/1")
    assert "Không bỏ được nữa" in page.text
    assert "Tổ sai 2 (SAI-2)" in page.text
    assert "/imports/1/undo" not in page.text
    answer = press(pages.coordinator, "/imports/1/undo", [("form_id", "")], "")
    assert answer.status_code == 422
    assert codes(coordinator) == ["SAI-1", "SAI-2", "SAI-3"]


@pytest.mark.parametrize(
    ("cells", "then", "words"),
    [
        ("Số dân\r\nTDP-01;1.200", {"population": 1300}, "đã được sửa sau lần nhập này"),
        ("Tên\r\nTDP-01;Tổ một", {"name": "Tổ hai"}, "đã được sửa sau lần nhập này"),
        ("Số dân\r\nTDP-01;1.200", 1100, "đã ghi một lần tới 1.100 người, nhiều hơn số dân cũ 1.000"),
        ("Từ ngày\r\nTDP-01;01/04/2026", 100, "ngoài thời gian trước đây"),
    ],
    ids=["another number", "another name", "more people", "an earlier day"],
)
def test_a_changed_group_that_something_rests_on_stays_changed(
    pages: SimpleNamespace, coordinator: TestClient, cells: str, then: Any, words: str
) -> None:
    group(coordinator, "TDP-01", population=1000, active_from="2026-05-10")
    take_in(pages.coordinator, f"Mã;{cells}\r\n")
    if isinstance(then, dict):
        makers.patch(coordinator, "/groups/TDP-01", **then)
    else:
        logged(coordinator, "TDP-01", then, DAY if "Từ ngày" in cells else "2026-05-11")
    before = get(coordinator, "/groups/TDP-01")
    assert words in pages.coordinator.get("/imports/1").text
    assert press(pages.coordinator, "/imports/1/undo", [("form_id", "")], "").status_code == 422
    assert get(coordinator, "/groups/TDP-01") == before


def test_a_change_of_another_field_is_no_hindrance_and_stays(pages: SimpleNamespace, coordinator: TestClient) -> None:
    group(coordinator, "TDP-01", population=1000)
    take_in(pages.coordinator, "Mã;Số dân\r\nTDP-01;1.200\r\n")
    makers.patch(coordinator, "/groups/TDP-01", cluster="Cụm 7")
    assert undo(pages.coordinator).status_code == 303
    after = get(coordinator, "/groups/TDP-01")
    assert (after["population"], after["cluster"]) == (1000, "Cụm 7")


def test_an_import_is_undone_once_and_a_later_one_by_itself(pages: SimpleNamespace, coordinator: TestClient) -> None:
    group(coordinator, "TDP-01", population=1000)
    take_in(pages.coordinator, "Mã;Số dân\r\nTDP-01;1.200\r\n")
    take_in(pages.coordinator, "Mã;Số dân\r\nTDP-01;1.300\r\n")
    assert "Không bỏ được nữa" in pages.coordinator.get("/imports/1").text
    assert undo(pages.coordinator, 2).status_code == 303
    form = filled(pages.coordinator.get("/imports/1").text)
    assert press(pages.coordinator, "/imports/1/undo", form, "").status_code == 303
    assert press(pages.coordinator, "/imports/1/undo", form, "").status_code == 303, "a double press"
    assert press(pages.coordinator, "/imports/1/undo", [("form_id", "")], "").status_code == 422
    assert get(coordinator, "/groups/TDP-01")["population"] == 1000
    listed = pages.coordinator.get("/imports").text
    assert listed.index("Lần 2") < listed.index("Lần 1")


def test_an_import_that_did_nothing_is_none(pages: SimpleNamespace, coordinator: TestClient) -> None:
    group(coordinator, "TDP-01", cluster="Cụm 1")
    answer = take_in(pages.coordinator, "Mã;Cụm\r\nTDP-01;\r\n")
    assert "number=0" in answer.headers["location"]
    assert "Bỏ lần nhập này" not in pages.coordinator.get(answer.headers["location"]).text
    assert pages.coordinator.get("/imports/1").status_code == 404


def test_a_closed_period_wants_a_reason_for_undoing_too(pages: SimpleNamespace, coordinator: TestClient) -> None:
    take_in(pages.coordinator, THREE)
    makers.patch(coordinator, "/periods/2026-Q2", closed=True)
    refused = undo(pages.coordinator)
    assert refused.status_code == 422
    assert 'id="change_reason-fault"' in refused.text
    assert len(codes(coordinator)) == 3
    done = press(pages.coordinator, "/imports/1/undo", filled(refused.text, change_reason="Nhập nhầm phường"), "")
    assert done.status_code == 303
    assert codes(coordinator) == []
    assert "Nhập nhầm phường" in pages.admin.get("/audit").text


def test_another_ward_s_imports_are_not_there(pages: SimpleNamespace) -> None:
    take_in(pages.coordinator, THREE)
    assert pages.stranger.get("/imports/1").status_code == 404
    assert pages.leader.get("/imports/1").status_code == 403
    assert "Chưa có lần nhập nào" in pages.stranger.get("/imports").text
