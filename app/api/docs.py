"""The API's description for programs and for people; no script and nothing from elsewhere."""

import json
from collections.abc import Callable
from functools import cache
from typing import Any

from fastapi import FastAPI, Request, Response

from app.api.openapi import document, told
from app.web import pages
from app.web.answers import json_response
from app.web.error_codes import CODES
from app.web.errors import roads_of
from app.web.packing import Sent, as_sent, takes_packed
from app.web.routing import ApiRouter

router = ApiRouter()


@router.get("/openapi.json", include_in_schema=False)
async def openapi(request: Request) -> Response:
    return await roads_of(request).through("reads", _same_for_all, request, _document, False)


@router.get("/docs", include_in_schema=False)
async def docs(request: Request) -> Response:
    return await roads_of(request).through("reads", _docs, request)


def _docs(request: Request) -> Response:
    return _same_for_all(request, _page, pages.has_demo(request))


def _same_for_all(request: Request, draw: Callable[[Request, bool], Response], demo: bool) -> Response:
    """Anyone may ask, signed in or not, and it takes a quarter of a second: it is drawn and packed once."""
    sent, packed = _sent(request.app), takes_packed(request)
    key = (request.url.path, demo, packed)
    if key not in sent:
        sent[key] = as_sent(draw(request, demo), packed)
    return sent[key].again()


@cache
def _sent(_: FastAPI) -> dict[tuple[str, bool, bool], Sent]:
    """By path, whether there is the demo, and whether it is packed."""
    return {}


def _document(request: Request, _: bool) -> Response:
    return json_response(document(request.app))


def _page(request: Request, demo: bool) -> Response:
    spec, called = told(request.app), _called(request.app)
    return pages.bare(request, "api/docs.html", demo=demo, spec=spec, codes=CODES, called=called)


@cache
def _called(app: FastAPI) -> dict[str, tuple[str, str]]:
    """By method and path how it is called, and an example of what is answered; empty for what is no JSON."""
    return {
        f"{method} {path}": (operation["x-codeSamples"][0]["source"], _answered(operation["responses"]))
        for path, operations in document(app)["paths"].items()
        for method, operation in operations.items()
    }


def _answered(responses: dict[str, Any]) -> str:
    first = responses.get("201") or responses.get("200") or {}
    media = first.get("content", {}).get("application/json", {})
    return json.dumps(media["example"], ensure_ascii=False, indent=1) if "example" in media else ""
