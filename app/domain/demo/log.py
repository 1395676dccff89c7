"""The demo's log: each day's products in the order in which people would have entered them, through products.log."""

from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from sqlmodel import Session

from app.domain import products
from app.domain.access import Me
from app.domain.demo import opinions, registers, reporting, rhythm
from app.domain.demo.audience import USUAL, Audience, Occasion
from app.domain.demo.cast import Company, dice, plan
from app.domain.demo.details import cost, details
from app.domain.demo.rhythm import Slot
from app.domain.demo.steps import Step, moment
from app.domain.inputs import read
from app.domain.products.inputs import ProductIn
from app.domain.products.shares import UsualShares

MOST_PLACEMENTS = 4
PLANNED_AHEAD = timedelta(days=14)
STILL_HEARD = timedelta(days=10)
# Why products are withdrawn: those that a corrected copy replaces, and those that nothing does.
REPLACED = ("Sai thời gian ở phần cuối, đã có bản thay", "Dùng nhầm bản nháp, đã có bản thay")
DROPPED = ("Nội dung phải chờ văn bản mới của Thành phố", "Trùng với sản phẩm của đơn vị khác")
EVERY = 47


def write(session: Session, company: Company, at: datetime) -> None:
    """Everything that was entered up to this moment; what would have come later is not there yet."""
    book = _Book(session, company, at)
    steps = book.steps() + registers.steps(session, company) + opinions.steps(session, company)
    steps += reporting.steps(session, company)
    for step in sorted((step for step in steps if step.at <= at), key=lambda step: step.at):
        step.take()


class _Book:
    """Turns slots into entries; remembers what it logged, for what is withdrawn and replaced later."""

    def __init__(self, session: Session, company: Company, at: datetime) -> None:
        self._session, self._company, self._at = session, company, at
        self._today = company.coordinator(at).today
        self._audience = Audience(company.groups)
        self._campaigns = {row["code"]: row for row in plan()["campaigns"]}
        self._received = {row["code"]: row["received_on"] for row in plan()["materials"]}
        self._logged: dict[int, int] = {}

    def steps(self) -> list[Step]:
        found: list[Step] = []
        for slot in rhythm.slots():
            if slot.day <= self._today:
                found += self._done(slot)
            elif slot.day <= self._today + PLANNED_AHEAD:
                found += self._planned(slot)
        return found

    def _done(self, slot: Slot) -> list[Step]:
        chance = dice("product", slot.day, slot.name)
        data = self._data(slot, slot.day)
        data["placements"] = self._placements(chance, slot, data["directives"])
        counted = _attendance(data["placements"])
        data["details"] = details(chance, slot.number, data, counted)
        data["cost"] = cost(chance, data)
        data["planned_placements"] = self._to_come(slot, data["placements"])
        last = max(placement["published_on"] for placement in data["placements"])
        wait = 0 if slot.fixed else chance.choice((0, 0, 0, 0, 0, 0, 1, 1, 2, 4))
        at = moment(self._company, last + timedelta(days=wait), chance.randint(8, 17), chance.randint(0, 59))
        return [Step(at, lambda: self._log(slot.number, at, data)), *self._regrets(chance, slot, at, data)]

    def _to_come(self, slot: Slot, placed: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """A script of the last days goes on for some more; yesterday's and today's turns wait to be confirmed."""
        heard = [placement for placement in placed if placement["channel"] == "loudspeaker"]
        if slot.title["kind"] != "loudspeaker_script" or not heard or self._today - slot.day > STILL_HEARD:
            return []
        first = max(self._today - timedelta(days=1), heard[-1]["published_on"] + timedelta(days=1))
        reach = heard[0].get("reach", [])
        plan = {"channel": "loudspeaker", "runs": heard[0]["runs"], "reach": reach}
        return [plan | {"planned_on": first + timedelta(days=later)} for later in range(4)]

    def _planned(self, slot: Slot) -> list[Step]:
        """About half of what is to come stands in the calendar already."""
        chance = dice("planned", slot.day, slot.name)
        at = self._at - timedelta(minutes=chance.randint(60, 5 * 24 * 60))
        data = self._data(slot, self._today) | {"status": "planned", "planned_on": slot.day}
        return [Step(at, lambda: self._log(slot.number, at, data))] if chance.random() < 0.55 else []

    def _regrets(self, chance: Random, slot: Slot, at: datetime, data: dict[str, Any]) -> list[Step]:
        """A few products are withdrawn a day or so later; every other one of those is replaced at once."""
        turn, place = divmod(slot.number, EVERY)
        if place != EVERY // 2 or slot.fixed:
            return []
        later = at + timedelta(days=chance.choice((1, 1, 2)))
        reason = (DROPPED if turn % 2 else REPLACED)[turn // 2 % 2]
        steps = [Step(later, lambda: self._withdraw(slot.number, later, reason))]
        if turn % 2 == 0:
            soon = later + timedelta(minutes=25)
            steps.append(Step(soon, lambda: self._replace(slot.number, soon, data)))
        return steps

    def _log(self, number: int, at: datetime, data: dict[str, Any]) -> None:
        me = self._company.writer(data["unit"], at)
        self._logged[number] = products.log(self._session, me, read(ProductIn, self._asked(me, data))).product.id

    def _withdraw(self, number: int, at: datetime, reason: str) -> None:
        me = self._company.coordinator(at)
        product = products.find(self._session, me, self._logged[number])
        products.withdraw(self._session, self._company.writer(product.unit, at), product, reason)

    def _replace(self, number: int, at: datetime, data: dict[str, Any]) -> None:
        copy = data | {"title": f"{data['title']} (bản sửa)", "replaces": self._logged[number]}
        me = self._company.writer(data["unit"], at)
        products.log(self._session, me, read(ProductIn, self._asked(me, copy)))

    def _asked(self, me: Me, data: dict[str, Any]) -> dict[str, Any]:
        """With the usual shares of this moment where they are asked for; where none is offered nobody counted."""
        told = {name: data[name] for name in ("placements", "planned_placements") if data.get(name)}
        places = {
            (one["channel"], one.get("published_on") or one["planned_on"]): [
                row["group"] for row in one.get("reach", [])
            ]
            for rows in told.values()
            for one in rows
        }
        groups = {group.code: group for group in self._company.groups}
        usual = UsualShares(self._session, me, places, groups.values(), plan()["default_shares"])

        def asked(one: dict[str, Any], row: dict[str, Any]) -> dict[str, Any]:
            if row.get("basis") != USUAL:
                return row
            day = one.get("published_on") or one["planned_on"]
            people = usual.people(one["channel"], groups[row["group"]], day)
            return {"group": row["group"]} | ({"people": people, "basis": "estimated"} if people else {})

        return data | {
            name: [
                one | {"reach": [asked(one, row) for row in one["reach"]]} if "reach" in one else one for one in rows
            ]
            for name, rows in told.items()
        }

    def _data(self, slot: Slot, known_on: date) -> dict[str, Any]:
        """What the title says; the campaign's axis and directives where it has none, as the log form copies them.

        A material is named only once it has come.
        """
        title = slot.title
        campaign = self._campaigns.get(title["campaign"], {})
        names = ("unit", "campaign", "kind", "content_group", "topic")
        given: dict[str, Any] = {name: title[name] for name in names if name in title}
        material = title.get("material")
        if material and self._received[material] < known_on:
            given["material"] = material
        axis = title.get("axis", campaign.get("axis"))
        extra = slot.fixed.directives if slot.fixed else ()
        linked = title.get("directives", campaign.get("directives", []))
        return given | {"title": slot.name, "axis": axis, "directives": list(dict.fromkeys([*linked, *extra]))}

    def _placements(self, chance: Random, slot: Slot, directives: list[str]) -> list[dict[str, Any]]:
        is_told = slot.fixed is not None and slot.fixed.told
        occasion = Occasion(slot.title["content_group"], directives, slot.fixed is not None, is_told)
        found = []
        for channel, day in _outings(chance, slot):
            reached = self._audience.reached(chance, channel, day, occasion)
            runs = chance.choice((1, 2, 2, 2, 3)) if channel == "loudspeaker" else 1
            found.append({"channel": channel, "published_on": day, "runs": runs} | reached)
        return found


def _outings(chance: Random, slot: Slot) -> list[tuple[str, date]]:
    """The title's channels, best first, some of them a day or two later; loudspeakers repeat on the next days."""
    found = []
    for place, channel in enumerate(slot.title["channels"]):
        if place and not slot.fixed and chance.random() < 0.2:
            continue
        day = slot.day + timedelta(days=0 if place == 0 or slot.fixed else chance.choice((0, 0, 0, 1, 2)))
        again = chance.choice((0, 0, 1, 2)) if channel == "loudspeaker" and not slot.fixed else 0
        found += [(channel, day + timedelta(days=later)) for later in range(again + 1)]
    return [outing for outing in found if outing[1] <= rhythm.LAST][:MOST_PLACEMENTS]


def _attendance(placements: list[dict[str, Any]]) -> int | None:
    """Who came, where somebody counted."""
    rows = [row for placement in placements for row in placement.get("reach", [])]
    return sum(row["people"] for row in rows if row.get("basis") == "counted") or None
