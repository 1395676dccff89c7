"""Bases: what the trail vouches for without a change: what a ward began with, or had when digests began."""

from typing import Any

from sqlalchemy import Connection, Table

from app import db
from app.domain.trail import census, chain, things
from app.domain.trail.census import Has
from app.models.change import TrailBase

_BASES: Table = TrailBase.__table__  # type: ignore[attr-defined]
# So many things are a part.
MOST = 500


def lay(connection: Connection, ward_id: int, seq: int, has: Has = census.everything) -> None:
    """Takes the digest of everything that the ward has, as it is after the change of this number (0: before any)."""
    secret = db.trail_key(connection)
    connection.execute(_BASES.delete().where(_BASES.c.ward_id == ward_id, _BASES.c.seq == seq))
    found = [(thing.name, things.digest(secret, thing)) for thing in census.every(connection, ward_id, has)]
    for part, first in enumerate(range(0, len(found), MOST)):
        base: dict[str, Any] = {
            "ward_id": ward_id,
            "seq": seq,
            "part": part,
            "things": dict(found[first : first + MOST]),
            "keyed_by": chain.named(secret),
        }
        connection.execute(_BASES.insert().values(**base, digest=chain.base_digest(secret, base)))
