"""Pages of a report on its way upward: what would be sent, how far it is, and at the city what came, as a file too."""

import json
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.domain.jobs.task import World
from app.web.callers import now
from app.web.indicator_labels import INDICATOR_STATUSES
from tests import makers
from tests.api.test_report_figures import consolidated, submitted
from tests.api.test_transmittals import City, Q, as_it_was, joined, work
from tests.conftest import OTHER_WARD, Stage
from tests.documents.paper import pdf_text
from tests.makers import Json, placement, product, reach
from tests.reading import plain
from tests.rig.server import free_port
from tests.rig.upward import Remote, indicator, sealed
from tests.views.filled import filled, press

__all__ = ["as_it_was"]
# The part of the page that asks again how far it is.
PART = {"HX-Request": "true", "HX-Target": "div#standing"}


@pytest.fixture
def filed(coordinator: TestClient, officer: TestClient) -> Json:
    makers.group(coordinator, "TDP-01", population=1000)
    makers.group(coordinator, "TDP-02", population=500)
    product(officer, placement("zalo", "2026-05-04", reach("TDP-01", 400)))
    return submitted(
        coordinator, consolidated(coordinator, comments={"0": "Đạt phần lớn."}, proposals="Thêm loa.").json()
    )


def test_the_page_shows_what_would_be_sent_and_then_how_far_it_is(
    stage: Stage, pages: SimpleNamespace, filed: Json
) -> None:
    home = f"/reports/{filed['id']}"
    joined(stage, "", "")
    assert "Gửi Thành phố" not in pages.coordinator.get(home).text, "nobody has named a city"
    assert "chưa được nối với Thành phố" in pages.coordinator.get(f"{home}/transmittal").text

    world = joined(stage, f"http://127.0.0.1:{free_port()}", "lt.1.x")
    assert f'href="{home}/transmittal"' in pages.coordinator.get(home).text
    page = pages.coordinator.get(f"{home}/transmittal")
    told = plain(page.text)
    assert "Tổ dân phố đã được thông tin 1 trong 2 50%" in told
    assert "Đạt phần lớn." in told
    assert "Thêm loa." in told
    assert "đến" in told.partition("Độ phủ tổ dân phố")[2][:80], "an estimate stands with its bounds"
    assert press(pages.coordinator, f"{home}/transmittal", filled(page.text)).status_code == 303
    assert "Đang gửi" in pages.coordinator.get(f"{home}/transmittal").text
    work(world)
    told = plain(pages.coordinator.get(f"{home}/transmittal").text)
    assert "Chưa gửi được: bên nhận không nhận kết nối. Máy chủ tự thử lại" in told
    assert "hx-get" in pages.coordinator.get(f"{home}/transmittal", headers=PART).text, "it goes on asking"
    for other in (pages.leader, pages.officer):
        assert other.get(f"{home}/transmittal").status_code == 403
    assert "Gửi Thành phố" not in pages.leader.get(home).text


@pytest.mark.on_both
def test_a_city_that_went_back_to_an_older_backup_is_sent_it_anew(
    stage: Stage, filed: Json, pages: SimpleNamespace, tmp_path: Path
) -> None:
    at = f"/reports/{filed['id']}/transmittal"
    far = City(tmp_path / "city")
    with far.server:
        far.run("backup", str(tmp_path / "older.zip"))
        world = joined(stage, far.server.url, far.token)
        assert press(pages.coordinator, at, filled(pages.coordinator.get(at).text)).status_code == 303
        work(world)
        part = pages.coordinator.get(at, headers=PART).text
        assert "Thành phố đã nhận" in part
        assert "Gửi lại" in part, "what may be done next comes with how far it is"
        far.server.kill()
        far.run("restore", "--force", str(tmp_path / "older.zip"))
        page = pages.coordinator.get(at).text
        assert "Gửi lại" in page
        assert press(pages.coordinator, at, filled(page)).status_code == 303
        work(world)
        assert "Chưa gửi được: bên nhận không nhận kết nối" in plain(pages.coordinator.get(at).text)
        far.server.start()
        assert far.get(f"/city/reports?period={Q}").json()["items"] == []
        work(World(world.engine, world.settings, lambda: now() + timedelta(minutes=5)))
        assert "Thành phố đã nhận" in plain(pages.coordinator.get(at).text)
        assert far.get(f"/city/reports?period={Q}").json()["items"][0]["version"] == 1


def upload(city: Any, content: bytes) -> Any:
    return city.post("/city/receive", files={"file": ("bao-cao.json", content, "application/json")})


def test_what_goes_upward_says_how_many_pulses_are_in_no_part_of_it(
    stage: Stage, pages: SimpleNamespace, coordinator: TestClient, filed: Json
) -> None:
    makers.pulse(coordinator, 52, 9, 16)
    makers.pulse(coordinator, 30, 3, 8, group="TDP-02")
    made = submitted(coordinator, consolidated(coordinator).json())
    joined(stage, f"http://127.0.0.1:{free_port()}", "lt.1.x")
    told = plain(pages.coordinator.get(f"/reports/{made['id']}/transmittal").text)
    assert "1 phiếu nhóm nhỏ không tính" in told.partition("Dư luận: ủng hộ trừ lo ngại")[2][:120]


def test_a_file_that_was_carried_here_is_taken_in_once(stage: Stage, pages: SimpleNamespace) -> None:
    remote = Remote(stage)
    content = json.dumps(remote.envelope()).encode()
    assert 'href="/city/receive"' in pages.city.get(f"/city?period={Q}").text
    first = upload(pages.city, content)
    assert first.headers["location"] == f"/city?period={Q}&done=received"
    assert "Đã nhận báo cáo." in pages.city.get(first.headers["location"]).text
    again = upload(pages.city, content)
    assert "đã nhận trước đó" in pages.city.get(again.headers["location"]).text

    rows = pages.city.get(f"/city?period={Q}&indicator=groups_reached").text
    assert "3 trong 4" in plain(rows)
    number = rows.partition('href="/reports/')[2].partition('"')[0]
    page = pages.city.get(f"/reports/{number}")
    told = plain(page.text)
    assert "Quý II đạt phần lớn chỉ tiêu." in told
    assert "Thêm loa ở ngõ 12." in told
    assert "Tổ dân phố đã được thông tin 3 trong 4 75%" in told
    assert f"/reports/{number}/export?format=pdf" in page.text
    assert "format=docx" not in page.text, "what did not come is not offered"
    assert pages.city.get(f"/reports/{number}/export?format=pdf").content == b"%PDF-1.7 of the ward"


def test_a_period_that_came_along_is_shown_with_what_came(stage: Stage, pages: SimpleNamespace) -> None:
    """The city's first ward has the plan's periods alone."""
    remote = Remote(stage)
    days = {"starts_on": "2027-01-01", "ends_on": "2027-03-31", "due_on": "2027-03-10"}
    first = upload(pages.city, json.dumps(remote.envelope(period="2027-Q1", **days)).encode())
    page = pages.city.get(first.headers["location"])
    assert page.status_code == 200
    assert "Đã nhận báo cáo." in page.text
    assert "3 trong 4" in plain(pages.city.get("/city?period=2027-Q1&indicator=groups_reached").text)
    assert pages.city.get("/city?period=2027").status_code == 200
    assert "period=2027-Q1" in pages.city.get("/city").text


@pytest.mark.parametrize("code", ["gross_contacts", "residential_coverage", "evidence_share"])
def test_no_weeks_are_told_of_a_log_that_is_elsewhere(stage: Stage, pages: SimpleNamespace, code: str) -> None:
    Remote(stage).send(figures={"indicators": {"gross_contacts": indicator(900, None, 900)}})
    page = pages.city.get(f"/indicators/{code}?ward={OTHER_WARD}&period={Q}")
    assert page.status_code == 200
    assert "Từng tuần" not in page.text, "each week would tell 0"


def test_the_city_says_whose_figures_its_sums_lack(stage: Stage, pages: SimpleNamespace) -> None:
    remote = Remote(stage)
    with stage.writing(OTHER_WARD) as (_, ward):
        name = ward.name
    assert f"Chưa gồm {name}: chưa gửi báo cáo kỳ này." in plain(pages.city.get(f"/city?period={Q}").text)
    remote.send()
    assert "Chưa gồm" not in pages.city.get(f"/city?period={Q}").text
    assert f"Chưa gồm {name}: phường ghi sổ" in plain(pages.city.get("/city?period=2026").text)


def test_pages_and_files_say_up_to_when_a_ward_elsewhere_told(stage: Stage, pages: SimpleNamespace) -> None:
    Remote(stage).send()
    for place in ("/indicators", "/indicators/groups_reached"):
        came = plain(pages.city.get(f"{place}?ward={OTHER_WARD}&period={Q}").text).lower()
        assert "phường chốt tới 09/06/2026" in came
        for period in ("2026-Q3", "2026"):
            assert "phường chưa gửi" in plain(pages.city.get(f"{place}?ward={OTHER_WARD}&period={period}").text).lower()


def test_the_file_of_indicators_has_those_that_came(stage: Stage, pages: SimpleNamespace) -> None:
    Remote(stage).send()
    file = pages.city.get(f"/indicators/export?ward={OTHER_WARD}&period={Q}&format=pdf")
    text = " ".join(pdf_text(file.content).split())
    assert "Tổ dân phố đã được thông tin" in text
    assert "75" in text
    assert "phường chốt tới 09/06/2026" in text


def test_nothing_reached_is_judged_as_the_ward_judged_it(stage: Stage, pages: SimpleNamespace) -> None:
    """Here nobody knows what was there before: «chưa bắt đầu» would excuse a ward that fell from all to nothing."""
    nothing = indicator(0, 4, 0.0, target=1.0, status="off_track")
    figures = {"indicators": {"groups_reached": nothing, "concerns_answered": nothing}}
    number = Remote(stage).send(figures=figures).json()["id"]
    for address in (f"/reports/{number}", f"/indicators?ward={OTHER_WARD}&period={Q}"):
        told = plain(pages.city.get(address).text.partition("<main")[2])
        assert INDICATOR_STATUSES["off_track"] in told
        assert INDICATOR_STATUSES["not_begun"] not in told


def test_a_newer_version_stands_first_and_the_old_one_stays(stage: Stage, pages: SimpleNamespace) -> None:
    remote = Remote(stage)
    old = remote.send().json()["id"]
    new = remote.send(version=2, figures={"indicators": {"groups_reached": indicator(4, 4, 1)}}).json()["id"]
    assert f'href="/reports/{new}"' in pages.city.get(f"/city?period={Q}").text
    page = pages.city.get(f"/reports/{new}")
    assert f'href="/reports/{old}"' in page.text
    assert "3 trong 4" in plain(pages.city.get(f"/reports/{old}").text)
    assert "4 trong 4" in plain(page.text)


def test_what_is_wrong_with_a_file_is_told_beside_it_and_nothing_is_stored(
    stage: Stage, pages: SimpleNamespace, city: TestClient
) -> None:
    remote = Remote(stage)
    forged = json.dumps(sealed(remote.content(), "lt.1.another")).encode()
    other = json.dumps(sealed(remote.content(ends_on="2026-06-01"), remote.token)).encode()
    for content, words in (
        (forged, "Chữ ký không đúng"),
        (other, "ngày khác"),
        (b"no JSON", "không phải tệp báo cáo"),
        (b"{}", "không phải tệp báo cáo"),
        (b"", "Chọn một tệp"),
    ):
        answer = upload(pages.city, content)
        assert answer.status_code == 422
        assert words in answer.text
        assert 'href="#file"' in answer.text
    assert makers.get(city, "/city/reports", period=Q)["items"] == []
    upload(pages.city, json.dumps(remote.envelope()).encode())
    conflicting = upload(pages.city, json.dumps(remote.envelope(proposals="Khác")).encode())
    assert conflicting.status_code == 422
    assert "một bản khác mang cùng số" in conflicting.text


def test_only_the_city_takes_files_in(stage: Stage, pages: SimpleNamespace) -> None:
    content = json.dumps(Remote(stage).envelope()).encode()
    for other in (pages.coordinator, pages.leader, pages.admin, pages.stranger):
        assert upload(other, content).status_code == 404
        assert other.get("/city/receive").status_code == 404


def test_every_page_that_a_city_reader_opens_of_such_a_ward_tells_what_came_or_nothing(
    stage: Stage, pages: SimpleNamespace
) -> None:
    remote = Remote(stage)
    for has_come in (False, True):
        if has_come:
            remote.send()
        assert f'href="/indicators?ward={OTHER_WARD}"' in pages.city.get("/").text
        told = plain(pages.city.get(f"/indicators?ward={OTHER_WARD}&period={Q}").text)
        assert ("3 trong 4" in told) is has_come
        for code in (
            "groups_reached",
            "residential_coverage",
            "evidence_share",
            "gross_contacts",
            "surveyed_awareness",
        ):
            page = pages.city.get(f"/indicators/{code}?ward={OTHER_WARD}&period={Q}")
            assert page.status_code == 200
            assert "0%" not in plain(page.text.partition("<main")[2].partition("</main>")[0]).replace("100%", "")
        assert pages.city.get(f"/coverage?ward={OTHER_WARD}&period={Q}").status_code == 404
        for form in ("pdf", "xlsx"):
            address = f"/indicators/export?ward={OTHER_WARD}&period={Q}&format={form}"
            assert pages.city.get(address).status_code == 200
