"""How a route travels: in one trip to a thread of its lane, its call opened around it.

A body is whole before it begins (web/arrival). A route that writes holds its ward's turn from its first line on and
commits before it answers; nothing in it waits for a network.
"""

import asyncio
import inspect
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass
from functools import partial, wraps
from typing import Any, TypeVar, cast

from fastapi import APIRouter, Request, Response
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import SQLAlchemyError

from app import memory
from app.domain import tokens
from app.domain.errors import No
from app.web import arrival, matching, trials
from app.web.arrival import Body, NeedsBody
from app.web.deps import Call, Way
from app.web.errors import roads_of

Answer = TypeVar("Answer")
Endpoint = Callable[..., Any]
A_SECOND = 1.0


class Then:
    """What a route that has read and judged answers with: what is still to be done, under the ward's turn.

    Whoever takes long to judge (a batch), or mostly only draws (the log form), so keeps nobody waiting.
    """

    def __init__(self, act: Callable[[], Response]) -> None:
        self.act = act


@dataclass(frozen=True)
class Drawn:
    """What a route that has read answers with: what takes long to draw and needs nothing of the database any more."""

    draw: Callable[[], Response]


def of_many(endpoint: Endpoint) -> Endpoint:
    """Marks a route that takes many things at once: its body may weigh what the settings allow."""
    endpoint.takes_many = True  # type: ignore[attr-defined]
    return endpoint


class Route(matching.Route):
    """A route whose `call`, where it has one, is opened around it in a thread of its lane."""

    def __init__(self, path: str, endpoint: Endpoint, **options: Any) -> None:
        self.way = _way_of(endpoint)
        super().__init__(path, _travelling(endpoint), **options)

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def judged(request: Request) -> Response:
            try:
                return await handle(request)
            except RequestValidationError:
                # An address that can't be right is told to nobody who may not ask.
                if self.way is not None:
                    await roads_of(request).through("reads", _require_someone, Call(request, self.way))
                raise

        return judged


class Router(APIRouter):
    """A router of such routes."""

    def __init__(self, **options: Any) -> None:
        super().__init__(route_class=Route, **options)

    def take(self, other: "Router") -> None:
        """Its routes become this one's: an included router would be looked through three times for every request."""
        self.routes += other.routes


class ApiRouter(Router):
    """The same for programs, below /api/v1."""

    def __init__(self, prefix: str = "", **options: Any) -> None:
        super().__init__(prefix=f"/api/v1{prefix}", **options)


def _travelling(endpoint: Endpoint) -> Endpoint:
    if "call" not in inspect.signature(endpoint).parameters or inspect.iscoroutinefunction(endpoint):
        return endpoint

    @wraps(endpoint)
    async def travel(**given: Any) -> Any:
        call: Call = given["call"]
        route = partial(endpoint, **given)
        body = next((one for one in given.values() if isinstance(one, Body)), None)
        if body is not None:
            call.body = body
            most = call.settings.max_body_mb * 1024**2 if hasattr(endpoint, "takes_many") else arrival.MOST
            await body.come(most, lambda: roads_of(call.request).through("reads", _judged, call, route))
        roads = roads_of(call.request)
        if call.way.writes:
            return await roads.through("writes", _run, call, route)
        answer = await roads.through("reads", _run, call, route)
        if isinstance(answer, Then):
            answer = await roads.through("writes", _write, call, answer.act)
        if isinstance(answer, Drawn):
            answer = await roads.through("documents", answer.draw)
        if hasattr(endpoint, "takes_many"):
            # What was sent is let go of only once this is answered.
            asyncio.get_running_loop().call_later(A_SECOND, memory.give_back)
        if call.me.is_first_use:
            await roads.aside("writes", _note_use, call)
        return answer

    # What a route answers by the way (Then, Drawn) is nobody's business but ours.
    travel.__signature__ = inspect.signature(endpoint).replace(return_annotation=Response)  # type: ignore[attr-defined]
    return travel


def _way_of(endpoint: Endpoint) -> Way | None:
    """The way that the annotation of the route's `call` names."""
    given = inspect.signature(endpoint).parameters.get("call")
    depends = getattr(given.annotation, "__metadata__", ()) if given is not None else ()
    return next((one.dependency for one in depends if isinstance(one.dependency, Way)), None)


def _require_someone(call: Call) -> None:
    with call.reading():
        pass


def _run(call: Call, route: Callable[[], Answer]) -> Answer:
    if call.way.writes:
        return _write(call, route)
    with call.reading():
        return route()


def _write(call: Call, act: Callable[[], Answer]) -> Answer:
    with call.writing():
        tokens.used(call.session, call.me)
        answer = act()
        if call.tries:
            call.only_read()
            return cast(Answer, trials.answer(cast(Response, answer)))
        return answer


def _note_use(call: Call) -> None:
    """The first use of a token on a day, once what it read is answered; what can't be noted now is at its next use."""
    with suppress(SQLAlchemyError, No, OSError), call.writing():
        tokens.used(call.session, call.me)


def _judged(call: Call, route: Callable[[], Any]) -> None:
    """The route's own first lines, up to where they ask for the body: they may say no, and write nothing."""
    with call.reading():
        try:
            route()
        except NeedsBody:
            return
    raise AssertionError("a route that takes a body asks for it before it does anything")
