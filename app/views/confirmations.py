"""Confirmations: what was planned took place, or did not; all at once from Today, or one by one on the product."""

from fastapi import Response

from app.domain import confirmations, products
from app.domain.errors import Fault
from app.domain.products.inputs import ConfirmIn
from app.models import Product
from app.views import products as product_pages
from app.views import today
from app.web import pages
from app.web.deps import Call, PageWrites, RawBody, Router
from app.web.forms import fields_of
from app.web.pressed import pressed

router = Router()


@router.post("/confirmations")
def create(call: PageWrites, body: RawBody) -> Response:
    """Everything that Today offered, of one product or of all; what someone confirmed meanwhile is done already."""
    products.require_writer(call.me)
    sent = fields_of(call.request, body)
    chosen = _keys(sent)

    def act() -> Response:
        done = 0
        for one in confirmations.waiting(call.session, call.me):
            keys = [row.id for row in one.planned if row.id in chosen]
            if keys:
                confirmations.confirm(call.session, call.me, one.product, ConfirmIn(planned_placements=keys))
                done += len(keys)
        return pages.go(f"/?confirmed={done}")

    form_id = dict(sent).get("form_id", "")
    return pressed(call, form_id, body, act, lambda faults: today.page(call, 422, _at_list(faults)))


@router.post("/products/{id}/confirmations")
def choose(call: PageWrites, body: RawBody, id: int) -> Response:
    product = products.find(call.session, call.me, id)
    products.require_writer(call.me, product)
    sent = fields_of(call.request, body)
    act = _cancel if dict(sent).get("go") == "cancel" else _confirm
    return pressed(
        call, dict(sent).get("form_id", ""), body, lambda: act(call, product, sent),
        lambda faults: product_pages.page(call, product, 422, _at_list(faults)),
    )  # fmt: skip


def _confirm(call: Call, product: Product, sent: list[tuple[str, str]]) -> Response:
    reason = dict(sent).get("change_reason", "").strip() or None
    data = call.read(ConfirmIn, {"planned_placements": _keys(sent), "change_reason": reason})
    saved = confirmations.confirm(call.session, call.me, product, data)
    done = "confirmed" if saved.product.status == "published" else saved.product.status
    return pages.go(f"/products/{product.id}?done={done}")


def _cancel(call: Call, product: Product, sent: list[tuple[str, str]]) -> Response:
    confirmations.cancel(call.session, call.me, product, _keys(sent))
    return pages.go(f"/products/{product.id}?done=cancelled")


def _keys(sent: list[tuple[str, str]]) -> list[int]:
    found = [part for name, value in sent if name == "planned_placements" for part in value.split(",")]
    return [int(part) for part in dict.fromkeys(found) if part.isdecimal() and len(part) < 12]


def _at_list(faults: list[Fault]) -> list[Fault]:
    return [Fault(("planned_placements",), fault.message, fault.code) for fault in faults]
