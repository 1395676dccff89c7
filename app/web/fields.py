"""Forms: dotted names nested as the domain's classes want them; a list is what has numbers for names."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qsl

from fastapi import Request

from app.domain.errors import Say, refuse
from app.web import media
from app.web.arrival import Body
from app.web.errors import TooLarge, Unread

MOST_FIELDS = 20_000
# As it is sent, in bytes: a text of 30,000 Vietnamese letters, half as long again as any field may be.
LONGEST_FIELD = 300_000


def fields_of(request: Request, body: Body, longest: int = LONGEST_FIELD) -> list[tuple[str, str]]:
    """The pairs of a plain form in the order of the page; raises Unread or Refused where it is none,
    TooLarge for a field of more bytes than `longest`, before any of it is read."""
    media.require_plain(request)
    if not request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        raise Unread(Say("Biểu mẫu gửi lên không đúng dạng."), "content_type")
    if any(len(field) > longest for field in body.content.split(b"&")):
        raise TooLarge()
    try:
        return parse_qsl(body.content.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict")
    except ValueError:
        raise refuse((), Say("Biểu mẫu gửi lên không đúng dạng."), "form") from None


def typed(request: Request, body: Body, names: Iterable[str]) -> dict[str, str]:
    """What stands in the fields of these names, as typed; nothing for one that was not sent."""
    sent = dict(fields_of(request, body))
    return {name: sent.get(name, "") for name in names}


def nest(fields: list[tuple[str, str]]) -> dict[str, Any]:
    """{"placements.0.channel": "zalo"} as {"placements": {"0": {"channel": "zalo"}}}; a name sent twice is a list."""
    nested: dict[str, Any] = {}
    for name, value in fields:
        *path, last = name.split(".")
        place = nested
        for part in path[:8]:
            inner = place.setdefault(part, {})
            if not isinstance(inner, dict):
                raise refuse((), Say("Biểu mẫu gửi lên không đúng dạng."), "form")
            place = inner
        if last in place:
            before = place[last]
            if isinstance(before, dict):
                raise refuse((), Say("Biểu mẫu gửi lên không đúng dạng."), "form")
            place[last] = [*before, value] if isinstance(before, list) else [before, value]
        else:
            place[last] = value
    return nested


def listed(value: Any) -> list[Any]:
    """What may have come once, several times, numbered or not at all, as a list in the page's order."""
    if value is None:
        return []
    if isinstance(value, dict):
        return [value[key] for key in sorted(value, key=lambda key: (len(key), key))]
    return value if isinstance(value, list) else [value]
