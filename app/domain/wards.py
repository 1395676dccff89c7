"""Wards, and what a new one begins with."""

import json
import tomllib
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import Table, Text, cast
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from app import db, postgres
from app.domain import ids, trail
from app.domain.errors import NotFound
from app.domain.ward_settings import WardSettings
from app.domain.words import unmarked
from app.models import (
    Axis,
    Campaign,
    Channel,
    ContentGroup,
    Directive,
    KeyDate,
    Period,
    Sequence,
    Topic,
    TrailHead,
    Unit,
    Ward,
)
from app.models.ward import CITY_ID

PACK = "dong-da-2026"


_WARD: Table = Ward.__table__  # type: ignore[attr-defined]
_NAMES = tuple(_WARD.c.keys())
# A ward, its settings as they are written, and where its trail stands: for who reads them along with who asks (seen).
COLUMNS = (*(cast(one, Text) if one is _WARD.c.settings else one for one in _WARD.c), *trail.HEAD)
_EVERY = (
    columns(*COLUMNS)
    .join(TrailHead, col(TrailHead.ward_id) == _WARD.c.id)
    .where(_WARD.c.id != CITY_ID)
    .order_by(_WARD.c.code)
)


def seen(session: Session, found: list[Any]) -> Ward:
    """The ward of a row of COLUMNS, which no session holds: it is read, not changed; its trail's head is known then.

    Loading it as something that may be changed would take as long as the whole statement.
    """
    ward = _read(*found[: len(_NAMES)])
    trail.know(session, ward.id, trail.Head(*found[len(_NAMES) :]))
    return ward


@lru_cache(maxsize=256)
def _read(*columns: Any) -> Ward:
    """A ward's row seldom changes: what says the same is the same."""
    told = dict(zip(_NAMES, columns, strict=True))
    return Ward.model_construct(**told | {"settings": json.loads(told["settings"])})


def by_code(session: Session, code: str) -> Ward:
    """The ward of this code, in any case; raises NotFound."""
    for ward in all_wards(session):
        if unmarked(ward.code) == unmarked(code):
            return ward
    raise NotFound()


def all_wards(session: Session) -> list[Ward]:
    """Every ward but the city itself, by code; see seen."""
    return [seen(session, list(row)) for row in db.read(session, _EVERY)]


def city(session: Session) -> Ward:
    ward = session.get(Ward, CITY_ID)
    if ward is None:
        raise NotFound()
    return ward


def demo_ward(session: Session) -> Ward | None:
    """The ward whose log is invented, if the installation has one."""
    return session.exec(select(Ward).where(col(Ward.demo_at).is_not(None))).first()


@cache
def pack(name: str = PACK) -> dict[str, Any]:
    """The plan pack as it stands in app/plans."""
    path = Path(__file__).resolve().parent.parent / "plans" / f"{name}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def found_city(session: Session) -> None:
    """The city's own row and the counter of ids; safe to repeat, and whoever sets up at the same time waits."""
    postgres.take_turn(session.connection(), postgres.SETS_UP)
    if session.get(Sequence, "ids") is None:
        session.add(Sequence(name="ids", value=0))
        session.flush()
    if session.get(Ward, CITY_ID) is None:
        session.add(Ward(id=CITY_ID, code="HANOI", name="Thành phố Hà Nội"))
        session.flush()
        trail.begin(session, CITY_ID)


def create(session: Session, code: str, name: str) -> Ward:
    """A ward with the pack's reference data and no groups."""
    plan = pack()
    settings = WardSettings(message=plan["ward"]["message"]).model_dump()
    ward = Ward(id=ids.one(session), code=code, name=name, settings=settings)
    session.add(ward)
    session.flush()
    _load(session, ward.id, plan)
    trail.begin(session, ward.id)
    return ward


def _load(session: Session, ward_id: int, plan: dict[str, Any]) -> None:
    tables: list[tuple[str, Any]] = [
        ("units", Unit),
        ("channels", Channel),
        ("content_groups", ContentGroup),
        ("topics", Topic),
        ("axes", Axis),
        ("periods", Period),
        ("directives", Directive),
        ("key_dates", KeyDate),
        ("campaigns", Campaign),
    ]
    for section, table in tables:
        for position, row in enumerate(plan.get(section, []), start=1):
            known = {name: value for name, value in row.items() if name in table.model_fields}
            if "position" in table.model_fields:
                known["position"] = position
            if "id" in table.model_fields:
                known["id"] = ids.one(session)
            session.add(table(ward_id=ward_id, **known))
        session.flush()


def require_new(session: Session, code: str) -> None:
    """Raises ValueError where the code is taken, in any case."""
    if any(unmarked(ward.code) == unmarked(code) for ward in session.exec(select(Ward))):
        raise ValueError(f"the ward {code} exists already")
