"""What the token is that asks."""

from fastapi import Response

from app.api.reference_data import NoQuery
from app.domain import tokens
from app.web.answers import conditional, item
from app.web.deps import ApiReads
from app.web.routing import ApiRouter

router = ApiRouter(tags=["me"])


@router.get("/me", summary="What this token is: its role, unit, ward and last day")
def show(call: ApiReads) -> Response:
    call.query(NoQuery)
    return conditional(call.request, item(tokens.mine(call.session, call.me)))
