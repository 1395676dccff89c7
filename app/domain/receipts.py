"""Receipts: which presses and keys were answered already, and with what; one is written with the thing that it is of.

A twin that is still being answered holds the receipt's row (PostgreSQL) or the database (SQLite), so the second one
waits and then finds the first one's answer.
"""

from datetime import timedelta

from sqlmodel import Session, col, delete

from app import db
from app.domain.access import Me
from app.models import Receipt

KEPT = timedelta(hours=24)


def claim(session: Session, me: Me, scope: str, key: str, body_digest: str) -> bool:
    """Begins the receipt of this key; False where there is one. Those of an earlier day are let go of."""
    old = (col(Receipt.ward_id) == me.ward_id, col(Receipt.created_at) < me.at - KEPT)
    session.execute(delete(Receipt).where(*old))
    row = {"ward_id": me.ward_id, "scope": scope, "key": key, "body_digest": body_digest}
    row |= {"status": 0, "location": None, "etag": None, "body": b"", "created_at": me.at}
    # What came back is asked, not rowcount: for an INSERT on PostgreSQL SQLAlchemy leaves that at -1.
    claimed = db.insert_into(session, Receipt).values(**row).on_conflict_do_nothing().returning(col(Receipt.key))
    return session.execute(claimed).first() is not None


def find(session: Session, me: Me, scope: str, key: str) -> Receipt | None:
    return session.get(Receipt, (me.ward_id, scope, key))
