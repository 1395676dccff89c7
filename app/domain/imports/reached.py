"""What was logged of groups already: how many people at once, and from when to when."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import func
from sqlmodel import Session

from app.domain import published
from app.domain.access import Me


class Reached(NamedTuple):
    """The most people that one placement reached (None where nobody counted), the first and the last day."""

    most: int | None
    first: date
    last: date


def by_group(session: Session, me: Me) -> dict[str, Reached]:
    """Of each group that a published product has a placement for."""
    reach, placement = published.reach.c, published.placement.c
    days = (func.min(placement.published_on), func.max(placement.published_on))
    statement = published.contacts(me.ward_id, [reach.group, func.max(reach.people), *days]).group_by(reach.group)
    return {code: Reached(*rest) for code, *rest in session.execute(statement)}
