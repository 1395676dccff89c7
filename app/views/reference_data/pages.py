"""What the pages of reference data do alike: a form for a new row and for one that is there, and the end of a row."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from fastapi import Response

from app.domain import access, reference_data
from app.domain.reference_data import Catalogue
from app.views.reference_data import restoring
from app.web import form, pages
from app.web.deps import Call, PageReads, PageWrites, RawBody, Router
from app.web.form import ASK, Filled, Form, Typed


@dataclass(frozen=True)
class Noun:
    """A catalogue's pages lie under /name; context gives its form what it offers, first what a new row begins with."""

    name: str
    catalogue: Catalogue[Any]
    context: Callable[[Call], dict[str, Any]] = lambda _: {}
    first: Callable[[Call], Typed] = lambda _: {}
    # Where a stored row is shown: its own page, or the list.
    at: Callable[[str], str] = lambda _: ""
    form: Form = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "form", Form(self.catalogue.takes))

    def address(self, code: str, done: str) -> str:
        return f"/{self.name}{self.at(code)}?done={done}&code={code}"


def routes(noun: Noun) -> Router:
    router = Router(prefix=f"/{noun.name}")
    _creating(router, noun)
    _changing(router, noun)
    _ending(router, noun)
    if noun.catalogue.use.can_end:
        restoring.routes(router, noun.catalogue, f"/{noun.name}", lambda code: noun.address(code, "restored"))
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
            data = call.read(catalogue.takes, sent.given(), form=True)
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
            return pages.go(noun.address(code, "changed"))

        return sent.once(act, lambda filled: draw(call, noun, own(call, noun, code), filled))


def _ending(router: Router, noun: Noun) -> None:
    @router.get("/{code}/remove")
    def ask_remove(call: PageReads, code: str) -> Response:
        return _ask(call, noun, own(call, noun, code), ASK.blank(call))

    @router.post("/{code}/remove")
    def remove(call: PageWrites, body: RawBody, code: str) -> Response:
        row, sent = own(call, noun, code), ASK.sent(call, body)

        def act() -> Response:
            done = noun.catalogue.remove(call.session, call.me, row, sent.reason)
            return pages.go(f"/{noun.name}?done={done}&code={code}")

        return sent.once(act, lambda filled: _ask(call, noun, own(call, noun, code), filled))


def own(call: Call, noun: Noun, code: str) -> Any:
    """The row, for who may change it."""
    row = noun.catalogue.find(call.session, call.me, code)
    access.require(call.me, noun.catalogue.right)
    return row


def draw(call: Call, noun: Noun, row: Any, filled: Filled) -> Response:
    """The form; after a refusal or a question with what was typed, and what was said beside its field."""
    return form.draw(call, f"{noun.name}/form.html", filled, row=row, **noun.context(call))


def done(call: Call, sentences: dict[str, str]) -> str:
    """What was just done, in words: the sentence of ?done= with the code that was meant."""
    given = call.request.query_params
    sentence = sentences.get(given.get("done", ""), "")
    return sentence.format(code=given.get("code", "")[:40])


def _ask(call: Call, noun: Noun, row: Any, filled: Filled) -> Response:
    is_used = reference_data.is_used(call.session, row)
    return form.draw(call, f"{noun.name}/remove.html", filled, row=row, is_used=is_used)
