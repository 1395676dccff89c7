"""Pulses: counts of opinion where SPEC allows them; small ones hidden everywhere, by subtraction too."""

import csv
import io
import itertools
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from app.domain import pulses
from app.domain.pulses import Opinion, Pool
from app.models import Change, ChangeText
from app.models.pulse import Pulse
from app.web.answers import etag as etag_of
from tests import makers
from tests.conftest import WARD, Stage
from tests.makers import API, Json, codes, etag, every, get, patch, problem, pulse, pulse_json, try_patch

COUNTS = ("supportive", "neutral", "worried")


@pytest.fixture
def ward(stage: Stage, coordinator: TestClient) -> Stage:
    makers.group(coordinator, population=1000)
    return stage


def counts(item: Json) -> tuple[Any, ...]:
    return tuple(item[name] for name in (*COUNTS, "total", "suppressed"))


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ((22, 9, 6), (22, 9, 6, 37, False)),
        ((5, 5, 5), (5, 5, 5, 15, False)),
        ((5, 0, 0), (5, 0, 0, 5, False)),
        ((0, 0, 0), (0, 0, 0, 0, False)),
        ((22, 9, 4), (None, None, None, 35, True)),
        ((1, 9, 6), (None, None, None, 16, True)),
        ((22, 2, 0), (None, None, None, 24, True)),
        ((4, 1, 0), (None, None, None, 5, True)),
        ((4, 0, 0), (None, None, None, None, True)),
        ((1, 1, 2), (None, None, None, None, True)),
    ],
    ids=str,
)
def test_small_counts_are_hidden_in_every_answer(
    ward: Stage, officer: TestClient, given: tuple[int, ...], told: tuple[Any, ...]
) -> None:
    made = pulse(officer, *given)
    path = f"/pulses/{made['id']}"
    [listed] = every(officer, "/pulses")
    [row] = csv.DictReader(io.StringIO(officer.get(f"{API}/pulses?format=csv").text))
    changed = patch(officer, path, content_group="1.9")
    for item in (made, get(officer, path), listed, changed):
        assert counts(item) == told
    assert tuple(row[name] for name in (*COUNTS, "total")) == tuple("" if n is None else str(n) for n in told[:4])


def test_the_trail_never_holds_a_count(ward: Stage, officer: TestClient) -> None:
    made = pulse(officer, 71, 72, 3)
    patch(officer, f"/pulses/{made['id']}", supportive=81, neutral=82, worried=4)
    makers.delete(officer, f"/pulses/{made['id']}")
    with ward.writing(WARD) as (session, _):
        changes = session.exec(select(Change).where(Change.entity == "pulse")).all()
        texts = session.exec(select(ChangeText)).all()
        assert [change.action for change in changes] == ["created", "changed", "deleted"]
        facts = [change.facts for change in changes]
        assert facts[0]["group"] == "TDP-01"
        said = f"{[list(one.values()) for one in facts]} {[text.words for text in texts]}"
    assert not any(str(number) in said for number in (71, 72, 81, 82)), said


def test_the_trail_does_not_tell_which_count_was_sent(ward: Stage, officer: TestClient) -> None:
    """From 20, 10, 6 to a hidden pulse of 33: who knows that worried alone was sent knows the three."""
    path = f"/pulses/{pulse(officer, 20, 10, 6)['id']}"
    assert counts(patch(officer, path, worried=3)) == (None, None, None, 33, True)
    with ward.writing(WARD) as (session, _):
        [change] = session.exec(select(Change).where(Change.entity == "pulse", Change.action == "changed")).all()
        assert set(COUNTS) <= set(change.facts["fields"])


def test_an_etag_is_of_what_is_told_and_of_nothing_else(ward: Stage, officer: TestClient) -> None:
    path = f"/pulses/{pulse(officer, 20, 10, 3)['id']}"
    shape = {name: value for name, value in get(officer, path).items() if name != "warnings"}
    assert etag(officer, path)["If-Match"] == etag_of(shape)
    before = etag(officer, path)
    # The same sum of other counts is another state, and can't be told from it.
    patch(officer, path, supportive=19, neutral=11, worried=3)
    assert etag(officer, path) != before
    assert counts(get(officer, path))[3] == 33


@pytest.mark.parametrize("names", [one for size in (1, 2) for one in itertools.combinations(COUNTS, size)], ids=str)
def test_hidden_counts_change_all_three_at_once(ward: Stage, officer: TestClient, names: tuple[str, ...]) -> None:
    """One count changed alone would, with the old and the new sum, give away the others."""
    path = f"/pulses/{pulse(officer, 20, 10, 3)['id']}"
    others = [name for name in COUNTS if name not in names]
    answer = try_patch(officer, path, **dict.fromkeys(names, 50))
    problem(answer, 422, *(((name,), "missing") for name in others))
    assert get(officer, path)["total"] == 33
    assert counts(patch(officer, path, supportive=50, neutral=50, worried=50)) == (50, 50, 50, 150, False)
    assert patch(officer, path, supportive=49)["total"] == 149


@pytest.mark.parametrize(
    "fields", [{"kind": "party_cell", "population": 400}, {"population": 49}, {"kind": "audience", "population": 20}]
)
def test_groups_that_hold_no_opinion(ward: Stage, officer: TestClient, coordinator: TestClient, fields: Json) -> None:
    makers.group(coordinator, "NHOM", **fields)
    problem(officer.post(f"{API}/pulses", json=pulse_json(group="NHOM")), 422, (("group",), "no_opinion"))
    path = f"/pulses/{pulse(officer)['id']}"
    problem(try_patch(officer, path, group="NHOM"), 422, (("group",), "no_opinion"))
    assert len(every(coordinator, "/pulses")) == 1


@pytest.mark.parametrize("fields", [{"population": 50}, {"population": None}, {"kind": "audience", "population": 50}])
def test_groups_that_do(ward: Stage, officer: TestClient, coordinator: TestClient, fields: Json) -> None:
    makers.group(coordinator, "NHOM", **fields)
    assert counts(pulse(officer, group="NHOM")) == (22, 9, 6, 37, False)


def test_a_group_that_shrank_tells_nothing_any_more(ward: Stage, officer: TestClient, coordinator: TestClient) -> None:
    path = f"/pulses/{pulse(officer)['id']}"
    patch(coordinator, "/groups/TDP-01", population=49)
    assert counts(get(officer, path)) == (None, None, None, None, True)


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"supportive": -1}, (("supportive",), "too_small")),
        ({"worried": None}, (("worried",), "missing")),
        ({"content_group": "9.9"}, (("content_group",), "unknown")),
        ({"group": "KHONG"}, (("group",), "unknown")),
        ({"period": "KHONG"}, (("period",), "unknown")),
        ({"total": 37}, (("total",), "unknown_field")),
    ],
    ids=str,
)
def test_what_is_refused(ward: Stage, officer: TestClient, fields: Json, fault: Any) -> None:
    problem(officer.post(f"{API}/pulses", json=pulse_json(**fields)), 422, fault)
    assert every(officer, "/pulses") == []


def test_more_opinions_than_people_are_odd(ward: Stage, officer: TestClient) -> None:
    assert codes(pulse(officer, 900, 100, 0)) == []
    assert codes(pulse(officer, 900, 100, 10, content_group="1.3")) == ["above_population"]


def test_lists_by_content_group(ward: Stage, officer: TestClient) -> None:
    made = pulse(officer, content_group="1.9")
    pulse(officer, content_group="1.8")
    assert [row["id"] for row in every(officer, "/pulses", content_group="1.9")] == [made["id"]]


# Pools.

SEEN, HIDDEN, TINY = Opinion(22, 9, 6, 37), Opinion(None, None, None, 16), Opinion(None, None, None, None)
BOTH, NONE = Opinion(44, 18, 12, 74), Opinion(0, 0, 0, 0)


@pytest.mark.parametrize(
    ("members", "told"),
    [
        ([SEEN, SEEN], Pool(BOTH, 2, 0)),
        ([SEEN, HIDDEN, SEEN], Pool(BOTH, 2, 1)),
        ([SEEN, TINY], Pool(SEEN, 1, 1)),
        ([HIDDEN, TINY], Pool(NONE, 0, 2)),
    ],
    ids=["seen", "one hidden", "one tiny", "all hidden"],
)
def test_a_pool_is_of_what_is_shown(members: list[Opinion], told: Pool) -> None:
    assert pulses.pool(members) == told


def test_pools_are_of_one_group_content_group_and_period(
    ward: Stage, officer: TestClient, coordinator: TestClient
) -> None:
    makers.group(coordinator, "TDP-02")
    for _ in range(2):
        pulse(officer, 22, 9, 6)
    for fields in ({"group": "TDP-02"}, {"content_group": "1.9"}, {"period": "2026-Q3"}):
        pulse(officer, 22, 9, 6, **fields)
    with ward.writing(WARD) as (session, _):
        me = ward.person(session, "officer")
        rows = session.exec(select(Pulse)).all()
        found = pulses.pools(session, me, rows)
    assert list(found) == [("2026-Q2", "TDP-01", "1.8")]
    assert found["2026-Q2", "TDP-01", "1.8"] == Pool(BOTH, 2, 0)


@pytest.mark.parametrize(
    ("fields", "asked"),
    [({}, True), ({"unit": None}, False), ({"content_group": "1.3"}, False), ({"period": "2026-Q3"}, False)],
    ids=str,
)
@pytest.mark.parametrize("second", [(22, 9, 6), (1, 9, 6), (50, 20, 30)], ids=str)
def test_a_second_pulse_of_a_unit_is_asked_about_whatever_it_counts(
    ward: Stage, coordinator: TestClient, fields: Json, asked: bool, second: tuple[int, ...]
) -> None:
    first = pulse(coordinator, unit="UBND")
    again = pulse(coordinator, *second, **({"unit": "UBND"} | fields))
    assert codes(again) == (["same_pulse"] if asked else [])
    if asked:
        (warning,) = again["warnings"]
        assert warning["loc"] == ["content_group"]
        assert f"số {first['id']}" in warning["message"]
        path = f"/pulses/{again['id']}"
        changed = patch(coordinator, path, supportive=22, neutral=9, worried=6)
        assert codes(changed) == [], "its counts make it neither another one nor the same"


def test_units_and_no_unit_are_each_their_own(ward: Stage, officer: TestClient, coordinator: TestClient) -> None:
    assert codes(pulse(officer)) == []
    assert codes(pulse(coordinator, unit=None)) == []
    assert codes(pulse(coordinator, unit=None)) == ["same_pulse"]
    assert codes(pulse(coordinator, unit="MTTQ")) == []
