"""The page behind an invitation's link: its person chooses a password and is signed in. Wrong links are counted."""

from typing import Any

from fastapi import Request, Response

from app import db
from app.domain import people
from app.domain.errors import Fault, Refused, TooMany
from app.domain.inputs import read
from app.domain.people import invitations, passwords
from app.domain.people.passwords import ChosenIn
from app.models import Person
from app.web import pages, sign_in
from app.web.deps import RawBody, Router, engine_of, now, roads_of
from app.web.forms import typed

router = Router()
# A password, twice, in bytes.
MOST_TYPED = 16 * 1024
GONE = "Đường dẫn này không dùng được"
GONE_WORDS = (
    "Đường dẫn mời chỉ dùng một lần và hết hạn sau 7 ngày. Đã đặt mật khẩu rồi thì đăng nhập; chưa thì nhờ "
    "người quản trị gửi đường dẫn mới."
)


@router.get("/invitations/{secret}")
async def show(request: Request, secret: str) -> Response:
    return await roads_of(request).through("writes", _show, request, secret)


def _show(request: Request, secret: str) -> Response:
    with db.transaction(engine_of(request)) as session:
        found = _invited(request, session, secret)
        return found if isinstance(found, Response) else _page(request, session, found)


@router.post("/invitations/{secret}")
async def accept(request: Request, body: RawBody, secret: str) -> Response:
    await body.come(MOST_TYPED)
    return await roads_of(request).through("writes", _accept, request, body, secret)


def _accept(request: Request, body: RawBody, secret: str) -> Response:
    with db.transaction(engine_of(request)) as session:
        return _chosen(request, session, body, secret)


def _chosen(request: Request, session: Any, body: RawBody, secret: str) -> Response:
    found = _invited(request, session, secret)
    if isinstance(found, Response):
        return found
    sent = typed(request, body, ("password", "again"))
    try:
        data = read(ChosenIn, {name: value for name, value in sent.items() if value}, form=True)
        invitations.accept(session, found, data, now())
    except Refused as refused:
        return _page(request, session, found, refused.faults)
    days = request.app.state.settings.session_days
    response = pages.go("/")
    sign_in.keep(request, response, people.open_session(session, found, now(), days), days)
    return response


def _invited(request: Request, session: Any, secret: str) -> Person | Response:
    """Who is invited, else the page that says no; it is answered, not raised, so that a wrong guess stays counted."""
    address = request.client.host if request.client else ""
    found = invitations.invited(session, request.app.state.settings.secret, secret, address, now())
    if isinstance(found, TooMany):
        return pages.sorry(request, 429, "Thử lại sau", str(found.message), {"Retry-After": str(found.after)})
    return found or pages.sorry(request, 404, GONE, GONE_WORDS)


def _page(request: Request, session: Any, person: Person, faults: list[Fault] | None = None) -> Response:
    response = pages.bare(
        request, "invitations/show.html", 422 if faults else 200, person=person, faults=faults or [],
        sign_in=people.sign_in_name(session, person), shortest=passwords.SHORTEST,
    )  # fmt: skip
    return pages.unkept(response)
