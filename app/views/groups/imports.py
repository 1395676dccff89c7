"""Imports from a spreadsheet: choose a file, see what it would do and what is wrong, then take all of it or nothing.

The rows travel through the page, packed: nothing of a file lies on the server between the two steps, so a restart or
another worker loses nothing and nothing is left behind. They are read and judged anew when they come back.
"""

import base64
import binascii
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from fastapi import Response

from app.domain import access, imports, people
from app.domain.errors import Refused, Say, refuse
from app.domain.imports import Answers, Draft, Kind, Line, Taken, accounts, groups, past, reading, sheets
from app.domain.imports.past import Past
from app.domain.imports.sheets import Sheet
from app.views.trail import history
from app.web import form, pages, tables
from app.web.deps import Call, PageReads, PageWrites, RawBody, Router, of_many
from app.web.fields import fields_of, nest
from app.web.form import ASK, Filled
from app.web.small_files import file_of

MOST_SHOWN, MOST_NAMED = 200, 20
MOST_UNPACKED = 16 * 1024 * 1024


@dataclass(frozen=True)
class Import:
    """The pages of one kind of list, under /noun/import; done: where they lead once the rows are taken."""

    kind: Kind
    template: str
    file: str
    done: Callable[[Taken], str]

    @property
    def path(self) -> str:
        return f"/{self.kind.noun}/import"


def routes(one: Import) -> Router:
    router = Router(prefix=one.path)

    @router.get("")
    def new(call: PageReads) -> Response:
        access.require(call.me, one.kind.right)
        return _draw(call, one, None)

    @router.get("/template")
    def template(call: PageReads) -> Response:
        return tables.excel_file(one.file, imports.template(call.session, call.me, one.kind))

    @router.post("")
    @of_many
    def preview(call: PageReads, body: RawBody) -> Response:
        access.require(call.me, one.kind.right)
        try:
            found = reading.sheets_of(file_of(call.request, body, "file"))
            draft = imports.draft(call.session, call.me, one.kind, found)
        except Refused as refused:
            return _draw(call, one, None, Filled({}, refused.faults))
        return _draw(call, one, draft)

    @router.post("/confirm")
    @of_many
    def confirm(call: PageWrites, body: RawBody) -> Response:
        access.require(call.me, one.kind.right)
        return _confirm(call, one, fields_of(call.request, body, len(body.content)), body)

    return router


def _confirm(call: Call, one: Import, came: list[tuple[str, str]], body: RawBody) -> Response:
    sent, told = ASK.filled_in(call, body, came), dict(came)

    def act() -> Response:
        answers = _answers(call, told).model_copy(update={"reason": sent.reason})
        taken = imports.store(call.session, call.me, one.kind, [unpack(told.get("rows", ""))], answers)
        return pages.go(one.done(taken))

    return sent.once(act, lambda filled: _again(call, one, told, filled))


def _answers(call: Call, sent: dict[str, str]) -> Answers:
    """What the preview's questions were answered with; what is no answer is none, and is asked again."""
    try:
        nested = nest([(name, value) for name, value in sent.items() if name.partition(".")[0] in Answers.model_fields])
        return call.read(Answers, nested, form=True)
    except Refused:
        return Answers(seen=sent.get("seen", ""))


def _again(call: Call, one: Import, sent: dict[str, str], filled: Filled) -> Response:
    """The preview once more, as the rows stand by now and as it was answered, with why they were not taken."""
    try:
        draft = imports.draft(call.session, call.me, one.kind, [unpack(sent.get("rows", ""))], _answers(call, sent))
    except Refused as refused:
        return _draw(call, one, None, Filled(filled.typed, refused.faults))
    of_rows = [fault for fault in filled.faults if fault.loc and isinstance(fault.loc[0], int)]
    told = {fault.loc for fault in draft.faults}
    draft.faults += [fault for fault in of_rows if fault.loc not in told]
    others = [fault for fault in filled.faults if fault not in of_rows]
    return _draw(call, one, draft, Filled(filled.typed, others))


def _draw(call: Call, one: Import, draft: Draft | None, filled: Filled | None = None) -> Response:
    blank = ASK.blank(call).typed
    typed = blank | (filled.typed if filled else {}) | {"form_id": blank["form_id"]}
    shown = Filled(typed, filled.faults if filled else [])
    heads = {column.name: column.head for column in one.kind.columns(call.session, call.me)}
    response = form.draw(
        call, one.template, shown, at=one.path, draft=draft, heads=heads, imported=counts(call),
        packed=pack(draft.sheet) if draft else "", read_as=_read_as, changing=_changing, most_shown=MOST_SHOWN,
        most_rows=one.kind.most, most_mb=reading.MOST_BYTES // 1024 // 1024,
    )  # fmt: skip
    if draft and draft.faults:
        response.status_code = 422
    return response


def _read_as(draft: Draft) -> list[Say]:
    """What of the file was read, and what was not, where that isn't plain to see."""
    sheet, told = draft.sheet, []
    if sheet.name:
        told.append(Say("Đã đọc trang «{name}», tiêu đề ở dòng {row}.", name=sheet.name, row=str(draft.head_row)))
    if sheet.others:
        told.append(Say("Không đọc trang {names}.", names=", ".join(f"«{name}»" for name in sheet.others[:MOST_NAMED])))
    if draft.strange:
        told.append(Say("Không nhập những cột này: {names}.", names=", ".join(draft.strange[:MOST_NAMED])))
    if draft.hidden:
        rows = ", ".join(map(str, draft.hidden[:MOST_NAMED]))
        words = "{count} dòng đang ẩn trong bảng tính cũng được đọc: dòng {rows}."
        told.append(Say(words, count=len(draft.hidden), rows=rows))
    if draft.unseen:
        words = "{count} cột đang ẩn trong bảng tính cũng được đọc: {names}."
        told.append(Say(words, count=len(draft.unseen), names=", ".join(f"«{head}»" for head in draft.unseen)))
    if draft.examples:
        told.append(Say("Bỏ qua {count} dòng ví dụ.", count=draft.examples))
    if draft.erasing:
        empty = sum(len(line.erasable) for line in draft.erasing)
        told.append(Say("{count} ô trống không xóa gì trong sổ, trừ những ô đánh dấu ở cột Xóa.", count=empty))
    return told


def _changing(draft: Draft, most: int) -> list[Line]:
    """The edits that the preview shows: all that may erase something, for they must be answered, and some others."""
    others = [line for line in draft.of("changed") if not line.erasable]
    return [*draft.erasing, *others[: max(0, most - len(draft.erasing))]]


def pack(sheet: Sheet) -> str:
    return base64.b64encode(zlib.compress(sheets.dumped(sheet))).decode()


def unpack(packed: str) -> Sheet:
    """The sheet of a preview; raises Refused where something else came back."""
    try:
        opened = zlib.decompressobj()
        content = opened.decompress(base64.b64decode(packed, validate=True), MOST_UNPACKED)
        if not opened.unconsumed_tail:
            return sheets.loaded(content)
    except (ValueError, binascii.Error, zlib.error):
        pass
    raise refuse(("file",), Say("Bản xem trước không còn nguyên. Chọn lại tệp."), "rows")


def counts(call: Call) -> dict[str, int] | None:
    """How many rows were new, changed and the same, and the number of the import (0: it has none), where one has just
    been taken."""
    given = call.request.query_params
    names = ("new", "changed", "same", "number")
    if given.get("done") != "imported" or not all(given.get(name, "0").isdecimal() for name in names):
        return None
    return {name: int(given.get(name, "0")[:6]) for name in names}


def _to_groups(taken: Taken) -> str:
    return "/groups?" + urlencode({"done": "imported"} | taken.counts | {"number": taken.number or 0})


def _to_accounts(taken: Taken) -> str:
    return f"/users/import?{urlencode({'done': 'imported'} | taken.counts)}"


router = Router()
for found in (
    Import(groups.KIND, "groups/import.html", "mau-nhom-doi-tuong", _to_groups),
    Import(accounts.KIND, "users/import.html", "mau-tai-khoan", _to_accounts),
):
    router.take(routes(found))


@router.get("/groups/import/history")
def index(call: PageReads) -> Response:
    taken = past.latest(call.session, call.me)
    names = people.names(call.session, call.me, _persons(taken))
    return pages.show(call, "imports/history.html", taken=[(one, history.who(one.change, names)) for one in taken])


@router.get("/groups/import/{number}")
def show(call: PageReads, number: int) -> Response:
    return _show(call, past.find(call.session, call.me, number), ASK.blank(call))


@router.post("/groups/import/{number}/undo")
def undo(call: PageWrites, body: RawBody, number: int) -> Response:
    one, sent = past.find(call.session, call.me, number), ASK.sent(call, body)

    def act() -> Response:
        past.undo(call.session, call.me, one, sent.reason)
        return pages.go(f"/groups/import/{number}")

    return sent.once(act, lambda filled: _show(call, past.find(call.session, call.me, number), filled))


def _show(call: Call, one: Past, filled: Filled) -> Response:
    names = people.names(call.session, call.me, _persons([one]))
    rests = [] if one.undone else past.rests_on(call.session, call.me, one)
    # What rests on it is told by the page itself.
    told = replace(filled, faults=[fault for fault in filled.faults if fault.code != "in_use"])
    response = form.draw(
        call, "imports/show.html", told, one=one, who=history.who(one.change, names), rests=rests, heads=groups.HEADS,
        undone_by=history.who(one.undone, names) if one.undone else "",
    )  # fmt: skip
    response.status_code = filled.status
    return response


def _persons(taken: list[Past]) -> set[int]:
    changes = [change for one in taken for change in (one.change, one.undone) if change is not None]
    return {change.person_id for change in changes if change.person_id is not None}
