"""Commendations: good models and deeds, from found to commended, told without any resident's name."""

from datetime import date
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from sqlmodel import Session

from app.domain import access, periods, registers
from app.domain.access import Me
from app.domain.errors import Fault, Faults, Say
from app.domain.inputs import Choice, Code, Day, FreeLine, FreeReference, Input, Moment, Reference, Search, Text
from app.domain.reference_data import require_codes
from app.domain.registers import Draft, Facts, Register
from app.domain.sources import Saved
from app.models import Commendation, Group, Period, Unit

Status = Annotated[Literal["found", "proposed", "commended"], Choice]


class CommendationIn(Input):
    unit: Code | None = None
    group: Code | None = None
    title: FreeLine
    proposed_on: Day
    status: Status = "found"
    dossier_number: FreeReference | None = None
    external_id: Reference | None = None
    change_reason: Text | None = None


class CommendationQuery(Input):
    q: Search | None = None
    unit: Code | None = None
    group: Code | None = None
    period: Code | None = None
    source: Reference | None = None
    external_id: Reference | None = None
    updated_after: Moment | None = None


REGISTER = Register(
    Commendation,
    CommendationIn,
    CommendationQuery,
    "commendations.write",
    order="proposed_on",
    texts=frozenset({"title"}),
    more=("source",),
)
find, found, shapes, beside = REGISTER.find, REGISTER.found, REGISTER.shapes, REGISTER.beside


def enter(session: Session, me: Me, data: CommendationIn) -> Saved[Commendation]:
    return _store(session, me, REGISTER.begin(session, me, data))


def edit(session: Session, me: Me, commendation: Commendation, data: Any) -> Saved[Commendation]:
    """Changes what was sent; where nothing differs, nothing is done, asked or noted."""
    return _store(session, me, REGISTER.revise(session, me, commendation, data))


def remove(session: Session, me: Me, commendation: Commendation, reason: str | None = None) -> None:
    access.require(me, REGISTER.right, commendation)
    registers.remove(session, me, commendation, touches(session, me, commendation.model_dump(), None), reason)


def _store(session: Session, me: Me, draft: Draft[Commendation]) -> Saved[Commendation]:
    if not draft.differs:
        return draft.unchanged
    warnings = _judged(session, me, draft)
    return registers.store(session, me, draft, warnings, touches(session, me, draft.before, draft.now))


def _judged(session: Session, me: Me, draft: Draft[Commendation]) -> list[Fault]:
    row = draft.row
    faults = Faults(require_codes(session, me, Unit, "unit", [row.unit]))
    faults.found += require_codes(session, me, Group, "group", [row.group])
    faults.raise_if_any()
    odd = registers.ahead(me, "proposed_on", row.proposed_on) + registers.houses(row, draft.sent & {"title"})
    return odd + _again(session, draft)


def _again(session: Session, draft: Draft[Commendation]) -> list[Fault]:
    """Each is counted: the same one told twice, also by two units, would be two."""
    twin = registers.twin(session, draft, "title", "group", "proposed_on")
    if twin is None:
        return []
    if twin.id < 0:
        sentence = Say("Lần gửi này đã có mục giống hệt, cùng tên, nhóm và ngày. Vẫn ghi?")
        return [Fault(("title",), sentence, "same_commendation")]
    sentence = Say("Sổ đã có mục giống hệt, cùng tên, nhóm và ngày (số {id}). Vẫn ghi?", id=str(twin.id))
    return [Fault(("title",), sentence, "same_commendation", f"commendations?{urlencode({'q': twin.title})}")]


def touches(session: Session, me: Me, before: Facts | None, now: Facts | None) -> list[Period]:
    """They are counted by their day, whatever their status: only its coming, going or moving changes a figure."""
    days: set[date] = {facts["proposed_on"] for facts in (before, now) if facts is not None}
    if before is not None and now is not None and len(days) == 1:
        return []
    return periods.closed_on(session, me, days)
