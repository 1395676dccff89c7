"""Batches: many things in one body, all or nothing, or as far as they are right."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Protocol, TypeVar

from fastapi import Response
from pydantic import Field, create_model

from app.api.openapi import asks, sends
from app.domain import access, commendations, concerns, groups, surveys
from app.domain.errors import Conflict, Fault, Forbidden, No, Refused, faults_of
from app.domain.inputs import Input
from app.domain.sources import MOST_ROWS, Prepared, Saved, Sent, of_register
from app.web import trials
from app.web.answers import json_response
from app.web.arrival import Body, RawBody
from app.web.bodies import items_of
from app.web.deps import ApiReads, Call
from app.web.errors import STATUS, as_json
from app.web.idempotency import IdempotencyKey, once
from app.web.routing import ApiRouter, Then, of_many
from app.web.trials import Writing


class BatchQuery(Writing):
    partial: bool = False


class Row(Protocol):
    """A thing that was stored, or is about to be."""

    @property
    def is_new(self) -> bool: ...

    @property
    def warnings(self) -> list[Fault]: ...


Right = TypeVar("Right", bound=Row)


def routes(noun: str, sent: Sent[Any], named_by: str = "id") -> ApiRouter:
    """POST /noun/batch, which answers each row with what names it."""
    router = ApiRouter(prefix=f"/{noun}", tags=[noun])
    items = Annotated[list[sent.takes], Field(min_length=1, max_length=MOST_ROWS)]  # type: ignore[name-defined]
    takes = create_model(sent.takes.__name__.replace("In", "BatchIn"), __base__=Input, items=(items, ...))
    takes.__doc__ = f"Up to {MOST_ROWS}, each as for POST /{noun}."

    @router.post(
        "/batch",
        status_code=201,
        summary=f"Create up to {MOST_ROWS} {noun}",
        openapi_extra=sends(takes) | asks(BatchQuery),
    )
    @of_many
    def batch(call: ApiReads, body: RawBody, key: IdempotencyKey = None) -> Response | Then:
        """Judged while it only reads: nobody waits for that, and who only tries it out needs no more."""
        access.require(call.me, sent.right)
        asked = call.query(BatchQuery)
        batch = _Batch(call, body, sent, asked.partial, named_by)
        prepared = batch.judged()
        if call.tries:
            return batch.tried(prepared)
        return Then(lambda: once(call, key, body, lambda: batch.put(prepared)))

    return router


@dataclass(frozen=True)
class _Batch:
    """Things of a noun that came in one body."""

    call: Call
    body: Body
    sent: Sent[Any]
    partial: bool
    named_by: str

    def judged(self) -> Prepared[Any]:
        return self.sent.prepare(self.call.session, self.call.me, list(items_of(self.body, MOST_ROWS)))

    def tried(self, prepared: Prepared[Any]) -> Response:
        require_right(prepared.rows, self.partial)
        return trials.answer(self._told(prepared, {}))

    def put(self, prepared: Prepared[Any]) -> Response:
        session, me = self.call.session, self.call.me
        if not prepared.is_fresh(session, me):
            # Seldom: somebody changed what these rows rest on. Under the turn nobody can any more.
            prepared = self.judged()
        require_right(prepared.rows, self.partial)
        return self._told(prepared, prepared.store(session, me))

    def _told(self, prepared: Prepared[Any], numbers: dict[int, int]) -> Response:
        def name(saved: Saved[Any]) -> dict[str, Any]:
            key = getattr(saved.row, self.named_by)
            return {self.named_by: numbers.get(key, key)}

        return told(prepared.rows, self.partial, name)


def require_right(rows: Sequence[Row | No], partial: bool) -> None:
    """Raises what is wrong with any of the rows, unless the others are wanted by themselves."""
    faults = [fault for index, row in enumerate(rows) if isinstance(row, No) for fault in _faults(index, row)]
    if faults and not partial:
        raise _worst({_status(row) for row in rows}, faults)


def told(rows: Sequence[Right | No], partial: bool, name: Callable[[Right], dict[str, Any]]) -> Response:
    """What became of each row, in the order in which they were sent."""
    answers = [_told(index, row, name) for index, row in enumerate(rows)]
    return json_response({"items": answers}, 200 if partial else 201)


def _told(index: int, row: Right | No, name: Callable[[Right], dict[str, Any]]) -> dict[str, Any]:
    answer: dict[str, Any] = {"index": index, "status": _status(row)}
    if isinstance(row, No):
        return answer | {"errors": [as_json(fault) for fault in _faults(index, row)]}
    return answer | name(row) | {"warnings": [as_json(warning) for warning in row.warnings]}


def _status(row: Row | No) -> int:
    if isinstance(row, No):
        return next(status for kind, status in STATUS.items() if isinstance(row, kind))
    return 201 if row.is_new else 200


def _faults(index: int, no: No) -> list[Fault]:
    return [Fault(("items", index, *fault.loc), fault.message, fault.code) for fault in faults_of(no)]


def _worst(statuses: set[int], faults: list[Fault]) -> No:
    """All or nothing: a row that may not be written refuses the batch as it would be refused alone, and is named."""
    no: No = Refused(faults)
    if statuses <= {200, 201, 403}:
        no = Forbidden(faults[0].message)
    elif statuses <= {200, 201, 409}:
        no = Conflict(faults[0].message, faults[0].code)
    no.faults = faults
    return no


router = ApiRouter()
for part in (
    routes("concerns", concerns.SENT),
    routes("surveys", of_register(surveys)),
    routes("commendations", of_register(commendations)),
    routes("groups", groups.CATALOGUE.sent, named_by="code"),
):
    router.take(part)
