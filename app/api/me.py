"""What the token is that asks."""

from fastapi import Response

from app.domain import tokens
from app.web.answers import shown
from app.web.deps import ApiReads
from app.web.routing import ApiRouter

router = ApiRouter(tags=["me"])


@router.get("/me", summary="What this token is: its role, unit, ward and last day")
def show(call: ApiReads) -> Response:
    return shown(call, tokens.mine(call.session, call.me))
