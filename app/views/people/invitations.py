"""The page behind an invitation's link: its person chooses a password and is signed in."""

from typing import Any

from fastapi import Request, Response

from app import db
from app.domain import people, wards
from app.domain.errors import Fault, Refused
from app.domain.inputs import read
from app.domain.people import invitations, passwords
from app.domain.people.passwords import ChosenIn
from app.models import Person
from app.web import pages, sign_in, wrong_keys
from app.web.arrival import RawBody
from app.web.callers import now
from app.web.deps import engine_of
from app.web.errors import roads_of
from app.web.fields import typed
from app.web.routing import Router

router = Router()
# A password, twice, in bytes.
MOST_TYPED = 16 * 1024
GONE = "Đường dẫn này không dùng được"
GONE_WORDS = (
    f"Đường dẫn mời chỉ dùng một lần và hết hạn sau {invitations.KEPT.days} ngày. "
    "Đã đặt mật khẩu rồi thì đăng nhập; chưa thì nhờ người quản trị gửi đường dẫn mới."
)


@router.get("/invitations/{secret}")
async def show(request: Request, secret: str) -> Response:
    return await roads_of(request).through("reads", _show, request, secret)


def _show(request: Request, secret: str) -> Response:
    with db.reading(engine_of(request)) as session:
        person = invitations.invited(session, secret, now())
        if person is not None:
            return _page(request, session, person)
    return _gone(request)


@router.post("/invitations/{secret}")
async def accept(request: Request, body: RawBody, secret: str) -> Response:
    await body.come(MOST_TYPED)
    return await roads_of(request).hashing(sign_in.sender(request).address, _answer, request, body, secret)


def _answer(request: Request, body: RawBody, secret: str) -> Response:
    """The password is judged and hashed before the link is used up, in a transaction of its own."""
    try:
        chosen = _chosen(request, body, secret)
    except Refused as refused:
        with db.reading(engine_of(request)) as session:
            person = invitations.invited(session, secret, now())
            if person is not None:
                return _page(request, session, person, refused.faults)
        return _gone(request)
    if chosen is None:
        return _gone(request)
    ward_id, password = chosen
    person, cookie = _accept(request, secret, ward_id, people.hash_password(password))
    if person is None:
        return _gone(request)
    response = pages.go("/")
    sign_in.keep(request, response, cookie, request.app.state.settings.session_days)
    sign_in.remember(request, response, person)
    return response


def _chosen(request: Request, body: RawBody, secret: str) -> tuple[int, str] | None:
    """The ward and the password typed twice; None for a link that leads nowhere. Raises Refused where it won't do."""
    with db.reading(engine_of(request)) as session:
        person = invitations.invited(session, secret, now())
    if person is None:
        return None
    sent = typed(request, body, ("password", "again"))
    data = read(ChosenIn, {name: value for name, value in sent.items() if value}, form=True)
    passwords.require_fit(person, data)
    return person.ward_id, data.password


def _accept(request: Request, secret: str, ward_id: int, hashed: str) -> tuple[Person | None, str]:
    with db.transaction(engine_of(request)) as session:
        person = invitations.accept(session, ward_id, secret, hashed, now())
        days = request.app.state.settings.session_days
        return person, people.open_session(session, person, now(), days) if person else ""


def _gone(request: Request) -> Response:
    return wrong_keys.gone(request, GONE, GONE_WORDS, pages.To("/login", "Đăng nhập"))


def _page(request: Request, session: Any, person: Person, faults: list[Fault] | None = None) -> Response:
    return pages.bare(
        request,
        "invitations/show.html",
        422 if faults else 200,
        person=person,
        faults=faults or [],
        demo=wards.demo_ward(session) is not None,
        sign_in=people.sign_in_name(session, person),
        shortest=passwords.SHORTEST,
    )
