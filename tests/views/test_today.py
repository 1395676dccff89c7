"""Today by role: what a unit owes, what the coordinator waits for, and that it goes once it is done."""

import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from app.models import Report
from tests import makers
from tests.conftest import Stage
from tests.reading import plain


@pytest.fixture
def running(stage: Stage, coordinator: TestClient) -> str:
    """The period of today, made where the plan's have passed."""
    return makers.period_of_today(coordinator)


def text(client: TestClient) -> str:
    return str(client.get("/").text)


def test_a_unit_is_reminded_of_its_report_until_it_has_handed_in(
    pages: SimpleNamespace, running: str, officer: TestClient, coordinator: TestClient
) -> None:
    assert "Hạn nộp" in text(pages.officer)
    assert "0 trong 4 đơn vị đã nộp" in text(pages.coordinator)
    made = makers.report(officer, "UBND", running)
    assert "Hạn nộp" in text(pages.officer), "a draft is not handed in"
    makers.post(officer, f"/reports/{made['id']}/submit", {})
    assert "Hạn nộp" not in text(pages.officer)
    assert "Hạn nộp" in text(pages.other_officer)
    assert "1 trong 4 đơn vị đã nộp" in text(pages.leader)
    makers.post(coordinator, f"/reports/{made['id']}/return", {"reason": "Thiếu phần 6"})
    assert "1 trong 4 đơn vị đã nộp" in text(pages.coordinator), "the first submission counts"


def test_a_report_that_was_never_handed_in_is_owed_until_its_period_is_closed(
    pages: SimpleNamespace, running: str, officer: TestClient, coordinator: TestClient
) -> None:
    def told() -> list[str]:
        return [name for name in ("officer", "coordinator", "leader") if "quý II/2026" in plain(text(by[name]))]

    by = vars(pages)
    assert told() == [], "the ward kept no register then"
    makers.group(coordinator, "TDP-01")
    makers.product(officer, makers.placement("zalo", "2026-05-04", makers.reach("TDP-01", 100)))
    assert told() == ["officer", "coordinator", "leader"]
    assert "Báo cáo quý II/2026 Hạn nộp 10/06/2026 Viết báo cáo" in plain(text(pages.officer))
    assert "Báo cáo quý II/2026: 0 trong 4 đơn vị đã nộp" in plain(text(pages.leader))
    made = makers.report(officer, "UBND", "2026-Q2")
    assert "Viết tiếp báo cáo quý II/2026 Hạn nộp 10/06/2026" in plain(text(pages.officer))
    makers.post(officer, f"/reports/{made['id']}/submit", {})
    assert "Hạn nộp 10/06/2026" not in text(pages.officer)
    assert "Báo cáo quý II/2026 Hạn nộp 10/06/2026 · 1 trong 4 đơn vị đã nộp" in plain(text(pages.coordinator))
    makers.post(coordinator, f"/reports/{made['id']}/accept", {})
    makers.close(coordinator)
    assert told() == []


def test_a_report_waits_for_who_has_it_on_a_day_of_no_period_too(
    pages: SimpleNamespace, officer: TestClient, coordinator: TestClient
) -> None:
    """As on New Year's day, with the last quarter's reports still to be judged."""
    made = makers.report(officer, "UBND", "2026-Q2")
    link = f'href="/reports/{made["id"]}"'
    for period in makers.every(coordinator, "/periods"):
        if period["code"] != "2026-Q2":
            makers.delete(coordinator, f"/periods/{period['code']}")
    makers.post(officer, f"/reports/{made['id']}/submit", {})
    told = text(pages.coordinator)
    assert "hôm nay không nằm trong kỳ nào" in told
    assert "Duyệt: báo cáo" in told
    assert link in told
    makers.post(coordinator, f"/reports/{made['id']}/return", {"reason": "Thiếu phần 6"})
    assert "Trả lại: Thiếu phần 6" in text(pages.officer)
    assert link in text(pages.officer)
    assert link not in text(pages.leader)


def test_a_report_waits_for_who_has_it(
    pages: SimpleNamespace, running: str, officer: TestClient, coordinator: TestClient
) -> None:
    made = makers.report(officer, "UBND", running)
    link = f'href="/reports/{made["id"]}"'
    assert link not in text(pages.coordinator), "a draft waits for nobody"
    makers.post(officer, f"/reports/{made['id']}/submit", {})
    assert link in text(pages.coordinator)
    assert "Duyệt: báo cáo" in text(pages.coordinator)
    makers.post(coordinator, f"/reports/{made['id']}/return", {"reason": "Thiếu phần 6"})
    assert link not in text(pages.coordinator)
    assert "Trả lại: Thiếu phần 6" in text(pages.officer)
    for client in (pages.other_officer, pages.leader):
        assert link not in text(client)
    makers.post(officer, f"/reports/{made['id']}/submit", {})
    makers.post(coordinator, f"/reports/{made['id']}/accept", {})
    assert link not in text(pages.coordinator)
    assert link not in text(pages.officer)


def test_a_plan_is_asked_for_then_waits_for_approval_then_is_no_task(
    pages: SimpleNamespace, running: str, officer: TestClient, coordinator: TestClient
) -> None:
    year = makers.today().year
    assert f"Lập kế hoạch năm {year}" in text(pages.officer)
    assert "4 đơn vị chưa có kế hoạch năm" in text(pages.coordinator)
    assert "đơn vị chưa có kế hoạch năm" not in text(pages.leader)
    plan = makers.plan(officer, "UBND", year=year)
    assert f"Lập kế hoạch năm {year}" not in text(pages.officer)
    assert f'href="/plans/{plan["id"]}/approve"' in text(pages.coordinator)
    assert "3 đơn vị chưa có kế hoạch năm" in text(pages.coordinator)
    makers.post(coordinator, f"/plans/{plan['id']}/approve", {})
    assert "/approve" not in text(pages.coordinator)


def test_the_ward_s_coverage_says_that_it_is_mostly_estimated(
    pages: SimpleNamespace, running: str, coordinator: TestClient
) -> None:
    makers.group(coordinator, "TDP-01", population=1000)
    told = makers.placement("zalo", makers.day(), makers.reach("TDP-01", 200))
    makers.product(coordinator, told)
    assert "chủ yếu ước tính" not in text(pages.leader)
    told = makers.placement("loudspeaker", makers.day(), makers.reach("TDP-01", 600, "estimated"))
    makers.product(coordinator, told)
    assert "ước chừng 680 (68%) · chủ yếu ước tính" in plain(text(pages.leader))


def test_a_key_material_waits_until_something_is_made_of_it(
    pages: SimpleNamespace, running: str, coordinator: TestClient
) -> None:
    makers.material(coordinator, "TL-90", title="Hỏi đáp về đất đai", received_on=makers.day(), key=True)
    makers.material(coordinator, "TL-91", title="Bản tin nội bộ", received_on=makers.day(), key=False)
    assert "Chưa phát lại: Hỏi đáp về đất đai" in text(pages.officer)
    assert "Bản tin nội bộ" not in text(pages.officer)
    assert "Chưa phát lại" not in text(pages.leader)
    makers.planned(coordinator, material="TL-90")
    assert "Chưa phát lại" not in text(pages.officer)


def test_a_group_that_begins_today_is_not_overdue(pages: SimpleNamespace, coordinator: TestClient) -> None:
    """Its days are counted from its own first one, here as in the matrix."""
    makers.directive(coordinator, "VB-09", issued_on="2026-03-17", within_days=30, must_reach=["residential"])
    makers.group(coordinator, "TDP-99", active_from=makers.day())
    tasks = text(pages.coordinator)
    assert "còn 30 ngày" in tasks
    assert "quá hạn" not in tasks
    assert "còn 30 ngày" in plain(pages.coordinator.get("/directives").text)


def test_of_a_directive_each_group_is_due_on_its_own_day(pages: SimpleNamespace, coordinator: TestClient) -> None:
    makers.directive(coordinator, "VB-09", issued_on=makers.day(-33), within_days=30, must_reach=["residential"])
    for code, name, began in (("TDP-01", "Tổ 1", None), ("TDP-02", "Tổ 2", None), ("TDP-60", "Tổ 60", makers.day())):
        makers.group(coordinator, code, name=name, active_from=began)
    tasks = plain(text(pages.coordinator))
    assert re.search(r"2 tổ chưa nghe Tổ 1, Tổ 2 · hạn [0-9/]+ quá hạn 3 ngày", tasks), tasks
    assert re.search(r"1 tổ chưa nghe Tổ 60 · hạn [0-9/]+ còn 30 ngày", tasks), tasks


def test_an_urgent_report_is_the_first_line_for_who_must_act_and_for_nobody_else(
    stage: Stage, pages: SimpleNamespace, officer: TestClient
) -> None:
    urgent = {"unit": "UBND", "type": "urgent", "title": "Mất nước ở hai ngõ", "text": "Từ 5 giờ."}
    made = makers.post(officer, "/reports", urgent)
    assert "Mất nước" not in text(pages.coordinator), "nobody has sent it yet"
    makers.post(officer, f"/reports/{made['id']}/submit", {})
    for reader in (pages.coordinator, pages.leader):
        shown = plain(text(reader))
        assert re.search(r"Báo cáo đột xuất Mất nước ở hai ngõ .*· gửi \d\d/\d\d/\d{4} \d\d:\d\d", shown)
        assert shown.index("Mất nước") < shown.index("Hai tuần tới")
    for other in (pages.officer, pages.other_officer, pages.admin):
        assert "Mất nước" not in text(other)
    with stage.writing() as (session, _):
        row = session.exec(select(Report)).one()
        assert row.submitted_at is not None
        row.submitted_at -= timedelta(days=8)
    assert "Mất nước" not in text(pages.coordinator)


def test_old_debts_stand_in_one_row_for_who_can_pay_them(pages: SimpleNamespace, coordinator: TestClient) -> None:
    makers.group(coordinator, "TDP-01", name="Tổ 1")
    old = {"issued_on": makers.day(-90), "within_days": 30, "must_reach": ["residential"]}
    makers.directive(coordinator, "VB-09", number="09/VB", note="Sẽ làm ở đợt tháng 12", **old)
    makers.directive(coordinator, "VB-10", number="10/VB", lead_unit="MTTQ", **old)
    everyone, mine, theirs = (plain(text(one)) for one in (pages.coordinator, pages.officer, pages.other_officer))
    assert "2 chủ trương còn 2 tổ chưa nghe từ" in everyone
    assert 'href="/directives/VB-09/edit#lead_unit">Giao cho một đơn vị' in text(pages.coordinator)
    assert "Sẽ làm ở đợt tháng 12" in mine
    assert "1 chủ trương còn 1 tổ chưa nghe từ" in mine, "what another unit leads is that unit's"
    assert "10/VB" not in mine
    assert "2 chủ trương còn" in theirs
    assert 'href="/products/new?directives=VB-10&amp;groups=TDP-01">Ghi' in text(pages.other_officer)


def test_a_leader_reads_how_the_quarter_stands_and_who_is_missing_what(
    pages: SimpleNamespace, running: str, coordinator: TestClient
) -> None:
    assert "chưa có gì mới" in plain(text(pages.leader))
    makers.concern(coordinator, received_on=makers.day(-3), due_on=makers.day(-1), owner_unit="UBND")
    makers.concern(coordinator, received_on=makers.day(-3), due_on=makers.day(-1), owner_unit="MTTQ")
    shown = plain(text(pages.leader))
    assert re.search(r"Quý [IV]+/\d{4}: \d+ chỉ tiêu, .*chưa đạt", shown)
    assert re.search(r"Từ (hôm qua|thứ Sáu): 2 phản ánh mới", shown)
    assert "Phản ánh quá hạn" in shown
    assert 'href="/concerns?owner_unit=UBND&amp;overdue=1"' in text(pages.leader), "the one that it counts"
    assert f'href="/indicators/concerns_answered/entries?period={running}"' in text(pages.leader)
    answered = shown.partition("Phản ánh trả lời đúng hạn")[2]
    assert re.search(r"0% .*chưa đạt .*thiếu nhiều nhất: .*\(1\), .*\(1\)", answered)
    owed = plain(text(pages.coordinator))
    assert "4 đơn vị còn thiếu việc" in owed
    assert "1 phản ánh không đúng hạn" in owed
    assert "Cần để mắt" not in owed


def test_a_new_account_is_given_a_hint_where_it_matters_until_it_is_pressed_away(
    stage: Stage, pages: SimpleNamespace, running: str
) -> None:
    words = {"officer": "chọn loại, gõ tên, lưu", "coordinator": "Việc chờ bạn duyệt", "leader": "phần còn thiếu mở ra"}
    for name, said in words.items():
        assert said in plain(text(getattr(pages, name))), name
    assert pages.officer.post("/account/hint").headers["location"] == "/"
    assert pages.officer.post("/account/hint").status_code == 303, "a second press is no fault"
    assert pages.admin.get("/audit?entity=person").text.count("Cất gợi ý") == 1, "and no second change"
    for client in (pages.officer, stage.signed_in("officer")):
        assert "Đã hiểu" not in text(client), "of the account, not of the browser"
    assert "Đã hiểu" in text(pages.other_officer)
    assert "Đã hiểu" not in text(pages.admin), "who sets a ward up has the first steps"
    assert pages.city.post("/account/hint").status_code == 404
