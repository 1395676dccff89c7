"""The indicator of commendations: how many good models and deeds were proposed."""

from typing import Any

from sqlalchemy import select

from app.domain.indicators.arithmetic import Measured
from app.domain.indicators.entry import Entry
from app.domain.indicators.facts import Scope, tables
from app.domain.indicators.listed import by_day, number, parts
from app.domain.pages import Ask, Page

_ROW = tables["commendation"].c


def commendations_made(scope: Scope) -> Measured:
    """Commendations proposed in the period, whatever their status."""
    return number(scope.facts.count("commendation", "proposed_on"))


def _page(scope: Scope, ask: Ask) -> Page[Entry]:
    statement = select(_ROW.title, _ROW.unit, _ROW.group).where(_ROW.ward_id == scope.facts.me.ward_id)
    return by_day(scope, statement.where(scope.facts.has(_ROW.proposed_on)), (_ROW.proposed_on, _ROW.id), ask, _entry)


def _entry(row: Any) -> Entry:
    return Entry("commendation", row.id, row.title, row.proposed_on, unit=row.unit, group=row.group)


behind = parts(numerator=_page)
