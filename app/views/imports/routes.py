"""Imports from a spreadsheet: choose a file, see what it would do and what is wrong, then take all of it or nothing.

The rows travel through the page, packed: nothing of a file lies on the server between the two steps, so a restart or
another worker loses nothing and nothing is left behind. They are read and judged anew when they come back. A long list
is judged by a job, and stays with it (web/long_lists).
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from fastapi import Response

from app.domain import access, imports
from app.domain.changing import Reason
from app.domain.errors import Refused
from app.domain.imports import Answers, Draft, Kind, Taken, reading
from app.domain.imports.sheets import Sheet
from app.models import Job
from app.views.imports import told, undoing
from app.views.imports.packed import pack, unpack
from app.web import form, long_lists, pages, workbooks
from app.web.arrival import RawBody
from app.web.deps import Call, PageReads
from app.web.field_labels import FIELDS
from app.web.fields import fields_of, nest
from app.web.form import ASK, Filled
from app.web.lists import KINDS
from app.web.routing import Router, Then, of_many
from app.web.small_files import file_of


@dataclass(frozen=True)
class Import:
    """The pages of one kind of list, under /noun/import; done: where they lead once the rows are taken."""

    kind: Kind
    template: str
    file: str
    done: Callable[[Taken], str]

    @property
    def thing(self) -> str:
        """What a row of it is called."""
        return told.THINGS[self.kind.noun]

    @property
    def path(self) -> str:
        return f"/{self.kind.noun}/import"


@dataclass(frozen=True)
class Came:
    """A preview that came back: its fields as they were sent, its rows, and what they would do, where that was judged.

    They are unpacked and judged before anyone has to wait for it.
    """

    fields: list[tuple[str, str]]
    sheet: Sheet
    prepared: Draft | None = None


def routes(one: Import) -> Router:
    router = Router(prefix=one.path)

    @router.get("")
    def new(call: PageReads) -> Response:
        access.require(call.me, one.kind.right)
        number = call.request.query_params.get("list")
        return _draw(call, one, None) if number is None else _show_long(call, one, number)

    @router.get("/template")
    def template(call: PageReads) -> Any:
        columns, examples = imports.template(call.session, call.me, one.kind)
        return workbooks.template(one.file, columns, examples, one.kind.most)

    @router.post("")
    @of_many
    def preview(call: PageReads, body: RawBody) -> Response | Then:
        access.require(call.me, one.kind.right)
        try:
            sheets = reading.sheets_of(file_of(call.request, body, "file"))
        except Refused as refused:
            return _draw(call, one, None, Filled({}, refused.faults))
        return _preview(call, one, sheets)

    @router.post("/confirm")
    @of_many
    def confirm(call: PageReads, body: RawBody) -> Response | Then:
        access.require(call.me, one.kind.right)
        return _come(call, one, fields_of(call.request, body, len(body.content)), body)

    return router


def _begun(one: Import, job: Job) -> Response:
    return pages.go(f"{one.path}?list={job.id}")


def _show_long(call: Call, one: Import, number: str) -> Response:
    """How far the job is, then what it found, or where it led."""
    job = long_lists.find(call.session, call.me, one.kind, number)
    if job.ended_at is None:
        return pages.show(call, "imports/under_way.html", job=job, at=one.path, thing=one.thing)
    if other := pages.to_be_loaded(call):
        return other
    if taken := long_lists.taken(job):
        return pages.go(one.done(taken))
    found = long_lists.found(call.settings, job)
    typed = {"change_reason": found.draft.answers.reason or "", "list": number} if found.draft else {}
    return _draw(call, one, found.draft, Filled(typed, found.faults))


def _confirm_long(call: Call, one: Import, fields: list[tuple[str, str]], number: str) -> Response:
    """Another job takes it in, once for this form."""
    job = long_lists.find(call.session, call.me, one.kind, number)
    sent = ASK.filled_in(call, repr(fields).encode(), fields)

    def act() -> Response:
        answers = _answers(call, dict(fields))
        return _begun(one, long_lists.order(call.session, call.me, one.kind, job.data["file"], answers))

    return sent.once(act, lambda filled: _draw(call, one, None, filled))


def _preview(call: Call, one: Import, sheets: list[Sheet]) -> Response | Then:
    if long_lists.is_long(one.kind, sheets):
        name = long_lists.keep(call.settings, sheets)
        return Then(lambda: _begun(one, long_lists.order(call.session, call.me, one.kind, name)))
    try:
        draft = imports.draft(call.session, call.me, one.kind, sheets)
    except Refused as refused:
        return _draw(call, one, None, Filled({}, refused.faults))
    return _draw(call, one, draft)


def _come(call: Call, one: Import, fields: list[tuple[str, str]], body: RawBody) -> Response | Then:
    """Judged while it only reads: nobody waits for that."""
    if number := dict(fields).get("list"):
        return Then(lambda: _confirm_long(call, one, fields, number))
    try:
        came = Came(fields, unpack(dict(fields).get("rows", "")))
    except Refused as refused:
        return _draw(call, one, None, Filled({}, refused.faults))
    with suppress(Refused):
        # What can't be judged is told under the turn.
        came = replace(came, prepared=_prepared(call, one, came))
    return Then(lambda: _confirm(call, one, came, body))


def _prepared(call: Call, one: Import, came: Came) -> Draft:
    """What the rows that came back would do, as it was answered."""
    return imports.draft(call.session, call.me, one.kind, [came.sheet], _answers(call, dict(came.fields)))


def _confirm(call: Call, one: Import, came: Came, body: RawBody) -> Response:
    sent = ASK.filled_in(call, body, came.fields)

    def act() -> Response:
        draft = came.prepared or _prepared(call, one, came)
        return pages.go(one.done(imports.store(call.session, call.me, one.kind, draft)))

    def again(filled: Filled) -> Response:
        return _again(call, one, came, filled)

    return sent.once(act, again)


def _answers(call: Call, sent: dict[str, str]) -> Answers:
    """What the preview's questions were answered with; what is no answer is none, and is asked again."""
    try:
        given = [(name, value) for name, value in sent.items() if name.partition(".")[0] in Answers.model_fields]
        reason = call.read(Reason, ASK.given(sent | {"change_reason": sent.get("change_reason", "")}), form=True)
        return call.read(Answers, nest(given) | {"reason": reason.change_reason}, form=True)
    except Refused:
        return Answers(seen=sent.get("seen", ""))


def _again(call: Call, one: Import, came: Came, filled: Filled) -> Response:
    """The preview once more, as the rows stand by now and as it was answered."""
    try:
        draft = _prepared(call, one, came)
    except Refused as refused:
        return _draw(call, one, None, Filled(filled.typed, refused.faults))
    of_rows = [fault for fault in filled.faults if fault.loc and isinstance(fault.loc[0], int)]
    known = {fault.loc for fault in draft.faults}
    draft.faults += [fault for fault in of_rows if fault.loc not in known]
    others = [fault for fault in filled.faults if fault not in of_rows]
    return _draw(call, one, draft, Filled(filled.typed, others))


def _draw(call: Call, one: Import, draft: Draft | None, filled: Filled | None = None) -> Response:
    blank = ASK.blank(call).typed
    typed = blank | (filled.typed if filled else {}) | {"form_id": blank["form_id"]}
    shown = Filled(typed, filled.faults if filled else [])
    columns = one.kind.columns(call.session, call.me) if draft else []
    heads = FIELDS | {column.name: column.head for column in columns}
    response = form.draw(
        call,
        one.template,
        shown,
        at=one.path,
        draft=draft,
        heads=heads,
        imported=counts(call),
        waiting=None if draft else long_lists.latest(call.settings, call.session, call.me, one.kind),
        packed=pack(draft.sheet) if draft and "list" not in typed else "",
        read_as=told.read_as,
        unread=told.unread,
        changing=told.changing,
        most_shown=told.MOST_SHOWN,
        most_rows=one.kind.most,
        most_mb=reading.MOST_BYTES // 1024 // 1024,
        thing=one.thing,
    )
    if draft and draft.faults:
        response.status_code = 422
    return response


def counts(call: Call) -> dict[str, int] | None:
    """How many rows were new, changed and the same, and the number of the import (0: it has none), where one has just
    been taken."""
    given = call.request.query_params
    names = ("new", "changed", "same", "number")
    if given.get("done") != "imported" or not all(given.get(name, "0").isdecimal() for name in names):
        return None
    return {name: int(given.get(name, "0")[:6]) for name in names}


def _to_groups(taken: Taken) -> str:
    return f"/groups?{_done(taken)}"


def _to_import(noun: str) -> Callable[[Taken], str]:
    """Back to where the next list is chosen, with what was taken."""
    return lambda taken: f"/{noun}/import?{_done(taken)}"


def _done(taken: Taken) -> str:
    return urlencode({"done": "imported"} | taken.counts | {"number": taken.number or 0})


router = Router()
for found in (
    Import(KINDS["groups"], "groups/import.html", "mau-nhom-doi-tuong", _to_groups),
    Import(KINDS["users"], "users/import.html", "mau-tai-khoan", _to_import("users")),
    Import(KINDS["products"], "products/import.html", "mau-san-pham", _to_import("products")),
    Import(KINDS["directives"], "imports/list.html", "mau-chu-truong", _to_import("directives")),
    Import(KINDS["units"], "imports/list.html", "mau-don-vi", _to_import("units")),
    Import(KINDS["concerns"], "imports/list.html", "mau-du-luan", _to_import("concerns")),
    Import(KINDS["surveys"], "imports/list.html", "mau-khao-sat", _to_import("surveys")),
):
    router.take(routes(found))
router.take(undoing.router)
