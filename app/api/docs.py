"""The API's description for programs and for people; no script and nothing from elsewhere."""

import json
from functools import cache
from typing import Any

from fastapi import FastAPI, Request, Response

from app.api.openapi import document, told
from app.web import pages
from app.web.answers import json_response
from app.web.error_codes import CODES
from app.web.errors import roads_of
from app.web.routing import ApiRouter

router = ApiRouter()


@router.get("/openapi.json", include_in_schema=False)
async def openapi(request: Request) -> Response:
    return json_response(document(request.app))


@router.get("/docs", include_in_schema=False)
async def docs(request: Request) -> Response:
    return await roads_of(request).through("reads", _docs, request)


def _docs(request: Request) -> Response:
    return pages.bare(request, "api/docs.html", spec=told(request.app), codes=CODES, called=_called(request.app))


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
