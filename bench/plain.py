"""The raw SQL that each answer needs at least: the same rows in a SQLite file of plain tables, synchronous=FULL."""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bench.world import DETAILS, POPULATIONS, Product, Quarter, sums

SCHEMA = """
CREATE TABLE product (id INTEGER PRIMARY KEY, unit TEXT, campaign TEXT, kind TEXT, title TEXT, content_group TEXT,
    status TEXT, day TEXT, details TEXT, updated_at TEXT);
CREATE INDEX product_day ON product (day, id);
CREATE INDEX product_unit ON product (unit, day, id);
CREATE TABLE placement (id INTEGER PRIMARY KEY, product INTEGER, channel TEXT, day TEXT, runs INTEGER,
    reached INTEGER, people INTEGER, evidenced INTEGER);
CREATE INDEX placement_product ON placement (product);
CREATE INDEX placement_day ON placement (day);
CREATE TABLE reach (placement INTEGER, grp TEXT, people INTEGER, basis TEXT,
    PRIMARY KEY (placement, grp)) WITHOUT ROWID;
"""
INSERTS = (
    "INSERT INTO product VALUES (?, ?, ?, 'infographic', ?, ?, 'published', ?, ?, ?)",
    "INSERT INTO placement VALUES (?, ?, ?, ?, 1, ?, ?, ?)",
    "INSERT INTO reach VALUES (?, ?, ?, ?)",
)
# What a list shows of each product: its row, and per placement how many were reached and how many of them evidenced.
LIST = """SELECT * FROM (SELECT * FROM product {} ORDER BY day DESC, id DESC LIMIT ?) d
    JOIN placement p ON p.product = d.id"""
SUMS = """SELECT r.grp, p.channel, max(r.people), sum(r.people),
    sum(CASE WHEN r.basis <> 'estimated' THEN r.people ELSE 0 END), count(DISTINCT d.id), count(DISTINCT p.id)
    FROM placement p JOIN product d ON d.id = p.product JOIN reach r ON r.placement = p.id
    WHERE d.status = 'published' AND p.day BETWEEN ? AND ? GROUP BY r.grp, p.channel"""
COUNTS = """SELECT count(DISTINCT d.id), count(DISTINCT p.id) FROM placement p JOIN product d ON d.id = p.product
    WHERE d.status = 'published' AND p.day BETWEEN ? AND ?"""
ENTRIES = """SELECT r.grp, p.id, p.day, d.id, d.title, p.channel, r.people, r.basis
    FROM placement p JOIN product d ON d.id = p.product JOIN reach r ON r.placement = p.id
    WHERE d.status = 'published' AND p.day BETWEEN ? AND ? ORDER BY p.day DESC, p.id DESC, r.grp LIMIT ?"""


class Plain:
    """The plain tables; every method is one unit of raw work."""

    def __init__(self, file: Path, rows: Iterable[Product] = ()) -> None:
        self._connection = sqlite3.connect(file, isolation_level=None)
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = FULL")
        self._connection.executescript(SCHEMA)
        self.insert(list(rows))
        self._connection.execute("ANALYZE")

    def insert(self, rows: list[Product]) -> None:
        """All of these in one transaction, three executemany."""
        products, placements, reach = _values(rows)
        self._connection.execute("BEGIN IMMEDIATE")
        for statement, values in zip(INSERTS, (products, placements, reach), strict=True):
            self._connection.executemany(statement, values)
        self._connection.execute("COMMIT")

    def newest(self, limit: int, unit: str | None = None) -> list[Any]:
        statement = LIST.format("WHERE unit = ?" if unit else "")
        return self._connection.execute(statement, (unit, limit) if unit else (limit,)).fetchall()

    def coverage(self, quarter: Quarter) -> dict[str, tuple[float, ...]]:
        """Per group and in all ("total"): gross, evidenced, net, low and high; plain floating point."""
        days = (quarter.first.isoformat(), quarter.last.isoformat())
        rows = self._connection.execute(SUMS, days).fetchall()
        self._connection.execute(COUNTS, days).fetchall()
        return _figures(rows)

    def entries(self, quarter: Quarter, limit: int) -> list[Any]:
        days = (quarter.first.isoformat(), quarter.last.isoformat())
        return self._connection.execute(ENTRIES, (*days, limit)).fetchall()


def _values(rows: list[Product]) -> tuple[list[Any], list[Any], list[Any]]:
    details = json.dumps(DETAILS)
    products = [
        (
            one.id,
            one.unit,
            one.campaign,
            one.title,
            one.content_group,
            one.day.isoformat(),
            details,
            one.day.isoformat(),
        )
        for one in rows
    ]
    placements = [(one.id, one.id, one.channel, one.day.isoformat(), *sums(one)) for one in rows]
    return products, placements, [(one.id, *row) for one in rows for row in one.reach]


def _figures(rows: list[Any]) -> dict[str, tuple[float, ...]]:
    of_group: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        of_group[row[0]].append(row)
    found = {group: _of_group(POPULATIONS[group], own) for group, own in of_group.items()}
    found["total"] = tuple(map(sum, zip(*found.values(), strict=True)))
    return found


def _of_group(population: int, rows: list[Any]) -> tuple[float, ...]:
    missed = 1.0
    for row in rows:
        missed *= 1 - row[2] / population
    gross = sum(row[3] for row in rows)
    low, high = max(row[2] for row in rows), min(population, gross)
    return gross, sum(row[4] for row in rows), population * (1 - missed), low, high
