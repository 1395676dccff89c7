"""The admin's room: the way to everything that is set up, and the first steps that Today shows."""

from fastapi import Response

from app.domain import first_steps
from app.domain.access import require_admin
from app.web import pages
from app.web.deps import PageReads, PageWrites, Router

router = Router()


@router.get("/admin")
def show(call: PageReads) -> Response:
    require_admin(call.me)
    return pages.show(call, "admin/show.html")


@router.post("/admin/first-steps/hide")
def hide(call: PageWrites) -> Response:
    require_admin(call.me)
    first_steps.hide(call.session, call.me)
    return pages.go("/")
