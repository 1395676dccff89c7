"""Reports of units: written, handed in, returned, accepted; who sees which, and what stays as it was."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests import makers
from tests.conftest import Stage
from tests.makers import (
    API,
    Json,
    codes,
    delete,
    every,
    get,
    patch,
    problem,
    report,
    report_json,
    try_delete,
    try_patch,
)

URGENT = {"unit": "UBND", "type": "urgent", "title": "Sự cố cấp nước", "text": "Mất nước ở hai ngõ từ 5 giờ sáng."}


def step(client: TestClient, report: Json, verb: str, **body: Any) -> Any:
    return client.post(f"{API}/reports/{report['id']}/{verb}", **({"json": body} if body else {}))


def stepped(client: TestClient, report: Json, verb: str, **body: Any) -> Json:
    answer = step(client, report, verb, **body)
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


def test_it_goes_from_draft_over_a_return_to_accepted(
    stage: Stage, officer: TestClient, coordinator: TestClient
) -> None:
    made = report(officer, comments={"1": "Đủ hình thức"})
    path = f"/reports/{made['id']}"
    assert (made["status"], made["version"], made["comments"]) == ("draft", 0, {"1": "Đủ hình thức"})
    patch(officer, path, comments={"1": "Sửa", "5": "Xong"}, proposals="Thêm loa")
    first = stepped(officer, made, "submit")
    assert (first["status"], first["version"]) == ("submitted", 1)
    assert first["first_submitted_at"] == first["submitted_at"]
    problem(step(coordinator, made, "return"), 422, (("reason",), "missing"))
    back = stepped(coordinator, made, "return", reason="Thiếu phần 6")
    assert (back["status"], back["reason"]) == ("returned", "Thiếu phần 6")
    patch(officer, path, proposals="Thêm hai loa")
    again = stepped(officer, made, "submit")
    assert (again["version"], again["reason"]) == (2, None)
    assert again["first_submitted_at"] == first["first_submitted_at"] < again["submitted_at"]
    assert stepped(coordinator, made, "accept")["status"] == "accepted"
    assert get(officer, path)["proposals"] == "Thêm hai loa"


def test_an_accepted_one_is_opened_again_and_its_snapshot_stays(
    stage: Stage, officer: TestClient, coordinator: TestClient, leader: TestClient
) -> None:
    made = report(officer, proposals="Thêm loa")
    problem(step(coordinator, made, "reopen", reason="Sửa số"), 409)
    taken = stepped(officer, made, "submit")["snapshot"]
    problem(step(coordinator, made, "reopen", reason="Sửa số"), 409)
    stepped(coordinator, made, "accept")
    problem(step(coordinator, made, "reopen"), 422, (("reason",), "missing"))
    assert step(officer, made, "reopen", reason="Sửa số").status_code == 403
    assert step(leader, made, "reopen", reason="Sửa số").status_code == 403
    back = stepped(coordinator, made, "reopen", reason="Sửa số")
    assert (back["status"], back["reason"], back["version"]) == ("returned", "Sửa số", 1)
    assert back["snapshot"] == taken
    patch(officer, f"/reports/{made['id']}", proposals="Thêm hai loa")
    again = stepped(officer, made, "submit")
    assert (again["version"], again["status"]) == (2, "submitted")
    assert again["first_submitted_at"] == taken["submitted_at"], "timeliness asks for the first"


def test_remarks_on_parts_stand_until_it_is_handed_in_again(
    stage: Stage, officer: TestClient, other_officer: TestClient, coordinator: TestClient
) -> None:
    made = report(officer)
    path = f"/reports/{made['id']}"
    assert made["parts"] == {}
    stepped(officer, made, "submit")
    for parts, where in (({"7": "Thừa"}, "7"), ({"2": "Gọi 0912345678"}, "2")):
        refused = problem(step(coordinator, made, "return", reason="Sửa", parts=parts), 422)
        assert refused["errors"][0]["loc"][:2] == ["parts", where]
    parts = {"2": "Nêu rõ số tổ", "6": "Thêm kiến nghị"}
    problem(step(coordinator, made, "return", parts=parts), 422, (("reason",), "missing"))
    assert get(coordinator, path)["parts"] == {}
    assert stepped(coordinator, made, "return", reason="Sửa hai phần", parts=parts)["parts"] == parts
    assert get(officer, path)["parts"] == parts
    assert patch(officer, path, proposals="Thêm loa", parts={})["parts"] == parts, "they are the coordinator's"
    assert other_officer.get(API + path).status_code == 404
    assert stepped(officer, made, "submit")["parts"] == {}
    stepped(coordinator, made, "accept")
    reopened = stepped(coordinator, made, "reopen", reason="Sổ đã đổi", parts={"1": "Xem lại"})
    assert reopened["parts"] == {"1": "Xem lại"}


def test_steps_that_are_none(stage: Stage, officer: TestClient, coordinator: TestClient) -> None:
    made = report(officer)
    path = f"/reports/{made['id']}"
    for verb in ("return", "accept"):
        problem(step(coordinator, made, verb, **({"reason": "Sai"} if verb == "return" else {})), 409)
    stepped(officer, made, "submit")
    problem(step(officer, made, "submit"), 409)
    problem(try_patch(officer, path, proposals="Muộn"), 409)
    tag = makers.etag(officer, path)
    assert patch(officer, path, **get(officer, path))["status"] == "submitted", "sent back as it was read"
    assert makers.etag(officer, path) == tag
    problem(try_delete(officer, path), 409)
    stepped(coordinator, made, "accept")
    for verb in ("accept", "submit"):
        problem(step(coordinator, made, verb), 409)


def test_only_a_draft_is_deleted(stage: Stage, officer: TestClient, coordinator: TestClient) -> None:
    made = report(officer)
    delete(officer, f"/reports/{made['id']}")
    made = report(officer)
    stepped(officer, made, "submit")
    stepped(coordinator, made, "return", reason="Sai")
    problem(try_delete(officer, f"/reports/{made['id']}"), 409)


def test_a_unit_has_one_periodic_report_of_a_period(stage: Stage, officer: TestClient, coordinator: TestClient) -> None:
    report(officer)
    problem(officer.post(f"{API}/reports", json=report_json()), 409)
    problem(coordinator.post(f"{API}/reports", json=report_json()), 409)
    report(officer, period="2026-Q3")
    report(coordinator, "MTTQ")
    for _ in range(2):
        report(officer, type="supplement")


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ({"type": "periodic"}, (("period",), "missing")),
        ({"type": "supplement"}, (("period",), "missing")),
        ({"type": "monthly", "period": "2026-Q4"}, (("type",), "choice")),
        ({"type": "periodic", "period": "KHONG"}, (("period",), "unknown")),
        ({"type": "urgent", "title": "Việc"}, (("text",), "missing")),
        ({"type": "urgent", "text": "Việc"}, (("title",), "missing")),
        (URGENT | {"period": "2026-Q4"}, (("period",), "not_of_a_period")),
        ({"type": "periodic", "period": "2026-Q4", "status": "submitted"}, (("status",), "unknown_field")),
    ],
    ids=str,
)
def test_what_is_refused(stage: Stage, officer: TestClient, body: Json, fault: Any) -> None:
    problem(officer.post(f"{API}/reports", json=body), 422, fault)
    assert every(officer, "/reports") == []


def test_comments_are_of_the_five_parts(stage: Stage, officer: TestClient) -> None:
    assert officer.post(f"{API}/reports", json=report_json(comments={"6": "Kiến nghị"})).status_code == 422
    made = report(officer)
    assert patch(officer, f"/reports/{made['id']}", period="2026-Q3")["period"] == made["period"], (
        "it stays whose it is"
    )


def test_house_numbers_are_asked_about_in_the_part_where_they_stand(stage: Stage, officer: TestClient) -> None:
    made = report(officer, comments={"1": "Đủ", "4": "Rác trước số nhà 12"}, proposals="Thu rác ở 12/3 ngõ Thổ Quan")
    asked = [(one["loc"], one["code"]) for one in made["warnings"]]
    assert asked == [(["comments", "4"], "house_number"), (["proposals"], "house_number")]
    assert codes(patch(officer, f"/reports/{made['id']}", comments={"4": "Rác ở tổ 12"})) == []


def test_who_sees_a_report_when(
    stage: Stage,
    officer: TestClient,
    other_officer: TestClient,
    coordinator: TestClient,
    leader: TestClient,
    admin: TestClient,
) -> None:
    made, urgent = report(officer), makers.post(officer, "/reports", URGENT)

    def seen_by(client: TestClient) -> list[int]:
        listed = [row["id"] for row in every(client, "/reports")]
        opened = [one["id"] for one in (urgent, made) if client.get(f"{API}/reports/{one['id']}").status_code == 200]
        assert listed == opened
        return listed

    both = [urgent["id"], made["id"]]
    for client in (officer, coordinator, leader):
        assert seen_by(client) == both, "an urgent report shows at once"
    for client in (other_officer, admin):
        assert seen_by(client) == []
        problem(client.patch(f"{API}/reports/{made['id']}"), 404)
    for one in (made, urgent):
        stepped(officer, one, "submit")
    for client in (other_officer, admin):
        assert seen_by(client) == [made["id"]]
        problem(try_patch(client, f"/reports/{made['id']}", proposals="Khác"), 403)
    stepped(coordinator, made, "return", reason="Thiếu")
    assert seen_by(other_officer) == []


def test_who_may_not(stage: Stage, officer: TestClient, other_officer: TestClient, leader: TestClient) -> None:
    made = report(officer)
    problem(other_officer.post(f"{API}/reports", json=report_json()), 403)
    problem(leader.post(f"{API}/reports", json=report_json("UBND", "2026-Q3")), 403)
    problem(step(leader, made, "submit"), 403)
    for verb in ("return", "accept"):
        problem(step(officer, made, verb), 403)
        problem(step(leader, made, verb), 403)


def test_what_is_only_told_of_it_is_ignored_whatever_it_says(stage: Stage, officer: TestClient) -> None:
    made = report(officer)
    told = get(officer, "/openapi.json")["components"]["schemas"]["ReportPatch"]["properties"]
    only_told = [name for name, schema in told.items() if schema.get("readOnly")]
    assert len(only_told) > 10
    for value in ("MTTQ", "2026-Q3", 7, None):
        same = patch(officer, f"/reports/{made['id']}", **dict.fromkeys(only_told, value))
        assert same["updated_at"] == made["updated_at"], value


@pytest.mark.on_both
def test_lists_by_status_type_and_period(stage: Stage, coordinator: TestClient) -> None:
    first, urgent = report(coordinator), makers.post(coordinator, "/reports", URGENT)
    third = report(coordinator, "MTTQ", "2026-Q3")
    stepped(coordinator, third, "submit")
    for query, found in (
        ({"status": "draft"}, [urgent, first]),
        ({"type": "urgent"}, [urgent]),
        ({"period": "2026-Q3"}, [third]),
        ({"unit": "UBND", "period": "2026"}, [first]),
        ({"q": "cap nuoc"}, [urgent]),
    ):
        assert [row["id"] for row in every(coordinator, "/reports", **query)] == [row["id"] for row in found]


def test_a_closed_period_takes_steps_from_the_coordinator_with_a_reason(
    stage: Stage, officer: TestClient, coordinator: TestClient
) -> None:
    made = report(officer, period="2026-Q2")
    makers.close(coordinator)
    problem(step(officer, made, "submit"), 409)
    problem(step(coordinator, made, "submit"), 409)
    problem(officer.post(f"{API}/reports", json=report_json(period="2026-Q2", type="supplement")), 409)
    assert codes(stepped(coordinator, made, "submit", change_reason="Gửi chậm")) == ["period_closed"]
    problem(step(coordinator, made, "accept"), 409)
    assert codes(stepped(coordinator, made, "accept", change_reason="Gửi chậm")) == ["period_closed"]


def test_words_of_a_report_lie_apart_from_the_facts(stage: Stage, officer: TestClient) -> None:
    from sqlmodel import select

    from app.models import Change

    made = report(officer, proposals="Thêm loa ở ngõ 7")
    with stage.writing() as (session, _):
        [change] = session.exec(select(Change).where(Change.entity == "report"))
        assert change.entity_key == str(made["id"])
        assert "loa" not in str(change.facts)
