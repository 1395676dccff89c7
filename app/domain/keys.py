"""Rows by their key, in the ward of who asks; held where the session writes. Who may see one is its noun's to say."""

from typing import Any, TypeVar

from sqlmodel import Session

from app import db
from app.domain import ids
from app.domain.access import Me
from app.domain.errors import NotFound
from app.models.keys import OfWard

Row = TypeVar("Row", bound=OfWard)


def by_key(session: Session, me: Me, table: type[Row], key: Any) -> Row:
    """Raises NotFound."""
    row = session.get(table, (me.ward_id, key), with_for_update=db.locks(session))
    if row is None:
        raise NotFound()
    return row


def by_number(session: Session, me: Me, table: type[Row], number: int) -> Row:
    """The same of a number from outside."""
    if not ids.is_possible(number):
        raise NotFound()
    return by_key(session, me, table, number)
