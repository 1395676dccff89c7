"""Webhooks: where other systems are told of a ward's changes.

Revision ID: 0032
Revises: 0031
"""

import sqlalchemy as sa
import sqlmodel

from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

_MOMENT, _TEXT = sqlmodel.sql.sqltypes.UTCDateTime, sqlmodel.sql.sqltypes.AutoString


def upgrade() -> None:
    op.create_table(
        "webhook",
        sa.Column("ward_id", sa.Integer(), nullable=False),
        sa.Column("created_at", _MOMENT(), nullable=False),
        sa.Column("updated_at", _MOMENT(), nullable=False),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", _TEXT(), nullable=False),
        sa.Column("address", _TEXT(length=2000), nullable=False),
        sa.Column("entities", sa.JSON(), nullable=False),
        sa.Column("sealed_key", _TEXT(length=400), nullable=False),
        sa.Column("paused_at", _MOMENT(), nullable=True),
        sa.Column("ordered_until", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["ward_id"], ["ward.id"], name=op.f("fk_webhook_ward_id")),
        sa.PrimaryKeyConstraint("ward_id", "id", name=op.f("pk_webhook")),
    )


def downgrade() -> None:
    op.drop_table("webhook")
