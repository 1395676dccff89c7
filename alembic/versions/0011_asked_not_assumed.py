"""A concern may be the same as another one, which then stands for both; products are compared across units.

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


OF_UNIT, OF_WARD = "ix_product_ward_id_unit_title_fold_shown_on", "ix_product_ward_id_title_fold_shown_on"


def upgrade() -> None:
    with op.batch_alter_table("concern") as table:
        table.add_column(sa.Column("merged_into", sa.Integer(), nullable=True))
        table.create_foreign_key(
            op.f("fk_concern_ward_id_merged_into"), "concern", ["ward_id", "merged_into"], ["ward_id", "id"]
        )
    op.drop_index(OF_UNIT, "product")
    op.create_index(OF_WARD, "product", ["ward_id", "title_fold", "shown_on"])


def downgrade() -> None:
    op.drop_index(OF_WARD, "product")
    op.create_index(OF_UNIT, "product", ["ward_id", "unit", "title_fold", "shown_on"])
    with op.batch_alter_table("concern") as table:
        table.drop_constraint(op.f("fk_concern_ward_id_merged_into"), type_="foreignkey")
        table.drop_column("merged_into")
