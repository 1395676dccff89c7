"""JSON answers: bytes made once, with a strong ETag of the very content; what If-Match is held against."""

import hashlib
import json
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from fastapi import Request, Response

from app.domain.errors import Fault, Stale
from app.domain.pages import Ask, Page
from app.web import tables
from app.web.errors import NeedsIfMatch, as_json
from app.web.paging import Paging, next_address

MOST_AT_ONCE = 200


def to_json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_plain).encode()


def _plain(value: Any) -> str:
    if isinstance(value, date):
        return tables.iso(value)
    raise TypeError(type(value))


def etag(shape: dict[str, Any]) -> str:
    """Strong, from the content: what changed nothing has the same."""
    return f'"{hashlib.sha256(to_json(shape)).hexdigest()[:24]}"'


def json_response(value: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    return Response(to_json(value), status, headers, "application/json")


def item(
    shape: dict[str, Any], status: int = 200, location: str | None = None, warnings: Sequence[Fault] = (),
    **beside: Any,
) -> Response:  # fmt: skip
    """One thing, its ETag in the header, what was odd about it at its top level.

    beside: what is told this once and is no part of the thing, nor of its ETag.
    """
    headers = {"ETag": etag(shape)} | ({"Location": location} if location else {})
    told = beside | {"warnings": [as_json(warning) for warning in warnings]}
    return json_response(shape | told, status, headers)


def collection(
    request: Request, name: str, asked: Paging, fields: Sequence[str],
    read: Callable[[Ask], tuple[Page[Any], Sequence[dict[str, Any]]]],
) -> Response:  # fmt: skip
    """A page of a list: items with their etags, and the path of the next page or null; as CSV where that is wanted.

    A spreadsheet gets the list from here to its end: a person follows no Link header.
    """
    page, shapes = read(asked.ask)
    if not tables.wants_csv(request, asked):
        items = [shape | {"etag": etag(shape)} for shape in shapes]
        return json_response({"items": items, "next": next_address(request, page)}, 200, {"Vary": "Accept"})
    rows = list(shapes)
    while asked.excel and page.next is not None:
        page, shapes = read(Ask(MOST_AT_ONCE, page.next))
        rows += shapes
    return tables.respond(name, fields, rows, asked, next_address(request, page))


def require_match(request: Request, shape: Callable[[], dict[str, Any]]) -> None:
    """Raises NeedsIfMatch without If-Match, Stale where it names another state than the present one."""
    header = request.headers.get("if-match")
    if header is None:
        raise NeedsIfMatch()
    # A weak tag never matches strongly (RFC 9110, 13.1.1); «*» matches whatever is there.
    tags = [tag.strip() for tag in header.split(",")]
    if "*" not in tags and etag(shape()) not in tags:
        raise Stale()
