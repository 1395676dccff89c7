"""Coverage of a scope: rows by any value, and the total; computed in `arithmetic`, from the contacts of `scope`."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, select

from app.domain import periods
from app.domain.access import Me
from app.domain.coverage.arithmetic import Contact, Figures, figures, of_gap
from app.domain.coverage.entries import entries, of_product, workings
from app.domain.coverage.scope import By, CoverageQuery, contacts, days_of_month, members
from app.domain.lives import Span
from app.models import Axis, Campaign, Channel, ContentGroup, Directive, Group, Unit

SMALL_FOR_CITY = 50
__all__ = [
    "By", "Contact", "Coverage", "CoverageQuery", "Figures", "Row", "contacts", "entries", "figures", "measure",
    "of_product", "workings",
]  # fmt: skip


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


def measure(session: Session, me: Me, query: CoverageQuery) -> Coverage:
    """Coverage of the scope; raises Refused for an unknown period, or a group that is not of the kind asked for."""
    span = periods.span(session, me, query.period)
    months = days_of_month(query.month)
    living = members(session, me, query, span)
    found = contacts(session, me, query, span, months, {group.code for group in living})
    populations = {group.code: group.population for group in living}
    # By directive a contact comes once for each: the total takes it once.
    all_found = list(dict.fromkeys(contact for _, contact in found))
    total = Row("total", me.ward.name, figures(populations, all_found))
    if query.by == "group":
        return Coverage(_by_group(me, living, all_found), total, span)
    return Coverage(_by_value(session, me, query, populations, found), total, span)


def _by_group(me: Me, living: Sequence[Group], found: list[Contact]) -> list[Row]:
    of_group: dict[str, list[Contact]] = defaultdict(list)
    for contact in found:
        of_group[contact.group].append(contact)
    return [Row(group.code, _shown_name(me, group), _of_group(group, of_group[group.code])) for group in living]


def _of_group(group: Group, found: list[Contact]) -> Figures:
    return of_gap(found) if group.population is None else figures({group.code: group.population}, found)


def _shown_name(me: Me, group: Group) -> str:
    """A city reader sees a group of under 50 people without its name."""
    is_small = group.population is not None and group.population < SMALL_FOR_CITY
    return "" if me.role == "city" and is_small else group.name


def _by_value(
    session: Session, me: Me, query: CoverageQuery, populations: dict[str, int | None],
    found: list[tuple[str | None, Contact]],
) -> list[Row]:  # fmt: skip
    of_value: dict[str, list[Contact]] = defaultdict(list)
    for value, contact in found:
        if value is not None:
            of_value[value].append(contact)
    names = _names(session, me, query.by)
    order = {code: place for place, code in enumerate(names)}
    return [
        Row(value, names.get(value, value), figures(populations, of_value[value]))
        for value in sorted(of_value, key=lambda value: (order.get(value, len(order)), value))
    ]


def _names(session: Session, me: Me, by: By) -> dict[str, str]:
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
