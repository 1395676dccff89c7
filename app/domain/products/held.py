"""What products are held against: the ward's reference data, and what the log has already, asked for set by set."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from sqlalchemy import and_, bindparam
from sqlalchemy import select as columns
from sqlmodel import col

from app.among import among
from app.domain import ids
from app.domain.errors import Fault
from app.domain.products.known import Known
from app.domain.products.placing import Placed, Planned
from app.domain.products.shares import UsualShares
from app.domain.products.standings import Standing
from app.domain.products.storing import Stood
from app.domain.words import fold
from app.models import Placement, PlannedPlacement, Product

_product, _placement = Product.__table__, Placement.__table__  # type: ignore[attr-defined]
# Products by name, with their days; built once.
_SAID = (
    columns(_product.c.title_fold, _product.c.id, _placement.c.published_on, _product.c.unit)
    .join(_placement, and_(_placement.c.ward_id == _product.c.ward_id, _placement.c.product_id == _product.c.id))
    .where(
        _product.c.ward_id == bindparam("ward"),
        among(_product.c.title_fold, "titles"),
        _product.c.shown_on >= bindparam("first"),
        _product.c.status != "withdrawn",
    )
)


class Said(NamedTuple):
    """That a product was out on a day, and whose it is; one that is not stored yet has a number below 0."""

    number: int
    day: date
    unit: str


@dataclass
class Draft:
    """A product as it will be: its columns, directives and, where sent, its placements and planned ones.

    before: as it stands, None of a new one and of what only a confirmation adds.
    """

    columns: dict[str, Any]
    directives: list[str]
    placed: list[Placed] | None
    planned: list[Planned] | None = None
    days: list[date] = field(default_factory=list)
    before: Standing | None = None
    # For each placement and planned one that was sent, the one that it is already, if any.
    olds: list[Stood | None] = field(default_factory=list)
    old_plans: list[PlannedPlacement | None] = field(default_factory=list)
    # What is odd about it by itself.
    odd: list[Fault] = field(default_factory=list)

    @cached_property
    def said(self) -> str:
        """By what the same product is recognised, whosever it is: its title as a reader sees it."""
        return fold(self.columns["title"])

    @cached_property
    def said_on(self) -> set[date]:
        return {one.given.published_on for one in self.placed or []} or set(self.days)

    def differs(self, *names: str) -> bool:
        """Whether it is new, or one of these columns will be another one."""
        return self.before is None or any(getattr(self.before.product, name) != self.columns[name] for name in names)

    @property
    def is_said_anew(self) -> bool:
        before = self.before
        return before is None or before.product.title_fold != self.said or set(before.days) != self.said_on


class Held:
    """One state of a ward that products are held against: one, or the rows of a batch in their order."""

    def __init__(self, known: Known) -> None:
        self.known = known
        # Of products that these name as replaced.
        self.statuses: dict[int, str] = {}
        self._said: dict[str, set[Said]] = defaultdict(set)
        self.usual: UsualShares | None = None

    def look_up(self, replaced: Iterable[int | None]) -> None:
        """Asks for the products that are named as replaced."""
        keys = {key for key in replaced if key is not None and ids.is_possible(key)}
        if keys:
            statement = columns(col(Product.id), col(Product.status)).where(
                col(Product.ward_id) == self.known.me.ward_id, col(Product.id).in_(keys)
            )
            self.statuses |= dict(self.known.session.execute(statement).all())

    def compare(self, drafts: list[Draft]) -> None:
        """Asks for what these are compared with: products of the same name, and usual shares."""
        self._ask_said([draft for draft in drafts if draft.said_on and draft.is_said_anew])
        wanted: dict[tuple[str, date], set[str]] = defaultdict(set)
        for draft in drafts:
            for one in draft.placed or []:
                wanted[one.given.channel, one.given.published_on] |= {
                    group for group, people, _, allocated in one.reach if people is not None and not allocated
                }
        known, asked = self.known, {place: codes for place, codes in wanted.items() if codes}
        if asked and (self.usual is None or not self.usual.has(asked)):
            self.usual = UsualShares(known.session, known.me, asked, known.groups.values(), known.channels)

    def _ask_said(self, drafts: list[Draft]) -> None:
        if not drafts:
            return
        # A product is shown on the last of its days: older ones need not be looked at.
        first = min(min(draft.said_on) for draft in drafts)
        given = {"ward": self.known.me.ward_id, "first": first, "titles": list({draft.said for draft in drafts})}
        for title, *said in self.known.session.connection().execute(_SAID, given):
            self._said[title].add(Said(*said))

    def twin(self, draft: Draft, number: int) -> Said | None:
        """The first other product, of any unit, with this name on one of these days."""
        found = [one for one in self._said[draft.said] if one.number != number and one.day in draft.said_on]
        # Stored ones by their numbers; then those of the same batch, which count down.
        return min(found, key=lambda one: (one.number < 0, abs(one.number)), default=None)

    def say(self, draft: Draft, number: int) -> None:
        """From here on this product, too, is one that others are compared with."""
        self._said[draft.said] |= {Said(number, day, draft.columns["unit"]) for day in draft.said_on}
