"""What a route is handed: a session, who asks and when; a route that writes commits before it answers."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Request
from sqlalchemy import Engine
from sqlmodel import Session

from app import db
from app.domain import files, inputs, people, tokens
from app.domain.access import Me
from app.domain.errors import Say, refuse
from app.settings import Settings
from app.web.errors import NeedsSignIn, NeedsToken, TooLarge
from app.web.sign_in import cookie_of

T = TypeVar("T", bound=inputs.Input)


@dataclass
class Call:
    """One request: its session, who asks, and the request itself."""

    session: Session
    me: Me
    request: Request

    @property
    def settings(self) -> Settings:
        settings: Settings = self.request.app.state.settings
        return settings

    def read(self, kind: type[T], data: Any, form: bool = False) -> T:
        return inputs.read(kind, data, form=form)

    def query(self, kind: type[T]) -> T:
        """The query parameters, read after who asks was judged; unknown and repeated ones are refused."""
        pairs = self.request.query_params.multi_items()
        twice = [name for name, count in Counter(name for name, _ in pairs).items() if count > 1]
        if twice:
            raise refuse((twice[0],), Say("Tham số này chỉ được gửi một lần."), "twice")
        return inputs.read(kind, dict(pairs))


def now() -> datetime:
    return datetime.now(UTC)


def engine_of(request: Request) -> Engine:
    engine: Engine = request.app.state.engine
    return engine


def files_of(request: Request) -> Path:
    """The folder of the attachments' files."""
    return files.folder(request.app.state.settings.data_dir)


def reading(request: Request) -> Iterator[Session]:
    with db.reading(engine_of(request)) as session:
        yield session


def writing(request: Request) -> Iterator[Session]:
    try:
        with db.transaction(engine_of(request)) as session:
            yield session
    finally:
        files.settle(engine_of(request), files_of(request), session)


Reading = Annotated[Session, Depends(reading, scope="function")]
Writing = Annotated[Session, Depends(writing, scope="function")]


def by_cookie(request: Request, session: Session) -> Me:
    """The person signed in on this browser; raises NeedsSignIn."""
    me = _signed_in(request, session)
    if me is None:
        raise NeedsSignIn()
    return me


def by_token(request: Request, session: Session) -> Me:
    """The token of this request, or the person on whose page a link to the API was followed; raises NeedsToken."""
    scheme, _, words = request.headers.get("authorization", "").partition(" ")
    me = tokens.holder(session, words.strip(), now()) if scheme.lower() == "bearer" else _signed_in(request, session)
    if me is None:
        raise NeedsToken()
    return me


def _signed_in(request: Request, session: Session) -> Me | None:
    cookie = cookie_of(request)
    return people.signed_in(session, cookie, now()) if cookie else None


def page_reads(request: Request, session: Reading) -> Call:
    return Call(session, by_cookie(request, session), request)


def page_writes(request: Request, session: Writing) -> Call:
    return Call(session, by_cookie(request, session), request)


def api_reads(request: Request, session: Reading) -> Call:
    me = by_token(request, session)
    if me.token_id is not None and tokens.is_first_use(session, me):
        # Seldom enough to be worth a write; what is read after it is as new as that.
        with db.transaction(engine_of(request)) as writing:
            tokens.used(writing, me)
        session.rollback()
        me = by_token(request, session)
    return Call(session, me, request)


def api_writes(request: Request, session: Writing) -> Call:
    call = Call(session, by_token(request, session), request)
    if call.me.token_id is not None:
        tokens.used(session, call.me)
    return call


PageReads = Annotated[Call, Depends(page_reads, scope="function")]
PageWrites = Annotated[Call, Depends(page_writes, scope="function")]
ApiReads = Annotated[Call, Depends(api_reads, scope="function")]
ApiWrites = Annotated[Call, Depends(api_writes, scope="function")]


async def raw_body(request: Request) -> bytes:
    """What was sent, unread: who asks is judged before what they sent. Raises TooLarge past the settings' limit."""
    most = request.app.state.settings.max_body_mb * 1024 * 1024
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > most:
            raise TooLarge()
    return bytes(body)


RawBody = Annotated[bytes, Depends(raw_body)]
