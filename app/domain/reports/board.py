"""The board of a period: each unit that must report, how far its report is, and who has not handed in yet."""

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import and_, func
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from app.domain import indicators, lives
from app.domain.access import Me
from app.domain.reports import snapshots
from app.models import Period, Product, Report, ReportSnapshot, Unit

PUBLISHED = "products_published"
# What the coordinator accepts or sends back.
JUDGED = ("periodic", "supplement")


@dataclass(frozen=True)
class Seat:
    """A unit that must report for the period, its report where there is one, and what it handed in last."""

    unit: Unit
    report: Report | None
    taken: ReportSnapshot | None
    # The day of the first submission, in the ward's time zone: timeliness asks for no other.
    submitted_on: date | None
    due_on: date

    @property
    def state(self) -> str:
        """missing, draft, submitted, returned or accepted; filed where that is all that one may know."""
        if self.report is None:
            return "filed" if self.submitted_on is not None else "missing"
        return self.report.status

    @property
    def owes(self) -> bool:
        """Whether the report is the unit's to write and hand in: not begun, a draft, or sent back."""
        return self.state in ("missing", "draft", "returned")

    @property
    def rank(self) -> int:
        """What is to be done first: to judge, to go on with, to begin, done."""
        return ("submitted", "returned", "draft", "missing", "filed", "accepted").index(self.state)

    def unseen(self) -> "Seat":
        """For who may not read the report: that it is there is not told either, but when it was first handed in."""
        return replace(self, report=None, taken=None)

    @property
    def days_late(self) -> int:
        """How many days after the due date it was handed in first; 0 in time, or not yet."""
        return max((self.submitted_on - self.due_on).days, 0) if self.submitted_on is not None else 0


STATES = ("missing", "draft", "returned", "submitted", "filed", "accepted")


def reporters(session: Session, me: Me) -> list[Unit]:
    """Units that must report, by code, whether they still live or not."""
    mine = (Unit.ward_id == me.ward_id, col(Unit.reports))
    return list(session.exec(select(Unit).where(*mine).order_by(col(Unit.code))))


def seats(session: Session, me: Me, period: Period) -> list[Seat]:
    """Units that must report and live on the due date, by code."""
    mine = (Report.ward_id == me.ward_id, Report.period == period.code, Report.type == "periodic")
    reports = {report.unit: report for report in session.exec(select(Report).where(*mine))}
    given = snapshots.last(session, me, list(reports.values()))
    due = [unit for unit in reporters(session, me) if lives.lives_on(unit, period.due_on)]
    return [_seat(me, unit, reports.get(unit.code), given, period) for unit in due]


def _seat(me: Me, unit: Unit, report: Report | None, given: dict[int, ReportSnapshot], period: Period) -> Seat:
    at = report.first_submitted_at if report is not None else None
    taken = given.get(report.id) if report is not None else None
    return Seat(unit, report, taken, me.day_of(at) if at else None, period.due_on)


def logged(session: Session, me: Me, period: Period) -> dict[str, int]:
    """By unit how many products it has published in the period, as its own indicator says."""
    found = indicators.by_unit(session, me, period.code)
    return {unit: one.numerator or 0 for unit, mine in found.items() for one in mine if one.code == PUBLISHED}


def kept_since(session: Session, me: Me) -> date | None:
    """Since when the ward has kept its register, as its first product, or the first period reported on, says.

    Of a period that ended before nobody owes anything, though its due date has passed.
    """
    logged = columns(func.min(Product.shown_on)).where(col(Product.ward_id) == me.ward_id)
    is_of = and_(col(Report.ward_id) == col(Period.ward_id), col(Report.period) == col(Period.code))
    written = columns(func.min(Period.starts_on)).join(Report, is_of).where(col(Period.ward_id) == me.ward_id)
    days = session.execute(columns(logged.scalar_subquery(), written.scalar_subquery())).one()
    return min((day for day in days if day is not None), default=None)


def has_begun(session: Session, me: Me, period: Period) -> bool:
    """Whether the ward kept its register by the end of the period."""
    return was_kept(period, kept_since(session, me))


def was_kept(period: Period, since: date | None) -> bool:
    """The same of a ward that has kept its register since this day."""
    return since is not None and since <= period.ends_on


def own(session: Session, me: Me) -> dict[str, Report]:
    """By period this person's unit's report, however far it is."""
    mine = (Report.ward_id == me.ward_id, Report.unit == me.unit, Report.type == "periodic")
    return {report.period: report for report in session.exec(select(Report).where(*mine)) if report.period}


def next_to_judge(session: Session, me: Me, report: Report) -> Report | None:
    """Of the reports that wait to be judged, the one handed in after this one, and after the last the first again."""
    waits = (Report.ward_id == me.ward_id, Report.status == "submitted", col(Report.type).in_(JUDGED))
    found = select(Report).where(*waits, Report.id != report.id).order_by(col(Report.submitted_at), col(Report.id))
    rows = list(session.exec(found))
    mine = (report.submitted_at or me.at, report.id)
    return next((row for row in rows if (row.submitted_at or me.at, row.id) > mine), rows[0] if rows else None)
