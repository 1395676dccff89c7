"""Rows of coverage: one for each group, or for each value of a word such as channel, in the ward's own order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlmodel import Session, select

from app import db
from app.domain import access
from app.domain.access import Me
from app.domain.coverage import sums
from app.domain.coverage.arithmetic import (
    Contact,
    Counts,
    Figures,
    Part,
    Sum,
    counts_of,
    figures,
    merged,
    of_gap,
    of_parts,
    parts_of,
    tally,
)
from app.domain.coverage.scope import By, Scope
from app.domain.few import SMALLEST_GROUP
from app.domain.groups import Member
from app.domain.lives import Span
from app.models import Axis, Campaign, Channel, ContentGroup, Directive, Material, Topic, Unit


@dataclass(frozen=True)
class Row:
    key: str
    name: str
    figures: Figures


@dataclass(frozen=True)
class Coverage:
    """The answer to one question: a row for each value of `by`, and the total over all placements in scope."""

    rows: list[Row]
    total: Row
    span: Span


class Told(NamedTuple):
    """What a scope gave to its groups: sums, what these make of each group, and how many products and placements."""

    sums: list[Sum]
    parts: dict[str, Part]
    counts: Counts

    @property
    def total(self) -> Figures:
        return of_parts(self.parts.values(), self.counts)


def told(scope: Scope, sums: list[Sum], counts: Counts) -> Told:
    return Told(sums, parts_of(scope.populations, sums), counts)


def with_contacts(scope: Scope, found: Told, added: Sequence[Contact]) -> Told:
    """What the scope would give with contacts of products and placements that are not in it yet."""
    new = counts_of(added)
    counts = Counts(found.counts.products + new.products, found.counts.placements + new.placements)
    return told(scope, merged([*found.sums, *tally(added)]), counts)


def by_group(me: Me, scope: Scope, found: Told, products: Mapping[str, int]) -> list[Row]:
    """A row for each group, reached or not; products: how many reached or addressed each."""
    of_group: dict[str, list[Sum]] = {group.code: [] for group in scope.groups}
    for one in found.sums:
        of_group[one.group].append(one)
    return [
        Row(
            group.code,
            _shown_name(me, group),
            figures_of(found.parts.get(group.code), of_group[group.code], products.get(group.code, 0)),
        )
        for group in scope.groups
    ]


def figures_of(part: Part | None, sums: Sequence[Sum], products: int) -> Figures:
    """One group's figures; part None: it has no population."""
    counts = Counts(products, sum(one.placements for one in sums))
    return of_gap(sums, counts) if part is None else of_parts([part], counts)


def _shown_name(me: Me, group: Member) -> str:
    """A city reader sees a group of under 50 people without its name."""
    is_small = group.population is not None and group.population < SMALLEST_GROUP
    return group.name if access.may(me, "entries.read") or not is_small else ""


def by_value(session: Session, me: Me, by: By, scope: Scope, of_value: Mapping[str | None, Sequence[Sum]]) -> list[Row]:
    """A row for each value that has placements, over the same populations; values in the order of their register."""
    counts, names, people = sums.counts_by_value(session, scope, by), names_of(session, me, by), scope.populations
    order = {code: place for place, code in enumerate(names)}
    values = sorted((one for one in of_value if one is not None), key=lambda one: (order.get(one, len(order)), one))
    return [Row(value, names.get(value, value), figures(people, of_value[value], counts[value])) for value in values]


def names_of(session: Session, me: Me, by: By) -> dict[str, str]:
    """Codes of a value with their names, in the ward's order; kinds, forms and months have none here."""
    tables: dict[str, Any] = {
        "campaign": Campaign,
        "unit": Unit,
        "channel": Channel,
        "content_group": ContentGroup,
        "topic": Topic,
        "axis": Axis,
        "directive": Directive,
        "material": Material,
    }
    table = tables.get(by)
    if table is None:
        return {}
    name = table.title if hasattr(table, "title") else table.name
    order = table.position if hasattr(table, "position") else table.code
    rows = db.read(session, select(table.code, name).where(table.ward_id == me.ward_id).order_by(order, table.code))
    return {code: label for code, label in rows}  # noqa: C416
