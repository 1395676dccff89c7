"""A directive may implement another.

Revision ID: 0021
Revises: 0020
"""

import sqlalchemy as sa
import sqlmodel

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("directive") as table:
        table.add_column(sa.Column("implements", sqlmodel.sql.sqltypes.AutoString(), nullable=True))
        table.create_foreign_key(
            op.f("fk_directive_ward_id_implements"), "directive", ["ward_id", "implements"], ["ward_id", "code"]
        )


def downgrade() -> None:
    with op.batch_alter_table("directive") as table:
        table.drop_constraint(op.f("fk_directive_ward_id_implements"), type_="foreignkey")
        table.drop_column("implements")
