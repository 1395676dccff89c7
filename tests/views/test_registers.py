"""Surveys, pulses, commendations and plans through their pages: listed, typed, refused, asked about, removed."""

import re
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests import makers
from tests.conftest import Stage
from tests.makers import Json, commendation, every, get, patch, plan, pulse, survey
from tests.reading import plain
from tests.views.filled import filled, press

GOOD: dict[str, dict[str, Any]] = {
    "surveys": {"period": "2026-Q2", "group": "TDP-01", "conducted_on": "02/06/2026", "asked": "1.000", "aware": "31"},
    "pulses": {
        "period": "2026-Q2",
        "group": "TDP-01",
        "content_group": "1.8",
        "supportive": "22",
        "neutral": "9",
        "worried": "6",
    },
    "commendations": {
        "title": "Một hội viên tổ 12 giữ sạch ngõ",
        "proposed_on": "2026-05-20",
        "status": "proposed",
        "dossier_number": "12/HS",
    },
    "plans": {
        "year": "2026",
        "focus": "Trật tự đô thị",
        "responsible_post": "Phó Chủ tịch",
        "information_contact": "Văn phòng, 024 3851 0000",
    },
}
NOUNS = list(GOOD)


@pytest.fixture
def ward(stage: Stage, coordinator: TestClient, pages: SimpleNamespace) -> SimpleNamespace:
    makers.group(coordinator, name="Tổ 1", population=1000)
    makers.group(coordinator, "TDP-02", name="Tổ 2", population=None)
    makers.group(coordinator, "CB-01", kind="party_cell", name="Chi bộ 1", population=60)
    return pages


def create(client: TestClient, noun: str, **values: Any) -> Any:
    path = f"/{noun}/new"
    return press(client, path, filled(client.get(path).text, **(GOOD[noun] | values)), "")


def edit(client: TestClient, path: str, **values: Any) -> Any:
    return press(client, f"{path}/edit", filled(client.get(f"{path}/edit").text, **values), "")


@pytest.mark.parametrize("noun", NOUNS)
def test_what_is_typed_is_stored_and_listed(ward: SimpleNamespace, leader: TestClient, noun: str) -> None:
    assert "Chưa có mục nào" in ward.leader.get(f"/{noun}").text
    answer = create(ward.officer, noun)
    assert answer.status_code == 303, plain(answer.text)
    assert answer.headers["location"].startswith(f"/{noun}?done=created")
    [made] = every(leader, f"/{noun}")
    assert made["unit"] == "UBND"
    for name, typed in GOOD[noun].items():
        assert str(made[name]).replace("2026-06-02", "02/06/2026").replace("1000", "1.000") == typed
    listed = ward.officer.get(answer.headers["location"]).text
    assert "Đã ghi." in listed
    assert f'href="/{noun}/{made["id"]}/edit"' in listed
    for client in (ward.leader, ward.other_officer):
        assert "/edit" not in client.get(f"/{noun}?period=all").text, "nothing to press for who may not"


@pytest.mark.parametrize("noun", NOUNS)
def test_an_edit_changes_it_and_a_removal_takes_it_away(ward: SimpleNamespace, officer: TestClient, noun: str) -> None:
    create(ward.officer, noun)
    [made] = every(officer, f"/{noun}")
    path = f"/{noun}/{made['id']}"
    changes = {"surveys": {"aware": "40"}, "pulses": {"worried": "7"}, "plans": {"focus": "Chuyển đổi số"}}
    change = changes.get(noun, {"dossier_number": ""})
    assert edit(ward.officer, path, **change).status_code == 303
    after = get(officer, path)
    [(name, typed)] = change.items()
    assert str(after[name] or "") == typed
    same = set(made) - {name, "updated_at", "etag", "total", "warnings"}
    assert {one: after[one] for one in same} == {one: made[one] for one in same}
    pairs = filled(ward.officer.get(f"{path}/remove").text)
    assert press(ward.officer, f"{path}/remove", pairs, "").headers["location"] == f"/{noun}?done=deleted"
    assert every(officer, f"/{noun}") == []


@pytest.mark.parametrize(
    ("noun", "typed", "field", "words"),
    [
        ("surveys", {"group": ""}, "group", "Không được để trống"),
        ("surveys", {"asked": "không rõ"}, "asked", "Nhập một số nguyên"),
        ("surveys", {"aware": "1.001"}, "aware", "không quá số người được hỏi"),
        ("surveys", {"conducted_on": "sớm"}, "conducted_on", "Nhập ngày theo mẫu"),
        ("pulses", {"worried": ""}, "worried", "Không được để trống"),
        ("pulses", {"group": "CB-01"}, "group", "không ghi cho chi bộ"),
        ("commendations", {"title": ""}, "title", "Không được để trống"),
        ("plans", {"year": "26"}, "year", "Nhập số từ 2.000"),
        ("plans", {"focus": ""}, "focus", "Không được để trống"),
    ],
    ids=str,
)
def test_what_is_wrong_is_told_beside_its_field_and_nothing_is_lost(
    ward: SimpleNamespace, officer: TestClient, noun: str, typed: Json, field: str, words: str
) -> None:
    answer = create(ward.officer, noun, **typed)
    assert answer.status_code == 422
    assert f'id="{field}-fault"' in answer.text
    assert words in answer.text.replace("2000", "2.000")
    kept = filled(answer.text)
    for name, value in (GOOD[noun] | typed).items():
        assert (name, value) in kept or value == "CB-01", name
    assert every(officer, f"/{noun}") == []


@pytest.mark.parametrize("noun", NOUNS)
def test_a_double_press_makes_one(ward: SimpleNamespace, officer: TestClient, noun: str) -> None:
    pairs = filled(ward.officer.get(f"/{noun}/new").text, **GOOD[noun])
    first, second = (press(ward.officer, f"/{noun}/new", pairs, "") for _ in range(2))
    assert first.headers["location"] == second.headers["location"]
    assert len(every(officer, f"/{noun}")) == 1


@pytest.mark.parametrize("noun", NOUNS)
def test_an_edit_of_what_someone_else_changed_is_refused(
    ward: SimpleNamespace, officer: TestClient, coordinator: TestClient, noun: str
) -> None:
    create(ward.officer, noun)
    path = f"/{noun}/{every(officer, f'/{noun}')[0]['id']}"
    pairs = filled(ward.officer.get(f"{path}/edit").text)
    patch(coordinator, path, unit="MTTQ")
    patch(coordinator, path, unit="UBND")
    answer = press(ward.officer, f"{path}/edit", pairs, "")
    assert answer.status_code == 422
    assert "Có người đã sửa" in answer.text


def test_the_coordinator_chooses_the_unit(ward: SimpleNamespace, coordinator: TestClient) -> None:
    create(ward.coordinator, "surveys", unit="MTTQ")
    create(ward.coordinator, "surveys", unit="", aware="32")
    assert [row["unit"] for row in every(coordinator, "/surveys")] == ["BXDD", "MTTQ"]
    path = f"/surveys/{every(coordinator, '/surveys')[0]['id']}"
    edit(ward.coordinator, path, unit="")
    assert get(coordinator, path)["unit"] is None
    assert 'name="unit"' not in ward.officer.get("/surveys/new").text.partition("<main")[2]


def test_what_is_odd_is_asked_about_and_stored_on_a_yes(ward: SimpleNamespace, officer: TestClient) -> None:
    answer = create(ward.officer, "surveys", asked="1.001", conducted_on="2026-07-01")
    assert answer.status_code == 422
    assert "nhiều hơn số dân của nhóm (1.000)" in answer.text
    assert "nằm ngoài kỳ" in answer.text
    assert "Vẫn lưu" in answer.text
    assert every(officer, "/surveys") == []
    other = press(ward.officer, "/surveys/new", filled(answer.text, asked="1.002"), "")
    assert other.status_code == 422, "another oddity than the one that was asked about"
    assert press(ward.officer, "/surveys/new", filled(other.text), "").status_code == 303
    assert every(officer, "/surveys")[0]["asked"] == 1002


@pytest.mark.parametrize(("noun", "field"), [("surveys", "group"), ("pulses", "content_group")])
def test_the_same_again_is_asked_about_beside_its_field_with_a_link(
    ward: SimpleNamespace, officer: TestClient, noun: str, field: str
) -> None:
    assert create(ward.officer, noun).status_code == 303
    asked = create(ward.officer, noun)
    assert asked.status_code == 422
    assert f'id="{field}-ask"' in asked.text
    link = re.search(rf'href="(/{noun}[?][^"]+)">Xem mục đã có', asked.text)
    assert link is not None
    assert ward.officer.get(link[1].replace("&amp;", "&")).status_code == 200
    kept = dict(filled(asked.text))
    assert all(kept[name] for name in GOOD[noun])
    assert press(ward.officer, f"/{noun}/new", filled(asked.text), "").status_code == 303
    assert len(every(officer, f"/{noun}")) == 2


def test_a_house_number_is_asked_about_and_stored_on_a_yes(ward: SimpleNamespace, officer: TestClient) -> None:
    answer = create(ward.officer, "commendations", title="Gia đình ở số 5 phố Tôn Đức Thắng")
    assert answer.status_code == 422
    assert "Có vẻ có số nhà" in answer.text
    assert every(officer, "/commendations") == []
    assert press(ward.officer, "/commendations/new", filled(answer.text), "").status_code == 303
    assert len(every(officer, "/commendations")) == 1


@pytest.mark.parametrize("noun", ["surveys", "pulses"])
def test_a_closed_period_asks_the_coordinator_why(
    ward: SimpleNamespace, officer: TestClient, coordinator: TestClient, noun: str
) -> None:
    create(ward.officer, noun)
    path = f"/{noun}/{every(officer, f'/{noun}')[0]['id']}"
    makers.close(coordinator)
    change = {"surveys": {"aware": "40"}, "pulses": {"worried": "7"}}[noun]
    for answer in (create(ward.officer, noun), edit(ward.officer, path, **change)):
        assert answer.status_code == 422
        assert "Nhờ Ban Xây dựng Đảng sửa" in answer.text
        assert 'name="change_reason"' not in answer.text
    answer = create(ward.coordinator, noun)
    assert 'id="change_reason-fault"' in answer.text
    again = press(ward.coordinator, f"/{noun}/new", filled(answer.text, change_reason="Gửi chậm", group="TDP-02"), "")
    assert again.status_code == 303
    asked = ward.coordinator.get(f"{path}/remove").text
    assert "Quý II/2026" in asked
    assert press(ward.coordinator, f"{path}/remove", filled(asked), "").status_code == 422
    assert press(ward.coordinator, f"{path}/remove", filled(asked, change_reason="Trùng"), "").status_code == 303


# Surveys.


def test_the_sample_size_is_worked_out_without_a_script(ward: SimpleNamespace) -> None:
    path = "/surveys/sample-size"
    assert "278</b> người" in ward.leader.get(path).text, "the ward's own 1,000 people to begin with"
    assert "383</b> người" in ward.officer.get(f"{path}?population=81.358&margin=5&design_effect=1").text
    assert "573</b> người" in ward.officer.get(f"{path}?population=81358&margin=5&design_effect=1,5").text
    assert "385</b> người" in ward.officer.get(f"{path}?population=&margin=&design_effect=").text
    for query, field in (
        ("population=0", "population"),
        ("margin=0,1", "margin"),
        ("design_effect=x", "design_effect"),
    ):
        answer = ward.officer.get(f"{path}?{query}")
        assert answer.status_code == 422
        assert f'id="{field}-fault"' in answer.text


def test_a_day_is_said_in_words_beside_its_field(ward: SimpleNamespace, officer: TestClient) -> None:
    """A browser may show the month first."""
    made = makers.survey(officer, conducted_on="2026-06-02")
    assert "Để sẵn: Thứ Ba, 02/06/2026" in plain(ward.officer.get(f"/surveys/{made['id']}/edit").text)
    refused = create(ward.officer, "surveys", conducted_on="2026-06-31")
    assert refused.status_code == 422
    assert "Để sẵn" not in plain(refused.text), "what is no day has no words"


# Pulses.


def test_hidden_counts_stand_on_no_page(ward: SimpleNamespace, officer: TestClient) -> None:
    made = pulse(officer, 61, 72, 3)
    path = f"/pulses/{made['id']}"
    listed = plain(ward.leader.get("/pulses?period=2026-Q2").text)
    assert "giữ kín, có số quá nhỏ" in listed
    assert "136" in listed, "their sum"
    pulse(officer, 20, 9, 6, group="TDP-02", change_reason="Ghi sót")
    assert ward.leader.get("/pulses?period=2026-Q2").text.count("bullet three") == 1, "a bar would show the three"
    for text in (listed, plain(ward.officer.get(f"{path}/remove").text)):
        assert not re.search(r"\b(61|72)\b", text)
    form = filled(ward.officer.get(f"{path}/edit").text)
    assert [value for name, value in form if name in ("supportive", "neutral", "worried")] == ["", "", ""]


def test_hidden_counts_stay_unless_all_three_are_typed_again(ward: SimpleNamespace, officer: TestClient) -> None:
    path = f"/pulses/{pulse(officer, 61, 72, 3)['id']}"
    assert edit(ward.officer, path, content_group="1.9").status_code == 303
    assert get(officer, path)["total"] == 136
    answer = edit(ward.officer, path, supportive="50")
    assert answer.status_code == 422
    assert 'id="neutral-fault"' in answer.text
    assert get(officer, path)["total"] == 136
    assert edit(ward.officer, path, supportive="50", neutral="60", worried="0").status_code == 303
    assert get(officer, path)["neutral"] == 60


def test_shown_pulses_of_one_place_are_pooled_and_the_hidden_ones_left_out(
    ward: SimpleNamespace, officer: TestClient
) -> None:
    pulse(officer, 22, 9, 6)
    assert "Gộp" not in ward.leader.get("/pulses?period=2026-Q2").text
    pulse(officer, 10, 0, 20)
    told = "Gộp 2 lần ghi: 32 ủng hộ, 9 trung lập, 26 băn khoăn"
    assert told in plain(ward.leader.get("/pulses?period=all").text)
    pulse(officer, 40, 2, 20)
    pulse(officer, 1, 2, 0)
    assert f"{told}; 2 phiếu nhóm nhỏ không tính" in plain(ward.leader.get("/pulses?period=all").text)


def test_the_form_offers_no_group_that_holds_no_opinion(ward: SimpleNamespace) -> None:
    text = ward.officer.get("/pulses/new").text
    assert 'value="TDP-01"' in text
    assert 'value="CB-01"' not in text


# Commendations and plans.


def test_commendations_are_found_and_filtered(ward: SimpleNamespace, officer: TestClient) -> None:
    commendation(officer, title="Ngõ xanh, nhà sạch", group="TDP-01")
    commendation(officer, title="Góp sách cho trẻ", proposed_on="2026-08-01")
    text = ward.leader.get("/commendations?period=all&q=ngo+xanh").text
    assert "Ngõ xanh" in text
    assert "Góp sách" not in text
    assert "Góp sách" not in ward.leader.get("/commendations?period=2026-Q2").text
    assert "Không có mục nào như vậy" in ward.leader.get("/commendations?period=2026-Q2&q=sach+cho").text
    assert "Không nêu tên người dân" in ward.officer.get("/commendations/new").text


@pytest.mark.parametrize("form", ["/surveys/new", "/pulses/new", "/products/new?kind=meeting"])
def test_a_form_that_has_no_group_to_offer_says_how_groups_come_in(
    pages: SimpleNamespace, coordinator: TestClient, form: str
) -> None:
    words = "Phường chưa có nhóm nào để chọn"
    keeper, officer = (client.get(form).text.partition(words) for client in (pages.coordinator, pages.officer))
    assert 'href="/groups/import"' in keeper[2].partition("</p>")[0]
    assert "Nhờ Ban Xây dựng Đảng" in officer[2].partition("</p>")[0]
    makers.group(coordinator, "TDP-01", population=900)
    assert words not in pages.officer.get(form).text


def test_a_second_plan_of_the_year_is_told_beside_the_year(ward: SimpleNamespace, officer: TestClient) -> None:
    create(ward.officer, "plans")
    answer = create(ward.officer, "plans")
    assert answer.status_code == 422
    assert 'id="year-fault"' in answer.text
    assert "Đơn vị đã có kế hoạch năm 2026" in answer.text
    assert len(every(officer, "/plans")) == 1


def test_a_unit_that_has_its_plan_is_offered_that_plan_and_next_year_s(
    ward: SimpleNamespace, officer: TestClient, coordinator: TestClient
) -> None:
    year = makers.today().year
    assert 'href="/plans/new"' in ward.officer.get("/plans").text
    made = plan(officer, year=year)
    text = ward.officer.get("/plans").text
    assert 'href="/plans/new"' not in text
    assert re.search(rf'<a class="btn btn-1" href="/plans/{made["id"]}/edit">.*?Mở kế hoạch năm {year}</a>', text)
    offered = ward.officer.get(f"/plans/new?year={year + 1}").text
    assert f'href="/plans/new?year={year + 1}"' in text
    assert re.search(rf'id="year"[^>]*value="{year + 1}"', offered)
    assert 'href="/plans/new"' in ward.officer.get(f"/plans?year={year + 1}").text
    assert 'href="/plans/new"' in ward.coordinator.get("/plans").text, "who writes for all still may"


def test_a_plan_is_read_approved_and_waits_again_when_its_unit_changes_it(
    ward: SimpleNamespace, officer: TestClient
) -> None:
    path = f"/plans/{plan(officer)['id']}"
    assert "chờ duyệt" in ward.leader.get("/plans").text
    assert f"{path}/approve" not in ward.officer.get("/plans").text
    asked = ward.coordinator.get(f"{path}/approve").text
    assert "Trật tự đô thị, phân loại rác" in asked
    answer = press(ward.coordinator, f"{path}/approve", filled(asked), "")
    assert answer.headers["location"] == "/plans?done=approved"
    assert get(officer, path)["status"] == "approved"
    assert "chờ duyệt lại" in ward.officer.get(f"{path}/edit").text
    edit(ward.officer, path, focus="Nội dung khác")
    assert get(officer, path)["status"] == "draft"


def test_who_approves_a_plan_has_read_what_it_says_now(ward: SimpleNamespace, officer: TestClient) -> None:
    path = f"/plans/{plan(officer)['id']}"
    asked = filled(ward.coordinator.get(f"{path}/approve").text)
    edit(ward.officer, path, focus="Nội dung khác")
    told = press(ward.coordinator, f"{path}/approve", asked, "")
    assert told.status_code == 422
    assert "Có người đã sửa kế hoạch đơn vị này sau khi bạn mở." in told.text
    assert "Nội dung khác" in told.text
    assert get(officer, path)["status"] == "draft"
    assert press(ward.coordinator, f"{path}/approve", filled(told.text), "").status_code == 303
    assert get(officer, path)["status"] == "approved"


def test_units_without_a_plan_are_named(ward: SimpleNamespace, officer: TestClient) -> None:
    text = plain(ward.leader.get("/plans?year=2026").text)
    assert "Năm 2026 còn thiếu kế hoạch của 4 đơn vị" in text
    plan(officer)
    assert "còn thiếu kế hoạch của 3 đơn vị" in plain(ward.leader.get("/plans?year=2026").text)
    assert "còn thiếu" not in plain(ward.leader.get("/plans?year=2031").text), "a year without periods"


def test_lists_go_on_over_pages(ward: SimpleNamespace, officer: TestClient) -> None:
    for _ in range(51):
        survey(officer)
    first = ward.leader.get("/surveys?period=2026-Q2").text
    assert "50 trong 51" in first
    [address] = re.findall(r'href="(/surveys\?[^"]*cursor=[^"]*)"', first)
    assert "1 trong 51" in ward.leader.get(address.replace("&amp;", "&")).text
