"""Reach of groups that succeed others, or are succeeded: read placement by placement, as their successors'."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from sqlmodel import Session

from app import db
from app.domain import published
from app.domain.coverage.arithmetic import Contact
from app.domain.coverage.scope import Scope
from app.domain.groups.successors import Row, Succession
from app.domain.published import placement, reach

_COLUMNS = [reach.c.group, placement.c.channel, placement.c.product_id, placement.c.id, reach.c.people, reach.c.basis]


def read(succession: Succession, found: Iterable[Contact]) -> list[Contact]:
    """Contacts with those of old groups read as their successors'; all of one placement must be among them."""
    if not succession:
        return list(found)
    placements: dict[int, list[Contact]] = defaultdict(list)
    for contact in found:
        placements[contact.placement].append(contact)
    return [contact for mine in placements.values() for contact in _of_placement(succession, mine)]


def contacts(session: Session, scope: Scope) -> list[Contact]:
    """Those of the groups in scope that sums as they were logged leave out."""
    return [contact for _, contact in _found(session, scope, [], False)]


def by_value(session: Session, scope: Scope, value: Any, is_directive: bool) -> dict[str | None, list[Contact]]:
    """The same for each value; what names several directives stands under each."""
    found: dict[str | None, list[Contact]] = defaultdict(list)
    for (key,), contact in _found(session, scope, [value], is_directive):
        found[key].append(contact)
    return found


def _found(
    session: Session, scope: Scope, values: list[Any], is_directive: bool
) -> Iterable[tuple[tuple[Any, ...], Contact]]:
    codes = scope.sources & scope.succession.touched
    statement = published.contacts(scope.ward_id, [*_COLUMNS, *values])
    statement = published.named(statement) if is_directive else statement
    places: dict[tuple[Any, ...], list[Contact]] = defaultdict(list)
    for row in db.read(session, statement.where(*scope.conditions, reach.c.group.in_(codes))).all():
        contact, value = Contact(*row[: len(_COLUMNS)]), tuple(row[len(_COLUMNS) :])
        places[contact.placement, *value].append(contact)
    for place, mine in places.items():
        for contact in _of_placement(scope.succession, mine):
            if contact.group in scope.populations:
                yield place[1:], contact


def _of_placement(succession: Succession, found: list[Contact]) -> list[Contact]:
    one = found[0]
    rows = succession.read({each.group: Row(each.people, each.basis, (each.group,)) for each in found})
    return [one._replace(group=group, people=row.people, basis=row.basis) for group, row in rows.items()]
