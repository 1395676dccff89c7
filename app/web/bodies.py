"""JSON bodies: read after who asks was judged, with the fault's own path; broken JSON is refused."""

import json
import re
from collections.abc import Iterator
from typing import Any

from app.domain.errors import Refused, Say, refuse
from app.domain.inputs import Input, read
from app.web.arrival import Body

MOST_DEPTH = 30


def json_of(body: Body) -> Any:
    """The JSON value sent; raises Refused for broken JSON, twin names, NaN or absurd nesting."""
    return json_in(body.content)


def json_in(content: bytes) -> Any:
    """The same of a file's bytes."""
    text = _text_of(content)
    try:
        value = _JSON.decode(text)
    except (ValueError, RecursionError):
        raise _broken() from None
    return _shallow(value, text, 0, len(text))


class Nothing(Input):
    """What is said to a route that needs to be told nothing."""


def require_nothing(body: Body) -> None:
    """Raises Refused for fields where none is taken; the body may be left out, or be an empty object."""
    if body.content.strip():
        read(Nothing, json_of(body))


def items_of(body: Body, most: int) -> Iterator[Any]:
    """What {"items": […]} has, from 1 to `most`, read one by one: as objects all of it takes ten times what it weighs.

    Raises what json_of raises, and Refused for another shape, wherever it comes to it.
    """
    text = _text_of(body.content)
    at, count = _place(_FIRST, text, 0), 0
    while at is not None:
        try:
            item, end = _JSON.raw_decode(text, at)
        except (ValueError, RecursionError):
            raise _broken() from None
        count += 1
        if count > most:
            break
        yield _shallow(item, text, at, end)
        if _LAST.match(text, end):
            return
        at = _place(_NEXT, text, end)
    # Of another shape, if it is JSON at all.
    json_of(body)
    raise refuse(("items",), Say('Gửi {{"items": […]}} với 1 đến {most} mục.', most=most), "items")


def _place(pattern: re.Pattern[str], text: str, at: int) -> int | None:
    found = pattern.match(text, at)
    return found.end() if found else None


def _text_of(content: bytes) -> str:
    """In whatever encoding of Unicode it was sent (RFC 8259 has but one, of which nobody dies)."""
    try:
        return content.decode(json.detect_encoding(content), "surrogatepass")
    except ValueError:
        raise _broken() from None


def _broken() -> Refused:
    return refuse((), Say("Nội dung gửi lên không phải JSON đúng."), "json")


def _shallow(value: Any, text: str, start: int, end: int) -> Any:
    """The value, which stands there in the text: looked through only where it has brackets enough to nest so deep."""
    brackets = text.count("{", start, end) + text.count("[", start, end)
    if brackets > MOST_DEPTH and _depth(value) > MOST_DEPTH:
        raise refuse((), Say("Nội dung gửi lên lồng quá nhiều tầng."), "json")
    return value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def _no_constant(name: str) -> None:
    raise ValueError(name)


_JSON = json.JSONDecoder(object_pairs_hook=_once, parse_constant=_no_constant)
# Up to the first item of a list, up to the next, and to the end of all.
_FIRST = re.compile(r'[ \t\n\r]*\{[ \t\n\r]*"items"[ \t\n\r]*:[ \t\n\r]*\[[ \t\n\r]*(?!\])')
_NEXT = re.compile(r"[ \t\n\r]*,[ \t\n\r]*")
_LAST = re.compile(r"[ \t\n\r]*\][ \t\n\r]*\}[ \t\n\r]*\Z")


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
