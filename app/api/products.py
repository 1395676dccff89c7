"""Products for programs: one by one, or many at once, all or nothing by default."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from fastapi import Response
from pydantic import BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticKnownError

from app.api import batches
from app.api.batches import BatchQuery
from app.api.openapi import asks, sends
from app.domain import access, confirmations, kept, products
from app.domain.changing import Reason
from app.domain.errors import Fault
from app.domain.inputs import Input
from app.domain.pages import Ask, Page
from app.domain.products import questions, shapes
from app.domain.products.batches import MOST_ROWS
from app.domain.products.inputs import ConfirmIn, ProductIn
from app.domain.products.judging import Prepared
from app.domain.products.questions import ProductQuery
from app.domain.products.shapes import Shown
from app.models import Product
from app.web import tables, trials
from app.web.answers import conditional, etag, figures, item, listed, require_match, to_json
from app.web.arrival import RawBody
from app.web.bodies import items_of, json_of
from app.web.deps import ApiReads, ApiWrites, Call
from app.web.idempotency import IdempotencyKey, once
from app.web.paging import Paging
from app.web.routing import ApiRouter, Then, of_many
from app.web.trials import Writing

router = ApiRouter(prefix="/products", tags=["products"])


def _by_comma(value: Any) -> Any:
    names = list(dict.fromkeys(value.split(","))) if isinstance(value, str) else value
    if isinstance(names, list) and not set(names) <= set(LISTED):
        raise PydanticKnownError("literal_error", {"expected": ", ".join(LISTED)})
    return names


# A sheet has no etag, unless it is named.
LISTED = (*shapes.FIELDS, "etag")
NAMES = {"type": "string", "description": f"Names by comma, of: {', '.join(LISTED)}"}
EXPAND = "Placements with the rows of their reach, in place of `reached`, `people` and `evidenced`"


class ProductList(ProductQuery, Paging):
    """What is told of each: the fields named, else all; a placement's sums, or with expand the rows they add up."""

    fields: Annotated[Sequence[str], BeforeValidator(_by_comma), WithJsonSchema(NAMES)] = ()
    expand: Annotated[Literal["reach"] | None, Field(description=EXPAND)] = None


class BatchIn(Input):
    """Up to 1,000 products, each as for POST /products."""

    items: Annotated[list[ProductIn], Field(min_length=1, max_length=MOST_ROWS)]


def _shown(asked: ProductList, names: Sequence[str], csv: bool) -> Shown:
    """A person's sheet has a row for each group that a placement reached, whatever fields were named."""
    if csv and asked.is_persons:
        return Shown(shapes.FIELDS)
    return Shown([name for name in names if name != "etag"], reach=asked.expand == "reach")


@router.get("", summary="List products, newest first", openapi_extra=asks(ProductList))
def index(call: ApiReads) -> Response:
    access.require(call.me, "entries.read")
    asked = call.filters(ProductList)

    csv = tables.wants_table(call.request, asked)
    names = asked.fields or (shapes.FIELDS if csv else LISTED)
    shown = _shown(asked, names, csv)

    def tell(keys: Sequence[int]) -> list[dict[str, Any]]:
        rows = shapes.rows(call.session, call.me, keys)
        told = shapes.of(call.session, call.me, rows, shown)
        if "etag" not in names:
            return told
        return [shape | {"etag": etag(shapes.state(call.me, row))} for row, shape in zip(rows, told, strict=True)]

    def read(ask: Ask) -> Page[Any]:
        page = questions.states(call.session, call.me, asked, ask)
        if csv:
            return Page(tell([row.id for row in page.items]), page.next)
        states = [(row.id, row.updated_at) for row in page.items]
        told = str((shown, "etag" in names))
        items = kept.items(call.session, call.me, told, states, lambda keys: map(to_json, tell(keys)))
        return Page(items, page.next)

    # Whoever asks again before anything was changed in the ward gets the same bytes.
    question = ("products", call.request.url.query, csv)
    return figures(call, call.me, question, lambda: listed(call, "products", asked, names, read))


@router.post("", status_code=201, summary="Log a product", openapi_extra=sends(ProductIn))
def create(call: ApiWrites, body: RawBody, key: IdempotencyKey = None) -> Response:
    access.require(call.me, "products.write")
    call.query(Writing)
    return once(call, key, body, lambda: _create(call, body))


@router.post(
    "/batch",
    status_code=201,
    summary=f"Log up to {MOST_ROWS:,} products",
    openapi_extra=sends(BatchIn) | asks(BatchQuery),
)
@of_many
def batch(call: ApiReads, body: RawBody, key: IdempotencyKey = None) -> Response | Then:
    """Judged while it only reads: nobody waits for that."""
    access.require(call.me, "products.write")
    asked = call.query(BatchQuery)
    prepared = products.prepare(call.session, call.me, items_of(body, MOST_ROWS))
    if call.tries:
        batches.require_right(prepared.rows, asked.partial)
        return trials.answer(_rows_told(prepared, asked.partial))
    return Then(lambda: once(call, key, body, lambda: _batch(call, body, prepared, asked.partial)))


@router.get("/{id}", summary="One product")
def show(call: ApiReads, id: int) -> Response:
    product = products.find(call.session, call.me, id)
    call.require_bare()
    return conditional(call.request, _told(call, product))


@router.patch("/{id}", summary="Change, publish, return or withdraw a product", openapi_extra=sends(ProductIn))
def change(call: ApiWrites, id: int, body: RawBody) -> Response:
    product = products.own(call.session, call.me, id)
    require_match(call, lambda: shapes.state(call.me, product))
    call.query(Writing)
    sent = json_of(body)
    if isinstance(sent, dict) and "details" in sent:
        # What is wrong with details depends on the kind: so it is told along with all else.
        sent = {"kind": product.kind} | sent
    saved = products.edit(call.session, call.me, product, call.read(ProductIn, sent, change=True))
    return _told(call, product, warnings=saved.warnings)


@router.delete(
    "/{id}", status_code=204, summary="Delete a product that was never published", openapi_extra=asks(Reason)
)
def remove(call: ApiWrites, id: int) -> Response:
    product = products.own(call.session, call.me, id)
    require_match(call, lambda: shapes.state(call.me, product))
    asked = call.query(Reason)
    products.remove(call.session, call.me, product, asked.change_reason)
    return Response(status_code=204)


@router.post(
    "/{id}/confirmations",
    status_code=201,
    summary="Say that planned placements took place",
    openapi_extra=sends(ConfirmIn),
)
def confirm(call: ApiWrites, id: int, body: RawBody, key: IdempotencyKey = None) -> Response:
    product = products.own(call.session, call.me, id)
    call.query(Writing)
    return once(call, key, body, lambda: _confirm(call, product, body))


def _confirm(call: Call, product: Product, body: RawBody) -> Response:
    saved = confirmations.confirm(call.session, call.me, product, call.read(ConfirmIn, json_of(body)))
    return _told(call, product, 201, f"/api/v1/products/{product.id}", saved.warnings)


def _told(
    call: Call, product: Product, status: int = 200, location: str | None = None, warnings: Sequence[Fault] = ()
) -> Response:
    """The product whole."""
    shape = shapes.of(call.session, call.me, [product])[0]
    return item(shape, status, location, warnings, shapes.state(call.me, product))


def _create(call: Call, body: RawBody) -> Response:
    sent = json_of(body)
    access.require_sent(call.me, "products.write", sent)
    saved = products.log(call.session, call.me, call.read(ProductIn, sent))
    if saved.new is None:
        return _told(call, saved.product, warnings=saved.warnings)
    shape, location = shapes.of_new(call.me, saved.product, saved.new), f"/api/v1/products/{saved.product.id}"
    return item(shape, 201, location, saved.warnings, shapes.state(call.me, saved.product))


def _batch(call: Call, body: RawBody, prepared: Prepared, partial: bool) -> Response:
    if not products.is_fresh(call.session, call.me, prepared):
        # Seldom: somebody changed what these rows name. Under the turn nobody can any more.
        prepared = products.prepare(call.session, call.me, items_of(body, MOST_ROWS))
    batches.require_right(prepared.rows, partial)
    products.store(call.session, call.me, prepared)
    return _rows_told(prepared, partial)


def _rows_told(prepared: Prepared, partial: bool) -> Response:
    return batches.told(prepared.rows, partial, lambda row: {"id": row.number})
