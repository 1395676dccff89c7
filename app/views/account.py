"""The account: who is signed in, as what and where; another password, and the ways out."""

import secrets

from fastapi import Response

from app.domain import registers, units
from app.domain.errors import Fault
from app.domain.people import browsers, passwords
from app.domain.people.passwords import ChangedIn
from app.web import pages
from app.web.deps import Call, PageReads, PageWrites, RawBody, Router
from app.web.forms import typed
from app.web.pressed import pressed
from app.web.sign_in import cookie_of, is_https

router = Router(prefix="/account")
PASSWORDS = ("old", "password", "again")
DONE = {
    "password": "Đã đổi mật khẩu. Các máy khác phải đăng nhập lại.",
    "browsers": "Đã đăng xuất khỏi mọi máy khác.",
}


@router.get("")
def show(call: PageReads) -> Response:
    return _page(call)


@router.post("/password")
def change_password(call: PageWrites, body: RawBody) -> Response:
    sent = typed(call.request, body, (*PASSWORDS, "form_id"))

    def act() -> Response:
        # An empty field is missing, not a password of no letters.
        data = call.read(ChangedIn, {name: sent[name] for name in PASSWORDS if sent[name]}, form=True)
        passwords.change(call.session, call.me, data, cookie_of(call.request) or "")
        return pages.go("/account?done=password")

    return pressed(call, sent["form_id"], body, act, lambda faults: _page(call, faults))


@router.post("/browsers")
def end_browsers(call: PageWrites, body: RawBody) -> Response:
    sent = typed(call.request, body, ("form_id",))

    def act() -> Response:
        browsers.end_others(call.session, call.me, cookie_of(call.request) or "")
        return pages.go("/account?done=browsers")

    return pressed(call, sent["form_id"], body, act, lambda faults: _page(call, faults))


def _page(call: Call, faults: list[Fault] | None = None) -> Response:
    me, cookie = call.me, cookie_of(call.request) or ""
    unit = registers.find(call.session, me, units.REGISTER, me.unit) if me.unit else None
    return pages.show(
        call, "account/show.html", 422 if faults else 200, unit=unit, faults=faults or [],
        is_open=me.role == "admin" and not is_https(call.request), form_id=secrets.token_urlsafe(16),
        browsers=[(one, browsers.is_here(one, cookie)) for one in browsers.of(call.session, me)],
        shortest=passwords.SHORTEST, said=DONE.get(call.request.query_params.get("done", "")),
    )  # fmt: skip
