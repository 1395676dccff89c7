"""What invented worlds have beside their products: directives with deadlines, lives of units, and every register."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from fastapi.testclient import TestClient
from hypothesis import strategies as st
from sqlmodel import select

from app.models import Channel, Commendation, Concern, Directive, Plan, Pulse, Report, Survey, Unit
from tests import makers, rows
from tests.conftest import Stage
from tests.domain.worlds import DIRECTIVES, build, lives, worlds

UNITS = ("DANGUY", "BXDD", "UBND", "MTTQ", "CTXH", "TCD")
PERIODS = {"2026-Q2": "2026-06-10", "2026-Q3": "2026-09-10", "2026-Q4": "2026-12-10"}
ZONES = ("Asia/Ho_Chi_Minh", "Pacific/Kiritimati", "America/Los_Angeles")
# The days on which something is due, begins or ends, and their neighbours.
EDGES = (
    "2026-03-31",
    "2026-04-01",
    "2026-04-02",
    "2026-05-12",
    "2026-06-10",
    "2026-06-29",
    "2026-06-30",
    "2026-07-01",
    "2026-09-10",
    "2026-09-30",
    "2026-10-01",
    "2026-11-20",
)
TODAYS = ("2026-04-01", "2026-06-10", "2026-06-30", "2026-07-01", "2026-09-10", "2026-11-20", "2027-01-01")
days = st.sampled_from(EDGES)
small = st.integers(0, 7) | st.integers(0, 40)


def after(day: str, number: int) -> str:
    return (date.fromisoformat(day) + timedelta(days=number)).isoformat()


# What may become of a concern, on a day before, on or after its due date.
DEEDS: tuple[makers.Json, ...] = (
    {"status": "received"},
    {"status": "verifying", "nature": "incorrect_information"},
    {"status": "answered", "answer": "Đã sửa", "answered_on": "then"},
    {"status": "forwarded", "forwarded_to": "Thành phố", "forwarded_on": "then"},
    {"status": "answered", "forwarded_to": "Thành phố", "forwarded_on": "then", "answered_on": "later"},
    {"status": "closed", "reason": "Trùng", "closed_on": "then"},
    {"status": "closed", "answer": "Đã sửa", "answered_on": "then", "reason": "Xong", "closed_on": "later"},
)


@st.composite
def concerns(draw: st.DrawFn) -> makers.Json:
    due, deed = draw(days), draw(st.sampled_from(DEEDS))
    when = {"then": after(due, draw(st.sampled_from([-3, 0, 0, 1]))), "later": after(due, 2)}
    body = {"due_on": due, "received_on": after(due, -draw(st.integers(0, 20))), "owner_unit": draw(units)}
    return body | {name: when.get(value, value) for name, value in deed.items()}


units = st.sampled_from(UNITS)


@st.composite
def registers_of_concerns(draw: st.DrawFn) -> list[makers.Json]:
    """Concerns, some of them closed as the same as one that stands itself: `merged_into` is its place in the list."""
    found = draw(st.lists(concerns(), max_size=8))
    for place, one in enumerate(found[1:], start=1):
        standing = [earlier for earlier in range(place) if "merged_into" not in found[earlier]]
        if draw(st.integers(0, 3)) == 0:
            same = {"status": "closed", "closed_on": after(one["due_on"], draw(st.sampled_from([-1, 0, 3])))}
            found[place] = one | same | {"reason": None, "merged_into": draw(st.sampled_from(standing))}
    return found


@st.composite
def reports(draw: st.DrawFn, zone: str) -> list[makers.Json]:
    """At most one for each unit and period, submitted around midnight of its due date in the ward, or not yet."""
    found = []
    for unit, period in draw(st.lists(st.tuples(units, st.sampled_from(sorted(PERIODS))), unique=True, max_size=8)):
        midnight = datetime.fromisoformat(f"{PERIODS[period]}T00:00:00").replace(tzinfo=ZoneInfo(zone))
        seconds = draw(st.sampled_from([None, -90_000, 0, 86_399, 86_400, 200_000]))
        at = None if seconds is None else (midnight + timedelta(seconds=seconds)).isoformat()
        status = "draft" if at is None else draw(st.sampled_from(["submitted", "returned", "accepted"]))
        kind = draw(st.sampled_from(["periodic"] * 5 + ["supplement"]))
        found.append({"unit": unit, "period": period, "type": kind, "status": status, "first_submitted_at": at})
    return found


@st.composite
def full_worlds(draw: st.DrawFn) -> makers.Json:
    """A world of groups and products with everything else that indicators count."""
    world: Any = draw(worlds())
    zone, codes = draw(st.sampled_from(ZONES)), [one["code"] for one in world["groups"]]
    for body in world["products"]:
        amount = draw(st.none() | st.integers(0, 9_000_000))
        body["cost"] = amount if amount is None else {"amount": amount, "funding": "contributed"}
    periods, groups = st.sampled_from(sorted(PERIODS)), st.sampled_from(codes)
    directive = st.fixed_dictionaries(
        {
            "issued_on": st.none() | days,
            "within_days": st.sampled_from([None, 1, 29, 30, 60, 90]),
            "must_reach": st.sampled_from([["residential"], ["residential", "audience"]]),
            "lead_unit": st.none() | units,
            "retired": st.sampled_from([False] * 4 + [True]),
        }
    )
    return world | {
        "timezone": zone,
        "today": draw(st.sampled_from(TODAYS)),
        "directives": {code: draw(directive) for code in DIRECTIVES},
        "lives": {code: (*draw(lives()), draw(st.booleans()), draw(st.booleans())) for code in UNITS},
        "retired_channels": draw(st.lists(st.sampled_from(["zalo", "talk", "press"]), unique=True)),
        "materials": draw(st.lists(st.tuples(days, st.booleans()), max_size=2)),
        "concerns": draw(registers_of_concerns()),
        "reports": draw(reports(zone)),
        "surveys": draw(st.lists(surveys(periods, groups), max_size=5)),
        "pulses": draw(st.lists(pulses(periods, groups), max_size=7)),
        "commendations": draw(st.lists(st.fixed_dictionaries({"proposed_on": days}), max_size=3)),
        "plans": draw(st.lists(plans(), max_size=6, unique_by=lambda one: (one["unit"], one["year"]))),
    }


@st.composite
def surveys(draw: st.DrawFn, periods: Any, groups: Any) -> makers.Json:
    asked = draw(st.integers(1, 60))
    aware = draw(st.integers(0, asked) | st.just(asked))
    return {"period": draw(periods), "group": draw(groups), "asked": asked, "aware": aware}


def pulses(periods: Any, groups: Any) -> Any:
    content_groups = st.sampled_from(["1.1", "1.2", "1.3"])
    counts = {"supportive": small, "neutral": small, "worried": small}
    return st.fixed_dictionaries({"period": periods, "group": groups, "content_group": content_groups} | counts)


def plans() -> Any:
    approved = st.sampled_from([None, "2026-05-02T01:00:00+00:00"])
    return st.fixed_dictionaries({"unit": units, "year": st.sampled_from([2025, 2026]), "approved_at": approved})


REGISTERS: dict[str, type[Any]] = {
    "concerns": Concern,
    "reports": Report,
    "surveys": Survey,
    "pulses": Pulse,
    "commendations": Commendation,
    "plans": Plan,
}


def build_all(stage: Stage, client: TestClient, world: makers.Json) -> makers.Json:
    """The world in the database; returns all of it as plain rows."""
    build(client, stage.bearing(stage.tokens["admin"]), world)
    for number, (day, key) in enumerate(world["materials"]):
        makers.material(client, f"TL-1{number}", received_on=day, key=key)
    with stage.writing() as (session, ward):
        ward.timezone = world["timezone"]
        for row in session.exec(select(Directive).where(Directive.ward_id == ward.id)):
            for name, value in world["directives"].get(row.code, {}).items():
                if name != "retired":
                    setattr(row, name, date.fromisoformat(value) if name == "issued_on" and value else value)
                elif value:
                    row.retired_at = datetime.fromisoformat("2026-11-01T00:00:00+00:00")
        for unit in session.exec(select(Unit).where(Unit.ward_id == ward.id)):
            first, last, unit.reports, unit.plans = world["lives"][unit.code]
            unit.active_from, unit.retired_on = (date.fromisoformat(day) if day else None for day in (first, last))
        for channel in session.exec(select(Channel).where(Channel.ward_id == ward.id)):
            channel.active = channel.code not in world["retired_channels"]
    nouns = ("groups", "periods", "units", "channels", "directives", "materials")
    kept: Any = {noun: makers.every(client, f"/{noun}", limit=200) for noun in nouns}
    kept |= {"products": makers.every(client, "/products", limit=200, expand="reach"), "timezone": world["timezone"]}
    # What an unused group's rows would say is gone with it.
    codes = {one["code"] for one in kept["groups"]} | {None}
    for name, table in REGISTERS.items():
        bodies = [one for one in world[name] if one.get("group") in codes]
        _add(stage, table, bodies)
        kept[name] = [rows.DEFAULTS[table] | one for one in bodies]
    return dict(kept)


def _add(stage: Stage, table: type[Any], bodies: list[makers.Json]) -> None:
    """Stores them; what names another one by its place names it by its number, once that has one."""
    numbers = rows.add(stage, table, *(one | {"merged_into": None} if "merged_into" in one else one for one in bodies))
    same = {numbers[place]: numbers[one["merged_into"]] for place, one in enumerate(bodies) if "merged_into" in one}
    if same:
        with stage.writing() as (session, ward):
            for number, other in same.items():
                session.get_one(table, (ward.id, number)).merged_into = other
