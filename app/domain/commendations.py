"""Commendations: good models and deeds, from found to commended, told without any resident's name."""

from datetime import date
from typing import Annotated, Any, Literal, get_args

from sqlmodel import Session, col

from app.domain import numbered, periods
from app.domain.access import Me
from app.domain.errors import Fault, Faults
from app.domain.inputs import Choice, Code, Day, FreeLine, FreeReference, Input, Moment, Search, Text
from app.domain.numbered import Facts, Register
from app.domain.registers import require_codes
from app.models import Commendation, Group, Period, Unit

Status = Annotated[Literal["found", "proposed", "commended"], Choice]
STATUSES: tuple[str, ...] = get_args(get_args(Status)[0])


class CommendationIn(Input):
    unit: Code | None = None
    group: Code | None = None
    title: FreeLine
    proposed_on: Day
    status: Status = "found"
    dossier_number: FreeReference | None = None
    change_reason: Text | None = None


class CommendationQuery(Input):
    q: Search | None = None
    unit: Code | None = None
    group: Code | None = None
    period: Code | None = None
    updated_after: Moment | None = None


def _check(session: Session, me: Me, row: Commendation, _before: Facts | None, sent: set[str]) -> list[Fault]:
    faults = Faults(require_codes(session, me, Unit, "unit", [row.unit]))
    faults.found += require_codes(session, me, Group, "group", [row.group])
    faults.raise_if_any()
    return numbered.ahead(me, "proposed_on", row.proposed_on) + numbered.houses(row, sent & {"title"})


def _touches(session: Session, me: Me, before: Facts | None, now: Facts | None) -> list[Period]:
    """They are counted by their day, whatever their status: only its coming, going or moving changes a figure."""
    days: set[date] = {facts["proposed_on"] for facts in (before, now) if facts is not None}
    if before is not None and now is not None and len(days) == 1:
        return []
    return periods.closed_on(session, me, days)


def _where(session: Session, me: Me, query: CommendationQuery) -> list[Any]:
    if query.period is None:
        return []
    span = periods.span(session, me, query.period)
    return [col(Commendation.proposed_on).between(span.first, span.last)]


REGISTER = Register(
    Commendation, "commendation", CommendationIn, CommendationQuery, "commendations.write", check=_check,
    touches=_touches, order="proposed_on", texts=frozenset({"title"}), where=_where,
)  # fmt: skip
