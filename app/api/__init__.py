"""A door for programs: /api/v1, JSON by code and id; the same permissions as the pages, from the same code."""

from fastapi import Request, Response

from app.api import (
    attachments,
    audit,
    batches,
    boards,
    changes,
    concerns,
    coverage,
    days_off,
    docs,
    errors,
    indicators,
    matrices,
    me,
    products,
    reference_data,
    registers,
    settings,
    tokens,
    transmittals,
    users,
    wards,
    webhooks,
)
from app.domain.errors import NotFound
from app.web.deps import ApiReads
from app.web.methods import require_route
from app.web.routing import ApiRouter

# Whatever is asked for by whichever method: who may ask is judged before what there is.
METHODS = ["GET", "POST", "PATCH", "PUT", "DELETE", "OPTIONS", "TRACE"]

router = ApiRouter()
for noun in (
    docs,
    errors,
    batches,
    reference_data,
    products,
    attachments,
    concerns,
    boards,
    registers,
    coverage,
    matrices,
    indicators,
    wards,
    changes,
    users,
    tokens,
    webhooks,
    transmittals,
    settings,
    days_off,
    audit,
    me,
):
    router.take(noun.router)


@router.api_route("/{rest:path}", methods=METHODS, include_in_schema=False)
def nothing_here(call: ApiReads, request: Request, rest: str) -> Response:
    """What is no route answers as what is not yours: 401 without a token, else the same 404; 405 for another method."""
    require_route(request)
    raise NotFound()
