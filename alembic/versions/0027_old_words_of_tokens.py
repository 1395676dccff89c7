"""The words of a token before its last rotation may hold for some days more.

Revision ID: 0027
Revises: 0026
"""

import sqlalchemy as sa
import sqlmodel

from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("token", sa.Column("old_digest", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=True))
    op.add_column("token", sa.Column("old_until", sa.Date(), nullable=True))
    op.create_index(op.f("ix_token_ward_id_old_digest"), "token", ["ward_id", "old_digest"])


def downgrade() -> None:
    op.drop_index(op.f("ix_token_ward_id_old_digest"), "token")
    op.drop_column("token", "old_until")
    op.drop_column("token", "old_digest")
