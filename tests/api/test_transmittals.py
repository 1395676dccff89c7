"""A ward on an installation of its own sends what it filed: once, signed, as far as the city may read, never a zero."""

from base64 import b64decode, b64encode
from collections.abc import Iterator
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session, select

from app import db
from app.domain import checks, deciding, indicators, wards
from app.domain.access import Me
from app.domain.jobs import holding
from app.domain.jobs.task import Task, World
from app.models import ReceivedFile
from app.settings import Settings
from app.web.callers import now
from app.work.kinds import OUTWARD
from app.work.runner import Runner
from tests import makers
from tests.api.test_report_figures import consolidated, submitted
from tests.conftest import OTHER_WARD, WARD, Stage
from tests.documents.paper import pdf_text
from tests.lantoa import founded, lantoa_here
from tests.makers import API, Json, get, placement, problem, product, reach
from tests.rig.receiver import receiver
from tests.rig.server import Server, free_port
from tests.rig.upward import Remote, indicator, of_city, opened, report, sealed

Q = "2026-Q2"


class City:
    """The city's installation, a program of its own: the ward's address and token there, and a reader's client."""

    def __init__(self, home: Path) -> None:
        self.home = founded(home)
        self.run("ward", "remote", WARD)
        self.token = self.run("token", "create", "Phường", "--role", "coordinator", "--ward", WARD)
        self.reader = self.run("token", "create", "Ban", "--role", "city")
        self.server = Server({"LANTOA_DATA_DIR": str(home)})

    def run(self, *words: str) -> str:
        said = lantoa_here(self.home, *words)
        assert said.code == 0, said.err
        return said.last

    def get(self, path: str) -> Any:
        answer = httpx.get(self.server.url + API + path, headers={"Authorization": f"Bearer {self.reader}"})
        assert answer.status_code == 200, answer.text
        return answer


@pytest.fixture
def far(tmp_path: Path) -> Iterator[City]:
    found = City(tmp_path / "city")
    with found.server:
        yield found


def joined(stage: Stage, address: str, token: str) -> World:
    """The ward's installation, told of the city's by its operator."""
    settings = stage.app.state.settings.model_copy(update={"city_address": address, "city_token": token})
    stage.app.state.settings = settings
    return World(stage.engine, settings, now)


@pytest.fixture(autouse=True)
def as_it_was(stage: Stage) -> Iterator[None]:
    before = stage.app.state.settings
    yield
    stage.app.state.settings = before


def work(world: World) -> None:
    runner = Runner(world, OUTWARD)
    while runner.look():
        pass


@pytest.fixture
def filed(coordinator: TestClient, officer: TestClient) -> Json:
    """The ward's report of a quarter in which two of three tổ were told something."""
    for code, people in (("TDP-01", 1000), ("TDP-02", 500), ("TDP-03", 200)):
        makers.group(coordinator, code, population=people)
    product(officer, placement("zalo", "2026-05-04", reach("TDP-01", 400), reach("TDP-02", 100)))
    product(officer, placement("loudspeaker", "2026-05-05", reach("TDP-01", 500, "estimated")))
    made = consolidated(coordinator, comments={"0": "Đạt."}, proposals="Thêm loa.").json()
    return submitted(coordinator, made)


def place(made: Json) -> str:
    return f"/reports/{made['id']}/transmittal"


def told(indicators: dict[str, Json]) -> dict[str, tuple[Any, ...]]:
    names = ("numerator", "denominator", "value", "target", "status")
    return {code: tuple(one[name] for name in names) for code, one in indicators.items()}


@pytest.mark.on_both
def test_the_city_reads_the_very_figures_and_files_that_were_filed(
    stage: Stage, far: City, filed: Json, coordinator: TestClient
) -> None:
    world = joined(stage, far.server.url, far.token)
    assert get(coordinator, place(filed))["status"] == "not_sent"
    problem(coordinator.post(API + place(filed), json={"version": 1}), 422, (("version",), "unknown_field"))
    assert coordinator.post(API + place(filed), json={}).json()["status"] == "waiting"
    work(world)
    standing = get(coordinator, place(filed))
    assert (standing["status"], standing["fault"]) == ("sent", None)

    [row] = far.get(f"/city/reports?period={Q}").json()["items"]
    assert (row["ward"], row["version"]) == (WARD, 1)
    assert row["submitted_at"] == filed["submitted_at"]
    [ward] = far.get(f"/city/indicators?period={Q}").json()["items"]
    frozen = filed["snapshot"]["figures"]["indicators"]
    assert told({one["code"]: one for one in ward["indicators"]}) == told(frozen)
    assert frozen["groups_reached"]["numerator"] == 2
    assert frozen["groups_reached"]["denominator"] == 3

    own = stage.bearing(stage.tokens["city"])
    for form in ("pdf", "docx", "xlsx"):
        there = far.get(f"/reports/{row['id']}/export?format={form}").content
        assert there == own.get(f"{API}/reports/{filed['id']}/export?format={form}").content
    far.run("check")


def test_it_is_sent_once_however_often_it_is_asked_for(
    stage: Stage, far: City, filed: Json, coordinator: TestClient
) -> None:
    world = joined(stage, far.server.url, far.token)
    for _ in range(3):
        makers.post(coordinator, place(filed), {})
        work(world)
    assert len(far.get("/city/reports?period=2026").json()["items"]) == 1
    steps = [one for one in makers.every(stage.bearing(stage.tokens["admin"]), "/audit") if one["action"] == "sent_up"]
    assert [one["token_name"] for one in steps] == ["coordinator"], "by whoever asked for it"

    submitted(coordinator, consolidated(coordinator, proposals="Bản hai").json())
    assert get(coordinator, place(filed))["status"] == "not_sent", "another version is another text"
    makers.post(coordinator, place(filed), {})
    work(world)
    [row] = far.get(f"/city/reports?period={Q}").json()["items"]
    assert row["version"] == 2


def test_who_was_killed_between_the_city_s_answer_and_its_own_note_sends_again_and_doubles_nothing(
    stage: Stage, far: City, filed: Json, coordinator: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = joined(stage, far.server.url, far.token)
    makers.post(coordinator, place(filed), {})

    class Killed(BaseException):
        pass

    def die(*_: Any) -> None:
        raise Killed

    with monkeypatch.context() as power:
        power.setattr("app.work.transmittals.sending.note_sent", die)
        task = taken(world)
        with pytest.raises(Killed):
            OUTWARD["transmittal"](task)
    assert len(far.get(f"/city/reports?period={Q}").json()["items"]) == 1
    assert get(coordinator, place(filed))["status"] == "retrying"
    OUTWARD["transmittal"](task)
    assert get(coordinator, place(filed))["status"] == "sent"
    assert len(far.get(f"/city/reports?period={Q}").json()["items"]) == 1


def taken(world: World) -> Task:
    """The job, held by whoever is about to do it."""
    with db.transaction(world.engine) as session:
        [seen] = holding.waiting(session, world.now(), ["transmittal"])
        job = holding.take(session, seen, world.now())
        assert job is not None
        return Task.of(world, job)


def test_a_city_that_is_away_is_tried_again_and_one_that_says_no_is_not(
    stage: Stage, far: City, filed: Json, coordinator: TestClient
) -> None:
    away = joined(stage, f"http://127.0.0.1:{free_port()}", far.token)
    makers.post(coordinator, place(filed), {})
    work(away)
    standing = get(coordinator, place(filed))
    assert (standing["status"], standing["attempts"]) == ("retrying", 1)
    assert standing["fault"] == "bên nhận không nhận kết nối"

    far.run("ward", "remote", WARD)
    refused = joined(stage, far.server.url, f"{far.token}x")
    later = World(refused.engine, refused.settings, lambda: now() + timedelta(minutes=5))
    work(later)
    standing = get(coordinator, place(filed))
    assert standing["status"] == "given_up"
    assert "mã kết nối" in standing["fault"]

    work_again = joined(stage, far.server.url, far.token)
    makers.post(coordinator, place(filed), {})
    work(work_again)
    assert get(coordinator, place(filed))["status"] == "sent"


def test_a_page_that_stands_where_the_city_should_took_nothing(
    stage: Stage, filed: Json, coordinator: TestClient
) -> None:
    page = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: 0\r\n\r\n"
    with receiver() as other:
        other.raw = [page]
        world = joined(stage, f"http://127.0.0.1:{other.port}", "lt.1.x")
        makers.post(coordinator, place(filed), {})
        work(world)
    standing = get(coordinator, place(filed))
    assert (standing["status"], "không phải máy chủ Lan Tỏa" in standing["fault"]) == ("retrying", True)


@pytest.mark.parametrize("address", ["city.example", "ftp://city.example"])
def test_an_address_that_is_none_is_told_in_words(
    stage: Stage, filed: Json, coordinator: TestClient, address: str
) -> None:
    world = joined(stage, address, "lt.1.x")
    makers.post(coordinator, place(filed), {})
    work(world)
    assert get(coordinator, place(filed))["fault"] == "địa chỉ của bên nhận không bắt đầu bằng https:// hay http://"


def test_a_line_s_end_behind_the_token_is_none_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANTOA_CITY_TOKEN", "lt.1.x\n")
    monkeypatch.setenv("LANTOA_CITY_ADDRESS", " https://city.example\n")
    settings = Settings()
    assert (settings.city_token, settings.city_address) == ("lt.1.x", "https://city.example")


def test_a_file_goes_where_no_line_leads(
    stage: Stage, far: City, filed: Json, coordinator: TestClient, leader: TestClient
) -> None:
    joined(stage, "", far.token)
    problem(coordinator.post(API + place(filed), json={}), 409)
    answer = coordinator.get(f"{API}{place(filed)}/file")
    assert answer.status_code == 200
    assert answer.headers["content-disposition"].endswith('2026-Q2-ban-1.json"')
    again = coordinator.get(f"{API}{place(filed)}/file")
    assert again.content == answer.content, "the same version is the same file"
    for _ in range(2):
        sent = httpx.post(
            f"{far.server.url}{API}/transmittals",
            content=answer.content,
            headers={"Authorization": f"Bearer {far.token}", "Content-Type": "application/json"},
        )
        assert sent.status_code in (200, 201), sent.text
    assert len(far.get("/city/reports?period=2026").json()["items"]) == 1
    problem(leader.get(API + place(filed)), 403)
    joined(stage, "", "")
    problem(coordinator.get(f"{API}{place(filed)}/file"), 404)


def test_only_the_ward_s_own_filed_report_goes_upward(
    stage: Stage, coordinator: TestClient, officer: TestClient
) -> None:
    joined(stage, "http://city.example", "lt.1.x")
    unit = submitted(officer, makers.report(officer, period=Q))
    draft = consolidated(coordinator).json()
    for made in (unit, draft):
        problem(coordinator.get(API + place(made)), 404)
        problem(coordinator.post(API + place(made), json={}), 404)


def test_what_goes_upward_is_what_a_city_reader_may_read(
    stage: Stage, coordinator: TestClient, officer: TestClient
) -> None:
    makers.group(coordinator, "TDP-01", population=1000)
    makers.concern(officer, received_on="2026-05-04", nature="incorrect_information", summary="Tin chưa đúng về đất")
    joined(stage, "http://city.example", "lt.1.x")
    made = submitted(coordinator, consolidated(coordinator).json())
    envelope = coordinator.get(f"{API}{place(made)}/file").json()
    assert "Tin chưa đúng" not in str(opened(envelope)["figures"])
    text = pdf_text(b64decode(opened(envelope)["files"]["pdf"]))
    assert "Tin chưa đúng" not in text
    assert "BÁO CÁO" in text


# The city's side.


@pytest.fixture
def remote(stage: Stage) -> Remote:
    return Remote(stage)


def test_what_came_is_the_ward_s_figure_beside_those_that_are_worked_out_here(
    remote: Remote, city: TestClient, stage: Stage
) -> None:
    before = of_city(city)
    assert {one["value"] for one in before.values()} == {None}, "nothing came: no figure, and never 0"
    assert remote.send().status_code == 201
    found = of_city(city)
    reached = found["groups_reached"]
    assert (reached["numerator"], reached["denominator"], reached["value"]) == (3, 4, 0.75)
    assert (reached["target"], reached["status"], reached["entries"]["numerator"]) == (1.0, "off_track", None)
    assert found["spending"]["value"] is None
    assert {one["value"] for one in of_city(city, period="2026").values()} == {None}, "a year is no quarter"
    one = next(
        row for row in get(city, "/indicators", period=Q, ward=OTHER_WARD)["items"] if row["code"] == "groups_reached"
    )
    assert one["value"] == 0.75
    problem(city.get(f"{API}/coverage?period={Q}&ward={OTHER_WARD}"), 422, (("ward",), "elsewhere"))


def test_the_city_s_own_figure_sums_what_is_kept_here_and_what_came(
    remote: Remote, pages: SimpleNamespace, coordinator: TestClient, officer: TestClient
) -> None:
    for code in ("TDP-01", "TDP-02"):
        makers.group(coordinator, code, population=100)
    product(officer, placement("zalo", "2026-05-04", reach("TDP-01", 50)))
    remote.send()
    page = pages.city.get(f"/city?period={Q}&indicator=groups_reached").text
    assert "4 trong 6" in page, "1 of 2 here and 3 of 4 there"


def test_a_period_s_figure_is_compared_with_what_came_of_the_one_before(remote: Remote, city: TestClient) -> None:
    first = {"groups_reached": indicator(1, 4, 0.25)}
    days = {"starts_on": "2026-01-01", "ends_on": "2026-03-31", "due_on": "2026-03-10"}
    assert remote.send(period="2026-Q1", figures={"indicators": first}, **days).status_code == 201
    remote.send()
    reached = of_city(city)["groups_reached"]
    assert (reached["previous"], reached["change"]) == (0.25, 0.5)


def test_each_part_of_what_came_stands_where_a_figure_has_it(remote: Remote, stage: Stage) -> None:
    told = {
        "residential_coverage": indicator(800, 1000, 0.8, target=0.85, status="at_risk"),
        "surveyed_awareness": indicator(None, None, 0.7),
        "opinion_balance": indicator(5, 40, 0.125, left_out=3),
        "evidence_share": indicator(250, 1000, 0.25),
        "products_published": indicator(12, None, 12.0),
    }
    between = {"bounds": {"low": 0.6, "high": 0.95}, "awareness": {"low": 0.62, "high": 0.77}}
    remote.send(figures={"indicators": told} | between)
    with Session(stage.engine) as session:
        me = Me(wards.by_code(session, OTHER_WARD), "city", None, None, None, None, "", now())
        found = {one.code: one for one in indicators.figures(session, me, Q)}
        of_unit = indicators.figures(session, me, Q, ("UBND",))
    alike = {
        "form": "share",
        "previous": None,
        "change": None,
        "pending": None,
        "can_still_reach": False,
        "surveyed": None,
        "opens_numerator": False,
        "opens_denominator": False,
        "evidence_share": None,
    }
    assert asdict(found["residential_coverage"]) == alike | told["residential_coverage"] | {
        "code": "residential_coverage",
        "name": "Độ phủ tổ dân phố",
        "interval": None,
        "bounds": {"low": 0.6, "high": 0.95, "level": None},
        "left_out": None,
        "evidence_share": 0.25,
    }
    assert asdict(found["surveyed_awareness"]) == alike | told["surveyed_awareness"] | {
        "code": "surveyed_awareness",
        "name": "Dân biết tin, theo khảo sát",
        "interval": {"low": 0.62, "high": 0.77, "level": 0.95},
        "bounds": None,
        "left_out": None,
    }
    assert (found["opinion_balance"].left_out, found["opinion_balance"].interval) == (3, None)
    assert found["opinion_balance"].bounds is None
    assert str(found["products_published"].value) == "12", "a count has no decimals"
    assert {one.value for one in of_unit} == {None}, "what came is the ward's, and no unit's"


def test_a_period_that_such_a_ward_does_not_have_is_none_of_its_own(
    remote: Remote, city: TestClient, coordinator: TestClient
) -> None:
    days = {"starts_on": "2027-01-01", "ends_on": "2027-03-31", "due_on": "2027-03-10"}
    makers.post(coordinator, "/periods", {"code": "2027-Q1"} | days)
    told = {one["ward"]: len(one["indicators"]) for one in get(city, "/city/indicators", period="2027-Q1")["items"]}
    assert told == {WARD: len(indicators.CODES), OTHER_WARD: 0}


def test_estimates_come_with_their_bounds(remote: Remote, city: TestClient) -> None:
    figures = {
        "indicators": {
            "residential_coverage": indicator(800, 1000, 0.8),
            "surveyed_awareness": indicator(None, None, 0.7),
        },
        "bounds": {"low": 0.6, "high": 0.95},
        "awareness": {"low": 0.62, "high": 0.77},
    }
    remote.send(figures=figures)
    found = of_city(city)
    assert found["surveyed_awareness"]["interval"] == {"low": 0.62, "high": 0.77, "level": 0.95}


def test_the_same_again_changes_nothing_and_another_text_of_that_number_is_refused(
    remote: Remote, city: TestClient
) -> None:
    first = remote.send()
    again = remote.send(files={})
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    problem(remote.send(proposals="Khác"), 409)
    assert remote.send(version=3).status_code == 201
    assert remote.send(version=2).status_code == 201, "what was late comes in, and does not stand before what is newer"
    [row] = get(city, "/city/reports", period=Q)["items"]
    assert row["version"] == 3


def test_a_deadline_that_moved_since_makes_no_other_text_of_the_same_version(remote: Remote) -> None:
    first = remote.send()
    again = remote.send(due_on="2026-06-20")
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()


@pytest.mark.parametrize(("size", "status"), [(4 * 1024**2 - 2, 201), (4 * 1024**2 + 3, 422)])
def test_files_as_heavy_as_allowed_arrive_and_heavier_ones_are_told_of(remote: Remote, size: int, status: int) -> None:
    answer = remote.send(files={"pdf": b64encode(bytes(size)).decode()})
    assert answer.status_code == status


def test_nobody_else_s_signature_is_taken(remote: Remote, stage: Stage, city: TestClient) -> None:
    other = sealed(remote.content(), stage.tokens["coordinator"])
    of_reader = Remote(stage, "leader")
    altered = remote.envelope()
    altered["payload"] = remote.envelope(proposals="Đổi")["payload"]
    of_kind = sealed(remote.content(), remote.token, "text/plain")
    read_only = Remote(stage, scope="read")
    for envelope in (other, altered, of_kind, sealed(remote.content(), of_reader.token)):
        problem(remote.client.post(f"{API}/transmittals", json=envelope), 422, (("signatures",), "signature"))
    envelope = sealed(remote.content(), read_only.token)
    problem(remote.client.post(f"{API}/transmittals", json=envelope), 422, (("signatures",), "signature"))
    problem(read_only.client.post(f"{API}/transmittals", json=remote.envelope()), 403)
    problem(of_reader.client.post(f"{API}/transmittals", json=remote.envelope()), 403)
    assert get(city, "/city/reports", period=Q)["items"] == []


def test_a_token_that_ended_signs_nothing_and_one_that_was_rotated_signs_as_long_as_it_holds(
    remote: Remote, stage: Stage
) -> None:
    admin = stage.token("admin", ward=OTHER_WARD, name="quản trị")
    [row] = [one for one in makers.every(admin, "/tokens") if one["name"] == "nhận báo cáo"]
    words = makers.post(admin, f"/tokens/{row['id']}/rotation", {"overlap_days": 3})["token"]
    old = remote.envelope()
    assert remote.send().status_code == 201
    remote.client, remote.token = stage.bearing(words), words
    assert remote.send().status_code == 200
    makers.post(admin, f"/tokens/{row['id']}/rotation", {})
    city_ = Remote(stage)
    problem(city_.client.post(f"{API}/transmittals", json=old), 422, (("signatures",), "signature"))


def test_a_ward_s_token_brings_no_other_ward_s_report(remote: Remote, coordinator: TestClient) -> None:
    problem(coordinator.post(f"{API}/transmittals", json=remote.envelope()), 422, (("ward",), "elsewhere"))


def test_a_ward_that_keeps_its_log_here_sends_nothing(stage: Stage, coordinator: TestClient) -> None:
    envelope = sealed(report(WARD), stage.tokens["coordinator"])
    problem(coordinator.post(f"{API}/transmittals", json=envelope), 409)


@pytest.mark.parametrize(
    ("fields", "loc", "code"),
    [
        ({"ward": "KHONGCO"}, ("ward",), "unknown"),
        ({"period": "2031-Q1"}, ("starts_on",), "overlap"),
        ({"due_on": None}, ("due_on",), "missing"),
        ({"ends_on": "2026-06-29"}, ("period",), "days"),
        ({"format": "lantoa-report-2"}, ("format",), "choice"),
        ({"version": 0}, ("version",), "too_small"),
        ({"more": 1}, ("more",), "unknown_field"),
        ({"figures": {"indicators": {"made_up": indicator(1, 1, 1)}}}, ("figures", "indicators", "made_up"), "unknown"),
        ({"files": {"pdf": "%%%"}}, ("files", "pdf"), "broken"),
        ({"submitted_at": "2026-06-09"}, ("submitted_at",), "moment"),
    ],
)
def test_what_does_not_fit_is_told_at_its_place(remote: Remote, fields: Json, loc: tuple[str, ...], code: str) -> None:
    problem(remote.send(**fields), 422, (loc, code))


@pytest.mark.parametrize("payload", [b"", b"[]", b"no JSON", b'{"ward": {}}', b"[" * 100_000, b"\xff\xfe", b"null"])
def test_what_is_no_report_is_refused(remote: Remote, payload: bytes) -> None:
    envelope = remote.envelope() | {"payload": b64encode(payload).decode()}
    assert remote.client.post(f"{API}/transmittals", json=envelope).status_code == 422


@pytest.mark.parametrize("value", [1e999, -1e999])
def test_a_number_that_is_none_is_refused(remote: Remote, value: float) -> None:
    answer = remote.send(figures={"indicators": {"groups_reached": indicator(1, 2, value)}})
    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("code", "one", "at"),
    [
        ("groups_reached", indicator(3, None, None), "value"),
        ("groups_reached", indicator(None, 4, None), "value"),
        ("groups_reached", indicator(None, None, 0.5), "value"),
        ("groups_reached", indicator(3, 4, None), "value"),
        ("groups_reached", indicator(3, 4, 0.25), "value"),
        ("groups_reached", indicator(3, 0, None), "value"),
        ("groups_reached", indicator(5, 4, 1.25), "value"),
        ("groups_reached", indicator(-3, 4, -0.75), "value"),
        ("groups_reached", indicator(3, 4, True), "value"),
        ("groups_reached", indicator(2, 4, "0.5"), "value"),
        ("groups_reached", indicator(2, 4, 0.5, target=True, status="off_track"), "target"),
        ("groups_reached", indicator(4, 4, 1.0, target=1.0, status="off_track"), "status"),
        ("groups_reached", indicator(1, 4, 0.25, target=1.0, status="on_track"), "status"),
        ("groups_reached", indicator(1, 4, 0.25, target=1.0, status="no_data"), "status"),
        ("groups_reached", indicator(1, 4, 0.25, status="on_track"), "status"),
        ("products_published", indicator(12, None, 12.5), "value"),
        ("products_published", indicator(12, 20, 12), "value"),
        ("products_published", indicator(None, None, 12), "value"),
        ("opinion_balance", indicator(30, 20, 1.5, left_out=0), "value"),
        ("cost_per_person_reached", indicator(-100, 10, -10), "value"),
    ],
)
def test_an_indicator_that_contradicts_itself_is_refused(remote: Remote, code: str, one: Json, at: str) -> None:
    answer = remote.send(figures={"indicators": {code: one}})
    assert answer.status_code == 422
    assert [fault["loc"] for fault in answer.json()["errors"]] == [["figures", "indicators", code, at]]


@pytest.mark.parametrize(
    ("code", "one"),
    [
        ("groups_reached", indicator(0, 0, None, target=1.0, status="no_data")),
        ("groups_reached", indicator(2, 3, 0.666667, target=1.0, status="off_track")),
        ("channels_used", indicator(2, 3, 0.666667, target=0.666667, status="at_risk")),
        ("residential_coverage", indicator(0, 1000, 0.0004)),
        ("cost_per_person_reached", indicator(1000, 0, 2500.0)),
        ("cost_per_person_reached", indicator(1_000_000, 3, 333333.33)),
        ("opinion_balance", indicator(-20, 40, -0.5, left_out=2)),
        ("surveyed_awareness", indicator(30, 40, 0.7)),
    ],
)
def test_what_was_rounded_apart_or_weighted_does_not_contradict_itself(remote: Remote, code: str, one: Json) -> None:
    assert remote.send(figures={"indicators": {code: one}}).status_code == 201


def test_bounds_the_wrong_way_round_are_refused(remote: Remote) -> None:
    figures = {"indicators": {"residential_coverage": indicator(8, 10, 0.8)}, "bounds": {"low": 0.9, "high": 0.7}}
    problem(remote.send(figures=figures), 422, (("figures", "bounds", "high"), "order"))


def test_a_file_that_came_is_served_as_it_came_to_the_city_alone(
    remote: Remote, city: TestClient, stranger: TestClient, coordinator: TestClient
) -> None:
    number = remote.send().json()["id"]
    answer = city.get(f"{API}/reports/{number}/export?format=pdf")
    assert answer.content == b"%PDF-1.7 of the ward"
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
    problem(city.get(f"{API}/reports/{number}/export?format=docx"), 404)
    for other in (stranger, coordinator):
        problem(other.get(f"{API}/reports/{number}/export?format=pdf"), 404)


def test_what_is_only_tried_stores_nothing(remote: Remote, city: TestClient) -> None:
    answer = remote.client.post(f"{API}/transmittals?validate_only=true", json=remote.envelope())
    assert answer.status_code == 200
    assert get(city, "/city/reports", period=Q)["items"] == []


def test_a_check_finds_a_file_that_was_altered_or_is_gone(remote: Remote, stage: Stage) -> None:
    remote.send(files={form: b64encode(form.encode()).decode() for form in ("pdf", "docx", "xlsx")})
    assert altered_files(stage) == []
    with stage.writing(OTHER_WARD) as (session, _):
        altered, gone = (
            session.exec(select(ReceivedFile).where(ReceivedFile.format == form)).one() for form in ("pdf", "docx")
        )
        altered.content = b"another"
        session.delete(gone)
    assert altered_files(stage) == ["docx thiếu hoặc đã bị sửa", "pdf thiếu hoặc đã bị sửa"]


def altered_files(stage: Stage) -> list[str]:
    """What a check tells of them; that this ward was set up past the trail is another matter."""
    with Session(stage.engine) as session:
        found = [one.partition(": tệp ") for one in checks.faults(session)]
    return [words for _, of, words in found if of]


def test_a_ward_whose_log_is_elsewhere_files_no_report_of_an_empty_one(stage: Stage, city: TestClient) -> None:
    writer = stage.token("coordinator", ward=OTHER_WARD)
    begun = consolidated(writer).json()
    remote = Remote(stage)
    number = remote.send().json()["id"]
    problem(writer.post(f"{API}/reports/{begun['id']}/submit", json={}), 409)
    problem(consolidated(writer, period="2026-Q3"), 409)
    rows = get(city, "/city/reports", period=Q)["items"]
    assert [row["id"] for row in rows] == [number], "nothing of 0 beside what it sent"


def test_a_ward_that_filed_a_report_here_is_not_said_to_be_elsewhere(stage: Stage) -> None:
    writer = stage.token("coordinator", ward=OTHER_WARD)
    submitted(writer, consolidated(writer).json())
    with stage.writing(OTHER_WARD) as (session, ward):
        me = Me(ward, "admin", None, None, None, None, "", now())
        with pytest.raises(ValueError, match="keeps its log here"):
            deciding.keep_elsewhere(session, me)


def test_nothing_invented_goes_upward(stage: Stage, coordinator: TestClient) -> None:
    joined(stage, "http://city.example", "lt.1.x")
    made = submitted(coordinator, consolidated(coordinator).json())
    with stage.writing() as (_, ward):
        ward.demo_at = now()
    problem(coordinator.post(API + place(made), json={}), 409)
    problem(coordinator.get(f"{API}{place(made)}/file"), 404)
