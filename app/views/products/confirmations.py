"""Confirmations: what was planned took place, or did not; all at once from Today, or one by one on the product."""

from dataclasses import replace

from fastapi import Response

from app.domain import access, confirmations, products
from app.domain.errors import Fault
from app.domain.products.inputs import ConfirmIn
from app.models import Product
from app.views.products import routes as product_pages
from app.views.today import routes as today
from app.web import pages
from app.web.arrival import RawBody
from app.web.deps import Call, PageWrites
from app.web.form import Filled, Form, Sent
from app.web.routing import Router

CHOSEN = Form(ConfirmIn, ticked=("planned_placements",))
router = Router()


@router.post("/confirmations")
def create(call: PageWrites, body: RawBody) -> Response:
    """Everything that Today offered, of one product or of all; what someone confirmed meanwhile is done already."""
    access.require(call.me, "products.write")
    sent = CHOSEN.sent(call, body)
    chosen = _keys(sent)

    def act() -> Response:
        done = 0
        for one in confirmations.waiting(call.session, call.me):
            keys = [row.id for row in one.planned if row.id in chosen]
            if keys:
                confirmations.confirm(call.session, call.me, one.product, ConfirmIn(planned_placements=keys))
                done += len(keys)
        return pages.go(f"/?confirmed={done}")

    return sent.once(act, lambda filled: today.page(call, _at_list(filled)))


@router.post("/products/{id}/confirmations")
def choose(call: PageWrites, body: RawBody, id: int) -> Response:
    product = products.own(call.session, call.me, id)
    sent = CHOSEN.sent(call, body)
    act = _cancel if sent.typed["go"] == "cancel" else _confirm
    return sent.once(
        lambda: act(call, product, sent), lambda filled: product_pages.page(call, product, _at_list(filled))
    )


def _confirm(call: Call, product: Product, sent: Sent) -> Response:
    data = call.read(ConfirmIn, {"planned_placements": _keys(sent), "change_reason": sent.reason})
    saved = confirmations.confirm(call.session, call.me, product, data)
    done = "confirmed" if saved.product.status == "published" else saved.product.status
    return pages.go(f"/products/{product.id}?done={done}")


def _cancel(call: Call, product: Product, sent: Sent) -> Response:
    confirmations.cancel(call.session, call.me, product, _keys(sent))
    return pages.go(f"/products/{product.id}?done=cancelled")


def _keys(sent: Sent) -> list[int]:
    found = [part for value in sent.typed["planned_placements"] for part in value.split(",")]
    return [int(part) for part in dict.fromkeys(found) if part.isdecimal() and len(part) < 12]


def _at_list(filled: Filled) -> Filled:
    return replace(filled, faults=[Fault(("planned_placements",), one.message, one.code) for one in filled.faults])
