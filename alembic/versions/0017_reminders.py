"""Reminders of units that have not handed in their report.

Revision ID: 0017
Revises: 0016
"""

import sqlalchemy as sa
import sqlmodel

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_MOMENT, _TEXT = sqlmodel.sql.sqltypes.UTCDateTime, sqlmodel.sql.sqltypes.AutoString


def upgrade() -> None:
    op.create_table(
        "reminder",
        sa.Column("ward_id", sa.Integer(), nullable=False),
        sa.Column("created_at", _MOMENT(), nullable=False),
        sa.Column("updated_at", _MOMENT(), nullable=False),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("period", _TEXT(length=40), nullable=False),
        sa.Column("unit", _TEXT(length=40), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["ward_id", "unit"], ["unit.ward_id", "unit.code"], name=op.f("fk_reminder_ward_id_unit")
        ),
        sa.ForeignKeyConstraint(
            ["ward_id", "period"], ["period.ward_id", "period.code"], name=op.f("fk_reminder_ward_id_period")
        ),
        sa.ForeignKeyConstraint(["ward_id"], ["ward.id"], name=op.f("fk_reminder_ward_id")),
        sa.PrimaryKeyConstraint("ward_id", "id", name=op.f("pk_reminder")),
        sa.UniqueConstraint("ward_id", "period", "unit", "day", name=op.f("uq_reminder_ward_id_period_unit_day")),
    )


def downgrade() -> None:
    op.drop_table("reminder")
