"""Batches: judged products are stored set by set, as many statements for a thousand as for one."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy.orm.attributes import set_committed_value
from sqlmodel import Session, col, select

from app.domain import ids, trail
from app.domain.access import Me
from app.domain.products import schedules, storing
from app.domain.products.judging import Judged, Prepared, who
from app.domain.products.schedules import Plan
from app.domain.products.storing import Rows, Sheet, Stood, key
from app.models import Change, PlannedPlacement, Product


def is_fresh(session: Session, me: Me, prepared: Prepared) -> bool:
    """Whether the ward is as it was judged, but for products and entries that these rows don't name."""
    now, then = trail.head(session, me.ward_id), prepared.head
    if who(me) != prepared.who or now.reference_digest != then.reference_digest:
        return False
    if (now.seq, now.digest) == (then.seq, then.digest):
        return True
    changes = select(Change.entity_key).where(
        Change.ward_id == me.ward_id, Change.seq > then.seq, Change.entity == "product"
    )
    changed = {int(number) for number in session.exec(changes)}
    named = prepared.replaced | {row.number for row in prepared.right if row.number > 0}
    return now.seq > then.seq and not changed & named and not _are_taken(session, me, prepared.right)


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
    for _, some in groupby(sorted(rows, key=lambda row: row.round), key=lambda row: row.round):
        _Round(session, me, list(some)).store()


def store_one(session: Session, me: Me, judged: Judged) -> tuple[Product, Rows]:
    """The product as it stands from now on, without asking for it, and the rows that were written.

    A new one is no row of the session yet; one that stood already is what the session has of it.
    """
    storing_it = _Round(session, me, [judged])
    storing_it.store()
    if judged.standing is None:
        return Product(**judged.values), storing_it.rows
    for name, value in judged.values.items():
        set_committed_value(judged.standing.product, name, value)
    return judged.standing.product, storing_it.rows


class _Round:
    """Rows of different products, stored together."""

    def __init__(self, session: Session, me: Me, judged: list[Judged]) -> None:
        self.session, self.me, self.judged, self.rows = session, me, judged, Rows()
        for one in judged:
            one.number = one.follows.number if one.follows else one.number
        self.olds = self._placements()
        self.kept = [self._matched(one) for one in judged]
        self.plans = self._plans()

    def _placements(self) -> dict[int, list[Stood]]:
        """The placements that stand: as they were judged, or as the round before left them."""
        olds = {one.number: one.standing.placements or [] for one in self.judged if one.standing is not None}
        left = [one.number for one in self.judged if one.standing is not None and one.standing.placements is None]
        return olds | (storing.standing(self.session, self.me.ward_id, left) if left else {})

    def _matched(self, one: Judged) -> list[Stood | None]:
        return storing.matched(self.olds.get(one.number, []), one.draft.placed or [])

    def _plans(self) -> list[Plan | None]:
        """What becomes of planned placements, where they were sent or end with the product."""
        given = [[] if one.status == "withdrawn" else one.draft.planned for one in self.judged]
        pairs = list(zip(self.judged, given, strict=True))
        keys = [one.number for one, planned in pairs if planned is not None and not one.is_new]
        olds: dict[int, list[PlannedPlacement]] = schedules.of(self.session, self.me, keys) if keys else {}
        return [
            planned if planned is None else schedules.matched(olds.get(one.number, []), planned)
            for one, planned in pairs
        ]

    def store(self) -> None:
        planned = [plan.fresh if plan else 0 for plan in self.plans]
        counts = [kept.count(None) + one.is_new for kept, one in zip(self.kept, self.judged, strict=True)]
        numbers = iter(ids.draw(self.session, sum(counts) + sum(planned)))
        told = []
        for one, kept, plan in zip(self.judged, self.kept, self.plans, strict=True):
            self._product(one, numbers)
            self._placed(one, kept, numbers)
            self._linked(one)
            if plan is not None:
                plan.write(self.me.ward_id, one.number, self.rows, numbers)
            told.append(_note(one))
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
        one.values = values

    def _placed(self, one: Judged, kept: list[Stood | None], numbers: Iterator[int]) -> None:
        sheet = Sheet(self.me.ward_id, one.number, one.status == "published", self.me.at)
        olds = self.olds.get(one.number, [])
        if one.draft.placed is not None:
            sheet.replace(self.rows, olds, kept)
            numbered = [(old.id if old else next(numbers), old) for old in kept]
            sheet.place(self.rows, one.draft.placed, numbered, 0)
        elif one.standing is not None and _is_turned(one.standing.product.status, one.status):
            sheet.settle_evidence(self.rows, olds)

    def _linked(self, one: Judged) -> None:
        ward_id = self.me.ward_id
        if not one.is_new and "directives" not in one.asked.sent:
            return
        if not one.is_new:
            self.rows.unlinked.append(key(ward_id, one.number))
        self.rows.directives += [
            {"ward_id": ward_id, "product_id": one.number, "directive": code} for code in one.draft.directives
        ]


def _is_turned(before: str, after: str) -> bool:
    """Whether a product begins to be published, or ceases to be."""
    return before != after and "published" in (before, after)


def _note(one: Judged) -> trail.Note:
    found, asked = one.values, one.asked
    facts = {name: found[name] for name in ("status", "unit", "kind", "campaign")}
    reasons = {} if one.is_new else {"reason": asked.reason, "change_reason": asked.change_reason}
    if not one.is_new:
        facts["fields"] = sorted(asked.sent - {"reason", "change_reason"})
    if one.draft.placed is not None:
        facts["placements"] = placements_told(one.draft.placed)
    words = {name: text for name, text in ({"title": found["title"]} | reasons).items() if text}
    return trail.Note(one.action, "product", one.number, facts, words)


def placements_told(placed: Sequence[Any]) -> list[list[Any]]:
    """What the trail keeps of placements: channel, day, and how many groups each reached."""
    return [[one.given.channel, one.given.published_on, len(one.reach)] for one in placed]
