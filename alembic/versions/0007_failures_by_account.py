"""Failures of signing in are counted by account and address, and an admin can end those of a person.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
import sqlmodel

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # The counters are keyed in another way from now on, so that the old ones mean nothing; they live for a day anyway.
    op.drop_table("signinfailure")
    _create(
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["ward_id", "person_id"],
            ["person.ward_id", "person.id"],
            name=op.f("fk_signinfailure_ward_id_person_id"),
            ondelete="CASCADE",
        ),
    )
    op.create_index(op.f("ix_signinfailure_ward_id_person_id"), "signinfailure", ["ward_id", "person_id"])
    op.create_index(op.f("ix_signinfailure_last_at"), "signinfailure", ["last_at"])


def downgrade() -> None:
    op.drop_table("signinfailure")
    _create()


def _create(*more: sa.schema.SchemaItem) -> None:
    op.create_table(
        "signinfailure",
        sa.Column("ward_id", sa.Integer(), nullable=False),
        sa.Column("key", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("last_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        *more,
        sa.ForeignKeyConstraint(["ward_id"], ["ward.id"], name=op.f("fk_signinfailure_ward_id")),
        sa.PrimaryKeyConstraint("ward_id", "key", name=op.f("pk_signinfailure")),
    )
