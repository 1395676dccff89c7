"""The API's description for programs and for people; no script and nothing from elsewhere."""

from fastapi import Request, Response

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
    return pages.bare(request, "api/docs.html", spec=told(request.app), codes=CODES)
