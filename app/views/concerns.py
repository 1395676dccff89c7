"""Concerns: the list with overdue ones first, one with what became of it, and the steps from receipt to answer."""

from typing import Any

from fastapi import Response

from app.domain import concerns, periods, products
from app.domain.access import require_entries, require_role
from app.domain.concerns import questions
from app.domain.concerns.inputs import ConcernIn, ConcernPatch, ConcernQuery
from app.domain.errors import Conflict, Fault, Forbidden, Loc, NotFound, Say, refuse
from app.domain.lives import Span
from app.models import Concern, Period, Product
from app.views import concern_form, filters, history, names
from app.views.filters import Filter
from app.web import pages
from app.web.answers import etag
from app.web.asked import digest_of, require_sure
from app.web.deps import Call, PageReads, PageWrites, RawBody, Router
from app.web.forms import fields_of
from app.web.labels import CONCERN_STATUSES
from app.web.paging import next_address
from app.web.pressed import pressed

router = Router(prefix="/concerns")
CHOICES = ("owner_unit", "urgency", "nature", "content_group", "group")
NOT_ASKED = ("period_closed",)
DONE = {
    "registered": "Đã ghi nhận vấn đề.", "edited": "Đã sửa.", "verifying": "Đã chuyển sang xác minh.",
    "answered": "Đã ghi câu trả lời.", "forwarded": "Đã ghi nơi chuyển tới.", "closed": "Đã kết thúc.",
    "reopened": "Đã mở lại.",
}  # fmt: skip


@router.get("")
def index(call: PageReads) -> Response:
    session, me = call.session, call.me
    require_entries(me)
    here = filters.here(call, ("q", "period", "overdue", "status", *CHOICES))
    period, choices = filters.period(call, me, filters.Here(here.path, {"period": filters.ALL} | here.params))
    query = filters.read(call, ConcernQuery, here.params | {"period": "" if period == filters.ALL else period})
    page = questions.page(session, me, query, filters.ask(call))
    found, overdue = questions.count(session, me, query)
    state = Filter("status", "Trạng thái", list(CONCERN_STATUSES.items()), here.params.get("status", ""))
    return pages.show(
        call, "concerns/index.html", here=here, period=period, periods=choices, page=page, found=found,
        overdue=overdue, names=names.of(call, me), filters=[state, *filters.offered(call, me, CHOICES, here.params)],
        is_filtered=bool(here.params.keys() - {"period"}), is_later="cursor" in call.request.query_params,
        next_href=next_address(call.request, page), removed=call.request.query_params.get("done") == "removed",
    )  # fmt: skip


@router.get("/new")
def new(call: PageReads) -> Response:
    concerns.require_writer(call.me)
    return _form(call, None, concern_form.blank(call.me, call.new_form_id()))


@router.post("/new")
def create(call: PageWrites, body: RawBody) -> Response:
    concerns.require_writer(call.me)
    typed = concern_form.typed(fields_of(call.request, body))

    def act() -> Response:
        sent = concern_form.to_input(typed, concern_form.PLAIN)
        concerns.require_own(call.me, sent)
        concern, warnings = concerns.register(call.session, call.me, call.read(ConcernIn, sent, form=True))
        _require_sure(warnings, typed)
        return pages.go(f"/concerns/{concern.id}?done=registered")

    return pressed(
        call, typed["form_id"], body, act, lambda faults: _form(call, None, typed, faults), _conflict_at(call),
        lambda odd: _form(call, None, typed, None, odd),
    )  # fmt: skip


@router.get("/{id}")
def show(call: PageReads, id: int) -> Response:
    concern = concerns.find(call.session, call.me, id)
    return _page(call, concern, concern_form.steps(call.me, _etag(concern), call.new_form_id()), "")


@router.get("/{id}/edit")
def edit(call: PageReads, id: int) -> Response:
    concern = _own(call, id)
    return _form(call, concern, concern_form.of(concern) | {"form_id": call.new_form_id(), "etag": _etag(concern)})


@router.post("/{id}/edit")
def change(call: PageWrites, body: RawBody, id: int) -> Response:
    concern = _own(call, id)
    typed = concern_form.typed(fields_of(call.request, body))

    def act() -> Response:
        _require_unchanged(concern, typed)
        data = call.read(ConcernPatch, concern_form.changes(concern, typed), form=True)
        _require_sure(concerns.edit(call.session, call.me, concern, data), typed)
        return pages.go(f"/concerns/{id}?done=edited")

    return pressed(
        call, typed["form_id"], body, act, lambda faults: _form(call, _own(call, id), typed, faults),
        _conflict_at(call), lambda odd: _form(call, _own(call, id), typed, None, odd),
    )  # fmt: skip


@router.post("/{id}/verify")
def verify(call: PageWrites, body: RawBody, id: int) -> Response:
    return _step(call, body, id, "verify")


@router.post("/{id}/answer")
def answer(call: PageWrites, body: RawBody, id: int) -> Response:
    return _step(call, body, id, "answer")


@router.post("/{id}/forward")
def forward(call: PageWrites, body: RawBody, id: int) -> Response:
    return _step(call, body, id, "forward")


@router.post("/{id}/close")
def close(call: PageWrites, body: RawBody, id: int) -> Response:
    return _step(call, body, id, "close")


@router.get("/{id}/reopen")
def ask_reopen(call: PageReads, id: int) -> Response:
    concern = _reopened(call, id)
    return _ask(
        call, concern, concern_form.blank(call.me, call.new_form_id()) | {"etag": _etag(concern)}, step="reopen"
    )


@router.post("/{id}/reopen")
def reopen(call: PageWrites, body: RawBody, id: int) -> Response:
    concern = _reopened(call, id)
    typed = concern_form.typed(fields_of(call.request, body))

    def act() -> Response:
        _require_unchanged(concern, typed)
        sent = concern_form.to_input(typed, ("change_reason",)) | {"status": "received"}
        concerns.edit(call.session, call.me, concern, call.read(ConcernPatch, sent, form=True))
        return pages.go(f"/concerns/{id}?done=reopened")

    again = lambda faults: _ask(call, _reopened(call, id), typed, faults, "reopen")  # noqa: E731
    return pressed(call, typed["form_id"], body, act, again, _conflict_at(call))


@router.get("/{id}/remove")
def ask_remove(call: PageReads, id: int) -> Response:
    return _ask(call, _own(call, id), concern_form.blank(call.me, call.new_form_id()))


@router.post("/{id}/remove")
def remove(call: PageWrites, body: RawBody, id: int) -> Response:
    concern = _own(call, id)
    typed = concern_form.typed(fields_of(call.request, body))

    def act() -> Response:
        sent = call.read(ConcernPatch, concern_form.to_input(typed, ("change_reason",)), form=True)
        concerns.remove(call.session, call.me, concern, getattr(sent, "change_reason", None))
        return pages.go("/concerns?done=removed")

    again = lambda faults: _ask(call, _own(call, id), typed, faults)  # noqa: E731
    return pressed(call, typed["form_id"], body, act, again, _conflict_at(call))


def _own(call: Call, id: int) -> Concern:
    """The concern, for someone who may write it."""
    concern = concerns.find(call.session, call.me, id)
    concerns.require_writer(call.me, concern)
    return concern


def _reopened(call: Call, id: int) -> Concern:
    """The concern, for the coordinator, who alone opens it again."""
    concern = concerns.find(call.session, call.me, id)
    require_role(call.me, "coordinator")
    return concern


def _may_write(call: Call, concern: Concern) -> bool:
    try:
        concerns.require_writer(call.me, concern)
    except Forbidden:
        return False
    return True


def _etag(concern: Concern) -> str:
    return etag(questions.shape(concern))


def _require_unchanged(concern: Concern, typed: dict[str, str]) -> None:
    if typed["etag"] != _etag(concern):
        sentence = Say("Có người đã sửa vấn đề này sau khi bạn mở. Chép lại phần vừa nhập rồi mở lại trang.")
        raise refuse((), sentence, "stale")


def _require_sure(warnings: list[Fault], typed: dict[str, str]) -> None:
    require_sure([one for one in warnings if one.code not in NOT_ASKED], typed["confirmed"])


def _conflict_at(call: Call) -> Any:
    """What a reason would allow stands beside the reason, for the one who may give it."""

    def at(conflict: Conflict) -> Loc:
        asks = conflict.code in ("period_closed", "deadline_passed", "not_open") and call.me.role == "coordinator"
        return ("change_reason",) if asks else ()

    return at


def _step(call: Call, body: RawBody, id: int, name: str) -> Response:
    """Takes a concern on by one of its small forms, once; else its page again with everything typed."""
    concern = _own(call, id)
    typed = concern_form.typed(fields_of(call.request, body))
    status, asked = concern_form.STEPS[name]

    def act() -> Response:
        _require_unchanged(concern, typed)
        sent = concern_form.to_input(typed, (*asked, "change_reason")) | {"status": status}
        data = call.read(ConcernPatch, sent, form=True)
        _require_sure(concerns.edit(call.session, call.me, concern, data), typed)
        return pages.go(f"/concerns/{id}?done={status}")

    return pressed(
        call, typed["form_id"], body, act, lambda faults: _page(call, _own(call, id), typed, name, faults),
        _conflict_at(call), lambda odd: _page(call, _own(call, id), typed, name, None, odd),
    )  # fmt: skip


def _page(
    call: Call, concern: Concern, typed: dict[str, str], step: str, faults: list[Fault] | None = None,
    odd: list[Fault] | None = None,
) -> Response:  # fmt: skip
    """The concern's page; after a refusal or a question on it with what was typed in the step that was tried."""
    writes = _may_write(call, concern)
    return pages.show(
        call, "concerns/show.html", 422 if faults or odd else 200, concern=concern, writes=writes,
        names=names.of(call, call.me), typed=typed | {"confirmed": digest_of(odd or [])}, step=step,
        faults=faults or [], odd=odd or [], product=_product(call, concern.answer_product),
        products=concern_form.answers(call, concern, typed["answer_product"]) if writes else [],
        mergeable=concern_form.mergeable(call, concern) if writes and concern.status != "closed" else [],
        other=_other(call, concern), merged=questions.merged(call.session, call.me, concern),
        closed=_closed(call, concern), history=history.lines(call, "concern", concern.id),
        said=DONE.get(call.request.query_params.get("done", "")),
    )  # fmt: skip


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


def _form(
    call: Call, concern: Concern | None, typed: dict[str, str], faults: list[Fault] | None = None,
    odd: list[Fault] | None = None,
) -> Response:  # fmt: skip
    return pages.show(
        call, "concerns/form.html", 422 if faults or odd else 200, concern=concern, faults=faults or [],
        typed=typed | {"confirmed": digest_of(odd or [])}, odd=odd or [],
        fields=concern_form.fields(concern) if concern else (),
        closed=_closed(call, concern) if concern else [],
        **concern_form.choices(call, concern, typed),
    )  # fmt: skip


def _ask(
    call: Call, concern: Concern, typed: dict[str, str], faults: list[Fault] | None = None, step: str = "remove"
) -> Response:
    return pages.show(
        call, f"concerns/{step}.html", 422 if faults else 200, concern=concern, typed=typed, faults=faults or [],
        closed=_closed(call, concern),
    )  # fmt: skip
