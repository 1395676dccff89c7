"""The state of reference data has a name.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
import sqlmodel

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

NAMES = {"sqlite": "lower(hex(randomblob(32)))", "postgresql": "md5(random()::text) || md5(random()::text)"}


def upgrade() -> None:
    dialect = op.get_bind().dialect.name
    with op.batch_alter_table("trailhead") as table:
        table.add_column(
            sa.Column("reference_digest", sqlmodel.sql.sqltypes.AutoString(), nullable=False, server_default="")
        )
    op.execute(f"UPDATE trailhead SET reference_digest = {NAMES[dialect]}")  # noqa: S608
    with op.batch_alter_table("trailhead") as table:
        table.alter_column("reference_digest", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("trailhead") as table:
        table.drop_column("reference_digest")
