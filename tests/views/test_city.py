"""The city's own page: parts of wards summed up, never their shares, wards by name, and when each reported."""

import re
from types import SimpleNamespace

import pytest
from fastapi.testclient import TestClient

from tests import makers
from tests.conftest import Stage
from tests.documents import paper
from tests.makers import patch, placement, post, reach

SCREEN = "/city?period=2026-Q2"


@pytest.fixture
def wards(stage: Stage, coordinator: TestClient, pages: SimpleNamespace) -> SimpleNamespace:
    """One ward told 1 of its 7 groups, the other its only one: 2 of 8, not the mean of 14% and 100%."""
    for number in range(1, 8):
        makers.group(coordinator, f"TDP-0{number}", population=1000)
    makers.product(coordinator, placement("zalo", makers.DAY, reach("TDP-01")))
    other = stage.bearing(stage.tokens["stranger"])
    makers.group(other, "TDP-01", population=1000)
    makers.product(other, placement("zalo", makers.DAY, reach("TDP-01")))
    return pages


def plain(text: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", text).split())


def test_the_city_s_figure_is_made_of_sums(wards: SimpleNamespace) -> None:
    every = plain(wards.city.get(SCREEN).text.partition('id="all"')[2])
    assert "Tổ dân phố đã được thông tin 25% 2 trong 8" in every
    # What was put out is added up as it is.
    assert "Sản phẩm 2 " in every
    assert "Dân biết tin, theo khảo sát chưa có số không cộng được" in every
    assert every.count("không cộng được") == 1


def test_wards_stand_side_by_side_and_few_are_not_compared(wards: SimpleNamespace) -> None:
    text = wards.city.get(SCREEN).text.partition("</thead>")[2].partition("</table>")[0]
    assert text.index("Phường Đống Đa") < text.index("Phường Khương Thượng")
    assert "1 trong 7 · 14,3%" in plain(text)
    assert "1 trong 1 chưa có" in plain(text)
    assert 'href="/indicators?ward=DONGDA&amp;period=2026-Q2"' in text


def test_a_coverage_that_is_mostly_estimated_says_so_in_its_row(
    wards: SimpleNamespace, coordinator: TestClient
) -> None:
    def said() -> tuple[str, str]:
        rows, _, every = plain_parts(wards, f"{SCREEN}&indicator=residential_coverage")
        return rows, every

    assert not any("chủ yếu ước tính" in words for words in said())
    makers.product(coordinator, placement("loudspeaker", makers.DAY, reach("TDP-02", 900, "estimated")))
    of_wards, every = said()
    assert of_wards.count("chủ yếu ước tính") == 1
    assert "% · chủ yếu ước tính" in of_wards.partition("Phường Khương Thượng")[0]
    assert re.search(r"Độ phủ tổ dân phố [\d,]+% [\d.]+ trong [\d.]+ · chủ yếu ước tính", every)


def test_another_indicator_is_looked_at(wards: SimpleNamespace) -> None:
    text = wards.city.get(f"{SCREEN}&indicator=products_published").text
    assert '<h2 id="wards">Sản phẩm</h2>' in text
    assert wards.city.get(f"{SCREEN}&indicator=khong").status_code == 404
    assert wards.city.get("/city?period=1999-Q1").status_code == 404


def test_what_still_has_its_time_is_said_beside_a_share(wards: SimpleNamespace, coordinator: TestClient) -> None:
    ahead = {"code": "K2040", "starts_on": "2040-01-01", "ends_on": "2040-03-31", "due_on": "2040-03-10"}
    post(coordinator, "/periods", ahead)
    rows, _, every = plain_parts(wards, "/city?period=K2040&indicator=reports_on_time")
    assert "0 trong 4, 4 còn trong hạn" in rows
    assert "Báo cáo nộp đúng hạn 0% 0 trong 4, 4 còn trong hạn" in every
    rows, _, every = plain_parts(wards, f"{SCREEN}&indicator=reports_on_time")
    assert "còn trong hạn" not in rows + every, "its day has passed"


def plain_parts(wards: SimpleNamespace, address: str) -> tuple[str, str, str]:
    """The rows of wards, and every indicator of the city."""
    rows, middle, every = wards.city.get(address).text.partition('id="all"')
    return plain(rows), middle, plain(every)


def test_it_says_when_a_ward_s_report_came(wards: SimpleNamespace, coordinator: TestClient) -> None:
    assert "chưa có" in wards.city.get(SCREEN).text
    made = post(coordinator, "/reports", {"period": "2026-Q2", "type": "consolidated"})
    assert plain(wards.city.get(SCREEN).text.partition("</thead>")[2]).count("chưa có") >= 2
    post(coordinator, f"/reports/{made['id']}/submit", {})
    rows = wards.city.get(SCREEN).text.partition("</thead>")[2].partition("</table>")[0].split("</tr>")
    today = makers.today()
    assert f"{today:%d/%m/%Y}" in rows[0]
    assert "chưa có" in rows[1]


def test_it_is_the_city_reader_s_alone(wards: SimpleNamespace) -> None:
    for other in (wards.leader, wards.coordinator, wards.admin):
        assert other.get(SCREEN).status_code == 404
    assert 'href="/city"' in wards.city.get("/").text


@pytest.fixture
def filed(wards: SimpleNamespace, coordinator: TestClient) -> int:
    """A ward's report that was filed, and is being written anew since."""
    made = post(coordinator, "/reports", {"period": "2026-Q2", "type": "consolidated", "comments": {"0": "Quý tốt."}})
    post(coordinator, f"/reports/{made['id']}/submit", {})
    again = {"period": "2026-Q2", "type": "consolidated", "comments": {"0": "Đang viết lại."}}
    post(coordinator, "/reports", again)
    return int(made["id"])


def test_the_city_reads_what_a_ward_filed_not_what_it_writes(wards: SimpleNamespace, filed: int) -> None:
    assert f'href="/reports/{filed}"' in wards.city.get(SCREEN).text
    text = wards.city.get(f"/reports/{filed}").text
    assert "Quý tốt." in text
    assert "Đang viết lại." not in text
    main = text.partition("<main")[2].partition("</main>")[0]
    # Nothing leads to the ward's entries, and nothing can be pressed.
    addresses = re.findall(r'(?:href|action)="(/[^"]*)"', main)
    assert {one.partition("?")[0] for one in addresses} == {"/city", "/coverage", f"/reports/{filed}/export"}
    for address in addresses:
        assert wards.city.get(address.replace("&amp;", "&")).status_code == 200


def test_the_city_takes_a_ward_s_report_as_a_document(stage: Stage, wards: SimpleNamespace, filed: int) -> None:
    programs = stage.bearing(stage.tokens["city"])
    (told,) = programs.get("/api/v1/city/reports?period=2026-Q2").json()["items"]
    assert told == {"ward": "DONGDA", "name": "Phường Đống Đa", "period": "2026-Q2", "id": filed, "version": 1} | {
        "submitted_at": told["submitted_at"]
    }
    assert programs.get("/api/v1/city/reports?period=2026-Q3").json()["items"] == []
    assert programs.get("/api/v1/city/reports?period=2026").json()["items"] == [told]
    assert programs.get("/api/v1/city/reports?period=2031").status_code == 422
    for reader, address in ((programs, "/api/v1/reports"), (wards.city, "/reports")):
        answer = reader.get(f"{address}/{filed}/export?format=docx")
        assert answer.status_code == 200
        words = paper.word_text(answer.content)
        assert "Quý tốt." in words
        assert "Đang viết lại." not in words
        assert "Dự thảo" not in words


def test_the_city_reads_no_other_report(stage: Stage, wards: SimpleNamespace, coordinator: TestClient) -> None:
    unit = post(coordinator, "/reports", {"period": "2026-Q2", "type": "periodic", "unit": "UBND"})
    post(coordinator, f"/reports/{unit['id']}/submit", {})
    draft = post(coordinator, "/reports", {"period": "2026-Q2", "type": "consolidated"})
    for one in (unit["id"], draft["id"], 10**9, 2**70):
        for address in (f"/reports/{one}", f"/reports/{one}/export"):
            assert wards.city.get(address).status_code == 404
            assert stage.bearing(stage.tokens["city"]).get(f"/api/v1{address}").status_code == 404


def test_small_lines_show_how_each_ward_came_here(wards: SimpleNamespace) -> None:
    # The plan's first period has nothing before it.
    assert 'class="spark"' not in wards.city.get("/city?period=2026-Q2&indicator=products_published").text
    rows = (
        wards.city.get("/city?period=2026-Q3&indicator=products_published").text.partition("<tbody")[2].split("</tr>")
    )
    assert ["1, 0" in plain(row) for row in rows[:2]] == [True, True]
    assert rows[0].count('class="spark"') == 1
    # A share of fewer than can be compared has no line.
    few = wards.city.get("/city?period=2026-Q3&indicator=groups_reached").text.partition("<tbody")[2].split("</tr>")
    assert "chưa có số, chưa có số" in plain(few[1])


@pytest.mark.parametrize("code", ["groups_reached", "residential_coverage", "content_groups_covered"])
def test_each_point_of_a_small_line_is_what_its_own_period_says(
    wards: SimpleNamespace, coordinator: TestClient, code: str
) -> None:
    # What the old group heard in the quarter, the one that came after it has heard.
    makers.product(coordinator, placement("zalo", "2026-07-03", reach("TDP-01", 500)), content_group="1.8")
    patch(coordinator, "/groups/TDP-01", retired_on="2026-07-31")
    makers.group(coordinator, "TDP-08", population=900, active_from="2026-08-01", succeeds=["TDP-01"])
    makers.product(coordinator, placement("zalo", "2026-08-03", reach("TDP-02", 300), reach("TDP-03", None)))

    def row(period: str) -> str:
        text = wards.city.get(f"/city?period={period}&indicator={code}").text
        return plain(text.partition("<tbody")[2].partition("</tr>")[0])

    own = [re.search(r"([\d,]+%)", row(period)) for period in ("2026-Q2", "2026-Q3")]
    assert all(own)
    assert ", ".join(one[1] for one in own if one) in row("2026-Q4")
    assert len({one[1] for one in own if one}) == 2, "two points that could be taken for each other prove nothing"


def test_the_city_s_own_page_is_marked_in_the_bar_and_none_beside_it(stage: Stage, pages: SimpleNamespace) -> None:
    text = pages.city.get(SCREEN).text
    [marked] = re.findall(r'<a href="([^"]*)" aria-current="page">', text.partition('class="tabs"')[2])
    assert marked == "/city"
    # Two wards of which nothing is known yet: no «0 trong 0».
    assert "0 trong 0" not in plain(text)
    assert plain(text.partition("<tbody")[2].partition("</tbody>")[0]).count("chưa có số") >= 2


def places(text: str) -> list[str]:
    """Where the bars of the page say that it is, the desk's and the phone's."""
    bars = re.findall(r'<nav class="(?:nav|tabs)".*?</nav>', text, re.DOTALL)
    return [plain(one) for bar in bars for one in re.findall(r'<a [^>]*aria-current="page">.*?</a>', bar, re.DOTALL)]


def test_a_ward_s_pages_lie_where_the_city_found_them(wards: SimpleNamespace, coordinator: TestClient) -> None:
    made = post(coordinator, "/reports", {"period": "2026-Q2", "type": "consolidated"})
    post(coordinator, f"/reports/{made['id']}/submit", {})
    of_wards, of_city = ["Các phường", "Các phường"], ["Toàn thành phố", "Thành phố"]
    assert places(wards.city.get(f"/reports/{made['id']}").text) == of_city
    assert places(wards.city.get(SCREEN).text) == of_city
    for path in ("/", "/coverage?ward=DONGDA", "/indicators?ward=DONGDA"):
        assert places(wards.city.get(path).text) == of_wards, path
