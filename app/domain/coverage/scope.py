"""The scope of a question about coverage: its period, its filters, and every contact that lies in it."""

from datetime import date, timedelta
from re import fullmatch
from typing import Any, Literal

from sqlalchemy import and_, exists
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.domain import groups
from app.domain.access import Me
from app.domain.coverage.arithmetic import Contact
from app.domain.errors import Say, refuse
from app.domain.groups import GroupKind
from app.domain.inputs import Code, Input
from app.domain.lives import Span
from app.models import Group, Placement, Product, ProductDirective, Reach

By = Literal[
    "group", "campaign", "unit", "channel", "product_kind", "content_group", "axis", "directive", "month", "week"
]


class CoverageQuery(Input):
    """A scope: a period (or year) and filters, one value each. Names are those of the query parameters."""

    period: str
    kind: GroupKind = "residential"
    by: By = "group"
    group: Code | None = None
    campaign: Code | None = None
    unit: Code | None = None
    product_kind: Code | None = None
    channel: Code | None = None
    content_group: Code | None = None
    topic: Code | None = None
    axis: Code | None = None
    directive: Code | None = None
    material: Code | None = None
    month: str | None = None
    week: str | None = None

    @property
    def filters(self) -> dict[str, str]:
        names = set(CoverageQuery.model_fields) - {"period", "kind", "by"}
        sent = self.model_dump(include=names, exclude_none=True)
        return {name: str(value) for name, value in sent.items()}


def contacts(
    session: Session, me: Me, query: CoverageQuery, span: Span, months: Span | None, wanted: set[str]
) -> list[tuple[str | None, Contact]]:
    """Every reach of the wanted groups in scope, with the value of `by` it belongs to.

    By directive, a contact comes once for each directive of its product, or once with None.
    """
    key = _key_column(query.by)
    columns = [key, Reach.group, Placement.channel, Placement.product_id, Placement.id, Reach.people, Reach.basis]
    statement = within(me, query, span, months, select(*columns))
    if query.by == "directive":
        statement = statement.outerjoin(ProductDirective, _is_of_product())
    return [(_said(query.by, row[0]), Contact(*row[1:])) for row in session.execute(statement) if row[1] in wanted]


def members(session: Session, me: Me, query: CoverageQuery, span: Span) -> list[Group]:
    """The groups of the kind that live in the span, of them the one asked for; Refused for one of another kind."""
    if query.group is not None:
        group = session.get(Group, (me.ward_id, query.group))
        if group is None or group.kind != query.kind:
            raise refuse(("group",), Say("Không có nhóm này trong loại nhóm đang xem."), "unknown")
    members = groups.belonging(session, me, query.kind, span)
    return [group for group in members if query.group in (None, group.code)]


def within(me: Me, query: CoverageQuery, span: Span, months: Span | None, statement: Any) -> Any:
    """The statement over placements, their products and their reach, held to the scope and to what was published."""
    of_product = and_(col(Product.ward_id) == Placement.ward_id, col(Product.id) == Placement.product_id)
    return (
        statement.select_from(Placement)
        .join(Product, of_product)
        .join(Reach, is_of_placement())
        .where(Placement.ward_id == me.ward_id, Product.status == "published")
        .where(*_between(span), *(_between(months) if months else []), *_conditions(query))
    )


def is_of_placement() -> Any:
    return and_(col(Reach.ward_id) == Placement.ward_id, col(Reach.placement_id) == Placement.id)


def _between(span: Span) -> list[Any]:
    return [col(Placement.published_on) >= span.first, col(Placement.published_on) <= span.last]


def _key_column(by: By) -> Any:
    return {
        "group": Reach.group, "campaign": Product.campaign, "unit": Product.unit, "channel": Placement.channel,
        "product_kind": Product.kind, "content_group": Product.content_group, "axis": Product.axis,
        "directive": ProductDirective.directive, "month": Placement.published_on, "week": Placement.published_on,
    }[by]  # fmt: skip


def _names_directive(code: str) -> Any:
    # Its own alias: the same table is joined where a question goes by directive.
    link = aliased(ProductDirective)
    return exists().where(
        col(link.ward_id) == Product.ward_id, col(link.product_id) == col(Product.id), col(link.directive) == code
    )


def _is_of_product() -> Any:
    return and_(col(ProductDirective.ward_id) == Product.ward_id, col(ProductDirective.product_id) == col(Product.id))


def _conditions(query: CoverageQuery) -> list[Any]:
    columns: dict[str, Any] = {
        "group": Reach.group, "campaign": Product.campaign, "unit": Product.unit, "product_kind": Product.kind,
        "channel": Placement.channel,
        "content_group": Product.content_group, "topic": Product.topic, "axis": Product.axis,
        "material": Product.material,
    }  # fmt: skip
    asked = query.filters
    conditions = [column == asked[name] for name, column in columns.items() if name in asked]
    if query.directive is not None:
        conditions.append(_names_directive(query.directive))
    return conditions


def _said(by: By, value: Any) -> Any:
    """A day as the month or week that it lies in; anything else as it is."""
    return {"month": month_of, "week": week_of}[by](value) if by in ("month", "week") else value


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
