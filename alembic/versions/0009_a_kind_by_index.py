"""Products of one kind are listed by an index; the number that nothing reads goes.

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

OF_KIND = ["kind", "shown_on", "id", "unit", "status", "campaign", "content_group", "topic", "axis"]


def upgrade() -> None:
    op.create_index("ix_product_listed_by_kind", "product", ["ward_id", *OF_KIND])
    with op.batch_alter_table("trailhead") as table:
        table.drop_column("reference_seq")


def downgrade() -> None:
    with op.batch_alter_table("trailhead") as table:
        table.add_column(sa.Column("reference_seq", sa.Integer(), nullable=False, server_default="0"))
    # Any change may have been one of reference data.
    op.execute("UPDATE trailhead SET reference_seq = seq")
    with op.batch_alter_table("trailhead") as table:
        table.alter_column("reference_seq", server_default=None)
    op.drop_index("ix_product_listed_by_kind", "product")
