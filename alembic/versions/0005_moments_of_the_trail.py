"""The head of a trail knows its last moment, and the last change of reference data.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
import sqlmodel

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    zone = "+00" if op.get_bind().dialect.name == "postgresql" else ""
    with op.batch_alter_table("trailhead") as table:
        table.add_column(
            sa.Column(
                "at",
                sqlmodel.sql.sqltypes.UTCDateTime(),
                nullable=False,
                server_default=f"1970-01-01 00:00:00.000000{zone}",
            )
        )
        table.add_column(sa.Column("reference_seq", sa.Integer(), nullable=False, server_default="0"))
    op.execute(
        "UPDATE trailhead SET reference_seq = seq, at = COALESCE("
        "(SELECT MAX(change.at) FROM change WHERE change.ward_id = trailhead.ward_id), at)"
    )
    with op.batch_alter_table("trailhead") as table:
        table.alter_column("at", server_default=None)
        table.alter_column("reference_seq", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("trailhead") as table:
        table.drop_column("reference_seq")
        table.drop_column("at")
