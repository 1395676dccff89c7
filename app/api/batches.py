"""Batches: many things in one body, all or nothing, or as far as they are right."""

from collections.abc import Callable, Sequence
from typing import Annotated, Any, Protocol, TypeVar

from fastapi import Response
from pydantic import Field, create_model

from app.api.openapi import asks, sends
from app.api.reference_data import IdempotencyKey
from app.domain import access, commendations, concerns, groups, surveys
from app.domain.errors import Conflict, Fault, Forbidden, No, Refused
from app.domain.inputs import Input
from app.domain.sources import Sent, of_register
from app.web.answers import json_response
from app.web.arrival import Body
from app.web.bodies import items_of
from app.web.deps import ApiRouter, ApiWrites, Call, RawBody, of_many
from app.web.errors import STATUS, as_json
from app.web.idempotency import once
from app.web.trials import Writing

# So many are stored one after the other while the ward waits.
MOST_ROWS = 500


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
        "/batch", status_code=201, summary=f"Create up to {MOST_ROWS} {noun}",
        openapi_extra=sends(takes) | asks(BatchQuery),
    )  # fmt: skip
    @of_many
    def batch(call: ApiWrites, body: RawBody, key: IdempotencyKey = None) -> Response:
        access.require(call.me, sent.right)
        asked = call.query(BatchQuery)
        return once(call, key, body, lambda: _put(call, body, sent, asked.partial, named_by))

    return router


def _put(call: Call, body: Body, sent: Sent[Any], partial: bool, named_by: str) -> Response:
    rows = sent.put_all(call.session, call.me, items_of(body, MOST_ROWS))
    require_right(rows, partial)
    return told(rows, partial, lambda saved: {named_by: getattr(saved.row, named_by)})


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
    faults = no.faults if isinstance(no, Refused) else [Fault((), no.message, no.code)]
    return [Fault(("items", index, *fault.loc), fault.message, fault.code) for fault in faults]


def _worst(statuses: set[int], faults: list[Fault]) -> No:
    """All or nothing: a row that may not be written refuses the batch as it would be refused alone."""
    if statuses <= {200, 201, 403}:
        return Forbidden(faults[0].message)
    if statuses <= {200, 201, 409}:
        return Conflict(faults[0].message, faults[0].code)
    return Refused(faults)


router = ApiRouter()
for part in (
    routes("concerns", concerns.SENT),
    routes("surveys", of_register(surveys)),
    routes("commendations", of_register(commendations)),
    routes("groups", groups.CATALOGUE.sent, named_by="code"),
):
    router.take(part)
