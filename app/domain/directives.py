"""Directives: resolutions, programmes and plans that must reach every group of certain kinds."""

from typing import Annotated, Any

from pydantic import Field
from sqlmodel import Session, col, select

from app.domain import gathering, periods, reference_data
from app.domain.access import Me
from app.domain.errors import Fault, Faults, Say
from app.domain.groups import GroupKind
from app.domain.inputs import ONCE_EACH, Code, Count, Day, FreeLine, FreeReference, Input, Text
from app.domain.reference_data import Catalogue, require_codes
from app.domain.retiring import BY_MOMENT
from app.domain.words import has_words
from app.models import ContentGroup, Directive, Unit


class DirectiveIn(Input):
    code: Code
    number: FreeReference | None = None
    title: FreeLine
    issuer: FreeLine | None = None
    issued_on: Day | None = None
    must_reach: Annotated[list[GroupKind], ONCE_EACH, Field(max_length=3)] = ["residential", "party_cell"]
    within_days: Annotated[Count, Field(le=3660)] | None = None
    content_group: Code | None = None
    lead_unit: Code | None = None
    implements: Code | None = None
    note: FreeLine | None = None
    change_reason: Text | None = None


def _check(session: Session, me: Me, row: Directive, before: dict[str, Any] | None, data: Any) -> list[Fault]:
    faults = Faults(require_codes(session, me, ContentGroup, "content_group", [row.content_group]))
    faults.found += require_codes(session, me, Unit, "lead_unit", [row.lead_unit])
    faults.found += _check_above(session, me, row)
    faults.raise_if_any()
    counted = ("issued_on", "within_days", "must_reach", "retired_at")
    if before is not None and all(before[name] == getattr(row, name) for name in counted):
        return []
    days = [day for day in (row.issued_on, before["issued_on"] if before else None) if day is not None]
    closed = [period for period in periods.closed(session, me) if any(day <= period.ends_on for day in days)]
    return periods.require_reason(me, closed, data.change_reason)


def _check_above(session: Session, me: Me, row: Directive) -> list[Fault]:
    """What it implements must be there, and never implement it in turn."""
    above, seen = row.implements, {row.code}
    while above is not None:
        if above in seen:
            sentence = Say("Hai văn bản không triển khai lẫn nhau, trực tiếp hoặc qua văn bản khác.")
            return [Fault(("implements",), sentence, "circle")]
        seen.add(above)
        known = gathering.standing(session, Directive, me.ward_id, above)
        if known is None:
            return [Fault(("implements",), reference_data.no_such(above), "unknown")]
        above = known.implements
    return []


CATALOGUE = Catalogue(Directive, "directive", DirectiveIn, right="directives.change", check=_check, use=BY_MOMENT)


def code_for(session: Session, me: Me, number: str, title: str) -> str:
    """A free code made of its number, else of its title: «02-NQ/TW» is 02-NQ-TW."""
    return reference_data.free_code(session, me, Directive, number.strip() or title, "CHU-TRUONG")


def implementing(session: Session, me: Me, directive: Directive) -> list[Directive]:
    """Those that implement this one, in the order of all directives."""
    return [row for row in in_order(session, me) if row.implements == directive.code]


def retired(session: Session, me: Me) -> list[Directive]:
    """Directives no longer in force, those retired last first."""
    statement = select(Directive).where(Directive.ward_id == me.ward_id, col(Directive.retired_at).is_not(None))
    return list(session.exec(statement.order_by(col(Directive.retired_at).desc(), col(Directive.code))))


def in_force(session: Session, me: Me) -> list[Directive]:
    """Directives that were not retired, those with a date first, newest first."""
    return [row for row in in_order(session, me) if row.retired_at is None]


def in_order(session: Session, me: Me) -> list[Directive]:
    """All directives in the same order, those that were retired last."""
    rows = session.exec(select(Directive).where(Directive.ward_id == me.ward_id).order_by(col(Directive.code)))
    return sorted(rows, key=_place)


def holding(session: Session, me: Me, query: str) -> list[Directive]:
    """Those in the same order whose number, title and issuer have every word of the query, without diacritics."""
    return [row for row in in_order(session, me) if has_words(query, row.code, row.number, row.title, row.issuer)]


def _place(row: Directive) -> tuple[bool, bool, int]:
    return row.retired_at is not None, row.issued_on is None, -(row.issued_on.toordinal() if row.issued_on else 0)
