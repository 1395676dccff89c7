"""Media: what sort of body is read at all, whatever stands in it."""

from email.message import Message

from fastapi import Request

from app.domain.errors import Say
from app.web import arrival
from app.web.arrival import Body
from app.web.errors import Unread

CODED = Say("Nội dung nén thì không đọc được. Gửi không nén, không kèm Content-Encoding.")
NO_JSON = Say("Gửi nội dung JSON với Content-Type: application/json.")


def require_plain(request: Request) -> None:
    """Raises Unread for what was packed on its way."""
    if request.headers.get("content-encoding", "identity").strip().lower() not in ("", "identity"):
        raise Unread(CODED, "content_encoding")


def require_json(request: Request, body: Body) -> None:
    """Raises Unread for what says that it is no JSON, NeedsBody where that depends on whether anything is sent."""
    require_plain(request)
    if _is_json(request.headers.get("content-type", "")):
        return
    if arrival.length(request) or body.content:
        raise Unread(NO_JSON, "content_type")


def _is_json(content_type: str) -> bool:
    message = Message()
    message["content-type"] = content_type
    kind = message.get_content_type()
    return bool(content_type) and (
        kind == "application/json" or (kind.startswith("application/") and kind.endswith("+json"))
    )
