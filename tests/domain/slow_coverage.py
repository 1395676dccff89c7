"""Coverage worked out a second time, slowly and in fractions, from plain JSON and the words of SPEC and CONTRACT.

It was written before app/domain/coverage.py was read, shares nothing with it, and must stay so.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from fractions import Fraction
from typing import Any

Json = dict[str, Any]
BY = (
    "group",
    "campaign",
    "unit",
    "channel",
    "form",
    "product_kind",
    "content_group",
    "topic",
    "axis",
    "directive",
    "material",
    "month",
    "week",
)
# What Decree 49 calls the channels that invented worlds use.
FORMS = {"zalo": "social", "loudspeaker": "radio", "talk": "communicator", "website": "website"}
PEOPLE = ("population", "gross_reach", "net_reach", "net_reach_low", "net_reach_high")
SHARES = ("coverage", "coverage_low", "coverage_high", "evidence_share")
COUNTS = ("products", "placements")
FIELDS = (*COUNTS, *PEOPLE, *SHARES, "frequency")
DIGITS = dict.fromkeys(PEOPLE, 0) | dict.fromkeys(SHARES, 6) | {"frequency": 3} | dict.fromkeys(COUNTS, 0)

# What a product, or one of its placements, says for each word that a question may use.
SAYS: dict[str, Callable[[Json, Json], list[str]]] = {
    "campaign": lambda product, _: [product["campaign"]],
    "unit": lambda product, _: [product["unit"]],
    "product_kind": lambda product, _: [product["kind"]],
    "content_group": lambda product, _: [product["content_group"]],
    "topic": lambda product, _: [product["topic"]] if product["topic"] else [],
    "axis": lambda product, _: [product["axis"]] if product["axis"] else [],
    "material": lambda product, _: [product["material"]] if product["material"] else [],
    "directive": lambda product, _: list(product["directives"]),
    "channel": lambda _, placement: [placement["channel"]],
    "form": lambda _, placement: [FORMS[placement["channel"]]],
    "month": lambda _, placement: [placement["published_on"][:7]],
    "week": lambda _, placement: [date.fromisoformat(placement["published_on"]).strftime("%G-W%V")],
}


def answer(
    world: Json, period: str, by: str = "group", kind: str = "residential", **filters: str
) -> tuple[dict[str, Json], Json]:
    """The rows by their key and the total, every figure exact; world holds the API's groups, products and periods."""
    first, last = span(world["periods"], period)
    world = with_successors(world, first, last)
    only = filters.pop("group", None)
    mine = whose(world, filters.pop("unit", None), filters.pop("with_children", "") == "true")
    groups = [group for group in world["groups"] if group["kind"] == kind and overlaps(group, first, last)]
    groups = [group for group in groups if only is None or group["code"] == only]
    codes = {group["code"] for group in groups}
    scope = [
        (product, placement)
        for product, placement in published(world["products"])
        if first <= date.fromisoformat(placement["published_on"]) <= last
        and is_of(mine, product["unit"])
        and all(value in SAYS[name](product, placement) for name, value in filters.items())
        and any(reach["group"] in codes for reach in placement["reach"])
    ]
    if by == "group":
        return {group["code"]: row_of_group(group, scope) for group in groups}, total(groups, scope)
    values = sorted({value for one in scope for value in SAYS[by](*one)})
    rows = {value: total(groups, [one for one in scope if value in SAYS[by](*one)]) for value in values}
    return rows, total(groups, scope)


def whose(world: Json, unit: str | None, with_children: bool) -> set[str] | None:
    """The units that are meant: all, one, or one and everything below it, found from the leaves up."""
    if unit is None or not with_children:
        return None if unit is None else {unit}
    above = {one["code"]: one["parent"] for one in world["units"]}

    def is_below(code: str | None) -> bool:
        return code is not None and (code == unit or is_below(above[code]))

    return {code for code in above if is_below(code)}


def is_of(units: set[str] | None, code: str | None) -> bool:
    return units is None or code in units


def heirs_of(groups: list[Json], first: date, last: date) -> dict[str, list[Json]]:
    """Each old group of the span → those that succeed it there, in the ward's order."""
    here = [group for group in groups if overlaps(group, first, last)]
    found = {old["code"]: [one for one in here if old["code"] in one["succeeds"]] for old in here}
    return {code: heirs for code, heirs in found.items() if heirs}


def with_successors(world: Json, first: date, last: date) -> Json:
    """The world as a span reads it: without its old groups, whose reach stands with those that succeed them."""
    heirs = heirs_of(world["groups"], first, last)
    if not heirs:
        return world
    people = {group["code"]: group["population"] for group in world["groups"]}
    ends = {group["code"]: group["retired_on"] for group in world["groups"]}
    products = []
    for product in world["products"]:
        placements = []
        for placement in product["placements"]:
            rows = placement["reach"]
            while any(row["group"] in heirs for row in rows):
                oldest = min((row["group"] for row in rows if row["group"] in heirs), key=lambda code: ends[code])
                rows = handed_on(rows, oldest, heirs[oldest], people)
            placements.append(placement | {"reach": rows})
        products.append(product | {"placements": placements})
    return world | {"groups": [one for one in world["groups"] if one["code"] not in heirs], "products": products}


def handed_on(rows: list[Json], old: str, heirs: list[Json], people: dict[str, int | None]) -> list[Json]:
    """A placement's rows with the old group's among its heirs'; what exceeds a population is cut."""
    (gone,) = [row for row in rows if row["group"] == old]
    shares = shared(gone["people"], [heir["population"] for heir in heirs])
    new = {row["group"]: row for row in rows if row is not gone}
    for heir, number in zip(heirs, shares, strict=True):
        code = heir["code"]
        both = [{"people": number, "basis": gone["basis"]}, new.get(code, {"people": None, "basis": None})]
        counted = [one for one in both if one["people"] is not None]
        total = sum(one["people"] for one in counted) if counted else None
        if total is not None and people[code] is not None:
            total = min(total, people[code])
        strength = ["estimated", "counted", "measured"]
        basis = min((one["basis"] for one in counted), key=strength.index, default=None)
        new[code] = {"group": code, "people": total, "basis": basis}
    return list(new.values())


def shared(people: int | None, populations: list[int | None]) -> list[int | None]:
    """By population, one person after the other to whoever is furthest below their due; nobody of nobody is a null row.

    One heir takes all. Of several those without a population have been addressed, and nobody can say how many.
    """
    if people is None or len(populations) == 1:
        return [people] * len(populations)
    whole = sum(one or 0 for one in populations)
    if whole == 0:
        return [None] * len(populations)
    people = min(people, whole)
    due = [Fraction(people * (one or 0), whole) for one in populations]
    given = [one.__floor__() for one in due]
    for _ in range(people - sum(given)):
        behind = [one - number for one, number in zip(due, given, strict=True)]
        given[behind.index(max(behind))] += 1
    return [number or None for number in given]


def span(periods: Iterable[Json], asked: str) -> tuple[date, date]:
    """A period's days, or for a year as "2026" from its first period's first day to its last one's last."""
    meant = [one for one in periods if asked in (one["code"], one["starts_on"][:4])]
    return date.fromisoformat(min(one["starts_on"] for one in meant)), date.fromisoformat(
        max(one["ends_on"] for one in meant)
    )


def overlaps(group: Json, first: date, last: date) -> bool:
    """Both ends of a life are inclusive and may be open."""
    begins = date.fromisoformat(group["active_from"] or "0001-01-01")
    ends = date.fromisoformat(group["retired_on"] or "9999-12-31")
    return begins <= last and ends >= first


def published(products: Iterable[Json]) -> Iterator[tuple[Json, Json]]:
    for product in products:
        if product["status"] == "published":
            for placement in product["placements"]:
                yield product, placement


def reached(group: Json, scope: list[tuple[Json, Json]]) -> list[tuple[Json, Json, Json]]:
    return [
        (product, placement, reach)
        for product, placement in scope
        for reach in placement["reach"]
        if reach["group"] == group["code"]
    ]


def row_of_group(group: Json, scope: list[tuple[Json, Json]]) -> Json:
    """One group's line; without a population it has its counts, gross and evidence, and null for the rest."""
    here = reached(group, scope)
    gross = sum(reach["people"] or 0 for _, _, reach in here)
    row: Json = dict.fromkeys(FIELDS) | counts([(product, placement) for product, placement, _ in here])
    row |= {"population": group["population"], "gross_reach": gross, "evidence_share": evidence(here)}
    if group["population"] is None:
        return row
    population = group["population"]
    low, middle, high = bounds(population, here)
    row |= {"coverage_low": low, "coverage": middle, "coverage_high": high}
    row |= {"net_reach_low": low * population, "net_reach": middle * population, "net_reach_high": high * population}
    return row | {"frequency": ratio(gross, row["net_reach"])}


def bounds(population: int, here: list[tuple[Json, Json, Json]]) -> tuple[Fraction, Fraction, Fraction]:
    """The lower bound, the estimate and the upper bound of the share of one group that was reached."""
    counted = [(one["channel"], share(reach["people"], population)) for _, one, reach in here if reach["people"]]
    largest: dict[str, Fraction] = {}
    for channel, part in counted:
        largest[channel] = max(part, largest.get(channel, Fraction(0)))
    untold = Fraction(1)
    for part in largest.values():
        untold *= 1 - part
    low = max(largest.values(), default=Fraction(0))
    return low, 1 - untold, min(Fraction(1), sum((part for _, part in counted), Fraction(0)))


def share(people: int, population: int) -> Fraction:
    """The population may have been lowered since: a placement never reaches more than everyone."""
    return min(Fraction(1), Fraction(people, population))


def total(groups: list[Json], scope: list[tuple[Json, Json]]) -> Json:
    """Over groups: a data gap adds to products and placements and to nothing else; sums first, then one division."""
    codes = {group["code"] for group in groups}
    mine = [one for one in scope if any(reach["group"] in codes for reach in one[1]["reach"])]
    whole = [group for group in groups if group["population"] is not None]
    rows = [row_of_group(group, scope) for group in whole]
    row: Json = dict.fromkeys(FIELDS) | counts(mine)
    row |= {name: sum((one[name] for one in rows), Fraction(0)) for name in PEOPLE}
    for name in ("coverage", "coverage_low", "coverage_high"):
        row[name] = ratio(row[name.replace("coverage", "net_reach")], row["population"])
    row["frequency"] = ratio(row["gross_reach"], row["net_reach"])
    row["evidence_share"] = evidence([one for group in whole for one in reached(group, scope)])
    return row


def counts(scope: list[tuple[Json, Json]]) -> Json:
    return {
        "products": len({product["id"] for product, _ in scope}),
        "placements": len({placement["id"] for _, placement in scope}),
    }


def evidence(here: list[tuple[Json, Json, Json]]) -> Fraction | None:
    """People with basis measured or counted, of all people."""
    people = [(reach["people"], reach["basis"]) for _, _, reach in here if reach["people"]]
    known = sum(number for number, basis in people if basis in ("measured", "counted"))
    return ratio(known, sum(number for number, _ in people))


def ratio(above: Fraction | int, below: Fraction | int) -> Fraction | None:
    return None if below == 0 else Fraction(above) / Fraction(below)


def differences(told: Json, exact: Json) -> list[str]:
    """Where a row of the API is not the exact row rounded once; on an exact half either neighbour is right."""
    return [
        f"{name}: told {told[name]!r}, is {float(exact[name]) if exact[name] is not None else None!r}"
        for name in FIELDS
        if not is_rounded(told[name], exact[name], DIGITS[name])
    ]


def is_rounded(told: float | None, exact: Fraction | int | None, digits: int) -> bool:
    if told is None or exact is None:
        return told is None and exact is None
    if digits == 0 and not isinstance(told, int):
        return False
    scaled = Fraction(exact) * 10**digits
    below = scaled.__floor__()
    # Floats can't tell a half from its neighbourhood: within 1e-7 of it both ways of rounding are taken.
    half = abs(scaled - below - Fraction(1, 2)) < Fraction(1, 10**7)
    right = {below, below + 1} if half else {round(scaled)}
    return any(abs(Fraction(told) * 10**digits - number) < Fraction(1, 10**4) for number in right)
