"""Usual shares: whatever was logged, changed, confirmed or withdrawn, they are what the whole log gives by hand."""

from datetime import date
from statistics import median
from typing import Any

from fastapi.testclient import TestClient
from hypothesis import given, settings
from hypothesis import strategies as st

from app import db
from app.domain import channels, checks, groups
from app.domain.products.shares import Usual, UsualShares
from app.domain.products.storing import day_of
from tests import lengths, makers
from tests.conftest import Stage
from tests.domain.test_worlds import MANNERS
from tests.makers import placement, product_json, reach

CHANNELS, DAYS = ("zalo", "talk"), ("2026-05-03", "2026-05-04", "2026-05-05")
CODES = {"T-0": "residential", "T-1": "residential", "T-2": "residential", "A-0": "audience", "A-1": "audience"}
STAR = {"If-Match": "*"}


@st.composite
def placed(draw: st.DrawFn) -> list[makers.Json]:
    found = []
    for _ in range(draw(st.integers(1, 2))):
        codes = draw(st.lists(st.sampled_from(sorted(CODES)), unique=True, max_size=4))
        rows = [
            reach(
                code, draw(st.none() | st.integers(1, 90)), draw(st.sampled_from(["measured", "counted", "estimated"]))
            )
            for code in codes
        ]
        found.append(placement(draw(st.sampled_from(CHANNELS)), draw(st.sampled_from(DAYS)), *rows))
        if draw(st.integers(0, 4)) == 0:
            del found[-1]["reach"]
            found[-1]["total_reach"] = {"kind": "residential", "people": draw(st.integers(1, 300)), "basis": "measured"}
    return found


STATUSES = st.sampled_from(["published", "published", "published", "in_review"])
LOGS = st.lists(st.tuples(STATUSES, placed()), min_size=4, max_size=16)
DEEDS = st.lists(
    st.tuples(st.integers(0, 3), st.sampled_from(["withdraw", "publish", "replace", "rename", "return"]), placed()),
    max_size=6,
)
ASKED_ON = st.sampled_from(["2026-05-02", *DAYS, "2026-05-06"]).map(date.fromisoformat)
PLACES = st.tuples(st.sampled_from(CHANNELS), ASKED_ON)
WANTED = st.dictionaries(PLACES, st.sets(st.sampled_from(sorted(CODES))), min_size=1)
Place = tuple[str, date]


def build(client: TestClient, log: list[tuple[str, list[makers.Json]]], deeds: list[Any]) -> None:
    for code, kind in CODES.items():
        makers.group(client, code, kind, population=None if code == "A-1" else 100)
    rows = [product_json(status=status, placements=rows) for status, rows in log]
    made = makers.post(client, "/products/batch", {"items": rows})["items"]
    for index, deed, rows in deeds:
        body: makers.Json = {
            "withdraw": {"status": "withdrawn", "reason": "Sai"},
            "publish": {"status": "published"},
            "replace": {"placements": rows},
            "rename": {"title": "Tên khác"},
            "return": {"status": "planned", "reason": "Thiếu nguồn"},
        }[deed]
        # What its state does not allow is refused, and changes nothing.
        answer = client.patch(f"{makers.API}/products/{made[index]['id']}", json=body, headers=STAR)
        assert answer.status_code in (200, 409, 422), answer.text


def by_hand(products: list[makers.Json], wanted: dict[Place, set[str]]) -> dict[tuple[str, date, str], Usual | None]:
    """Reads everything: the last five of a group until that day, else of its kind, else the pack's default share,
    which is none."""
    every = [
        (one["published_on"], one["id"], row["group"], one["channel"], row["people"] / 100)
        for product in products
        if product["status"] == "published"
        for one in product["placements"]
        for row in one["reach"]
        if row["basis"] in ("measured", "counted") and row["group"] != "A-1" and not row["allocated"]
    ]
    every.sort(reverse=True)
    found: dict[tuple[str, date, str], Usual | None] = {}
    for channel, day, code in ((*place, code) for place, codes in wanted.items() for code in codes):
        there = [one for one in every if one[3] == channel and one[0] <= day.isoformat()]
        own = [share for *_, group, _place, share in there if group == code][:5]
        kind = [share for *_, group, _place, share in there if CODES[group] == CODES[code]][:5]
        found[channel, day, code] = None
        if len(own) >= 3:
            found[channel, day, code] = Usual(median(own), len(own))
        elif len(kind) >= 3:
            found[channel, day, code] = Usual(median(kind), len(kind))
    return found


@settings(max_examples=lengths.of("logs with usual shares"), **MANNERS)
@given(log=LOGS, deeds=DEEDS, wanted=WANTED)
def test_usual_shares_are_what_the_whole_log_gives(
    stage: Stage, log: list[tuple[str, list[makers.Json]]], deeds: list[Any], wanted: dict[Place, set[str]]
) -> None:
    stage.make_new()
    client = stage.bearing(stage.tokens["coordinator"])
    build(client, log, deeds)
    expected = by_hand(makers.every(client, "/products", limit=200, expand="reach"), wanted)
    with db.reading(stage.engine) as session:
        me = stage.person(session, "coordinator")
        known = {group.code: group for group in groups.in_order(session, me)}
        defaults = {channel.code: channel.default_share for channel in channels.in_order(session, me)}
        usual = UsualShares(session, me, wanted, known.values(), defaults)
        assert {key: usual.of(key[0], known[key[2]], day_of(key[1])) for key in expected} == expected
        assert checks.faults(session) == []


def test_a_confirmed_placement_counts_once_it_is_published(stage: Stage, coordinator: TestClient) -> None:
    makers.group(coordinator)
    day = makers.day(0)
    plan = {"channel": "zalo", "planned_on": day, "reach": [{"group": "TDP-01"}]}
    rows = [placement("zalo", makers.DAY, reach(people=500)) for _ in range(3)]
    made = makers.product(coordinator, *rows, status="in_review", planned_placements=[plan])
    path = f"/products/{made['id']}"
    makers.patch(coordinator, path, status="planned", reason="Thiếu nguồn")
    planned = [one["id"] for one in makers.get(coordinator, path)["planned_placements"]]
    makers.post(coordinator, f"{path}/confirmations", {"planned_placements": planned})
    told = makers.product(coordinator, placement("zalo", makers.DAY, reach(people=100)))
    assert "odd_reach" in makers.codes(told)
    with db.reading(stage.engine) as session:
        assert checks.faults(session) == []


def test_a_half_is_rounded_up_and_a_default_share_is_what_the_ward_says(stage: Stage, coordinator: TestClient) -> None:
    """5% of 150, 0,15 of 310 (46,5 in numbers that are not quite it), at least one of 10, and none without people."""
    for code, people in (("T-150", 150), ("T-310", 310), ("T-10", 10), ("T-0", None)):
        makers.group(coordinator, code, population=people)
    makers.patch(coordinator, "/channels/zalo", default_share=0.05)
    makers.patch(coordinator, "/channels/talk", default_share=0.15)
    with db.reading(stage.engine) as session:
        me = stage.person(session, "coordinator")
        known = {group.code: group for group in groups.in_order(session, me)}
        defaults = {channel.code: channel.default_share for channel in channels.in_order(session, me)}
        usual = UsualShares(session, me, {(code, me.today): known for code in CHANNELS}, known.values(), defaults)
        asked = [("zalo", "T-150"), ("talk", "T-310"), ("zalo", "T-10"), ("zalo", "T-0"), ("poster", "T-150")]
        found = [usual.people(channel, known[code], me.today) for channel, code in asked]
        assert found == [8, 47, 1, None, None]
