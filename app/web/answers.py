"""JSON answers: bytes made once, with a strong ETag of the very content; what If-Match is held against."""

import hashlib
from collections.abc import Callable, Hashable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from fastapi import Request, Response

from app import compact
from app.domain import kept
from app.domain.access import Me
from app.domain.errors import Fault, Stale
from app.domain.pages import Ask, Page
from app.web import tables
from app.web.errors import NeedsIfMatch, as_json
from app.web.packing import pack, takes_packed
from app.web.paging import Paging, next_address
from app.web.sheets import Sheet

if TYPE_CHECKING:
    from app.web.deps import Call

MOST_AT_ONCE = 200
# Kept by whoever asked, who asks each time whether it still holds: answers hold a ward's own figures.
KEPT = {"Cache-Control": "private, no-cache", "Vary": "Authorization, Accept, Accept-Encoding"}


def _plain(value: Any) -> str:
    if isinstance(value, date):
        return tables.iso(value)
    raise TypeError(type(value))


def to_json(value: Any) -> bytes:
    return compact.to_bytes(value, _plain)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:24]


def etag(state: Any) -> str:
    """Strong, from what is told, or from what names its state: what changed nothing has the same."""
    return f'"{_digest(state.encode() if isinstance(state, str) else to_json(state))}"'


def json_response(value: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    return Response(to_json(value), status, headers, "application/json")


def item(
    shape: dict[str, Any],
    status: int = 200,
    location: str | None = None,
    warnings: Sequence[Fault] = (),
    state: Any = None,
    **beside: Any,
) -> Response:
    """One thing, its ETag in the header (of its state, where that is said apart), what was odd about it at its top.

    beside: what is told with the thing and is no part of it, nor of its ETag.
    """
    headers = {"ETag": etag(shape if state is None else state)} | KEPT
    headers |= {"Location": location} if location else {}
    told = beside | {"warnings": [as_json(warning) for warning in warnings]}
    return json_response(shape | told, status, headers)


def shown(call: "Call", shape: dict[str, Any]) -> Response:
    """One thing as it is, to who asks for nothing else of it; 304 to who has it already."""
    call.require_bare()
    return conditional(call.request, item(shape))


def moving(response: Response, beside: dict[str, Any]) -> Response:
    """An item's answer under an ETag that also names what moves beside it, in a part of its own behind a dot: who asks
    again learns whether all of it still holds, and If-Match is held against the item alone."""
    if beside:
        response.headers["ETag"] = f'{response.headers["ETag"][:-1]}.{_digest(to_json(beside))}"'
    return response


def _of_item(tag: str) -> str:
    """An ETag without the part that names what moves beside the item (see moving)."""
    named, dot, _ = tag.strip().partition(".")
    return f'{named}"' if dot else named


def secret(response: Response) -> Response:
    """An answer that holds what is told this once: nobody keeps it."""
    response.headers["Cache-Control"] = "no-store"
    return response


def collection(
    call: "Call", name: str, asked: Paging, fields: Sequence[str], read: Callable[[Ask], Page[Any]]
) -> Response:
    """A page of a list (see listed), or 304 to who has it already."""
    return conditional(call.request, listed(call, name, asked, fields, read))


def listed(call: "Call", name: str, asked: Paging, fields: Sequence[str], read: Callable[[Ask], Page[Any]]) -> Response:
    """A page of a list: items with their etags, and the path of the next page or null; as CSV where that is wanted.

    A person's spreadsheet gets the list from here to its end, page after page, and so does a table of which no limit
    was asked for: whatever reads tables follows no Link header. An item that brings no etag along gets that of its
    content.
    """
    request = call.request
    page = read(asked.ask)
    if not tables.wants_table(request, asked):
        body = b'{"items":%b,"next":%b}' % (_items(page.items), to_json(next_address(request, page)))
        return Response(body, media_type="application/json")
    rows = _to_the_end(page, read)
    if not asked.is_persons:
        is_page = "limit" in asked.sent
        return tables.respond(name, fields, *((page.items, next_address(request, page)) if is_page else (rows,)))
    sheet = Sheet(call, call.me, name)
    return sheet.workbook(name, fields, rows) if asked.format == "xlsx" else sheet.respond(name, fields, rows)


def _to_the_end(page: Page[Any], read: Callable[[Ask], Page[Any]]) -> Iterator[dict[str, Any]]:
    yield from page.items
    while page.next is not None:
        page = read(Ask(MOST_AT_ONCE, page.next))
        yield from page.items


def _items(shapes: Sequence[dict[str, Any] | bytes]) -> bytes:
    """The items of a list, each written once."""
    return b"[%b]" % b",".join([shape if isinstance(shape, bytes) else _tagged(shape) for shape in shapes])


def _tagged(shape: dict[str, Any]) -> bytes:
    """An item whose etag is that of these very bytes, at their end."""
    written = to_json(shape)
    return b'%b,"etag":"\\"%b\\""}' % (written[:-1], _digest(written).encode())


def figures(call: "Call", me: Me, question: Hashable, make: Callable[[], Response]) -> Response:
    """An answer of figures about a ward, its bytes and ETag kept until something there changes; 304 to who has it."""
    packed = takes_packed(call.request)
    made = kept.answer(call.session, me, ("answer", packed, question), lambda: _encoded(make(), packed))
    return _revalidated(call.request, made)


def figures_of_city(call: "Call", question: Hashable, make: Callable[[], Response]) -> Response:
    """The same of all wards."""
    packed = takes_packed(call.request)
    made = kept.of_city(call.session, call.me, ("answer", packed, question), lambda: _encoded(make(), packed))
    return _revalidated(call.request, made)


class _Encoded(NamedTuple):
    body: bytes
    headers: tuple[tuple[str, str], ...]
    etag: str


def _encoded(response: Response, packed: bool) -> _Encoded:
    """The ETag is that of the content, packed or not."""
    body, headers = bytes(response.body), dict(response.headers)
    tag = f'"{_digest(body)}"'
    for name in ("content-length", "vary"):
        headers.pop(name, None)
    body, packing = pack(body) if packed else (body, {})
    return _Encoded(body, tuple((headers | packing).items()), tag)


def _revalidated(request: Request, found: _Encoded) -> Response:
    headers = KEPT | {"ETag": found.etag}
    if holds(request, found.etag):
        return Response(status_code=304, headers=headers)
    return Response(found.body, 200, dict(found.headers) | headers)


def require_match(call: "Call", state: Callable[[], Any]) -> None:
    """Raises Unread for a body that is no JSON, NeedsIfMatch without If-Match, Stale where that names another state
    than the present one.

    state: what the ETag of the thing is made of.
    """
    call.require_readable()
    header = call.request.headers.get("if-match")
    if header is None:
        raise NeedsIfMatch()
    # A weak tag never matches strongly (RFC 9110, 13.1.1); «*» matches whatever is there.
    tags = [_of_item(tag) for tag in header.split(",")]
    if "*" not in tags and etag(state()) not in tags:
        raise Stale()


def conditional(request: Request, response: Response) -> Response:
    """The answer to a question under its ETag (that of its bytes, where it has none yet); 304 to who has it already."""
    response.headers.update(KEPT)
    tag = response.headers.setdefault("ETag", f'"{_digest(bytes(response.body))}"')
    if not holds(request, tag):
        return response
    return Response(status_code=304, headers=KEPT | {"ETag": tag})


def holds(request: Request, tag: str) -> bool:
    """Whether the sender has this very content already (RFC 9110, 13.1.2: compared weakly)."""
    given = request.headers.get("if-none-match", "")
    return given.strip() == "*" or tag in [one.strip().removeprefix("W/") for one in given.split(",")]
