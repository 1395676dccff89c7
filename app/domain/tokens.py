"""Tokens with which other systems use the API: shown once, kept as a digest, bound to a ward and a role."""

from datetime import date, datetime, timedelta
from typing import Annotated, Any, NamedTuple

from pydantic import Field
from sqlalchemy import bindparam, or_
from sqlalchemy import select as columns
from sqlmodel import Session, col, select, update

from app import db
from app.domain import access, ids, people, trail, wards
from app.domain.access import Me, Scope
from app.domain.errors import Conflict, Faults, Say, refuse
from app.domain.inputs import Choice, Code, Day, FreeLine, Input, Line, Number
from app.domain.keys import by_number
from app.domain.pages import Ask, Page, after, cut, shaped
from app.domain.people import roles
from app.domain.people.roles import RoleCode
from app.models import Token, TrailHead, Ward

PREFIX = "lt"
# How long a token holds where nobody says until when.
HOLDS = timedelta(days=365)
MOST_OVERLAP = 90
FIELDS = (
    "id",
    "name",
    "role",
    "unit",
    "scope",
    "source",
    "expires_on",
    "old_until",
    "active",
    "last_used_at",
    "created_at",
    "updated_at",
)


def _is_of(digest: Any) -> Any:
    """Whether these are its words, or those before them."""
    return or_(col(Token.digest) == digest, col(Token.old_digest) == digest)


# Who a token is, their ward and where its trail stands, in one statement that is built once.
_HOLDER = (
    columns(
        *(
            getattr(Token, name)
            for name in (
                "role",
                "unit",
                "id",
                "source",
                "name",
                "used_at",
                "scope",
                "expires_on",
                "revoked_at",
                "digest",
                "old_until",
            )
        ),
        *wards.COLUMNS,
    )
    .join(Ward, col(Token.ward_id) == Ward.id)
    .join(TrailHead, col(TrailHead.ward_id) == Ward.id)
    .where(col(Token.ward_id) == bindparam("ward"), _is_of(bindparam("digest")))
)


class TokenIn(Input):
    name: Line
    role: RoleCode
    unit: Code | None = None
    scope: Annotated[Scope, Choice] = "write"
    # Left out: a year from today; null: none.
    expires_on: Day | None = None
    # What the external ids of its products belong to; the name where none is given.
    source: FreeLine | None = None


class RotationIn(Input):
    # How many days the old words still hold besides today; 0: they end at once.
    overlap_days: Annotated[Number, Field(ge=0, le=MOST_OVERLAP)] = 0
    expires_on: Day | None = None


class Grant(NamedTuple):
    """What a token lets its holder do, and until when; source, by default the name, has its external ids."""

    name: str
    role: str
    unit: str | None
    expires_on: date | None = None
    source: str | None = None
    scope: Scope = "write"


def first_end(today: date) -> date:
    """The last day of a token that is made today, where nobody names another."""
    return today + HOLDS


def create(session: Session, ward: Ward, grant: Grant) -> tuple[Token, str]:
    """A token and its words "lt.ward.secret".

    Raises ValueError where role, ward and unit don't fit.
    """
    name, role, unit, expires_on, source, scope = grant
    people.check_role(session, ward, role, unit)
    token = Token(
        ward_id=ward.id,
        id=ids.one(session),
        name=name,
        digest="",
        role=role,
        unit=unit,
        source=source or name,
        expires_on=expires_on,
        scope=scope,
    )
    session.add(token)
    words = _new_words(token)
    session.flush()
    return token, words


def _new_words(token: Token) -> str:
    words, token.digest = people.new_secret(token.ward_id)
    return f"{PREFIX}.{words}"


def issue(session: Session, me: Me, data: Any) -> tuple[Token, str]:
    """A token of the admin's ward, and its words, which nobody can be shown again."""
    access.require(me, "tokens.manage")
    _check(session, me, data)
    until = data.expires_on if "expires_on" in data.sent else first_end(me.today)
    grant = Grant(data.name, data.role, data.unit, until, data.source, data.scope)
    token, words = create(session, me.ward, grant)
    token.created_at = token.updated_at = me.at
    trail.note(session, me, trail.Note("created", "token", token.id, facts(token), {"name": token.name}))
    return token, words


def facts(token: Token) -> dict[str, Any]:
    """What the trail tells of a new one."""
    return {"role": token.role, "unit": token.unit, "scope": token.scope, "expires_on": token.expires_on}


def rotate(session: Session, me: Me, token: Token, data: RotationIn) -> str:
    """New words for the same token: its number, rights and source stay; the old words end at once, or after an overlap.

    An overlap lasts no longer than the old words would have; what they came after ends now.

    Raises Conflict for a revoked token, Refused for a day that has passed.
    """
    access.require(me, "tokens.manage")
    if token.revoked_at is not None:
        raise Conflict(Say("Mã này đã thu hồi. Lập một mã mới."), "revoked")
    before = token.model_dump()
    token.old_digest, token.old_until = _kept(me, token, data.overlap_days)
    if "expires_on" in data.sent:
        token.expires_on = data.expires_on
    if token.expires_on is not None and token.expires_on < me.today:
        raise refuse(("expires_on",), _PAST, "past")
    words = _new_words(token)
    token.updated_at = me.at
    session.flush()
    trail.note(session, me, trail.Note("rotated", "token", token.id, before=before))
    return words


def _kept(me: Me, token: Token, days: int) -> tuple[str | None, date | None]:
    """The digest of the words that hold still, and their last day; none where they end now."""
    until = me.today + timedelta(days=days)
    until = min(until, token.expires_on or until)
    return (token.digest, until) if days and me.today <= until else (None, None)


def revoke(session: Session, me: Me, token: Token) -> None:
    """Ends a token for good; what it sent stays, and so does its line in the list."""
    access.require(me, "tokens.manage")
    if token.revoked_at is None:
        before = token.model_dump()
        token.revoked_at = token.updated_at = me.at
        session.flush()
        trail.note(session, me, trail.Note("revoked", "token", token.id, before=before))


_PAST = Say("Ngày này đã qua. Chọn hôm nay hoặc một ngày sau, hoặc để trống.")


def _check(session: Session, me: Me, data: TokenIn) -> None:
    faults = Faults(roles.faults(session, me, data.role, data.unit))
    if data.expires_on is not None and data.expires_on < me.today:
        faults.add(("expires_on",), _PAST, "past")
    faults.raise_if_any()


def find(session: Session, me: Me, id: int) -> Token:
    """The token, a revoked one too, for the ward's admin; raises NotFound."""
    access.require(me, "tokens.manage")
    return by_number(session, me, Token, id)


def page(session: Session, me: Me, ask: Ask, active: bool | None = None) -> Page[Token]:
    """The ward's tokens, the latest first."""
    access.require(me, "tokens.manage")
    statement = select(Token).where(Token.ward_id == me.ward_id)
    if ask.after:
        statement = statement.where(col(Token.id) < after(ask, int)[0])
    rows = session.exec(statement.order_by(col(Token.id).desc()))
    found = [row for row in rows if active is None or is_active(me, row) == active]
    return cut(found[: ask.limit + 1], ask, lambda row: (row.id,))


def is_active(me: Me, token: Token) -> bool:
    return token.revoked_at is None and (token.expires_on is None or me.today <= token.expires_on)


def shape(me: Me, token: Token) -> dict[str, Any]:
    """A token as the admin sees it: never its words."""
    return shaped(token, FIELDS, active=is_active(me, token), last_used_at=token.used_at)


def mine(session: Session, me: Me) -> dict[str, Any]:
    """What who asks is; the ward is null for a city reader, id and last day for a person who looks in by the pages."""
    token = session.get(Token, (me.ward_id, me.token_id)) if me.token_id is not None else None
    return {
        "id": me.token_id,
        "name": me.name,
        "role": me.role,
        "unit": me.unit,
        "scope": me.scope,
        "ward": None if me.is_of_city else me.ward.code,
        "source": me.source,
        "expires_on": token.expires_on if token is not None else None,
    }


def names(session: Session, me: Me, keys: set[int]) -> dict[int, str]:
    statement = select(Token).where(Token.ward_id == me.ward_id, col(Token.id).in_(keys))
    return {token.id: token.name for token in session.exec(statement)}


def holder(session: Session, words: str, at: datetime) -> Me | None:
    """Who a bearer token is; None where it is unknown, revoked or past its last day, old words past theirs."""
    prefix, _, rest = words.partition(".")
    secret = people.secret_of(rest) if prefix == PREFIX else None
    if secret is None:
        return None
    found = db.read(session, _HOLDER, secret._asdict()).first()
    if found is None or found.revoked_at is not None:
        return None
    role, unit, id, source, name, used_at, scope, expires_on, _, of, old_until, *there = found
    ward = wards.seen(session, there)
    me = Me(ward, role, unit, None, id, source, name, at, used_at is None or used_at.date() != at.date(), scope)
    ends = [expires_on, old_until if of != secret.digest else None]
    return me if all(end is None or me.today <= end for end in ends) else None


def digests(session: Session, me: Me, ward: Ward, role: str) -> list[str]:
    """Of every word by which one may ask as this role of the ward today: with them an envelope may be signed."""
    here, mine = me.looking_at(ward), (Token.ward_id == ward.id, Token.role == role, Token.scope == "write")
    alive = [row for row in session.exec(select(Token).where(*mine)) if is_active(here, row)]
    old = [row.old_digest for row in alive if row.old_digest and row.old_until and here.today <= row.old_until]
    return [row.digest for row in alive] + old


def used(session: Session, me: Me) -> None:
    """Notes the first use of a day: a row written on every read would cost more than the read."""
    if me.is_first_use:
        here = (col(Token.ward_id) == me.ward_id, col(Token.id) == me.token_id)
        session.execute(update(Token).where(*here).values(used_at=me.at))
