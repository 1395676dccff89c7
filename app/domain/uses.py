"""Uses: which codes of the reference data any row of the ward names, by a foreign key or in a list of codes."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Text, cast, func, union
from sqlmodel import Session, SQLModel, col, select

from app.models import Campaign, Group, Product
from app.models.keys import Coded


def of(session: Session, ward_id: int, table: type[Coded], codes: Sequence[str], together: bool = False) -> set[str]:
    """Those of these codes that any row of the ward refers to; together: not counting what they list of one another."""
    statements = [
        select(column).where(column.table.c.ward_id == ward_id, column.in_(codes))
        for other in SQLModel.metadata.tables.values()
        for constraint in other.foreign_key_constraints
        for column in [element.parent for element in constraint.elements if element.column.name == "code"]
        if constraint.referred_table is table.__table__  # type: ignore[attr-defined]
    ]
    found = set(session.execute(union(*statements)).scalars()) if statements else set()
    return found | (_listed(session, ward_id, table, codes if together else ()) & set(codes))


# Where the codes of a table stand in lists, which have no foreign keys.
_LISTS: dict[str, list[Any]] = {
    "contentgroup": [col(Campaign.content_groups)],
    "directive": [col(Campaign.directives)],
    "group": [col(Campaign.target_groups), col(Group.succeeds)],
    "unit": [col(Product.partners)],
}


def lists(column: Any, code: str) -> Any:
    """Whether a list of codes has this one: it stands in quotes there, whichever database holds it."""
    told = cast(column, Text)
    return func.replace(told, f'"{code}"', "") != told


def _listed(session: Session, ward_id: int, table: type[Coded], but: Sequence[str]) -> set[str]:
    """Codes of the table that stand in lists, other than those of these rows of its own."""
    found = set[str]()
    for column in _LISTS.get(table.__table__.name, []):  # type: ignore[attr-defined]
        lists = select(column).where(column.class_.ward_id == ward_id, cast(column, Text) != "[]")
        if column.class_ is table:
            lists = lists.where(col(table.code).not_in(but))
        found |= {code for codes in session.execute(lists).scalars() for code in codes}
    return found
