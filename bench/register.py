"""The world in our own tables, written in bulk past the domain: only its size and shape matter to what is measured."""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from datetime import UTC, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from sqlmodel import Session, SQLModel, select, update

from app import db, migrations, models
from app.domain import people, tokens, wards
from app.domain.bases import EVIDENCE
from app.domain.products.storing import day_of
from app.domain.words import fold
from app.settings import Settings
from bench.world import (
    CAMPAIGN_CODES,
    DETAILS,
    FIRST_ID,
    GROUP_CODES,
    POPULATIONS,
    QUARTER_LIST,
    UNIT_CODES,
    Product,
    Reach,
    products,
    sums,
)

WARD, NAME, PASSWORD = "DONGDA", "do", "Mật khẩu để đo 1"
# What the program draws lies above all that is inserted here.
LAST_ID = 100 * FIRST_ID
AT_ONCE = 2_000
Row = dict[str, Any]


class Register:
    """A data folder with one ward of `count` products in it; `token` is a unit officer's, `coordinator` the ward's."""

    def __init__(self, folder: Path, count: int) -> None:
        self.folder, self.count = folder, count
        folder.mkdir(parents=True, exist_ok=True)
        self.file = folder / "lantoa.db"
        engine = db.open_engine(f"sqlite:///{self.file}", Settings(data_dir=folder).trail_secret)
        migrations.upgrade(engine)
        with db.transaction(engine) as session:
            wards.found_city(session)
            ward = wards.create(session, WARD, "Phường Đống Đa")
            self.ward_id = ward.id
            account = people.Account(NAME, "coordinator", "BXDD", "Cán bộ")
            people.create(session, ward, account, people.hash_password(PASSWORD))
            _, self.token = tokens.create(session, ward, tokens.Grant("đo", "unit", "UBND"))
            _, self.other_token = tokens.create(session, ward, tokens.Grant("khác", "unit", "MTTQ"))
            _, self.coordinator = tokens.create(session, ward, tokens.Grant("điều phối", "coordinator", None))
            fill_reference(session, ward.id)
            _fill_log(session, ward.id, products(count))
            session.execute(update(models.Sequence).values(value=LAST_ID))
        engine.dispose()
        analyse(self.file)


def analyse(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("ANALYZE")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def fill_reference(session: Session, ward_id: int) -> None:
    """The world's groups, units, campaigns and periods, beside what the plan pack brought."""
    groups = [
        {"code": code, "kind": "residential", "name": f"Tổ {place}", "population": POPULATIONS[code], "position": place}
        for place, code in enumerate(GROUP_CODES, start=1)
    ]
    quarters = [
        {"code": one.code, "starts_on": one.first, "ends_on": one.last, "due_on": one.last} for one in QUARTER_LIST
    ]
    _missing(session, ward_id, models.Group, groups)
    _missing(session, ward_id, models.Unit, [{"code": code, "name": code, "kind": "front"} for code in UNIT_CODES])
    _missing(session, ward_id, models.Period, quarters)
    _missing(session, ward_id, models.Campaign, [_campaign(code) for code in CAMPAIGN_CODES])


def _campaign(code: str) -> Row:
    days = {"starts_on": QUARTER_LIST[0].first, "ends_on": QUARTER_LIST[-1].last}
    groups = [f"1.{number}" for number in range(1, 15)]
    return {
        "code": code,
        "title": f"Chiến dịch {code}",
        "message": "Sạch nhà, đẹp phố",
        "content_groups": groups,
    } | days


def _missing(session: Session, ward_id: int, table: Any, rows: list[Row]) -> None:
    there = set(session.exec(select(table.code).where(table.ward_id == ward_id)))
    _insert(session, table, [{"ward_id": ward_id, **row} for row in rows if row["code"] not in there])


def _fill_log(session: Session, ward_id: int, drawn: Iterable[Product]) -> None:
    left = iter(drawn)
    while some := list(islice(left, AT_ONCE)):
        _insert(session, models.Product, [_product(ward_id, one) for one in some])
        _insert(session, models.Placement, [_placement(ward_id, one) for one in some])
        reach = [{"placement_id": one.id, **row._asdict(), **_evidence(one, row)} for one in some for row in one.reach]
        _insert(session, models.Reach, [{"ward_id": ward_id, **row} for row in reach])


def _product(ward_id: int, one: Product) -> Row:
    return {
        "ward_id": ward_id,
        "id": one.id,
        "unit": one.unit,
        "campaign": one.campaign,
        "kind": "infographic",
        "title": one.title,
        "title_fold": fold(one.title),
        "content_group": one.content_group,
        "status": "published",
        "shown_on": one.day,
        "details": DETAILS,
        "created_at": _logged(one),
        "updated_at": _logged(one),
    }


def _placement(ward_id: int, one: Product) -> Row:
    placement = {"id": one.id, "product_id": one.id, "channel": one.channel, "published_on": one.day}
    return {"ward_id": ward_id, "logged_at": _logged(one), **placement, **_kept_sums(one)}


def _evidence(one: Product, row: Reach) -> Row:
    """Where and when people were counted: what usual shares rest on."""
    told = (one.channel, day_of(one.day)) if row.basis in EVIDENCE else (None, None)
    return dict(zip(("evidence_channel", "evidence_day"), told, strict=True))


def _kept_sums(one: Product) -> Row:
    """What a placement may keep of its reach, where the table has such columns."""
    kept = zip(("reached", "people", "evidenced"), sums(one), strict=True)
    return {name: value for name, value in kept if name in models.Placement.model_fields}


def _logged(one: Product) -> datetime:
    """In the evening of its day, each at a moment of its own."""
    return datetime.combine(one.day, time(12), UTC) + timedelta(microseconds=one.id)


def _insert(session: Session, table: type[SQLModel], rows: list[Row]) -> None:
    """Rows of a table by executemany; what they leave out has the model's default."""
    fields = table.model_fields.items()
    given = {name: field.get_default(call_default_factory=True) for name, field in fields if not field.is_required()}
    if rows:
        session.execute(table.__table__.insert(), [given | row for row in rows])  # type: ignore[attr-defined]
