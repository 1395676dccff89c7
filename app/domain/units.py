"""Units: the admin keeps them; each lives from a day to a day."""

from datetime import timedelta
from typing import Annotated, Any, Literal

from sqlmodel import Session

from app.domain import lives, periods
from app.domain.access import Me
from app.domain.errors import Fault, Say, refuse
from app.domain.inputs import Choice, Code, Day, Flag, Input, Line, Text
from app.domain.registers import Register
from app.models import Unit

UnitKind = Annotated[
    Literal[
        "party_committee", "standing_agency", "government", "front", "mass_organisation", "party_organisation"
    ],
    Choice,
]  # fmt: skip


class UnitIn(Input):
    code: Code
    name: Line
    kind: UnitKind
    reports: Flag = True
    plans: Flag = False
    active_from: Day | None = None
    retired_on: Day | None = None
    change_reason: Text | None = None


def check_life(
    session: Session, me: Me, row: Any, before: dict[str, Any] | None, data: Any, names: tuple[str, ...]
) -> list[Fault]:
    """A life must not end before it begins; a change of these columns that touches a closed period needs a reason."""
    is_sent = bool({"active_from", "retired_on"} & data.sent)
    if is_sent and row.active_from and row.retired_on and row.retired_on < row.active_from:
        raise refuse(("retired_on",), Say("Ngày ngừng phải từ ngày bắt đầu trở đi."), "order")
    if before is not None and not (set(names) & _changed(row, before)):
        return []
    closed = [period for period in periods.all_periods(session, me) if period.closed_at is not None]
    spans = [lives.Span(period.starts_on, period.ends_on) for period in closed]
    old = type(row)(**before) if before else None
    touched = [
        period
        for period, span in zip(closed, spans, strict=True)
        if lives.belongs_to(row, span) or (old is not None and lives.belongs_to(old, span))
    ]
    return periods.require_reason(me, touched, data.change_reason, ("coordinator", "admin"))


def _changed(row: Any, before: dict[str, Any]) -> set[str]:
    return {name for name, value in before.items() if getattr(row, name) != value}


def end_life(me: Me, row: Any) -> None:
    """The day before today is the last of its life, so that it is inactive from now on."""
    row.retired_on = me.today - timedelta(days=1)


def _check(session: Session, me: Me, row: Unit, before: dict[str, Any] | None, data: Any) -> list[Fault]:
    return check_life(session, me, row, before, data, ("active_from", "retired_on", "reports", "plans"))


REGISTER = Register(
    Unit, "unit", UnitIn, writers=("admin",), check=_check, retire=end_life,
    is_active=lambda me, row: lives.lives_on(row, me.today),
)  # fmt: skip
