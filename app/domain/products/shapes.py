"""Products as other systems see them: an item whole, one of a list without the rows of its reach, and its state.

Columns are read, not objects, in one statement for each table that what is shown needs; a list's own rows tell which
tables hold anything of them.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, partial
from operator import attrgetter, itemgetter
from types import SimpleNamespace
from typing import Any

from sqlalchemy import and_, bindparam, exists, func, select, type_coerce
from sqlmodel import Session

from app import db
from app.among import among
from app.domain.access import Me
from app.domain.bases import EVIDENCE
from app.domain.files import attached
from app.domain.products import schedules
from app.domain.products.storing import Row, Rows
from app.domain.ward_settings import settings_of
from app.models import Attachment, Placement, PlannedPlacement, Product, ProductDirective, Reach
from app.models.written import Written

# The names that a product tells, in their order.
FIELDS = (
    "id",
    "unit",
    "campaign",
    "kind",
    "title",
    "content_group",
    "topic",
    "axis",
    "material",
    "purpose",
    "partners",
    "directives",
    "details",
    "cost",
    "status",
    "planned_on",
    "reason",
    "placements",
    "source",
    "external_id",
    "replaces",
    "created_at",
    "updated_at",
    "planned_placements",
    "attachments",
)
# Tells one shape from the next version's in the state of what is told.
_NAMES = " ".join(FIELDS)
Shape = dict[str, Any]

# The statements are built once: building one takes longer than the database takes to answer it.
_product = Product.__table__.c  # type: ignore[attr-defined]
_placements, _reach = Placement.__table__, Reach.__table__.c  # type: ignore[attr-defined]
_placement, _link = _placements.c, ProductDirective.__table__.c  # type: ignore[attr-defined]
_OF_PLACEMENT = ("id", "channel", "published_on", "runs", "logged_at")
_PLACED = (_placement.product_id, *(_placement[name] for name in _OF_PLACEMENT))
_OF_THESE = and_(_placement.ward_id == bindparam("ward"), among(_placement.product_id, "keys"))
_ORDER = (_placement.position, _placement.id)
_PLACEMENTS = select(*_PLACED).where(_OF_THESE).order_by(*_ORDER)
_THERE = and_(_reach.ward_id == _placement.ward_id, _reach.placement_id == _placement.id)
# By the placements themselves: joined to them, SQLite reads the ward's whole log.
_REACH = select(_reach.placement_id, _reach.group, _reach.people, _reach.basis, _reach.allocated).where(
    _reach.ward_id == bindparam("ward"), among(_reach.placement_id, "placements")
)


def _summed(value: Any, *conditions: Any) -> Any:
    """A sum over one placement's reach, by its key alone: joined and grouped, SQLite reads the ward's whole log."""
    return select(value).where(_THERE, *conditions).correlate(_placements).scalar_subquery()


_people = func.sum(_reach.people)
_WRITTEN = (
    *_PLACED[:3],
    type_coerce(_placement.published_on, Written()),
    _placement.runs,
    type_coerce(_placement.logged_at, Written(is_moment=True)),
)
_SUMS = (
    select(*_WRITTEN, _summed(func.count()), _summed(_people), _summed(_people, _reach.basis.in_(EVIDENCE)))
    .where(_OF_THESE)
    .order_by(*_ORDER)
)
_DIRECTIVES = select(_link.product_id, _link.directive).where(
    _link.ward_id == bindparam("ward"), among(_link.product_id, "keys")
)

# What of products a list reads; most products have nothing in some tables, so that is told along.
_SELDOM = {"directives": ProductDirective, "planned_placements": PlannedPlacement, "attachments": Attachment}
_WRITTEN_SO = {"created_at": Written(is_moment=True), "planned_on": Written()}


def _told_column(name: str) -> Any:
    column = _product[name]
    return type_coerce(column, _WRITTEN_SO[name]).label(name) if name in _WRITTEN_SO else column


def _is_any(table: Any) -> Any:
    of = table.__table__.c
    return exists().where(of.ward_id == _product.ward_id, of.product_id == _product.id)


_ROWS = select(
    *(_told_column(name) for name in (*FIELDS, "cost_amount", "cost_funding") if name in _product),
    *(_is_any(table).label(f"has_{name}") for name, table in _SELDOM.items()),
).where(_product.ward_id == bindparam("ward"), among(_product.id, "keys"))


@dataclass(frozen=True)
class Shown:
    """What of a product is told: these fields, placements with the rows of their reach or with their sums.

    A planned product has no placements; kept shows those of one that was sent back, for its form.
    """

    fields: Sequence[str] = FIELDS
    reach: bool = True
    kept: bool = False


def rows(session: Session, me: Me, keys: Sequence[int]) -> list[Any]:
    """The products of these keys, in this order, as rows to make shapes of."""
    found = {row.id: row for row in db.read(session, _ROWS, {"ward": me.ward_id, "keys": keys})}
    return [found[key] for key in keys]


def of(session: Session, me: Me, products: Sequence[Any], shown: Shown | None = None) -> list[Shape]:
    """Products, or rows with their columns, as shapes; whole where not said otherwise."""
    shown = shown or Shown()
    return _shapes(products, shown.fields, _parts(session, me, products, shown))


def of_new(me: Me, product: Any, rows: Rows) -> Shape:
    """A product that was just stored, whole, told from the rows that were written: there are no others beside them."""
    pace = cache(partial(_pace, me))
    parts: dict[str, Callable[[Any], Any]] = {
        "directives": lambda _: sorted(row["directive"] for row in rows.directives),
        "details": lambda product: _details(product, pace),
        "cost": _cost,
        "placements": lambda _: _placements_in(rows),
        "planned_placements": lambda _: [schedules.shape(SimpleNamespace(**row)) for row in _planned_in(rows)],
        "attachments": lambda _: [],
    }
    return _shapes([product], FIELDS, parts)[0]


def _placements_in(rows: Rows) -> list[Shape]:
    reach: dict[int, list[Shape]] = defaultdict(list)
    for _ward, placement, *counted, _channel, _day in rows.reach:
        reach[placement].append(_counted(*counted))
    return [
        _told(*(row[name] for name in _OF_PLACEMENT)) | {"reach": _in_order(reach[row["id"]])}
        for row in rows.placements
    ]


def _planned_in(rows: Rows) -> list[Row]:
    return sorted(rows.planned, key=itemgetter("planned_on", "position", "id"))


def _shapes(products: Sequence[Any], fields: Sequence[str], parts: dict[str, Callable[[Any], Any]]) -> list[Shape]:
    """parts: how the fields are told that no column simply holds."""
    own = [name for name in fields if name not in parts]
    # Of fewer than two names an attrgetter makes no tuple: the id stands at the end, twice, and is not taken.
    read = attrgetter(*own, "id", "id")
    made = []
    for product in products:
        shape: Shape = dict.fromkeys(fields)
        shape.update(zip(own, read(product), strict=False))
        for name, part in parts.items():
            shape[name] = part(product)
        made.append(shape)
    return made


def state(me: Me, product: Any) -> str:
    """What names a product's state: no two differ in what is told and not in this.

    Every verb that changes what is told of a product moves updated_at, which no two changes of a ward share, so a list
    has it without reading reach. How long a script takes rests on the ward's setting besides.
    """
    pace = _pace(me) if product.kind == "loudspeaker_script" else None
    return f"{product.id} {product.updated_at.isoformat()} {pace} {_NAMES}"


def _parts(session: Session, me: Me, products: Sequence[Any], shown: Shown) -> dict[str, Callable[[Any], Any]]:
    """How the fields are told that no column simply holds; rows of other tables are read for all products at once."""
    pace = cache(partial(_pace, me))
    parts: dict[str, Callable[[Any], Any]] = {"details": lambda product: _details(product, pace), "cost": _cost}
    tables: dict[str, Callable[[Session, Me, Sequence[int]], dict[int, list[Any]]]] = {
        "directives": _directives,
        "placements": placements_of if shown.reach else _sums_of,
        "planned_placements": _planned,
        "attachments": _attachments,
    }
    for name, read in tables.items():
        if name in shown.fields:
            keys = [product.id for product in products if _may_have(product, name, shown)]
            parts[name] = _by_id(read(session, me, keys) if keys else {})
    return {name: part for name, part in parts.items() if name in shown.fields}


def _may_have(product: Any, name: str, shown: Shown) -> bool:
    """Whether the table of this name is asked for it: a list's row says what it has none of."""
    if name == "placements":
        return shown.kept or product.status != "planned"
    return bool(getattr(product, f"has_{name}", True))


def _by_id(found: dict[int, list[Any]]) -> Callable[[Any], list[Any]]:
    return lambda product: found.get(product.id, [])


def _directives(session: Session, me: Me, keys: Sequence[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for product, directive in db.read(session, _DIRECTIVES, {"ward": me.ward_id, "keys": keys}):
        found[product].append(directive)
    return {product: sorted(directives) for product, directives in found.items()}


def _planned(session: Session, me: Me, keys: Sequence[int]) -> dict[int, list[Shape]]:
    return _shaped(schedules.of(session, me, keys), schedules.shape)


def _attachments(session: Session, me: Me, keys: Sequence[int]) -> dict[int, list[Shape]]:
    return _shaped(attached.of(session, me, "product", keys), attached.shape)


def _shaped(found: dict[int, list[Any]], shape: Callable[[Any], Shape]) -> dict[int, list[Shape]]:
    return {key: [shape(row) for row in rows] for key, rows in found.items()}


def placements_of(session: Session, me: Me, keys: Sequence[int]) -> dict[int, list[Shape]]:
    """Placements of these products with the rows of their reach, in the order they were sent."""
    rows = db.read(session, _PLACEMENTS, {"ward": me.ward_id, "keys": keys}).all()
    reach: dict[int, list[Shape]] = defaultdict(list)
    asked = {"ward": me.ward_id, "placements": [key for _product, key, *_ in rows]}
    for placement, *counted in db.read(session, _REACH, asked):
        reach[placement].append(_counted(*counted))
    found: dict[int, list[Shape]] = defaultdict(list)
    for product, key, *rest in rows:
        found[product].append(_told(key, *rest) | {"reach": _in_order(reach[key])})
    return found


def _counted(group: str, people: int | None, basis: str | None, allocated: bool) -> Shape:
    return {"group": group, "people": people, "basis": basis, "allocated": allocated}


def _in_order(reach: list[Shape]) -> list[Shape]:
    """By code, as Python compares them: databases have each an order of their own."""
    return sorted(reach, key=itemgetter("group"))


def _sums_of(session: Session, me: Me, keys: Sequence[int]) -> dict[int, list[Shape]]:
    """Placements of these products: distinct groups reached, people counted, and how many of them with evidence."""
    found: dict[int, list[Shape]] = defaultdict(list)
    for product, *placed, reached, people, measured in db.read(session, _SUMS, {"ward": me.ward_id, "keys": keys}):
        told = {"reached": reached, "people": int(people or 0), "evidenced": int(measured or 0)}
        found[product].append(_told(*placed) | told)
    return found


def _told(key: int, channel: str, published_on: Any, runs: int, logged_at: Any) -> Shape:
    return {"id": key, "channel": channel, "published_on": published_on, "runs": runs, "logged_at": logged_at}


def _cost(product: Any) -> Shape | None:
    if product.cost_amount is None:
        return None
    return {"amount": product.cost_amount, "funding": product.cost_funding}


def _pace(me: Me) -> int:
    return settings_of(me.ward).syllables_per_minute


def _details(product: Any, syllables_per_minute: Callable[[], int]) -> Shape:
    """The kind's details, with what is worked out from them; the ward's pace is asked for where there is a script."""
    told: Shape = product.details
    if product.kind != "loudspeaker_script":
        return told
    return told | {"spoken_seconds": spoken_seconds(told.get("script") or "", syllables_per_minute())}


def spoken_seconds(script: str, syllables_per_minute: int) -> int:
    """How long a Vietnamese script takes to read aloud, in whole seconds: each written word is one syllable."""
    syllables = sum(1 for word in script.split() if word.isalpha() or any(letter.isalnum() for letter in word))
    return round(syllables * 60 / syllables_per_minute)
