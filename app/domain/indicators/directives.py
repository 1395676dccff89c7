"""Indicators of directives: which groups they have reached, and whether by the days allowed."""

from typing import Any

from app.domain import cells
from app.domain.cells import Cell
from app.domain.indicators.arithmetic import Measured
from app.domain.indicators.entry import Entry, State
from app.domain.indicators.facts import Facts, Reading, Scope
from app.domain.indicators.listed import Judged


def dissemination(scope: Scope) -> Measured:
    """Cells first addressed by the period's end, of all cells of dated directives issued by then and not retired."""
    return _DISSEMINATION.share(scope)


def timeliness(scope: Scope) -> Measured:
    """Cells first addressed by their deadline, of those whose deadline falls in the period."""
    today = scope.facts.me.today
    waited = (cell for cell in _due(scope) if not cell.is_in_time)
    pending = sum(cell.deadline is not None and cell.deadline >= today for cell in waited)
    return _TIMELINESS.share(scope, pending)


def _is_reached(_: Scope, cell: Cell) -> bool:
    return cell.reached_on is not None


def _is_in_time(_: Scope, cell: Cell) -> bool:
    return cell.is_in_time


def _due(scope: Scope) -> list[Cell]:
    return [cell for cell in _cells(scope) if cell.deadline is not None and scope.facts.span.has(cell.deadline)]


def _cells(scope: Scope) -> list[Cell]:
    """The cells of the ward, or of the directives that these units lead."""
    every = scope.facts.once(_every_cell)
    if scope.units is None:
        return every
    led = {code for code, row in scope.facts.reading.once(_known).items() if scope.is_of(row.lead_unit)}
    return [cell for cell in every if cell.directive in led]


def _every_cell(facts: Facts) -> list[Cell]:
    # Pages of cells are turned one after the other; a figure made of them is kept itself.
    return (cells.cells_of if facts.reading.is_paged else cells.worked_out)(facts.session, facts.me, facts.span)


def _known(reading: Reading) -> dict[str, Any]:
    return {row.code: row for row in reading.reference("directive", "code", "number", "title", "lead_unit")}


def _group_names(reading: Reading) -> dict[str, str]:
    return {group.code: group.name for group in reading.groups}


def _entry(scope: Scope, cell: Cell) -> Entry:
    reading = scope.facts.reading
    directive = reading.once(_known)[cell.directive]
    return Entry(
        "cell",
        None,
        directive.number or directive.title,
        cell.reached_on,
        cell.deadline,
        group=cell.group,
        group_name=reading.once(_group_names)[cell.group],
        old_groups=cell.old_groups,
        directive=cell.directive,
        product=cell.product_id,
        unit=directive.lead_unit,
        logged_after=cell.logged_after or None,
        state=_STATES[cell.state_on(scope.facts.me.today)],
    )


_STATES: dict[cells.State, State] = {
    "told": "met",
    "late": "late",
    "running": "running",
    "overdue": "overdue",
    "waiting": "missing",
}
_DISSEMINATION = Judged(_cells, _is_reached, _entry)
_TIMELINESS = Judged(_due, _is_in_time, _entry)
dissemination_behind, timeliness_behind = _DISSEMINATION.behind, _TIMELINESS.behind
