"""What a code of a refusal means, on a page of its own: where the `type` of every problem leads."""

from fastapi import Request, Response

from app.domain.errors import NotFound
from app.web import pages
from app.web.error_codes import CODES
from app.web.errors import roads_of
from app.web.routing import ApiRouter

router = ApiRouter(prefix="/errors")


@router.get("/{code}", include_in_schema=False)
async def show(request: Request, code: str) -> Response:
    if code not in CODES:
        raise NotFound()
    return await roads_of(request).through("reads", _page, request, code)


def _page(request: Request, code: str) -> Response:
    meaning, advice = CODES[code]
    return pages.bare(request, "api/error.html", code=code, meaning=meaning, advice=advice)
