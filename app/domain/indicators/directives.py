"""Indicators of directives: which groups they have reached, and whether by the days allowed."""

from collections.abc import Callable, Sequence

from sqlmodel import select

from app.domain import cells, groups
from app.domain.cells import Cell
from app.domain.indicators.arithmetic import Measured
from app.domain.indicators.entry import Entry
from app.domain.indicators.facts import Facts, Scope
from app.domain.indicators.listed import counted
from app.models import Directive


def dissemination(scope: Scope) -> Measured:
    """Cells first addressed by the period's end, of all cells of dated directives issued by then and not retired."""
    every = _cells(scope)
    return counted([cell for cell in every if cell.reached_on is not None], every, _entry(scope.facts))


def timeliness(scope: Scope) -> Measured:
    """Cells first addressed by their deadline, of those whose deadline falls in the period."""
    facts = scope.facts
    due = [cell for cell in _cells(scope) if cell.deadline is not None and facts.span.has(cell.deadline)]
    met = [cell for cell in due if cell.is_in_time]
    pending = sum(not cell.is_in_time and _is_ahead(facts, cell) for cell in due)
    return counted(met, due, _entry(facts), pending)


def _is_ahead(facts: Facts, cell: Cell) -> bool:
    return cell.deadline is not None and cell.deadline >= facts.me.today


def _cells(scope: Scope) -> Sequence[Cell]:
    """The cells of the ward, or of the directives that a unit leads."""
    every = scope.facts.once(_every_cell)
    if scope.unit is None:
        return every
    led = {code for code, row in scope.facts.once(_known).items() if row.lead_unit == scope.unit}
    return [cell for cell in every if cell.directive in led]


def _every_cell(facts: Facts) -> list[Cell]:
    return cells.cells_of(facts.session, facts.me, facts.span)


def _known(facts: Facts) -> dict[str, Directive]:
    rows = facts.session.exec(select(Directive).where(Directive.ward_id == facts.me.ward_id))
    return {row.code: row for row in rows}


def _group_names(facts: Facts) -> dict[str, str]:
    return {row.code: row.name for row in groups.in_order(facts.session, facts.me)}


def _entry(facts: Facts) -> Callable[[Cell], Entry]:
    def entry(cell: Cell) -> Entry:
        directive = facts.once(_known)[cell.directive]
        return Entry(
            "cell", None, directive.number or directive.title, cell.reached_on, cell.deadline, group=cell.group,
            group_name=facts.once(_group_names)[cell.group], directive=cell.directive, product=cell.product_id,
            unit=directive.lead_unit,
        )  # fmt: skip

    return entry
