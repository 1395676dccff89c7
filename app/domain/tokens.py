"""Tokens with which other systems use the API: shown once, kept as a digest, bound to a ward and a role."""

import secrets
from datetime import date, datetime

from sqlmodel import Session, select

from app.domain import ids, people
from app.domain.access import ROLES, Me
from app.domain.lives import Span
from app.models import Token, Ward
from app.models.ward import CITY_ID

PREFIX = "lt"


def create(
    session: Session, ward: Ward, name: str, role: str, unit: str | None, expires_on: date | None = None,
    source: str | None = None,
) -> tuple[Token, str]:  # fmt: skip
    """A token and its words "lt.ward.secret"; source, by default the name, is what its external ids belong to.

    Raises ValueError where role, ward and unit don't fit.
    """
    if role not in ROLES:
        raise ValueError(f"unknown role {role}; one of {', '.join(ROLES)}")
    if (role == "city") != (ward.id == CITY_ID):
        raise ValueError("a city reader's token names no ward, every other one does")
    people.check_unit(session, ward, role, unit)
    key = secrets.token_urlsafe(32)
    token = Token(
        ward_id=ward.id, id=ids.one(session), name=name, digest=people.digest(key), role=role, unit=unit,
        source=source or name, expires_on=expires_on,
    )  # fmt: skip
    session.add(token)
    session.flush()
    return token, f"{PREFIX}.{ward.id}.{key}"


def holder(session: Session, words: str, at: datetime) -> Me | None:
    """Who a bearer token is; None where it is unknown, revoked or past its last day."""
    prefix, _, rest = words.partition(".")
    ward_id, _, key = rest.partition(".")
    if prefix != PREFIX or not ward_id.isdecimal() or len(ward_id) > 18 or not key:
        return None
    statement = select(Token).where(Token.ward_id == int(ward_id), Token.digest == people.digest(key))
    token = session.exec(statement).first()
    ward = session.get(Ward, int(ward_id))
    if token is None or ward is None or token.revoked_at is not None:
        return None
    me = Me(ward, token.role, token.unit, None, token.id, token.source, token.name, at)  # type: ignore[arg-type]
    valid = token.expires_on is None or Span(date.min, token.expires_on).has(me.today)
    return me if valid else None


def used(session: Session, me: Me) -> None:
    """Notes the day of use, once a day: a row written on every read would cost more than the read."""
    token = session.get(Token, (me.ward_id, me.token_id))
    if token is not None and (token.used_at is None or token.used_at.date() != me.at.date()):
        token.used_at = me.at
