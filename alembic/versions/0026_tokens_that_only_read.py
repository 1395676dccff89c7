"""A token may be one that only reads; those that are there go on as before.

Revision ID: 0026
Revises: 0025
"""

import sqlalchemy as sa
import sqlmodel

from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    scope = sa.Column("scope", sqlmodel.sql.sqltypes.AutoString(), nullable=False, server_default="write")
    op.add_column("token", scope)


def downgrade() -> None:
    op.drop_column("token", "scope")
