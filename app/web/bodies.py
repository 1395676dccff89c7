"""JSON bodies: read after who asks was judged, with the fault's own path; broken JSON and other types are refused."""

import json
from email.message import Message
from typing import Any

from app.domain.errors import Say, refuse
from app.web.arrival import Body
from app.web.deps import Call

MOST_DEPTH = 30


def json_of(call: Call, body: Body) -> Any:
    """The JSON value sent; raises Refused for another content type, broken JSON, twin names, NaN or absurd nesting."""
    if not _is_json(call.request.headers.get("content-type", "")):
        raise refuse((), Say("Gửi nội dung JSON với Content-Type: application/json."), "content_type")
    try:
        value = json.loads(body.content, object_pairs_hook=_once, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise refuse((), Say("Nội dung gửi lên không phải JSON đúng."), "json") from None
    if _depth(value) > MOST_DEPTH:
        raise refuse((), Say("Nội dung gửi lên lồng quá nhiều tầng."), "json")
    return value


def _is_json(content_type: str) -> bool:
    message = Message()
    message["content-type"] = content_type
    kind = message.get_content_type()
    return bool(content_type) and (
        kind == "application/json" or (kind.startswith("application/") and kind.endswith("+json"))
    )


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _depth(value: Any) -> int:
    deepest, level = 0, [value]
    while level:
        deepest += 1
        level = [
            child
            for one in level
            if type(one) in (dict, list)
            for child in (one.values() if type(one) is dict else one)
        ]
    return deepest
