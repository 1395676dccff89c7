"""Groups from a spreadsheet: a known code is updated in the columns that the file has, a new one is created."""

from collections.abc import Callable
from typing import Any

from sqlmodel import Session

from app.domain import groups, registers
from app.domain.access import Me, require_entries
from app.domain.errors import Fault, Say, refuse
from app.domain.imports import Change, Kind, Line
from app.domain.imports.columns import EXAMPLE, Column, Record
from app.domain.inputs import Input, read
from app.domain.words import fold
from app.models import Group

KINDS = {"residential": "Tổ dân phố", "party_cell": "Chi bộ", "audience": "Đối tượng khác"}
_WORDS = {fold(word): code for code, words in KINDS.items() for word in (words, code)}
_WORDS |= {"to": "residential", "tdp": "residential", "doi tuong": "audience"}
COLUMNS = [
    Column("code", "Mã", ("Mã nhóm", "Mã tổ", "Mã số")),
    Column("kind", "Loại", ("Loại nhóm",), words=_WORDS, choices="Tổ dân phố, Chi bộ hoặc Đối tượng khác"),
    Column("name", "Tên", ("Tên nhóm", "Tên tổ", "Tên tổ dân phố", "Tên chi bộ", "Nhóm")),
    Column("cluster", "Cụm", ("Cụm dân cư", "Tên cụm")),
    Column("population", "Số dân", ("Dân số", "Số người", "Số nhân khẩu", "Nhân khẩu"), is_number=True),
    Column("households", "Số hộ", ("Hộ", "Số hộ dân"), is_number=True),
    Column("active_from", "Từ ngày", ("Ngày bắt đầu",)),
    Column("retired_on", "Đến ngày", ("Ngày ngừng", "Ngày kết thúc")),
]  # fmt: skip
EXAMPLES = [
    {"code": f"{EXAMPLE}-1", "kind": KINDS["residential"], "name": "Ví dụ: Tổ dân phố số 1", "cluster": "Cụm 1",
     "population": "1.450", "households": "430", "active_from": "01/07/2026"},
    {"code": f"{EXAMPLE}-2", "kind": KINDS["party_cell"], "name": "Ví dụ: Chi bộ 2", "population": "38"},
]  # fmt: skip


def _judge(session: Session, me: Me) -> Callable[[Record], Line]:
    known = {group.code: group for group in groups.in_order(session, me)}
    alike = {code.casefold(): code for code in known}

    def judge(record: Record) -> Line:
        code = record.texts["code"]
        twin = alike.get(code.casefold(), code)
        if twin != code:
            sentence = Say("Trong sổ đã có mã «{twin}». Ghi đúng như vậy, kể cả chữ hoa.", twin=twin)
            raise refuse(("code",), sentence, "case")
        return _edited(record, known[code]) if code in known else _new(record)

    return judge


def _new(record: Record) -> Line:
    texts = registers.typed(groups.REGISTER, record.texts)
    data: Any = read(groups.REGISTER.takes, {name: text for name, text in texts.items() if text is not None}, form=True)
    names = [column.name for column in COLUMNS if column.name not in ("code", "name")]
    brought = [Change(name, None, getattr(data, name)) for name in names if getattr(data, name) is not None]
    return Line(record.row, data.code, data.name, data, "new", brought)


def _edited(record: Record, group: Group) -> Line:
    """Only what differs from the group as it stands."""
    texts = {name: text for name, text in record.texts.items() if name != "code"}
    sent = read(groups.REGISTER.changes, registers.typed(groups.REGISTER, texts), form=True)
    changes = _changes(group, sent)
    kept = {one.name: one.new for one in changes}
    data = groups.REGISTER.changes.model_construct(_fields_set=set(kept), **kept)
    name, what = kept.get("name", group.name), "changed" if changes else "same"
    return Line(record.row, group.code, name, data, what, changes, known=group)  # type: ignore[arg-type]


def _foresee(session: Session, me: Me, line: Line, reason: str | None) -> list[Fault]:
    if line.what == "same":
        return []
    return registers.foresee(session, me, groups.REGISTER, line.known, _with(line.data, reason))


def _with(data: Input, reason: str | None) -> Input:
    return data.model_copy(update={"change_reason": reason}) if reason else data


def _changes(group: Group, sent: Any) -> list[Change]:
    names = [column.name for column in COLUMNS if column.name in sent.sent]
    pairs = [(name, getattr(group, name), getattr(sent, name)) for name in names]
    return [Change(name, old, new) for name, old, new in pairs if old != new]


def _store(session: Session, me: Me, line: Line, reason: str | None) -> None:
    if line.what == "new":
        registers.create(session, me, groups.REGISTER, _with(line.data, reason))
    elif line.what == "changed":
        row = registers.find(session, me, groups.REGISTER, line.key)
        registers.change(session, me, groups.REGISTER, row, _with(line.data, reason))


KIND = Kind("groups", "code", groups.REGISTER.writers, lambda *_: COLUMNS, _judge, _store, EXAMPLES, _foresee)


def sheet(session: Session, me: Me) -> list[list[str]]:
    """The ward's groups in the layout of an import, to be edited and taken in again."""
    require_entries(me)
    rows = groups.in_order(session, me)
    cells = [[_text(column.name, getattr(group, column.name)) for column in COLUMNS] for group in rows]
    return [[column.head for column in COLUMNS], *cells]


def _text(name: str, value: Any) -> str:
    if value is None:
        return ""
    if name == "kind":
        return KINDS[value]
    return f"{value:%d/%m/%Y}" if name in ("active_from", "retired_on") else str(value)
