"""The feed of every change, in order, for systems that keep a copy."""

from typing import Any

from fastapi import Response
from pydantic import Field

from app.api.openapi import asks
from app.domain import access, ids, trail
from app.domain.pages import MOST, USUAL
from app.web import tables
from app.web.answers import conditional, json_response
from app.web.deps import ApiReads
from app.web.routing import ApiRouter
from app.web.sheets import Sheet
from app.web.tables import Form

router = ApiRouter(tags=["changes"])


class ChangesQuery(Form):
    after: int = Field(default=0, ge=0, le=ids.LARGEST)
    limit: int = Field(default=USUAL, ge=1, le=MOST)


@router.get("/changes", summary="Every change after a seq, oldest first", openapi_extra=asks(ChangesQuery))
def index(call: ApiReads) -> Response:
    access.require(call.me, "changes.follow")
    asked = call.query(ChangesQuery)
    found = trail.since(call.session, call.me, asked.after, asked.limit + 1)
    items = found[: asked.limit]
    more = len(found) > asked.limit
    path = f"{call.request.url.path}?after={items[-1].seq}&limit={asked.limit}" if more else None
    rows = [trail.shape(change) for change in items]
    return conditional(call.request, _told(call, asked, rows, path))


def _told(call: ApiReads, asked: ChangesQuery, rows: list[dict[str, Any]], path: str | None) -> Response:
    if not tables.wants_table(call.request, asked):
        return json_response({"items": rows, "next": path})
    if asked.excel:
        return Sheet(call, call.me, "changes").respond("changes", trail.FIELDS, rows)
    return tables.respond("changes", trail.FIELDS, rows, path)
