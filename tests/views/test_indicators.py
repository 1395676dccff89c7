"""The leaders' screen: the API's figures in words, each opened down to the things themselves."""

import re
from types import SimpleNamespace

import pytest
from fastapi.testclient import TestClient

from app.domain.indicators import CODES
from app.models import Concern, Pulse, Survey
from tests import makers, rows
from tests.conftest import Stage
from tests.documents import paper
from tests.makers import get, placement, product, reach

SCREEN = "/indicators?period=2026-Q2"


@pytest.fixture
def ward(stage: Stage, pages: SimpleNamespace, coordinator: TestClient) -> SimpleNamespace:
    """Two groups of 1,000: UBND told one of them by loudspeaker (600, estimated), MTTQ by a meeting (100, counted)."""
    makers.group(coordinator, "TDP-01")
    makers.group(coordinator, "TDP-02")
    told = reach("TDP-01", 600, "estimated")
    product(coordinator, placement("loudspeaker", "2026-05-04", told), title="Loa", content_group="1.3", unit="UBND")
    met = placement("residential_meeting", "2026-05-06", reach("TDP-01", 100, "counted"))
    cost = {"amount": 500_000, "funding": "state_budget"}
    product(coordinator, met, title="Họp tổ", content_group="1.8", unit="MTTQ", cost=cost)
    return pages


def row(text: str, name: str) -> str:
    """What the screen says of an indicator, without its markup."""
    found = re.search(rf"<tr role=\"row\">(?:(?!</tr>).)*>{name}</a>.*?</tr>", text, re.DOTALL)
    assert found is not None, name
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found[0])).strip()


def test_the_screen_says_every_figure_of_the_api(ward: SimpleNamespace, leader: TestClient) -> None:
    text = ward.leader.get(SCREEN).text
    assert re.search(r"thì đạt\. Tính tới \d\d/", re.sub(r"\s+", " ", text)), "the footnote of the sheet"
    told = {item["code"]: item for item in get(leader, "/indicators", period="2026-Q2")["items"]}
    assert set(told) == set(CODES)
    assert "50% 1 trong 2 chưa đạt" in row(text, "Tổ dân phố đã được thông tin")
    # 1 − 0.4 · 0.9 = 64% of 1,000 in 2,000: at least 600, at most 700 of them.
    assert "· chủ yếu ước tính 32% 640 trong 2.000 ít nhất 30% chưa đạt" in row(text, "Độ phủ tổ dân phố")
    assert "14,3% 100 trong 700 chưa đạt" in row(text, "Số người có đo hoặc đếm")
    assert "14,3% 2 trong 14 chưa đạt" in row(text, "Nhóm nội dung đã có sản phẩm")
    assert "781 ₫ không đặt mục tiêu" in row(text, "Chi phí một người tiếp cận")
    assert "– 0 trong 0 chưa có số" in row(text, "Phản ánh trả lời đúng hạn")
    short = [item for item in told.values() if item["status"] == "off_track"]
    begun = [item for item in short if item["value"] or item["code"] == "reports_on_time"]
    assert f"{len(begun)} chưa đạt, {len(short) - len(begun)} chưa bắt đầu" in text
    assert "500.000 ₫" in text


def test_a_coverage_that_is_mostly_estimated_says_so_of_the_ward_and_of_each_unit(ward: SimpleNamespace) -> None:
    text = ward.leader.get("/indicators/residential_coverage?period=2026-Q2").text
    now, over, units = (
        text.partition(f'id="{name}"')[2].partition("</section>")[0] for name in ("now", "over", "units")
    )
    assert "ít nhất 30% · chủ yếu ước tính" in now
    assert "32%<small" in over
    assert "chủ yếu ước tính" in over
    # UBND's people are all estimated; MTTQ's were counted.
    assert units.count("chủ yếu ước tính") == 1
    assert "chủ yếu ước tính" in units[units.index("unit=UBND") :].partition("</li>")[0]


def test_every_figure_opens_and_every_entry_leads_to_a_page(ward: SimpleNamespace, coordinator: TestClient) -> None:
    makers.plan(coordinator)
    report = makers.report(coordinator, "UBND", "2026-Q2")
    makers.survey(coordinator, group="TDP-01", period="2026-Q2")
    makers.commendation(coordinator, title="Ngõ sạch, cổng xanh", proposed_on="2026-05-07")
    text = ward.leader.get(SCREEN).text
    opened = sorted(set(re.findall(r'href="(/indicators/[^"]*/entries[^"]*)"', text)))
    assert len(opened) > 15
    followed: set[str] = set()
    # Each opens on one part, and leads on to the others.
    for address in opened:
        answer = ward.leader.get(address.replace("&amp;", "&"))
        assert answer.status_code == 200, address
        opened += set(re.findall(r'href="(/indicators/[^"]*/entries[^"]*)"', answer.text)) - set(opened)
        for thing in set(re.findall(r'<a class="t" href="([^"]*)"', answer.text)):
            assert ward.leader.get(thing.replace("&amp;", "&")).status_code == 200, f"{address} leads to {thing}"
            followed.add(thing)
    assert len(followed) > 10
    assert f"/reports/{report['id']}" in followed


def test_an_entry_without_a_page_of_its_own_leads_to_its_list(ward: SimpleNamespace, coordinator: TestClient) -> None:
    for title in ("Ngõ sạch, cổng xanh", "Tủ sách tổ 12"):
        makers.commendation(coordinator, title=title, proposed_on="2026-05-07")
    listed = ward.leader.get("/indicators/commendations_made/entries?period=2026-Q2").text
    (address,) = re.findall(r'<a class="t" href="([^"]*)">Tủ sách tổ 12</a>', listed)
    shown = ward.leader.get(address.replace("&amp;", "&")).text
    assert "Tủ sách tổ 12" in shown
    assert "Ngõ sạch" not in shown


def test_a_figure_under_its_target_opens_on_what_is_missing(
    ward: SimpleNamespace, coordinator: TestClient, stage: Stage
) -> None:
    address = "/indicators/groups_reached/entries?period=2026-Q2"
    missing = ward.officer.get(address).text
    assert "<b>1 trong 2</b>, mục tiêu 100%" in re.sub(r"\s+", " ", missing)
    assert tabs(missing) == ["[Chưa đạt 1]", "Đạt 1", "Tất cả 2"]
    assert re.findall(r'<a class="t"[^>]*>([^<]*)</a>', missing) == ["Nhóm TDP-02"]
    assert "chưa nghe" in missing
    assert 'href="/products/new?groups=TDP-02"' in missing
    both = ward.leader.get(f"{address}&part=denominator").text
    assert tabs(both) == ["Chưa đạt 1", "Đạt 1", "[Tất cả 2]"]
    assert "đã nghe" in both
    assert "/products/new" not in both.partition("<main")[2]
    told = placement("loudspeaker", "2026-05-08", reach("TDP-02", None))
    product(coordinator, told, title="Loa tổ 2", content_group="1.3", unit="UBND")
    assert tabs(ward.leader.get(address).text) == ["[Đạt 2]", "Chưa đạt 0", "Tất cả 2"]
    assert "Không còn gì chưa đạt" in ward.leader.get(f"{address}&part=missing").text
    answered, closed = {"status": "answered"}, {"status": "closed", "closed_on": "2026-05-08"}
    rows.add(stage, Concern, *(answered | {"answered_on": day} for day in ("2026-05-18", "2026-05-12")), closed)
    late = ward.leader.get("/indicators/concerns_answered/entries?period=2026-Q2").text
    assert tabs(late) == ["[Chưa đạt 2]", "Đạt 1", "Tất cả 3", "Chuyển đúng hạn"]
    assert "trả lời muộn 6 ngày" in late
    assert "kết thúc không trả lời" in late
    assert "</svg>trả lời đúng hạn" not in late


def test_entries_behind_a_figure_call_channels_and_periods_by_name(
    ward: SimpleNamespace, coordinator: TestClient
) -> None:
    placed = ward.leader.get("/indicators/placements_made/entries?period=2026-Q2").text
    assert "Loa truyền thanh · Ủy ban nhân dân" in placed
    assert "loudspeaker" not in placed
    makers.report(coordinator, "UBND", "2026-Q2")
    owed = ward.leader.get("/indicators/reports_on_time/entries?period=2026-Q2&part=denominator").text
    assert "quý II/2026" in re.sub(r"<[^>]+>", "", owed.partition('<ul class="rows')[2].partition("</ul>")[0])
    assert "2026-Q2<" not in owed


def tabs(text: str) -> list[str]:
    """The parts of the figure in their order, the one shown in brackets."""
    box = re.search(r'aria-label="Phần của con số">(.*?)</div>', text, re.DOTALL)
    assert box is not None
    found = re.findall(r"<a [^>]*?( aria-current)?(?:=\"true\")?>([^<]*)</a>", box[1])
    return [f"[{words.strip()}]" if shown else re.sub(r"\s+", " ", words).strip() for shown, words in found]


def test_a_unit_s_own_figures_leave_out_what_it_is_not_asked_for(ward: SimpleNamespace) -> None:
    text = ward.officer.get(f"{SCREEN}&unit=MTTQ").text
    # A meeting with 100 people of 1,000 in one of two groups.
    assert "5% 100 trong 2.000" in row(text, "Độ phủ tổ dân phố")
    assert "Kênh đang dùng" not in text
    assert "Chỉ tiêu cả phường" in text


def test_an_indicator_of_two_periods_is_a_line_with_its_target(ward: SimpleNamespace, coordinator: TestClient) -> None:
    alone = ward.leader.get("/indicators/evidence_share?period=2026-Q2").text
    assert '<svg class="line"' not in alone.partition('id="over"')[2].partition("</section>")[0]
    later = placement("talk", "2026-07-06", reach("TDP-02", 50, "counted"))
    product(coordinator, later, title="Nói chuyện", content_group="1.3", unit="UBND")
    text = ward.leader.get("/indicators/evidence_share?period=2026-Q3").text
    line = text.partition('<svg class="line"')[2].partition("</svg>")[0]
    assert line.count("<circle") == 2
    assert "mục tiêu 50%" in line


def test_units_are_compared_and_not_ranked_where_numbers_are_small(ward: SimpleNamespace) -> None:
    few = ward.leader.get("/indicators/groups_reached?period=2026-Q2").text
    assert "số quá nhỏ để xếp hạng" in few
    many = re.sub(r"\s+", " ", ward.leader.get("/indicators/residential_coverage?period=2026-Q2").text)
    assert "số quá nhỏ để xếp hạng" not in many
    # Over all of 2,000 people: ranked by share, UBND's 600 before MTTQ's 100.
    assert many.index("unit=UBND") < many.index("unit=MTTQ")
    assert "600 trong 2.000" in many


@pytest.mark.parametrize(("aware", "words"), [(70, "nằm ngoài khoảng khảo sát"), (31, "nằm trong khoảng")], ids=str)
def test_the_survey_stands_beside_the_estimate(ward: SimpleNamespace, stage: Stage, aware: int, words: str) -> None:
    with stage.writing() as (session, row):
        survey = {"period": "2026-Q2", "group": "TDP-01", "conducted_on": makers.date(2026, 6, 2)}
        session.add(Survey(ward_id=row.id, id=900_001, asked=100, aware=aware, **survey))
    text = ward.leader.get(SCREEN).text
    assert words in text
    assert "1 tổ (50% số dân; không nói thay các tổ khác)" in re.sub(r"\s+", " ", text)


def test_opinion_says_how_many_pulses_are_left_out(ward: SimpleNamespace, stage: Stage) -> None:
    rows.add(stage, Pulse, {"group": "TDP-01"}, {"group": "TDP-01", "worried": 2}, {"group": "TDP-02", "neutral": 1})
    told = "2 phiếu nhóm nhỏ không tính"
    assert "+43,2 điểm không đặt mục tiêu, " + told in row(ward.leader.get(SCREEN).text, "Dư luận: ủng hộ trừ lo ngại")
    for page in ("", "/entries"):
        assert told in ward.leader.get(f"/indicators/opinion_balance{page}?period=2026-Q2").text
    assert "phiếu nhóm nhỏ" not in ward.leader.get("/indicators/opinion_balance?period=2026-Q3").text


def test_the_figure_of_the_closing_stands_beside_the_live_one_where_they_differ(
    ward: SimpleNamespace, coordinator: TestClient
) -> None:
    makers.close(coordinator)
    assert "đóng kỳ" not in ward.leader.get(SCREEN).text
    late = placement("zalo", "2026-05-20", reach("TDP-02", 500, "measured"))
    product(coordinator, late, title="Ghi sau", content_group="1.4", change_reason="Ghi sót")
    text = ward.leader.get(SCREEN).text
    assert "100% 2 trong 2 đóng kỳ 50% đạt" in row(text, "Tổ dân phố đã được thông tin")
    assert "Sản phẩm · đóng kỳ 2" in text
    assert "đóng kỳ" not in row(text, "Báo cáo nộp đúng hạn")


def test_a_closed_period_says_by_which_target_it_was_judged(
    ward: SimpleNamespace, coordinator: TestClient, admin: TestClient
) -> None:
    """The target is read as it is now; what was promised then is not forgotten without a word."""
    makers.close(coordinator)
    makers.patch(admin, "/settings", residential_coverage=0.3)
    text = ward.leader.get(SCREEN).text
    judged = "mục tiêu khi đóng kỳ 80%: chưa đạt"
    assert f"{judged} ít nhất 30% đạt" in row(text, "Độ phủ tổ dân phố")
    assert "đóng kỳ" not in row(text, "Số người có đo hoặc đếm")
    words = re.sub(r"\s+", " ", ward.leader.get("/indicators/residential_coverage?period=2026-Q2").text)
    assert "Mục tiêu khi đóng kỳ 80%: chưa đạt" in words
    told = ward.leader.get("/indicators/export", params={"period": "2026-Q2", "format": "xlsx"}).content
    assert f"đạt, chủ yếu ước tính, {judged}" in {line[3] for line in paper.sheets(told)["Chỉ tiêu"]}
    whole = {"period": "2026-Q2", "type": "consolidated", "change_reason": "Lập muộn"}
    made = makers.post(coordinator, "/reports", whole)
    told = paper.export(coordinator, made["id"], "xlsx")
    assert f"đạt, chủ yếu ước tính, {judged}" in {line[5] for line in paper.sheets(told)["Các chỉ tiêu"]}
    assert judged in re.sub(r"\s+", " ", ward.coordinator.get(f"/reports/{made['id']}").text)
    makers.patch(admin, "/settings", residential_coverage=None)
    assert f"không đặt mục tiêu, {judged}" in row(ward.leader.get(SCREEN).text, "Độ phủ tổ dân phố")
    makers.patch(admin, "/settings", residential_coverage=0.8)
    assert "đóng kỳ" not in ward.leader.get(SCREEN).text


def test_a_city_reader_sees_the_figures_and_opens_none(ward: SimpleNamespace) -> None:
    answer = ward.city.get(f"{SCREEN}&ward=DONGDA")
    assert "32%" in answer.text
    assert "/entries" not in answer.text
    assert ward.city.get("/indicators").headers["location"] == "/"
    assert ward.city.get("/indicators/groups_reached?ward=DONGDA&period=2026-Q2").status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "/indicators?period=1999-Q1",
        "/indicators?unit=KHONG",
        "/indicators/khong",
        "/indicators?ward=DONGDA",
        "/indicators/khong/entries",
        "/indicators/groups_reached/entries?part=khong",
        "/indicators/spending/entries?part=denominator",
        "/indicators/groups_reached/entries?unit=KHONG",
    ],
    ids=str,
)
def test_what_nobody_can_answer_is_no_page(ward: SimpleNamespace, address: str) -> None:
    assert ward.leader.get(address).status_code == 404


def test_an_empty_ward_has_no_figures_and_says_so(pages: SimpleNamespace) -> None:
    text = pages.leader.get(SCREEN).text
    assert "– 0 trong 0 chưa có số" in row(text, "Tổ dân phố đã được thông tin")
    for what in ("Nhóm nội dung đã có sản phẩm", "Kênh đang dùng"):
        assert "chưa bắt đầu" in row(text, what), "nothing is short of what nobody has begun"
        assert "không đổi" not in row(text, what)
    assert "Chưa có dòng nào" in pages.leader.get("/indicators/groups_reached/entries?period=2026-Q2").text
