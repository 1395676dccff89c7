"""Figures are kept until something of their ward changes: never stale, cheap meanwhile, 304 to who has them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from fastapi.testclient import TestClient
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import event

from app import db
from app.domain import coverage, kept
from app.domain.coverage import CoverageQuery
from app.domain.trail.reading import MOST_SINCE
from app.web import callers
from tests import lengths, makers
from tests.conftest import Stage
from tests.domain.test_worlds import MANNERS
from tests.makers import API, group, placement, product, reach

COVERAGE, INDICATORS = f"{API}/coverage?period=2026-Q2", f"{API}/indicators?period=2026-Q2"
NEXT = f"{API}/indicators?period=2026-Q3"
CITY = f"{API}/city/indicators?period=2026-Q2"
FIGURES = (
    COVERAGE,
    f"{COVERAGE}&by=channel",
    f"{COVERAGE}&format=csv",
    INDICATORS,
    f"{INDICATORS}&unit=UBND",
    f"{API}/indicators?period=2026",
    f"{INDICATORS}&format=csv&excel=1",
)
PAGES = (
    "/coverage?period=2026-Q2",
    "/indicators?period=2026-Q2",
    "/indicators/residential_coverage?period=2026-Q2",
    "/directives?period=2026-Q2",
)


@contextmanager
def counted(stage: Stage) -> Iterator[list[str]]:
    """The statements that are sent meanwhile."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.startswith(("BEGIN", "COMMIT", "ROLLBACK")):
            sent.append(statement)

    event.listen(stage.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(stage.engine, "before_cursor_execute", note)


def asks_the_log(sent: list[str]) -> bool:
    return any("reach" in statement or "placement" in statement for statement in sent)


@pytest.fixture
def told(coordinator: TestClient) -> TestClient:
    group(coordinator, population=1000)
    product(coordinator, placement("zalo", makers.DAY, reach(people=400)))
    return coordinator


# Each change is made by the coordinator or the admin of a ward, by number so that no two are alike.
Change = Callable[[TestClient, TestClient, int], Any]
CHANGES: dict[str, Change] = {
    "logs": lambda client, _, n: product(client, placement("zalo", makers.DAY, reach(people=100 + n)), title=f"SP {n}"),
    "withdraws": lambda client, _, n: makers.patch(
        client,
        f"/products/{product(client, placement('zalo', makers.DAY, reach(people=7)))['id']}",
        status="withdrawn",
        reason=f"Lý do {n}",
    ),
    "counts again": lambda client, _, n: makers.patch(client, "/groups/TDP-01", population=500 + n),
    "adds a group": lambda client, _, n: group(client, f"TDP-9{n}", population=50 + n),
    "decides": lambda _, admin, n: makers.patch(admin, "/settings", residential_coverage=(n + 1) / 100),
    "renames a channel": lambda client, _, n: makers.patch(client, "/channels/zalo", name=f"Zalo {n}"),
    "stops a channel": lambda client, _, n: makers.patch(client, "/channels/talk", active=n % 2 == 0),
    "receives": lambda client, _, n: makers.concern(client, summary=f"Đèn hỏng {n}"),
    "surveys": lambda client, _, n: makers.survey(client, asked=40 + n, aware=20),
    "issues": lambda client, _, n: makers.directive(client, f"VB-{n}", issued_on="2026-04-0" + str(n % 9 + 1)),
}


@settings(max_examples=lengths.of("steps between kept figures"), **MANNERS)
@given(steps=st.lists(st.tuples(st.booleans(), st.sampled_from([*CHANGES, "sleeps"])), min_size=4, max_size=8))
def test_what_is_kept_is_what_would_be_worked_out(stage: Stage, steps: list[tuple[bool, str]]) -> None:
    """Two wards write in turn, days pass: after each step every answer is the one that an empty store gives."""
    stage.make_new()
    ours, theirs = stage.bearing(stage.tokens["coordinator"]), stage.bearing(stage.tokens["stranger"])
    admins = (stage.bearing(stage.tokens["admin"]), stage.token("admin", ward="KHUONGTHUONG"))
    city, reader = stage.bearing(stage.tokens["city"]), stage.signed_in("coordinator")
    for client in (ours, theirs):
        group(client, population=1000)
    # Tomorrow at noon: whoever signed in today, at whatever hour, has done so by then.
    clock = datetime.combine(makers.today() + timedelta(days=1), time(12), ZoneInfo("Asia/Ho_Chi_Minh"))
    with pytest.MonkeyPatch.context() as patched:
        for number, (is_ours, change) in enumerate(steps):
            set_to(patched, clock)
            before = [ours.get(path).content for path in FIGURES]
            if change == "sleeps":
                clock += timedelta(days=1)
                set_to(patched, clock)
            else:
                CHANGES[change](ours if is_ours else theirs, admins[not is_ours], number)
            if change != "sleeps" and not is_ours:
                assert [ours.get(path).content for path in FIGURES] == before, "another ward's change is none of ours"
            asked = questions(ours, reader, theirs, city)
            now = [client.get(path) for client, path in asked]
            kept.forget()
            # What is worked out later that day is the same, to the last letter.
            set_to(patched, clock + timedelta(hours=2))
            check_same(asked, now, [client.get(path) for client, path in asked])


def set_to(patched: pytest.MonkeyPatch, moment: datetime) -> None:
    patched.setattr(callers, "now", lambda: moment.astimezone(UTC))


def questions(*clients: TestClient) -> list[tuple[TestClient, str]]:
    ours, reader, theirs, city = clients
    asked = [(ours, path) for path in FIGURES] + [(reader, path) for path in PAGES]
    asked += [(theirs, COVERAGE), (theirs, INDICATORS), (city, CITY), (city, f"{CITY}&format=csv")]
    return asked + [(city, f"{path}&ward=KHUONGTHUONG") for path in (COVERAGE, INDICATORS)]


def check_same(asked: list[tuple[TestClient, str]], told: list[Any], cold: list[Any]) -> None:
    for (_, path), answer, expected in zip(asked, told, cold, strict=True):
        assert answer.status_code == expected.status_code == 200
        assert answer.text.splitlines() == expected.text.splitlines(), path
        assert answer.headers.get("etag") == expected.headers.get("etag"), path


@pytest.mark.parametrize("path", [*FIGURES, *PAGES])
def test_a_kept_figure_asks_the_log_nothing(stage: Stage, told: TestClient, path: str) -> None:
    client = told if path.startswith(API) else stage.signed_in("coordinator")
    with counted(stage) as first:
        client.get(path)
    assert asks_the_log(first)
    with counted(stage) as again:
        client.get(path)
    assert not asks_the_log(again)
    assert len(again) <= 4, again


def test_another_ward_s_write_leaves_our_figures_kept(stage: Stage, told: TestClient, stranger: TestClient) -> None:
    told.get(COVERAGE)
    group(stranger)
    product(stranger)
    with counted(stage) as sent:
        told.get(COVERAGE)
    assert not asks_the_log(sent)


def test_the_city_s_table_works_out_only_the_ward_that_changed(
    stage: Stage, told: TestClient, stranger: TestClient, city: TestClient
) -> None:
    with counted(stage) as cold:
        city.get(CITY)
    group(stranger)
    with counted(stage) as one:
        city.get(CITY)
    with counted(stage) as none:
        city.get(CITY)
    assert not asks_the_log(none)
    assert len(none) <= 5, none
    sums = [sum("sum(reach.people)" in statement for statement in sent) for sent in (cold, one)]
    assert 0 < sums[1] < sums[0]


# What happens between two questions. What was logged is added to what was summed up before, or all is summed anew.
BETWEEN: dict[str, Change] = {
    "logs one": CHANGES["logs"],
    "logs as many as are looked through": lambda client, _, n: logs(client, MOST_SINCE),
    "logs one more": lambda client, _, n: logs(client, MOST_SINCE + 1),
    "changes one just logged": lambda client, _, n: makers.patch(
        client, f"/products/{logs(client)}", placements=[placement("talk", makers.DAY, reach(people=90))]
    ),
    "changes one summed up": lambda client, _, n: makers.patch(
        client, f"/products/{makers.get(client, '/products')['items'][0]['id']}", placements=[placement("talk")]
    ),
    "withdraws": CHANGES["withdraws"],
    "plans, then publishes": lambda client, _, n: makers.patch(
        client,
        f"/products/{makers.planned(client)['id']}",
        status="published",
        placements=[placement("zalo", makers.DAY, reach(people=80))],
    ),
    "logs in another quarter": lambda client, _, n: product(client, placement("zalo", "2026-07-08", reach(people=70))),
    "logs on the quarter's last day": lambda client, _, n: product(
        client, placement("zalo", makers.get(client, "/periods/2026-Q2")["ends_on"], reach(people=50))
    ),
    "hears opinions, then logs later": lambda client, _, n: (
        makers.pulse(client, 5, 25, 20, period="2026-Q2", group="TDP-01", content_group="1.4"),
        product(client, placement("zalo", "2026-07-08", reach(people=60))),
    ),
    "receives a concern, then logs": lambda client, _, n: (makers.concern(client), logs(client)),
    "counts a group again, then logs": lambda client, _, n: (CHANGES["counts again"](client, _, n), logs(client)),
}
GROWING = {
    "logs one",
    "logs as many as are looked through",
    "logs in another quarter",
    "logs on the quarter's last day",
    "hears opinions, then logs later",
    "receives a concern, then logs",
}


def logs(client: TestClient, count: int = 1) -> int:
    """Logs so many products, on two channels; the last one's number."""
    sent = [
        makers.product_json(
            placements=[placement(("zalo", "talk")[n % 2], makers.DAY, reach(people=100 + n))], title=f"Thêm {n}"
        )
        for n in range(count)
    ]
    return int(makers.post(client, "/products/batch", {"items": sent})["items"][-1]["id"])


@pytest.mark.parametrize("act", BETWEEN)
def test_what_was_logged_since_is_added_to_what_was_summed_up(
    stage: Stage, told: TestClient, admin: TestClient, act: str
) -> None:
    asked, of_unit = [COVERAGE, INDICATORS, NEXT], f"{NEXT}&unit=MTTQ"
    makers.pulse(told, 30, 10, 5, period="2026-Q2")
    for path in asked:
        told.get(path)
    BETWEEN[act](told, admin, 1)
    with counted(stage) as sent:
        now = [told.get(path).json() for path in asked]
    summed = [one for one in sent if "max(reach.people)" in one]
    assert summed
    assert all("product.id IN" in one for one in summed) == (act in GROWING)
    spent = sum("sum(product.cost_amount)" in one for one in sent)
    assert spent == (2 if act == "logs in another quarter" else 3), "the quarter before is worked out where it changed"
    now.append(told.get(of_unit).json())
    kept.forget()
    assert [told.get(path).json() for path in (of_unit, *reversed(asked))] == now[::-1]


@pytest.mark.parametrize("path", FIGURES)
def test_who_has_a_figure_is_not_sent_it_again(told: TestClient, path: str) -> None:
    answer = told.get(path)
    tag = answer.headers["etag"]
    assert tag.startswith('"')
    assert answer.headers["cache-control"] == "private, no-cache"
    assert "Authorization" in answer.headers["vary"]
    again = told.get(path, headers={"If-None-Match": f'"other", W/{tag}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    product(told, placement("zalo", makers.DAY, reach(people=900)))
    changed = told.get(path, headers={"If-None-Match": tag})
    assert changed.status_code == 200
    assert changed.headers["etag"] != tag


def test_a_write_that_leaves_a_figure_as_it_was_leaves_its_etag(told: TestClient) -> None:
    tag = told.get(COVERAGE).headers["etag"]
    makers.concern(told)
    assert told.get(COVERAGE, headers={"If-None-Match": tag}).status_code == 304


def test_packed_or_not_it_is_the_same_figure(told: TestClient) -> None:
    for number in range(2, 30):
        group(told, f"TDP-{number:02}")
    plain, packed = (told.get(COVERAGE, headers={"Accept-Encoding": how}) for how in ("identity", "gzip"))
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert (plain.json(), plain.headers["etag"]) == (packed.json(), packed.headers["etag"])


def test_as_of_is_the_last_change_or_the_start_of_the_day(
    stage: Stage, told: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = product(told, placement("zalo", makers.DAY, reach(people=401)))
    assert told.get(INDICATORS).json()["as_of"] == made["updated_at"]
    clock = callers.now
    monkeypatch.setattr(callers, "now", lambda: clock() + timedelta(days=1))
    tomorrow = makers.day(1)
    first = told.get(INDICATORS).json()["as_of"]
    # Midnight in the ward is 17:00 of the day before in UTC.
    assert first == f"{makers.day()}T17:00:00.000000Z" != f"{tomorrow}T17:00:00.000000Z"


def test_head_and_figures_are_of_one_moment(stage: Stage, told: TestClient) -> None:
    """Another writes between a reader's first look at the head and its figures: it sees neither, and the next both."""
    query = CoverageQuery(period="2026-Q2")
    with stage.writing() as (session, _):
        me = stage.person(session, "coordinator")
    with db.reading(stage.engine) as session:
        seen = kept.head(session, me)
        product(told, placement("website", makers.DAY, reach(people=300)))
        assert coverage.measure(session, me, query).total.figures.gross_reach == 400
        assert kept.head(session, me) == seen
    assert told.get(COVERAGE).json()["total"]["gross_reach"] == 700
    with db.reading(stage.engine) as session:
        assert kept.head(session, me) != seen
        assert coverage.measure(session, me, query).total.figures.gross_reach == 700


def test_a_city_reader_is_never_given_what_a_ward_reads(told: TestClient, city: TestClient) -> None:
    group(told, "NHO", population=20)
    own = {row["key"]: row["name"] for row in told.get(COVERAGE).json()["items"]}
    theirs = {row["key"]: row["name"] for row in city.get(f"{COVERAGE}&ward=DONGDA").json()["items"]}
    assert own["NHO"]
    assert theirs["NHO"] == ""
    assert all(
        part is None
        for one in city.get(f"{INDICATORS}&ward=DONGDA").json()["items"]
        for part in one["entries"].values()
    )


def test_a_kept_page_is_its_reader_s_own(stage: Stage, told: TestClient) -> None:
    pages = {name: stage.signed_in(name).get(PAGES[0]).text for name in ("officer", "leader", "officer")}
    assert "Officer" in pages["officer"]
    assert "Officer" not in pages["leader"]
    block = stage.signed_in("officer").get(PAGES[0], headers={"HX-Request": "true", "HX-Target": "table#table"})
    assert block.status_code == 200


def test_nothing_kept_outlives_the_database_that_it_was_true_of(
    stage: Stage, coordinator: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server goes on while its database is brought back to before, and other changes take the same numbers."""
    monkeypatch.setattr(kept, "forget", lambda: None)
    names = []
    for name in ("Tổ một", "Tổ hai"):
        stage.make_new()
        makers.group(coordinator, name=name)
        found = coordinator.get(f"{makers.API}/coverage", params={"period": "2026-Q2"}).json()
        names.append([row["name"] for row in found["items"]])
    assert names == [["Tổ một"], ["Tổ hai"]]


def test_a_verb_that_is_still_works_a_figure_out_once_and_knows_it_no_more_when_it_goes_on(stage: Stage) -> None:
    """Handing in the ward's report asks for its figures under the turn: nobody else can save meanwhile."""
    with stage.writing() as (session, _):
        me = stage.person(session, "coordinator")
        asked: list[int] = []

        def work() -> int:
            asked.append(1)
            return len(asked)

        def ask() -> tuple[int, int]:
            return kept.answer(session, me, "a figure", work), kept.part(session, me, "a part", work)

        assert ask() == (1, 2)
        with kept.still(session):
            assert ask() == (3, 4)
            with kept.still(session):
                assert ask() == (3, 4)
            assert ask() == (3, 4)
        assert ask() == (5, 6)
        with kept.still(session):
            assert ask() == (7, 8)


def test_what_is_handed_in_is_told_as_it_was_frozen(stage: Stage, told: TestClient) -> None:
    """Under the turn the log is asked no more than a draft asks it; what is told is what anyone reads right after."""
    made = makers.report(told, type="consolidated", unit=None, period="2026-Q2")
    with counted(stage) as draft:
        told.get(f"{API}/reports/{made['id']}")
    with counted(stage) as sent:
        answer = told.post(f"{API}/reports/{made['id']}/submit").json()
    sums = [sum("sum(reach.people)" in statement for statement in asked) for asked in (draft, sent)]
    assert 0 < sums[1] <= sums[0]
    read = told.get(f"{API}/reports/{made['id']}").json()
    assert answer["live"] == answer["snapshot"]["figures"] == read["live"]
    assert answer["sentences"] == read["sentences"]
