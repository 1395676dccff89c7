"""«Dùng lại»: what was retired is taken back into use, from a page that says what that does."""

from collections.abc import Callable
from typing import Any

from fastapi import Response

from app.domain import access
from app.domain.reference_data import Catalogue
from app.web import form, pages
from app.web.deps import Call, PageReads, PageWrites, RawBody, Router
from app.web.form import ASK, Filled


def routes(router: Router, catalogue: Catalogue[Any], place: str, back: Callable[[str], str]) -> None:
    """/{code}/restore under the router of a noun at this place; back is where a row is shown, by its code."""

    @router.get("/{code}/restore")
    def ask_restore(call: PageReads, code: str) -> Response:
        return _ask(call, place, _own(call, catalogue, code), ASK.blank(call))

    @router.post("/{code}/restore")
    def restore(call: PageWrites, body: RawBody, code: str) -> Response:
        row, sent = _own(call, catalogue, code), ASK.sent(call, body)

        def act() -> Response:
            data = call.read(catalogue.changes, {"active": True} | sent.given(), form=True)
            catalogue.change(call.session, call.me, row, data)
            return pages.go(back(code))

        return sent.once(act, lambda filled: _ask(call, place, _own(call, catalogue, code), filled))


def _own(call: Call, catalogue: Catalogue[Any], code: str) -> Any:
    row = catalogue.find(call.session, call.me, code)
    access.require(call.me, catalogue.right)
    return row


def _ask(call: Call, place: str, row: Any, filled: Filled) -> Response:
    name = getattr(row, "name", None) or row.title
    return form.draw(call, "reference_data/restore.html", filled, row=row, name=name, place=place)
