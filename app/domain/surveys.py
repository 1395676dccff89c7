"""Surveys: how many people of a group were asked whether they know, and how many did."""

from datetime import date
from typing import Any

from sqlmodel import Session

from app.domain import access, lives, registers
from app.domain.access import Me
from app.domain.errors import Fault, Faults, Say
from app.domain.inputs import Code, Count, Day, Input, Moment, Reference, Some, Text
from app.domain.reference_data import require_codes
from app.domain.registers import Draft, Register
from app.domain.sources import Saved
from app.models import Group, Period, Survey, Unit


class SurveyIn(Input):
    period: Code
    group: Code
    unit: Code | None = None
    conducted_on: Day
    asked: Count
    aware: Some
    external_id: Reference | None = None
    change_reason: Text | None = None


class SurveyQuery(Input):
    unit: Code | None = None
    group: Code | None = None
    period: Code | None = None
    source: Reference | None = None
    external_id: Reference | None = None
    updated_after: Moment | None = None


REGISTER = Register(Survey, SurveyIn, SurveyQuery, "surveys.write", order="conducted_on", more=("source",))
find, found, shapes, beside = REGISTER.find, REGISTER.found, REGISTER.shapes, REGISTER.beside
touches = registers.by_period


def enter(session: Session, me: Me, data: SurveyIn) -> Saved[Survey]:
    return _store(session, me, REGISTER.begin(session, me, data))


def edit(session: Session, me: Me, survey: Survey, data: Any) -> Saved[Survey]:
    """Changes what was sent; where nothing differs, nothing is done, asked or noted."""
    return _store(session, me, REGISTER.revise(session, me, survey, data))


def remove(session: Session, me: Me, survey: Survey, reason: str | None = None) -> None:
    access.require(me, REGISTER.right, survey)
    registers.remove(session, me, survey, touches(session, me, survey.model_dump(), None), reason)


def _store(session: Session, me: Me, draft: Draft[Survey]) -> Saved[Survey]:
    if not draft.differs:
        return draft.unchanged
    warnings = _judged(session, me, draft)
    return registers.store(session, me, draft, warnings, touches(session, me, draft.before, draft.now))


def require_group(session: Session, me: Me, row: Any, faults: Faults) -> Group | None:
    """The row's codes must be known, and its group must belong to its period; else faults."""
    for table, name in ((Period, "period"), (Group, "group"), (Unit, "unit")):
        faults.found += require_codes(session, me, table, name, [getattr(row, name)])
    group = session.get(Group, (me.ward_id, row.group))
    period = session.get(Period, (me.ward_id, row.period))
    if group is None or period is None:
        return group
    if not lives.belongs_to(group, lives.Span(period.starts_on, period.ends_on)):
        faults.add(("group",), Say("Nhóm này không có trong kỳ đã chọn."), "outside_life")
    return group


def _judged(session: Session, me: Me, draft: Draft[Survey]) -> list[Fault]:
    row, faults = draft.row, Faults()
    group = require_group(session, me, row, faults)
    if row.aware > row.asked:
        sentence = Say("Số người biết không quá số người được hỏi ({asked}).", asked=row.asked)
        faults.add(("aware",), sentence, "too_large")
    faults.raise_if_any()
    warnings = _odd_day(session, me, row.period, row.conducted_on)
    if group is not None and group.population is not None and row.asked > group.population:
        sentence = Say(
            "Hỏi {asked} người, nhiều hơn số dân của nhóm ({people}). Đúng như vậy?",
            asked=row.asked,
            people=group.population,
        )
        warnings.append(Fault(("asked",), sentence, "above_population"))
    twin = registers.twin(session, draft, "period", "group", "conducted_on", "asked", "aware")
    if twin is not None and twin.id < 0:
        sentence = Say("Lần gửi này đã có khảo sát giống hệt, cùng nhóm, ngày và số người. Vẫn ghi?")
        warnings.append(Fault(("group",), sentence, "same_survey"))
    elif twin is not None:
        sentence = Say("Sổ đã có khảo sát giống hệt, cùng nhóm, ngày và số người (số {id}). Vẫn ghi?", id=str(twin.id))
        here = f"surveys?period={row.period}&group={row.group}"
        warnings.append(Fault(("group",), sentence, "same_survey", here))
    return warnings


def _odd_day(session: Session, me: Me, code: str, day: date) -> list[Fault]:
    period = session.get(Period, (me.ward_id, code))
    if period is None or period.starts_on <= day <= period.ends_on:
        return registers.ahead(me, "conducted_on", day)
    sentence = Say("Ngày {day} nằm ngoài kỳ đã chọn. Đúng như vậy?", day=day)
    return [Fault(("conducted_on",), sentence, "outside_period")]
