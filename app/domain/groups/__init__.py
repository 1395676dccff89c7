"""Groups: who is to be reached. Kinds are never added together."""

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from sqlmodel import Session, col, select

from app.domain import namesakes, periods, trail, units
from app.domain.access import Me
from app.domain.errors import Fault, Refused, Say
from app.domain.groups import links, logged, successors
from app.domain.groups.members import Member, members
from app.domain.inputs import Choice, Code, Codes, Count, Day, FreeLine, Input, Reference, Text
from app.domain.lives import Span
from app.domain.reference_data import Catalogue, require_codes
from app.domain.retiring import ByLife
from app.domain.words import has_words
from app.models import Change, Group, Unit

GroupKind = Annotated[Literal["residential", "party_cell", "audience"], Choice]
__all__ = ["Member", "links", "members", "successors"]
WORDS = {"residential": "Tổ dân phố", "party_cell": "Chi bộ", "audience": "Đối tượng khác"}
KINDS = tuple(WORDS)
SMALLEST_AUDIENCE = 20


class GroupIn(Input):
    code: Code
    kind: GroupKind
    name: FreeLine
    population: Count | None = None
    households: Count | None = None
    cluster: FreeLine | None = None
    active_from: Day | None = None
    retired_on: Day | None = None
    succeeds: Codes = []
    looked_after_by: Code | None = None
    external_id: Reference | None = None
    change_reason: Text | None = None


def _check(session: Session, me: Me, row: Group, before: dict[str, Any] | None, data: Any) -> list[Fault]:
    if faults := links.faults(row, before, members(session, me)):
        raise Refused(faults)
    return [*namesakes.questions(session, me, row, before), *check_alone(session, me, row, before, data)]


def check_alone(session: Session, me: Me, row: Group, before: dict[str, Any] | None, data: Any) -> list[Fault]:
    """What is wrong or odd about a group apart from its links to others, which a list is judged by as a whole."""
    units.require_order(row, before, data)
    if faults := require_codes(session, me, Unit, "looked_after_by", [row.looked_after_by]):
        raise Refused(faults)
    counted = units.CountedFields(("kind", "population", "succeeds", "active_from"), _heirs(session, me, row, before))
    warnings = periods.require_reason(me, units.touched(session, me, row, before, counted), data.change_reason)
    if before is not None:
        warnings = [*warnings, *logged.questions(session, me, row, Group(**before))]
    is_counted_anew = before is None or any(getattr(row, name) != before[name] for name in ("kind", "population"))
    if is_counted_anew and row.kind == "audience" and row.population is not None and row.population < SMALLEST_AUDIENCE:
        sentence = Say(
            "Nhóm dưới {least} người dễ nhận ra từng người. Nên gộp vào nhóm lớn hơn.", least=SMALLEST_AUDIENCE
        )
        warnings = [*warnings, Fault(("population",), sentence, "small_group")]
    return warnings


def _heirs(session: Session, me: Me, row: Group, before: dict[str, Any] | None) -> list[Member]:
    """Groups whose deadlines count from this one's first day, where that changes."""
    if before is None or before["active_from"] == row.active_from:
        return []
    every = members(session, me)
    lines = successors.forebears(every)
    return [one for one in every if any(old.code == row.code for old in lines.get(one.code, ()))]


class _Use(ByLife):
    """A deleted group stood for no other one either."""

    def vanish(self, me: Me, row: Group) -> None:
        super().vanish(me, row)
        row.succeeds = []


CATALOGUE = Catalogue(Group, "group", GroupIn, right="groups.change", check=_check, use=_Use())


def in_order(session: Session, me: Me, kind: str | None = None) -> list[Group]:
    """The ward's groups in its own order, of one kind or of all."""
    statement = select(Group).where(Group.ward_id == me.ward_id)
    if kind is not None:
        statement = statement.where(Group.kind == kind)
    return list(session.exec(statement.order_by(col(Group.position), col(Group.code))))


def holds(group: Group, query: str) -> bool:
    """Whether its code, name and cluster have every word of the query, without diacritics."""
    return has_words(query, group.code, group.name, group.cluster)


@dataclass(frozen=True)
class Counted:
    """A population as it became, what it was (both None where unknown), and the change that says who and when."""

    people: int | None
    was: int | None
    change: Change


def populations(session: Session, me: Me, group: Group) -> list[Counted]:
    """The history of a group's population from the trail, newest first; changes of other things are left out."""
    found = []
    for change, _ in trail.of(session, me, "group", group.code):
        # Earlier entries have it under a name of its own.
        was = change.facts.get("was", {}).get("population", change.facts.get("population_was"))
        people = change.facts.get("population")
        if "population" in change.facts and people != was:
            found.append(Counted(people, was, change))
    return found


def belonging(session: Session, me: Me, kind: str, span: Span) -> list[Member]:
    """The groups of a kind that stand in a span: their life overlaps it, and no successor stands for them there."""
    return successors.living(members(session, me), span, kind)
