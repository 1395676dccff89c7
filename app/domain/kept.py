"""Answers about a ward, kept in this process until something of that ward changes; they are never marked stale.

An answer is kept with the head of the ward's trail that it was worked out under: whatever a figure reads is changed
with a line in the trail, so the same head (and the same day in the ward) means the same answer. The store ends with the
process, so no answer outlives the program that worked it out.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime, time
from threading import Lock
from typing import Any, NamedTuple, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlmodel import Session, SQLModel

from app import db
from app.domain import access, trail
from app.domain.access import Me
from app.domain.trail import Head

T = TypeVar("T")
MOST_ANSWERS, MOST_BYTES = 4096, 10 * 1024 * 1024
# Apart from them, so that whoever walks through a long list drops no figures.
MOST_ITEMS, MOST_BYTES_OF_ITEMS = 2048, 2 * 1024 * 1024
# Of what adds up, which is large: the wards that are written in just now are few.
MOST_SUMS, MOST_BYTES_OF_SUMS = 1024, 3 * 1024 * 1024
# Of a long list so many are looked at to tell how large it is.
LOOKED_AT = 3
_WARD, _NAMES = SQLModel.metadata.tables["ward"], ("id", "code", "name", "timezone")


class _Kept(NamedTuple):
    state: Any
    answer: Any
    size: int


class _Store:
    """The answers used last, under what was asked; each with the state of the ward that it is true of."""

    def __init__(self, most: int, most_bytes: int) -> None:
        self._most, self._most_bytes = most, most_bytes
        self._lock = Lock()
        self._answers: OrderedDict[Hashable, _Kept] = OrderedDict()
        self._size = 0

    def find(self, slot: Hashable, state: Hashable) -> _Kept | None:
        found = self.last(slot)
        return found if found is not None and found.state == state else None

    def last(self, slot: Hashable) -> _Kept | None:
        """Whatever it is true of."""
        with self._lock:
            found = self._answers.get(slot)
            if found is not None:
                self._answers.move_to_end(slot)
            return found

    def keep(self, slot: Hashable, kept: _Kept) -> None:
        with self._lock:
            self._drop(slot)
            self._answers[slot] = kept
            self._size += kept.size
            while self._size > self._most_bytes or len(self._answers) > self._most:
                self._drop(next(iter(self._answers)))

    def forget(self) -> None:
        with self._lock:
            self._answers.clear()
            self._size = 0

    def _drop(self, slot: Hashable) -> None:
        old = self._answers.pop(slot, None)
        self._size -= old.size if old else 0


_store, _items = _Store(MOST_ANSWERS, MOST_BYTES), _Store(MOST_ITEMS, MOST_BYTES_OF_ITEMS)
_sums = _Store(MOST_SUMS, MOST_BYTES_OF_SUMS)


def answer(session: Session, me: Me, question: Hashable, work: Callable[[], T]) -> T:
    """What work answers, or what it answered before under the same head, on the same day in the ward.

    The question names everything else that the answer depends on, but for whether a city reader asks. What is answered
    is never changed by anyone and holds nothing of the session. A session that writes works everything out anew, but
    where it is still.
    """
    if session.info.get("still"):
        return part(session, me, ("answer", question), work)
    if not session.info.get("reads"):
        return work()
    now = head(session, me)
    slot = (db.database_of(session), me.ward_id, access.may(me, "entries.read"), question)
    return _found_or_made(slot, (now.seq, now.digest, me.today), work)


def reference(session: Session, me: Me, question: Hashable, work: Callable[[], T]) -> T:
    """The same of what rests on the ward's reference data alone: it stays true while products are logged."""
    if not session.info.get("reads"):
        return work()
    return _found_or_made((db.database_of(session), me.ward_id, question), head(session, me).reference_digest, work)


def items(
    session: Session,
    me: Me,
    question: str,
    states: Sequence[tuple[int, Hashable]],
    work: Callable[[list[int]], Iterable[T]],
) -> list[T]:
    """What work answers of each of these, by their keys and in their order, or what it answered of one before.

    states: each key with what moves whenever anything of that one changes; what else an answer depends on is reference
    data. So a list that must be told anew is mostly made of what was told already.
    """
    if not session.info.get("reads"):
        return list(work([key for key, _ in states]))
    digest, slot = head(session, me).reference_digest, f"{db.database_of(session)} {me.ward_id} {question}"
    found = {key: _items.find((slot, key), (digest, state)) for key, state in states}
    missing = [key for key, kept in found.items() if kept is None]
    made = dict(zip(missing, work(missing), strict=True)) if missing else {}
    for key, state in states:
        if key in made:
            _items.keep((slot, key), _Kept((digest, state), made[key], _size(made[key])))
    return [made[key] if kept is None else kept.answer for key, kept in found.items()]


class Growing(NamedTuple):
    """A question whose answer is made of the one before where products were logged since, and nothing else of products
    was changed; alone: nothing else at all."""

    question: Hashable
    alone: bool = False


def grown(session: Session, me: Me, asked: Growing, work: Callable[[], T], more: Callable[[T, Sequence[int]], T]) -> T:
    """What work answers, or what more makes of the answer before and the numbers of the products logged since."""
    if not session.info.get("reads"):
        return work()
    now, slot = head(session, me), (db.database_of(session), me.ward_id, asked)
    last = _sums.last(slot)
    fresh = trail.logged_since(session, me.ward_id, last.state, now, asked.alone) if last is not None else None
    if last is not None and fresh is not None:
        made: T = more(last.answer, fresh) if fresh else last.answer
    else:
        made = work()
    if last is None or last.state != now:
        _sums.keep(slot, _Kept(now, made, _size(made)))
    return made


def part(session: Session, me: Me, question: Hashable, work: Callable[[], T]) -> T:
    """What several answers are made of, for as long as this session asks about one ward: it is not worth more room."""
    if not (session.info.get("reads") or session.info.get("still")):
        return work()
    session.connection()
    notes = db.notes(session)
    of, parts = notes.get("parts", (None, {}))
    if of != me.ward_id:
        parts = {}
        notes["parts"] = (me.ward_id, parts)
    if question not in parts:
        parts[question] = work()
    found: T = parts[question]
    return found


@contextmanager
def still(session: Session) -> Iterator[None]:
    """While this is open a session that writes only reads: what several answers are made of is worked out once.

    What was changed before is read as it is now, and nothing of this is known any more afterwards.
    """
    if session.info.get("reads") or session.info.get("still"):
        yield
        return
    session.flush()
    session.info["still"] = True
    try:
        yield
    finally:
        del session.info["still"]
        db.notes(session).pop("parts", None)


def of_city(session: Session, me: Me, question: Hashable, work: Callable[[], T]) -> T:
    """What work answers about all wards, or what it answered before any of them had changed or begun a new day."""
    if not session.info.get("reads"):
        return work()
    return _found_or_made((db.database_of(session), "city", question), _state_of_city(session, me), work)


def as_of(session: Session, me: Me) -> datetime:
    """The moment of the ward's last change, or the start of its present day if that is later: an answer is as of then,
    however often it is asked for.
    """
    zone = ZoneInfo(me.ward.timezone)
    return max(head(session, me).at, datetime.combine(me.today, time(), zone).astimezone(UTC))


def head(session: Session, me: Me) -> Head:
    """The head of the ward's trail in this session's snapshot, read once."""
    heads = trail.known(session)
    if me.ward_id not in heads:
        heads[me.ward_id] = trail.head(session, me.ward_id)
    return heads[me.ward_id]


def forget() -> None:
    """Empties the stores: for who changes a database behind the program's back."""
    _store.forget()
    _items.forget()
    _sums.forget()


def _found_or_made(slot: Hashable, state: Hashable, work: Callable[[], T]) -> T:
    found = _store.find(slot, state)
    if found is not None:
        kept: T = found.answer
        return kept
    made = work()
    _store.keep(slot, _Kept(state, made, _size(made)))
    return made


def _state_of_city(session: Session, me: Me) -> Hashable:
    """Which wards there are, how each is called, and its state; days are the same where time zones are."""
    trail.known(session).update(trail.heads(session))
    heads, wards = trail.known(session), session.execute(select(*(_WARD.c[name] for name in _NAMES))).all()
    days = {row.timezone: me.at.astimezone(ZoneInfo(row.timezone)).date() for row in wards}
    return tuple((*row, *heads[row.id][:2], days[row.timezone]) for row in wards if row.id in heads)


def _size(value: Any) -> int:
    """About how many bytes it takes; of a long list the first ones speak for all."""
    if isinstance(value, bytes | str):
        return 60 + len(value)
    if isinstance(value, dict):
        return _sizes(value.values(), len(value)) + 100 * len(value)
    if isinstance(value, list | tuple | set | frozenset):
        return _sizes(value, len(value))
    if is_dataclass(value):
        names = [field.name for field in fields(value)]
        return _sizes([getattr(value, name) for name in names], len(names), looked_at=len(names))
    return 32


def _sizes(values: Any, count: int, looked_at: int = LOOKED_AT) -> int:
    seen = [_size(value) for value, _ in zip(values, range(looked_at), strict=False)]
    return 64 + 8 * count + (sum(seen) * count // len(seen) if seen else 0)
