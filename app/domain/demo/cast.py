"""The cast: the demo's people, units, groups and campaigns, as they stood before the first day."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from random import Random
from typing import Any

from sqlmodel import Session, col, select

from app.domain import campaigns, channels, directives, groups, materials, people, units, wards
from app.domain.access import Me
from app.domain.inputs import read
from app.models import Axis, Campaign, Channel, ContentGroup, Directive, Group, Period, Person, Topic, Unit, Ward
from app.models.keys import Dated

PACK = "demo-2026"
OPENED_AT = datetime(2026, 3, 30, 1, 30, tzinfo=UTC)
# How long before the first thing that happens the register must have stood open.
LEAD = timedelta(days=6)


def dice(*key: object) -> Random:
    """Chance that falls the same way for the same key, on every machine and in every order."""
    return Random(f"2026 {key}")  # noqa: S311 (invented figures, nothing secret)


@cache
def plan() -> dict[str, Any]:
    return wards.pack(PACK)


@dataclass(frozen=True)
class Company:
    """The people who write, and the groups that they write for."""

    ward: Ward
    people: list[Person]
    groups: list[Group]

    def coordinator(self, at: datetime) -> Me:
        return self._first(at, lambda person: person.role == "coordinator")

    def admin(self, at: datetime) -> Me:
        return self._first(at, lambda person: person.role == "admin")

    def writer(self, unit: str, at: datetime) -> Me:
        """The unit's own officer; the coordinator writes for units without an account."""
        own = [person for person in self.people if person.role == "unit" and person.unit == unit]
        return people.as_me(self.ward, own[0], at) if own else self.coordinator(at)

    def _first(self, at: datetime, fits: Any) -> Me:
        return people.as_me(self.ward, next(filter(fits, self.people)), at)


def gather(session: Session, ward: Ward, at: datetime) -> Company:
    """Opens the register: accounts, units, groups, channels, days allowed and campaigns, in the order they need."""
    opened = min(OPENED_AT, at - LEAD)
    users = sorted(plan()["users"], key=lambda user: user["role"] != "admin")
    founders = [user for user in users if user["role"] in ("admin", "coordinator")]
    company = Company(ward, [], [])
    _people(session, company, founders, opened)
    _units(session, company.admin(opened))
    _people(session, company, [user for user in users if user not in founders], opened)
    _groups(session, company, company.coordinator(opened))
    _changes(session, company.coordinator(opened))
    _campaigns(session, company.coordinator(opened))
    _antedate(session, ward, opened)
    return company


def receive(session: Session, me: Me, row: dict[str, Any]) -> None:
    """A material comes from the city, and the campaigns that wait for it name it."""
    material, _ = materials.CATALOGUE.create(session, me, read(materials.MaterialIn, row))
    date_row(material, me.at)
    for planned in plan()["campaigns"]:
        if planned.get("material") == row["code"]:
            _change(session, me, campaigns.CATALOGUE, planned["code"], {"material": row["code"]})


def date_row(row: Dated, at: datetime) -> None:
    """Verbs take the moment for the trail; the row's own first day is the demo's to invent."""
    row.created_at = row.updated_at = at


@cache
def _hash_of(password: str) -> str:
    return people.hash_password(password)


def _people(session: Session, company: Company, users: list[dict[str, Any]], at: datetime) -> None:
    # Hashed once: the accounts' one password is no secret.
    hashed = _hash_of(plan()["password"])
    for user in users:
        home = wards.city(session) if user["role"] == "city" else company.ward
        account = people.Account(user["name"], user["role"], user.get("unit"), user["full_name"])
        person = people.create(session, home, account, hashed)
        date_row(person, at)
        company.people.append(person)
        me = company.admin(at) if home is company.ward else people.as_me(home, person, at)
        people.note_created(session, me, person)


def _units(session: Session, me: Me) -> None:
    for row in plan()["units"]:
        units.CATALOGUE.create(session, me, read(units.UnitIn, _known(units.UnitIn, row)))
    for row in plan()["unit_changes"]:
        _change(session, me, units.CATALOGUE, row["code"], {key: row[key] for key in row if key != "code"})


def _groups(session: Session, company: Company, me: Me) -> None:
    for row in plan()["groups"]:
        group, _ = groups.CATALOGUE.create(session, me, read(groups.GroupIn, _known(groups.GroupIn, row)))
        date_row(group, me.at)
        company.groups.append(group)


def _changes(session: Session, me: Me) -> None:
    for code, share in plan()["default_shares"].items():
        _change(session, me, channels.CATALOGUE, code, {"default_share": share})
    for directive in directives.in_force(session, me):
        if directive.issued_on is not None:
            _change(session, me, directives.CATALOGUE, directive.code, {"within_days": plan()["within_days"]})


def _campaigns(session: Session, me: Me) -> None:
    """Without their material: that is received later."""
    for row in plan()["campaigns"]:
        given = {key: row[key] for key in row if key != "material"}
        campaigns.CATALOGUE.create(session, me, read(campaigns.CampaignIn, given))


def _change(session: Session, me: Me, catalogue: Any, code: str, given: dict[str, Any]) -> None:
    row = catalogue.find(session, me, code)
    catalogue.change(session, me, row, read(catalogue.changes, given))


def _antedate(session: Session, ward: Ward, at: datetime) -> None:
    """The pack's rows are as old as the register, not as this load: they would else have changed before they came."""
    tables: tuple[Any, ...] = (Axis, Campaign, Channel, ContentGroup, Directive, Period, Topic, Unit)
    for table in tables:
        for row in session.exec(select(table).where(col(table.ward_id) == ward.id)):
            date_row(row, at)
    session.flush()


def _known(kind: Any, row: dict[str, Any]) -> dict[str, Any]:
    """Only what the catalogue takes: the pack also has short names."""
    return {key: value for key, value in row.items() if key in kind.model_fields}
