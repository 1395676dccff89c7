"""A directive says what was agreed about the groups that have not heard it.

Revision ID: 0025
Revises: 0024
"""

import sqlalchemy as sa
import sqlmodel

from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("directive", sa.Column("note", sqlmodel.sql.sqltypes.AutoString(), nullable=True))


def downgrade() -> None:
    op.drop_column("directive", "note")
