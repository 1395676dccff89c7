"""The indicators worked out a second time, slowly and in fractions, from plain rows and the words of SPEC and CONTRACT.

It shares nothing with app/domain/indicators, and must stay so. A world holds lists of plain dicts: the API's groups,
products, periods, units, channels, directives and materials, and the registers' rows; days are ISO text.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from fractions import Fraction
from math import sqrt
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from tests.domain import slow_coverage
from tests.domain.slow_coverage import is_of

Json = dict[str, Any]
OF_UNITS = {
    "products_published",
    "placements_made",
    "gross_contacts",
    "groups_reached",
    "residential_coverage",
    "evidence_share",
    "content_groups_covered",
    "concerns_answered",
    "directive_dissemination",
    "reports_on_time",
    "plans_in_place",
    "spending",
}


class Told(NamedTuple):
    above: Any
    below: Any
    value: Any
    pending: int | None = None


NOTHING = Told(None, None, None)


def share(above: Any, below: Any, pending: int | None = None) -> Told:
    return Told(above, below, Fraction(above) / Fraction(below) if below else None, pending)


def answer(
    world: Json, asked: str, today: str, unit: str | None = None, with_children: bool = False
) -> dict[str, Told]:
    """Every indicator of a period, or of a year, as of a day."""
    periods = [one for one in world["periods"] if asked in (one["code"], one["starts_on"][:4])]
    first, last = min(one["starts_on"] for one in periods), max(one["ends_on"] for one in periods)
    codes = {one["code"] for one in periods}
    seen = slow_coverage.with_successors(world, date.fromisoformat(first), date.fromisoformat(last))
    units = slow_coverage.whose(world, unit, with_children)
    placed = [
        (product, placement)
        for product, placement in slow_coverage.published(seen["products"])
        if is_of(units, product["unit"])
    ]
    within = [one for one in placed if first <= one[1]["published_on"] <= last]
    only = {"unit": unit} | ({"with_children": "true"} if with_children else {}) if unit else {}
    _, total = slow_coverage.answer(world, asked, **only)
    residential = [one for one in seen["groups"] if one["kind"] == "residential" and lives_in(one, first, last)]
    told = {reach["group"] for _, placement in within for reach in placement["reach"]}
    people = [
        reach
        for _, placement in within
        for reach in placement["reach"]
        if any(group["code"] == reach["group"] and group["population"] for group in residential)
    ]
    evidenced = sum(one["people"] for one in people if one["basis"] in ("measured", "counted"))
    spent = sum(
        product["cost"]["amount"]
        for product in world["products"]
        if product["status"] == "published"
        and product["cost"]
        and is_of(units, product["unit"])
        and first <= min(one["published_on"] for one in product["placements"]) <= last
    )
    channels = [one["code"] for one in world["channels"] if one["active"]]
    keys = [one["code"] for one in world["materials"] if one["key"] and first <= one["received_on"] <= last]
    passed_on = {product["material"] for product, placement in placed if placement["published_on"] <= last}
    proposed = [one for one in world["commendations"] if first <= one["proposed_on"] <= last]
    received = [one for one in standing(world) if first <= one["received_on"] <= last]
    found = {
        "groups_reached": share(sum(one["code"] in told for one in residential), len(residential)),
        "residential_coverage": Told(total["net_reach"], total["population"], total["coverage"]),
        "content_groups_covered": share(len({product["content_group"] for product, _ in within}), 14),
        "channels_used": share(len({one["channel"] for _, one in within} & set(channels)), len(channels)),
        "materials_distributed": share(sum(code in passed_on for code in keys), len(keys)),
        "evidence_share": share(evidenced, total["gross_reach"]),
        "products_published": count(len({product["id"] for product, _ in within})),
        "placements_made": count(len(within)),
        "gross_contacts": count(total["gross_reach"]),
        "concerns_received": count(len(received)),
        "commendations_made": count(len(proposed)),
        "spending": count(spent),
        "cost_per_person_reached": share(spent, total["net_reach"]),
        "concerns_answered": concerns(world, first, last, today, units),
        "reports_on_time": reports(world, periods, today, units),
        "plans_in_place": plans(world, first, last, units),
        "surveyed_awareness": surveys(world, codes, first, last),
        "opinion_balance": opinion(world, codes),
    } | directives(world, first, last, today, units)
    return {code: one if unit is None or code in OF_UNITS else NOTHING for code, one in found.items()}


def count(number: int) -> Told:
    return Told(number, None, number)


def lives_in(one: Json, first: str, last: str) -> bool:
    return (one["active_from"] or "0001") <= last and (one["retired_on"] or "9999") >= first


def after(day: str, days: int) -> str:
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


def forebears(groups: list[Json], group: Json) -> list[Json]:
    """All that a group succeeds, and all that these succeed."""
    parents = [one for one in groups if one["code"] in group["succeeds"]]
    return parents + [older for one in parents for older in forebears(groups, one)]


def directives(world: Json, first: str, last: str, today: str, units: set[str] | None) -> dict[str, Told]:
    addressed, cells, due, in_time, pending = 0, 0, 0, 0, 0
    seen = slow_coverage.with_successors(world, date.fromisoformat(first), date.fromisoformat(last))
    for directive in world["directives"]:
        issued = directive["issued_on"]
        if not directive["active"] or issued is None or issued > last or not is_of(units, directive["lead_unit"]):
            continue
        for group in seen["groups"]:
            if group["kind"] not in directive["must_reach"] or not lives_in(group, first, last):
                continue
            line = [group, *forebears(world["groups"], group)]
            days = [
                placement["published_on"]
                for product, placement in slow_coverage.published(world["products"])
                if directive["code"] in product["directives"]
                and issued <= placement["published_on"] <= last
                and any(reach["group"] in {one["code"] for one in line} for reach in placement["reach"])
            ]
            cells += 1
            addressed += bool(days)
            if directive["within_days"] is None:
                continue
            began = min(one["active_from"] or "" for one in line)
            deadline = after(max(issued, began), directive["within_days"])
            if not first <= deadline <= last:
                continue
            met = any(day <= deadline for day in days)
            due, in_time, pending = due + 1, in_time + met, pending + (not met and deadline >= today)
    return {"directive_dissemination": share(addressed, cells), "directive_timeliness": share(in_time, due, pending)}


def standing(world: Json) -> list[Json]:
    """The concerns that are not the same as another one: a merged one is in no figure."""
    return [one for one in world["concerns"] if one.get("merged_into") is None]


def concerns(world: Json, first: str, last: str, today: str, units: set[str] | None) -> Told:
    due = [one for one in standing(world) if first <= one["due_on"] <= last and is_of(units, one["owner_unit"])]
    due = [one for one in due if not (one.get("forwarded_on") and one["forwarded_on"] <= one["due_on"])]
    answered = [one for one in due if one.get("answered_on") and one["answered_on"] <= one["due_on"]]
    still = [one for one in due if one["status"] in ("received", "verifying") and one["due_on"] >= today]
    return share(len(answered), len(due), len(still))


def reports(world: Json, periods: Iterable[Json], today: str, units: set[str] | None) -> Told:
    zone = ZoneInfo(world["timezone"])
    owed, met, pending = 0, 0, 0
    for period in periods:
        for one in world["units"]:
            if not one["reports"] or not is_of(units, one["code"]) or not lives_in(one, *[period["due_on"]] * 2):
                continue
            owed += 1
            firsts = [
                datetime.fromisoformat(report["first_submitted_at"]).astimezone(zone).date().isoformat()
                for report in world["reports"]
                if (report["unit"], report["period"], report["type"]) == (one["code"], period["code"], "periodic")
                and report["first_submitted_at"]
            ]
            met += any(day <= period["due_on"] for day in firsts)
            pending += not firsts and period["due_on"] >= today
    return share(met, owed, pending)


def plans(world: Json, first: str, last: str, units: set[str] | None) -> Told:
    owing = {one["code"] for one in world["units"] if one["plans"] and lives_in(one, first, last)}
    owing = {code for code in owing if is_of(units, code)}
    year = int(first[:4])
    approved = {one["unit"] for one in world["plans"] if one["year"] == year and one["approved_at"]}
    return share(len(approved & owing), len(owing))


def surveyed(world: Json, codes: set[str], first: str, last: str) -> dict[str, tuple[int, int, int]]:
    """Group → people, asked, aware; an old group's stand with the one in its place, and nowhere if several are."""
    people = {one["code"]: one["population"] for one in world["groups"] if one["kind"] == "residential"}
    heirs = slow_coverage.heirs_of(world["groups"], date.fromisoformat(first), date.fromisoformat(last))
    found: dict[str, tuple[int, int, int]] = {}
    for one in world["surveys"]:
        code = one["group"]
        while code in heirs and len(heirs[code]) == 1:
            code = heirs[code][0]["code"]
        if one["period"] in codes and code not in heirs and people.get(code):
            _, asked, aware = found.get(code, (0, 0, 0))
            found[code] = people[code], asked + one["asked"], aware + one["aware"]
    return found


def surveys(world: Json, codes: set[str], first: str, last: str) -> Told:
    groups = surveyed(world, codes, first, last).values()
    whole = sum(people for people, _, _ in groups)
    value = sum(Fraction(people * aware, whole * asked) for people, asked, aware in groups) if groups else None
    return Told(sum(aware for _, _, aware in groups), sum(asked for _, asked, _ in groups), value)


def interval(world: Json, codes: set[str]) -> tuple[float, float] | None:
    """Both roots of (p − q)² = z²·q(1−q)/n in q."""
    meant = [one for one in world["periods"] if one["code"] in codes]
    days = min(one["starts_on"] for one in meant), max(one["ends_on"] for one in meant)
    groups = surveyed(world, codes, *days).values()
    if not groups:
        return None
    whole = sum(people for people, _, _ in groups)
    p = sum(people / whole * aware / asked for people, asked, aware in groups)
    sizes = [1 / sum((people / whole) ** 2 / asked for people, asked, _ in groups)]
    variance = sum((people / whole) ** 2 * aware * (asked - aware) / asked**3 for people, asked, aware in groups)
    if variance > 0:
        sizes.append(p * (1 - p) / variance)
    z2 = 1.959964**2 / min(sizes)
    a, b, c = 1 + z2, -(2 * p + z2), p * p
    root = sqrt(max(0.0, b * b - 4 * a * c))
    return (-b - root) / (2 * a), (-b + root) / (2 * a)


def opinion(world: Json, codes: set[str]) -> Told:
    known = {one["code"]: one for one in world["groups"]}
    counts: dict[str, int] = defaultdict(int)
    for one in world["pulses"]:
        group, told = known[one["group"]], {name: one[name] for name in ("supportive", "neutral", "worried")}
        if one["period"] not in codes or group["kind"] not in ("residential", "audience"):
            continue
        if (group["population"] or 50) >= 50 and not {1, 2, 3, 4} & set(told.values()):
            for name, number in told.items():
                counts[name] += number
    if sum(counts.values()) < 20:
        return NOTHING
    return share(counts["supportive"] - counts["worried"], sum(counts.values()))


def status(value: Any, target: Fraction | None) -> str:
    if target is None:
        return "no_target"
    if value is None:
        return "no_data"
    return "on_track" if value >= target else "at_risk" if value >= target * Fraction(8, 10) else "off_track"
