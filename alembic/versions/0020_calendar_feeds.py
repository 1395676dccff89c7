"""A person may have a private address of the calendar.

Revision ID: 0020
Revises: 0019
"""

import sqlalchemy as sa
import sqlmodel

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "calendarfeed",
        sa.Column("ward_id", sa.Integer(), nullable=False),
        sa.Column("digest", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["ward_id", "person_id"],
            ["person.ward_id", "person.id"],
            name=op.f("fk_calendarfeed_ward_id_person_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["ward_id"], ["ward.id"], name=op.f("fk_calendarfeed_ward_id")),
        sa.PrimaryKeyConstraint("ward_id", "digest", name=op.f("pk_calendarfeed")),
        sa.UniqueConstraint("ward_id", "person_id", name=op.f("uq_calendarfeed_ward_id_person_id")),
    )


def downgrade() -> None:
    op.drop_table("calendarfeed")
