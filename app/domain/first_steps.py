"""The first steps of a ward, from an empty register to its first product: what is done is read from the data."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from app.domain import access, deciding, groups, lives, periods
from app.domain.access import Me
from app.domain.ward_settings import settings_of
from app.models import Person, Product, Unit


@dataclass(frozen=True)
class Step:
    """done of so many; it is finished when all of at least one are."""

    code: str
    done: int
    of: int

    @property
    def is_done(self) -> bool:
        return 0 < self.of <= self.done


def steps(session: Session, me: Me) -> list[Step]:
    """What the admin has still to do, in order; nothing once all is done, or where nobody wants to see it.

    The demo's ward is invented, and has nobody to invite.
    """
    access.require(me, "settings.change")
    if not settings_of(me.ward).first_steps or me.ward.demo_at is not None:
        return []
    found = [
        _units(session, me),
        _groups(session, me),
        *_people(session, me),
        _period(session, me),
        _product(session, me),
    ]
    return [] if all(step.is_done for step in found) else found


def hide(session: Session, me: Me) -> None:
    ward = deciding.find(session, me)
    deciding.keep(session, me, ward, settings_of(ward).model_copy(update={"first_steps": False}))


def _reporting(session: Session, me: Me) -> list[Unit]:
    rows = session.exec(select(Unit).where(Unit.ward_id == me.ward_id, col(Unit.reports)))
    return [row for row in rows if lives.lives_on(row, me.today)]


def _units(session: Session, me: Me) -> Step:
    found = len(_reporting(session, me))
    return Step("units", found, found)


def _groups(session: Session, me: Me) -> Step:
    """Residential groups, and how many of them have a population."""
    found = [group for group in groups.in_order(session, me, "residential") if lives.lives_on(group, me.today)]
    return Step("groups", sum(group.population is not None for group in found), len(found))


def _people(session: Session, me: Me) -> list[Step]:
    """The places that need somebody (each reporting unit, and a coordinator): how many are invited, and can sign in."""
    here = select(Person).where(Person.ward_id == me.ward_id, col(Person.left_at).is_(None))
    people = list(session.exec(here))
    places = [[one for one in people if one.role == "unit" and one.unit == row.code] for row in _reporting(session, me)]
    places.append([one for one in people if one.role == "coordinator"])
    invited = sum(bool(place) for place in places)
    can = sum(any(one.password_hash for one in place) for place in places)
    return [Step("people", invited, len(places)), Step("signed_in", can, len(places))]


def _period(session: Session, me: Me) -> Step:
    known = periods.current(session, me) or periods.next_after(session, me)
    return Step("period", int(known is not None), 1)


def _product(session: Session, me: Me) -> Step:
    logged = session.exec(select(Product.id).where(Product.ward_id == me.ward_id).limit(1)).first()
    return Step("product", int(logged is not None), 1)
