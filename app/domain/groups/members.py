"""Groups as figures read them: plain rows in the ward's own order."""

from datetime import date
from functools import partial
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlmodel import Session, SQLModel

from app.domain import gathering, kept
from app.domain.access import Me
from app.models import Group

_GROUP = SQLModel.metadata.tables["group"]


class Member(NamedTuple):
    """A group as figures read it: plain data, which outlives the session it was read in."""

    code: str
    kind: str
    name: str
    cluster: str | None
    population: int | None
    active_from: date | None
    retired_on: date | None
    # Codes of the groups that it stands for since they ended.
    succeeds: tuple[str, ...] = ()


def members(session: Session, me: Me) -> tuple[Member, ...]:
    """The ward's groups in its own order; where some are gathered, as those leave them."""
    every = gathering.once(session, "groups", lambda: _every(session, me))
    gathered = gathering.pending(session, Group)
    if not gathered:
        return every
    named = {one.code: gathering.once(session, ("member", id(one)), partial(_of, one))[1] for one in gathered}
    return tuple(({one.code: one for one in every} | named).values())


def _of(row: Group) -> tuple[Group, Member]:
    """The row along with it: as long as that is there, no other is taken for it."""
    return row, _member(*(getattr(row, name) for name in Member._fields))


def _every(session: Session, me: Me) -> tuple[Member, ...]:
    return kept.reference(session, me, "groups", lambda: _members(session, me))


def _members(session: Session, me: Me) -> tuple[Member, ...]:
    columns = [_GROUP.c[name] for name in Member._fields]
    statement = select(*columns).where(_GROUP.c.ward_id == me.ward_id).order_by(_GROUP.c.position, _GROUP.c.code)
    return tuple(_member(*row) for row in session.execute(statement).all())


def _member(*values: Any) -> Member:
    *plain, succeeds = values
    return Member(*plain, tuple(succeeds))  # type: ignore[call-arg]
