"""The admin's room: the way to everything that is set up, and the first steps that Today shows."""

from fastapi import Response

from app.domain import access, first_steps
from app.web import pages
from app.web.deps import PageReads, PageWrites
from app.web.routing import Router

router = Router()


@router.get("/admin")
def show(call: PageReads) -> Response:
    access.require(call.me, "settings.change")
    return pages.show(call, "admin/show.html")


@router.post("/admin/first-steps/hide")
def hide(call: PageWrites) -> Response:
    access.require(call.me, "settings.change")
    first_steps.hide(call.session, call.me)
    return pages.go("/")
