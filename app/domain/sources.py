"""What other systems send under names of their own: a known name is changed, not made again.

A source is the token's, whatever words it has at the time. Of one source an external id names one thing of a noun.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast

from sqlmodel import Session, SQLModel, col, select

from app.domain import access, gathering, inputs, privacy
from app.domain.access import Me
from app.domain.errors import Conflict, Fault, Forbidden, No, Refused, Say, refuse
from app.domain.gathering import Footing, Gathered
from app.domain.inputs import Input, Reference
from app.models import Change

Row = TypeVar("Row", bound=SQLModel)
# So many are judged while their sender waits, each by the rules of one.
MOST_ROWS = 500
OF_ANOTHER = Say("Mã ngoài này đã thuộc một mục khác.")
OF_ANOTHER_UNIT = Say("Mã ngoài này thuộc mục của đơn vị khác.")
ENDED = Say("Mục này đã ngừng; lần gửi này không đưa nó trở lại.")


class _Named(Input):
    external_id: Reference


@dataclass(frozen=True)
class Saved(Generic[Row]):
    """A thing that was stored, and what was odd about it."""

    row: Row
    warnings: list[Fault]
    is_new: bool = False


def by_hand(day: Any) -> Fault:
    sentence = Say("Đã được một người sửa tay ngày {day}; lần gửi này ghi đè.", day=day)
    return Fault(("external_id",), sentence, "edited_by_hand")


def source_of(
    session: Session, me: Me, table: type[SQLModel], now: Mapping[str, Any], before: Mapping[str, Any] | None
) -> str | None:
    """The system whose external id a row has: the first that gave it one. Raises Refused where it names another row.

    now and before are its columns as they will be, and as they are (None: it is new).
    """
    name, source = now["external_id"], now.get("source") or me.source
    if name is None or source is None or (before is not None and before["external_id"] == name):
        return now.get("source")
    with session.no_autoflush:
        if _find(session, me, table, source, name) is not None:
            raise refuse(("external_id",), OF_ANOTHER, "taken")
    return source


def sign(session: Session, me: Me, row: Any, before: Mapping[str, Any] | None) -> None:
    """Gives a row its source, where its table has one; raises Refused where its external id names another."""
    if "external_id" in type(row).model_fields:
        row.source = source_of(session, me, type(row), row.model_dump(), before)


def _find(session: Session, me: Me, table: Any, source: str, name: str) -> Any:
    """The row that a source calls so. Where the session gathers: a copy of it, as what was gathered leaves it."""
    gathered = gathering.here(session)
    if gathered is not None and (table, source, name) in gathered.named:
        found = gathered.named[table, source, name]
        return None if found is None else table(**found.model_dump())
    same = (table.ward_id == me.ward_id, table.source == source, table.external_id == name)
    return session.exec(select(table).where(*same)).first()


@dataclass(frozen=True)
class Sent(Generic[Row]):
    """A noun that other systems send, and its verbs."""

    table: type[Row]
    right: str
    takes: type[Input]
    changes: type[Input]
    enter: Callable[[Session, Me, Any], Saved[Row]]
    edit: Callable[[Session, Me, Row, Any], Saved[Row]]

    def put(self, session: Session, me: Me, sent: Any) -> Saved[Row]:
        """A new thing, or the one that its external id names already, of which only what was sent changes.

        Raises what the verbs raise, and Forbidden for a thing of another unit.
        """
        access.require_sent(me, self.right, sent)
        row = self._known(session, me, sent)
        if row is not None:
            return self._again(session, me, row, sent)
        data: Any = inputs.read(self.takes, sent)
        saved = self.enter(session, me, data)
        return Saved(saved.row, saved.warnings + _odd_name(data), saved.is_new)

    def prepare(self, session: Session, me: Me, sent: Sequence[Any]) -> "Prepared[Row]":
        """Each judged in its turn, as if those before it were stored; nothing is written."""
        access.require(me, self.right)
        with gathering.gathering(session) as gathered:
            gathered.named.update(self._named(session, me, sent))
            rows = [self._judged(session, me, one) for one in sent]
        return Prepared(Footing.here(session, me), rows, gathered)

    def _judged(self, session: Session, me: Me, sent: Any) -> Saved[Row] | No:
        try:
            return self.put(session, me, sent)
        except No as no:
            return no

    def _named(self, session: Session, me: Me, sent: Sequence[Any]) -> dict[Any, Row | None]:
        """What these name, asked for at once; None for names that are free."""
        names = {name for one in sent if (name := self._name(one)) is not None}
        if me.source is None or not names:
            return {}
        table: Any = self.table
        same = (table.ward_id == me.ward_id, table.source == me.source, table.external_id.in_(names))
        found = {row.external_id: row for row in session.exec(select(table).where(*same))}
        return {(table, me.source, name): found.get(name) for name in names}

    def _known(self, session: Session, me: Me, sent: Any) -> Row | None:
        name = self._name(sent)
        if me.source is None or name is None:
            return None
        return cast("Row | None", _find(session, me, self.table, me.source, name))

    def _name(self, sent: Any) -> str | None:
        """The external id that was sent, where it is one."""
        if isinstance(sent, dict) and "external_id" in self.takes.model_fields:
            with suppress(Refused):
                return inputs.read(_Named, {"external_id": sent.get("external_id")}).external_id
        return None

    def _again(self, session: Session, me: Me, row: Row, sent: dict[str, Any]) -> Saved[Row]:
        access.require(me, self.right, row)
        if sent.keys() & (self.changes.model_fields.keys() - self.takes.model_fields.keys()):
            # What only a change takes (a group's `active`) is nothing that is sent.
            inputs.read(self.takes, sent)
        data: Any = inputs.read(self.changes, self._fitting(row, sent))
        own = access.RIGHTS[self.right].own
        if own in data.sent and getattr(data, str(own)) != getattr(row, str(own)):
            raise Forbidden(OF_ANOTHER_UNIT)
        _require_ended(row, data)
        touched, before = _touched_by_hand(session, me, row), cast(Any, row).updated_at
        warnings = self.edit(session, me, row, data).warnings
        return Saved(row, warnings if cast(Any, row).updated_at == before else warnings + touched)

    def _fitting(self, row: Any, sent: dict[str, Any]) -> dict[str, Any]:
        """Without what stays as it is: a unit that is left open, and the code, which no other may take."""
        own = access.RIGHTS[self.right].own
        fitting = {name: value for name, value in sent.items() if name != own or value is not None}
        if "code" in self.takes.model_fields and fitting.pop("code", row.code) != row.code:
            raise refuse(("external_id",), OF_ANOTHER, "taken")
        return fitting


@dataclass(frozen=True)
class Prepared(Generic[Row]):
    """Things of one table, each judged or refused, and what that rests on."""

    footing: Footing
    rows: list[Saved[Row] | No]
    gathered: Gathered

    def is_fresh(self, session: Session, me: Me) -> bool:
        """Whether nothing that they rest on was changed since: the ward's reference data, their own table, products."""
        return self.gathered.is_fresh(session, me, self.footing)

    def store(self, session: Session, me: Me) -> dict[int, int]:
        """Stores what was judged right; answers which number below zero became which."""
        return self.gathered.store(session, me)


def _require_ended(row: Any, data: Any) -> None:
    """Raises Conflict where something that has ended would live on: that is a decision, not a dispatch."""
    ended = getattr(row, "retired_on", None)
    if ended is None or "retired_on" not in data.sent:
        return
    if data.retired_on is None or data.retired_on > ended:
        raise Conflict(ENDED, "retired")


def _touched_by_hand(session: Session, me: Me, row: Any) -> list[Fault]:
    """The warning that a person changed it since it was last sent; none where nobody did."""
    if gathering.is_pending(session, type(row), _key(row)):
        return []
    key = str(_key(row))
    changes = (Change.ward_id == me.ward_id, Change.entity == row.__tablename__, Change.entity_key == key)
    last = session.exec(select(Change).where(*changes).order_by(col(Change.seq).desc()).limit(1)).first()
    return [by_hand(last.at.date())] if last is not None and last.person_id is not None else []


def _key(row: Any) -> Any:
    return getattr(row, "id", None) or row.code


def _odd_name(data: Any) -> list[Fault]:
    return privacy.warnings(("external_id",), getattr(data, "external_id", None))


def of_register(entries: Any) -> Sent[Any]:
    """A register by number as other systems send it: app.domain.registers.Noun, which stands above this."""
    register = entries.REGISTER
    return Sent(register.table, register.right, register.takes, register.changes, entries.enter, entries.edit)
