"""What a route is handed: a Call, on which its session, who asks and when stand once it runs (web/routing)."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Request
from sqlalchemy import Engine
from sqlmodel import Session

from app import db
from app.domain import files, inputs, reference_data, trail
from app.domain.access import Me
from app.domain.errors import Say, refuse
from app.settings import Settings
from app.web import carried, media
from app.web.arrival import Body
from app.web.callers import by_cookie, by_token
from app.web.trials import Writing

T = TypeVar("T", bound=inputs.Input)


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

    def require_bare(self) -> None:
        """Raises Refused for any query parameter: this route takes none."""
        self.query(inputs.Input)

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
