"""Which reports one reads: stated here for a report and for a list of them, and nowhere else.

What is urgent, and what is not handed in, is for its unit and for those who read all; the rest is for all who read.
"""

from typing import Any, Protocol

from sqlalchemy import and_, or_
from sqlmodel import col

from app.domain import access
from app.domain.access import Me
from app.models import Report

HANDED_IN = ("submitted", "accepted")


class Told(Protocol):
    """A report, as far as it says who reads it."""

    @property
    def type(self) -> str: ...

    @property
    def status(self) -> str: ...


def is_shown(me: Me, report: Told) -> bool:
    is_open = report.type != "urgent" and report.status in HANDED_IN
    return is_open or access.may(me, "reports.read_all", report)


def conditions(me: Me) -> list[Any]:
    """The same of a list of reports."""
    is_open = and_(col(Report.type) != "urgent", col(Report.status).in_(HANDED_IN))
    if not access.may(me, "reports.read_all"):
        return [is_open]
    return [or_(is_open, col(Report.unit) == me.unit)] if access.own_only(me, "reports.read_all") else []
