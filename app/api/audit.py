"""The trail for the ward's admin: who did what, when, newest first."""

from typing import Any

from fastapi import Response

from app.api.openapi import asks
from app.domain import access, audit
from app.domain.audit import AuditQuery
from app.domain.pages import Ask, Page
from app.web.answers import collection
from app.web.deps import ApiReads
from app.web.paging import Paging
from app.web.routing import ApiRouter

router = ApiRouter(tags=["audit"])


class AuditList(AuditQuery, Paging):
    pass


@router.get("/audit", summary="Who did what, newest first (admin)", openapi_extra=asks(AuditList))
def index(call: ApiReads) -> Response:
    access.require(call.me, "audit.read")
    asked = call.query(AuditList)

    def read(ask: Ask) -> Page[Any]:
        page = audit.page(call.session, call.me, asked, ask)
        return Page(audit.shapes(call.session, call.me, page.items), page.next)

    return collection(call, "audit", asked, audit.FIELDS, read)
