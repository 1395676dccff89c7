"""Questions about concerns: who may see which, lists with overdue ones first, and a concern as other systems see it."""

from datetime import UTC, date, timedelta
from typing import Any, Protocol

from sqlalchemy import and_, case, func, not_, or_
from sqlmodel import Session, col, select

from app.domain import access, gathering, periods
from app.domain.access import Me
from app.domain.concerns.inputs import OPEN, ConcernQuery
from app.domain.pages import Ask, Page, after, cut, nowhere
from app.domain.units import tree
from app.domain.words import holds
from app.models import Concern

# Today shows what is near, not the whole register.
MOST_DUE = 20
# So many are offered as the one that a concern is the same as.
MOST_MERGEABLE = 60
FIELDS = (
    "id",
    "received_on",
    "due_on",
    "origin",
    "nature",
    "urgency",
    "group",
    "content_group",
    "topic",
    "summary",
    "owner_unit",
    "status",
    "answered_on",
    "answer",
    "answer_product",
    "forwarded_to",
    "forwarded_on",
    "closed_on",
    "reason",
    "merged_into",
    "source",
    "external_id",
    "created_at",
    "updated_at",
)
OVERDUE, RUNNING, DONE = 0, 1, 2


class Told(Protocol):
    """A concern, as far as it says who reads it."""

    @property
    def nature(self) -> str | None: ...

    @property
    def answered_on(self) -> Any: ...

    @property
    def owner_unit(self) -> str | None: ...


def is_secret(concern: Told) -> bool:
    """Incorrect information that is not yet answered: for its own unit, the coordinator and the leaders."""
    return concern.nature == "incorrect_information" and concern.answered_on is None


def may_see(me: Me, concern: Told) -> bool:
    return not is_secret(concern) or access.may(me, "concerns.read_all", concern)


def visible(me: Me) -> list[Any]:
    """The ward's concerns that this person may see, as conditions."""
    conditions: list[Any] = [col(Concern.ward_id) == me.ward_id]
    is_of_own = access.own_only(me, "concerns.read_all")
    if access.may(me, "concerns.read_all") and not is_of_own:
        return conditions
    secret = and_(func.coalesce(col(Concern.nature), "") == "incorrect_information", col(Concern.answered_on).is_(None))
    own = [col(Concern.owner_unit) == me.unit] if is_of_own else []
    return [*conditions, or_(not_(secret), *own)]


def is_own() -> Any:
    """The condition that a concern counts: one that is the same as another is in no figure."""
    return col(Concern.merged_into).is_(None)


def merged(session: Session, me: Me, concern: Concern) -> list[Concern]:
    """Those that are the same as this one, as far as this person may see them, the oldest first."""
    statement = select(Concern).where(*visible(me), col(Concern.merged_into) == concern.id)
    return list(session.exec(statement.order_by(col(Concern.id))))


def has_merged(session: Session, me: Me, key: int) -> bool:
    """Whether any concern is the same as this one, seen or not."""
    statement = select(Concern.id).where(Concern.ward_id == me.ward_id, col(Concern.merged_into) == key)
    return session.exec(statement.limit(1)).first() is not None


def mergeable(session: Session, me: Me, concern: Concern) -> list[Concern]:
    """What this concern may be the same as: of its content group, those of its own words first, then the newest."""
    others = (Concern.content_group == concern.content_group, col(Concern.id) != concern.id, is_own())
    nearest = case((col(Concern.summary_fold) == concern.summary_fold, 0), else_=1)
    statement = select(Concern).where(*visible(me), *others).order_by(nearest, col(Concern.id).desc())
    return list(session.exec(statement.limit(MOST_MERGEABLE)))


def twin(session: Session, me: Me, concern: Concern) -> Concern | None:
    """The first concern with the same words, as a reader sees them, of the same group and day, that they may see."""
    alike = (
        col(Concern.summary_fold) == concern.summary_fold,
        col(Concern.received_on) == concern.received_on,
        col(Concern.group).is_not_distinct_from(concern.group),
        col(Concern.id) != concern.id,
        is_own(),
    )
    found = session.exec(select(Concern).where(*visible(me), *alike).order_by(col(Concern.id)).limit(1)).first()
    return found or gathering.twin(session, concern, "summary_fold", "received_on", "group", "merged_into")


def page(session: Session, me: Me, query: ConcernQuery, ask: Ask) -> Page[Concern]:
    """Overdue ones first, the longest overdue before all; then what is due next; then what is done, latest first."""
    access.require(me, "entries.read")
    rank = _rank(me)
    near = case((rank != DONE, col(Concern.due_on)))
    late = case((rank == DONE, col(Concern.due_on)))
    first = case((rank != DONE, col(Concern.id)))
    statement = select(Concern).where(*_conditions(session, me, query))
    if ask.after:
        statement = statement.where(_beyond(rank, *after(ask, int, date.fromisoformat, int)))
    order = (rank, near, late.desc(), first, col(Concern.id).desc())
    rows = list(session.exec(statement.order_by(*order).limit(ask.limit + 1)))
    return cut(rows, ask, lambda concern: [rank_of(me, concern), concern.due_on.isoformat(), concern.id])


def _beyond(rank: Any, place: int, due_on: date, key: int) -> Any:
    """Everything after a row of this rank, due date and id."""
    if place not in (OVERDUE, RUNNING, DONE):
        raise nowhere()
    due, number = col(Concern.due_on), col(Concern.id)
    if place == DONE:
        return and_(rank == DONE, or_(due < due_on, and_(due == due_on, number < key)))
    return or_(rank > place, and_(rank == place, or_(due > due_on, and_(due == due_on, number > key))))


def _rank(me: Me) -> Any:
    is_open = col(Concern.status).in_(OPEN)
    return case((and_(is_open, col(Concern.due_on) < me.today), OVERDUE), (is_open, RUNNING), else_=DONE)


def rank_of(me: Me, concern: Concern) -> int:
    if concern.status not in OPEN:
        return DONE
    return OVERDUE if concern.due_on < me.today else RUNNING


def count(session: Session, me: Me, query: ConcernQuery) -> tuple[int, int]:
    """How many the filters find, and how many of those are overdue."""
    access.require(me, "entries.read")
    columns: list[Any] = [func.count(), func.count(case((_rank(me) == OVERDUE, 1)))]
    statement = select(*columns).select_from(Concern).where(*_conditions(session, me, query))
    found, overdue = session.execute(statement).one()
    return int(found), int(overdue)


def open_ones(session: Session, me: Me, ahead: timedelta = timedelta(days=7)) -> list[Concern]:
    """Open concerns that are overdue or due within the days ahead, earliest first: a unit's own, else the ward's."""
    access.require(me, "entries.read")
    conditions = [*visible(me), col(Concern.status).in_(OPEN), col(Concern.due_on) <= me.today + ahead]
    if me.role == "unit":
        conditions.append(col(Concern.owner_unit) == me.unit)
    order = (col(Concern.due_on), col(Concern.id))
    return list(session.exec(select(Concern).where(*conditions).order_by(*order).limit(MOST_DUE)))


def _conditions(session: Session, me: Me, query: ConcernQuery) -> list[Any]:
    conditions = visible(me)
    units = tree.meant(session, me, query.owner_unit, query.with_children)
    if units is not None:
        conditions.append(col(Concern.owner_unit).in_(units))
    for name in ("status", "urgency", "nature", "content_group", "group", "source", "external_id"):
        value = getattr(query, name)
        if value is not None:
            conditions.append(getattr(Concern, name) == value)
    conditions += [col(Concern.summary_fold).like(pattern, escape="\\") for pattern in holds(query.q or "")]
    if query.updated_after is not None:
        conditions.append(col(Concern.updated_at) > query.updated_after.astimezone(UTC))
    if query.overdue is not None:
        conditions.append(_rank(me) == OVERDUE if query.overdue else _rank(me) != OVERDUE)
    if query.period is not None:
        span = periods.span(session, me, query.period)
        days = [col(day).between(span.first, span.last) for day in (Concern.received_on, Concern.due_on)]
        conditions.append(or_(*days))
    return conditions


def shape(concern: Concern) -> dict[str, Any]:
    """A concern as other systems see it."""
    return {name: getattr(concern, name) for name in FIELDS}
