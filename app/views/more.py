"""The rooms that the five places of a phone's bar have no room for."""

from fastapi import Response

from app.web import pages
from app.web.deps import PageReads
from app.web.routing import Router

router = Router()


@router.get("/more")
def show(call: PageReads) -> Response:
    return pages.show(call, "more/show.html")
