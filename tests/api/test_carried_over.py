"""From one report to the next: what moved in the period before since its report, the days that a supplement tells."""

import re
from datetime import date, datetime, time, timedelta
from html import unescape
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from app.domain.reports.figures import tells_days
from app.models import Report, ReportSnapshot
from app.web.formats import days_told
from tests import makers
from tests.conftest import Stage
from tests.documents import paper
from tests.documents.paper import export
from tests.makers import API, Json, concern, get, patch, placement, product, reach, report
from tests.reading import plain
from tests.views.filled import filled, press

BEFORE, Q = "2026-Q2", "2026-Q3"


def step(client: TestClient, made: Json, verb: str = "submit", **body: Any) -> Json:
    answer = client.post(f"{API}/reports/{made['id']}/{verb}", json=body)
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


def handed_in_on(stage: Stage, made: Json, day: str) -> None:
    """As if the report had been handed in at noon of that day, and its figures had stopped there."""
    with stage.writing() as (session, ward):
        noon = datetime.combine(date.fromisoformat(day), time(12), ZoneInfo(ward.timezone))
        row = session.exec(select(ReportSnapshot).where(ReportSnapshot.report_id == made["id"])).one()
        told = session.exec(select(Report).where(Report.id == made["id"])).one()
        row.figures_until, row.submitted_at = date.fromisoformat(day), noon
        told.first_submitted_at = told.submitted_at = noon
        session.add_all([row, told])


def handed_in_early(stage: Stage, officer: TestClient) -> Json:
    """A report with twenty days of its quarter to come, and a product that it tells of."""
    product(officer, placement("zalo", "2026-08-03", reach("TDP-01", 100)), title="Trước báo cáo")
    made = report(officer, period=Q)
    step(officer, made)
    handed_in_on(stage, made, "2026-09-10")
    return made


@pytest.fixture
def logged(stage: Stage, coordinator: TestClient, officer: TestClient) -> Json:
    """Two tổ, and a product of the quarter before that reached one of them."""
    makers.group(coordinator, "TDP-01", population=1000)
    makers.group(coordinator, "TDP-02", population=500)
    return product(officer, placement("zalo", "2026-05-04", reach("TDP-01", 400)), title="Lịch đổ rác")


def test_the_first_report_carries_nothing_on(logged: Json, officer: TestClient) -> None:
    assert get(officer, f"/reports/{report(officer, period=BEFORE)['id']}")["live"]["carried"] is None
    unsent = get(officer, f"/reports/{report(officer, period=Q)['id']}")["live"]["carried"]
    assert unsent is None, "the one before was never handed in"


def test_what_moved_in_the_quarter_before_stands_in_the_next_report(
    logged: Json, officer: TestClient, coordinator: TestClient
) -> None:
    made = report(officer, period=BEFORE)
    step(officer, made)
    late = product(officer, placement("loudspeaker", "2026-06-20", reach("TDP-02", 50)), title="Ghi muộn")
    patch(officer, f"/products/{logged['id']}", title="Chỉ đổi tên")
    product(coordinator, placement("zalo", "2026-06-20", reach("TDP-02", 9)), unit="MTTQ", title="Của đơn vị khác")
    product(officer, placement("zalo", "2026-08-20", reach("TDP-02", 9)), title="Của quý này")
    carried = get(officer, f"/reports/{report(officer, period=Q)['id']}")["live"]["carried"]
    assert (carried["period"], carried["report"], carried["version"]) == (BEFORE, made["id"], 1)
    assert carried["figures_until"] == "2026-06-30"
    assert [(one["entity"], one["id"]) for one in carried["changes"]] == [("product", late["id"])]
    assert (carried["before"]["products"], carried["now"]["products"]) == (1, 2)
    assert (carried["before"]["net_reach"], carried["now"]["net_reach"]) == (400, 450)
    assert (carried["before"]["reached"], carried["now"]["reached"]) == (1, 2)


def test_what_was_carried_on_stays_as_it_was_handed_in(logged: Json, officer: TestClient) -> None:
    step(officer, report(officer, period=BEFORE))
    product(officer, placement("loudspeaker", "2026-06-20", reach("TDP-02", 50)), title="Ghi muộn")
    made = report(officer, period=Q)
    taken = step(officer, made)["snapshot"]["figures"]["carried"]
    product(officer, placement("loudspeaker", "2026-06-21", reach("TDP-02", 60)), title="Ghi muộn nữa")
    told = get(officer, f"/reports/{made['id']}")
    assert told["snapshot"]["figures"]["carried"] == taken
    assert (len(taken["changes"]), len(told["live"]["carried"]["changes"])) == (1, 2)


def test_the_ward_s_report_carries_on_from_the_ward_s_own(
    logged: Json, officer: TestClient, coordinator: TestClient
) -> None:
    step(officer, report(officer, period=BEFORE))
    mine = makers.post(coordinator, "/reports", {"period": BEFORE, "type": "consolidated"})
    step(coordinator, mine)
    product(coordinator, placement("zalo", "2026-06-20", reach("TDP-02", 9)), unit="MTTQ", title="Ghi muộn")
    following = makers.post(coordinator, "/reports", {"period": Q, "type": "consolidated"})
    carried = get(coordinator, f"/reports/{following['id']}")["live"]["carried"]
    assert carried["report"] == mine["id"]
    assert (carried["before"]["products"], carried["now"]["products"]) == (1, 2)


def test_a_supplement_tells_the_days_after_the_report_not_the_quarter_again(
    stage: Stage, logged: Json, officer: TestClient
) -> None:
    first = handed_in_early(stage, officer)
    product(officer, placement("zalo", "2026-09-20", reach("TDP-02", 50)), title="Sau báo cáo")
    product(officer, placement("zalo", "2026-08-04", reach("TDP-02", 70)), title="Ghi muộn")
    made = report(officer, period=Q, type="supplement")
    live = get(officer, f"/reports/{made['id']}")["live"]
    assert live["days"] == {"first": "2026-09-11", "last": "2026-09-30"}
    assert (live["1"]["products"], live["3"]["reached"], live["2"]["residential"]["net_reach"]) == (1, 1, 50)
    assert (live["previous"], live["indicators"]) == (None, {})
    carried = live["carried"]
    assert (carried["report"], carried["figures_until"]) == (first["id"], "2026-09-10")
    names = {one["id"]: get(officer, f"/products/{one['id']}")["title"] for one in carried["changes"]}
    assert "Ghi muộn" in names.values()
    assert "Sau báo cáo" not in names.values(), "the supplement's own days tell it"
    assert live["whole"]["products"] == 3


def test_figures_of_days_after_a_report_are_told_apart_from_what_moved_in_it(
    stage: Stage, logged: Json, officer: TestClient
) -> None:
    first = handed_in_early(stage, officer)
    page = stage.signed_in("officer")
    product(officer, placement("zalo", "2026-09-20", reach("TDP-02", 50)), title="Sau báo cáo")
    told = plain(page.get(f"/reports/{first['id']}").text)
    assert "Báo cáo này giữ số lúc nộp, tới 10/09/2026; số nay gồm cả những ngày sau đó." in told
    assert "1 thay đổi tới 10/09/2026, từng mục" in told, "what was logged after the report was handed in"
    product(officer, placement("zalo", "2026-08-04", reach("TDP-02", 70)), title="Ghi muộn")
    assert "2 thay đổi tới 10/09/2026, từng mục" in plain(page.get(f"/reports/{first['id']}").text)


def test_a_second_supplement_goes_on_where_the_first_one_stopped(
    stage: Stage, logged: Json, officer: TestClient
) -> None:
    first = report(officer, period=Q)
    step(officer, first)
    handed_in_on(stage, first, "2026-09-10")
    second = report(officer, period=Q, type="supplement")
    step(officer, second)
    handed_in_on(stage, second, "2026-09-20")
    third = report(officer, period=Q, type="supplement")
    assert get(officer, f"/reports/{third['id']}")["live"]["days"]["first"] == "2026-09-21"
    told = get(officer, f"/reports/{second['id']}")
    assert told["live"]["days"]["first"] == "2026-09-11", "what came after it does not alter what it is of"


def test_what_the_days_of_a_supplement_moved_is_not_said_to_be_the_ward_s_own_change(
    stage: Stage, logged: Json, officer: TestClient, coordinator: TestClient
) -> None:
    handed_in_early(stage, officer)
    made, page = report(officer, period=Q, type="supplement"), stage.signed_in("officer")

    def said() -> list[str]:
        on_page = plain(page.get(f"/reports/{made['id']}").text)
        return [on_page, paper.word_text(export(officer, made["id"], "docx"))]

    own = product(officer, placement("zalo", "2026-09-20", reach("TDP-02", 50)), title="Sau báo cáo")
    with stage.writing() as (session, _):
        # Whatever was logged is of before the report, but the product of the days that follow.
        moved = session.exec(select(ReportSnapshot)).one()
        moved.submitted_at = datetime.fromisoformat(own["created_at"]) - timedelta(milliseconds=1)
        session.add(moved)
    days = "số nay gồm cả những ngày sau đó"
    for words in said():
        assert f"đến nay, sổ của những ngày ấy không đổi mục nào; {days}" in words
        assert "số đổi theo danh mục" not in words
    patch(coordinator, "/groups/TDP-01", population=900)
    for words in said():
        assert f"danh mục của phường (nhóm, dân số, đơn vị, chủ trương) cũng đổi; {days}" in words
    product(officer, placement("zalo", "2026-08-04", reach("TDP-02", 70)), title="Ghi muộn")
    for words in said():
        assert "đến nay, sổ đổi 1 mục; " in words
        assert days in words


def test_a_supplement_says_of_its_own_days_that_nothing_was_done(
    stage: Stage, logged: Json, officer: TestClient
) -> None:
    handed_in_early(stage, officer)
    made = report(officer, period=Q, type="supplement", proposed=["1", "2", "3", "4", "5"])
    told = get(officer, f"/reports/{made['id']}")["sentences"]
    assert told == {
        "1": "Những ngày này chưa phát sản phẩm nào.",
        "2": "Những ngày này đã thông tin tới 0 trong 2 tổ dân phố.",
        "3": "Những ngày này 2 tổ không có tin: Nhóm TDP-01, Nhóm TDP-02.",
        "4": "Những ngày này không tiếp nhận vấn đề nào.",
        "5": "Những ngày này không có vấn đề nào đến hạn.",
    }
    page = plain(stage.signed_in("officer").get(f"/reports/{made['id']}").text)
    for words in (page, paper.word_text(export(officer, made["id"], "docx"))):
        assert "Những ngày này 2 tổ không có tin: " in words
        for wrong in ("tổ chưa có tin", "trong kỳ chưa", "nào trong kỳ", "đến hạn trong kỳ", "cần ưu tiên"):
            assert wrong not in words
    product(officer, placement("zalo", "2026-09-20", reach("TDP-01", 50), reach("TDP-02", 50)))
    told = get(officer, f"/reports/{made['id']}")["sentences"]
    assert told["3"] == "Những ngày này tổ dân phố nào cũng có tin."


def test_the_counts_of_a_supplement_open_on_the_products_of_its_days(
    stage: Stage, logged: Json, officer: TestClient
) -> None:
    handed_in_early(stage, officer)
    product(officer, placement("zalo", "2026-09-11", reach("TDP-02", 50)), title="Ngày đầu")
    product(officer, placement("zalo", "2026-09-30", reach("TDP-02", 50)), title="Ngày cuối")
    made, page = report(officer, period=Q, type="supplement"), stage.signed_in("officer")
    text = page.get(f"/reports/{made['id']}").text
    assert "Xem từng tổ trong cả kỳ" in text
    links = [unescape(link) for link in re.findall(r'href="(/products\?[^"]*)"', text)]
    assert len(links) == 4, "all of them, and those of a kind, a channel and a content group"
    for link in links:
        found = page.get(link).text
        assert ["Ngày đầu" in found, "Ngày cuối" in found, "Trước báo cáo" in found] == [True, True, False], link
        assert "<p>Từ 11/09/2026 đến 30/09/2026</p>" in found
        pairs = dict(filled(found))
        assert (pairs["from"], pairs["to"]) == ("2026-09-11", "2026-09-30"), "another choice keeps the days"
    whole = page.get(unescape(re.findall(rf'href="(/products\?[^"]*period={Q})"', found)[0])).text
    assert "Trước báo cáo" in whole, "a period in their place is a whole one"
    assert page.get("/products?from=11").status_code == 404


def test_the_quarter_before_stands_beside_the_figures(logged: Json, officer: TestClient) -> None:
    product(officer, placement("zalo", "2026-08-03", reach("TDP-02", 100)), content_group="1.10")
    product(officer, placement("zalo", "2026-08-03", reach("TDP-02", 100)), content_group="1.2")
    live = get(officer, f"/reports/{report(officer, period=Q)['id']}")["live"]
    previous = live["previous"]
    assert (previous["period"], previous["1"]["products"], live["1"]["products"]) == (BEFORE, 1, 2)
    assert (previous["2"]["residential"]["net_reach"], live["2"]["residential"]["net_reach"]) == (400, 100)
    assert [row["code"] for row in live["1"]["content_groups"]] == ["1.2", "1.10"], "as the plan counts them"
    first = get(officer, f"/reports/{report(officer, period=BEFORE)['id']}")["live"]
    assert first["previous"] is None


def test_a_report_lists_its_concerns_and_what_became_of_them(
    logged: Json, officer: TestClient, coordinator: TestClient, stage: Stage
) -> None:
    due = {"received_on": "2026-07-02", "due_on": "2026-07-12", "owner_unit": "UBND"}
    open_one = concern(officer, **due, summary="Rác ở ngõ 7")
    done = concern(officer, **due, summary="Đèn hỏng")
    answered = {"status": "answered", "answered_on": "2026-07-09", "answer": "Đã thay đèn."}
    patch(coordinator, f"/concerns/{done['id']}", **answered, change_reason="Vào sổ muộn")
    hidden = concern(officer, **due, summary="Tin sai về giá đất", nature="incorrect_information")
    made = report(officer, period=Q)
    told = step(officer, made)["snapshot"]["figures"]
    assert [one["id"] for one in told["4"]["concerns"]] == [open_one["id"], done["id"], hidden["id"]]
    assert [(one["id"], one["place"]) for one in told["5"]["concerns"]] == [
        (done["id"], "answered_on_time"),
        (open_one["id"], "overdue"),
        (hidden["id"], "overdue"),
    ]
    assert told["5"]["concerns"][0]["answer"] == "Đã thay đèn."
    other = get(stage.bearing(stage.tokens["other_officer"]), f"/reports/{made['id']}")
    for figures in (other["snapshot"]["figures"], other["live"]):
        assert figures["4"]["received"] == 3, "it is counted"
        assert [one["id"] for one in figures["4"]["concerns"]] == [open_one["id"], done["id"]], "but not told"
        assert hidden["id"] not in [one["id"] for one in figures["5"]["concerns"]]
    assert "Tin sai" not in str(other)


def test_who_may_not_read_a_concern_does_not_read_what_moved_in_it(
    logged: Json, officer: TestClient, coordinator: TestClient, stage: Stage
) -> None:
    made = report(officer, period=BEFORE)
    step(officer, made)
    due = {"received_on": "2026-05-02", "due_on": "2026-05-12", "owner_unit": "UBND"}
    concern(coordinator, **due, summary="Tin sai về giá đất", nature="incorrect_information")
    path = f"/reports/{made['id']}"
    assert "Tin sai về giá đất" in stage.signed_in("coordinator").get(path).text
    text = stage.signed_in("other_officer").get(path).text
    assert "Từ khi nộp, số đã đổi" in text
    assert "Tin sai về giá đất" not in text


def test_the_days_of_a_supplement_after_the_whole_period_are_none(logged: Json, officer: TestClient) -> None:
    step(officer, report(officer, period=BEFORE))
    made = report(officer, period=BEFORE, type="supplement")
    live = get(officer, f"/reports/{made['id']}")["live"]
    assert date.fromisoformat(live["days"]["first"]) - date.fromisoformat(live["days"]["last"]) == timedelta(days=1)
    assert (live["1"]["products"], live["4"]["received"], live["2"]["residential"]["net_reach"]) == (0, 0, 0)


@pytest.mark.parametrize(
    ("period", "kind", "said"),
    [
        (BEFORE, "supplement", "Báo cáo trước đã nêu tới hết kỳ: báo cáo này chỉ nêu điều chỉnh."),
        ("K2040", "periodic", "Kỳ bắt đầu ngày 01/01/2040: chưa có số liệu."),
    ],
)
def test_where_no_day_has_come_no_report_says_that_nothing_was_done(
    stage: Stage, logged: Json, officer: TestClient, coordinator: TestClient, period: str, kind: str, said: str
) -> None:
    ahead = {"code": "K2040", "starts_on": "2040-01-01", "ends_on": "2040-03-31", "due_on": "2040-03-10"}
    makers.post(coordinator, "/periods", ahead)
    step(officer, report(officer, period=BEFORE))
    made = report(officer, period=period, type=kind)
    assert get(officer, f"/reports/{made['id']}")["sentences"] == {}
    page = stage.signed_in("officer").get(f"/reports/{made['id']}")
    for words in (plain(page.text), paper.word_text(export(officer, made["id"], "docx"))):
        assert said in words
        assert "Đã thông tin tới" not in words
        assert "Chưa có sản phẩm nào phát" not in words
    assert {"Số chính", "Độ phủ", "Hình thức"}.isdisjoint(paper.sheets(export(officer, made["id"], "xlsx")))


def test_what_is_saved_before_a_day_has_come_leaves_all_sentences_to_be_proposed(
    stage: Stage, logged: Json, officer: TestClient
) -> None:
    step(officer, report(officer, period=BEFORE))
    made = report(officer, period=BEFORE, type="supplement")
    page = stage.signed_in("officer")
    path = f"/reports/{made['id']}"
    assert press(page, path, filled(page.get(path).text, proposals="Thêm loa")).status_code == 303
    saved = get(officer, f"/reports/{made['id']}")
    assert (saved["proposals"], saved["proposed"], saved["comments"]) == ("Thêm loa", None, {})


def test_a_supplement_says_on_paper_which_days_it_tells(stage: Stage, logged: Json, officer: TestClient) -> None:
    handed_in_early(stage, officer)
    made = report(officer, period=Q, type="supplement")
    said = "Báo cáo bổ sung cho các ngày từ 11/09/2026 đến 30/09/2026, sau báo cáo đã nộp."
    page = stage.signed_in("officer").get(f"/reports/{made['id']}")
    for words in (plain(page.text), paper.word_text(export(officer, made["id"], "docx"))):
        assert said in words


@pytest.mark.parametrize(
    ("until", "told", "said"),
    [
        ("2026-09-10", False, "Báo cáo trước đã nêu tới hết ngày 10/09/2026: chưa có ngày nào sau đó để nêu."),
        ("2026-09-11", True, "Báo cáo bổ sung cho các ngày từ 11/09/2026 đến 11/09/2026, sau báo cáo đã nộp."),
        ("2026-10-05", True, "Báo cáo bổ sung cho các ngày từ 11/09/2026 đến 30/09/2026, sau báo cáo đã nộp."),
    ],
)
def test_on_the_day_of_its_report_a_supplement_has_no_day_yet(until: str, told: bool, said: str) -> None:
    figures = {"days": {"first": "2026-09-11", "last": "2026-09-30"}, "whole": {}, "carried": {"report": 1}}
    day = date.fromisoformat(until)
    assert (tells_days(figures, day), days_told(figures, day)) == (told, said)
