"""A form that was pressed: its act is done once, and what it refuses is told on the page that it came from."""

from collections.abc import Callable

from fastapi import Response

from app.domain.errors import Conflict, Fault, Loc, Refused, Say, refuse
from app.web import carried
from app.web.arrival import Body
from app.web.asked import Asked
from app.web.deps import Call
from app.web.once import once


def pressed(
    call: Call, form_id: str, body: Body | bytes, act: Callable[[], Response], again: Callable[[list[Fault]], Response],
    conflict_at: Callable[[Conflict], Loc] = lambda _: (),
    ask: Callable[[list[Fault]], Response] | None = None, sealed: bool = False,
) -> Response:  # fmt: skip
    """What act answers, else what again draws with the faults, or ask with what is odd; nothing of it stays then.

    sealed: the answer shows a secret once (web/once).
    """
    if carried.is_again(call.request):
        call.only_read()
        return again([Fault((), carried.SEE, "carried")])
    try:
        return once(call, form_id or None, body, act, sealed)
    except Refused as refused:
        faults = refused.faults
    except Conflict as conflict:
        faults = [Fault(conflict_at(conflict), conflict.message, conflict.code)]
    except Asked as asked:
        call.only_read()
        return (ask or again)(asked.warnings)
    call.only_read()
    return again(faults)


def require_fresh(opened: str, present: str, thing: str = "mục này") -> None:
    """Raises Refused where the ETag that the form was opened with is not the present one: someone changed the thing."""
    if opened != present:
        raise refuse((), Say("Có người đã sửa {thing} sau khi bạn mở. Mở lại trang để sửa tiếp.", thing=thing), "stale")


def at_reason(conflict: Conflict) -> Loc:
    """A closed period asks for a reason, beside the reason's own field."""
    return ("change_reason",) if conflict.code == "period_closed" else ()
