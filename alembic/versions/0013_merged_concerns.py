"""A concern may be the same as another one, which then stands for both.

Revision ID: 0013
Revises: 0008
"""

import sqlalchemy as sa

from alembic import op

revision = "0013"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("concern") as table:
        table.add_column(sa.Column("merged_into", sa.Integer(), nullable=True))
        table.create_foreign_key(
            op.f("fk_concern_ward_id_merged_into"), "concern", ["ward_id", "merged_into"], ["ward_id", "id"]
        )


def downgrade() -> None:
    with op.batch_alter_table("concern") as table:
        table.drop_constraint(op.f("fk_concern_ward_id_merged_into"), type_="foreignkey")
        table.drop_column("merged_into")
