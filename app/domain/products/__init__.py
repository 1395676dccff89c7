"""Products: logged, edited, published, withdrawn, removed. Only published ones count.

Every verb judges first, then stores what it judged: one product is a batch of one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, col, delete, select

from app.domain import access, files, periods, trail
from app.domain.access import Me
from app.domain.errors import Conflict, Fault, NotFound, Say
from app.domain.files import attached
from app.domain.keys import by_number
from app.domain.products import batches, shapes, storing, telling
from app.domain.products.batches import is_fresh
from app.domain.products.inputs import ProductIn
from app.domain.products.judging import Judge, Judged, Prepared, prepare
from app.domain.products.steps import steps
from app.models import Change, Product


class Stale(Exception):
    """Something that a judgement rests on has changed since."""


@dataclass(frozen=True)
class Saved:
    """A product that was stored (a new one, apart from the session), what was odd about it, and a new one's rows."""

    product: Product
    warnings: list[Fault]
    new: storing.Rows | None = None


def find(session: Session, me: Me, product_id: int) -> Product:
    """The product through this person's eyes; raises NotFound."""
    access.require(me, "entries.read")
    return by_number(session, me, Product, product_id)


def own(session: Session, me: Me, product_id: int) -> Product:
    """The product, for who may write it; raises NotFound, Forbidden."""
    product = find(session, me, product_id)
    access.require(me, "products.write", product)
    return product


def find_script(session: Session, me: Me, product_id: int) -> tuple[Product, shapes.Shape]:
    """A loudspeaker script, and how it is told; raises NotFound for what is none."""
    product = find(session, me, product_id)
    if product.kind != "loudspeaker_script" or not product.details.get("script"):
        raise NotFound()
    return product, shapes.of(session, me, [product])[0]


def log(session: Session, me: Me, data: ProductIn, form: bool = False) -> Saved:
    """Stores a new product, or, for a known external id of this source, the changes to the one it names.

    Raises Refused with every fault, Forbidden for another unit's, Conflict for a withdrawn one or a closed period.
    """
    access.require(me, "products.write")
    return _saved(session, me, Judge(session, me, form).one(data))


def edit(session: Session, me: Me, product: Product, data: ProductIn, form: bool = False) -> Saved:
    """Changes what was sent; a status takes the product on (published, in_review, planned) or ends it (withdrawn).

    Raises Refused with every fault, Forbidden for another unit's or a return that is the coordinator's, Conflict for a
    step that its state does not allow or a closed period.
    """
    access.require(me, "products.write", product)
    return _saved(session, me, Judge(session, me, form).one(data, product))


def foresee(session: Session, me: Me, product: Product | None, data: ProductIn) -> list[Fault]:
    """What log (no product) or edit would warn of a form, raising what they would raise; nothing is stored."""
    access.require(me, "products.write", product)
    return Judge(session, me, form=True).one(data, product).warnings


def store(session: Session, me: Me, prepared: Prepared) -> None:
    """Stores what of a batch was found right; each row then has its number.

    Raises Stale where something that the judgement rests on has changed since: then the rows are to be judged again.
    """
    if not batches.is_fresh(session, me, prepared):
        raise Stale
    batches.store(session, me, prepared.right)


def _saved(session: Session, me: Me, judged: Judged) -> Saved:
    product, rows = batches.store_one(session, me, judged)
    return Saved(product, judged.warnings, rows if judged.is_new else None)


def publish(session: Session, me: Me, product: Product, change_reason: str | None) -> Saved:
    """What is in review goes out, as the coordinator says; raises Conflict where it is not, or no longer."""
    access.require(me, "products.judge")
    _require_in_review(product)
    return edit(session, me, product, ProductIn(status="published", change_reason=change_reason))


def send_back(session: Session, me: Me, product: Product, reason: str | None) -> Saved:
    """What is in review is planned again, with the coordinator's reason; raises Conflict as publish."""
    access.require(me, "products.judge")
    _require_in_review(product)
    return edit(session, me, product, ProductIn(status="planned", reason=reason, change_reason=reason))


def _require_in_review(product: Product) -> None:
    if product.status != "in_review":
        raise Conflict(Say("Sản phẩm này không chờ duyệt, có thể vừa có người duyệt hoặc trả lại."), "status")


def withdraw(session: Session, me: Me, product: Product, reason: str | None) -> Saved:
    """Takes a published product out of every figure, for good, with a reason."""
    return edit(session, me, product, ProductIn(status="withdrawn", reason=reason, change_reason=reason))


def remove(session: Session, me: Me, product: Product, change_reason: str | None = None) -> None:
    """Deletes a product that was never published; raises Conflict for one that was."""
    access.require(me, "products.write", product)
    if "remove" not in steps(me, product):
        raise Conflict(Say("Sản phẩm đã phát không xóa được. Rút nó và ghi lý do."), "published")
    _take_away(session, me, [product], change_reason, {})


def take_back(session: Session, me: Me, product: Product, change: Change) -> None:
    """Takes a product that was just logged out of the register again, published or not; raises Conflict as remove."""
    take_back_all(session, me, [product], change)


def take_back_all(
    session: Session, me: Me, products: Sequence[Product], change: Change, change_reason: str | None = None
) -> None:
    """The same of all that one change brought, in as many statements for many as for one."""
    for product in products:
        access.require(me, "products.write", product)
    _take_away(session, me, products, change_reason, {"undoes": change.seq})


def _take_away(
    session: Session, me: Me, products: Sequence[Product], change_reason: str | None, facts: dict[str, Any]
) -> None:
    numbers = [product.id for product in products]
    days = {day for some in days_of(session, me, numbers).values() for day in some}
    periods.require_open(session, me, days, change_reason)
    replaced = select(Product.id).where(
        Product.ward_id == me.ward_id, col(Product.replaces).in_(numbers), col(Product.id).not_in(numbers)
    )
    if session.exec(replaced.limit(1)).first() is not None:
        raise Conflict(Say("Một sản phẩm khác đang ghi là thay cho sản phẩm này."), "in_use")
    gone, attachments = telling.whole(session, me, numbers), attached.of(session, me, "product", numbers)
    files.let_go(session, me.ward_id, [one.digest for number in numbers for one in attachments[number]])
    befores = [product.model_dump() for product in products]
    session.execute(delete(Product).where(col(Product.ward_id) == me.ward_id, col(Product.id).in_(numbers)))
    told = []
    for before in befores:
        words = {"title": before["title"]} | ({"change_reason": change_reason} if change_reason else {})
        whole = gone[before["id"]]
        told.append(trail.Note("deleted", "product", before["id"], whole.facts | facts, words, before, whole.things))
    trail.notes(session, me, told)


def days(session: Session, product: Product) -> list[date]:
    """The days of the product's placements."""
    return [one.published_on for one in storing.standing(session, product.ward_id, [product.id])[product.id]]


def days_of(session: Session, me: Me, products: Sequence[int]) -> dict[int, list[date]]:
    """The days of the placements of many, by number."""
    found = storing.standing(session, me.ward_id, products)
    return {number: [one.published_on for one in found[number]] for number in products}


# What it hands on, and by what a module is known whose things have files (web/uploads).
__all__ = ["Prepared", "find", "is_fresh", "prepare", "steps"]
