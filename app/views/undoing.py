"""Undo: the button of a message takes back what was just done, and leads to the thing as it is then."""

from fastapi import Response

from app.domain import access, undoing
from app.models import Change
from app.web import pages
from app.web.arrival import RawBody
from app.web.deps import PageWrites
from app.web.fields import typed
from app.web.idempotency import once
from app.web.routing import Router

router = Router()
DONE = "?done=undone"


@router.post("/undo")
def create(call: PageWrites, body: RawBody) -> Response:
    access.require(call.me, "products.write")
    sent = typed(call.request, body, ("changes", "form_id"))
    seqs = [int(part) for part in sent["changes"].split(",") if part.isdecimal() and len(part) < 12]

    def act() -> Response:
        return pages.go(_after(undoing.undo(call.session, call.me, seqs)))

    return once(call, sent["form_id"] or None, body, act)


def _after(taken: list[Change]) -> str:
    """The page of what was taken back; where that is gone the list, after several Today."""
    if len(taken) > 1:
        return f"/{DONE}"
    [change] = taken
    is_gone = change.entity == "product" and change.action != "confirmed"
    return f"/{change.entity}s" + ("" if is_gone else f"/{change.entity_key}") + DONE
