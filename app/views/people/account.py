"""The account: who is signed in, as what and where; another password, and the ways out."""

from fastapi import Request, Response

from app import db
from app.domain import access, feeds, people, units
from app.domain.errors import No, Refused, TooMany
from app.domain.inputs import read
from app.domain.people import browsers, entry, hints, passwords
from app.domain.people.entry import Attempt
from app.domain.people.passwords import ChangedIn
from app.models import Person
from app.web import form, pages
from app.web.arrival import RawBody
from app.web.attempts import tried
from app.web.callers import by_cookie, now
from app.web.deps import WRITES, Call, PageReads, PageWrites, engine_of
from app.web.errors import roads_of
from app.web.fields import fields_of
from app.web.form import ASK, Filled, Form
from app.web.routing import Router
from app.web.sign_in import cookie_of, is_https, sender

router = Router(prefix="/account")
# Three passwords, in bytes.
MOST_TYPED = 64 * 1024
PASSWORDS = ("old", "password", "again")
PASSWORD = Form(ChangedIn, PASSWORDS)
DONE = {
    "password": "Đã đổi mật khẩu. Các máy khác phải đăng nhập lại.",
    "browsers": "Đã đăng xuất khỏi mọi máy khác.",
    "calendar": "Địa chỉ lịch cũ không còn dùng được.",
}


@router.get("")
def show(call: PageReads) -> Response:
    return _page(call)


@router.post("/password")
async def change_password(request: Request, body: RawBody) -> Response:
    await body.come(MOST_TYPED, lambda: roads_of(request).through("reads", _judge, request))
    return await roads_of(request).hashing(sender(request).address, _change_password, request, body)


def _judge(request: Request) -> None:
    with db.reading(engine_of(request)) as session:
        by_cookie(request, session)


def _change_password(request: Request, body: RawBody) -> Response:
    """The old one is tried and the new one hashed first; a twin of a press that was answered gets that answer."""
    with db.reading(engine_of(request)) as session:
        person = passwords.own(session, by_cookie(request, session))
    typed = dict(fields_of(request, body))
    judged = _judged(request, person, {name: typed[name] for name in PASSWORDS if typed.get(name)})
    call = Call(request, WRITES)
    with call.writing():

        def act() -> Response:
            if isinstance(judged, No):
                raise judged
            passwords.change(call.session, call.me, *judged, cookie_of(request) or "")
            return pages.go("/account?done=password")

        return PASSWORD.sent(call, body).once(act, lambda filled: _page(call, filled))


def _judged(request: Request, person: Person, sent: dict[str, str]) -> tuple[Attempt, str] | No:
    """The attempt at the old password, which was right, and the hash of the new one; or why not."""
    secret, where = request.app.state.settings.secret, sender(request)
    try:
        # An empty field is missing, not a password of no letters.
        data = read(ChangedIn, sent, form=True)
        passwords.require_fit(person, data)
        right = tried(
            request,
            data.old,
            lambda session: entry.attempt_of(session, secret, person, where, now()),
            passwords.wrong(),
        )
    except (Refused, TooMany) as no:
        return no
    return right, people.hash_password(data.password)


@router.post("/hint")
def close_hint(call: PageWrites) -> Response:
    hints.close(call.session, call.me)
    return pages.go("/")


@router.post("/browsers")
def end_browsers(call: PageWrites, body: RawBody) -> Response:
    def act() -> Response:
        browsers.end_others(call.session, call.me, cookie_of(call.request) or "")
        return pages.go("/account?done=browsers")

    return ASK.sent(call, body).once(act, lambda filled: _page(call, filled))


@router.post("/calendar")
def begin_calendar(call: PageWrites, body: RawBody) -> Response:
    """A new address of the calendar, told once; the older one ends."""
    access.require(call.me, "entries.read")

    def act() -> Response:
        address = str(call.request.base_url).rstrip("/") + feeds.begin(call.session, call.me)
        return pages.show(call, "account/calendar.html", address=address)

    return ASK.sent(call, body).once(act, lambda filled: _page(call, filled), sealed=True)


@router.post("/calendar/end")
def end_calendar(call: PageWrites, body: RawBody) -> Response:
    access.require(call.me, "entries.read")

    def act() -> Response:
        feeds.end(call.session, call.me)
        return pages.go("/account?done=calendar")

    return ASK.sent(call, body).once(act, lambda filled: _page(call, filled))


def _page(call: Call, filled: Filled | None = None) -> Response:
    me, cookie = call.me, cookie_of(call.request) or ""
    unit = units.CATALOGUE.find(call.session, me, me.unit) if me.unit else None
    # No password that was typed is drawn again, and each of the forms here has its own ending of the id.
    return form.draw(
        call,
        "account/show.html",
        Filled(ASK.blank(call).typed, filled.faults if filled else []),
        unit=unit,
        is_open=access.may(me, "settings.change") and not is_https(call.request),
        browsers=[(one, browsers.is_here(one, cookie)) for one in browsers.of(call.session, me)],
        feed=feeds.of(call.session, me),
        shortest=passwords.SHORTEST,
        said=pages.done(call, DONE),
    )
