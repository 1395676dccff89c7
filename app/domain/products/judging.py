"""Judging: what was sent becomes a product as it will be stored, or a no. Nothing is written, and no turn is needed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, NamedTuple

from sqlmodel import Session

from app.domain import access, inputs, periods, sources
from app.domain.access import Me
from app.domain.errors import Conflict, Fault, Faults, Forbidden, No, Refused, Say
from app.domain.gathering import Footing
from app.domain.products import attendance, closed, differences, rules, standings
from app.domain.products.held import Draft, Held
from app.domain.products.inputs import ProductIn
from app.domain.products.known import Known
from app.domain.products.placing import place, plan
from app.domain.products.standings import Standing
from app.models import Product

# So many rows of a batch are read at once, and let go of: what was sent takes ten times the memory of what is judged.
SLICE = 250


class Asked(NamedTuple):
    """What of a ProductIn no draft has."""

    sent: set[str]
    status: str | None
    external_id: str | None
    reason: str | None
    change_reason: str | None


@dataclass
class Judged:
    """A product as it will be stored; follows is the earlier row of the batch that it changes again."""

    asked: Asked
    standing: Standing | None
    status: str
    draft: Draft
    values: dict[str, Any]
    warnings: list[Fault]
    follows: "Judged | None" = None
    is_overwritten: bool = False
    # Whether it says nothing that the product is not already: then nothing is written.
    is_unchanged: bool = False
    # How many rows of the batch must be stored before this one.
    round: int = 0
    # Its id; below 0 as long as it has none.
    number: int = 0
    # All its columns, once it is stored.
    whole: dict[str, Any] = field(default_factory=dict)

    @property
    def is_new(self) -> bool:
        return self.standing is None

    @property
    def action(self) -> str:
        """What the trail calls it."""
        if self.standing is None:
            return "logged" if self.status == "published" else self.status
        before = self.standing.product.status
        return "edited" if self.status == before else {"planned": "returned"}.get(self.status, self.status)

    def left(self) -> Standing:
        """How it leaves the product, for a later row of the same batch."""
        if self.is_unchanged and self.standing is not None:
            return self.standing
        product = Product(**self.values, ward_id=0, id=self.number)
        return Standing(product, self.draft.days, self.draft.directives, None)


@dataclass(frozen=True)
class Prepared:
    """The rows of a batch, each judged or refused, and what that rests on."""

    footing: Footing
    rows: list[Judged | No]
    replaced: set[int] = field(default_factory=set)

    @property
    def right(self) -> list[Judged]:
        return [row for row in self.rows if isinstance(row, Judged)]


def prepare(session: Session, me: Me, sent: Iterable[Any]) -> Prepared:
    """The rows of a batch as they were sent, judged in their order, each let go of once it is judged.

    Of two with one external id the second changes what the first leaves. Raises Forbidden for who writes no products.
    """
    access.require(me, "products.write")
    judge, latest, found = Judge(session, me), dict[str, Judged](), list[Judged | No]()
    to_come = iter(sent)
    while rows := [_read(me, one) for one in islice(to_come, SLICE)]:
        given = [row for row in rows if isinstance(row, ProductIn)]
        standing = standings.twins(session, me, given)
        judge.look_up(given, standing.values())
        judged = [judge.row(row, standing, latest) if isinstance(row, ProductIn) else row for row in rows]
        judge.compare([row for row in judged if isinstance(row, Judged)])
        found += judged
    return Prepared(Footing(judge.known.head, access.standing(me)), found, set(judge.held.statuses))


def _read(me: Me, sent: Any) -> ProductIn | No:
    try:
        access.require_sent(me, "products.write", sent)
        return inputs.read(ProductIn, sent)
    except No as no:
        return no


class Judge:
    """Holds products against one state of a ward, one by one or many in a go; form: texts are as people type them."""

    def __init__(self, session: Session, me: Me, form: bool = False) -> None:
        self.session, self.me, self.form = session, me, form
        self.known = Known(session, me)
        self.held = Held(self.known)
        self._unheard = 0

    def one(self, data: ProductIn, product: Product | None = None) -> Judged:
        """A product alone: a new one, the one that its external id names already, or this one; raises what is wrong."""
        if product is not None:
            [found] = standings.of(self.session, self.me, [product], data.sent)
            self.look_up([data], [found])
            judged = self.change(found, data)
        else:
            standing = standings.twins(self.session, self.me, [data])
            self.look_up([data], standing.values())
            judged = self._named(data, standing, {})
        self.compare([judged])
        return judged

    def row(self, data: ProductIn, standing: dict[str, Standing], latest: dict[str, Judged]) -> Judged | No:
        """A row of a batch; latest has the rows before it by external id."""
        try:
            return self._named(data, standing, latest)
        except No as no:
            return no

    def _named(self, data: ProductIn, standing: dict[str, Standing], latest: dict[str, Judged]) -> Judged:
        name = data.external_id if self.me.source is not None else None
        if name is None:
            return self._new(data)
        before = latest.get(name)
        twin = before.left() if before else standing.get(name)
        judged = self._again(twin, data) if twin else self._new(data)
        judged.follows, judged.round = before, before.round + 1 if before else 0
        latest[name] = judged
        return judged

    def look_up(self, given: Iterable[ProductIn], standing: Iterable[Standing]) -> None:
        """What the rows name is asked for before the first is judged."""
        self.held.look_up([data.replaces for data in given] + [one.product.replaces for one in standing])

    def _new(self, data: ProductIn) -> Judged:
        access.require(self.me, "products.write", data.unit or self.me.unit)
        if data.status == "withdrawn":
            raise Conflict(Say("Sản phẩm mới không thể ở trạng thái đã rút."), "not_published")
        judged = self._judged(None, data)
        judged.values |= {"source": self.me.source if data.external_id else None, "reason": None}
        self._unheard -= 1
        judged.number = self._unheard
        return judged

    def change(self, standing: Standing, data: ProductIn) -> Judged:
        """An edit; raises as products.edit says."""
        product, me = standing.product, self.me
        access.require(me, "products.write", product)
        access.require(me, "products.write", data.unit)
        judged = self._judged(standing, data)
        judged.number = product.id
        return judged

    def _again(self, standing: Standing, data: ProductIn) -> Judged:
        """A system's own product again: only the fields sent change, its unit never does; a withdrawn one stays so."""
        product = standing.product
        access.require(self.me, "products.write", product)
        if data.unit is not None and data.unit != product.unit:
            raise Forbidden(sources.OF_ANOTHER_UNIT)
        if product.status == "withdrawn":
            raise rules.final()
        judged = self.change(standing, data)
        # Told once: from here on the product is again what the system sent.
        judged.is_overwritten = product.edited_by_hand_at is not None and not judged.is_unchanged
        judged.values["edited_by_hand_at"] = None
        return judged

    def _judged(self, standing: Standing | None, data: ProductIn) -> Judged:
        product = standing.product if standing else None
        status, warnings = rules.next_status(self.known, product, data)
        is_returned = product is not None and (product.status, status) == ("in_review", "planned")
        if is_returned:
            access.require(self.me, "products.judge")
        is_final = product is not None and product.status == "withdrawn"
        try:
            draft = self._draft(standing, status, data)
        except Refused:
            if is_final:
                # Whatever is wrong with it would change what doesn't change any more.
                raise rules.final() from None
            raise
        values = self._values(draft, status, data)
        asked = Asked(data.sent, data.status, data.external_id, data.reason, data.change_reason)
        if differences.is_none(draft, values):
            return Judged(asked, standing, status, draft, values, warnings, is_unchanged=True)
        if is_final:
            raise rules.final()
        warnings += self._closed(standing, status, draft, data) + draft.odd
        return Judged(asked, standing, status, draft, values, warnings)

    def _draft(self, standing: Standing | None, status: str, data: ProductIn) -> Draft:
        faults, product = Faults(), standing.product if standing else None
        columns = rules.columns(self.held, product, data, faults, self.form)
        directives = list(dict.fromkeys(data.directives))
        if standing is not None and "directives" not in data.sent:
            directives = standing.directives
        placed = place(self.known, data.placements, faults) if _are_placements_told(product, status, data) else None
        draft = Draft(columns, directives, placed, before=standing)
        draft.days = [one.given.published_on for one in placed] if placed is not None else []
        if placed is None and standing is not None:
            draft.days = standing.days
        if "planned_placements" in data.sent:
            draft.planned = plan(self.known, data.planned_placements, faults)
        differences.match(draft, faults)
        rules.check_status(product, status, data, draft, faults)
        faults.found = [
            one
            for one in faults.found
            if one.code not in differences.SINCE or not differences.stands(draft, one.loc, one.code)
        ]
        faults.raise_if_any()
        draft.odd = attendance.settle(self.known, draft)
        return draft

    def _values(self, draft: Draft, status: str, data: ProductIn) -> dict[str, Any]:
        """Every column of the product as it will be."""
        product = draft.before.product if draft.before else None
        told = {name: getattr(product, name) if product else None for name in ("source", "reason", "edited_by_hand_at")}
        shown_on = draft.columns["planned_on"] or (product.shown_on if product else self.me.today)
        values = draft.columns | told | {"status": status, "title_fold": draft.said}
        values["shown_on"] = max(draft.days, default=shown_on)
        if product is not None and values["external_id"] is not None:
            values["source"] = product.source or self.me.source
        if product is not None and "reason" in data.sent:
            values["reason"] = data.reason
        if product is not None and status == "planned" and values["planned_on"] is None:
            values["planned_on"] = values["shown_on"]
        return values

    def _closed(self, standing: Standing | None, status: str, draft: Draft, data: ProductIn) -> list[Fault]:
        """The warnings that closed periods change; what counts is both before and after."""
        days, directives = {*draft.days}, {*draft.directives}
        materials = {draft.columns["material"]}
        if standing is not None:
            days, directives = days | {*standing.days}, directives | {*standing.directives}
            materials |= {standing.product.material}
        retold = _is_retold(standing.product if standing else None, status, data)
        touched = closed.touched(self.known, days, directives, materials, retold)
        return periods.require_reason(self.me, touched, data.change_reason)

    def compare(self, judged: Sequence[Judged]) -> None:
        """Adds what is odd about each, compared with the log and the rows before it."""
        told = [one for one in judged if one.asked.status != "withdrawn" and not one.is_unchanged]
        self.held.compare([one.draft for one in told])
        for one in told:
            one.warnings += rules.oddities(self.held, one.draft, one.number)
            self.held.say(one.draft, one.number)
        for one in judged:
            if one.is_overwritten and one.standing is not None and one.standing.product.edited_by_hand_at is not None:
                one.warnings.append(sources.by_hand(one.standing.product.edited_by_hand_at.date()))


def _are_placements_told(product: Product | None, status: str, data: ProductIn) -> bool:
    """A planned product shows none, though one that was sent back has kept them: none sent again changes nothing."""
    is_planned = product is not None and (product.status, status) == ("planned", "planned")
    return "placements" in data.sent and not (is_planned and not data.placements)


def _is_retold(product: Product | None, status: str, data: ProductIn) -> bool:
    """Whether a published product comes, goes, or may tell others than before."""
    before = product.status if product else None
    if "published" not in (before, status):
        return False
    return before != status or bool({"placements", "directives", "material"} & data.sent)
