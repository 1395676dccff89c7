"""For whoever watches the server: is it alive, can it answer and store, and how much does it do?"""

import os
import tempfile
from contextlib import suppress
from functools import partial
from pathlib import Path

from fastapi import Request, Response
from prometheus_client import CONTENT_TYPE_LATEST

from app import log, migrations, soundness
from app.domain.errors import NotFound
from app.web.answers import json_response
from app.web.deps import engine_of
from app.web.errors import roads_of
from app.web.lanes import Busy
from app.web.metrics import Metrics, may_read
from app.web.outlook import Why
from app.web.routing import Router

router = Router()
# What a write needs at least, in bytes.
ROOM = 1024**2


@router.get("/healthz")
async def alive() -> Response:
    """Answers as long as the program turns: it asks for no connection and no thread."""
    return json_response({"status": "ok"})


@router.get("/readyz")
async def ready(request: Request) -> Response:
    """200 once the database answers, has this program's schema and can be written to, else 503 with why not."""
    why, cause = await request.app.state.outlook.ask(partial(_look, request))
    if why:
        request.state.cause = cause or why
        return json_response({"status": "not ready", "why": why}, 503)
    return json_response({"status": "ready"})


@router.get("/metrics")
async def metrics(request: Request) -> Response:
    """Prometheus's text format, for this machine itself and for who has the operator's token."""
    if not may_read(request, request.app.state.settings.metrics_token):
        raise NotFound()
    known: Metrics = request.app.state.metrics
    return Response(known.text(), media_type=CONTENT_TYPE_LATEST)


async def _look(request: Request) -> Why:
    try:
        return await roads_of(request).through("reads", _why_not, request)
    except Busy:
        return "busy", ""


def _why_not(request: Request) -> Why:
    engine = engine_of(request)
    try:
        if migrations.current(engine) != migrations.head():
            return "not migrated", ""
        if not soundness.is_writable(engine):
            return "read only", ""
        if soundness.is_doubtful(engine):
            if soundness.is_damaged(engine):
                return "damaged", ""
            soundness.trust(engine)
    except Exception as error:  # noqa: BLE001  (whatever keeps us from the database, we are not ready)
        return "no database", log.cause(error)
    return _why_no_files(request.app.state.settings.data_dir)


def _why_no_files(folder: Path) -> Why:
    """Whether a file of a megabyte can be written where the database and the attachments lie."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".ready", dir=folder)
    except OSError as error:
        return "read only", log.cause(error)
    try:
        os.posix_fallocate(handle, 0, ROOM)
    except OSError as error:
        return "no room", log.cause(error)
    finally:
        os.close(handle)
        with suppress(OSError):
            Path(name).unlink()
    return "", ""
