"""Concerns through the pages: registered, refused, asked about, answered late, forwarded, closed; who sees what."""

import re
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests import makers
from tests.conftest import Stage
from tests.makers import Json, concern, day, get, product, today
from tests.views.filled import filled, press

NEW = "/concerns/new"
GOOD: dict[str, Any] = {
    "summary": "Miệng cống đầu ngõ bị lấp",
    "content_group": "1.12",
    "origin": "hotline",
    "nature": "petition",
    "urgency": "urgent",
    "received_on": "2026-05-04",
    "due_on": "",
    "topic": "1.12.4",
}


def register(client: TestClient, **values: Any) -> Any:
    return press(client, NEW, filled(client.get(NEW).text, **(GOOD | values)), "")


def only(client: TestClient) -> Json:
    (found,) = get(client, "/concerns")["items"]
    return found


def test_a_concern_is_registered_with_everything_that_was_typed(pages: SimpleNamespace, officer: TestClient) -> None:
    answer = register(pages.officer)
    assert answer.status_code == 303
    made = only(officer)
    assert answer.headers["location"] == f"/concerns/{made['id']}?done=registered"
    assert {name: made[name] for name in GOOD if name != "due_on"} == {
        name: value for name, value in GOOD.items() if name != "due_on"
    }
    assert (made["owner_unit"], made["due_on"], made["group"]) == ("UBND", "2026-05-05", None)
    text = pages.officer.get(answer.headers["location"]).text
    for one in ("Đã ghi nhận vấn đề", GOOD["summary"], "Khẩn", "Đường dây nóng", "05/05/2026", "quá hạn", "Ghi nhận"):
        assert one in text, one


def test_the_notice_says_what_does_not_belong_here(pages: SimpleNamespace) -> None:
    text = pages.officer.get(NEW).text
    for one in ("khiếu nại, tố cáo", "nơi tiếp công dân", "Trung tâm Phục vụ hành chính công", "bí mật nhà nước"):
        assert one in text, one


@pytest.mark.parametrize(
    "typed",
    [
        "Cống lấp, gọi chị Lan 0912 345 678",
        "Cống lấp\n0912     345\n678 và 0912345 678",
        "Cống lấp 09876543210987654321, 0912345 678",
        "Cống lấp https://www.facebook.com/share/1Ab345 678 0912 345 678",
    ],
)
def test_a_telephone_number_is_refused_the_form_stays_whole_and_nothing_is_kept(
    stage: Stage, pages: SimpleNamespace, officer: TestClient, caplog: pytest.LogCaptureFixture, typed: str
) -> None:
    with caplog.at_level("DEBUG"):
        answer = register(pages.officer, summary=typed)
    assert "345 678" not in caplog.text
    assert answer.status_code == 422
    assert answer.headers["cache-control"] == "no-store", "the one copy is the form that goes back"
    assert 'id="summary-fault"' in answer.text
    assert "số điện thoại" in answer.text
    kept = dict(filled(answer.text))
    assert kept["summary"] == typed
    assert all(kept[name] == value for name, value in GOOD.items() if name != "summary")
    assert get(officer, "/concerns")["items"] == []
    assert "345 678" not in stage.everything()
    pairs = filled(answer.text, summary="Cống lấp, mưa là ngập")
    assert press(pages.officer, NEW, pairs, "").status_code == 303
    assert only(officer)["summary"] == "Cống lấp, mưa là ngập"


def test_a_house_number_is_asked_about_and_saved_when_confirmed(pages: SimpleNamespace, officer: TestClient) -> None:
    answer = register(pages.officer, summary="Cống trước số nhà 12 bị lấp")
    assert answer.status_code == 422
    assert 'id="summary-ask"' in answer.text
    assert "Vẫn lưu" in answer.text
    assert get(officer, "/concerns")["items"] == []
    changed = press(pages.officer, NEW, filled(answer.text, summary="Cống trước nhà số 7 bị lấp"), "")
    assert changed.status_code == 303, "the same question is not put twice"
    assert only(officer)["summary"] == "Cống trước nhà số 7 bị lấp"


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"summary": ""}, "summary", "Không được để trống"),
        ({"origin": ""}, "origin", "Không được để trống"),
        ({"content_group": ""}, "content_group", "Không được để trống"),
        ({"topic": "1.13.1"}, "topic", "không thuộc nhóm nội dung"),
        ({"received_on": "2099-01-01"}, "received_on", "chưa tới"),
        ({"received_on": ""}, "received_on", "để trống"),
        ({"due_on": "2026-05-01"}, "due_on", "phải từ ngày tiếp nhận"),
        ({"due_on": "mai"}, "due_on", "Nhập ngày theo mẫu"),
    ],
    ids=str,
)
def test_what_is_wrong_is_told_beside_its_field(
    pages: SimpleNamespace, officer: TestClient, typed: Json, field: str, sentence: str
) -> None:
    answer = register(pages.officer, **typed)
    assert answer.status_code == 422
    assert f'id="{field}-fault"' in answer.text
    assert sentence in answer.text
    kept = dict(filled(answer.text))
    assert all(kept[name] == value for name, value in (GOOD | typed).items())
    assert get(officer, "/concerns")["items"] == []


def test_a_double_press_registers_one(pages: SimpleNamespace, officer: TestClient) -> None:
    pairs = filled(pages.officer.get(NEW).text, **GOOD)
    first, second = (press(pages.officer, NEW, pairs, "") for _ in range(2))
    assert first.headers["location"] == second.headers["location"] == f"/concerns/{only(officer)['id']}?done=registered"


def step(client: TestClient, made: Json, name: str, **values: Any) -> Any:
    path = f"/concerns/{made['id']}"
    return press(client, f"{path}/{name}", filled(client.get(path).text, **values), "")


def test_it_is_verified_answered_late_with_a_product_and_closed(pages: SimpleNamespace, officer: TestClient) -> None:
    made = concern(officer, nature="incorrect_information", summary="Tin sai về phí rác")
    told = product(officer, content_group="1.8", title="Phí rác tính thế nào")
    assert step(pages.officer, made, "verify").headers["location"].endswith("?done=verifying")
    asked = step(pages.officer, made, "answer", answer="Mức thu chưa đổi", answered_on="2026-05-14")
    assert asked.status_code == 422
    assert 'id="answer_product-ask"' in asked.text
    assert "Vẫn lưu câu trả lời" in asked.text
    pairs = filled(asked.text, answer_product=str(told["id"]))
    answer = press(pages.officer, f"/concerns/{made['id']}/answer", pairs, "")
    assert answer.status_code == 303
    text = pages.other_officer.get(answer.headers["location"]).text
    for one in ("muộn 3 ngày", "Mức thu chưa đổi", "Phí rác tính thế nào", "Bắt đầu xác minh", "Tin sai về phí rác"):
        assert one in text, one
    assert step(pages.officer, made, "close", reason="Đã xong", closed_on="2026-05-15").status_code == 303
    assert (only(officer)["status"], only(officer)["answered_on"]) == ("closed", "2026-05-14")
    assert "Lưu câu trả lời" not in pages.officer.get(f"/concerns/{made['id']}").text


def test_a_refused_answer_comes_back_whole_and_is_kept_nowhere(
    stage: Stage, pages: SimpleNamespace, officer: TestClient
) -> None:
    made = concern(officer)
    answer = step(pages.officer, made, "answer", answer="Hỏi anh Nam 0987.654.321", forwarded_to="Sở Xây dựng")
    assert answer.status_code == 422
    assert 'id="answer-fault"' in answer.text
    kept = dict(filled(answer.text))
    assert (kept["answer"], kept["forwarded_to"]) == ("Hỏi anh Nam 0987.654.321", "Sở Xây dựng")
    assert "654.321" not in stage.everything()
    assert only(officer)["status"] == "received"


def test_it_is_forwarded_in_time(pages: SimpleNamespace, officer: TestClient) -> None:
    made = concern(officer, due_on=day(4))
    refused = step(pages.officer, made, "forward", forwarded_on="2026-05-08")
    assert 'id="forwarded_to-fault"' in refused.text
    assert "<details" in refused.text
    assert re.search(r"<details class=\"kinds\" open> ?<summary>.{0,400}Chuyển nơi khác", refused.text)
    step(pages.officer, made, "forward", forwarded_on=day(0), forwarded_to="Công ty Điện lực Đống Đa")
    text = pages.leader.get(f"/concerns/{made['id']}").text
    assert f"Chuyển ngày {today():%d/%m/%Y}, đúng hạn" in text
    assert "Công ty Điện lực Đống Đa" in text
    assert "Lưu câu trả lời" not in text, "a leader reads"


def test_an_edit_changes_what_was_changed_and_keeps_the_rest(pages: SimpleNamespace, officer: TestClient) -> None:
    made = concern(officer, answered_on=day(0), answer="Đã lắp", status="answered", due_on=day(3))
    path = f"/concerns/{made['id']}"
    pairs = filled(pages.officer.get(f"{path}/edit").text, due_on=day(4), urgency="urgent", answer="Đã lắp sáu đèn")
    assert press(pages.officer, f"{path}/edit", pairs, "").status_code == 303
    after = get(officer, path)
    changed = {"urgency": "urgent", "answer": "Đã lắp sáu đèn", "due_on": day(4)}
    assert {name: after[name] for name in changed} == changed
    same = set(made) - set(changed) - {"updated_at"}
    assert {name: after[name] for name in same} == {name: made[name] for name in same}
    shown = pages.leader.get(path).text
    for told in ("câu trả lời: «Đã lắp» → «Đã lắp sáu đèn»", "hạn: ", "mức độ: thường → khẩn"):
        assert told in shown


def test_what_someone_else_changed_is_not_overwritten(pages: SimpleNamespace, officer: TestClient) -> None:
    made = concern(officer)
    path = f"/concerns/{made['id']}"
    edited = filled(pages.officer.get(f"{path}/edit").text, summary="Của tôi")
    answered = filled(pages.officer.get(path).text, answer="Của tôi")
    makers.patch(officer, path, nature="question")
    for pairs, name in ((edited, "edit"), (answered, "answer")):
        answer = press(pages.officer, f"{path}/{name}", pairs, "")
        assert answer.status_code == 422
        assert "Có người đã sửa" in answer.text
        assert "Của tôi" in answer.text
        assert '<a href="?" target="_blank">Mở bản mới nhất' in answer.text
        assert "Của tôi" not in pages.officer.get(f"{path}/{name}?").text
    assert get(officer, path)["summary"] == made["summary"]


def test_a_closed_period_asks_the_coordinator_why(
    pages: SimpleNamespace, officer: TestClient, coordinator: TestClient
) -> None:
    made = concern(officer)
    makers.close(coordinator)
    refused = step(pages.officer, made, "answer", answer="Đã lắp", answered_on="2026-05-09")
    assert "Nhờ Ban Xây dựng Đảng sửa" in refused.text
    refused = step(pages.coordinator, made, "answer", answer="Đã lắp", answered_on="2026-05-09")
    assert 'id="change_reason-fault"' in refused.text
    pairs = filled(refused.text, change_reason="Ghi bổ sung")
    assert press(pages.coordinator, f"/concerns/{made['id']}/answer", pairs, "").status_code == 303
    path = f"/concerns/{made['id']}/remove"
    assert (
        'id="change_reason-fault"' in press(pages.coordinator, path, filled(pages.coordinator.get(path).text), "").text
    )
    pairs = filled(pages.coordinator.get(path).text, change_reason="Ghi nhầm")
    assert press(pages.coordinator, path, pairs, "").headers["location"] == "/concerns?done=removed"
    assert get(coordinator, "/concerns")["items"] == []


def test_the_list_has_overdue_ones_first_in_words_and_filters_in_its_address(
    pages: SimpleNamespace, officer: TestClient
) -> None:
    concern(officer, summary="Việc còn hạn", received_on=day(0), due_on=day(2))
    concern(officer, summary="Việc quá hạn", due_on=day(-4))
    concern(officer, summary="Việc đã xong", status="answered", answered_on="2026-05-20", answer="Xong")
    text = pages.leader.get("/concerns").text
    assert text.index("Việc quá hạn") < text.index("Việc còn hạn") < text.index("Việc đã xong")
    for one in ("quá hạn 4 ngày", "còn 2 ngày", "đã trả lời, muộn 9 ngày", "<b>3</b> vấn đề", "<b>1</b> quá hạn"):
        assert one in text, one
    assert "Ghi vấn đề" not in text
    found = pages.leader.get("/concerns?q=viec+qua&status=received&overdue=1").text
    assert "Việc quá hạn" in found
    assert "Việc còn hạn" not in found
    assert "Không có vấn đề nào như vậy" in pages.leader.get("/concerns?q=khong+co").text
    assert pages.leader.get("/concerns?status=open").status_code == 404


def test_an_empty_register_says_what_belongs_there(pages: SimpleNamespace) -> None:
    assert "Chưa có vấn đề nào" in pages.leader.get("/concerns").text
    assert 'href="/concerns"' in pages.leader.get("/more").text


def test_today_shows_a_unit_its_own_and_the_coordinator_all(pages: SimpleNamespace, coordinator: TestClient) -> None:
    concern(coordinator, summary="Việc của UBND", due_on=day(-1))
    concern(coordinator, summary="Việc của Mặt trận", owner_unit="MTTQ", received_on=day(0), due_on=day(3))
    concern(coordinator, summary="Việc còn lâu", received_on=day(0), due_on=day(30))
    concern(
        coordinator, summary="Việc xong", due_on=day(-1), status="answered", answered_on="2026-05-20", answer="Xong"
    )
    mine, all_of_them = pages.officer.get("/").text, pages.coordinator.get("/").text
    assert "Trả lời: Việc của UBND" in mine
    assert "Việc của Mặt trận" not in mine
    for text in ("Việc của UBND", "Việc của Mặt trận", "quá hạn 1 ngày", "còn 3 ngày"):
        assert text in all_of_them, text
    assert "Việc còn lâu" not in all_of_them
    assert "Việc xong" not in all_of_them


def test_the_same_concern_is_asked_about_with_a_link_and_saved_when_confirmed(
    pages: SimpleNamespace, officer: TestClient
) -> None:
    assert register(pages.officer).status_code == 303
    first = only(officer)
    asked = register(pages.officer)
    assert asked.status_code == 422
    assert f'href="/concerns/{first["id"]}"' in asked.text
    assert 'id="summary-ask"' in asked.text
    assert dict(filled(asked.text))["summary"] == GOOD["summary"]
    assert press(pages.officer, NEW, filled(asked.text), "").status_code == 303
    assert len(get(officer, "/concerns")["items"]) == 2


def test_it_is_closed_as_the_same_as_another_one_and_says_so(pages: SimpleNamespace, officer: TestClient) -> None:
    first = concern(officer, summary="Đèn ngõ hỏng", received_on=day(0), due_on=day(3))
    second = concern(officer, summary="Ngõ tối", received_on=day(0), due_on=day(3))
    assert "Trùng với vấn đề khác" in pages.officer.get(f"/concerns/{second['id']}").text
    answer = step(pages.officer, second, "close", merged_into=str(first["id"]), closed_on=day(0))
    assert answer.status_code == 303
    text = pages.leader.get(f"/concerns/{second['id']}").text
    for one in ("trùng, không tính", "Đèn ngõ hỏng", f'href="/concerns/{first["id"]}"'):
        assert one in text, one
    assert "Ngõ tối" in pages.leader.get(f"/concerns/{first['id']}").text
    assert "trùng, không tính" in pages.leader.get("/concerns").text
    assert "Ngõ tối" not in pages.officer.get("/").text
    form = pages.officer.get(f"/concerns/{second['id']}/edit").text
    assert press(pages.officer, f"/concerns/{second['id']}/edit", filled(form), "").status_code == 303
    assert get(officer, f"/concerns/{second['id']}")["merged_into"] == first["id"]


def test_two_that_are_each_closed_as_the_other_are_told_apart_and_the_choice_stays(
    pages: SimpleNamespace, officer: TestClient
) -> None:
    first, second = (
        concern(officer, summary=one, received_on=day(0), due_on=day(3)) for one in ("Ngõ tối", "Đèn hỏng")
    )
    assert step(pages.officer, first, "close", merged_into=str(second["id"]), closed_on=day(0)).status_code == 303
    refused = step(pages.officer, second, "close", merged_into=str(first["id"]), closed_on=day(0))
    assert refused.status_code == 422
    assert f"Vấn đề số {first['id']} đã ghi là trùng với vấn đề này." in refused.text
    assert dict(filled(refused.text))["merged_into"] == str(first["id"])


def test_a_passed_due_date_asks_the_coordinator_why(
    pages: SimpleNamespace, officer: TestClient, coordinator: TestClient
) -> None:
    made = concern(officer, received_on=day(-9), due_on=day(-3))
    path = f"/concerns/{made['id']}"
    for who, is_asked in ((pages.officer, False), (pages.coordinator, True)):
        pairs = filled(who.get(f"{path}/edit").text, due_on=day(2), answer="")
        refused = press(who, f"{path}/edit", pairs, "")
        assert refused.status_code == 422
        assert f"{today() - timedelta(days=3):%d/%m/%Y} đã qua" in refused.text
        assert dict(filled(refused.text))["due_on"] == day(2)
        assert ('id="change_reason-fault"' in refused.text) == is_asked
        assert ('id="due_on-fault"' in refused.text) != is_asked
        removal = press(who, f"{path}/remove", filled(who.get(f"{path}/remove").text), "")
        assert removal.status_code == 422
        assert ('id="change_reason-fault"' in removal.text) == is_asked
    pairs = filled(refused.text, change_reason="Báo chí nêu lại")
    assert press(pages.coordinator, f"{path}/edit", pairs, "").status_code == 303
    assert get(coordinator, path)["due_on"] == day(2)


@pytest.mark.parametrize(("name", "box"), [("answer", "answered_on"), ("forward", "forwarded_on")])
def test_a_day_across_the_due_date_is_told_at_its_box(
    pages: SimpleNamespace, officer: TestClient, name: str, box: str
) -> None:
    made = concern(officer, received_on=day(-9), due_on=day(-3))
    typed = {"answer": "Đã sửa đèn", "forwarded_to": "Sở Xây dựng", box: day(-4)}
    refused = step(pages.officer, made, name, **typed)
    assert refused.status_code == 422
    assert f'href="#{box}"' in refused.text
    assert f'id="{box}-fault"' in refused.text
    assert dict(filled(refused.text))[box] == day(-4)


def test_the_coordinator_opens_an_answered_one_again(
    pages: SimpleNamespace, officer: TestClient, coordinator: TestClient
) -> None:
    made = concern(officer, received_on=day(0), due_on=day(3))
    path = f"/concerns/{made['id']}"
    step(pages.officer, made, "answer", answer="Nhầm vấn đề")
    assert "Mở lại" not in pages.officer.get(path).text
    assert pages.officer.get(f"{path}/reopen").status_code == 403
    assert f'href="{path}/reopen"' in pages.coordinator.get(path).text
    refused = press(pages.coordinator, f"{path}/reopen", filled(pages.coordinator.get(f"{path}/reopen").text), "")
    assert 'id="change_reason-fault"' in refused.text
    pairs = filled(refused.text, change_reason="Trả lời nhầm vấn đề")
    assert press(pages.coordinator, f"{path}/reopen", pairs, "").headers["location"] == f"{path}?done=reopened"
    assert get(coordinator, path)["status"] == "received"
    assert "Trả lời nhầm vấn đề" in pages.leader.get(path).text
    again = filled(pages.coordinator.get(f"{path}/reopen").text, change_reason="Bấm lần nữa")
    assert press(pages.coordinator, f"{path}/reopen", again, "").headers["location"] == f"{path}?done=unchanged"
