"""A register of one size, served, beside a bare server and the same rows in plain tables; answers are checked."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from bench import expected
from bench.plain import Plain
from bench.register import NAME, PASSWORD, Register
from bench.rounds import Line, nothing
from bench.served import Answer, Client, Headers, Ours, bare, lantoa, request
from bench.world import POPULATIONS, QUARTER, QUARTER_LIST, Fresh, Product, as_sent, products, sums

API = "/api/v1"
JSON = {"Content-Type": "application/json"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
UNIT = "UBND"
SPAN = next(quarter for quarter in QUARTER_LIST if quarter.code == QUARTER)
BATCH = 1_000


class Stand:
    """Everything that the lines of the table ask and compare; `rows` is what both sides hold."""

    def __init__(self, register: Register, ours: Ours, bare: Client, plain: Plain) -> None:
        self.register, self.ours, self.bare, self.plain = register, ours, bare, plain
        self.rows: list[Product] = list(products(register.count))
        self.fresh = Fresh(UNIT)
        self.bearer = {"Authorization": f"Bearer {register.token}"}
        self.cookie = {"Cookie": _signed_in(ours.client)}
        self._batch: list[Product] = []
        self.sent, self._bare_sent = b"", b""

    def get(self, path: str) -> Answer:
        answer = self.ours.client.ask("GET", path, self._who(path))
        assert answer.status == 200, (path, answer)
        return answer

    def reads(
        self,
        name: str,
        limit: float | None,
        path: str,
        raw: Callable[[], object],
        prepare: Callable[[], object] = nothing,
    ) -> Line:
        """A line for a GET; its present answer is what the bare server answers."""
        slot = name.replace(" ", "-").replace(",", "")
        self.hand(slot, self.get(path))
        whole, plainly = request("GET", path, self._who(path)), request("GET", f"/{slot}")
        return Line(
            name, limit, lambda: _ok(self.ours.client.send(whole)), lambda: _ok(self.bare.send(plainly)), raw, prepare
        )

    def _who(self, path: str) -> Headers:
        """The API is asked with a token, a page by a signed-in browser."""
        return self.bearer if path.startswith(API) else self.cookie

    def hand(self, slot: str, answer: Answer) -> None:
        media = answer.header("content-type")
        assert self.bare.ask("PUT", f"/{slot}", {"Content-Type": media}, answer.body).status == 204
        assert self.bare.ask("GET", f"/{slot}").body == answer.body

    def write(self) -> None:
        """One more product on both sides."""
        self.draw(1)
        self.store(1)
        self.insert()

    def draw(self, count: int) -> None:
        """The next products, as bytes to send; one alone, more as a batch."""
        self._batch = [self.fresh.one() for _ in range(count)]
        sent = [as_sent(one) for one in self._batch]
        body = json.dumps(sent[0] if count == 1 else {"items": sent}).encode()
        path, slot = (f"{API}/products", "create") if count == 1 else (f"{API}/products/batch", "batch")
        self.sent = request("POST", path, self.bearer | JSON, body)
        self._bare_sent = request("POST", f"/{slot}", JSON, body)

    def store(self, count: int = 1) -> Answer:
        answer = self.ours.client.send(self.sent)
        assert answer.status == 201, answer
        self.rows += self._batch
        return answer

    def store_barely(self) -> None:
        _ok(self.bare.send(self._bare_sent))

    def insert(self) -> None:
        self.plain.insert(self._batch)

    # What the answers must be.

    def check_coverage(self) -> None:
        """The quarter's coverage, every group and the total, to the last decimal."""
        told = self.get(f"{API}/coverage?period={QUARTER}").json
        must = expected.coverage(self.rows, SPAN)
        found = {row["key"]: {name: row[name] for name in must["total"]} for row in [*told["items"], told["total"]]}
        assert found == must, "coverage differs from the rows"
        raw = self.plain.coverage(SPAN)
        assert round(raw["total"][2]) == must["total"]["net_reach"], "the raw SQL differs from the rows"

    def check_list(self, unit: str | None = None) -> None:
        """50 products, the newest by day; those of one day in any order."""
        told = self.get(self.list_path(unit)).json["items"]
        mine = [one for one in self.rows if unit in (None, one.unit)]
        days = sorted((one.day.isoformat() for one in mine), reverse=True)[:50]
        assert [item["placements"][0]["published_on"] for item in told] == days
        by_title = {one.title: one for one in mine}
        assert [_sums(item["placements"][0]) for item in told] == [sums(by_title[item["title"]]) for item in told]
        raw = self.plain.newest(50, unit)
        assert [row[7] for row in raw] == days

    def check_figures(self) -> None:
        told = {one["code"]: one["value"] for one in self.get(f"{API}/indicators?period={QUARTER}").json["items"]}
        total = expected.coverage(self.rows, SPAN)["total"]
        assert told["gross_contacts"] == total["gross_reach"]
        assert told["products_published"] == total["products"]
        assert told["residential_coverage"] == total["coverage"]

    def check_entries(self) -> None:
        told = self.get(self.entries_path()).json["items"]
        raw = self.plain.entries(SPAN, 50)
        assert len(told) == len(raw) == 50
        assert sum(item["amount"] for item in told) > 0

    def check_page(self) -> None:
        page = self.get(f"/coverage?period={QUARTER}").body.decode()
        total = expected.coverage(self.rows, SPAN)["total"]
        assert f"{total['gross_reach']:,}".replace(",", ".") in page
        assert f"{100 * total['coverage']:.0f}%" in page
        assert all(f"Tổ {number}" in page for number in range(1, len(POPULATIONS) + 1))

    def check_created(self) -> None:
        self.draw(1)
        made = self.store().json
        self.insert()
        reach = sorted((row["group"], row["people"], row["basis"]) for row in made["placements"][0]["reach"])
        assert reach == sorted(self._batch[0].reach)
        assert self.get(f"{API}/products/{made['id']}").json["title"] == self._batch[0].title

    @staticmethod
    def list_path(unit: str | None = None) -> str:
        return f"{API}/products?{urlencode({'limit': 50} | ({'unit': unit} if unit else {}))}"

    @staticmethod
    def entries_path() -> str:
        return f"{API}/indicators/gross_contacts/entries?period={QUARTER}&part=numerator&limit=50"


@contextmanager
def stand(folder: Path, count: int) -> Iterator[Stand]:
    """A register of `count` products, served, and what it is compared with."""
    register = Register(folder / "ours", count)
    with ExitStack() as stack:
        plain = Plain(folder / "plain.db", products(count))
        yield Stand(register, stack.enter_context(lantoa(register.folder)), stack.enter_context(bare()), plain)


def _signed_in(client: Client) -> str:
    """The cookie of a browser that signed in at the front door."""
    body = urlencode({"name": NAME, "password": PASSWORD}).encode()
    answer = client.ask("POST", "/login", FORM, body)
    assert answer.status == 303, answer
    return answer.header("set-cookie").partition(";")[0]


def _sums(placement: dict[str, Any]) -> tuple[int, ...]:
    """Groups, people and evidenced people of a placement in a list."""
    return placement["reached"], placement["people"], placement["evidenced"]


def _ok(answer: Answer) -> None:
    assert answer.status in (200, 201), answer
