"""Placements and reach, from what was sent to rows: who lives on the day, how many can have been reached."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from app.domain import lives
from app.domain.access import Me
from app.domain.errors import Faults, Loc, Say
from app.domain.groups.sharing import allocate
from app.domain.products.inputs import PlacementIn, PlannedPlacementIn, ReachIn, TotalReach
from app.domain.products.known import Known, KnownGroup

Rows = list[tuple[str, int | None, str | None, bool]]


class Place(NamedTuple):
    """A placement as it was sent, without its reach; id: of the one that it changes."""

    id: int | None
    channel: str
    published_on: date
    runs: int


class PlannedPlace(NamedTuple):
    """The same of a planned one."""

    id: int | None
    channel: str
    planned_on: date
    runs: int


@dataclass(frozen=True)
class Placed:
    """A placement that was found right, with its rows of reach: group, people, basis, allocated.

    tells_reach: whether anything was said of whom it reached.
    """

    given: Place
    reach: Rows
    tells_reach: bool = True


@dataclass(frozen=True)
class Planned:
    """A planned placement that was found right, with the rows of reach it will have."""

    given: PlannedPlace
    reach: Rows


def place(known: Known, given: Sequence[PlacementIn], faults: Faults) -> list[Placed]:
    """Each placement with its reach; what is wrong goes to faults under ("placements", i, …)."""
    placed = []
    for index, placement in enumerate(given):
        loc: Loc = ("placements", index)
        check_day(known.me, placement.published_on, (*loc, "published_on"), faults)
        reach = _reach_of(known, placement, placement.published_on, loc, faults)
        there = Place(placement.id, placement.channel, placement.published_on, placement.runs)
        placed.append(Placed(there, reach, bool({"reach", "total_reach"} & placement.sent)))
    return placed


def plan(known: Known, given: Sequence[PlannedPlacementIn], faults: Faults) -> list[Planned]:
    """Each planned placement with its reach; what is wrong goes to faults under ("planned_placements", i, …)."""
    found = []
    for index, planned in enumerate(given):
        loc: Loc = ("planned_placements", index)
        reach = _reach_of(known, planned, planned.planned_on, loc, faults)
        for here, basis in _bases(planned):
            if basis not in (None, "estimated"):
                sentence = Say("Lượt chưa phát thì số người chỉ là ước tính. Có đếm thì sửa sau khi xác nhận.")
                faults.add((*loc, *here), sentence, "not_yet_counted")
        found.append(Planned(PlannedPlace(planned.id, planned.channel, planned.planned_on, planned.runs), reach))
    return found


def _bases(planned: PlannedPlacementIn) -> list[tuple[Loc, str | None]]:
    """What its numbers of people rest on, as it was sent: a total says it once, whatever groups it is split over."""
    if planned.total_reach is not None:
        return [(("total_reach", "basis"), planned.total_reach.basis)]
    return [(("reach", row, "basis"), reach.basis) for row, reach in enumerate(planned.reach)]


def _reach_of(known: Known, given: PlacementIn | PlannedPlacementIn, day: date, loc: Loc, faults: Faults) -> Rows:
    if given.channel not in known.channels:
        faults.add((*loc, "channel"), Say("Không có kênh này trong phường."), "unknown")
    if given.total_reach is None:
        return _rows(known.groups, given.reach, day, loc, faults)
    if given.reach:
        faults.add((*loc, "total_reach"), Say("Gửi số chung hoặc số từng nhóm, không gửi cả hai."), "either")
        return []
    return _allocated(list(known.groups.values()), given.total_reach, day, loc, faults)


def check_day(me: Me, day: date, loc: Loc, faults: Faults) -> None:
    if day > me.today:
        sentence = Say(
            "Ngày {day} chưa tới. Chọn ngày từ hôm nay trở về trước, hoặc lưu sản phẩm ở trạng thái dự kiến.", day=day
        )
        faults.add(loc, sentence, "use_planned")


def _rows(known: dict[str, KnownGroup], given: Sequence[ReachIn], day: date, loc: Loc, faults: Faults) -> Rows:
    rows: Rows = []
    seen: set[str] = set()
    for index, reach in enumerate(given):
        here: Loc = (*loc, "reach", index)
        group = known.get(reach.group)
        if group is None:
            faults.add((*here, "group"), Say("Không có nhóm này trong phường."), "unknown")
            continue
        if reach.group in seen:
            faults.add((*here, "group"), Say("{name} có hai lần trong một lượt phát.", name=group.name), "duplicate")
        seen.add(reach.group)
        _check_reach(group, reach, day, here, faults)
        # The code as the ward has it, once for all rows.
        rows.append((group.code, reach.people, reach.basis, False))
    return rows


def _check_reach(group: KnownGroup, reach: ReachIn, day: date, here: Loc, faults: Faults) -> None:
    if not lives.lives_on(group, day):
        faults.add(
            (*here, "group"), Say("{name} không hoạt động vào ngày {day}.", name=group.name, day=day), "not_alive"
        )
    if reach.people is None and reach.basis is not None:
        faults.add((*here, "people"), Say("Nhập số người, hoặc bỏ cơ sở số liệu nếu chưa đếm."), "missing")
    if reach.people is not None and reach.basis is None:
        faults.add((*here, "basis"), Say("Chọn cơ sở của số người: ước tính, có đếm hay đo được."), "missing")
    if reach.people is not None and group.population is not None and reach.people > group.population:
        sentence = Say(
            "{name} có {population} người. Nhập số từ 1 đến {population}.", name=group.name, population=group.population
        )
        faults.add((*here, "people"), sentence, "too_large")


def _allocated(known: list[KnownGroup], total: TotalReach, day: date, loc: Loc, faults: Faults) -> Rows:
    living = [group for group in known if group.kind == total.kind and group.population and lives.lives_on(group, day)]
    shares = allocate(total.people, [group.population or 0 for group in living])
    if shares is None:
        people = sum(group.population or 0 for group in living)
        sentence = Say("Các nhóm loại này có {people} người. Nhập số từ 1 đến {people}.", people=people)
        if not living:
            sentence = Say(
                "Ngày {day} chưa nhóm nào loại này có số dân nên không chia được. Nhập số dân của nhóm trước.", day=day
            )
        faults.add((*loc, "total_reach", "people"), sentence, "too_large")
        return []
    return [(group.code, people, total.basis, True) for group, people in zip(living, shares, strict=True) if people > 0]
