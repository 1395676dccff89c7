"""What was typed when a sign-in had ended goes through signing in with the one who typed it; nothing of it is stored.

It travels sealed in the sign-in page. The `form_id` of a form says, by a mark, for whom the form was drawn: after
signing in, that person gets the form again with everything in it, and anybody else an empty one.
"""

import hmac
import json
import secrets
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode

from fastapi import Request, Response
from starlette.types import Message

from app.domain.access import Me
from app.domain.errors import Say
from app.models import Person
from app.web import sealed
from app.web.sign_in import cookie_name

# What may travel in the page, in bytes.
MOST_SEALED = 250_000
FILE = Say("Tệp không giữ lại được. Chọn lại tệp rồi tải lên.")
SEE = Say("Chưa lưu; những gì đã nhập còn nguyên. Xem lại rồi lưu.")
# What nobody's page repeats.
SECRET = {"password", "again", "old"}
FORM = "application/x-www-form-urlencoded"


class Carried(NamedTuple):
    """A form that was sent: where to, and its fields in the page's order."""

    path: str
    query: str
    fields: list[tuple[str, str]]

    @property
    def form_id(self) -> str:
        return dict(self.fields).get("form_id", "")


def new_form_id(secret: bytes, me: Me) -> str:
    """One form's id, for its receipt (web/idempotency), with the mark of whom it is drawn for."""
    nonce = secrets.token_hex(8)
    return f"{nonce}.{_mark(secret, me.ward_id, me.person_id, nonce)}"


def is_for(secret: bytes, form_id: str, person: Person) -> bool:
    """Whether the form was drawn for this person; a page with several forms gives each id an ending of its own."""
    nonce, _, marked = form_id.partition(".")
    mark = _mark(secret, person.ward_id, person.id, nonce)
    return hmac.compare_digest(marked[: len(mark)].encode(), mark.encode())


def _mark(secret: bytes, ward_id: int, person_id: int | None, nonce: str) -> str:
    words = f"form {ward_id} {person_id} {nonce}"
    return hmac.new(secret, words.encode(), "sha256").hexdigest()[:32]


def of(request: Request) -> Carried | None:
    """The form that came with this request, where it came whole, or up to its file, and holds no password."""
    fields = getattr(request.state, "typed", None) or _plain(request)
    if not fields or SECRET & {name for name, _ in fields}:
        return None
    return Carried(request.url.path, request.url.query, fields)


def _plain(request: Request) -> list[tuple[str, str]]:
    """The fields of a plain form that came whole; none of anything else."""
    content: bytes | None = getattr(request.state, "sent", None)
    if content is None or not request.headers.get("content-type", "").startswith(FORM):
        return []
    try:
        return parse_qsl(content.decode(), keep_blank_values=True, errors="strict")
    except ValueError:
        return []


def seal(secret: bytes, carried: Carried) -> str:
    """As a field of the sign-in page; empty where it would be too much for one."""
    text = sealed.seal(secret, "carried", zlib.compress(json.dumps(carried).encode()))
    found = urlsafe_b64encode(text).decode()
    return found if len(found) <= MOST_SEALED else ""


def opened(secret: bytes, text: str) -> Carried | None:
    """What was sealed; None for anything else."""
    try:
        content = sealed.opened(secret, "carried", urlsafe_b64decode(text.encode()))
    except ValueError:
        return None
    if content is None:
        return None
    path, query, fields = json.loads(zlib.decompress(content))
    return Carried(path, query, [(name, value) for name, value in fields])


async def again(request: Request, carried: Carried, cookie: str) -> Response:
    """The page that the form came from, drawn with what was typed for the person whose session the cookie is."""
    body = urlencode(carried.fields).encode()
    known = {b"cookie", b"content-length", b"content-type", b"accept-encoding", b"hx-request", b"hx-target"}
    headers = [pair for pair in request.scope["headers"] if pair[0] not in known]
    headers += [
        (b"cookie", f"{cookie_name(request)}={cookie}".encode()),
        (b"content-type", FORM.encode()),
        (b"content-length", str(len(body)).encode()),
    ]
    outer = ("type", "asgi", "http_version", "scheme", "client", "server", "root_path", "extensions")
    scope: dict[str, Any] = {name: request.scope[name] for name in outer if name in request.scope}
    scope |= {
        "method": "POST",
        "path": carried.path,
        "raw_path": carried.path.encode(),
        "headers": headers,
        "query_string": carried.query.encode(),
        "state": {"carried": True},
    }
    said: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Message) -> None:
        said.append(message)

    await request.app(scope, receive, send)
    response = Response(b"".join(one.get("body", b"") for one in said[1:]), said[0]["status"])
    response.raw_headers = [pair for pair in said[0]["headers"] if pair[0] != b"x-request-id"]
    return response


def is_again(request: Request) -> bool:
    """The form was sent before the sign-in: it is to be seen, not stored."""
    return bool(getattr(request.state, "carried", False))
