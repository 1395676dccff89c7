"""What the pages of reference data do alike: a form for a new row and for one that is there, and the end of a row."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from fastapi import Response

from app.domain import access, reference_data
from app.domain.reference_data import Catalogue
from app.domain.words import said
from app.web import form, pages
from app.web.arrival import RawBody
from app.web.deps import Call, PageReads, PageWrites
from app.web.form import ASK, Filled, Form, Sent, Typed
from app.web.routing import Router
from app.web.trail_labels import this


@dataclass(frozen=True)
class Noun:
    """A catalogue's pages lie under /name; context gives its form what it offers, first what a new row begins with."""

    name: str
    catalogue: Catalogue[Any]
    context: Callable[[Call, Any, Filled], dict[str, Any]] = lambda *_: {}
    first: Callable[[Call], Typed] = lambda _: {}
    # What was filled in for a new row, with what it gets when that was left empty.
    given: Callable[[Call, Sent], dict[str, Any]] = lambda _, sent: sent.given()
    # What the page before a row's end is told.
    ending: Callable[[Call, Any], dict[str, Any]] = lambda *_: {}
    # Whether a row has a page of its own, and whether one that was retired is shown there and not in the list.
    has_page: bool = False
    stays: bool = False
    # Whether it ends here; a campaign has steps of its own.
    ends: bool = True
    special: Form | None = None

    @property
    def form(self) -> Form:
        return self.special or Form(self.catalogue.takes, thing=this(self.catalogue.entity))

    def address(self, code: str, done: str) -> str:
        """Where a stored row is shown: its own page, or the list."""
        return f"/{self.name}/{code}?done={done}" if self.has_page else self.in_list(code, done)

    def in_list(self, code: str, done: str) -> str:
        return f"/{self.name}?done={done}&code={code}"


def routes(noun: Noun) -> Router:
    """Its pages but the list and a row's own, which is taken after these: its code could be «new»."""
    router = Router(prefix=f"/{noun.name}")
    _creating(router, noun)
    _changing(router, noun)
    if noun.ends:
        _ending(router, noun)
    if noun.ends and noun.catalogue.use.can_end:
        _restoring(router, noun)
    return router


def _creating(router: Router, noun: Noun) -> None:
    catalogue = noun.catalogue

    @router.get("/new")
    def new(call: PageReads) -> Response:
        access.require(call.me, noun.catalogue.right)
        return draw(call, noun, None, noun.form.blank(call, **noun.first(call)))

    @router.post("/new")
    def create(call: PageWrites, body: RawBody) -> Response:
        access.require(call.me, noun.catalogue.right)
        sent = noun.form.sent(call, body)

        def act() -> Response:
            data = call.read(catalogue.takes, noun.given(call, sent), form=True)
            row, warnings = catalogue.create(call.session, call.me, data)
            sent.require_sure(warnings)
            return pages.go(noun.address(row.code, "created"))

        return sent.once(act, lambda filled: draw(call, noun, None, filled))


def _changing(router: Router, noun: Noun) -> None:
    catalogue = noun.catalogue

    @router.get("/{code}/edit")
    def edit(call: PageReads, code: str) -> Response:
        row = own(call, noun, code)
        return draw(call, noun, row, noun.form.of(call, catalogue.shape(call.me, row)))

    @router.post("/{code}/edit")
    def change(call: PageWrites, body: RawBody, code: str) -> Response:
        row, sent = own(call, noun, code), noun.form.sent(call, body)

        def act() -> Response:
            changes = sent.changes(catalogue.shape(call.me, row))
            data = call.read(catalogue.changes, changes, form=True)
            sent.require_sure(catalogue.change(call.session, call.me, row, data))
            return pages.go(noun.address(code, pages.changed(call, "changed")))

        return sent.once(act, lambda filled: draw(call, noun, own(call, noun, code), filled))


def _ending(router: Router, noun: Noun) -> None:
    @router.get("/{code}/remove")
    def ask_remove(call: PageReads, code: str) -> Response:
        return _ask(call, noun, own(call, noun, code), ASK.blank(call))

    @router.post("/{code}/remove")
    def remove(call: PageWrites, body: RawBody, code: str) -> Response:
        row, sent = own(call, noun, code), ASK.sent(call, body)
        name = called(row)

        def act() -> Response:
            done = noun.catalogue.remove(call.session, call.me, row, sent.reason)
            place = noun.address if noun.stays and done == "retired" else noun.in_list
            # What was deleted has no name but in the address.
            return pages.go(place(quote(name) if done == "deleted" else code, done))

        return sent.once(act, lambda filled: _ask(call, noun, own(call, noun, code), filled))


def _restoring(router: Router, noun: Noun) -> None:
    """«Dùng lại»: what was retired is taken back into use, from a page that says what that does."""

    @router.get("/{code}/restore")
    def ask_restore(call: PageReads, code: str) -> Response:
        return _ask_restore(call, noun, own(call, noun, code), ASK.blank(call))

    @router.post("/{code}/restore")
    def restore(call: PageWrites, body: RawBody, code: str) -> Response:
        row, sent = own(call, noun, code), ASK.sent(call, body)

        def act() -> Response:
            data = call.read(noun.catalogue.changes, {"active": True} | sent.given(), form=True)
            noun.catalogue.change(call.session, call.me, row, data)
            return pages.go(noun.address(code, pages.changed(call, "restored")))

        return sent.once(act, lambda filled: _ask_restore(call, noun, own(call, noun, code), filled))


def own(call: Call, noun: Noun, code: str) -> Any:
    """The row, for who may change it."""
    row = noun.catalogue.find(call.session, call.me, code)
    access.require(call.me, noun.catalogue.right)
    return row


def draw(call: Call, noun: Noun, row: Any, filled: Filled) -> Response:
    """The form; after a refusal or a question with what was typed, and what was said beside its field."""
    return form.draw(call, f"{noun.name}/form.html", filled, row=row, **noun.context(call, row, filled))


def _ask(call: Call, noun: Noun, row: Any, filled: Filled) -> Response:
    is_used = reference_data.is_used(call.session, row)
    return form.draw(call, f"{noun.name}/remove.html", filled, row=row, is_used=is_used, **noun.ending(call, row))


def _ask_restore(call: Call, noun: Noun, row: Any, filled: Filled) -> Response:
    return form.draw(call, "reference_data/restore.html", filled, row=row, name=called(row), place=f"/{noun.name}")


def called(row: Any) -> str:
    """What people call the row; a period has no name but its code's."""
    return str(getattr(row, "name", None) or getattr(row, "title", None) or said(row.code))
