"""A group names the groups that it succeeds.

Revision ID: 0011
Revises: 0013
"""

import sqlalchemy as sa

from alembic import op

revision = "0011"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("group", sa.Column("succeeds", sa.JSON(), server_default="[]", nullable=False))


def downgrade() -> None:
    op.drop_column("group", "succeeds")
