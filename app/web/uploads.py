"""A file that is sent: who sends it is judged first, then it is received and made safe, and only then a transaction
begins, so that nobody waits for a slow sender. Nothing of it stays that was not attached."""

import json
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Protocol
from urllib.parse import parse_qsl

from anyio import CapacityLimiter, to_thread
from anyio.lowlevel import RunVar
from fastapi import Depends, Request
from sqlmodel import Session
from starlette.concurrency import run_in_threadpool

from app import db, log
from app.domain import access, attachments, ids, products
from app.domain.access import Me
from app.domain.errors import No, Refused, Say, refuse
from app.domain.files.contents import Content, made_safe
from app.domain.files.refusals import refused
from app.web import arrival, carried, media
from app.web.arrival import RawBody
from app.web.callers import by_cookie, by_token
from app.web.deps import engine_of, files_of
from app.web.errors import BrokenOff, NeedsSignIn, NoRoom, TooLarge, TooSlow, Unread, roads_of
from app.web.multipart import AtFile, Beside, Incoming, no_room_or
from app.web.sign_in import is_known

# Of what is too large so much, and for so long, is still taken and thrown away: most senders read no answer before.
MOST_THROWN = 64 * 1024**2
LONGEST_THROWN = 2.0
# How long a file may take at the most, in seconds, and how many bytes a second must come.
LONGEST, LEAST_RATE = 3600.0, 4000
DRAWERS = 2
_limiter: RunVar[CapacityLimiter] = RunVar("those who make files safe")


@dataclass
class Upload:
    """What came: the short fields, and the file made safe, or why it can't be taken."""

    fields: dict[str, str] = field(default_factory=dict)
    # All fields as they came, in the page's order.
    pairs: list[tuple[str, str]] = field(default_factory=list)
    name: str = ""
    fingerprint: bytes = b""
    content: Content | None = None
    no: No | None = None
    # Whether the file stays for a while though it was not attached (web/waiting_files).
    waits: bool = False

    def require_readable(self) -> None:
        """Raises Unread for what is no form at all."""
        if isinstance(self.no, Unread):
            raise self.no

    def require(self) -> Content:
        """The file; raises what kept it from being taken."""
        if self.no is not None:
            raise self.no
        assert self.content is not None
        return self.content


class Things(Protocol):
    """A noun whose things have files."""

    def find(self, session: Session, me: Me, number: int, /) -> Any: ...


Receiver = Callable[[Request, int], AsyncIterator[Upload]]


def from_program(things: Things) -> Receiver:
    """A file for one of these things, whose number stands in the address, sent with a token."""
    return _judged_by(by_token, things)


def from_page(things: Things) -> Receiver:
    """The same from a page."""
    return _judged_by(by_cookie, things)


def _judged_by(who: Callable[[Request, Session], Me], things: Things) -> Receiver:
    async def received(request: Request, id: int) -> AsyncIterator[Upload]:
        if carried.is_again(request):
            yield Upload(dict(parse_qsl((await request.body()).decode(), keep_blank_values=True)))
            return
        try:
            await roads_of(request).through("reads", _judge, request, who, things, id)
        except NeedsSignIn:
            await _keep_typed(request)
            raise
        try:
            media.require_plain(request)
            incoming = Incoming(request.headers.get("content-type", ""), files_of(request), _most(request))
        except (Refused, Unread) as no:
            yield Upload(no=no)
            return
        try:
            yield await _upload(request, incoming)
        finally:
            await run_in_threadpool(incoming.remove)

    return received


def _with_form(judge: Callable[[Request, Session], None]) -> Callable[[Request, RawBody], AsyncIterator[Upload | None]]:
    async def received(request: Request, body: RawBody) -> AsyncIterator[Upload | None]:
        """A form with its file, if it came so; a plain form is the route's own to read."""
        if not request.headers.get("content-type", "").startswith("multipart/form-data"):
            yield None
            return
        try:
            await roads_of(request).through("reads", _judge_form, request, judge)
        except NeedsSignIn:
            await _keep_typed(request)
            raise
        media.require_plain(request)
        # The log form has a box for every group.
        incoming = Incoming(request.headers["content-type"], files_of(request), _most(request), arrival.MOST)
        upload = Upload(pairs=incoming.fields)
        try:
            await _fill(request, incoming, upload)
            body.came_as(upload.fingerprint)
            yield upload
        finally:
            if not upload.waits:
                await run_in_threadpool(incoming.remove)

    return received


def _judge_form(request: Request, judge: Callable[[Request, Session], None]) -> None:
    with db.reading(engine_of(request)) as session:
        judge(request, session)


def _judge_log(request: Request, session: Session) -> None:
    """Who logs a product, or edits the one that the address names."""
    id = request.path_params.get("id", "")
    me = by_cookie(request, session)
    access.require(me, "products.write")
    if id.isdecimal():
        attachments.require_addable(me, products.find(session, me, ids.read(id)))


def _judge_report(request: Request, session: Session) -> None:
    access.require(by_cookie(request, session), "reports.write")


LogUpload = Annotated[Upload | None, Depends(_with_form(_judge_log), scope="function")]
ReportUpload = Annotated[Upload | None, Depends(_with_form(_judge_report), scope="function")]


async def _fill(request: Request, incoming: Incoming, upload: Upload) -> None:
    """A form whose file may be left out; what is wrong with the file is told beside it."""
    try:
        await _receive(request, incoming)
        upload.name = incoming.name
        if incoming.path is not None and (incoming.size or incoming.name):
            upload.content = await to_thread.run_sync(_made_safe, incoming.path, limiter=_drawers())
    except (Refused, TooLarge, NoRoom) as no:
        upload.no = _no_file(request, no)
    upload.fingerprint = json.dumps([incoming.fields, incoming.name, incoming.digest.hexdigest()]).encode()


def _judge(request: Request, who: Callable[[Request, Session], Me], things: Things, id: int) -> None:
    """In a reading of its own, over before the file comes; the verb that attaches judges again."""
    with db.reading(engine_of(request)) as session:
        me = who(request, session)
        attachments.require_addable(me, things.find(session, me, id))


async def _keep_typed(request: Request) -> None:
    """What a known browser's form says before its file is kept for who signs in again (web/carried); the file is not
    waited for."""
    if not is_known(request):
        return
    with suppress(AtFile, No):
        beside = Beside(request.headers.get("content-type", ""))
        request.state.typed = beside.fields
        async for chunk in arrival.parts(request, arrival.SOON, LEAST_RATE):
            beside.feed(chunk)


def _most(request: Request) -> int:
    return int(request.app.state.settings.max_upload_mb) * 1024**2


async def _upload(request: Request, incoming: Incoming) -> Upload:
    upload = Upload()
    try:
        await _receive(request, incoming)
        upload.fields, upload.name = _fields(incoming), incoming.name
        told = [sorted(upload.fields.items()), incoming.name, incoming.digest.hexdigest()]
        upload.fingerprint = json.dumps(told).encode()
        if incoming.path is None or not (incoming.size or incoming.name):
            raise refused("missing")
        upload.content = await to_thread.run_sync(_made_safe, incoming.path, limiter=_drawers())
    except (Refused, TooLarge, NoRoom) as no:
        upload.no = _no_file(request, no)
    return upload


def _no_file(request: Request, no: No) -> No:
    """Why the file can't be taken; where the disk is full the operator is told, whatever the page answers."""
    if isinstance(no, NoRoom):
        request.state.cause = log.cause(no.__cause__ or no)
    return no


def _made_safe(path: Path) -> Content:
    try:
        return made_safe(path)
    except OSError as error:
        raise no_room_or(error) from error


async def _receive(request: Request, incoming: Incoming) -> None:
    stream = arrival.parts(request, LONGEST, LEAST_RATE)
    try:
        if arrival.length(request) > _most(request) + incoming.most_beside:
            raise incoming.too_large()
        async for chunk in stream:
            await run_in_threadpool(incoming.feed, chunk)
    except TooLarge:
        await _throw_away(request, stream)
        raise
    incoming.end()


async def _throw_away(request: Request, stream: AsyncIterator[bytes]) -> None:
    """A connection that is closed on a sender in mid-sentence may lose the answer on its way."""
    if request.headers.get("expect", "").lower() == "100-continue" and arrival.length(request):
        return
    thrown, until = 0, time.monotonic() + LONGEST_THROWN
    try:
        async for chunk in stream:
            thrown += len(chunk)
            if thrown > MOST_THROWN or time.monotonic() > until:
                return
    except (BrokenOff, TooSlow):
        return


def _drawers() -> CapacityLimiter:
    """Files are made safe two at a time; those that wait for it hold no thread, let alone a connection."""
    try:
        return _limiter.get()
    except LookupError:
        _limiter.set(CapacityLimiter(DRAWERS))
        return _limiter.get()


def _fields(incoming: Incoming) -> dict[str, str]:
    """A browser sends every field; one left empty says nothing."""
    twice = [name for name, count in Counter(name for name, _ in incoming.fields).items() if count > 1]
    if twice:
        raise refuse((twice[0],), Say("Trường này chỉ được gửi một lần."), "twice")
    return {name: value for name, value in incoming.fields if value.strip()}
