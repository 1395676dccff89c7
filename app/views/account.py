"""The account: who is signed in, as what, and the way out."""

from fastapi import APIRouter, Response

from app.domain import registers, units
from app.web import pages
from app.web.deps import PageReads
from app.web.sign_in import is_https

router = APIRouter()


@router.get("/account")
def show(call: PageReads) -> Response:
    me = call.me
    unit = registers.find(call.session, me, units.REGISTER, me.unit) if me.unit else None
    is_open = me.role == "admin" and not is_https(call.request)
    return pages.show(call, "account/show.html", unit=unit, is_open=is_open)
