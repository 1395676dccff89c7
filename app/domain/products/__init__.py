"""Products: logged, edited, published, withdrawn, removed. Only published ones count."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, delete, select

from app import db
from app.domain import files, ids, periods, trail
from app.domain.access import Me, require_entries, require_role, require_writer_for, unit_named
from app.domain.errors import Conflict, Fault, Faults, Forbidden, NotFound, Say
from app.domain.products import attached, closed, rules, schedules, storing
from app.domain.products.inputs import ProductIn
from app.domain.products.known import Known
from app.domain.products.placing import place, plan
from app.domain.words import fold
from app.models import Product


@dataclass(frozen=True)
class Saved:
    """A product that was stored, and what was odd about it."""

    product: Product
    warnings: list[Fault]
    is_new: bool


def find(session: Session, me: Me, product_id: int) -> Product:
    """The product through this person's eyes; raises NotFound."""
    require_entries(me)
    if not ids.is_possible(product_id):
        raise NotFound()
    product = session.get(Product, (me.ward_id, product_id), with_for_update=db.locks(session))
    if product is None:
        raise NotFound()
    return product


def require_writer(me: Me, product: Product | None = None) -> None:
    """Before anything is read of what was sent: may they write this product, or any?"""
    require_role(me, "unit", "coordinator")
    if product is not None:
        require_writer_for(me, product.unit)


def require_own(me: Me, sent: object) -> None:
    """A unit that names another unit may not, whatever else is wrong with what it sent."""
    if unit := unit_named(sent):
        require_writer_for(me, unit)


def log(session: Session, me: Me, data: ProductIn, form: bool = False, known: Known | None = None) -> Saved:
    """Stores a new product, or, for a known external id of this source, the changes to the one it names.

    `known` is the ward's reference data where several are logged in one go: it is read once.

    Raises Refused with every fault, Forbidden for another unit's, Conflict for a withdrawn one or a closed period.
    """
    require_writer(me)
    # The counter of ids first, then the ward's turn, as every writer takes them: two never wait for each other.
    number = ids.one(session)
    if data.external_id is not None:
        trail.take_turn(session, me)
    known = known or Known(session, me)
    twin = _twin(session, me, data.external_id)
    if twin is not None:
        return _upsert(known, twin, data)
    if data.unit or me.unit:
        require_writer_for(me, data.unit or me.unit or "")
    status, warnings = rules.next_status(me, None, data) if data.status != "withdrawn" else _no_new_withdrawn()
    draft = _draft(known, None, status, data, form)
    warnings += _checked(known, None, status, draft, data)
    product = Product(
        ward_id=me.ward_id, id=number, status=status, title_fold=fold(draft.columns["title"]),
        shown_on=_shown_on(me, draft), source=me.source if data.external_id else None,
        created_at=me.at, updated_at=me.at, edited_by_hand_at=_by_hand(me), **draft.columns,
    )  # fmt: skip
    session.add(product)
    session.flush()
    storing.directives(session, me, product, draft.directives, is_new=True)
    storing.placements(session, me, product, draft.placed or [], is_new=True)
    schedules.store(session, me, product, draft.planned or [], is_new=True)
    trail.note(
        session, me, "logged" if status == "published" else status, "product", product.id, *_noted(product, draft)
    )
    return Saved(product, warnings, True)


def edit(
    session: Session, me: Me, product: Product, data: ProductIn, form: bool = False, known: Known | None = None
) -> Saved:
    """Changes what was sent; a status takes the product on (published, in_review, planned) or ends it (withdrawn).

    Raises Refused with every fault, Forbidden for another unit's or a return that is the coordinator's, Conflict for a
    step that its state does not allow or a closed period.
    """
    require_writer(me, product)
    if data.unit is not None and data.unit != product.unit:
        require_writer_for(me, data.unit)
    status, warnings = rules.next_status(me, product, data)
    if product.status == "in_review" and status == "planned" and me.role != "coordinator":
        raise Forbidden(Say("Chỉ Ban Xây dựng Đảng trả lại sản phẩm đang chờ duyệt."))
    known = known or Known(session, me)
    draft = _draft(known, product, status, data, form)
    warnings += _checked(known, product, status, draft, data)
    before = product.status
    for name, value in draft.columns.items():
        setattr(product, name, value)
    product.status, product.title_fold = status, fold(product.title)
    if product.external_id is not None:
        product.source = product.source or me.source
    product.shown_on, product.updated_at = _shown_on(me, draft), me.at
    product.reason = data.reason if "reason" in data.sent else product.reason
    product.edited_by_hand_at = _by_hand(me) or product.edited_by_hand_at
    if status == "planned" and product.planned_on is None:
        product.planned_on = product.shown_on
    session.flush()
    if "directives" in data.sent:
        storing.directives(session, me, product, draft.directives)
    if draft.placed is not None:
        storing.placements(session, me, product, draft.placed)
    if draft.planned is not None or status == "withdrawn":
        schedules.store(session, me, product, [] if status == "withdrawn" else draft.planned or [])
    action = "edited" if status == before else {"planned": "returned"}.get(status, status)
    trail.note(session, me, action, "product", product.id, *_noted(product, draft, data))
    return Saved(product, warnings, False)


def withdraw(session: Session, me: Me, product: Product, reason: str | None, change_reason: str | None = None) -> Saved:
    """Takes a published product out of every figure, for good, with a reason."""
    data = ProductIn(status="withdrawn", reason=reason, change_reason=change_reason or reason)
    return edit(session, me, product, data)


def remove(session: Session, me: Me, product: Product, change_reason: str | None = None) -> None:
    """Deletes a product that was never published; raises Conflict for one that was."""
    require_writer(me, product)
    if product.status in ("published", "withdrawn"):
        raise Conflict(Say("Sản phẩm đã phát không xóa được. Rút nó và ghi lý do."), "published")
    periods.require_open(session, me, days(session, product), change_reason)
    replaced = select(Product.id).where(Product.ward_id == me.ward_id, Product.replaces == product.id)
    if session.exec(replaced).first() is not None:
        raise Conflict(Say("Một sản phẩm khác đang ghi là thay cho sản phẩm này."), "in_use")
    files.let_go(session, me.ward_id, [one.digest for one in attached.of(session, me, [product.id])[product.id]])
    session.execute(delete(Product).where(col(Product.ward_id) == product.ward_id, col(Product.id) == product.id))
    trail.note(session, me, "deleted", "product", product.id, words={"title": product.title})


def _no_new_withdrawn() -> tuple[str, list[Fault]]:
    raise Conflict(Say("Sản phẩm mới không thể ở trạng thái đã rút."), "not_published")


def _twin(session: Session, me: Me, external_id: str | None) -> Product | None:
    if external_id is None or me.source is None:
        return None
    statement = select(Product).where(
        Product.ward_id == me.ward_id, Product.source == me.source, Product.external_id == external_id
    )
    return session.exec(statement).first()


def _upsert(known: Known, product: Product, data: ProductIn) -> Saved:
    """A system's own product again: only the fields sent change, its unit never does, and a withdrawn one stays so."""
    session, me = known.session, known.me
    require_writer_for(me, product.unit)
    if data.unit is not None and data.unit != product.unit:
        raise Forbidden(Say("Mã ngoài này thuộc sản phẩm của đơn vị khác."))
    edited_at = product.edited_by_hand_at
    saved = edit(session, me, product, data, known=known)
    if edited_at is None:
        return saved
    # Told once: from here on the product is again what the system sent.
    product.edited_by_hand_at = None
    sentence = Say("Sản phẩm đã được một người sửa tay ngày {day}; lần gửi này ghi đè.", day=edited_at.date())
    return Saved(product, [*saved.warnings, Fault(("external_id",), sentence, "edited_by_hand")], False)


def _draft(known: Known, product: Product | None, status: str, data: ProductIn, form: bool) -> rules.Draft:
    faults = Faults()
    columns = rules.columns(known, product, data, faults, form)
    placed = place(known, data.placements, faults) if "placements" in data.sent else None
    draft = rules.Draft(columns, list(dict.fromkeys(data.directives)), placed)
    draft.days = [one.given.published_on for one in placed] if placed is not None else []
    if placed is None and product is not None:
        draft.days = days(known.session, product)
    if "planned_placements" in data.sent:
        draft.planned = plan(known, data.planned_placements, faults)
    rules.check_status(product, status, data, draft, faults)
    faults.raise_if_any()
    return draft


def _checked(known: Known, product: Product | None, status: str, draft: rules.Draft, data: ProductIn) -> list[Fault]:
    every = draft.days + (days(known.session, product) if product else [])
    touched = closed.touched(
        known, every, product, draft.directives, draft.columns["material"], _is_retold(product, status, data)
    )
    warnings = periods.require_reason(known.me, touched, data.change_reason, ("coordinator",))
    if data.status == "withdrawn":
        return warnings
    return warnings + rules.oddities(known, product.id if product else None, draft)


def _is_retold(product: Product | None, status: str, data: ProductIn) -> bool:
    """Whether a published product comes, goes, or may tell others than before."""
    before = product.status if product else None
    if "published" not in (before, status):
        return False
    return before != status or bool({"placements", "directives", "material"} & data.sent)


def days(session: Session, product: Product) -> list[date]:
    """The days of the product's placements."""
    return [placement.published_on for placement in storing.placements_of(session, product)]


def _shown_on(me: Me, draft: rules.Draft) -> date:
    return max(draft.days, default=draft.columns["planned_on"] or me.today)


def _by_hand(me: Me) -> datetime | None:
    return me.at if me.person_id is not None else None


def _noted(
    product: Product, draft: rules.Draft, data: ProductIn | None = None
) -> tuple[dict[str, Any], dict[str, Any]]:
    facts: dict[str, Any] = {
        "status": product.status,
        "unit": product.unit,
        "kind": product.kind,
        "campaign": product.campaign,
    }
    if data is not None:
        facts["fields"] = sorted(data.sent - {"reason", "change_reason"})
    if draft.placed is not None:
        facts["placements"] = [[one.given.channel, one.given.published_on, len(one.reach)] for one in draft.placed]
    reasons = (data.change_reason, data.reason) if data is not None else ()
    return facts, words(product, *reasons)


def words(product: Product, change_reason: str | None = None, reason: str | None = None) -> dict[str, str]:
    """The free text of a change of this product, for the trail."""
    given = {"title": product.title, "reason": reason, "change_reason": change_reason}
    return {name: text for name, text in given.items() if text}
