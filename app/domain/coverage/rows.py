"""Rows of coverage: one for each group, or for each value of a word such as channel, in the ward's own order."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, select

from app.domain.access import Me
from app.domain.coverage.arithmetic import Contact, Figures, figures, of_gap
from app.domain.coverage.scope import By, CoverageQuery
from app.domain.lives import Span
from app.models import Axis, Campaign, Channel, ContentGroup, Directive, Group, Unit

SMALL_FOR_CITY = 50


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


def by_group(me: Me, living: Sequence[Group], found: list[Contact]) -> list[Row]:
    found_in: dict[str, list[Contact]] = defaultdict(list)
    for contact in found:
        found_in[contact.group].append(contact)
    return [Row(group.code, _shown_name(me, group), of_group(group, found_in[group.code])) for group in living]


def of_group(group: Group, found: list[Contact]) -> Figures:
    return of_gap(found) if group.population is None else figures({group.code: group.population}, found)


def _shown_name(me: Me, group: Group) -> str:
    """A city reader sees a group of under 50 people without its name."""
    is_small = group.population is not None and group.population < SMALL_FOR_CITY
    return "" if me.role == "city" and is_small else group.name


def by_value(
    session: Session, me: Me, query: CoverageQuery, populations: dict[str, int | None],
    found: list[tuple[str | None, Contact]],
) -> list[Row]:  # fmt: skip
    """A row for each value that has placements, over the same populations; values in the order of their register."""
    of_value: dict[str, list[Contact]] = defaultdict(list)
    for value, contact in found:
        if value is not None:
            of_value[value].append(contact)
    names = names_of(session, me, query.by)
    order = {code: place for place, code in enumerate(names)}
    return [
        Row(value, names.get(value, value), figures(populations, of_value[value]))
        for value in sorted(of_value, key=lambda value: (order.get(value, len(order)), value))
    ]


def names_of(session: Session, me: Me, by: By) -> dict[str, str]:
    """Codes of a value with their names, in the ward's order; kinds and months have none here."""
    tables: dict[str, Any] = {
        "campaign": Campaign, "unit": Unit, "channel": Channel, "content_group": ContentGroup, "axis": Axis,
        "directive": Directive,
    }  # fmt: skip
    table = tables.get(by)
    if table is None:
        return {}
    name = table.title if hasattr(table, "title") else table.name
    order = table.position if hasattr(table, "position") else table.code
    rows = session.execute(select(table.code, name).where(table.ward_id == me.ward_id).order_by(order, table.code))
    return {code: label for code, label in rows}  # noqa: C416
