"""Confirmations: someone says that planned placements took place, and they become placements that count."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_
from sqlmodel import Session, col, select

from app.domain import access, ids, lives, periods, trail
from app.domain.access import Me
from app.domain.errors import Conflict, Fault, Faults, Say
from app.domain.products import Saved, batches, closed, rules, schedules, storing
from app.domain.products.held import Draft, Held
from app.domain.products.inputs import ConfirmIn, ProductIn
from app.domain.products.known import Known
from app.domain.products.placing import Place, Placed
from app.domain.trail import Thing
from app.models import Change, Placement, PlannedPlacement, Product

# Today shows what waits, not a year of it.
MOST_SHOWN = 200


@dataclass(frozen=True)
class Waiting:
    """A product and its planned placements whose day has come."""

    product: Product
    planned: list[PlannedPlacement]

    @property
    def due_on(self) -> date:
        return self.planned[0].planned_on


def waiting(session: Session, me: Me) -> list[Waiting]:
    """What of this person's unit (of the ward, for who has none) waits for confirmation, the longest waiting first."""
    access.require(me, "entries.read")
    statement = (
        select(Product, PlannedPlacement)
        .join(
            PlannedPlacement,
            and_(col(PlannedPlacement.ward_id) == Product.ward_id, col(PlannedPlacement.product_id) == Product.id),
        )
        .where(
            Product.ward_id == me.ward_id, Product.status != "withdrawn", col(PlannedPlacement.planned_on) <= me.today
        )
        .order_by(col(PlannedPlacement.planned_on), col(PlannedPlacement.position), col(PlannedPlacement.id))
        .limit(MOST_SHOWN)
    )
    if me.role == "unit":
        statement = statement.where(Product.unit == me.unit)
    found: dict[int, Waiting] = {}
    for product, planned in session.exec(statement):
        found.setdefault(product.id, Waiting(product, [])).planned.append(planned)
    return list(found.values())


def confirm(session: Session, me: Me, product: Product, data: ConfirmIn) -> Saved:
    """Makes placements of planned ones whose day has come; the first one publishes the product (or sends it to review).

    A group that has ended since is left out, and nobody counts beyond a population lowered since; both are warned of.
    Raises Refused for an unknown id or a day to come, Conflict for a withdrawn product or a closed period.
    """
    access.require(me, "products.write", product)
    if product.status == "withdrawn":
        raise Conflict(Say("Sản phẩm đã rút, không xác nhận lượt phát được nữa."), "withdrawn")
    rows = _chosen(session, me, product, data.planned_placements)
    known, warnings = Known(session, me), list[Fault]()
    held = Held(known)
    placed = [_placed(known, row, warnings) for row in rows]
    days = [row.planned_on for row in rows]
    directives = storing.linked(session, me.ward_id, [product.id])[product.id]
    touched = closed.touched(known, days, directives, [product.material])
    warnings += periods.require_reason(me, touched, data.change_reason)
    wanted = "in_review" if product.status == "in_review" else "published"
    before, plans = product.status, [schedules.shape(row) for row in rows]
    product.status, told = rules.next_status(known, product, ProductIn(status=wanted))  # type: ignore[arg-type]
    columns = {name: getattr(product, name) for name in ("unit", "campaign", "title", "content_group")}
    draft = Draft(columns, [], placed)
    held.compare([draft])
    warnings += told + rules.oddities(held, draft, product.id)
    sheet = storing.Sheet(me.ward_id, product.id, product.status == "published", me.at)
    told_on, things = _append(session, sheet, placed, rows, is_turned=product.status != before)
    product.shown_on, product.updated_at = max(told_on), me.at
    product.edited_by_hand_at = me.at if me.person_id is not None else product.edited_by_hand_at
    session.flush()
    facts = {"status": product.status, "placements": batches.placements_told(placed), "stood": before, "plans": plans}
    words = {"title": product.title} | ({"change_reason": data.change_reason} if data.change_reason else {})
    trail.note(session, me, trail.Note("confirmed", "product", product.id, facts, words, beside=things))
    return Saved(product, warnings)


def _append(
    session: Session, sheet: storing.Sheet, placed: list[Placed], confirmed: list[PlannedPlacement], is_turned: bool
) -> tuple[list[date], list[Thing]]:
    """Adds placements after those that are there, in place of planned ones; the days of all, and what was touched."""
    olds, rows = storing.standing(session, sheet.ward_id, [sheet.product_id])[sheet.product_id], storing.Rows()
    numbers = [(number, None) for number in ids.draw(session, len(placed))]
    sheet.place(rows, placed, numbers, max((old.position for old in olds), default=-1) + 1)
    if is_turned:
        sheet.settle_evidence(rows, olds)
    rows.dropped = [storing.key(sheet.ward_id, row.id) for row in confirmed]
    things = [*sheet.things, *(trail.gone(PlannedPlacement, row.id) for row in confirmed)]
    rows.write(session)
    days = [old.published_on for old in olds] + [one.given.published_on for one in placed]
    return days, things


def take_back(session: Session, me: Me, product: Product, change: Change) -> None:
    """What was confirmed waits again: its placements go, the planned ones come back as they were."""
    access.require(me, "products.write", product)
    named = [name.partition(" ")[::2] for name, digest in change.things.items() if digest is not None]
    keys = {int(key) for table, key in named if table == "placement"}
    stood = storing.standing(session, me.ward_id, [product.id])[product.id]
    gone, left = [one for one in stood if one.id in keys], [one for one in stood if one.id not in keys]
    periods.require_open(session, me, [one.published_on for one in gone], None)
    rows, plans = storing.Rows(), [_planned(me, product, told) for told in change.facts["plans"]]
    rows.emptied = rows.gone = [storing.key(me.ward_id, one.id) for one in gone]
    rows.planned = plans
    is_turned = product.status != change.facts["stood"]
    product.status, product.updated_at = change.facts["stood"], me.at
    sheet = storing.Sheet(me.ward_id, product.id, product.status == "published", me.at)
    if is_turned:
        sheet.settle_evidence(rows, left)
    rows.write(session)
    product.shown_on = max([one.published_on for one in left], default=product.planned_on or product.shown_on)
    session.flush()
    things = [trail.gone(Placement, one.id) for one in gone]
    things += [Thing("plannedplacement", (plan["id"],), plan) for plan in plans]
    told = [[one.channel, one.published_on, 0] for one in gone]
    facts = {"status": product.status, "placements": told, "undoes": change.seq}
    trail.note(session, me, trail.Note("undone", "product", product.id, facts, {"title": product.title}, beside=things))


def _planned(me: Me, product: Product, told: dict[str, Any]) -> storing.Row:
    """The row of a planned placement as the trail tells of it, under the id that it had."""
    day = date.fromisoformat(told["planned_on"])
    return {"ward_id": me.ward_id, "product_id": product.id, "position": 0} | told | {"planned_on": day}


def cancel(session: Session, me: Me, product: Product, keys: Sequence[int]) -> None:
    """Planned placements that did not take place: taken off the schedule, and told in the trail."""
    access.require(me, "products.write", product)
    rows = {row.id: row for row in schedules.of_product(session, me, product)}
    gone = [rows[key] for key in keys if key in rows]
    if not gone:
        return
    schedules.drop(session, me, [row.id for row in gone])
    product.updated_at = me.at
    facts, words = {"planned_placements": [[row.channel, row.planned_on] for row in gone]}, {"title": product.title}
    things = [trail.gone(PlannedPlacement, row.id) for row in gone]
    trail.note(session, me, trail.Note("cancelled", "product", product.id, facts, words, beside=things))


def _chosen(session: Session, me: Me, product: Product, keys: Sequence[int]) -> list[PlannedPlacement]:
    rows = {row.id: row for row in schedules.of_product(session, me, product)}
    faults = Faults()
    for index, key in enumerate(keys):
        here = ("planned_placements", index)
        if key not in rows or key in keys[:index]:
            faults.add(here, Say("Lượt dự kiến này không có, hoặc đã xác nhận rồi."), "unknown")
        elif rows[key].planned_on > me.today:
            sentence = Say("Ngày {day} chưa tới. Đến hôm đó hãy xác nhận.", day=rows[key].planned_on)
            faults.add(here, sentence, "too_early")
    faults.raise_if_any()
    return [rows[key] for key in keys]


def _placed(known: Known, row: PlannedPlacement, warnings: list[Fault]) -> Placed:
    """The placement that the plan becomes, with the groups and people as they can be on that day."""
    reach = []
    for planned in row.reach:
        group, people = known.groups.get(planned["group"]), planned["people"]
        if group is None or not lives.lives_on(group, row.planned_on):
            name = group.name if group else planned["group"]
            sentence = Say("{name} không hoạt động vào ngày {day} nên không tính.", name=name, day=row.planned_on)
            warnings.append(Fault(("planned_placements",), sentence, "not_alive"))
            continue
        if people is not None and group.population is not None and people > group.population:
            sentence = Say("{name} nay có {people} người; chỉ tính chừng ấy.", name=group.name, people=group.population)
            warnings.append(Fault(("planned_placements",), sentence, "too_large"))
            people = group.population
        reach.append((group.code, people, planned["basis"], planned["allocated"]))
    return Placed(Place(None, row.channel, row.planned_on, row.runs), reach)
