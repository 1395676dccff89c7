"""How what a list brought is found, what rests on it, and how it is taken away again, by noun."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from app.domain import concerns, directives, handed_in, periods, products, surveys, units, uses
from app.domain.access import Me
from app.domain.concerns import rules
from app.domain.errors import Say
from app.domain.groups import CATALOGUE as GROUPS
from app.domain.imports import reached
from app.domain.imports.reached import Reached
from app.domain.inputs import read
from app.domain.reference_data import Catalogue
from app.models import Change, Concern, Product, Survey

LIFE = ("active_from", "retired_on")
# A field's value as it was and as it became.
Fields = dict[str, list[Any]]
# What rests on rows since a moment: each key and why.
Held = Iterable[tuple[Any, Say]]
USED = Say("đã được dùng")
TOLD_OF = Say("đã vào một báo cáo")


@dataclass(frozen=True)
class Way:
    """A noun whose lists are undone: remove takes away what the change brought; catalogue, where rows have codes
    and may be changed; links: a column in which a row names others of its list, before which it goes."""

    table: Any
    right: str
    remove: Callable[[Session, Me, Sequence[Any], Change, str | None], None]
    held: Callable[[Session, Me, Sequence[Any], datetime], Held]
    catalogue: Catalogue[Any] | None = None
    links: str = ""
    # What rests on fields that were changed.
    held_as_changed: Callable[[Session, Me], Callable[[Any, Fields], list[Say]]] = lambda *_: lambda *_: []

    def rows(self, session: Session, me: Me, keys: Iterable[Any]) -> dict[Any, Any]:
        """Those that are still there."""
        named = list(keys)
        if not named:
            return {}
        column = col(self.table.code if self.catalogue else self.table.id)
        found = session.exec(select(self.table).where(self.table.ward_id == me.ward_id, column.in_(named)))
        return {self.key(row): row for row in found}

    def change(self, session: Session, me: Me, row: Any, values: dict[str, Any]) -> None:
        assert self.catalogue is not None
        self.catalogue.change(session, me, row, read(self.catalogue.changes, values))

    def key(self, row: Any) -> Any:
        return row.code if self.catalogue else row.id

    def in_order(self, rows: dict[Any, Any]) -> Iterator[Any]:
        """A row goes before those that it names."""
        left = dict(rows)
        while left:
            named = {code for row in left.values() for code in (getattr(row, self.links) if self.links else ())}
            yield left.pop(next(key for key in left if key not in named))


def _by_code(catalogue: Catalogue[Any], links: str = "", **more: Any) -> Way:
    def held(session: Session, me: Me, rows: Sequence[Any], _since: datetime) -> Held:
        codes = [row.code for row in rows]
        return [(code, USED) for code in uses.of(session, me.ward_id, catalogue.table, codes, together=True)]

    return Way(catalogue.table, catalogue.right, _each(catalogue.remove), held, catalogue, links, **more)


def _products_held(session: Session, me: Me, rows: Sequence[Product], since: datetime) -> Held:
    numbers = [row.id for row in rows]
    answers = select(Concern.answer_product).where(
        Concern.ward_id == me.ward_id, col(Concern.answer_product).in_(numbers)
    )
    replaced = select(Product.replaces).where(Product.ward_id == me.ward_id, col(Product.replaces).in_(numbers))
    named = {*session.exec(answers), *session.exec(replaced)}
    later, days = handed_in.since(session, me, since), products.days_of(session, me, numbers)
    for row in rows:
        if row.id in named:
            yield row.id, USED
        elif row.status == "published" and me.at - since > handed_in.LONGEST:
            yield row.id, Say("đã ghi hơn một ngày. Rút, có ghi lý do")
        elif later.tells_of(row.unit, days[row.id]):
            yield row.id, TOLD_OF


def _concerns_held(session: Session, me: Me, rows: Sequence[Concern], since: datetime) -> Held:
    numbers, later = [row.id for row in rows], handed_in.since(session, me, since)
    merged = select(Concern.merged_into).where(Concern.ward_id == me.ward_id, col(Concern.merged_into).in_(numbers))
    named = set(session.exec(merged))
    for row in rows:
        if row.id in named:
            yield row.id, USED
        elif later.tells_of(row.owner_unit, [getattr(row, name) for name in rules.DAYS]):
            yield row.id, TOLD_OF


def _surveys_held(session: Session, me: Me, rows: Sequence[Survey], since: datetime) -> Held:
    later, starts = handed_in.since(session, me, since), dict[str, date]()
    for row in rows:
        starts.setdefault(row.period, periods.span(session, me, row.period).first)
        if later.tells_of(row.unit, [starts[row.period]]):
            yield row.id, TOLD_OF


def _groups_held(session: Session, me: Me) -> Callable[[Any, Fields], list[Say]]:
    """What the log says of a group that was changed goes before what it was."""
    logged = reached.by_group(session, me)
    return lambda group, fields: list(_of_logged(group, fields, logged.get(group.code)))


def _of_logged(group: Any, fields: Fields, logged: Reached | None) -> Iterator[Say]:
    if logged is None:
        return
    people = fields["population"][0] if "population" in fields else None
    if people is not None and logged.most is not None and logged.most > people:
        words = "đã ghi một lần tới {most} người, nhiều hơn số dân cũ {people}"
        yield Say(words, most=logged.most, people=people)
    first, last = (fields[name][0] if name in fields else getattr(group, name) for name in LIFE)
    held = (first is None or first <= logged.first) and (last is None or logged.last <= last)
    if set(LIFE) & set(fields) and not held:
        yield Say("đã có sản phẩm ghi ngoài thời gian trước đây của nhóm")


def _each(remove: Callable[[Session, Me, Any, str | None], Any]) -> Callable[..., None]:
    def remove_all(session: Session, me: Me, rows: Sequence[Any], _change: Change, reason: str | None) -> None:
        for row in rows:
            remove(session, me, row, reason)

    return remove_all


WAYS: dict[str, Way] = {
    "groups": _by_code(GROUPS, "succeeds", held_as_changed=_groups_held),
    "units": _by_code(units.CATALOGUE),
    "directives": _by_code(directives.CATALOGUE),
    "products": Way(Product, "products.write", products.take_back_all, _products_held),
    "concerns": Way(Concern, "concerns.write", _each(concerns.remove), _concerns_held),
    "surveys": Way(Survey, surveys.REGISTER.right, _each(surveys.remove), _surveys_held),
}
