"""The scope of a question about coverage: its days, the groups that live in them, and its filters."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from re import fullmatch
from typing import Any, Literal

from sqlalchemy import exists
from sqlmodel import Session

from app.domain import groups, periods, published
from app.domain.access import Me
from app.domain.errors import Refused, Say, refuse
from app.domain.groups import GroupKind, Member, successors
from app.domain.groups.successors import NOBODY, Succession
from app.domain.inputs import Code, Input
from app.domain.lives import Span
from app.domain.published import is_of, placement, product, product_directive
from app.domain.units import tree
from app.domain.units.tree import Branch, WithChildren

By = Literal[
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
]


class CoverageQuery(Input):
    """A scope: a period (or year) and filters, one value each. Names are those of the query parameters."""

    period: str
    kind: GroupKind = "residential"
    by: By = "group"
    group: Code | None = None
    campaign: Code | None = None
    unit: Code | None = None
    with_children: WithChildren = False
    product_kind: Code | None = None
    channel: Code | None = None
    # Of the channel, as Decree 49/2024/NĐ-CP has it.
    form: Code | None = None
    content_group: Code | None = None
    topic: Code | None = None
    axis: Code | None = None
    directive: Code | None = None
    material: Code | None = None
    month: str | None = None
    week: str | None = None

    @property
    def key(self) -> tuple[Any, ...]:
        """Names the question: equal for equal ones."""
        return (self.period, self.kind, self.by, *sorted(self.filters.items()))

    @property
    def filters(self) -> dict[str, str]:
        names = set(CoverageQuery.model_fields) - {"period", "kind", "by"}
        sent = self.model_dump(include=names, exclude_defaults=True)
        return {name: "true" if value is True else str(value) for name, value in sent.items()}


@dataclass(frozen=True)
class Scope:
    """What a question is about: groups, and what a placement must be to count; days None: whenever it took place."""

    ward_id: int
    groups: list[Member]
    conditions: list[Any]
    days: Span | None = None
    # Who stands for whom: the reach of old groups is read as that of the groups here.
    succession: Succession = NOBODY

    @property
    def span(self) -> Span:
        assert self.days is not None
        return self.days

    @cached_property
    def populations(self) -> dict[str, int | None]:
        return {group.code: group.population for group in self.groups}

    @cached_property
    def sources(self) -> set[str]:
        """Codes of everything whose reach counts here: the groups, and old ones that they stand for."""
        return self.succession.sources(self.populations)

    def only(self, groups: list[Member]) -> "Scope":
        return replace(self, groups=groups)

    def within(self, products: Sequence[int]) -> "Scope":
        return replace(self, conditions=[*self.conditions, product.c.id.in_(products)])

    def without(self, product_id: int) -> "Scope":
        return replace(self, conditions=[*self.conditions, product.c.id != product_id])


def scope_of(session: Session, me: Me, query: CoverageQuery) -> Scope:
    """The days of the question, the groups of its kind that stand in them, and its filters.

    Raises Refused for an unknown period, month or week, for a group that is not of the kind asked for, and for one that
    is read through its successors there.
    """
    span = periods.span(session, me, query.period)
    every = groups.members(session, me)
    if query.group is not None and not any(one.code == query.group and one.kind == query.kind for one in every):
        raise refuse(("group",), Say("Không có nhóm này trong loại nhóm đang xem."), "unknown")
    return scope_within(me, query, span, every, tree.meant(session, me, query.unit, query.with_children))


def stand_for(session: Session, me: Me, period: str, code: str) -> Sequence[Member]:
    """The groups that stand for an old one in a period or year; none where it stands for itself, or is not there.

    Raises Refused for an unknown period.
    """
    succession = successors.over(groups.members(session, me), periods.span(session, me, period))
    return succession.last.get(code, ())


def scope_within(me: Me, query: CoverageQuery, span: Span, every: Sequence[Member], units: Branch | None) -> Scope:
    """The same where its days, the ward's groups and whose products are meant are known."""
    narrowed, succession = days_within(query), successors.over(every, span)
    if query.group in succession.heirs:
        raise _succeeded(succession.last[query.group])
    living = successors.living(every, span, query.kind)
    conditions = [*_between(span), *(_between(narrowed) if narrowed else []), *_conditions(query, units)]
    wanted = [group for group in living if query.group in (None, group.code)]
    return Scope(me.ward_id, wanted, conditions, span, succession)


def _succeeded(heirs: Sequence[Member]) -> Refused:
    names = ", ".join(f"{heir.name} ({heir.code})" for heir in heirs)
    sentence = Say("Trong kỳ này nhóm đã được thay: số liệu được tính cho {names}.", names=names)
    return refuse(("group",), sentence, "succeeded")


def _between(span: Span) -> list[Any]:
    return [placement.c.published_on >= span.first, placement.c.published_on <= span.last]


def _conditions(query: CoverageQuery, units: Branch | None) -> list[Any]:
    columns: dict[str, Any] = {
        "campaign": product.c.campaign,
        "product_kind": product.c.kind,
        "channel": placement.c.channel,
        "form": published.form(),
        "content_group": product.c.content_group,
        "topic": product.c.topic,
        "axis": product.c.axis,
        "material": product.c.material,
    }
    asked = query.filters
    conditions: list[Any] = [column == asked[name] for name, column in columns.items() if name in asked]
    if units is not None:
        conditions.append(is_of(units))
    if query.directive is not None:
        conditions.append(_names_directive(query.directive))
    return conditions


def _names_directive(code: str) -> Any:
    # Its own alias: the same table is joined where a question goes by directive.
    link = product_directive.alias()
    return exists().where(
        link.c.ward_id == product.c.ward_id, link.c.product_id == product.c.id, link.c.directive == code
    )


def month_of(day: date) -> str:
    return f"{day:%Y-%m}"


def week_of(day: date) -> str:
    """The week as ISO 8601 counts it: Monday to Sunday, week 1 holds the year's first Thursday."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


def days_within(query: CoverageQuery) -> Span | None:
    """The days that `month` and `week` leave of the period, None where neither is asked for."""
    spans = [span for span in (days_of_month(query.month), days_of_week(query.week)) if span]
    if not spans:
        return None
    return Span(max(span.first for span in spans), min(span.last for span in spans))


def days_of_week(week: str | None) -> Span | None:
    """The days of "2026-W18"; raises Refused where it is no week."""
    if week is None:
        return None
    try:
        if not fullmatch(r"20\d\d-W\d\d", week):
            raise ValueError
        monday = date.fromisocalendar(int(week[:4]), int(week[6:]), 1)
    except ValueError:
        raise refuse(("week",), Say("Nhập tuần theo mẫu 2026-W18."), "week") from None
    return Span(monday, monday + timedelta(days=6))


def days_of_month(month: str | None) -> Span | None:
    """The days of "2026-05"; raises Refused where it is no month."""
    if month is None:
        return None
    try:
        year, number = (int(part) for part in month.split("-"))
        first = date(year, number, 1)
        if month != month_of(first) or not 2000 <= year <= 2100:
            raise ValueError
    except ValueError:
        raise refuse(("month",), Say("Nhập tháng theo mẫu 2026-05."), "month") from None
    return Span(first, date(year + number // 12, number % 12 + 1, 1) - date.resolution)
