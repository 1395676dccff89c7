"""The steps of a report, each asked about first: handed in, accepted, sent back or opened again with a
reason, removed as a draft."""

from collections.abc import Callable
from typing import Any

from app.domain import reports
from app.domain.errors import Fault
from app.domain.reports.inputs import ReturnIn, SubmitIn
from app.views.registers.pages import Step, removal, stepping
from app.views.reports.routes import ROOM
from app.web.deps import Call
from app.web.form import Form, Sent
from app.web.labels import REPORT_PARTS
from app.web.routing import Router

BACK = Form(ReturnIn, ("reason", *(f"parts.{part}" for part in REPORT_PARTS), "change_reason"))
JUDGES = "reports.judge"


def _submit(call: Call, row: Any, sent: Sent) -> str:
    reports.submit(call.session, call.me, row, SubmitIn(change_reason=sent.reason))
    return f"/reports/{row.id}?done=submitted"


def _accept(call: Call, row: Any, sent: Sent) -> str:
    reports.accept(call.session, call.me, row, SubmitIn(change_reason=sent.reason))
    return f"/reports/{row.id}?done=accepted"


def _back(verb: Callable[..., list[Fault]], done: str) -> Callable[[Call, Any, Sent], str]:
    """To its unit with a reason, before or after it was accepted."""

    def take(call: Call, row: Any, sent: Sent) -> str:
        told = {part: sent.typed[f"parts.{part}"].strip() for part in REPORT_PARTS}
        parts = {part: text for part, text in told.items() if text}
        data = call.read(ReturnIn, {"reason": None, "parts": parts} | sent.given(), form=True)
        verb(call.session, call.me, row, data)
        return f"/reports/{row.id}?done={done}"

    return take


router = Router(prefix="/reports")
for step in (
    Step("submit", "reports/submit.html", _submit),
    Step("accept", "reports/accept.html", _accept, JUDGES),
    Step("return", "reports/return.html", _back(reports.send_back, "returned"), JUDGES, BACK),
    Step("reopen", "reports/reopen.html", _back(reports.reopen, "reopened"), JUDGES, BACK),
    removal(ROOM),
):
    stepping(router, ROOM, step)
