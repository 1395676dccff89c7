"""What is measured upon: a ward's register of a stated size, drawn from a fixed seed, the same rows for everyone."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple

GROUPS, UNITS, CHANNELS, CAMPAIGNS, QUARTERS, REACHED = 60, 10, 10, 20, 8, 20
# Size S; the same with 20 times the log.
SMALL, LARGE = 2_000, 40_000
QUARTER, DAY = "2026-Q2", "2026-05-14"
FIRST_YEAR, FIRST_QUARTER = 2024, 4
# Ids of what is inserted past the domain; what is drawn later lies above.
FIRST_ID = 100_000


class Quarter(NamedTuple):
    code: str
    first: date
    last: date


class Reach(NamedTuple):
    group: str
    people: int
    basis: str


class Product(NamedTuple):
    """A published product with its one placement, which has the product's id."""

    id: int
    unit: str
    campaign: str
    content_group: str
    channel: str
    day: date
    title: str
    reach: list[Reach]


def _quarter(number: int) -> Quarter:
    year, quarter = divmod(4 * FIRST_YEAR + FIRST_QUARTER - 1 + number, 4)
    following = date(year + quarter // 3, (3 * quarter + 3) % 12 + 1, 1)
    return Quarter(f"{year}-Q{quarter + 1}", date(year, 3 * quarter + 1, 1), following - timedelta(days=1))


QUARTER_LIST = [_quarter(number) for number in range(QUARTERS)]
GROUP_CODES = [f"TDP-{number:02}" for number in range(1, GROUPS + 1)]
POPULATIONS = {code: 900 + 13 * place for place, code in enumerate(GROUP_CODES)}
UNIT_CODES = ["DANGUY", "BXDD", "UBND", "MTTQ", "CTXH", "TCD", "HCCB", "HLHPN", "DTN", "HND"]
CHANNEL_CODES = [
    "loudspeaker",
    "website",
    "fanpage",
    "zalo",
    "facebook",
    "notice_board",
    "electronic_board",
    "cell_meeting",
    "residential_meeting",
    "talk",
]
CAMPAIGN_CODES = ["TX-2026", *(f"CD-{number:02}" for number in range(1, CAMPAIGNS))]
DETAILS = {"alt_text": "Đồ họa hướng dẫn người dân phân loại rác tại nguồn, lịch thu gom theo từng tổ dân phố."}


def products(count: int) -> Iterator[Product]:
    """`count` published products, spread evenly over the quarters, with 20 rows of reach each."""
    chance = random.Random(20261128)
    for number in range(count):
        quarter = QUARTER_LIST[number * QUARTERS // count]
        days = (quarter.last - quarter.first).days + 1
        yield _product(chance, FIRST_ID + number, quarter.first + timedelta(days=chance.randrange(days)))


def _product(chance: random.Random, key: int, day: date) -> Product:
    return Product(
        key,
        chance.choice(UNIT_CODES),
        chance.choice(CAMPAIGN_CODES),
        f"1.{chance.randint(1, 14)}",
        chance.choice(CHANNEL_CODES),
        day,
        f"Đồ họa tuyên truyền số {key}",
        _reach(chance),
    )


def _reach(chance: random.Random) -> list[Reach]:
    groups = sorted(chance.sample(GROUP_CODES, REACHED))
    bases = ("measured", "counted", "estimated", "estimated")
    return [Reach(group, chance.randint(20, 300), chance.choice(bases)) for group in groups]


class Fresh:
    """New products of one unit, one after the other, dated in the quarter that is asked about."""

    def __init__(self, unit: str = "UBND") -> None:
        self.unit = unit
        self._chance = random.Random(7)
        self._number = 10 * FIRST_ID

    def one(self) -> Product:
        self._number += 1
        found = _product(self._chance, self._number, date.fromisoformat(DAY))
        return found._replace(unit=self.unit, title=f"Đồ họa mới số {self._number}")


def as_sent(product: Product) -> dict[str, Any]:
    """The product as a program sends it to POST /api/v1/products."""
    reach = [row._asdict() for row in product.reach]
    placement = {"channel": product.channel, "published_on": product.day.isoformat(), "reach": reach}
    return {
        "unit": product.unit,
        "campaign": product.campaign,
        "kind": "infographic",
        "title": product.title,
        "content_group": product.content_group,
        "details": DETAILS,
        "placements": [placement],
    }


def sums(product: Product) -> tuple[int, int, int]:
    """How many groups it reached, how many people in all, and how many of them not by an estimate."""
    evidenced = sum(row.people for row in product.reach if row.basis != "estimated")
    return len(product.reach), sum(row.people for row in product.reach), evidenced
