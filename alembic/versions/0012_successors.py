"""A group names the groups that it succeeds.

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("group", sa.Column("succeeds", sa.JSON(), server_default="[]", nullable=False))


def downgrade() -> None:
    op.drop_column("group", "succeeds")
