"""Groups: who is to be reached. Kinds are never added together."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal, NamedTuple

from sqlalchemy import select as columns_of
from sqlmodel import Session, SQLModel, col, select

from app.domain import kept, lives, logged, trail
from app.domain.access import Me
from app.domain.errors import Fault, Say
from app.domain.inputs import Choice, Code, Count, Day, FreeLine, Input, Text
from app.domain.lives import Span
from app.domain.registers import Register
from app.domain.units import check_life, end_life, undo_life
from app.models import Change, Group

GroupKind = Annotated[Literal["residential", "party_cell", "audience"], Choice]
KINDS = ("residential", "party_cell", "audience")
SMALLEST_AUDIENCE = 20
_GROUP = SQLModel.metadata.tables["group"]


class GroupIn(Input):
    code: Code
    kind: GroupKind
    name: FreeLine
    population: Count | None = None
    households: Count | None = None
    cluster: FreeLine | None = None
    active_from: Day | None = None
    retired_on: Day | None = None
    change_reason: Text | None = None


def _check(session: Session, me: Me, row: Group, before: dict[str, Any] | None, data: Any) -> list[Fault]:
    names = ("kind", "population")
    warnings = check_life(session, me, row, before, data, names)
    if before is not None:
        warnings = [*warnings, *logged.questions(session, me, row, Group(**before))]
    is_counted_anew = before is None or any(getattr(row, name) != before[name] for name in names)
    if is_counted_anew and row.kind == "audience" and row.population is not None and row.population < SMALLEST_AUDIENCE:
        sentence = Say(
            "Nhóm dưới {least} người dễ nhận ra từng người. Nên gộp vào nhóm lớn hơn.", least=SMALLEST_AUDIENCE
        )
        warnings = [*warnings, Fault(("population",), sentence, "small_group")]
    return warnings


REGISTER = Register(
    Group, "group", GroupIn, writers=("coordinator", "admin"), check=_check, retire=end_life, vanish=undo_life,
    is_active=lambda me, row: lives.lives_on(row, me.today), remembers=("population", "households"),
)  # fmt: skip


def in_order(session: Session, me: Me, kind: str | None = None) -> list[Group]:
    """The ward's groups in its own order, of one kind or of all."""
    statement = select(Group).where(Group.ward_id == me.ward_id)
    if kind is not None:
        statement = statement.where(Group.kind == kind)
    return list(session.exec(statement.order_by(col(Group.position), col(Group.code))))


@dataclass(frozen=True)
class Counted:
    """A population as it became, what it was (both None where unknown), and the change that says who and when."""

    people: int | None
    was: int | None
    change: Change


def populations(session: Session, me: Me, group: Group) -> list[Counted]:
    """The history of a group's population from the trail, newest first; changes of other things are left out."""
    found = []
    for change, _ in trail.of(session, me, "group", group.code):
        people, was = change.facts.get("population"), change.facts.get("population_was")
        if "population" in change.facts and people != was:
            found.append(Counted(people, was, change))
    return found


class Member(NamedTuple):
    """A group as figures read it: plain data, which outlives the session it was read in."""

    code: str
    kind: str
    name: str
    cluster: str | None
    population: int | None
    active_from: date | None
    retired_on: date | None


def members(session: Session, me: Me) -> tuple[Member, ...]:
    """The ward's groups in its own order."""
    return kept.reference(session, me, "groups", lambda: _members(session, me))


def _members(session: Session, me: Me) -> tuple[Member, ...]:
    columns = [_GROUP.c[name] for name in Member._fields]
    statement = columns_of(*columns).where(_GROUP.c.ward_id == me.ward_id).order_by(_GROUP.c.position, _GROUP.c.code)
    return tuple(Member(*row) for row in session.execute(statement).all())


def belonging(session: Session, me: Me, kind: str, span: Span) -> list[Member]:
    """The groups of a kind whose life overlaps the span."""
    return [group for group in members(session, me) if group.kind == kind and lives.belongs_to(group, span)]
