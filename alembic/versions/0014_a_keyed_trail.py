"""The trail is keyed, and has a digest of everything that it vouches for.

The old chain is verified link by link. A link that did not hold keeps the digest it had, so that `lantoa check` goes on
naming it; nothing that was broken becomes whole by being keyed.

Revision ID: 0014
Revises: 0013
"""

import hashlib
import json
from typing import Any

import sqlalchemy as sa
import sqlmodel

from alembic import op
from app import db
from app.domain.trail import bases, census, chain

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_CHANGE = sa.table(
    "change",
    *(sa.column(name, sa.Integer) for name in ("ward_id", "seq", "person_id", "token_id")),
    *(sa.column(name, sa.String) for name in ("action", "entity", "entity_key", "text_digest", "digest", "keyed_by")),
    *(sa.column(name, sa.JSON) for name in ("facts", "things")),
    sa.column("at", sqlmodel.sql.sqltypes.UTCDateTime()),
)
_HEAD = sa.table("trailhead", *(sa.column(name) for name in ("ward_id", "seq", "digest")))
_BARE = ("ward_id", "seq", "at", "person_id", "token_id", "action", "entity", "entity_key", "facts", "text_digest")


def upgrade() -> None:
    op.create_table(
        "trailbase",
        sa.Column("ward_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("part", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("things", sa.JSON(), nullable=False),
        sa.Column("keyed_by", sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False),
        sa.Column("digest", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(["ward_id"], ["ward.id"], name="fk_trailbase_ward_id"),
        sa.PrimaryKeyConstraint("ward_id", "seq", "part", name="pk_trailbase"),
    )
    with op.batch_alter_table("change") as table:
        table.add_column(sa.Column("things", sa.JSON(), nullable=False, server_default="{}"))
        table.add_column(
            sa.Column("keyed_by", sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False, server_default="")
        )
    with op.batch_alter_table("change") as table:
        table.alter_column("things", server_default=None)
        table.alter_column("keyed_by", server_default=None)
    bind = op.get_bind()
    has = census.of_schema(bind)
    secret = db.trail_key(bind)
    for ward_id, seq, digest in bind.execute(sa.select(_HEAD)).all():
        before, after = _rechain(bind, ward_id, _plain_digest, _keyed(secret))
        if digest == before:
            _set_head(bind, ward_id, after)
        bases.lay(bind, ward_id, seq, has)


def downgrade() -> None:
    bind = op.get_bind()
    secret = db.trail_key(bind)
    for ward_id, _seq, digest in bind.execute(sa.select(_HEAD)).all():
        before, after = _rechain(bind, ward_id, _keyed(secret), _plain_digest)
        if digest == before:
            _set_head(bind, ward_id, after)
    with op.batch_alter_table("change") as table:
        table.drop_column("things")
        table.drop_column("keyed_by")
    op.drop_table("trailbase")


def _rechain(bind: sa.Connection, ward_id: int, old: Any, new: Any) -> tuple[str, str]:
    """Each link that holds gets its digest anew; answers the ends of both chains."""
    before = after = ""
    changed = []
    rows = bind.execute(sa.select(_CHANGE).where(_CHANGE.c.ward_id == ward_id).order_by(_CHANGE.c.seq)).mappings()
    for row in rows.all():
        _, held = old(dict(row), before)
        name, digest = new(dict(row), after)
        after = digest if held == row["digest"] else row["digest"]
        before = row["digest"]
        changed.append({"the_ward": ward_id, "the_seq": row["seq"], "digest": after, "keyed_by": name})
    here = (_CHANGE.c.ward_id == sa.bindparam("the_ward"), _CHANGE.c.seq == sa.bindparam("the_seq"))
    if changed:
        bind.execute(sa.update(_CHANGE).where(*here), changed)
    return before, after


def _set_head(bind: sa.Connection, ward_id: int, digest: str) -> None:
    bind.execute(sa.update(_HEAD).where(_HEAD.c.ward_id == ward_id).values(digest=digest))


def _keyed(secret: bytes) -> Any:
    def digest(change: dict[str, Any], before: str) -> tuple[str, str]:
        name = chain.named(secret)
        return name, chain.digest_of(secret, change | {"keyed_by": name}, before)

    return digest


def _plain_digest(change: dict[str, Any], before: str) -> tuple[str, str]:
    parts = [change[name] if name != "at" else change[name].isoformat() for name in _BARE]
    told = json.dumps([*parts, before], ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return "", hashlib.sha256(told.encode()).hexdigest()
