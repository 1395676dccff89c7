"""Signing in and out. What a failed attempt wrote is kept, so that guessing gets slower."""

import hmac
import re
from typing import Any, NamedTuple

from fastapi import Request, Response
from starlette.routing import Match

from app import db, log
from app.domain import people, wards
from app.domain.errors import Fault, Refused, TooMany
from app.domain.people import entry
from app.models import Person
from app.web import carried, fields, pages, sign_in
from app.web.arrival import RawBody
from app.web.attempts import tried
from app.web.callers import now
from app.web.carried import Carried
from app.web.deps import engine_of
from app.web.errors import roads_of
from app.web.form import Filled
from app.web.routing import Router

router = Router()
DEMO = "demo-2026"
# The pack's first accounts, one a role.
SHOWN = 5
# A name and a password, in bytes.
MOST_TYPED = 16 * 1024
LONGEST_PATH = 2000


@router.get("/login")
async def new(request: Request, name: str = "", next: str = "") -> Response:  # noqa: A002
    return await roads_of(request).through("reads", _new, request, name, next)


def _new(request: Request, name: str, back: str) -> Response:
    with db.reading(engine_of(request)) as session:
        cookie = sign_in.cookie_of(request)
        if cookie and people.signed_in(session, cookie, now()):
            return pages.go("/")
        return _page(request, session, Filled({"name": name, "next": back, "carried": ""}))


@router.post("/login")
async def create(request: Request, body: RawBody) -> Response:
    await body.come(MOST_TYPED + carried.MOST_SEALED)
    answer = await roads_of(request).hashing(sign_in.sender(request).address, _create, request, body)
    if isinstance(answer, Response):
        return answer
    response = await _on(request, answer)
    sign_in.keep(request, response, answer.cookie, request.app.state.settings.session_days)
    sign_in.remember(request, response, answer.person)
    return response


class _Entered(NamedTuple):
    """Who was let in, the cookie that says so, and where they go on."""

    person: Person
    cookie: str
    back: str
    form: Carried | None


def _create(request: Request, body: RawBody) -> Response | _Entered:
    typed = fields.typed(request, body, ("name", "password", "next", "carried"))
    password = typed.pop("password")
    try:
        cookie, person = _let_in(request, typed["name"], password)
    except Refused as refused:
        log.told("sign_in_refused", sender=_mark(request))
        return _again(request, Filled(typed, refused.faults))
    except TooMany as busy:
        response = _again(request, Filled(typed, [Fault(("name",), busy.message, busy.code)]))
        response.status_code, response.headers["Retry-After"] = 429, str(busy.after)
        return response
    log.told("signed_in", ward=person.ward_id, role=person.role, sender=_mark(request))
    form = carried.opened(request.app.state.settings.secret, typed["carried"])
    return _Entered(person, cookie, own_path(typed["next"]), form)


async def _on(request: Request, entered: _Entered) -> Response:
    """The form that was typed before, for the one who typed it; anybody else goes to the page that it stands on."""
    if entered.form is None:
        return pages.go(entered.back)
    if carried.is_for(request.app.state.settings.secret, entered.form.form_id, entered.person):
        return await carried.again(request, entered.form, entered.cookie)
    return pages.go(_page_of(request, entered.form.path))


def _page_of(request: Request, path: str) -> str:
    """The address itself where it is a page's, else the first page."""
    scope = {"type": "http", "method": "GET", "path": path, "root_path": "", "headers": []}
    is_page = any(route.matches(scope)[0] is Match.FULL for route in request.app.routes)
    return own_path(path) if is_page else "/"


async def needs_sign_in(request: Request, error: Exception) -> Response:
    """Whoever is not signed in goes to that page, with what they typed where it is a form that was drawn for them."""
    found, secret = carried.of(request), request.app.state.settings.secret
    form = carried.seal(secret, found) if found is not None and found.form_id else ""
    if not form:
        return pages.to_sign_in(request)
    filled = Filled({"name": "", "next": "", "carried": form})
    response = pages.whole(await roads_of(request).through("reads", _again, request, filled))
    response.status_code = 401
    return response


def _mark(request: Request) -> str:
    """Tells the operator whether it is the same address again, without saying which."""
    return hmac.new(request.app.state.settings.secret, sign_in.sender(request).address.encode(), "sha256").hexdigest()[
        :8
    ]


def _let_in(request: Request, name: str, password: str) -> tuple[str, Person]:
    """A session's cookie and whose it is; raises Refused and TooMany."""
    entry.require_possible(name, password)
    settings, sender = request.app.state.settings, sign_in.sender(request)
    right = tried(
        request, password, lambda session: entry.attempt(session, settings.secret, name, sender, now()), entry.wrong()
    )
    with db.transaction(engine_of(request)) as session:
        return entry.let_in(session, right, now(), settings.session_days)


@router.post("/logout")
async def destroy(request: Request) -> Response:
    return await roads_of(request).through("writes", _destroy, request)


def _destroy(request: Request) -> Response:
    cookie = sign_in.cookie_of(request)
    if cookie:
        with db.transaction(engine_of(request)) as session:
            people.sign_out(session, cookie)
    response = pages.go("/login")
    sign_in.forget(request, response)
    if sign_in.is_https(request):
        # What a browser kept of a picture or a table goes, too; over plain http browsers don't listen.
        response.headers["Clear-Site-Data"] = '"cache"'
    return response


def own_path(path: str) -> str:
    """Where to go on: a path of this site, else the first page. «//x» and «/\\x» lead to another site."""
    return path if len(path) <= LONGEST_PATH and re.fullmatch(r"/(?![/\\])[^\\\x00-\x20\x7f]*", path) else "/"


def _again(request: Request, filled: Filled) -> Response:
    with db.reading(engine_of(request)) as session:
        return _page(request, session, filled)


def _page(request: Request, session: Any, filled: Filled) -> Response:
    """The form to sign in by; a form that waits to be sent again travels in it, sealed."""
    every, demo, typed = wards.all_wards(session), wards.demo_ward(session), filled.typed
    return pages.bare(
        request,
        "sign_in/new.html",
        filled.status,
        name=typed["name"][: entry.LONGEST_NAME],
        faults=filled.faults,
        next=own_path(typed["next"]),
        carried=typed["carried"],
        demo=demo is not None,
        ward=every[0] if len(every) == 1 else None,
        accounts=_accounts(demo.code) if demo else [],
        password=wards.pack(DEMO)["password"] if demo else "",
    )


def _accounts(ward: str) -> list[dict[str, Any]]:
    """The demo's accounts as its pack has them, with the name to sign in by."""
    return [user | {"sign_in": f"{user['name']}@{ward.lower()}"} for user in wards.pack(DEMO)["users"][:SHOWN]]
