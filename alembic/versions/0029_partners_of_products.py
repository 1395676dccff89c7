"""Products name the units that took part beside the one that logs them."""

import sqlalchemy as sa

from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("product", sa.Column("partners", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    op.drop_column("product", "partners")
