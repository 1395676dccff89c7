"""«Dùng lại»: what was retired is taken back into use, from a page that says what that does."""

from collections.abc import Callable
from typing import Any

from fastapi import Response

from app.domain import registers
from app.domain.access import require_role
from app.domain.errors import Fault
from app.domain.registers import Register
from app.web import pages
from app.web.deps import Call, PageReads, PageWrites, RawBody, Router
from app.web.forms import typed
from app.web.pressed import at_reason, pressed

FIELDS = ("form_id", "change_reason")


def routes(router: Router, register: Register[Any], place: str, back: Callable[[str], str]) -> None:
    """/{code}/restore under the router of a noun at this place; back is where a row is shown, by its code."""

    @router.get("/{code}/restore")
    def ask(call: PageReads, code: str) -> Response:
        row = _own(call, register, code)
        return _page(call, place, row, {"form_id": call.new_form_id(), "change_reason": ""})

    @router.post("/{code}/restore")
    def restore(call: PageWrites, body: RawBody, code: str) -> Response:
        row, sent = _own(call, register, code), typed(call.request, body, FIELDS)

        def act() -> Response:
            reason = {"change_reason": sent["change_reason"]} if sent["change_reason"].strip() else {}
            data = call.read(register.changes, {"active": True} | reason, form=True)
            registers.change(call.session, call.me, register, row, data)
            return pages.go(back(code))

        again = lambda faults: _page(call, place, _own(call, register, code), sent, faults)  # noqa: E731
        return pressed(call, sent["form_id"], body, act, again, at_reason)


def _own(call: Call, register: Register[Any], code: str) -> Any:
    row = registers.find(call.session, call.me, register, code)
    require_role(call.me, *register.writers)
    return row


def _page(call: Call, place: str, row: Any, sent: dict[str, str], faults: list[Fault] | None = None) -> Response:
    name = getattr(row, "name", None) or row.title
    return pages.show(
        call, "registers/restore.html", 422 if faults else 200, row=row, name=name, place=place, typed=sent,
        faults=faults or [], asks_reason=bool(faults or sent["change_reason"]),
    )  # fmt: skip
