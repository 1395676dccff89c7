"""Materials received from the city, to be edited and passed on."""

from itertools import count
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from app.domain import access, periods
from app.domain.access import Me
from app.domain.errors import Fault, Say, refuse
from app.domain.inputs import Code, Day, Flag, FreeLine, Input, Link, Text
from app.domain.reference_data import Catalogue
from app.domain.retiring import BY_MOMENT
from app.domain.words import has_words
from app.models import Material, Product


class MaterialIn(Input):
    code: Code
    title: FreeLine
    received_on: Day
    key: Flag = False
    edited_on: Day | None = None
    guidance: Text | None = None
    link: Link | None = None
    change_reason: Text | None = None


def _check(session: Session, me: Me, row: Material, before: dict[str, Any] | None, data: Any) -> list[Fault]:
    """Key materials are counted in the period they came in."""
    if row.edited_on is not None and row.edited_on < row.received_on:
        raise refuse(("edited_on",), Say("Ngày biên tập xong phải từ ngày nhận trở đi."), "order")
    was = (before["received_on"], before["key"], before["retired_at"] is None) if before else None
    now = (row.received_on, row.key, row.retired_at is None)
    if was == now:
        return []
    days = [day for day, *_ in (one for one in (was, now) if one is not None)]
    return periods.require_open(session, me, days, data.change_reason)


CATALOGUE = Catalogue(Material, "material", MaterialIn, right="materials.change", check=_check, use=BY_MOMENT)


def next_code(session: Session, me: Me) -> str:
    """The first free code of the row TL-01, TL-02, …"""
    taken = set(session.exec(select(col(Material.code)).where(Material.ward_id == me.ward_id)))
    return next(code for code in (f"TL-{number:02d}" for number in count(1)) if code not in taken)


def derived(session: Session, me: Me) -> dict[str, int]:
    """How many products were made of each material, withdrawn ones left out."""
    columns: list[Any] = [Product.material, func.count()]
    statement = select(*columns).where(Product.ward_id == me.ward_id, Product.status != "withdrawn")
    return dict(session.execute(statement.group_by(col(Product.material))).all())


def in_order(session: Session, me: Me) -> list[Material]:
    """Materials by the day they came, the latest first."""
    access.require(me, "entries.read")
    statement = select(Material).where(Material.ward_id == me.ward_id)
    return list(session.exec(statement.order_by(col(Material.received_on).desc(), col(Material.code))))


def holding(session: Session, me: Me, query: str) -> list[Material]:
    """Those in the same order whose code and title have every word of the query, without diacritics."""
    return [row for row in in_order(session, me) if has_words(query, row.code, row.title)]
