"""Concerns: the list with overdue ones first, one with what became of it, and the steps from receipt to answer."""

from collections.abc import Callable

from fastapi import Response

from app.domain import access, concerns, periods, products
from app.domain.changing import Reason
from app.domain.concerns import questions
from app.domain.concerns.inputs import ConcernIn, ConcernPatch, ConcernQuery
from app.domain.concerns.steps import ASKS
from app.domain.errors import Fault, NotFound
from app.domain.lives import Span
from app.models import Concern, Period, Product
from app.views import filters
from app.views.concerns import form as concern_form
from app.views.concerns.form import FORM
from app.views.filters import Filter
from app.views.trail import history
from app.web import form, names, pages
from app.web.arrival import RawBody
from app.web.deps import Call, PageReads, PageWrites
from app.web.form import ASK, Filled, Form
from app.web.labels import CONCERN_STATUSES
from app.web.paging import paged
from app.web.routing import Router

router = Router(prefix="/concerns")
CHOICES = ("owner_unit", "with_children", "urgency", "nature", "content_group", "group")
REASON = Form(Reason, thing="vấn đề này")
DONE = {
    "registered": "Đã ghi nhận vấn đề.",
    "edited": "Đã sửa.",
    "verifying": "Đã chuyển sang xác minh.",
    "answered": "Đã ghi câu trả lời.",
    "forwarded": "Đã ghi nơi chuyển tới.",
    "closed": "Đã kết thúc.",
    "reopened": "Đã mở lại.",
    "undone": "Đã hoàn tác.",
}


@router.get("")
def index(call: PageReads) -> Response:
    session, me = call.session, call.me
    access.require(me, "entries.read")
    here = filters.here(call, ("q", "period", "overdue", "status", *CHOICES))
    period, choices = filters.period(call, me, filters.Here(here.path, {"period": filters.ALL} | here.params))
    query = filters.read(call, ConcernQuery, here.params | {"period": "" if period == filters.ALL else period})
    page = questions.page(session, me, query, filters.ask(call))
    found, overdue = questions.count(session, me, query)
    state = Filter("status", "Trạng thái", list(CONCERN_STATUSES.items()), here.params.get("status", ""))
    return pages.show(
        call,
        "concerns/index.html",
        here=here,
        period=period,
        periods=choices,
        page=paged(call.request, page),
        found=found,
        overdue=overdue,
        names=names.of(call, me),
        filters=[state, *filters.offered(call, me, CHOICES, here.params)],
        is_filtered=bool(here.params.keys() - {"period"}),
        removed=call.request.query_params.get("done") == "removed",
    )


@router.get("/new")
def new(call: PageReads) -> Response:
    access.require(call.me, "concerns.write")
    return _form(call, None, concern_form.blank(call))


@router.post("/new")
def create(call: PageWrites, body: RawBody) -> Response:
    access.require(call.me, "concerns.write")
    sent = FORM.sent(call, body)

    def act() -> Response:
        given = sent.given()
        access.require_sent(call.me, "concerns.write", given)
        concern, warnings = concerns.register(call.session, call.me, call.read(ConcernIn, given, form=True))
        sent.require_sure(warnings)
        return pages.go(f"/concerns/{concern.id}?done=registered")

    return sent.once(act, lambda filled: _form(call, None, filled))


@router.get("/{id}")
def show(call: PageReads, id: int) -> Response:
    concern = concerns.find(call.session, call.me, id)
    return _page(call, concern, concern_form.steps(call, concern), "")


@router.get("/{id}/edit")
def edit(call: PageReads, id: int) -> Response:
    concern = concerns.own(call.session, call.me, id)
    return _form(call, concern, FORM.of(call, questions.shape(concern)))


@router.post("/{id}/edit")
def change(call: PageWrites, body: RawBody, id: int) -> Response:
    concern, sent = concerns.own(call.session, call.me, id), FORM.sent(call, body)

    def act() -> Response:
        data = call.read(ConcernPatch, sent.changes(questions.shape(concern)), form=True)
        sent.require_sure(concerns.edit(call.session, call.me, concern, data))
        return pages.go(f"/concerns/{id}?done={pages.changed(call, 'edited')}")

    return sent.once(act, lambda filled: _form(call, concerns.own(call.session, call.me, id), filled))


@router.get("/{id}/reopen")
def ask_reopen(call: PageReads, id: int) -> Response:
    concern = _reopened(call, id)
    return _ask(call, concern, REASON.of(call, questions.shape(concern)), "reopen")


@router.post("/{id}/reopen")
def reopen(call: PageWrites, body: RawBody, id: int) -> Response:
    concern, sent = _reopened(call, id), REASON.sent(call, body)

    def act() -> Response:
        sent.require_fresh(questions.shape(concern))
        concerns.reopen(call.session, call.me, concern, call.read(ConcernPatch, sent.given(), form=True))
        return pages.go(f"/concerns/{id}?done={pages.changed(call, 'reopened')}")

    return sent.once(act, lambda filled: _ask(call, _reopened(call, id), filled, "reopen"))


@router.get("/{id}/remove")
def ask_remove(call: PageReads, id: int) -> Response:
    return _ask(call, concerns.own(call.session, call.me, id), ASK.blank(call), "remove")


@router.post("/{id}/remove")
def remove(call: PageWrites, body: RawBody, id: int) -> Response:
    concern, sent = concerns.own(call.session, call.me, id), ASK.sent(call, body)

    def act() -> Response:
        concerns.remove(call.session, call.me, concern, sent.reason)
        return pages.go("/concerns?done=removed")

    return sent.once(act, lambda filled: _ask(call, concerns.own(call.session, call.me, id), filled, "remove"))


def _reopened(call: Call, id: int) -> Concern:
    """The concern, for the coordinator, who alone opens it again."""
    concern = concerns.find(call.session, call.me, id)
    access.require(call.me, "concerns.reopen")
    return concern


def _routes(name: str, take: Callable[..., list[Fault]]) -> None:
    """Takes a concern on by one of its small forms, once; else its page again with everything typed."""

    @router.post(f"/{{id}}/{name}")
    def step(call: PageWrites, body: RawBody, id: int) -> Response:
        concern, sent = concerns.own(call.session, call.me, id), FORM.sent(call, body)

        def act() -> Response:
            sent.require_fresh(questions.shape(concern))
            data = call.read(ConcernPatch, sent.given(*ASKS[name], "change_reason"), form=True)
            sent.require_sure(take(call.session, call.me, concern, data))
            return pages.go(f"/concerns/{id}?done={pages.changed(call, concern.status)}")

        return sent.once(act, lambda filled: _page(call, concerns.own(call.session, call.me, id), filled, name))


_routes("verify", concerns.verify)
_routes("answer", concerns.answer)
_routes("forward", concerns.forward)
_routes("close", concerns.close)


def _page(call: Call, concern: Concern, filled: Filled, step: str) -> Response:
    """The concern's page; after a refusal or a question on it with what was typed in the step that was tried."""
    steps, said = concerns.steps(call.me, concern), pages.done(call, DONE)
    return form.draw(
        call,
        "concerns/show.html",
        filled,
        concern=concern,
        steps=steps,
        step=step,
        names=names.of(call, call.me),
        product=_product(call, concern.answer_product),
        products=concern_form.answers(call, concern, filled.typed["answer_product"]) if "answer" in steps else [],
        mergeable=concern_form.mergeable(call, concern, filled.typed["merged_into"]) if "close" in steps else [],
        other=_other(call, concern),
        merged=questions.merged(call.session, call.me, concern),
        closed=_closed(call, concern),
        history=history.lines(call, "concern", concern.id),
        said=said,
        undoable=pages.undoable(call, "concern", concern.id) if said else [],
    )


def _other(call: Call, concern: Concern) -> Concern | None:
    """The one that this concern is the same as, for who may see it."""
    try:
        return concerns.find(call.session, call.me, concern.merged_into) if concern.merged_into is not None else None
    except NotFound:
        return None


def _product(call: Call, key: int | None) -> Product | None:
    try:
        return products.find(call.session, call.me, key) if key is not None else None
    except NotFound:
        return None


def _closed(call: Call, concern: Concern) -> list[Period]:
    days = [Span(day, day) for day in (concern.received_on, concern.due_on)]
    return periods.closed_overlapping(call.session, call.me, days)


def _form(call: Call, concern: Concern | None, filled: Filled) -> Response:
    return form.draw(
        call,
        "concerns/form.html",
        filled,
        concern=concern,
        closed=_closed(call, concern) if concern else [],
        fields=concern_form.fields(concern) if concern else (),
        **concern_form.choices(call, concern, filled.typed),
    )


def _ask(call: Call, concern: Concern, filled: Filled, step: str) -> Response:
    return form.draw(call, f"concerns/{step}.html", filled, concern=concern, closed=_closed(call, concern))
