"""Who asks: the person signed in on this browser, or the holder of the token that came along."""

from datetime import UTC, datetime

from fastapi import Request
from sqlmodel import Session

from app.domain import people, tokens
from app.domain.access import Me
from app.web import rates, wrong_keys
from app.web.errors import NeedsSignIn, NeedsToken, OnlyReads, WrongToken
from app.web.methods import is_catch_all
from app.web.sign_in import cookie_of

READS = frozenset({"GET", "HEAD"})


def now() -> datetime:
    return datetime.now(UTC)


def by_cookie(request: Request, session: Session) -> Me:
    """The person signed in on this browser; raises NeedsSignIn."""
    me = _signed_in(request, session)
    if me is None:
        raise NeedsSignIn()
    return me


def by_token(request: Request, session: Session) -> Me:
    """The token of this request, or the person on whose page a link to the API was followed.

    Raises NeedsToken, and OnlyReads where a token that only reads would write.
    """
    scheme, _, words = request.headers.get("authorization", "").partition(" ")
    has_token = scheme.lower() == "bearer"
    me = tokens.holder(session, words.strip(), now()) if has_token else _signed_in(request, session)
    if me is None:
        raise (wrong_keys.sent(request) or WrongToken()) if has_token else NeedsToken()
    rates.require_room(request, me)
    if me.scope == "read" and _writes(request):
        raise OnlyReads()
    return me


def _writes(request: Request) -> bool:
    """Whether it is sent to a route that changes something; what is no route, or has no such method, is told so."""
    return request.method not in READS and not is_catch_all(request.scope["route"])


def _signed_in(request: Request, session: Session) -> Me | None:
    cookie = cookie_of(request)
    return people.signed_in(session, cookie, now()) if cookie else None
