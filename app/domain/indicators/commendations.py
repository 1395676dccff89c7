"""The indicator of commendations: how many good models and deeds were proposed."""

from sqlmodel import col, select

from app.domain.indicators.arithmetic import Measured
from app.domain.indicators.entry import Entry
from app.domain.indicators.facts import Scope
from app.domain.indicators.listed import count
from app.models import Commendation


def commendations_made(scope: Scope) -> Measured:
    """Commendations proposed in the period, whatever their status."""
    facts, day = scope.facts, col(Commendation.proposed_on)
    statement = select(Commendation).where(Commendation.ward_id == facts.me.ward_id)
    statement = statement.where(day >= facts.span.first, day <= facts.span.last)
    rows = list(facts.session.exec(statement.order_by(day, col(Commendation.id))))
    return count(rows, _entry)


def _entry(row: Commendation) -> Entry:
    return Entry("commendation", row.id, row.title, row.proposed_on, unit=row.unit, group=row.group)
