"""A unit's list of products is read in its order, however many products the unit has.

Revision ID: 0031
Revises: 0030
"""

from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    columns = ["ward_id", "unit", "shown_on", "id", "updated_at"]
    op.create_index(op.f("ix_product_listed_by_unit"), "product", columns)


def downgrade() -> None:
    op.drop_index(op.f("ix_product_listed_by_unit"), table_name="product")
