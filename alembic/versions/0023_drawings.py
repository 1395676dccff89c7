"""Documents that were drawn are kept.

Revision ID: 0023
Revises: 0022
"""

import sqlalchemy as sa
import sqlmodel

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "drawing",
        sa.Column("ward_id", sa.Integer(), nullable=False),
        sa.Column("digest", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("format", sqlmodel.sql.sqltypes.AutoString(length=10), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["ward_id"], ["ward.id"], name=op.f("fk_drawing_ward_id")),
        sa.PrimaryKeyConstraint("ward_id", "digest", "format", name=op.f("pk_drawing")),
    )


def downgrade() -> None:
    op.drop_table("drawing")
