"""A city of 126 wards with 2,000 products each: its table of wards × indicators, in milliseconds."""

import json
import sqlite3
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlmodel import Session, SQLModel

from app import db
from app.domain import tokens, wards
from app.settings import Settings
from bench import table
from bench.register import Register, analyse, fill_reference
from bench.rounds import Line, measure, timed
from bench.served import Answer, Client, Ours, bare, lantoa, request
from bench.stand import API, JSON, SPAN
from bench.world import QUARTER, SMALL, Fresh, as_sent

WARDS = 126
PATH = f"{API}/city/indicators?period={QUARTER}"
# A ward's log is the first ward's with other ids, and with other people so that no two wards have the same figures.
COPIED = ("product", "placement", "reach")
IDS = {"id", "product_id", "placement_id"}
STRIDE = 10_000
SUMS = """SELECT w.code, sum(r.people), count(DISTINCT p.product_id) FROM ward w
    JOIN placement p ON p.ward_id = w.id JOIN reach r ON r.ward_id = p.ward_id AND r.placement_id = p.id
    WHERE p.published_on BETWEEN ? AND ? GROUP BY w.code"""


def run() -> None:
    with tempfile.TemporaryDirectory() as folder:
        start = time.monotonic()
        register = Register(Path(folder), SMALL)
        token, writer = _grow(register)
        table.head(
            f"City: {WARDS} wards, {WARDS * SMALL:,} products, {20 * WARDS * SMALL:,} rows of reach"
            f" (filled in {time.monotonic() - start:.0f} s)",
            "city",
            "bare",
            "",
        )
        with lantoa(register.folder) as ours, bare() as beside:
            _measure(register, ours, beside, token, writer)


def _grow(register: Register) -> tuple[str, str]:
    """The other 125 wards; returns the city reader's token, and one that writes in the last ward."""
    engine = db.open_engine(f"sqlite:///{register.file}", Settings(data_dir=register.folder).trail_secret)
    with db.transaction(engine) as session:
        for number in range(1, WARDS):
            ward = wards.create(session, f"P{number:03}", f"Phường số {number}")
            fill_reference(session, ward.id)
        _, writer = tokens.create(session, ward, tokens.Grant("đo", "unit", "UBND"))
        _, city = tokens.create(session, wards.city(session), tokens.Grant("thành phố", "city", None))
        _copy_log(session, register.ward_id)
    engine.dispose()
    analyse(register.file)
    return city, writer


def _copy_log(session: Session, first: int) -> None:
    connection = session.connection()
    others = [ward.id for ward in wards.all_wards(session) if ward.id != first]
    for number, ward_id in enumerate(others, start=1):
        for model in COPIED:
            log = SQLModel.metadata.tables[model]
            values = ", ".join(_moved(column.name, ward_id, number) for column in log.columns)
            names = ", ".join(f'"{column.name}"' for column in log.columns)
            copy = f'INSERT INTO "{model}" ({names}) SELECT {values} FROM "{model}" WHERE ward_id = {first}'
            connection.exec_driver_sql(copy)


def _moved(column: str, ward_id: int, number: int) -> str:
    if column == "ward_id":
        return str(ward_id)
    if column in IDS:
        return f'"{column}" + {STRIDE * number}'
    return f"people + {number}" if column == "people" else f'"{column}"'


def _measure(register: Register, ours: Ours, beside: Client, token: str, writer: str) -> None:
    whole, fresh = request("GET", PATH, {"Authorization": f"Bearer {token}"}), Fresh()

    def read() -> Answer:
        answer = ours.client.send(whole)
        assert answer.status == 200, answer.status
        return answer

    def write() -> None:
        body = json.dumps(as_sent(fresh.one())).encode()
        answer = ours.client.ask("POST", f"{API}/products", JSON | {"Authorization": f"Bearer {writer}"}, body)
        assert answer.status == 201, answer

    table.figure("the first answer after a start", 1000 * timed(read), None, "ms")
    told = read()
    assert beside.ask("PUT", "/city", JSON, told.body).status == 204
    plainly = request("GET", "/city")
    kept = Line("kept", None, read, lambda: beside.send(plainly))
    cold = Line("after one ward wrote", None, read, lambda: beside.send(plainly), prepare=write, seconds=10)
    for line, most in ((kept, 10), (cold, 30)):
        _check(register, read())
        found = measure(line)
        table.line(line.name, found, None)
        table.figure(f"{line.name}, in milliseconds", found.ours, most, "ms")
    _check(register, read())


def _check(register: Register, answer: Answer) -> None:
    """Contacts and products of every ward, summed up once more by SQL over all their rows."""
    told = {ward["ward"]: {one["code"]: one["value"] for one in ward["indicators"]} for ward in answer.json["items"]}
    days = (SPAN.first.isoformat(), SPAN.last.isoformat())
    with closing(sqlite3.connect(register.file)) as connection:
        rows: list[Any] = connection.execute(SUMS, days).fetchall()
    assert len(told) == len(rows) == WARDS
    for ward, people, products in rows:
        assert (told[ward]["gross_contacts"], told[ward]["products_published"]) == (people, products), ward
