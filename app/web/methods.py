"""Methods: HEAD is answered wherever GET is, and who uses another one is told which there are."""

from fastapi import Request
from starlette.exceptions import HTTPException
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Heads:
    """Answers HEAD as GET, without the body (RFC 9110, 9.3.2)."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self.app(scope, receive, send)
            return

        async def without_body(message: Message) -> None:
            await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

        await self.app({**scope, "method": "GET"}, receive, without_body)


def allowed(request: Request) -> list[str]:
    """The methods of all routes at this address; none where it is no route's."""
    # The address as the router has it: a URL leaves out tabs and the ends of lines.
    path = request.scope["path"]
    found = [
        route
        for route in request.app.router.routes
        if isinstance(route, Route) and not is_catch_all(route) and route.path_regex.match(path)
    ]
    # «/products/batch» is no product.
    named = [route for route in found if not route.param_convertors] or found
    methods = {method for route in named for method in route.methods or ()}
    return sorted(methods | {"HEAD"} if "GET" in methods else methods)


def is_catch_all(route: Route) -> bool:
    """Whether it answers what is no other route's."""
    return route.path.endswith(":path}")


def require_route(request: Request) -> None:
    """Raises 405 where this address is a route's, though not by this method."""
    if allowed(request):
        raise HTTPException(405)
