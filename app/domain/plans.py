"""Unit plans: one of each unit for a year, drafted by the unit, approved by the coordinator.

Approval is of the words that were read: when the unit changes them, the plan waits for approval again, and says so.
"""

from typing import Annotated, Any, Literal

from pydantic import Field
from sqlmodel import Session, col, select

from app.domain import access, lives, periods, registers, trail
from app.domain.access import Me
from app.domain.errors import Conflict, Fault, Faults, Say
from app.domain.inputs import Choice, Code, Input, Line, Moment, Search, Some, Text
from app.domain.reference_data import require_codes
from app.domain.registers import Draft, Facts, Found, Register
from app.domain.sources import Saved
from app.models import Period, Plan, Unit

Status = Annotated[Literal["draft", "approved"], Choice]
Year = Annotated[Some, Field(ge=2000, le=2100)]
WORDS = ("focus", "responsible_post", "information_contact")


class PlanIn(Input):
    unit: Code | None = None
    year: Year
    focus: Annotated[Text, Field(min_length=1)]
    responsible_post: Line
    information_contact: Line
    change_reason: Text | None = None


class PlanQuery(Input):
    q: Search | None = None
    unit: Code | None = None
    year: int | None = Field(default=None, ge=2000, le=2100)
    status: Status | None = None
    updated_after: Moment | None = None


class ApproveIn(Input):
    change_reason: Text | None = None


REGISTER = Register(
    Plan, PlanIn, PlanQuery, "plans.write", order="year", texts=frozenset(WORDS), more=("status", "approved_at")
)
find, shapes, beside = REGISTER.find, REGISTER.shapes, REGISTER.beside


def found(session: Session, me: Me, query: PlanQuery) -> Found[Plan]:
    every = REGISTER.found(session, me, query)
    if query.status is None:
        return every
    approved = col(Plan.approved_at)
    return every.where(approved.is_(None) if query.status == "draft" else approved.is_not(None))


def enter(session: Session, me: Me, data: PlanIn) -> Saved[Plan]:
    return _store(session, me, REGISTER.begin(session, me, data))


def edit(session: Session, me: Me, plan: Plan, data: Any) -> Saved[Plan]:
    """Changes what was sent; where nothing differs, nothing is done, asked or noted."""
    return _store(session, me, REGISTER.revise(session, me, plan, data))


def remove(session: Session, me: Me, plan: Plan, reason: str | None = None) -> None:
    access.require(me, REGISTER.right, plan)
    registers.remove(session, me, plan, touches(session, me, plan.model_dump(), None), reason)


def _store(session: Session, me: Me, draft: Draft[Plan]) -> Saved[Plan]:
    if not draft.differs:
        return draft.unchanged
    _require_one(session, me, draft.row)
    warnings = _approved_again(me, draft)
    return registers.store(session, me, draft, warnings, touches(session, me, draft.before, draft.now))


def approve(session: Session, me: Me, plan: Plan, data: ApproveIn) -> Saved[Plan]:
    """The coordinator's yes to the plan as it stands; a second one changes nothing."""
    access.require(me, "plans.approve")
    if plan.approved_at is not None:
        return Saved(plan, [])
    before = plan.model_dump()
    plan.approved_at, plan.approved_by, plan.updated_at = me.at, me.person_id, me.at
    with session.no_autoflush:
        touched = touches(session, me, before, plan.model_dump())
        warnings = periods.require_reason(me, touched, data.change_reason)
    session.flush()
    facts = {"unit": plan.unit, "year": plan.year}
    trail.note(session, me, trail.Note("approved", "plan", plan.id, facts, trail.why(data.change_reason), before))
    return Saved(plan, warnings)


def missing(session: Session, me: Me, year: int) -> list[Unit]:
    """The units that must have a plan for the year and have none yet, in the ward's order."""
    planned = set(session.exec(select(Plan.unit).where(Plan.ward_id == me.ward_id, Plan.year == year)))
    every = session.exec(select(Unit).where(Unit.ward_id == me.ward_id, col(Unit.plans)).order_by(col(Unit.code)))
    own = [period for period in periods.all_periods(session, me) if period.starts_on.year == year]
    spans = [lives.Span(period.starts_on, period.ends_on) for period in own]
    return [unit for unit in every if unit.code not in planned and any(lives.belongs_to(unit, span) for span in spans)]


def of_unit(session: Session, me: Me, unit: str | None, year: int) -> Plan | None:
    """The unit's own plan of the year."""
    own = select(Plan).where(Plan.ward_id == me.ward_id, Plan.unit == unit, Plan.year == year)
    return session.exec(own).first()


def years(session: Session, me: Me) -> list[int]:
    """The years that have plans, the latest first."""
    statement = select(Plan.year).where(Plan.ward_id == me.ward_id).distinct()
    return sorted(session.exec(statement), reverse=True)


def _require_one(session: Session, me: Me, row: Plan) -> None:
    """A plan is some unit's, its only one for the year."""
    faults = Faults()
    if not row.unit:
        faults.add(("unit",), Say("Chọn đơn vị có kế hoạch này."), "missing")
    faults.found += require_codes(session, me, Unit, "unit", [row.unit])
    faults.raise_if_any()
    twin = select(Plan.id).where(
        Plan.ward_id == me.ward_id, Plan.unit == row.unit, Plan.year == row.year, Plan.id != row.id
    )
    if session.exec(twin).first() is not None:
        words = Say("Đơn vị đã có kế hoạch năm {year}. Mở kế hoạch đó ra sửa.", year=str(row.year))
        raise Conflict(words, "taken", ("year",))


def _approved_again(me: Me, draft: Draft[Plan]) -> list[Fault]:
    """Takes the approval off words that were not read, and says so."""
    row, before = draft.row, draft.before
    if before is None or row.approved_at is None or access.may(me, "plans.approve"):
        return []
    if all(before[name] == getattr(row, name) for name in ("unit", "year", *WORDS)):
        return []
    row.approved_at = row.approved_by = None
    sentence = Say("Kế hoạch đã duyệt nay đổi nội dung, nên chờ Ban Xây dựng Đảng duyệt lại.")
    return [Fault(("status",), sentence, "needs_approval")]


def touches(session: Session, me: Me, before: Facts | None, now: Facts | None) -> list[Period]:
    """An approved plan of a unit that must have one is counted in every period of its year; nothing else is."""
    counted = [_counted(session, me, facts) for facts in (before, now)]
    if counted[0] == counted[1]:
        return []
    years = {key[1] for key in counted if key is not None}
    return [period for period in periods.closed(session, me) if period.starts_on.year in years]


def _counted(session: Session, me: Me, facts: Facts | None) -> tuple[str, int] | None:
    if facts is None or facts["approved_at"] is None:
        return None
    unit = session.get(Unit, (me.ward_id, facts["unit"]))
    return (facts["unit"], facts["year"]) if unit is not None and unit.plans else None
