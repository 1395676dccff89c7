"""The steps of a report, each asked about first: handed in, accepted, sent back or opened again with a
reason, removed as a draft."""

from typing import Any

from fastapi import Response

from app.domain import access, reports
from app.domain.reports.inputs import ReturnIn, SubmitIn
from app.models import Report
from app.views.registers.pages import REMOVE, Question, Step, ask, own, take
from app.views.reports.routes import ROOM
from app.web.arrival import Body, RawBody
from app.web.deps import Call, PageReads, PageWrites
from app.web.form import Form, Sent
from app.web.labels import REPORT_PARTS
from app.web.routing import Router

router = Router(prefix="/reports")
SUBMIT, ACCEPT = Step("reports/submit.html"), Step("reports/accept.html")
BACK = Form(ReturnIn, ("reason", *(f"parts.{part}" for part in REPORT_PARTS), "change_reason"))
RETURN, REOPEN = Step("reports/return.html", BACK), Step("reports/reopen.html", BACK)


@router.get("/{id}/submit")
def ask_submit(call: PageReads, id: int) -> Response:
    return ask(call, Question(ROOM, own(call, ROOM, id), SUBMIT))


@router.post("/{id}/submit")
def submit(call: PageWrites, body: RawBody, id: int) -> Response:
    def act(row: Any, sent: Sent) -> str:
        reports.submit(call.session, call.me, row, SubmitIn(change_reason=sent.reason))
        return f"/reports/{id}?done=submitted"

    return take(call, Question(ROOM, own(call, ROOM, id), SUBMIT), body, act)


@router.get("/{id}/accept")
def ask_accept(call: PageReads, id: int) -> Response:
    return ask(call, Question(ROOM, _judged(call, id), ACCEPT))


@router.post("/{id}/accept")
def accept(call: PageWrites, body: RawBody, id: int) -> Response:
    def act(row: Any, sent: Sent) -> str:
        reports.accept(call.session, call.me, row, SubmitIn(change_reason=sent.reason))
        return f"/reports/{id}?done=accepted"

    return take(call, Question(ROOM, _judged(call, id), ACCEPT), body, act)


@router.get("/{id}/return")
def ask_return(call: PageReads, id: int) -> Response:
    return ask(call, Question(ROOM, _judged(call, id), RETURN))


@router.post("/{id}/return")
def send_back(call: PageWrites, body: RawBody, id: int) -> Response:
    return _back(call, body, id, RETURN)


@router.get("/{id}/reopen")
def ask_reopen(call: PageReads, id: int) -> Response:
    return ask(call, Question(ROOM, _judged(call, id), REOPEN))


@router.post("/{id}/reopen")
def reopen(call: PageWrites, body: RawBody, id: int) -> Response:
    return _back(call, body, id, REOPEN)


def _back(call: Call, body: Body, id: int, step: Step) -> Response:
    """To its unit with a reason, before or after it was accepted."""
    verb, done = (reports.send_back, "returned") if step is RETURN else (reports.reopen, "reopened")

    def act(row: Any, sent: Sent) -> str:
        told = {part: sent.typed[f"parts.{part}"].strip() for part in REPORT_PARTS}
        parts = {part: text for part, text in told.items() if text}
        data = call.read(ReturnIn, {"reason": None, "parts": parts} | sent.given(), form=True)
        verb(call.session, call.me, row, data)
        return f"/reports/{id}?done={done}"

    return take(call, Question(ROOM, _judged(call, id), step), body, act)


@router.get("/{id}/remove")
def ask_remove(call: PageReads, id: int) -> Response:
    return ask(call, Question(ROOM, own(call, ROOM, id), REMOVE))


@router.post("/{id}/remove")
def remove(call: PageWrites, body: RawBody, id: int) -> Response:
    def act(row: Any, sent: Sent) -> str:
        reports.remove(call.session, call.me, row, sent.reason)
        return "/reports?done=deleted"

    return take(call, Question(ROOM, own(call, ROOM, id), REMOVE), body, act)


def _judged(call: Call, id: int) -> Report:
    """The report, for the coordinator, who alone judges it."""
    row = reports.find(call.session, call.me, id)
    access.require(call.me, "reports.judge")
    return row
