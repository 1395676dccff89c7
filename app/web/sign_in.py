"""The cookie of a signed-in browser: Secure and __Host- on https, plain on a ward's own network without it."""

from fastapi import Request, Response

PLAIN, SECURE = "lantoa", "__Host-lantoa"


def is_https(request: Request) -> bool:
    """As the browser sees it: a proxy that the settings trust says so for its side (see main.build)."""
    return request.url.scheme == "https"


def cookie_of(request: Request) -> str | None:
    return request.cookies.get(SECURE if is_https(request) else PLAIN)


def keep(request: Request, response: Response, cookie: str, days: int) -> None:
    https = is_https(request)
    response.set_cookie(
        SECURE if https else PLAIN, cookie, max_age=days * 86400, path="/", secure=https, httponly=True, samesite="lax"
    )


def forget(request: Request, response: Response) -> None:
    https = is_https(request)
    response.delete_cookie(SECURE if https else PLAIN, path="/", secure=https, httponly=True, samesite="lax")
