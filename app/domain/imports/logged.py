"""Products that the log has already, by their number or by title, unit and day; what of them a list says otherwise.

Such a product stays as it is, and is never logged a second time. What the list leaves empty says nothing; whom it does
not name stays.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from app.domain import ids
from app.domain.access import Me
from app.domain.errors import Fault, Loc, Say
from app.domain.imports.columns import Column
from app.domain.imports.product_rows import COST, LISTS, NUMBER, OWN, Entry
from app.domain.products import standings
from app.domain.products.inputs import PlacementIn, PlannedPlacementIn, ProductIn, TotalReach
from app.domain.products.known import KnownGroup
from app.domain.products.standings import Audience, Standing
from app.domain.words import fold
from app.models import Product

# A placement, as far as a list names it, and whom it reached.
Place = tuple[str, date]
_MISSING = {"channel": "lượt phát này", "group": "nhóm này", "people": "số người"}


class Logged:
    """What the log has of a list's products."""

    def __init__(self, session: Session, me: Me, entries: Sequence[Entry], columns: Sequence[Column]) -> None:
        self._session, self._me = session, me
        self._columns = {column.name: column for column in columns}
        self.by_number = self._numbered(entries)
        self._by_title = dict[tuple[str, str], list[Standing]]()

    def _numbered(self, entries: Sequence[Entry]) -> dict[str, Standing]:
        """Those that rows name by number."""
        numbers = {int(said) for entry in entries if (said := entry.text(NUMBER)).isdecimal() and len(said) < 19}
        numbers = {number for number in numbers if ids.is_possible(number)}
        return {str(one.product.id): one for one in self._of(col(Product.id).in_(numbers))} if numbers else {}

    def look_up(self, given: Sequence[ProductIn]) -> None:
        """Asks for those of these titles, before the first of them is held against the log."""
        titles, days = {fold(data.title or "") for data in given}, [day for data in given for day in _days(data)]
        self._by_title.clear()
        if days:
            # A product is shown on the last of its days: older ones need not be looked at.
            here = (col(Product.title_fold).in_(titles), col(Product.shown_on) >= min(days))
            for one in self._of(*here, Product.status != "withdrawn"):
                self._by_title.setdefault((one.product.unit, one.product.title_fold), []).append(one)

    def _of(self, *where: Any) -> list[Standing]:
        found = self._session.exec(select(Product).where(Product.ward_id == self._me.ward_id, *where)).all()
        return standings.of(self._session, self._me, found, ["placements", "planned_placements"])

    def same(self, data: ProductIn, groups: Mapping[str, KnownGroup]) -> Standing | None:
        """The product of this title and unit that was on one of these channels and days, and for one of these groups:
        a meeting of the same name in another group is another one."""
        sent = _places(data)
        for one in self._by_title.get((data.unit or self._me.unit or "", fold(data.title or "")), []):
            known = _standing_places(one)
            if any(_meet(whom, known[place], groups) for place, whom in sent if place in known):
                return one
            if not sent and (one.product.status, one.product.planned_on) == ("planned", data.planned_on):
                return one
        return None

    def faults(self, entry: Entry, data: ProductIn, standing: Standing) -> list[Fault]:
        """What the list has otherwise than the log, each at its cell."""
        return [
            Fault(entry.at(loc), self._told(standing, old, entry.at(loc)[-1]), "logged")
            for loc, old in (
                *_of_columns(entry, data, standing.product, standing.directives),
                *_of_places(data, standing),
            )
        ]

    def _told(self, standing: Standing, old: Any, name: str | int) -> Say:
        number = str(standing.product.id)
        if old in (None, []):
            told = "Sản phẩm này đã có trong sổ (số {number}), ở đó chưa có {what}. Ghi thêm ở trang của nó."
            return Say(told, number=number, what=_MISSING.get(str(name), "điều này"))
        said = self._columns[str(name)].said(old) if name in self._columns else old
        told = "Sản phẩm này đã có trong sổ (số {number}), ở đó là «{old}». Sửa ở trang của nó, hoặc ghi ở đây như sổ."
        return Say(told, number=number, old=", ".join(said) if isinstance(said, list) else said)


def titles_of(session: Session, me: Me, numbers: set[int]) -> set[str]:
    """What these products are called, as a reader sees it."""
    here = (Product.ward_id == me.ward_id, col(Product.id).in_(numbers))
    return set(session.exec(select(Product.title_fold).where(*here))) if numbers else set()


def _days(data: ProductIn) -> list[date]:
    return [day for (_, day), _ in _places(data)] or [day for day in (data.planned_on,) if day is not None]


def _places(data: ProductIn) -> list[tuple[Place, PlacementIn | PlannedPlacementIn]]:
    out = [((one.channel, one.published_on), one) for one in data.placements]
    return [*out, *(((one.channel, one.planned_on), one) for one in data.planned_placements)]


def _standing_places(standing: Standing) -> dict[Place, Audience]:
    """Whom each was for; several of one channel and day are one here."""
    found: dict[Place, Audience] = {}
    for old in standing.placements or []:
        found.setdefault((old.channel, old.published_on), {}).update(standing.reach.get(old.id, {}))
    for plan in standing.planned:
        rows = {row["group"]: (row["people"], row["basis"], row["allocated"]) for row in plan.reach}
        found.setdefault((plan.channel, plan.planned_on), {}).update(rows)
    return found


def _meet(sent: PlacementIn | PlannedPlacementIn, known: Audience, groups: Mapping[str, KnownGroup]) -> bool:
    if sent.total_reach is not None:
        return any(group in groups and groups[group].kind == sent.total_reach.kind for group in known)
    return any(row.group in known for row in sent.reach) or not (sent.reach and known)


def _of_columns(entry: Entry, data: ProductIn, product: Product, directives: list[str]) -> Iterator[tuple[Loc, Any]]:
    """Fields that the list fills in otherwise, and what the log has."""
    for name in OWN:
        if name in ("title", "unit") or name not in data.sent:
            continue
        old, new = directives if name == "directives" else getattr(product, name), getattr(data, name)
        if (set(old) != set(new)) if name in LISTS else old != new:
            yield (name,), old
    for column, field in COST.items():
        if data.cost is not None and entry.text(column) and getattr(product, column) != getattr(data.cost, field):
            yield ("cost", field), getattr(product, column)
    for name, new in data.details.items():
        if product.details.get(name) != new and new not in (None, "", []):
            yield ("details", name), product.details.get(name)


def _of_places(data: ProductIn, standing: Standing) -> Iterator[tuple[Loc, Any]]:
    known = _standing_places(standing)
    counts = {"placements": len(data.placements)}
    for index, (place, sent) in enumerate(_places(data)):
        is_planned = index >= counts["placements"]
        here: Loc = ("planned_placements" if is_planned else "placements", index - counts["placements"] * is_planned)
        if place not in known:
            yield here, None
        elif sent.total_reach is not None:
            yield from _of_total((*here, "total_reach", "people"), sent.total_reach, known[place])
        else:
            for at, row in enumerate(sent.reach):
                if row.group not in known[place]:
                    yield (*here, "reach", at, "group"), None
                elif row.people is not None and row.people != known[place][row.group][0]:
                    yield (*here, "reach", at, "people"), known[place][row.group][0]
                elif row.basis is not None and row.basis != known[place][row.group][1]:
                    yield (*here, "reach", at, "basis"), known[place][row.group][1]


def _of_total(loc: Loc, total: TotalReach, known: Audience) -> Iterator[tuple[Loc, Any]]:
    split = sum(people or 0 for people, _, allocated in known.values() if allocated)
    if split != total.people:
        yield loc, split or None
