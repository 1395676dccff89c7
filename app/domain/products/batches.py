"""Batches: judged products are stored set by set, as many statements for a thousand as for one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy.orm.attributes import instance_dict, manager_of_class, set_committed_value
from sqlmodel import Session, col, select

from app.domain import ids, trail
from app.domain.access import Me
from app.domain.products import schedules, storing, telling
from app.domain.products.judging import Judged, Prepared
from app.domain.products.schedules import Plan
from app.domain.products.storing import Rows, Sheet, Stood, key
from app.domain.trail import Thing
from app.models import PlannedPlacement, Product

# So many are judged while their sender waits, as one.
MOST_ROWS = 1000


def is_fresh(session: Session, me: Me, prepared: Prepared) -> bool:
    """Whether the ward is as it was judged, but for products and entries that these rows don't name."""
    since = prepared.footing.since(session, me)
    if not since:
        return since is not None
    changed = {int(number) for entity, number in since if entity == "product"}
    named = prepared.replaced | {row.number for row in prepared.right if row.number > 0}
    return not changed & named and not _are_taken(session, me, prepared.right)


def _are_taken(session: Session, me: Me, rows: Sequence[Judged]) -> bool:
    """Whether an external id that was free names a product by now."""
    names = {row.asked.external_id for row in rows if row.is_new and row.asked.external_id is not None}
    if me.source is None or not names:
        return False
    statement = select(Product.id).where(
        Product.ward_id == me.ward_id, Product.source == me.source, col(Product.external_id).in_(names)
    )
    return session.exec(statement.limit(1)).first() is not None


def store(session: Session, me: Me, rows: Sequence[Judged]) -> None:
    """Stores these under the ward's turn, in their order; what changes what an earlier one leaves is stored later."""
    changes = sorted((row for row in rows if not row.is_unchanged), key=lambda row: row.round)
    for _, some in groupby(changes, key=lambda row: row.round):
        _Round(session, me, list(some)).store()


def store_one(session: Session, me: Me, judged: Judged) -> tuple[Product, Rows]:
    """The product as it stands from now on, without asking for it, and the rows that were written.

    A new one is no row of the session yet; one that stood already is what the session has of it, and is as it was where
    nothing of it changes.
    """
    if judged.is_unchanged and judged.standing is not None:
        return judged.standing.product, Rows()
    storing_it = _Round(session, me, [judged])
    storing_it.store()
    # Calling the class would judge each column once more.
    if judged.standing is None:
        product: Product = manager_of_class(Product).new_instance()
        instance_dict(product).update(judged.values)
        return product, storing_it.rows
    product = judged.standing.product
    for name, value in judged.values.items():
        set_committed_value(product, name, value)
    return product, storing_it.rows


@dataclass(frozen=True)
class _Entry:
    """One row of a round: the old placements that stay, what becomes of planned ones, and what the trail is told."""

    judged: Judged
    kept: list[Stood | None]
    plan: Plan | None
    facts: dict[str, Any]
    words: dict[str, Any]


class _Round:
    """Rows of different products, stored together; what leaves a product as it was is not stored."""

    def __init__(self, session: Session, me: Me, judged: list[Judged]) -> None:
        self.session, self.me, self.rows = session, me, Rows()
        for one in judged:
            one.number = one.follows.number if one.follows else one.number
            one.whole = _before(one)
        self.olds = self._placements(judged)
        replaced = [old.id for one in judged if one.draft.placed is not None for old in self.olds.get(one.number, [])]
        self.reached = storing.reached(session, me.ward_id, replaced)
        found = [self._entry(one, planned, olds) for one, planned, olds in self._planned(judged)]
        self.entries = [entry for entry in found if entry is not None]

    def _placements(self, judged: list[Judged]) -> dict[int, list[Stood]]:
        """The placements that stand: as they were judged, or as the round before left them."""
        olds = {one.number: one.standing.placements or [] for one in judged if one.standing is not None}
        left = [one.number for one in judged if one.standing is not None and one.standing.placements is None]
        return olds | (storing.standing(self.session, self.me.ward_id, left) if left else {})

    def _planned(self, judged: list[Judged]) -> Iterator[tuple[Judged, Plan | None, list[PlannedPlacement]]]:
        """What becomes of planned placements, where they were sent or end with the product; and what they were."""
        pairs = [(one, [] if one.status == "withdrawn" else one.draft.planned) for one in judged]
        keys = [one.number for one, planned in pairs if planned is not None and not one.is_new]
        found: dict[int, list[PlannedPlacement]] = schedules.of(self.session, self.me, keys) if keys else {}
        for one, planned in pairs:
            olds = found.get(one.number, [])
            yield one, None if planned is None else schedules.matched(olds, planned), olds

    def _entry(self, one: Judged, plan: Plan | None, planned: list[PlannedPlacement]) -> _Entry | None:
        """None where nothing differs."""
        olds = self.olds.get(one.number, [])
        kept = storing.matched(olds, one.draft.placed or [])
        if one.standing is None:
            placed = {"placements": placements_told(one.draft.placed)} if one.draft.placed is not None else {}
            return _Entry(one, kept, plan, placed, {"title": one.values["title"]})
        facts, words = telling.columns(one.whole, one.whole | one.values)
        moved = telling.placements(olds, kept, one.draft.placed, self.reached) if one.draft.placed is not None else []
        facts = trail.together(
            facts,
            telling.directives(one.standing.directives, one.draft.directives),
            telling.schedule(planned, plan) if plan is not None else {},
            {"fields": ["placements"], "placements": moved} if moved else {},
        )
        if not facts["fields"]:
            one.values = {}
            return None
        return _Entry(one, kept, plan, facts, words | {"title": one.values["title"]} | _reasons(one))

    def store(self) -> None:
        if not self.entries:
            return
        planned = [entry.plan.fresh if entry.plan else 0 for entry in self.entries]
        counts = [entry.kept.count(None) + entry.judged.is_new for entry in self.entries]
        numbers = iter(ids.draw(self.session, sum(counts) + sum(planned)))
        told = []
        for entry in self.entries:
            one = entry.judged
            self._product(one, numbers)
            things = [Thing("product", (one.number,), one.whole, [(code,) for code in one.draft.directives])]
            things += self._placed(one, entry.kept, numbers)
            self._linked(one)
            if entry.plan is not None:
                things += entry.plan.write(self.me.ward_id, one.number, self.rows, numbers)
            facts = {name: one.whole[name] for name in ("status", "unit", "kind", "campaign")} | entry.facts
            told.append(trail.Note(one.action, "product", one.number, facts, entry.words, things=things))
        self.rows.write(self.session)
        trail.notes(self.session, self.me, told)

    def _product(self, one: Judged, numbers: Iterator[int]) -> None:
        me, values = self.me, one.values | {"updated_at": self.me.at}
        if me.person_id is not None:
            values["edited_by_hand_at"] = me.at
        if one.is_new:
            one.number = next(numbers)
            values |= {"ward_id": me.ward_id, "id": one.number, "created_at": me.at}
            self.rows.products.append(values)
        else:
            self.rows.changed_products.append(values | key(me.ward_id, one.number))
        one.values, one.whole = values, one.whole | values

    def _placed(self, one: Judged, kept: list[Stood | None], numbers: Iterator[int]) -> list[Thing]:
        sheet = Sheet(self.me.ward_id, one.number, one.status == "published", self.me.at)
        olds = self.olds.get(one.number, [])
        if one.draft.placed is not None:
            sheet.replace(self.rows, olds, kept)
            numbered = [(old.id if old else next(numbers), old) for old in kept]
            sheet.place(self.rows, one.draft.placed, numbered, 0)
        elif one.standing is not None and _is_turned(one.standing.product.status, one.status):
            sheet.settle_evidence(self.rows, olds)
        return sheet.things

    def _linked(self, one: Judged) -> None:
        ward_id = self.me.ward_id
        if not one.is_new and "directives" not in one.asked.sent:
            return
        if not one.is_new:
            self.rows.unlinked.append(key(ward_id, one.number))
        self.rows.directives += [
            {"ward_id": ward_id, "product_id": one.number, "directive": code} for code in one.draft.directives
        ]


def _before(one: Judged) -> dict[str, Any]:
    """The product's columns as they are before this row; none where it is new."""
    if one.follows is not None:
        return one.follows.whole
    return one.standing.product.model_dump() if one.standing is not None else {}


def _reasons(one: Judged) -> dict[str, Any]:
    given = {"reason": one.asked.reason, "change_reason": one.asked.change_reason}
    return {name: text for name, text in given.items() if text}


def _is_turned(before: str, after: str) -> bool:
    """Whether a product begins to be published, or ceases to be."""
    return before != after and "published" in (before, after)


def placements_told(placed: Sequence[Any]) -> list[list[Any]]:
    """What the trail keeps of placements: channel, day, and how many groups each reached."""
    return [[one.given.channel, one.given.published_on, len(one.reach)] for one in placed]
