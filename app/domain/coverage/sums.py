"""The log's contacts in a scope, summed where they lie: by group and channel, and by a value where asked."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import Select, case, distinct, exists, func
from sqlmodel import Session

from app import db
from app.domain import kept, published
from app.domain.access import Me
from app.domain.bases import EVIDENCE
from app.domain.coverage import inherited
from app.domain.coverage.arithmetic import Contact, Counts, Sum, merged, tally
from app.domain.coverage.scope import By, CoverageQuery, Scope, month_of, week_of
from app.domain.kept import Growing
from app.domain.published import placement, product, reach

# What a value is called in a statement, which can't repeat the days that a month is told by.
VALUE = "by_value"
# A product has one of these, so what is told of it by value adds up over the values.
OF_PRODUCT: dict[str, Any] = {
    "campaign": product.c.campaign,
    "unit": product.c.unit,
    "product_kind": product.c.kind,
    "content_group": product.c.content_group,
    "topic": product.c.topic,
    "axis": product.c.axis,
    "material": product.c.material,
}


def of(session: Session, scope: Scope) -> list[Sum]:
    """The sums of every group that something reached or addressed, channel by channel."""
    keys = [reach.c.group, placement.c.channel]
    rows = db.read(session, _reached(scope, [*keys, *_amounts()]).group_by(*keys)).all()
    found = [Sum(*row) for row in rows if row[0] in scope.populations]
    return found + tally(inherited.contacts(session, scope)) if scope.succession else found


def growing(session: Session, me: Me, query: CoverageQuery, scope: Scope) -> list[Sum]:
    """The same of the scope that the query names, kept: what products that were logged since gave is added to it."""
    if scope.succession:
        return of(session, scope)
    question = ("sums", query.period, query.kind, *sorted(query.filters.items()))
    return kept.grown(
        session,
        me,
        Growing(question),
        lambda: of(session, scope),
        lambda old, numbers: merged([*old, *of(session, scope.within(numbers))]),
    )


def groups(session: Session, scope: Scope) -> frozenset[str]:
    """The groups alone that something reached or addressed."""
    rows = db.read(session, _reached(scope, [reach.c.group]).distinct()).all()
    heirs = inherited.contacts(session, scope) if scope.succession else ()
    return frozenset(row[0] for row in rows if row[0] in scope.populations) | {one.group for one in heirs}


def by_value(session: Session, scope: Scope, by: By) -> dict[str | None, list[Sum]]:
    """The same for each value; under None what has none. By directive, what names several stands under each."""
    keys = [reach.c.group, placement.c.channel]
    statement = _by(_reached(scope, [_value(scope, by), *keys, *_amounts()]), by).group_by(VALUE, *keys)
    found: dict[str | None, list[Sum]] = defaultdict(list)
    for value, *rest in db.read(session, statement).all():
        if rest[0] in scope.populations:
            found[value].append(Sum(*rest))
    if scope.succession:
        for value, contacts in _inherited(session, scope, by).items():
            found[value] += tally(contacts)
    return found


def counts(session: Session, scope: Scope) -> Counts:
    """How many products and placements reached or addressed any of the groups."""
    return Counts(*db.read(session, _told(scope, _counted())).one())


def counts_by_value(session: Session, scope: Scope, by: By) -> dict[str | None, Counts]:
    statement = _by(_told(scope, [_value(scope, by), *_counted()]), by).group_by(VALUE)
    return {key: Counts(*found) for key, *found in db.read(session, statement).all()}


def products(session: Session, scope: Scope) -> dict[str, int]:
    """How many products reached or addressed each group."""
    columns = [reach.c.group, func.count(distinct(placement.c.product_id))]
    rows = db.read(session, _reached(scope, columns).group_by(reach.c.group)).all()
    found = {group: count for group, count in rows if group in scope.populations}
    return found | _products(inherited.contacts(session, scope)) if scope.succession else found


def products_by_value(session: Session, scope: Scope, by: By) -> dict[tuple[str | None, str], int]:
    columns = [_value(scope, by), reach.c.group, func.count(distinct(placement.c.product_id))]
    statement = _by(_reached(scope, columns), by).group_by(VALUE, reach.c.group)
    rows = db.read(session, statement).all()
    found = {(value, group): count for value, group, count in rows if group in scope.populations}
    if scope.succession:
        for value, contacts in _inherited(session, scope, by).items():
            found |= {(value, group): count for group, count in _products(contacts).items()}
    return found


def _inherited(session: Session, scope: Scope, by: By) -> dict[str | None, list[Contact]]:
    return inherited.by_value(session, scope, _value(scope, by), by == "directive")


def _products(contacts: Iterable[Contact]) -> dict[str, int]:
    found: dict[str, set[int]] = defaultdict(set)
    for contact in contacts:
        found[contact.group].add(contact.product)
    return {group: len(products) for group, products in found.items()}


def _amounts() -> list[Any]:
    people = reach.c.people
    evidenced = func.sum(case((reach.c.basis.in_(EVIDENCE), people)))
    return [func.count(), *(func.coalesce(one, 0) for one in (func.sum(people), evidenced, func.max(people)))]


def _counted() -> list[Any]:
    return [func.count(distinct(placement.c.product_id)), func.count()]


def _reached(scope: Scope, columns: list[Any]) -> Select[Any]:
    """Over everything that was reached, read as it was logged: groups that are not asked for are left out of the few
    sums, not of the rows.
    """
    only = [reach.c.group == scope.groups[0].code] if len(scope.groups) == 1 else []
    if scope.succession:
        only.append(reach.c.group.not_in(scope.succession.touched))
    return published.contacts(scope.ward_id, columns).where(*scope.conditions, *only)


def _told(scope: Scope, columns: list[Any]) -> Select[Any]:
    """Over placements, not over whom they reached: a placement needs but one of the groups."""
    wanted = reach.c.group.in_(scope.sources)
    reached = exists().where(published.is_of_placement(), wanted)
    return published.placements(scope.ward_id, columns).where(*scope.conditions, reached)


def _by(statement: Select[Any], by: By) -> Select[Any]:
    return published.named(statement) if by == "directive" else statement


def _value(scope: Scope, by: By) -> Any:
    return _column(scope, by).label(VALUE)


def _column(scope: Scope, by: By) -> Any:
    if by == "directive":
        return published.product_directive.c.directive
    if by == "channel":
        return placement.c.channel
    if by == "form":
        return published.form()
    return OF_PRODUCT[by] if by in OF_PRODUCT else _of_day(scope, by)


def _of_day(scope: Scope, by: By) -> Any:
    """The month or week of a placement's day, told by the days with which those of the scope end."""
    key, first, last = (month_of if by == "month" else week_of), scope.span.first, scope.span.last
    days = [first + timedelta(days=number) for number in range((last - first).days + 2)]
    ends = [(placement.c.published_on <= day, key(day)) for day, after in pairwise(days) if key(day) != key(after)]
    return case(*ends, (placement.c.published_on <= last, key(last)))
