"""One search for all: by kind, the quarter at hand first, and what the guide says of it."""

from fastapi import Response

from app.domain import access, search
from app.domain.search import SearchQuery
from app.views import filters, guide
from app.web import names, pages
from app.web.deps import PageReads
from app.web.routing import Router

router = Router()


@router.get("/search")
def show(call: PageReads) -> Response:
    access.require(call.me, "entries.read")
    here = filters.here(call, ("q",))
    asked = filters.read(call, SearchQuery, here.params).q or ""
    found = search.of(call.session, call.me, asked) if asked else None
    return pages.show(
        call,
        "search/show.html",
        asked=asked,
        found=found,
        names=names.of(call, call.me),
        told=guide.holding(call, asked) if asked else [],
    )
