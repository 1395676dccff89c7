"""Groups from a spreadsheet: a known code is updated in the columns that the file has, a new one is created."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from typing import Any

from sqlmodel import Session

from app.domain import access, gathering, groups
from app.domain.access import Me
from app.domain.errors import Fault, Say, refuse
from app.domain.groups import Member
from app.domain.imports import Change, Kind, Line, each, past, reached, twins
from app.domain.imports.columns import EXAMPLE, Column, Record
from app.domain.imports.reached import Reached
from app.domain.inputs import Input, read
from app.domain.words import fold
from app.models import Group

_WORDS = {fold(word): code for code, words in groups.WORDS.items() for word in (words, code)}
_WORDS |= {"to": "residential", "tdp": "residential", "doi tuong": "audience"}
COLUMNS = [
    Column("code", "Mã", ("Mã nhóm", "Mã tổ", "Mã số")),
    Column(
        "kind",
        "Loại",
        ("Loại nhóm",),
        words=_WORDS,
        choices="Tổ dân phố, Chi bộ hoặc Đối tượng khác",
        offered=tuple(groups.WORDS.values()),
    ),
    Column("name", "Tên", ("Tên nhóm", "Tên tổ", "Tên tổ dân phố", "Tên chi bộ", "Nhóm")),
    Column("cluster", "Cụm", ("Cụm dân cư", "Tên cụm")),
    Column("population", "Số dân", ("Dân số", "Số người", "Số nhân khẩu", "Nhân khẩu"), is_number=True),
    Column("households", "Số hộ", ("Hộ", "Số hộ dân"), is_number=True),
    Column("looked_after_by", "Đơn vị phụ trách", ("Mã đơn vị phụ trách", "Phụ trách")),
    Column("active_from", "Từ ngày", ("Ngày bắt đầu",)),
    Column("retired_on", "Đến ngày", ("Ngày ngừng", "Ngày kết thúc")),
    Column("succeeds", "Kế tiếp", ("Kế tiếp nhóm", "Kế tiếp tổ", "Nhóm cũ", "Tổ cũ", "Thay cho")),
]
NUMBERS = ("population", "households")
HEADS = {column.name: column.head for column in COLUMNS}
# A number that became so many times as much, or as little, is asked about.
MANY = 3
EXAMPLES = (
    {
        "code": f"{EXAMPLE}-1",
        "kind": groups.WORDS["residential"],
        "name": "Ví dụ: Tổ dân phố số 1",
        "cluster": "Cụm 1",
        "population": "1.450",
        "households": "430",
        "active_from": "01/07/2026",
    },
    {"code": f"{EXAMPLE}-2", "kind": groups.WORDS["party_cell"], "name": "Ví dụ: Chi bộ 2", "population": "38"},
)


# Rows of a list are links of one another: old and new come in one file, in any order, and are judged as a whole.
_LIST = replace(groups.CATALOGUE, check=groups.check_alone)


def _judge(session: Session, me: Me, records: list[Record]) -> Callable[[Record, set[str]], Line]:
    known = {group.code: group for group in groups.in_order(session, me)}
    alike = {code.casefold(): code for code in known}
    named = {record.texts["code"] for record in records}
    twin_of = twins.finder(group for code, group in known.items() if code not in named)
    logged = cache(lambda: reached.by_group(session, me))

    def judge(record: Record, erased: set[str]) -> Line:
        code = record.texts["code"]
        same = alike.get(code.casefold(), code)
        if same != code:
            sentence = Say("Trong sổ đã có mã «{twin}». Ghi đúng như vậy, kể cả chữ hoa.", twin=same)
            raise refuse(("code",), sentence, "case")
        if code in known:
            return _edited(record, known[code], erased, logged)
        new = _new(record)
        twin = twin_of(new.data)
        return new if twin is None else replace(new, twin=_edited(record, twin, erased, logged))

    return judge


def _new(record: Record) -> Line:
    data: Any = read(groups.CATALOGUE.takes, record.filled, form=True)
    names = [column.name for column in COLUMNS if column.name not in ("code", "name")]
    brought = [Change(name, None, getattr(data, name)) for name in names if getattr(data, name) not in (None, [])]
    return Line(record.row, data.code, data.name, data, "new", brought, _odd(record, None, brought, dict))


def _edited(record: Record, group: Group, erased: set[str], logged: Callable[[], dict[str, Reached]]) -> Line:
    """Only what differs from the group as it stands; an empty cell changes nothing unless its value is to be erased."""
    texts = {name: text for name, text in record.filled.items() if name != "code"}
    sent = read(groups.CATALOGUE.changes, texts, form=True)
    empty = [name for name, text in record.texts.items() if not text and not groups.CATALOGUE.needs(name)]
    erasable = [Change(name, getattr(group, name), None) for name in empty if getattr(group, name) is not None]
    changes = _changes(group, sent) + [one for one in erasable if one.name in erased]
    kept = {one.name: one.new for one in changes}
    data: Any = groups.CATALOGUE.changes.model_construct(_fields_set=set(kept), **kept)
    name, what = kept.get("name", group.name), "changed" if changes else "same"
    odd = _odd(record, group, changes, logged)
    return Line(record.row, group.code, name, data, what, changes, odd, group, erasable)  # type: ignore[arg-type]


def _odd(
    record: Record, group: Group | None, changes: list[Change], logged: Callable[[], dict[str, Reached]]
) -> list[Fault]:
    """What is odd about numbers that a row brings or changes: columns may be swapped, or digits missing."""
    before = {name: getattr(group, name, None) for name in NUMBERS}
    news: dict[str, int] = {one.name: one.new for one in changes if one.name in NUMBERS and one.new is not None}
    told = [*_swapped(before | news)] if news else []
    for name, value in news.items():
        old, head = before[name], HEADS[name]
        if old is not None and not old < MANY * value < MANY**2 * old:
            told.append(Say("{head} từ {old} thành {new}, lệch từ ba lần trở lên.", head=head, old=old, new=value))
        if name in record.joined:
            told.append(Say("{head} {new} là của một ô gộp nhiều dòng. Nhóm nào cũng vậy?", head=head, new=value))
    people, was = news.get("population"), before["population"]
    if group is not None and people is not None and (was is None or people < was):
        found = logged().get(group.code)
        most = (found and found.most) or 0
        if most > people:
            told.append(Say("Đã ghi một lần tới {most} người, nhiều hơn số dân {new}.", most=most, new=people))
    return [Fault((), one, "magnitude") for one in told]


def _swapped(numbers: dict[str, int | None]) -> Iterator[Say]:
    people, homes = (numbers[name] for name in NUMBERS)
    if people is not None and homes is not None and homes > people:
        yield Say("Số hộ {homes} nhiều hơn số dân {people}. Có phải hai cột đổi chỗ?", homes=homes, people=people)


def _enter(session: Session, me: Me, line: Line, reason: str | None) -> list[Fault]:
    if line.what == "same":
        return []
    data = _with(line.data, reason)
    if line.what == "new":
        return _LIST.create(session, me, data)[1]
    row = gathering.standing(session, Group, me.ward_id, line.key)
    return [] if row is None else _LIST.change(session, me, row, data)


def _together(session: Session, me: Me, lines: list[Line]) -> list[Fault]:
    """Links that would not fit in the ward as these rows leave it."""
    before = {one.code: one for one in groups.members(session, me)}
    after, differing = dict(before), [line for line in lines if line.what != "same"]
    for line in differing:
        sent = {name: getattr(line.data, name) for name in Member._fields if name in line.data.sent}
        sent |= {"succeeds": tuple(sent["succeeds"])} if "succeeds" in sent else {}
        after[line.key] = after.get(line.key, Member(*(None,) * 7))._replace(**sent)  # type: ignore[arg-type]
    return [
        Fault((line.row, *fault.loc), fault.message, fault.code)
        for line in differing
        for fault in groups.links.faults(after[line.key], _fields(before.get(line.key)), after.values())
    ]


def _fields(group: Member | None) -> dict[str, Any] | None:
    return None if group is None else group._asdict()


def _with(data: Input, reason: str | None) -> Input:
    return data.model_copy(update={"change_reason": reason}) if reason else data


def _changes(group: Group, sent: Any) -> list[Change]:
    names = [column.name for column in COLUMNS if column.name in sent.sent]
    pairs = [(name, getattr(group, name), getattr(sent, name)) for name in names]
    return [Change(name, old, new) for name, old, new in pairs if old != new]


KIND = Kind(
    "groups",
    "code",
    groups.CATALOGUE.right,
    lambda *_: COLUMNS,
    each("code", _judge),
    examples=EXAMPLES,
    enter=_enter,
    taken=past.keep,
    together=_together,
)


def sheet(session: Session, me: Me) -> list[list[str]]:
    """The ward's groups in the layout of an import, to be edited and taken in again."""
    access.require(me, "entries.read")
    rows = groups.in_order(session, me)
    cells = [[_text(column.name, getattr(group, column.name)) for column in COLUMNS] for group in rows]
    return [[column.head for column in COLUMNS], *cells]


def _text(name: str, value: Any) -> str:
    if value is None:
        return ""
    if name == "kind":
        return groups.WORDS[value]
    if name == "succeeds":
        return ", ".join(value)
    return f"{value:%d/%m/%Y}" if name in ("active_from", "retired_on") else str(value)
