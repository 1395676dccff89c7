"""Units: the admin keeps them; each lives from a day to a day."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal, NamedTuple

from sqlmodel import Session

from app.domain import lives, namesakes, periods
from app.domain.access import Me
from app.domain.errors import Fault, Refused, Say, refuse
from app.domain.inputs import Choice, Code, Day, Flag, Input, Line, Text
from app.domain.lives import Living
from app.domain.reference_data import Catalogue
from app.domain.retiring import BY_LIFE
from app.domain.units import tree
from app.models import Period, Unit

UnitKind = Annotated[
    Literal["party_committee", "standing_agency", "government", "front", "mass_organisation", "party_organisation"],
    Choice,
]

LIFE = {"active_from", "retired_on"}


class UnitIn(Input):
    code: Code
    name: Line
    kind: UnitKind
    reports: Flag = True
    plans: Flag = False
    parent: Code | None = None
    active_from: Day | None = None
    retired_on: Day | None = None
    change_reason: Text | None = None


class CountedFields(NamedTuple):
    """What figures read of a row: columns beside its life, and whatever reads these columns too."""

    names: tuple[str, ...]
    heirs: Sequence[Living] = ()


def require_order(row: Any, before: dict[str, Any] | None, data: Any) -> None:
    """A life must not end before it begins; one that was retired before it began may be sent back as it was read."""
    is_sent = any(before is None or getattr(row, name) != before[name] for name in LIFE & data.sent)
    if is_sent and row.active_from and row.retired_on and row.retired_on < row.active_from:
        raise refuse(("retired_on",), Say("Ngày ngừng phải từ ngày bắt đầu trở đi."), "order")


def touched(session: Session, me: Me, row: Any, before: dict[str, Any] | None, counted: CountedFields) -> list[Period]:
    """The closed periods whose figures this change alters."""
    old = type(row)(**before) if before else None
    differs = before is None or bool(set(counted.names) & _changed(row, before))
    return [one for one in periods.closed(session, me) if _touches(old, row, one, differs, counted.heirs)]


def _touches(old: Any, new: Any, period: Period, differs: bool, heirs: Sequence[Living]) -> bool:
    """Whether a period's figures change: the row begins or ceases to belong, or differs in what is counted there."""
    span = lives.Span(period.starts_on, period.ends_on)

    def place(row: Any) -> tuple[bool, bool]:
        return (False, False) if row is None else (lives.belongs_to(row, span), lives.lives_on(row, period.due_on))

    reads = any(place(new)) or any(lives.belongs_to(heir, span) for heir in heirs)
    return place(old) != place(new) or (differs and reads)


def _changed(row: Any, before: dict[str, Any]) -> set[str]:
    return {name for name, value in before.items() if getattr(row, name) != value}


def _check(session: Session, me: Me, row: Unit, before: dict[str, Any] | None, data: Any) -> list[Fault]:
    require_order(row, before, data)
    wrong = tree.faults(session, me, row) if before is None or row.parent != before["parent"] else []
    if wrong:
        raise Refused(wrong)
    periods_told = touched(session, me, row, before, CountedFields(("reports", "plans")))
    odd = namesakes.questions(session, me, row, before)
    return [*odd, *periods.require_reason(me, periods_told, data.change_reason)]


CATALOGUE = Catalogue(Unit, "unit", UnitIn, right="units.change", check=_check, use=BY_LIFE)
