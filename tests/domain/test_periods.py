"""Which period a day or a code means, and which one is proposed next."""

from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session, delete

from app import db
from app.domain import periods, wards
from app.domain.access import Me
from app.domain.errors import Conflict, Fault, Refused
from app.domain.lives import Span
from app.domain.periods import PeriodIn
from app.models import Period
from tests import makers
from tests.conftest import WARD, Stage


@pytest.fixture
def session(stage: Stage) -> Iterator[Session]:
    """A ward that has no periods yet."""
    with db.transaction(stage.engine) as session:
        session.exec(delete(Period))
        yield session
        session.rollback()


def me(session: Session, day: date) -> Me:
    """Someone of the ward at noon of a day."""
    at = datetime(day.year, day.month, day.day, 5, tzinfo=UTC)
    return Me(wards.by_code(session, WARD), "coordinator", None, None, None, None, "", at)


def period(code: str, starts_on: date, ends_on: date) -> Period:
    return Period(ward_id=1, code=code, starts_on=starts_on, ends_on=ends_on, due_on=ends_on)


def keep(session: Session, code: str, starts_on: date, ends_on: date) -> Period:
    row = period(code, starts_on, ends_on)
    row.ward_id = wards.by_code(session, WARD).id
    return row


def told(faults: list[Fault]) -> list[tuple[Any, ...]]:
    return [(one.loc, one.code, str(one.message)) for one in faults]


WINTER = period("2026-Q4", date(2026, 10, 1), date(2027, 1, 5))
SPRING = period("2027-Q1", date(2027, 1, 6), date(2027, 3, 31))


def test_a_year_means_the_periods_that_start_in_it() -> None:
    assert periods.meant([WINTER, SPRING], "2026") == [WINTER]
    assert periods.meant([WINTER, SPRING], "2027") == [SPRING]
    assert periods.meant([WINTER, SPRING], "2026-Q4") == [WINTER]


@pytest.mark.parametrize("code", ["2025", "2026-Q3", "202", "20266", "", "x2026"])
def test_a_code_of_no_period_is_refused(code: str) -> None:
    with pytest.raises(Refused) as refused:
        periods.meant([WINTER, SPRING], code)
    sentence = "Không có kỳ này. Chọn một kỳ của phường, ví dụ 2026-Q2."
    assert told(refused.value.faults) == [(("period",), "unknown", sentence)]


def test_the_period_before_a_day_is_the_last_that_had_ended_by_then() -> None:
    assert periods.last_before([SPRING, WINTER], date(2027, 4, 1)) is SPRING
    assert periods.last_before([SPRING, WINTER], date(2027, 3, 31)) is WINTER, "SPRING ends on that very day"
    assert periods.last_before([SPRING, WINTER], date(2027, 1, 5)) is None


def test_several_periods_span_from_the_first_day_to_the_last() -> None:
    assert periods.span_of([SPRING, WINTER]) == Span(date(2026, 10, 1), date(2027, 3, 31))


@pytest.mark.parametrize(
    ("day", "code", "starts_on", "ends_on", "due_on"),
    [
        (date(2026, 1, 1), "2026-Q1", date(2026, 1, 1), date(2026, 3, 31), date(2026, 3, 10)),
        (date(2026, 3, 31), "2026-Q1", date(2026, 1, 1), date(2026, 3, 31), date(2026, 3, 10)),
        (date(2026, 4, 1), "2026-Q2", date(2026, 4, 1), date(2026, 6, 30), date(2026, 6, 10)),
        (date(2026, 8, 15), "2026-Q3", date(2026, 7, 1), date(2026, 9, 30), date(2026, 9, 10)),
        (date(2026, 12, 31), "2026-Q4", date(2026, 10, 1), date(2026, 12, 31), date(2026, 12, 10)),
    ],
)
def test_the_first_period_is_today_s_quarter(
    session: Session, day: date, code: str, starts_on: date, ends_on: date, due_on: date
) -> None:
    first = periods.proposed(session, me(session, day))
    assert (first.code, first.starts_on, first.ends_on, first.due_on) == (code, starts_on, ends_on, due_on)


@pytest.mark.parametrize(
    ("begins_after", "code", "due_on"),
    [
        (date(2026, 12, 8), "2026-Q4", date(2026, 12, 10)),
        (date(2026, 12, 9), "2026-Q4", date(2026, 12, 10)),
        (date(2026, 12, 10), "2026-Q4", date(2026, 12, 31)),
    ],
)
def test_a_rest_that_begins_after_the_10th_is_due_on_its_last_day(
    session: Session, begins_after: date, code: str, due_on: date
) -> None:
    session.add(keep(session, "2026-H2", date(2026, 7, 1), begins_after))
    session.flush()
    rest = periods.proposed(session, me(session, begins_after))
    assert (rest.code, rest.due_on, rest.ends_on) == (code, due_on, date(2026, 12, 31))


@pytest.mark.parametrize(
    ("day", "current", "coming", "nearest"),
    [
        (date(2026, 3, 31), None, "2026-Q2", "2026-Q2"),
        (date(2026, 4, 1), "2026-Q2", "2026-Q4", "2026-Q2"),
        (date(2026, 6, 30), "2026-Q2", "2026-Q4", "2026-Q2"),
        (date(2026, 7, 1), None, "2026-Q4", "2026-Q2"),
        (date(2026, 9, 30), None, "2026-Q4", "2026-Q2"),
        (date(2026, 10, 1), "2026-Q4", None, "2026-Q4"),
        (date(2027, 1, 1), None, None, "2026-Q4"),
    ],
)
def test_which_period_a_day_means(
    session: Session, day: date, current: str | None, coming: str | None, nearest: str
) -> None:
    session.add(keep(session, "2026-Q4", date(2026, 10, 1), date(2026, 12, 31)))
    session.add(keep(session, "2026-Q2", date(2026, 4, 1), date(2026, 6, 30)))
    session.flush()
    who = me(session, day)
    found = (periods.current(session, who), periods.next_after(session, who), periods.nearest(session, who))
    assert tuple(one and one.code for one in found) == (current, coming, nearest)
    assert periods.nameable(session, who) == {"2026", "2026-Q2", "2026-Q4"}


def test_periods_stand_in_the_order_of_their_days_whatever_their_codes(session: Session) -> None:
    session.add(keep(session, "A-SAU", date(2026, 10, 1), date(2026, 12, 31)))
    session.add(keep(session, "B-TRUOC", date(2026, 4, 1), date(2026, 6, 30)))
    session.flush()
    who = me(session, date(2026, 5, 1))
    assert [one.code for one in periods.all_periods(session, who)] == ["B-TRUOC", "A-SAU"]
    assert periods.codes(session, who, "2026") == ["B-TRUOC", "A-SAU"]


def test_a_period_stands_with_those_before_it_and_a_year_alone(session: Session) -> None:
    for number, code in ((10, "2026-Q4"), (4, "2026-Q2"), (7, "2026-Q3")):
        session.add(keep(session, code, date(2026, number, 1), date(2026, number + 2, 28)))
    session.flush()
    who = me(session, date(2026, 5, 1))
    assert periods.up_to(session, who, "2026-Q3", 2) == ["2026-Q2", "2026-Q3"]
    assert periods.up_to(session, who, "2026-Q3", 1) == ["2026-Q3"]
    assert periods.up_to(session, who, "2026-Q2", 2) == ["2026-Q2"]
    assert periods.up_to(session, who, "2026", 2) == ["2026"]


def test_without_periods_no_day_means_one(session: Session) -> None:
    who = me(session, date(2026, 5, 1))
    assert periods.current(session, who) is periods.next_after(session, who) is periods.nearest(session, who) is None


@pytest.mark.parametrize(
    ("first", "last", "is_met"),
    [
        (date(2026, 3, 1), date(2026, 3, 31), False),
        (date(2026, 3, 1), date(2026, 4, 1), True),
        (date(2026, 6, 30), date(2026, 8, 1), True),
        (date(2026, 7, 1), date(2026, 8, 1), False),
    ],
)
def test_a_closed_period_is_met_from_its_first_day_to_its_last(
    session: Session, first: date, last: date, is_met: bool
) -> None:
    row = keep(session, "2026-Q2", date(2026, 4, 1), date(2026, 6, 30))
    row.closed_at = datetime(2026, 7, 2, tzinfo=UTC)
    session.add(row)
    session.flush()
    who = me(session, last)
    assert bool(periods.closed_overlapping(session, who, [Span(first, last)])) is is_met
    assert bool(periods.closed_on(session, who, [first, last])) is is_met
    assert bool(periods.require_open(session, who, [first, last], "Sửa")) is is_met
    with pytest.raises(Conflict) if is_met else nullcontext():
        periods.require_open(session, who, [first, last], None)
    assert periods.closed(session, who, ["2026-Q2"]) == [row]
    assert periods.closed(session, who, ["2026-Q1"]) == []


@pytest.mark.parametrize(
    ("day", "status"), [("2026-03-31", 204), ("2026-04-01", 409), ("2026-06-30", 409), ("2026-07-01", 204)]
)
def test_a_period_stays_where_something_was_put_out_on_one_of_its_days(
    coordinator: TestClient, stranger: TestClient, day: str, status: int
) -> None:
    makers.product(stranger, makers.placement(on="2026-05-03"), unit="BXDD")
    makers.product(coordinator, makers.placement(on=day))
    answer = makers.try_delete(coordinator, "/periods/2026-Q2")
    assert answer.status_code == status
    if status == 409:
        assert answer.json()["detail"] == "Kỳ này đã đóng hoặc đã có số liệu, không xóa được."


# What a period and its figures refuse, in full.


Q2_CLOSED = "Kỳ quý II/2026 (2026-Q2), quý IV/2026 (2026-Q4) đã đóng."


def test_a_closed_period_asks_for_the_right_to_it_and_a_reason(session: Session) -> None:
    coordinator = me(session, date(2026, 8, 1))
    touched = [period("2026-Q2", date(2026, 4, 1), date(2026, 6, 30)), WINTER]
    assert periods.require_reason(coordinator, [], None) == []
    with pytest.raises(Conflict) as no:
        periods.require_reason(coordinator, touched, None)
    assert (no.value.loc, no.value.code) == (("change_reason",), "period_closed")
    assert str(no.value.message) == f"{Q2_CLOSED} Ghi lý do sửa."
    sentence = "Thay đổi số liệu của kỳ đã đóng quý II/2026 (2026-Q2), quý IV/2026 (2026-Q4)."
    assert told(periods.require_reason(coordinator, touched, "Sửa")) == [
        (("change_reason",), "period_closed", sentence)
    ]
    with pytest.raises(Conflict) as no:
        periods.require_reason(replace(coordinator, role="unit"), touched, "Sửa")
    assert (no.value.loc, no.value.code) == ((), "period_closed")
    assert str(no.value.message) == f"{Q2_CLOSED} Nhờ Ban Xây dựng Đảng sửa và ghi lý do."


def before(row: Period, **changed: Any) -> dict[str, Any]:
    return row.model_dump() | changed


@pytest.mark.parametrize(
    ("row", "was", "expected"),
    [
        (
            period("2027", date(2026, 1, 1), date(2026, 3, 31)),
            None,
            (("code",), "year", "Bốn chữ số là một năm. Chọn mã khác, ví dụ 2027-Q1."),
        ),
        (
            period("2026-Q1", date(2026, 1, 1), date(2025, 12, 31)),
            None,
            (("ends_on",), "order", "Ngày kết thúc phải từ ngày bắt đầu trở đi."),
        ),
        (
            period("2026-Q1", date(2026, 1, 1), date(2026, 3, 31)),
            {"starts_on": date(2026, 1, 2)},
            (("starts_on",), "fixed", "Kỳ đã lập không đổi ngày bắt đầu và kết thúc."),
        ),
        (
            period("2026-Q1", date(2026, 1, 1), date(2026, 3, 31)),
            {"ends_on": date(2026, 3, 30)},
            (("starts_on",), "fixed", "Kỳ đã lập không đổi ngày bắt đầu và kết thúc."),
        ),
        (
            period("2026-Q1", date(2026, 1, 1), date(2026, 4, 1)),
            None,
            (("starts_on",), "overlap", "Trùng ngày với kỳ GIUA (01/04/2026 đến 30/06/2026)."),
        ),
        (
            period("2026-Q3", date(2026, 6, 30), date(2026, 9, 30)),
            None,
            (("starts_on",), "overlap", "Trùng ngày với kỳ GIUA (01/04/2026 đến 30/06/2026)."),
        ),
    ],
)
def test_a_period_that_cannot_be(session: Session, row: Period, was: Any, expected: Any) -> None:
    session.add(keep(session, "GIUA", date(2026, 4, 1), date(2026, 6, 30)))
    session.flush()
    with pytest.raises(Refused) as refused:
        periods.check(session, me(session, date(2026, 8, 1)), row, was and before(row, **was), None)
    assert told(refused.value.faults) == [expected]


@pytest.mark.parametrize(
    "row",
    [
        period("2026", date(2026, 1, 1), date(2026, 3, 31)),
        period("2026-Q1", date(2026, 3, 31), date(2026, 3, 31)),
        period("2026-Q3", date(2026, 7, 1), date(2026, 9, 30)),
        period("GIUA", date(2026, 4, 1), date(2026, 6, 30)),
    ],
)
def test_a_period_that_can_be(session: Session, row: Period) -> None:
    session.add(keep(session, "GIUA", date(2026, 4, 1), date(2026, 6, 30)))
    session.flush()
    assert periods.check(session, me(session, date(2026, 8, 1)), row, None, None) == []


def test_only_a_closed_period_s_due_date_asks_for_a_reason(session: Session) -> None:
    who, given = me(session, date(2026, 8, 1)), PeriodIn.model_construct(change_reason="Sửa")
    row = period("2026-Q2", date(2026, 4, 1), date(2026, 6, 30))
    closed_at, earlier = datetime(2026, 7, 2, tzinfo=UTC), date(2026, 6, 10)
    for now, was in ((None, None), (None, closed_at), (closed_at, None)):
        row.closed_at = now
        assert periods.check(session, who, row, before(row, closed_at=was, due_on=earlier), given) == []
    row.closed_at = closed_at
    assert periods.check(session, who, row, before(row), given) == []
    [warning] = periods.check(session, who, row, before(row, due_on=earlier), given)
    assert str(warning.message) == "Thay đổi số liệu của kỳ đã đóng quý II/2026 (2026-Q2)."
    with pytest.raises(Conflict):
        periods.check(session, who, row, before(row, due_on=earlier), PeriodIn.model_construct(change_reason=None))
