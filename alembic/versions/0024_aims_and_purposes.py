"""A campaign says what it aims at, and a product what it is for.

Revision ID: 0024
Revises: 0023
"""

import sqlalchemy as sa
import sqlmodel

from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("campaign", sa.Column("aim", sqlmodel.sql.sqltypes.AutoString(), nullable=True))
    op.add_column("product", sa.Column("purpose", sqlmodel.sql.sqltypes.AutoString(), nullable=True))


def downgrade() -> None:
    op.drop_column("product", "purpose")
    op.drop_column("campaign", "aim")
