"""Jobs: what the program does by itself, with who holds it and how far it is.

Revision ID: 0016
Revises: 0015
"""

import sqlalchemy as sa
import sqlmodel

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_MOMENT, _TEXT = sqlmodel.sql.sqltypes.UTCDateTime, sqlmodel.sql.sqltypes.AutoString


def upgrade() -> None:
    op.create_table(
        "job",
        sa.Column("ward_id", sa.Integer(), nullable=False),
        sa.Column("created_at", _MOMENT(), nullable=False),
        sa.Column("updated_at", _MOMENT(), nullable=False),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", _TEXT(length=40), nullable=False),
        sa.Column("step", _TEXT(length=200), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("due_at", _MOMENT(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease", _TEXT(length=40), nullable=True),
        sa.Column("beats", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("of", sa.Integer(), nullable=True),
        sa.Column("committed_at", _MOMENT(), nullable=True),
        sa.Column("ended_at", _MOMENT(), nullable=True),
        sa.Column("outcome", _TEXT(length=20), nullable=True),
        sa.Column("fault", _TEXT(), nullable=True),
        sa.ForeignKeyConstraint(["ward_id"], ["ward.id"], name=op.f("fk_job_ward_id")),
        sa.PrimaryKeyConstraint("ward_id", "id", name=op.f("pk_job")),
        sa.UniqueConstraint("ward_id", "kind", "step", name=op.f("uq_job_ward_id_kind_step")),
    )
    op.create_index(op.f("ix_job_ended_at"), "job", ["ended_at"])


def downgrade() -> None:
    op.drop_table("job")
