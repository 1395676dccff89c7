"""The roof: build() joins the middleware, the doors and the error pages into one application."""

import gc
import os
import signal
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from multiprocessing import connection, parent_process
from threading import Thread
from typing import Any

from fastapi import FastAPI
from sqlalchemy import Engine
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import DEFAULT_EXCLUDED_CONTENT_TYPES
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from app import __version__, api, db, documents, log, memory, views
from app.commands import ending
from app.domain.files.documents import MEDIA_TYPES
from app.settings import Settings
from app.web import assets, errors
from app.web.errors import NeedsSignIn
from app.web.headers import SafeHeaders
from app.web.lanes import Roads
from app.web.methods import Heads
from app.web.metrics import Metrics
from app.web.outlook import Outlook
from app.web.packing import Packing
from app.web.rates import Rates
from app.web.same_origin import SameOrigin
from app.web.watch import Watch

# What a script of another site may send and see.
CROSS_ORIGIN: Any = {
    "allow_methods": ["GET", "POST", "PATCH", "DELETE"],
    "allow_headers": ["Authorization", "Content-Type", "If-Match", "If-None-Match", "Idempotency-Key"],
    "expose_headers": [
        "ETag",
        "Location",
        "Link",
        "Retry-After",
        "X-Request-Id",
        "Idempotent-Replayed",
        "RateLimit-Limit",
        "RateLimit-Remaining",
        "RateLimit-Reset",
    ],
}


def build(settings: Settings | None = None, engine: Engine | None = None) -> FastAPI:
    """The application on these settings; an engine may be handed over, else the settings' database is opened."""
    settings = settings or Settings()
    memory.begin()
    log.begin()
    app = FastAPI(
        title="Lan Tỏa",
        version=__version__,
        lifespan=_closing,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    app.state.settings = settings
    app.state.engine = engine or db.open_engine(settings.database, settings.trail_secret)
    app.state.roads = Roads(db.writers_of(str(app.state.engine.url)))
    app.state.metrics = Metrics()
    app.state.outlook = Outlook()
    app.state.rates = Rates(settings.requests_a_minute)
    app.router.routes += [*documents.router.routes, *api.router.routes, *views.router.routes]
    app.mount("/static", assets.Kept(directory=assets.STATIC))
    errors.install(app)
    app.add_exception_handler(NeedsSignIn, views.needs_sign_in)
    # Documents are packed already, and are asked for in parts.
    packed = (*DEFAULT_EXCLUDED_CONTENT_TYPES, *MEDIA_TYPES, *documents.MEDIA_TYPES)
    app.add_middleware(Packing, minimum_size=1000, exclude_content_types=packed)
    app.add_middleware(SameOrigin)
    if settings.origins:
        # Scripts of these sites, with a token of their own: never with a person's cookie.
        app.add_middleware(CORSMiddleware, allow_origins=settings.origins, **CROSS_ORIGIN)
    app.add_middleware(SafeHeaders)
    app.add_middleware(Heads)
    app.add_middleware(Watch, metrics=app.state.metrics, most_open=settings.max_open)
    if settings.proxies:
        # Only a proxy named in the settings is believed when it says that its side is https.
        app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=settings.proxies)
    return app


@asynccontextmanager
async def _closing(app: FastAPI) -> AsyncIterator[None]:
    # What a program is made of stays: looking through it for garbage, again and again, would hold up answers.
    gc.collect()
    gc.freeze()
    if parent := parent_process():
        if connection.wait([parent.sentinel], 0):
            # It ended while this worker was begun, which takes no call then.
            os.kill(os.getpid(), signal.SIGTERM)
        Thread(target=_end_after, args=(parent.sentinel,), daemon=True).start()
    yield
    app.state.engine.dispose()


def _end_after(parent: int) -> None:
    """A worker whose server was killed would go on holding the port, while nobody worked off the jobs."""
    connection.wait([parent])
    os.kill(os.getpid(), signal.SIGTERM)
    # Nobody is left to end it where it waits for a database that never answers.
    time.sleep(ending.LONGEST)
    os._exit(1)
