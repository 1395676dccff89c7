"""Surveys: how many people of a group were asked whether they know, and how many did."""

from datetime import date
from typing import Any

from sqlmodel import Session, col

from app.domain import lives, numbered, periods
from app.domain.access import Me
from app.domain.errors import Fault, Faults, Say
from app.domain.inputs import Code, Count, Day, Input, Moment, Some, Text
from app.domain.numbered import Facts, Register
from app.domain.registers import require_codes
from app.models import Group, Period, Survey, Unit


class SurveyIn(Input):
    period: Code
    group: Code
    unit: Code | None = None
    conducted_on: Day
    asked: Count
    aware: Some
    change_reason: Text | None = None


class SurveyQuery(Input):
    unit: Code | None = None
    group: Code | None = None
    period: Code | None = None
    updated_after: Moment | None = None


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


def closed(session: Session, me: Me, before: Facts | None, now: Facts | None) -> list[Period]:
    """What belongs to a period by its code falls in that period, whatever changes about it."""
    codes = {facts["period"] for facts in (before, now) if facts is not None}
    return periods.closed(session, me, codes)


def _check(session: Session, me: Me, row: Survey, before: Facts | None, _sent: set[str]) -> list[Fault]:
    faults = Faults()
    group = require_group(session, me, row, faults)
    if row.aware > row.asked:
        sentence = Say("Số người biết không quá số người được hỏi ({asked}).", asked=row.asked)
        faults.add(("aware",), sentence, "too_large")
    faults.raise_if_any()
    warnings = _odd_day(session, me, row.period, row.conducted_on)
    if group is not None and group.population is not None and row.asked > group.population:
        sentence = Say(
            "Hỏi {asked} người, nhiều hơn số dân của nhóm ({people}). Đúng như vậy?",
            asked=row.asked, people=group.population,
        )  # fmt: skip
        warnings.append(Fault(("asked",), sentence, "above_population"))
    twin = numbered.twin(session, row, before, "period", "group", "conducted_on", "asked", "aware")
    if twin is not None:
        sentence = Say("Sổ đã có khảo sát giống hệt, cùng nhóm, ngày và số người (số {id}). Vẫn ghi?", id=str(twin.id))
        here = f"surveys?period={row.period}&group={row.group}"
        warnings.append(Fault(("group",), sentence, "same_survey", here))
    return warnings


def _odd_day(session: Session, me: Me, code: str, day: date) -> list[Fault]:
    period = session.get(Period, (me.ward_id, code))
    if period is None or period.starts_on <= day <= period.ends_on:
        return numbered.ahead(me, "conducted_on", day)
    sentence = Say("Ngày {day} nằm ngoài kỳ đã chọn. Đúng như vậy?", day=day)
    return [Fault(("conducted_on",), sentence, "outside_period")]


def _where(session: Session, me: Me, query: SurveyQuery) -> list[Any]:
    return in_period(session, me, Survey.period, query.period)


def in_period(session: Session, me: Me, column: Any, code: str | None) -> list[Any]:
    return [] if code is None else [col(column).in_(periods.codes(session, me, code))]


REGISTER = Register(
    Survey,
    "survey",
    SurveyIn,
    SurveyQuery,
    "surveys.write",
    check=_check,
    touches=closed,
    order="conducted_on",
    where=_where,
)
