"""Imports from a spreadsheet: choose a file, see what it would do and what is wrong, then take all of it or nothing.

The rows travel through the page, packed: nothing of a file lies on the server between the two steps, so a restart or
another worker loses nothing and nothing is left behind. They are read and judged anew when they come back.
"""

import base64
import binascii
import json
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from fastapi import Response

from app.domain import imports
from app.domain.access import require_role
from app.domain.errors import Fault, Refused, Say, refuse
from app.domain.imports import Draft, Kind, accounts, groups, reading
from app.domain.inputs import Input, Text
from app.web import pages, tables
from app.web.deps import Call, PageReads, PageWrites, RawBody, Router, of_many
from app.web.forms import fields_of
from app.web.pressed import at_reason, pressed
from app.web.small_files import file_of

MOST_SHOWN = 200
MOST_UNPACKED = 16 * 1024 * 1024


class Confirmed(Input):
    change_reason: Text | None = None


@dataclass(frozen=True)
class Import:
    """The pages of one kind of list, under /noun/import; done: where they lead once the rows are taken."""

    kind: Kind
    template: str
    file: str
    done: Callable[[dict[str, int]], str]

    @property
    def path(self) -> str:
        return f"/{self.kind.noun}/import"


def routes(one: Import) -> Router:
    router = Router(prefix=one.path)

    @router.get("")
    def new(call: PageReads) -> Response:
        require_role(call.me, *one.kind.writers)
        return _draw(call, one, None)

    @router.get("/template")
    def template(call: PageReads) -> Response:
        return tables.excel_file(one.file, imports.template(call.session, call.me, one.kind))

    @router.post("")
    @of_many
    def preview(call: PageReads, body: RawBody) -> Response:
        require_role(call.me, *one.kind.writers)
        try:
            rows = reading.rows_of(file_of(call.request, body, "file"))
            draft = imports.draft(call.session, call.me, one.kind, rows)
        except Refused as refused:
            return _draw(call, one, None, refused.faults)
        return _draw(call, one, draft, packed=pack(rows))

    @router.post("/confirm")
    @of_many
    def confirm(call: PageWrites, body: RawBody) -> Response:
        require_role(call.me, *one.kind.writers)
        return _confirm(call, one, dict(fields_of(call.request, body, len(body.content))), body)

    return router


def _confirm(call: Call, one: Import, sent: dict[str, str], body: RawBody) -> Response:
    def act() -> Response:
        reason = call.read(Confirmed, {"change_reason": sent.get("change_reason", "").strip() or None}).change_reason
        rows = unpack(sent.get("rows", ""))
        counts = imports.store(call.session, call.me, one.kind, rows, sent.get("seen", ""), reason)
        return pages.go(one.done(counts))

    return pressed(call, sent.get("form_id", ""), body, act, lambda faults: _again(call, one, sent, faults), at_reason)


def _again(call: Call, one: Import, sent: dict[str, str], faults: list[Fault]) -> Response:
    """The preview once more, as the rows stand by now, with why they were not taken."""
    try:
        rows = unpack(sent.get("rows", ""))
        draft = imports.draft(call.session, call.me, one.kind, rows)
    except Refused as refused:
        return _draw(call, one, None, refused.faults)
    told = [fault for fault in faults if fault.loc in ((), ("change_reason",))]
    return _draw(call, one, draft, told, pack(rows), sent.get("change_reason", ""))


def _draw(
    call: Call, one: Import, draft: Draft | None, faults: list[Fault] | None = None, packed: str = "", reason: str = ""
) -> Response:
    wrong = bool(faults) or bool(draft and draft.faults)
    heads = {column.name: column.head for column in one.kind.columns(call.session, call.me)}
    return pages.show(
        call, one.template, 422 if wrong else 200, path=one.path, draft=draft, faults=faults or [], heads=heads,
        imported=counts(call), packed=packed, form_id=call.new_form_id(), change_reason=reason,
        most_shown=MOST_SHOWN,
        most_rows=one.kind.most, most_mb=reading.MOST_BYTES // 1024 // 1024,
    )  # fmt: skip


def pack(rows: list[list[str]]) -> str:
    return base64.b64encode(zlib.compress(json.dumps(rows, ensure_ascii=False).encode())).decode()


def unpack(packed: str) -> list[list[str]]:
    """The rows of a preview; raises Refused where something else came back."""
    try:
        opened = zlib.decompressobj()
        text = opened.decompress(base64.b64decode(packed, validate=True), MOST_UNPACKED)
        rows: Any = json.loads(text) if not opened.unconsumed_tail else None
    except (ValueError, binascii.Error, zlib.error, RecursionError):
        rows = None
    if not isinstance(rows, list) or not all(isinstance(row, list) and _are_texts(row) for row in rows):
        raise refuse(("file",), Say("Bản xem trước không còn nguyên. Chọn lại tệp."), "rows")
    reading.require_size(rows)
    return rows


def _are_texts(row: list[Any]) -> bool:
    return all(isinstance(cell, str) for cell in row)


def counts(call: Call) -> dict[str, int] | None:
    """How many rows were new, changed and the same, where an import has just been taken."""
    given = call.request.query_params
    names = ("new", "changed", "same")
    if given.get("done") != "imported" or not all(given.get(name, "").isdecimal() for name in names):
        return None
    return {name: int(given[name][:6]) for name in names}


def _to_groups(counts: dict[str, int]) -> str:
    return "/groups?" + urlencode({"done": "imported"} | counts)


def _to_accounts(counts: dict[str, int]) -> str:
    return f"/users/import?{urlencode({'done': 'imported'} | counts)}"


router = Router()
for found in (
    Import(groups.KIND, "groups/import.html", "mau-nhom-doi-tuong", _to_groups),
    Import(accounts.KIND, "users/import.html", "mau-tai-khoan", _to_accounts),
):
    router.include_router(routes(found))
