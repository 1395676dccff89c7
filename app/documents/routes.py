"""Documents by address, for who may read the page that they come from: beside the page, and the same for programs."""

from typing import Any

from app.documents import files, reports
from app.domain import reports as entries
from app.web.deps import ApiReads, ApiRouter, Call, PageReads, Router

router = Router()
api = ApiRouter()


@router.get("/reports/{id}/export")
def page_report(call: PageReads, id: int) -> Any:
    return _report(call, id)


@api.get("/reports/{id}/export", tags=["reports"], summary="A report as a document", openapi_extra=files.TOLD)
def api_report(call: ApiReads, id: int) -> Any:
    return _report(call, id)


def _report(call: Call, id: int) -> Any:
    row = entries.find(call.session, call.me, id)
    asked = call.query(files.Asked)
    return files.drawn(reports.of(call, row), asked.format)


router.take(api)
