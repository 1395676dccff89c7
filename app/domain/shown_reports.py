"""Which reports one reads: stated here for a report and for a list of them, and nowhere else.

What is urgent, and what is not handed in, is for its unit, those above it and those who read all; the rest is for all
who read.
"""

from typing import Any, Protocol

from sqlalchemy import and_, or_
from sqlmodel import Session, col

from app.domain import access
from app.domain.access import Me
from app.domain.units import tree
from app.models import Report

HANDED_IN = ("submitted", "accepted")


class Told(Protocol):
    """A report, as far as it says who reads it."""

    @property
    def type(self) -> str: ...

    @property
    def status(self) -> str: ...


def is_shown(session: Session, me: Me, report: Told) -> bool:
    is_open = report.type != "urgent" and report.status in HANDED_IN
    return is_open or may_read_all(session, me, report)


def may_read_all(session: Session, me: Me, thing: Any) -> bool:
    """Whether someone reads whatever a unit reports: of a report, or of a unit's code."""
    return access.may(me, "reports.read_all", thing) or access.may(
        me, "reports.read_all", thing, tree.below_own(session, me)
    )


def conditions(session: Session, me: Me) -> list[Any]:
    """The same of a list of reports."""
    is_open = and_(col(Report.type) != "urgent", col(Report.status).in_(HANDED_IN))
    if not access.may(me, "reports.read_all"):
        return [is_open]
    mine = col(Report.unit).in_((me.unit, *tree.below_own(session, me)))
    return [or_(is_open, mine)] if access.own_only(me, "reports.read_all") else []
