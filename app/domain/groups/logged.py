"""What the log already says of a group, held against a change of it: asked about before it is stored.

What was logged stays as it is, whatever is answered: figures read lives and populations as they are now.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import and_, func, not_, true
from sqlmodel import Session, SQLModel

from app.domain import lives, periods, published
from app.domain.access import Me
from app.domain.errors import Fault, Say
from app.domain.groups import successors
from app.domain.groups.members import Member, members
from app.domain.groups.successors import Row
from app.domain.lives import Living, Span
from app.domain.published import placement, product_directive, reach
from app.domain.words import said
from app.models import Group, Period

_DIRECTIVE = SQLModel.metadata.tables["directive"]


def questions(session: Session, me: Me, row: Group, before: Group) -> list[Fault]:
    """What is odd about a group that was so before, given whom the log says was reached: life, then population."""
    return _shortened(session, me, row, before) + _lowered(session, me, row, before)


def most_reached(session: Session, me: Me, group: str) -> tuple[int, date] | None:
    """The most people of a group that one placement reached, and its day; None where nobody was counted."""
    columns = [reach.c.people, placement.c.published_on]
    counted = published.contacts(me.ward_id, columns).where(reach.c.group == group, reach.c.people.is_not(None))
    found = session.execute(counted.order_by(reach.c.people.desc(), placement.c.published_on).limit(1)).first()
    return None if found is None else (int(found[0]), found[1])


class Outside(NamedTuple):
    """Placements that reached the group on days of its life as it was, and not as it will be; and their people."""

    placements: int
    people: int


class Loss(NamedTuple):
    """What leaves the figures with the periods that the group no longer belongs to."""

    periods: list[Period]
    gross: int
    cells: int


def _shortened(session: Session, me: Me, row: Group, before: Group) -> list[Fault]:
    if (row.active_from, row.retired_on) == (before.active_from, before.retired_on):
        return []
    outside, loss = _outside(session, me, row, before), _loss(session, me, row, before)
    if outside.placements == 0 and loss.gross == loss.cells == 0:
        return []
    ends = row.retired_on is not None and row.retired_on != before.retired_on
    text = (
        "Sổ đã ghi {count} lượt phát tới nhóm này {side} ngày ấy ({people} lượt người)." if outside.placements else ""
    )
    if loss.periods:
        text += " Nhóm sẽ không còn trong {periods}: tổng lượt người giảm {gross}, ô chủ trương đã tới giảm {cells}."
    names = ", ".join(said(period.code) for period in loss.periods)
    text += " Những gì đã ghi giữ nguyên. Đúng như vậy?"
    sentence = Say(
        text.strip(),
        side="sau" if ends else "trước",
        count=outside.placements,
        people=outside.people,
        periods=names,
        gross=loss.gross,
        cells=loss.cells,
    )
    return [Fault(("retired_on",) if ends else ("active_from",), sentence, "logged_reach")]


def _outside(session: Session, me: Me, row: Group, before: Group) -> Outside:
    day = placement.c.published_on
    columns = [func.count(), func.sum(reach.c.people)]
    told = published.contacts(me.ward_id, columns).where(reach.c.group == row.code, _lives(before, day))
    count, people = session.execute(told.where(not_(_lives(row, day)))).one()
    return Outside(int(count), int(people or 0))


def _lives(thing: Living, day: Any) -> Any:
    """The condition that a day lies in a life."""
    begins = [day >= thing.active_from] if thing.active_from is not None else []
    ends = [day <= thing.retired_on] if thing.retired_on is not None else []
    return and_(true(), *begins, *ends)


def _loss(session: Session, me: Me, row: Group, before: Group) -> Loss:
    """Where groups succeed one another, reach and heard directives may pass to those that stand for it from now on."""
    spans = {one.code: Span(one.starts_on, one.ends_on) for one in periods.all_periods(session, me)}
    left = [
        one
        for one in periods.all_periods(session, me)
        if lives.belongs_to(before, spans[one.code]) and not lives.belongs_to(row, spans[one.code])
    ]
    if not left:
        return Loss([], 0, 0)
    was, now = (_family(members(session, me), one) for one in (before, row))
    gross = sum(_gross(session, me, was, spans[one.code]) - _gross(session, me, now, spans[one.code]) for one in left)
    last = spans[max(left, key=lambda one: one.ends_on).code]
    return Loss(left, gross, _cells(session, me, was, last) - _cells(session, me, now, last))


def _family(every: Sequence[Member], group: Group) -> list[Member]:
    """The group as it is here, and all that succeed others or are succeeded."""
    linked = {code for one in every for code in (one.code, *one.succeeds) if one.succeeds} | set(group.succeeds)
    others = [one for one in every if one.code in linked and one.code != group.code]
    values = group.model_dump()
    return [*others, Member(**{name: values[name] for name in Member._fields})]


def _gross(session: Session, me: Me, family: Sequence[Member], span: Span) -> int:
    """The people that a span's figures count for these groups, those of old ones as their successors'."""
    placed: dict[int, dict[str, Row]] = defaultdict(dict)
    columns = [placement.c.id, reach.c.group, reach.c.people, reach.c.basis]
    found = published.contacts(me.ward_id, columns).where(reach.c.group.in_([one.code for one in family]))
    for number, code, people, basis in session.execute(
        found.where(placement.c.published_on.between(span.first, span.last))
    ):
        placed[number][code] = Row(people, basis, (code,))
    counted = {one.code for one in successors.living(family, span) if one.population is not None}
    succession = successors.over(family, span)
    return sum(
        row.people or 0 for rows in placed.values() for code, row in succession.read(rows).items() if code in counted
    )


def _cells(session: Session, me: Me, family: Sequence[Member], span: Span) -> int:
    """How many directives these groups have heard by the span's end; what an old one heard, its successors have."""
    code, day = product_directive.c.directive, placement.c.published_on
    told = published.named(published.contacts(me.ward_id, [reach.c.group, code, _DIRECTIVE.c.must_reach]))
    issued = and_(_DIRECTIVE.c.ward_id == product_directive.c.ward_id, _DIRECTIVE.c.code == code)
    told = told.join(_DIRECTIVE, issued).where(reach.c.group.in_([one.code for one in family]), day <= span.last)
    heard: dict[str, dict[str, list[str]]] = defaultdict(dict)
    for group, name, kinds in session.execute(
        told.where(_DIRECTIVE.c.issued_on <= day, _DIRECTIVE.c.retired_at.is_(None))
    ):
        heard[group][name] = kinds
    lines = successors.forebears(family)
    return sum(
        len(
            {
                name
                for old in (one, *lines.get(one.code, ()))
                for name, kinds in heard[old.code].items()
                if one.kind in kinds
            }
        )
        for one in successors.living(family, span)
    )


def _lowered(session: Session, me: Me, row: Group, before: Group) -> list[Fault]:
    """A population below what was once reached is taken: people/N is at most 1 from then on."""
    if row.population is None or row.population == before.population:
        return []
    most = most_reached(session, me, row.code)
    if most is None or most[0] <= row.population:
        return []
    text = "Ngày {day} sổ đã ghi một lượt tới {people} người của nhóm này, nhiều hơn số dân vừa nhập. "
    text += "Số đã ghi giữ nguyên, độ phủ tính nhiều nhất là cả nhóm. Đúng như vậy?"
    sentence = Say(text, day=most[1], people=most[0])
    return [Fault(("population",), sentence, "below_reach")]
