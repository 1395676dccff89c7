"""The cookies of a browser: who is signed in on it, and who did before; Secure and __Host- on https, plain without."""

from fastapi import Request, Response

from app.domain.people import known
from app.domain.people.delays import Sender
from app.models import Person

PLAIN, SECURE = "lantoa", "__Host-lantoa"
KNOWN = "-known"


def is_https(request: Request) -> bool:
    """As the browser sees it: a proxy that the settings trust says so for its side (see main.build)."""
    return request.url.scheme == "https"


def cookie_of(request: Request) -> str | None:
    return request.cookies.get(cookie_name(request))


def sender(request: Request) -> Sender:
    """Where a password is tried from."""
    return Sender(request.client.host if request.client else "", request.cookies.get(cookie_name(request) + KNOWN, ""))


def is_known(request: Request) -> bool:
    """Somebody signed in on this browser before, or so it says."""
    return bool(sender(request).known)


def keep(request: Request, response: Response, cookie: str, days: int) -> None:
    _set(request, response, cookie_name(request), cookie, days)


def remember(request: Request, response: Response, person: Person) -> None:
    """This browser is known as the person's from now on: failures of others don't delay them on it."""
    cookie = known.remember(request.app.state.settings.secret, sender(request).known, person)
    _set(request, response, cookie_name(request) + KNOWN, cookie, known.KEPT_DAYS)


def forget(request: Request, response: Response) -> None:
    """Signed out; the browser stays known."""
    response.delete_cookie(cookie_name(request), path="/", secure=is_https(request), httponly=True, samesite="lax")


def cookie_name(request: Request) -> str:
    """What the cookie of the session is called on this side."""
    return SECURE if is_https(request) else PLAIN


def _set(request: Request, response: Response, name: str, value: str, days: int) -> None:
    response.set_cookie(
        name, value, max_age=days * 86400, path="/", secure=is_https(request), httponly=True, samesite="lax"
    )
