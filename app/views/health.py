"""For whoever watches the server: is it alive, and is it ready to answer?"""

from contextlib import suppress

from fastapi import APIRouter, Request, Response

from app import db, migrations
from app.web.answers import json_response

router = APIRouter()


@router.get("/healthz")
def alive() -> Response:
    return json_response({"status": "ok"})


@router.get("/readyz")
def ready(request: Request) -> Response:
    """200 once the database answers and has this program's schema, else 503."""
    engine = request.app.state.engine
    # Whatever keeps us from the database, we are not ready; the log of the server has the reason.
    with suppress(Exception):
        if db.is_alive(engine) and migrations.current(engine) == migrations.head():
            return json_response({"status": "ready"})
    return json_response({"status": "not ready"}, 503)
