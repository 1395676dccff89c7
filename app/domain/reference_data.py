"""Reference data by code: what every catalogue does the same way, to list, find, create, change and retire a row."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import chain, count
from typing import Any, Generic, Literal, TypeVar

from sqlalchemy import func, tuple_
from sqlmodel import Session, col, select

from app.domain import access, changing, gathering, kept, privacy, sources, trail, uses
from app.domain.access import Me
from app.domain.changing import TOLD, partial
from app.domain.errors import Conflict, Fault, Faults, NotFound, Say, refuse
from app.domain.inputs import CODE, Input
from app.domain.keys import by_key
from app.domain.pages import Ask, Page, after, cut
from app.domain.retiring import ALWAYS, Use
from app.domain.sources import Saved, Sent
from app.domain.words import has_words, unmarked
from app.models import Axis, Campaign, Channel, ContentGroup, Directive, Group, Material, Topic, Unit
from app.models.keys import Coded

Row = TypeVar("Row", bound=Coded)
Removal = Literal["retired", "deleted"]
FREE = frozenset({"name", "title", "message", "aim", "guidance", "full_name", "change_reason"})


@dataclass(frozen=True)
class Wanted:
    """Which rows a list has: q finds words of the code and the names without diacritics, equal names columns."""

    q: str | None = None
    active: bool | None = None
    updated_after: datetime | None = None
    equal: Mapping[str, Any] = field(default_factory=dict)


EVERY = Wanted()


@dataclass(frozen=True)
class Catalogue(Generic[Row]):
    """A noun of the reference data.

    check sees the row as it will be and as it was (None when new), and answers with warnings or raises; it writes
    nothing. use says how a row ends. A catalogue without a right, that of whoever changes it, is only read. Where a row
    brings more with it, its noun says so in `with_it`.
    """

    table: type[Row]
    entity: str
    takes: type[Input]
    right: str = ""
    check: Callable[[Session, Me, Row, dict[str, Any] | None, Input | None], list[Fault]] = lambda *_: []
    use: Use = ALWAYS
    # Fields told as yes or no, and the column that holds since when: {"closed": "closed_at"}.
    moments: Mapping[str, str] = field(default_factory=dict)

    @property
    def changes(self) -> type[Input]:
        told = ("code", "active", *TOLD, *(("source",) if self.is_named else ()))
        return partial(self.takes, told, is_retirable=self.use.can_end)

    @property
    def is_named(self) -> bool:
        """Whether systems send its rows under names of their own."""
        return "external_id" in self.takes.model_fields

    @property
    def sent(self) -> Sent[Row]:
        """The noun as other systems send it."""
        return Sent(self.table, self.right, self.takes, self.changes, self._entered, self._edited)

    def find(self, session: Session, me: Me, code: str) -> Row:
        """The row through this person's eyes, a retired one too; raises NotFound."""
        access.require(me, "entries.read")
        if not CODE.fullmatch(code):
            raise NotFound()
        return by_key(session, me, self.table, code)

    def page(self, session: Session, me: Me, ask: Ask, wanted: Wanted = EVERY) -> Page[Row]:
        """Rows in the ward's own order."""
        access.require(me, "entries.read")
        table: Any = self.table
        statement = select(self.table).where(table.ward_id == me.ward_id)
        for name, value in wanted.equal.items():
            statement = statement.where(getattr(table, name) == value)
        if wanted.updated_after is not None:
            statement = statement.where(table.updated_at > wanted.updated_after.astimezone(UTC))
        key = [table.position, table.code] if "position" in table.model_fields else [table.code]
        if ask.after:
            kinds = (int, str) if len(key) == 2 else (str,)
            statement = statement.where(tuple_(*key) > tuple_(*after(ask, *kinds)))
        statement = statement.order_by(*key)
        if wanted.q is None and wanted.active is None:
            rows = list(session.exec(statement.limit(ask.limit + 1)))
        else:
            # Whether a life holds today, and folded words, are the domain's to say; a ward's reference data is small.
            rows = [row for row in session.exec(statement) if self._matches(me, row, wanted)]
        return cut(rows, ask, lambda row: [getattr(row, column.key) for column in key])

    def _matches(self, me: Me, row: Row, wanted: Wanted) -> bool:
        if wanted.active is not None and self.use.is_active(me, row) != wanted.active:
            return False
        return has_words(wanted.q or "", *(getattr(row, name, None) for name in ("code", "name", "title", "number")))

    def create(self, session: Session, me: Me, data: Any) -> tuple[Row, list[Fault]]:
        """A new row at the end of the order, and what is odd about it. Raises Forbidden, Refused, what check raises."""
        access.require(me, self.right)
        pending = gathering.is_pending(session, self.table, data.code)
        if pending or session.get(self.table, (me.ward_id, data.code)) is not None:
            raise refuse(("code",), Say("Mã này đã có. Chọn một mã khác."), "taken")
        row = self.table(ward_id=me.ward_id, code=data.code, created_at=me.at, updated_at=me.at)
        if "position" in self.table.model_fields:
            row.position = next(self._positions(session, me))
        changing.apply(me, self, row, data, set(type(data).model_fields) - {"code"})
        sources.sign(session, me, row, None)
        warnings = self.check(session, me, row, None, data)
        gathering.lay(session, row, is_new=True)
        note = trail.Note("created", self.entity, row.code, *self._noted(row, data))
        gathering.tell(session, me, row, self.with_it(session, me, row, note), is_new=True)
        return row, warnings

    def with_it(self, _session: Session, _me: Me, _row: Row, note: trail.Note) -> trail.Note:
        """Stores what the row brings with it, now that it is stored; answers what is to be told of all of it."""
        return note

    def change(self, session: Session, me: Me, row: Row, data: Any) -> list[Fault]:
        """Changes what was sent; answers with what is odd. Raises Forbidden, and what check raises.

        Where the row is as it was before, nothing is judged or written.
        """
        access.require(me, self.right)
        before = row.model_dump()
        changing.give(session, me, self, row, data)
        if row.model_dump() == before:
            return []
        with session.no_autoflush:
            sources.sign(session, me, row, before)
            warnings = self.check(session, me, row, before, data)
        if not trail.differs(row, before):
            return []
        row.updated_at = me.at
        gathering.lay(session, row)
        words = trail.why(getattr(data, "change_reason", None))
        note = trail.Note("changed", self.entity, row.code, words=words, before=before)
        gathering.tell(session, me, row, self.with_it(session, me, row, note))
        return warnings

    def needs(self, name: str) -> bool:
        """Whether the field must have a value."""
        info = self.takes.model_fields[name]
        return info.is_required() or info.default is not None

    def remove(self, session: Session, me: Me, row: Row, reason: str | None = None) -> Removal:
        """Deletes what nothing uses, retires the rest, and says which.

        A reason is needed where a closed period's figures change. Raises Forbidden, Conflict where the catalogue
        keeps the row as it is, and what check raises.
        """
        access.require(me, self.right)
        why_not = self.use.keeps(session, me, row)
        if why_not is not None:
            raise Conflict(why_not, "in_use")
        used, before = is_used(session, row), row.model_dump()
        given = self.changes.model_construct(_fields_set={"change_reason"}, change_reason=reason)
        with session.no_autoflush:
            (self.use.retire if used else self.use.vanish)(me, row)
            self.check(session, me, row, before, given)
        row.updated_at = me.at
        if not used:
            session.refresh(row)
            session.delete(row)
        session.flush()
        action: Removal = "retired" if used else "deleted"
        trail.note(session, me, trail.Note(action, self.entity, row.code, words=trail.why(reason), before=before))
        return action

    def shape(self, me: Me, row: Row) -> dict[str, Any]:
        """A row as other systems see it: its fields, whether it is active today, and when it came and changed."""
        own = {name: self.told(row, name) for name in self._own()}
        return own | {"active": self.use.is_active(me, row), "created_at": row.created_at, "updated_at": row.updated_at}

    def told(self, row: Row, name: str) -> Any:
        """What a field of the row is to others."""
        return getattr(row, self.moments[name]) is not None if name in self.moments else getattr(row, name, None)

    def fields(self) -> list[str]:
        """The names that `shape` gives, each once, in its order."""
        return list(dict.fromkeys((*self._own(), "active", "created_at", "updated_at")))

    def _own(self) -> list[str]:
        names = [name for name in self.takes.model_fields if name != "change_reason"]
        return [*names, "source"] if self.is_named else names

    def _entered(self, session: Session, me: Me, data: Any) -> Saved[Row]:
        return Saved(*self.create(session, me, data), is_new=True)

    def _edited(self, session: Session, me: Me, row: Row, data: Any) -> Saved[Row]:
        return Saved(row, self.change(session, me, row, data))

    def _noted(self, row: Row, data: Any) -> tuple[dict[str, Any], dict[str, Any] | None]:
        names = set(data.sent)
        facts = {name: self.told(row, name) for name in sorted(names - FREE)}
        words = {name: getattr(data, name) for name in sorted(names & FREE) if getattr(data, name) is not None}
        return facts, words or None

    def _positions(self, session: Session, me: Me) -> Iterator[int]:
        """Those behind the last, one after the other; one that a refused row drew stays empty."""
        table: Any = self.table
        last = select(func.coalesce(func.max(table.position), 0)).where(table.ward_id == me.ward_id)
        return gathering.once(session, ("position", table), lambda: count(int(session.exec(last).one()) + 1))


def require_codes(session: Session, me: Me, table: type[Coded], field: str, codes: Iterable[str | None]) -> list[Fault]:
    """A fault for each code that the ward does not have; field is where the list or the single code stands."""
    wanted = [code for code in codes if code is not None]
    if not wanted:
        return []
    known = gathering.once(session, ("codes", table), lambda: _codes(session, me, table))
    unknown = [code for code in wanted if code not in known and not gathering.is_pending(session, table, code)]
    return [Fault((field,), no_such(code), "unknown") for code in unknown]


FILTERS: dict[str, type[Coded]] = {
    **dict.fromkeys(("unit", "partner", "owner_unit", "lead_unit", "parent", "looked_after_by"), Unit),
    "campaign": Campaign,
    "channel": Channel,
    "topic": Topic,
    "content_group": ContentGroup,
    "axis": Axis,
    "directive": Directive,
    "material": Material,
    "group": Group,
}


def require_known(session: Session, me: Me, asked: Input) -> None:
    """Raises Refused where a filter names a code that the ward does not have; a retired one is known."""
    faults = Faults()
    for name, table in FILTERS.items():
        code = getattr(asked, name, None)
        if code is not None and code not in _codes(session, me, table):
            faults.add((name,), no_such(code), "unknown")
    faults.raise_if_any()


def _codes(session: Session, me: Me, table: type[Coded]) -> frozenset[str]:
    """All that the ward has, kept: a list that is asked for again and again asks for them once."""

    def read() -> frozenset[str]:
        return frozenset(session.exec(select(col(table.code)).where(table.ward_id == me.ward_id)))

    return kept.reference(session, me, ("codes", table.__name__), read)


def no_such(code: str) -> Say:
    """The ward has no such code; one that reads like somebody's number is not repeated."""
    if privacy.kinds(code):
        return Say("Phường không có mã này.")
    return Say("Không có mã «{code}» trong phường.", code=code)


def free_code(session: Session, me: Me, table: type[Coded], words: str, blank: str) -> str:
    """A code that nothing in the ward has, made of words: «Phân loại rác» is PHAN-LOAI-RAC, then PHAN-LOAI-RAC-2."""
    bare = re.sub(r"[^A-Z0-9]+", "-", unmarked(words).upper()).strip("-")[:30].strip("-") or blank
    taken = set(session.exec(select(col(table.code)).where(table.ward_id == me.ward_id)))
    taken |= {one.code for one in gathering.pending(session, table)}
    return next(code for code in chain([bare], (f"{bare}-{number}" for number in count(2))) if code not in taken)


def is_used(session: Session, row: Coded) -> bool:
    """Whether any row of the ward refers to this one, by a foreign key or in a list of codes."""
    return row.code in uses.of(session, row.ward_id, type(row), [row.code])
