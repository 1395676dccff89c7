"""What wards that keep their log elsewhere sent of their periods: the last version of each counts, all stay."""

from collections.abc import Collection
from datetime import date, datetime

from sqlmodel import Session, col, select

from app.domain import ids
from app.domain.errors import NotFound
from app.models import ReceivedFile, ReceivedReport, Ward


def last(session: Session, ward_id: int) -> dict[str, ReceivedReport]:
    """A ward's, by period, as they came last."""
    statement = select(ReceivedReport).where(ReceivedReport.ward_id == ward_id)
    return {row.period: row for row in session.exec(statement.order_by(col(ReceivedReport.version)))}


def until(session: Session, ward_id: int, period: str) -> date | None:
    """The day that a ward's figures of a period stop at; None where it sent none."""
    found = last(session, ward_id).get(period)
    return found.figures_until if found else None


def of_all(session: Session, periods: Collection[str]) -> Collection[tuple[int, str, int, int, datetime]]:
    """Each ward's of these periods as they came last: ward, period, number, version, and when it was filed there."""
    told = [getattr(ReceivedReport, name) for name in ("ward_id", "period", "id", "version", "submitted_at")]
    rows = session.exec(select(*told).where(col(ReceivedReport.period).in_(periods)).order_by(told[3]))
    return {(ward_id, period): (ward_id, period, *rest) for ward_id, period, *rest in rows}.values()


def version(session: Session, ward_id: int, period: str, number: int) -> ReceivedReport | None:
    mine = (ReceivedReport.ward_id == ward_id, ReceivedReport.period == period, ReceivedReport.version == number)
    return session.exec(select(ReceivedReport).where(*mine)).first()


def find(session: Session, number: int) -> tuple[Ward, ReceivedReport] | None:
    """A ward and what it sent."""
    statement = select(Ward, ReceivedReport).where(ReceivedReport.id == number, Ward.id == ReceivedReport.ward_id)
    return session.exec(statement).first() if ids.is_possible(number) else None


def versions(session: Session, row: ReceivedReport) -> list[ReceivedReport]:
    """All that came of its period, the newest first."""
    mine = (ReceivedReport.ward_id == row.ward_id, ReceivedReport.period == row.period)
    return list(session.exec(select(ReceivedReport).where(*mine).order_by(col(ReceivedReport.version).desc())))


def file(session: Session, row: ReceivedReport, form: str) -> bytes:
    """Raises NotFound for a format that did not come."""
    found = session.get(ReceivedFile, (row.ward_id, row.id, form))
    if found is None:
        raise NotFound()
    return found.content
