"""How failures slow a guesser down, and nobody else: counted by account and address, however a name was typed.

A try is counted before its password is tried, under a lock of its row, so that many at once are not tried for free.
"""

import hmac
import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import case, tuple_
from sqlmodel import Session, col, delete, select, update

from app import db
from app.domain.errors import Say, TooMany
from app.models import SignInFailure
from app.models.ward import CITY_ID


class Rule(NamedTuple):
    """So many failures in a row are free; each further one doubles a wait of 1 second, up to the longest (seconds)."""

    free: int
    longest: int


OF_ACCOUNT_AT_ADDRESS = Rule(3, 300)
# An account that so many failures of all addresses name leaves each address one: the owner's first try is never late.
FREE_OF_ACCOUNT = 20
OF_ACCOUNT_UNDER_ATTACK = Rule(1, 300)
# A whole office may stand behind one address.
OF_ADDRESS = Rule(20, 60)
FORGOTTEN = timedelta(days=1)
# Two servers' clocks differ by less; a failure further ahead was counted by a clock that was wrong.
SKEW = timedelta(seconds=5)
AT_ONCE = 100


@dataclass(frozen=True)
class Sender:
    """Where a try comes from: the address, and the browser's cookie of the people who signed in on it before."""

    address: str
    known: str = ""


class Meant(NamedTuple):
    """Whose password is tried: a person's, or that of a folded name which nobody in the ward has."""

    ward_id: int
    person_id: int | None
    name: str


@dataclass(frozen=True)
class Source:
    """What a try is counted under; a browser on which the account signed in before has a counter of its own."""

    ward_id: int
    person_id: int | None
    account: str
    pair: str
    address: str
    browser: str | None = None


def too_many(wait: int) -> TooMany:
    """Wrong too often: the wait is in whole seconds."""
    return TooMany(Say("Sai nhiều lần. Đợi {wait} giây rồi thử lại.", wait=wait), wait)


def source(secret: bytes, meant: Meant, sender: Sender, mark: str | None = None) -> Source:
    """By the person where there is one, else by the folded name; mark is what a known browser is known by."""
    account = f"person {meant.person_id}" if meant.person_id is not None else f"name {meant.name}"
    here = _network(sender.address)

    def key(*words: str) -> str:
        return hmac.new(secret, "\n".join(words).encode(), "sha256").hexdigest()

    pair, browser = key("pair", account, here), key("browser", account, mark) if mark else None
    return Source(meant.ward_id, meant.person_id, key("account", account), pair, key("address", here), browser)


def _network(address: str) -> str:
    """An IPv6 customer has 2⁶⁴ addresses: they are one sender."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    return str(found.ipv4_mapped or ipaddress.ip_network((int(found), 64), strict=False))


def ask(session: Session, source: Source, at: datetime) -> None:
    """Raises TooMany where a try must wait; a guesser who is waiting keeps no writer waiting."""
    held = _held(session, source)
    address = None if source.browser else held.get(source.address)
    _require_now(max(_own_wait(held, source, at), _wait(address, OF_ADDRESS, at) if address else 0))


def count(session: Session, source: Source, at: datetime) -> None:
    """Counts a try that is about to be made; raises TooMany where it must wait by now, and is then not committed."""
    held = _hold(session, source, [source.browser] if source.browser else sorted([source.pair, source.account]), at)
    _require_now(_own_wait(held, source, at))
    rows = [
        {"ward_id": source.ward_id, "key": key, "count": one.lasting(at) + 1, "last_at": at}
        for key, one in held.items()
    ]
    session.execute(update(SignInFailure), rows)


def failed(session: Session, source: Source, at: datetime) -> None:
    """The try was wrong: its address is counted too, and what is a day old forgotten."""
    _forget_old(session, at)
    if source.browser is None:
        table = SignInFailure
        row = {"ward_id": CITY_ID, "key": source.address, "count": 1, "last_at": at, "person_id": None}
        again = case((col(table.last_at) < at - FORGOTTEN, 1), else_=col(table.count) + 1)
        session.execute(_upsert(session, [row], {"count": again, "last_at": at}))


def clear(session: Session, source: Source) -> None:
    """The try was right: the account's failures, those of it from here, and those of this address are forgotten.

    Locked in the order in which counting locks them: of two that want the same rows one waits, none dies.
    """
    held = select(SignInFailure).where(_of(source)).order_by(col(SignInFailure.ward_id), col(SignInFailure.key))
    session.exec(held.with_for_update()).all()
    session.execute(delete(SignInFailure).where(_of(source)))


def _of(source: Source) -> Any:
    """The rows under which this source is counted."""
    keys = [(source.ward_id, key) for key in (source.account, source.pair, source.browser) if key]
    return tuple_(col(SignInFailure.ward_id), col(SignInFailure.key)).in_([*keys, (CITY_ID, source.address)])


class _Count(NamedTuple):
    failures: int
    last_at: datetime

    def lasting(self, at: datetime) -> int:
        """A day without a failure and the count begins anew."""
        return 0 if at - self.last_at > FORGOTTEN else self.failures


def _own_wait(held: dict[str, _Count], source: Source, at: datetime) -> int:
    """Of the account from this address, or on the browser that knows it: that one only its own failures slow down."""
    if source.browser:
        own, rule = held.get(source.browser), OF_ACCOUNT_AT_ADDRESS
    else:
        own, account = held.get(source.pair), held.get(source.account)
        is_attacked = account is not None and account.lasting(at) >= FREE_OF_ACCOUNT
        rule = OF_ACCOUNT_UNDER_ATTACK if is_attacked else OF_ACCOUNT_AT_ADDRESS
    return _wait(own, rule, at) if own else 0


def _wait(found: _Count, rule: Rule, at: datetime) -> int:
    """In whole seconds, never more than the longest; nothing where the clock was set back since."""
    age, beyond = at - found.last_at, found.lasting(at) - rule.free
    if beyond < 0 or age < -SKEW:
        return 0
    longest = min(rule.longest, 1 << min(20, beyond))
    return max(0, longest - max(0, int(age.total_seconds())))


def _require_now(wait: int) -> None:
    if wait > 0:
        raise too_many(wait)


def _held(session: Session, source: Source) -> dict[str, _Count]:
    """The counters as they stand."""
    rows = session.exec(select(SignInFailure).where(_of(source)))
    return {row.key: _Count(row.count, row.last_at) for row in rows}


def _hold(session: Session, source: Source, keys: list[str], at: datetime) -> dict[str, _Count]:
    """The counters as they stand, made where they are new, locked in the order of the keys until the commit."""
    new = {"ward_id": source.ward_id, "person_id": source.person_id, "count": 0, "last_at": at}
    table = SignInFailure
    statement = _upsert(session, [new | {"key": key} for key in keys], {"count": col(table.count)})
    held = session.execute(statement.returning(col(table.key), col(table.count), col(table.last_at)))
    return {key: _Count(count, last_at) for key, count, last_at in held}


def _upsert(session: Session, rows: list[dict[str, Any]], change: dict[str, Any]) -> Any:
    insertion = db.insert_into(session, SignInFailure).values(rows)
    return insertion.on_conflict_do_update(index_elements=["ward_id", "key"], set_=change)


def _forget_old(session: Session, at: datetime) -> None:
    """Some of them, without waiting for those that are being counted."""
    old = select(SignInFailure.ward_id, SignInFailure.key).where(col(SignInFailure.last_at) < at - FORGOTTEN)
    keys = [tuple(row) for row in session.execute(old.limit(AT_ONCE).with_for_update(skip_locked=True))]
    if keys:
        which = tuple_(col(SignInFailure.ward_id), col(SignInFailure.key)).in_(keys)
        session.execute(delete(SignInFailure).where(which))
