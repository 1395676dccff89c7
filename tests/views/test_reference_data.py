"""Units, groups, channels and periods through the pages: made, refused, edited, ended, each by who may."""

import re
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.models import Change
from app.views.trail import history
from tests import makers
from tests.conftest import Stage
from tests.makers import Json, get, group
from tests.reading import plain
from tests.views.filled import filled, press

NEW: dict[str, tuple[str, Json, Json]] = {
    "units": (
        "admin",
        {"code": "HPN", "name": "Hội Phụ nữ", "kind": "mass_organisation", "plans": "1", "active_from": "2026-05-01"},
        {"kind": "mass_organisation", "reports": True, "plans": True, "active_from": "2026-05-01", "retired_on": None},
    ),
    "groups": (
        "coordinator",
        {"code": "TDP-01", "name": "Tổ 1", "kind": "residential", "population": "1.450", "cluster": "Cụm 1"},
        {"kind": "residential", "population": 1450, "households": None, "cluster": "Cụm 1", "active": True},
    ),
    "channels": (
        "coordinator",
        {"code": "viber", "name": "Viber", "form": "social", "default_share": "12,5%"},
        {"form": "social", "default_share": 0.125, "active": True},
    ),
    "periods": (
        "coordinator",
        {"due_on": "2027-03-12"},
        {"starts_on": "2027-01-01", "ends_on": "2027-03-31", "due_on": "2027-03-12", "closed": False},
    ),
}


@pytest.fixture
def ward(pages: SimpleNamespace) -> SimpleNamespace:
    return pages


def create(ward: SimpleNamespace, noun: str, **values: Any) -> Any:
    """The form of a new row, filled in and sent by who may."""
    role, typed, _ = NEW[noun]
    client = getattr(ward, role)
    return press(client, f"/{noun}/new", filled(client.get(f"/{noun}/new").text, **(typed | values)), "")


def edit(client: TestClient, path: str, **values: Any) -> Any:
    return press(client, f"{path}/edit", filled(client.get(f"{path}/edit").text, **values), "")


def remove(client: TestClient, path: str, **values: Any) -> Any:
    return press(client, f"{path}/remove", filled(client.get(f"{path}/remove").text, **values), "")


def close(client: TestClient, code: str, step: str = "close") -> Any:
    return press(client, f"/periods/{code}/{step}", filled(client.get(f"/periods/{code}/{step}").text), "")


@pytest.mark.parametrize("noun", list(NEW))
def test_a_row_is_made_as_typed_and_everyone_of_the_ward_sees_it(
    ward: SimpleNamespace, coordinator: TestClient, noun: str
) -> None:
    answer = create(ward, noun)
    assert answer.status_code == 303, answer.text
    code = NEW[noun][1].get("code", "2027-Q1")
    made = get(coordinator, f"/{noun}/{code}")
    expected = NEW[noun][2]
    assert {name: made[name] for name in expected} == expected
    told = getattr(ward, NEW[noun][0]).get(answer.headers["location"]).text
    assert "Đã lập" in told
    listed = ward.officer.get(f"/{noun}").text
    assert code in listed
    assert f"/{noun}/new" not in listed
    assert f"/{code}/edit" not in listed


@pytest.mark.parametrize(
    ("noun", "typed", "field", "words"),
    [
        ("units", {"name": ""}, "name", "Không được để trống"),
        ("units", {"kind": ""}, "kind", "Không được để trống"),
        ("units", {"code": "UBND"}, "code", "Mã này đã có"),
        ("units", {"retired_on": "2026-04-01"}, "retired_on", "từ ngày bắt đầu"),
        ("groups", {"code": "tổ 1"}, "code", "Chỉ dùng chữ không dấu"),
        ("groups", {"population": "12,5"}, "population", "Nhập một số nguyên"),
        ("groups", {"population": "0"}, "population", "Nhập số từ 1"),
        ("groups", {"households": "nhiều"}, "households", "Nhập một số nguyên"),
        ("channels", {"default_share": "120"}, "default_share", "Nhập phần trăm"),
        ("periods", {"starts_on": "2026-12-01"}, "starts_on", "Trùng ngày với kỳ 2026-Q4"),
        ("periods", {"due_on": ""}, "due_on", "Không được để trống"),
    ],
    ids=str,
)
def test_what_is_wrong_stands_beside_its_field_and_nothing_is_lost(
    ward: SimpleNamespace, coordinator: TestClient, noun: str, typed: Json, field: str, words: str
) -> None:
    before = get(coordinator, f"/{noun}")
    answer = create(ward, noun, **typed)
    assert answer.status_code == 422
    assert f'id="{field}-fault"' in answer.text
    assert words in answer.text
    kept = filled(answer.text)
    for one in (NEW[noun][1] | typed).items():
        assert one in kept
    assert get(coordinator, f"/{noun}") == before


@pytest.mark.parametrize("noun", list(NEW))
def test_a_double_press_makes_one(ward: SimpleNamespace, coordinator: TestClient, noun: str) -> None:
    role, typed, _ = NEW[noun]
    client = getattr(ward, role)
    pairs = filled(client.get(f"/{noun}/new").text, **typed)
    first, second = (press(client, f"/{noun}/new", pairs, "") for _ in range(2))
    assert first.status_code == second.status_code == 303
    assert first.headers["location"] == second.headers["location"]


@pytest.mark.parametrize(
    ("noun", "code", "typed", "expected"),
    [
        ("units", "UBND", {"name": "UBND phường", "reports": []}, {"name": "UBND phường", "reports": False}),
        ("channels", "zalo", {"default_share": "30", "active": []}, {"default_share": 0.3, "active": False}),
        ("periods", "2026-Q3", {"due_on": "15/09/2026"}, {"due_on": "2026-09-15"}),
    ],
    ids=str,
)
def test_an_edit_changes_what_was_changed_alone(
    ward: SimpleNamespace, coordinator: TestClient, noun: str, code: str, typed: Json, expected: Json
) -> None:
    client, path = getattr(ward, NEW[noun][0]), f"/{noun}/{code}"
    before = get(coordinator, path)
    assert edit(client, path, **typed).status_code == 303
    after = get(coordinator, path)
    assert {name: value for name, value in after.items() if value != before[name]}.keys() - {"updated_at"} <= {
        *expected,
        "active",
    }
    assert {name: after[name] for name in expected} == expected


@pytest.mark.parametrize(
    ("noun", "code", "thing"),
    [("units", "UBND", "đơn vị này"), ("channels", "zalo", "kênh này"), ("periods", "2026-Q3", "kỳ này")],
)
def test_an_edit_of_what_someone_else_changed_is_refused(
    stage: Stage, ward: SimpleNamespace, noun: str, code: str, thing: str
) -> None:
    role = NEW[noun][0]
    client, path = getattr(ward, role), f"/{noun}/{code}"
    mine = {"due_on": "2026-09-20"} if noun == "periods" else {"name": "Tên của tôi"}
    theirs = {"due_on": "2026-09-25"} if noun == "periods" else {"name": "Tên của người khác"}
    pairs = filled(client.get(f"{path}/edit").text, **mine)
    makers.patch(stage.bearing(stage.tokens[role]), path, **theirs)
    answer = press(client, f"{path}/edit", pairs, "")
    assert answer.status_code == 422
    assert f"Có người đã sửa {thing} sau khi bạn mở" in answer.text
    assert next(iter(mine.items())) in filled(answer.text)
    assert next(iter(theirs.items())) in get(stage.bearing(stage.tokens[role]), path).items()


def test_the_trail_keeps_what_a_population_was_and_the_group_s_page_shows_it(
    ward: SimpleNamespace, coordinator: TestClient
) -> None:
    create(ward, "groups")
    edit(ward.coordinator, "/groups/TDP-01", population="1.500")
    edit(ward.admin, "/groups/TDP-01", name="Tổ dân phố số 1")
    makers.patch(coordinator, "/groups/TDP-01", population=None, households=400)
    edit(ward.admin, "/groups/TDP-01", population="1.480")
    text = plain(ward.leader.get("/groups/TDP-01").text)
    counted = text[text.index("Số dân qua các lần ghi") : text.index("Lịch sử")]
    told = re.findall(r"(từ [\d.]+ )? ?(thành )?([\d.]+ người|để trống)", counted)
    assert ["".join(one) for one in told] == [
        "1.480 người",
        "từ 1.500 thành để trống",
        "từ 1.450 thành 1.500 người",
        "1.450 người",
    ]
    assert "Coordinator" in counted
    assert "Admin" in counted
    assert "Hệ thống kết nối" in counted


def test_a_history_tells_a_token_from_the_server_s_shell() -> None:
    assert history.who(Change(person_id=7), {7: "Cô Lan"}) == "Cô Lan"
    assert history.who(Change(token_id=3), {}) == "Hệ thống kết nối"
    assert history.who(Change(), {}) == "Người quản trị máy chủ"


def test_groups_are_summed_by_kind_searched_without_marks_and_their_gaps_told(
    ward: SimpleNamespace, coordinator: TestClient
) -> None:
    group(coordinator, "TDP-01", name="Tổ dân phố số 1", population=1000, cluster="Cụm Khâm Thiên")
    group(coordinator, "TDP-02", name="Tổ dân phố số 2", population=500, cluster="Cụm Kim Liên")
    group(coordinator, "TDP-03", name="Tổ dân phố số 3", population=None)
    group(coordinator, "TDP-04", name="Tổ dân phố số 4", population=70, retired_on="2026-01-31")
    group(coordinator, "CB-01", kind="party_cell", name="Chi bộ 1", population=30)
    text = plain(ward.leader.get("/groups").text)
    assert "Tổ dân phố 3" in text
    assert "Chi bộ 1" in text
    assert "Cả phường: 1.500 người trong 3 tổ" in text
    assert "1 tổ thiếu số dân nên chưa tính được độ phủ: Tổ 3" in text
    assert "Không thuộc cụm nào" in text
    assert text.index("Tổ dân phố số 4") > text.index("Đã ngừng hoặc chưa bắt đầu")
    cells = plain(ward.leader.get("/groups?kind=party_cell").text)
    assert "30 người trong 1 chi bộ, không cộng với loại khác" in cells
    found = ward.leader.get("/groups?q=kham+thien").text
    assert "TDP-01" in found
    assert "TDP-02" not in found
    assert "Không có nhóm nào như vậy" in ward.leader.get("/groups?q=hoan+kiem").text
    assert ward.leader.get("/groups?kind=khong").status_code == 404


def test_what_nothing_uses_is_deleted_and_the_rest_retired(
    stage: Stage, ward: SimpleNamespace, coordinator: TestClient
) -> None:
    for code in ("TDP-01", "TDP-02"):
        group(coordinator, code)
    makers.product(coordinator, makers.placement("zalo", makers.DAY, makers.reach("TDP-01")))
    assert "Ngừng dùng nhóm này?" in ward.admin.get("/groups/TDP-01/remove").text
    assert remove(ward.admin, "/groups/TDP-01").headers["location"] == "/groups?done=retired&code=TDP-01"
    assert get(coordinator, "/groups/TDP-01")["active"] is False
    assert "hiện không dùng" in ward.leader.get("/groups/TDP-01").text
    assert "Xóa nhóm này?" in ward.admin.get("/groups/TDP-02/remove").text
    named = get(coordinator, "/groups/TDP-02")["name"]
    gone = remove(ward.admin, "/groups/TDP-02").headers["location"]
    assert ward.leader.get("/groups/TDP-02").status_code == 404
    assert f"Đã xóa nhóm {named}." in ward.admin.get(gone).text
    edit(ward.admin, "/groups/TDP-01", retired_on="")
    assert get(coordinator, "/groups/TDP-01")["active"] is True
    assert "done=retired" in remove(ward.coordinator, "/channels/zalo").headers["location"]
    assert "done=retired" in remove(ward.admin, "/units/UBND").headers["location"]
    create(ward, "units")
    assert "done=deleted" in remove(ward.admin, "/units/HPN").headers["location"]


@pytest.mark.parametrize(
    ("noun", "code", "said"),
    [
        ("channels", "zalo", "kênh Zalo"),
        ("units", "UBND", "đơn vị Ủy ban nhân dân phường"),
        ("periods", "2026-Q2", "quý II/2026"),
        ("groups", "TDP-01", "nhóm Tổ dân phố 1"),
    ],
)
def test_what_was_done_names_the_thing_and_no_code(
    ward: SimpleNamespace, coordinator: TestClient, noun: str, code: str, said: str
) -> None:
    group(coordinator, "TDP-01", name="Tổ dân phố 1")
    place = f"/groups/{code}?done=created" if noun == "groups" else f"/{noun}?done=created&code={code}"
    assert re.search(rf"Đã lập {said}[^.<]*\.", ward.admin.get(place).text)
    assert code not in ward.admin.get(place).text.partition("Đã lập")[2].partition(".")[0]


def test_channels_change_places_as_forms_offer_them(ward: SimpleNamespace, coordinator: TestClient) -> None:
    def order() -> list[str]:
        return [row["code"] for row in get(coordinator, "/channels")["items"]]

    before = order()
    assert ward.coordinator.post("/channels/website/move", data={"go": "up"}).status_code == 303
    assert order() == [before[1], before[0], *before[2:]]
    ward.admin.post("/channels/website/move", data={"go": "up"})
    assert order()[0] == "website", "the first one stays"
    ward.admin.post("/channels/website/move", data={"go": "down"})
    assert order() == before
    assert ward.officer.post("/channels/website/move", data={"go": "up"}).status_code == 403
    assert ">website<" in ward.admin.get("/channels").text
    assert ">website<" not in ward.officer.get("/channels").text, "a code is for who keeps it"


def test_the_next_period_follows_the_last_by_the_plan_s_rule(ward: SimpleNamespace, coordinator: TestClient) -> None:
    def proposed() -> tuple[str, ...]:
        fields = dict(filled(ward.coordinator.get("/periods/new").text))
        return tuple(fields[name] for name in ("code", "starts_on", "ends_on", "due_on"))

    assert proposed() == ("2027-Q1", "2027-01-01", "2027-03-31", "2027-03-10")
    span = {"starts_on": "2027-01-01", "ends_on": "2027-09-15", "due_on": "2027-09-10"}
    makers.post(coordinator, "/periods", {"code": "2027-Q3"} | span)
    assert proposed() == ("2027-Q3-0916", "2027-09-16", "2027-09-30", "2027-09-30")
    makers.post(coordinator, "/periods", dict(zip(("code", "starts_on", "ends_on", "due_on"), proposed(), strict=True)))
    assert proposed() == ("2027-Q4", "2027-10-01", "2027-12-31", "2027-12-10")


def test_a_period_is_closed_and_opened_again_after_it_was_said_what_that_does(
    ward: SimpleNamespace, coordinator: TestClient
) -> None:
    assert "số khi đóng kỳ" in ward.coordinator.get("/periods/2026-Q2/close").text
    stale = filled(ward.coordinator.get("/periods/2026-Q2/close").text)
    assert close(ward.coordinator, "2026-Q2").headers["location"] == "/periods?done=closed&code=2026-Q2"
    assert get(coordinator, "/periods/2026-Q2")["closed"] is True
    assert "đã đóng" in ward.officer.get("/periods").text
    refused = press(ward.coordinator, "/periods/2026-Q2/reopen", stale, "")
    assert refused.status_code == 422, "it was closed meanwhile"
    assert "Có người đã sửa kỳ này sau khi bạn mở" in refused.text
    due = edit(ward.coordinator, "/periods/2026-Q2", due_on="2026-06-15")
    assert 'id="change_reason-fault"' in due.text
    assert due.status_code == 422
    pairs = filled(due.text, change_reason="Thành phố lùi hạn")
    assert press(ward.coordinator, "/periods/2026-Q2/edit", pairs, "").status_code == 303
    found = get(coordinator, "/periods/2026-Q2")
    assert (found["due_on"], found["closed"]) == ("2026-06-15", True), "an edit opens nothing"
    assert "đã đóng hoặc đã có số liệu" in remove(ward.coordinator, "/periods/2026-Q2").text
    assert close(ward.coordinator, "2026-Q2", "reopen").headers["location"] == "/periods?done=reopened&code=2026-Q2"
    assert get(coordinator, "/periods/2026-Q2")["closed"] is False
    assert "done=deleted" in remove(ward.coordinator, "/periods/2026-Q3").headers["location"]


def test_what_alters_a_closed_period_asks_for_the_reason_beside_its_field(
    ward: SimpleNamespace, coordinator: TestClient
) -> None:
    create(ward, "groups")
    close(ward.coordinator, "2026-Q2")
    assert "change_reason-fault" not in ward.coordinator.get("/groups/TDP-01/edit").text
    answer = edit(ward.coordinator, "/groups/TDP-01", population="2.000")
    assert answer.status_code == 422
    assert 'id="change_reason-fault"' in answer.text
    assert "Ghi lý do sửa" in answer.text
    assert get(coordinator, "/groups/TDP-01")["population"] == 1450
    pairs = filled(answer.text, change_reason="Đếm lại dân số")
    assert press(ward.coordinator, "/groups/TDP-01/edit", pairs, "").status_code == 303
    assert "Đếm lại dân số" in ward.leader.get("/groups/TDP-01").text
    asked = create(ward, "groups", code="TDP-02", name="Tổ 2")
    assert 'id="change_reason-fault"' in asked.text
    again = filled(asked.text, change_reason="Bổ sung tổ còn thiếu")
    assert press(ward.coordinator, "/groups/new", again, "").status_code == 303
    asked = remove(ward.coordinator, "/groups/TDP-02")
    assert 'id="change_reason-fault"' in asked.text
    again = filled(asked.text, change_reason="Nhập nhầm")
    assert press(ward.coordinator, "/groups/TDP-02/remove", again, "").status_code == 303
    assert 'id="change_reason-fault"' in edit(ward.admin, "/channels/zalo", active=[]).text


def test_another_ward_s_rows_are_not_there(ward: SimpleNamespace, coordinator: TestClient) -> None:
    create(ward, "groups")
    assert ward.stranger.get("/groups/TDP-01").status_code == 404
    assert "TDP-01" not in ward.stranger.get("/groups").text
    assert "TDP-01" not in ward.stranger.get("/groups/export").text


def test_the_rooms_are_linked_for_who_may_enter(ward: SimpleNamespace) -> None:
    links = {name: getattr(ward, name).get("/more").text for name in ("leader", "admin", "city")}
    for path in ("/units", "/groups", "/channels", "/periods"):
        assert f'href="{path}"' in links["leader"]
        assert f'href="{path}"' not in links["city"]
    assert 'href="/admin"' in links["admin"]
    assert 'href="/users/import"' in ward.admin.get("/users").text
    assert 'href="/admin"' not in links["leader"]
    for text in links.values():
        assert 'action="/logout"' in text


def test_an_empty_ward_is_told_how_to_begin(ward: SimpleNamespace) -> None:
    text = ward.coordinator.get("/groups").text
    assert "Chưa có tổ nào trong sổ" in text
    assert "Nhập từ bảng tính" in text
    assert "Nhập từ bảng tính" not in ward.leader.get("/groups").text


def test_an_end_before_logged_reach_is_asked_about_and_saved_when_confirmed(
    ward: SimpleNamespace, officer: TestClient, coordinator: TestClient
) -> None:
    group(coordinator, name="Tổ 40")
    makers.product(officer, makers.placement("zalo", "2026-10-05", makers.reach()))
    asked = edit(ward.coordinator, "/groups/TDP-01", retired_on="2026-09-30", population="400")
    assert asked.status_code == 422
    for name in ("retired_on", "population"):
        assert f'id="{name}-ask"' in asked.text
    assert "Vẫn lưu" in asked.text
    kept = dict(filled(asked.text))
    assert (kept["retired_on"], kept["population"]) == ("2026-09-30", "400")
    assert get(coordinator, "/groups/TDP-01")["retired_on"] is None
    answer = press(ward.coordinator, "/groups/TDP-01/edit", filled(asked.text, population="500"), "")
    assert answer.status_code == 422, "what is asked now is something else"
    assert press(ward.coordinator, "/groups/TDP-01/edit", filled(answer.text), "").status_code == 303
    assert get(coordinator, "/groups/TDP-01")["retired_on"] == "2026-09-30"


def test_an_audience_of_few_is_asked_about_once(ward: SimpleNamespace, coordinator: TestClient) -> None:
    asked = create(ward, "groups", kind="audience", population="12")
    assert asked.status_code == 422
    assert 'id="population-ask"' in asked.text
    assert press(ward.coordinator, "/groups/new", filled(asked.text), "").status_code == 303
    assert edit(ward.coordinator, "/groups/TDP-01", name="Nhóm khác").status_code == 303


@pytest.mark.parametrize("noun", ["units", "groups", "channels"])
def test_a_second_one_of_a_name_is_asked_about_once(ward: SimpleNamespace, coordinator: TestClient, noun: str) -> None:
    role, typed, _ = NEW[noun]
    client = getattr(ward, role)
    assert create(ward, noun).status_code == 303
    asked = create(ward, noun, code="KHAC", name=typed["name"].upper())
    assert asked.status_code == 422
    assert f"Đã có «{typed['name']}», mã {typed['code']}." in asked.text
    assert "Vẫn lưu" in asked.text
    assert client.get(f"/api/v1/{noun}/KHAC").status_code == 404
    assert press(client, f"/{noun}/new", filled(asked.text), "").status_code == 303
    # What stands is not asked about again, and another name is nobody's.
    assert edit(client, f"/{noun}/KHAC", name=typed["name"].title()).status_code == 303
    assert edit(client, f"/{noun}/KHAC", name="Tên riêng").status_code == 303


def test_closing_says_that_a_period_runs_or_has_not_begun(ward: SimpleNamespace, coordinator: TestClient) -> None:
    running = makers.period_of_today(coordinator)
    assert "Kỳ này còn chạy đến hết" in plain(ward.coordinator.get(f"/periods/{running}/close").text)
    ahead = {"code": "2090-Q1", "starts_on": "2090-01-01", "ends_on": "2090-03-31", "due_on": "2090-03-10"}
    makers.post(coordinator, "/periods", ahead)
    asked = plain(ward.coordinator.get("/periods/2090-Q1/close").text)
    assert "Kỳ này chưa bắt đầu, và kéo dài đến hết 31/03/2090" in asked


@pytest.mark.parametrize(("due", "is_odd"), [("2026-12-31", True), ("2027-01-01", False), ("2027-05-02", True)])
def test_a_due_date_far_from_its_period_is_asked_about(ward: SimpleNamespace, due: str, is_odd: bool) -> None:
    answer = create(ward, "periods", due_on=due)
    assert answer.status_code == (422 if is_odd else 303)
    if is_odd:
        assert "ở xa kỳ 01/01/2027 đến 31/03/2027" in answer.text
        assert press(ward.coordinator, "/periods/new", filled(answer.text), "").status_code == 303
