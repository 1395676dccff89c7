"""The request path: a route is handed a Call, on which its session, who asks and when stand once it runs.

A request is one trip to a thread. A body is whole before it begins (web/arrival). A route that writes holds its ward's
turn from its first line on and commits before it answers; nothing in it waits for a network.
"""

import asyncio
import inspect
from collections import Counter
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial, wraps
from pathlib import Path
from typing import Annotated, Any, TypeVar, cast

from fastapi import APIRouter, Depends, Request, Response
from fastapi.exceptions import RequestValidationError
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from app import db, memory
from app.domain import files, inputs, reference_data, tokens, trail
from app.domain.access import Me
from app.domain.errors import No, Say, refuse
from app.settings import Settings
from app.web import arrival, carried, matching, media, trials
from app.web.arrival import Body, NeedsBody, RawBody
from app.web.callers import by_cookie, by_token, now
from app.web.errors import roads_of
from app.web.trials import Writing

__all__ = [
    "WRITES", "ApiReads", "ApiRouter", "ApiWrites", "Call", "Drawn", "PageReads", "PageWrites", "RawBody", "Router",
    "Then", "by_cookie", "by_token", "engine_of", "files_of", "now", "of_many", "roads_of",
]  # fmt: skip

T = TypeVar("T", bound=inputs.Input)
Answer = TypeVar("Answer")
Endpoint = Callable[..., Any]
A_SECOND = 1.0


@dataclass(frozen=True)
class Way:
    """How a route is reached: who may ask, and whether it writes."""

    who: Callable[[Request, Session], Me]
    writes: bool

    async def __call__(self, request: Request) -> "Call":
        return Call(request, self)


@dataclass
class Call:
    """One request: its session and who asks, from the moment on at which its route runs."""

    request: Request
    way: Way
    session: Session = field(init=False)
    me: Me = field(init=False)
    # What was sent along, where the route takes JSON.
    body: Body | None = None
    # Whether it only asks what would be answered.
    tries: bool = False

    @property
    def settings(self) -> Settings:
        settings: Settings = self.request.app.state.settings
        return settings

    def read(self, kind: type[T], data: Any, form: bool = False, change: bool = False) -> T:
        return inputs.read(kind, data, form=form, change=change)

    def query(self, kind: type[T]) -> T:
        """The query parameters, read after who asks was judged; unknown and repeated ones are refused."""
        self.require_readable()
        pairs = self.request.query_params.multi_items()
        twice = [name for name, count in Counter(name for name, _ in pairs).items() if count > 1]
        if twice:
            raise refuse((twice[0],), Say("Tham số này chỉ được gửi một lần."), "twice")
        asked = inputs.read(kind, dict(pairs))
        self.tries = isinstance(asked, Writing) and asked.validate_only
        return asked

    def filters(self, kind: type[T]) -> T:
        """The query parameters of a list; codes that the ward does not have are refused too."""
        asked = self.query(kind)
        reference_data.require_known(self.session, self.me, asked)
        return asked

    def require_readable(self) -> None:
        """Raises Unread for a body that is no JSON: before its thing's state, and what it says, are looked at."""
        if self.body is not None:
            media.require_json(self.request, self.body)

    def new_form_id(self) -> str:
        """The id of a form that is drawn for whoever asks (web/carried)."""
        return carried.new_form_id(self.settings.secret, self.me)

    def only_read(self) -> None:
        """Drops what was written and lets the ward's turn go: a page can be drawn then, and nobody waits for it."""
        db.only_read(self.session)

    @contextmanager
    def reading(self) -> Iterator[None]:
        with db.reading(engine_of(self.request)) as self.session:
            self._judge()
            yield

    @contextmanager
    def writing(self) -> Iterator[None]:
        """A transaction that holds the ward's turn; what it did to files is settled once it ended, either way.

        A form that was sent before the sign-in gets a reading instead: whatever its route does, nothing is stored.
        """
        if carried.is_again(self.request):
            with self.reading():
                yield
            return
        engine = engine_of(self.request)
        try:
            with db.transaction(engine) as self.session:
                self._judge()
                self.me = trail.take_turn(self.session, self.me)
                yield
        finally:
            if hasattr(self, "session"):
                files.settle(engine, files_of(self.request), self.session)

    def _judge(self) -> None:
        """Who asks; the operator is told their role, never their name."""
        self.me = self.way.who(self.request, self.session)
        self.request.state.who = f"{self.me.ward.code} {self.me.role}"


def engine_of(request: Request) -> Engine:
    engine: Engine = request.app.state.engine
    return engine


def files_of(request: Request) -> Path:
    """The folder of the attachments' files."""
    return files.folder(request.app.state.settings.data_dir)


# A person's way to a verb, for a route that does more than one thing on it.
WRITES = Way(by_cookie, writes=True)
PageReads = Annotated[Call, Depends(Way(by_cookie, writes=False))]
PageWrites = Annotated[Call, Depends(WRITES)]
ApiReads = Annotated[Call, Depends(Way(by_token, writes=False))]
ApiWrites = Annotated[Call, Depends(Way(by_token, writes=True))]


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
