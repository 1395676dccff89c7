"""Key dates have a number, and perhaps a unit: they are kept on a page and through the API.

The trail knew them by day and name. Those that still are what it vouched for, it knows by their number from now on;
nothing that was altered behind the program's back becomes whole by being numbered.

Revision ID: 0019
Revises: 0018
"""

import hmac
import json
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
import sqlmodel

from alembic import op
from app import db
from app.domain.trail import chain, things
from app.domain.trail.things import Thing

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_NEW = sa.table(
    "keydate",
    *(sa.column(name, sa.Integer) for name in ("ward_id", "id")),
    *(sa.column(name, sqlmodel.sql.sqltypes.UTCDateTime()) for name in ("created_at", "updated_at")),
    sa.column("day", sa.Date),
    *(sa.column(name, sa.String) for name in ("name", "kind", "unit")),
)
_OLD = sa.table(
    "keydate",
    sa.column("ward_id", sa.Integer),
    sa.column("day", sa.Date),
    sa.column("name", sa.String),
    sa.column("kind", sa.String),
)
_SEQUENCE = sa.table("sequence", sa.column("name", sa.String), sa.column("value", sa.Integer))
_HEAD = sa.table("trailhead", *(sa.column(name, sa.Integer) for name in ("ward_id", "seq")))
_CHANGE = sa.table(
    "change", *(sa.column(name, sa.Integer) for name in ("ward_id", "seq")), sa.column("things", sa.JSON)
)
_BASE = sa.table(
    "trailbase",
    *(sa.column(name, sa.Integer) for name in ("ward_id", "seq", "part")),
    sa.column("things", sa.JSON),
    *(sa.column(name, sa.String) for name in ("keyed_by", "digest")),
)


def upgrade() -> None:
    bind = op.get_bind()
    rows = [dict(row) for row in bind.execute(sa.select(_OLD).order_by(_OLD.c.ward_id, _OLD.c.day)).mappings()]
    op.drop_table("keydate")
    op.create_table(
        "keydate",
        sa.Column("ward_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("updated_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
        sa.Column("kind", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("unit", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.ForeignKeyConstraint(
            ["ward_id", "unit"], ["unit.ward_id", "unit.code"], name=op.f("fk_keydate_ward_id_unit")
        ),
        sa.ForeignKeyConstraint(["ward_id"], ["ward.id"], name=op.f("fk_keydate_ward_id")),
        sa.PrimaryKeyConstraint("ward_id", "id", name=op.f("pk_keydate")),
        sa.UniqueConstraint("ward_id", "day", "name", name=op.f("uq_keydate_ward_id_day_name")),
    )
    op.create_index(op.f("ix_keydate_ward_id_unit"), "keydate", ["ward_id", "unit"], unique=False)
    moment = datetime.now(UTC)
    numbered = [
        row | {"id": number, "created_at": moment, "updated_at": moment, "unit": None}
        for number, row in enumerate(rows, start=_drawn(bind, len(rows)))
    ]
    if numbered:
        bind.execute(_NEW.insert(), numbered)
    secret = db.trail_key(bind)
    for ward_id in sorted({row["ward_id"] for row in rows}):
        own = [row for row in numbered if row["ward_id"] == ward_id]
        names = {_old_name(row): (_old_digest(secret, row), _new_name(row), _new_digest(secret, row)) for row in own}
        _rename(bind, secret, ward_id, names)


def downgrade() -> None:
    bind = op.get_bind()
    rows = [dict(row) for row in bind.execute(sa.select(_NEW).order_by(_NEW.c.ward_id, _NEW.c.day)).mappings()]
    op.drop_table("keydate")
    op.create_table(
        "keydate",
        sa.Column("ward_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("kind", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(["ward_id"], ["ward.id"], name=op.f("fk_keydate_ward_id")),
        sa.PrimaryKeyConstraint("ward_id", "day", "name", name=op.f("pk_keydate")),
    )
    if rows:
        old = [{name: row[name] for name in ("ward_id", "day", "kind")} | {"name": row["name"][:200]} for row in rows]
        bind.execute(_OLD.insert(), old)
    secret = db.trail_key(bind)
    for ward_id in sorted({row["ward_id"] for row in rows}):
        own = [row for row in rows if row["ward_id"] == ward_id]
        names = {_new_name(row): (_new_digest(secret, row), _old_name(row), _old_digest(secret, row)) for row in own}
        _rename(bind, secret, ward_id, names)


def _drawn(bind: sa.Connection, count: int) -> int:
    """The first of so many numbers of the installation's one sequence."""
    here = _SEQUENCE.c.name == "ids"
    bind.execute(_SEQUENCE.update().where(here).values(value=_SEQUENCE.c.value + count))
    last = bind.execute(sa.select(_SEQUENCE.c.value).where(here)).scalar()
    return (last or count) - count + 1


def _old_name(row: dict[str, Any]) -> str:
    return f"keydate {row['day'].isoformat()}/{row['name']}"


def _new_name(row: dict[str, Any]) -> str:
    return f"keydate {row['id']}"


def _old_digest(secret: bytes, row: dict[str, Any]) -> str:
    facts = {"ward_id": row["ward_id"], "day": row["day"].isoformat(), "name": row["name"], "kind": row["kind"]}
    told = json.dumps(["keydate", facts, []], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    letters = str.maketrans("0123456789abcdef", "abcdefghijklmnop")
    return hmac.digest(secret, told.encode(), "sha256").hex()[:32].translate(letters)


def _new_digest(secret: bytes, row: dict[str, Any]) -> str | None:
    return things.digest(secret, Thing("keydate", (row["id"],), row))


def _rename(bind: sa.Connection, secret: bytes, ward_id: int, names: dict[str, tuple[str | None, str, Any]]) -> None:
    """One more base at the head: what the trail called otherwise is gone under that name, and is there under another.

    0014 already knew the numbered kind alone where it ran with this program: a trail that knows no key date vouches for
    all of them.
    """
    known = _left(bind, ward_id)
    old = {name for name, (digest, _, _) in names.items() if not known or known.get(name) == digest}
    moved = dict.fromkeys(old & known.keys()) | {names[name][1]: names[name][2] for name in sorted(old)}
    if not moved:
        return
    seq = bind.execute(sa.select(_HEAD.c.seq).where(_HEAD.c.ward_id == ward_id)).scalar_one()
    last = sa.select(sa.func.max(_BASE.c.part)).where(_BASE.c.ward_id == ward_id, _BASE.c.seq == seq)
    part = bind.execute(last).scalar()
    base: dict[str, Any] = {
        "ward_id": ward_id,
        "seq": seq,
        "part": 0 if part is None else part + 1,
        "things": moved,
        "keyed_by": chain.named(secret),
    }
    bind.execute(_BASE.insert().values(**base, digest=chain.base_digest(secret, base)))


def _left(bind: sa.Connection, ward_id: int) -> dict[str, str | None]:
    """By its name, as what the trail left each key date."""
    found: dict[int, list[dict[str, str | None]]] = {}
    for table, order in ((_CHANGE, [_CHANGE.c.seq]), (_BASE, [_BASE.c.seq, _BASE.c.part])):
        statement = sa.select(table.c.seq, table.c.things).where(table.c.ward_id == ward_id).order_by(*order)
        for row in bind.execute(statement):
            found.setdefault(row.seq, []).append(row.things)
    merged: dict[str, str | None] = {}
    for seq in sorted(found):
        for one in found[seq]:
            merged |= {name: digest for name, digest in one.items() if name.startswith("keydate ")}
    return merged
