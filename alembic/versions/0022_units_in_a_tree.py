"""A unit may belong to another, and a group be looked after by one.

Revision ID: 0022
Revises: 0021
"""

import sqlalchemy as sa
import sqlmodel

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

NEW = (("unit", "parent"), ("group", "looked_after_by"))


def upgrade() -> None:
    for table_name, column in NEW:
        with op.batch_alter_table(table_name) as table:
            table.add_column(sa.Column(column, sqlmodel.sql.sqltypes.AutoString(), nullable=True))
            table.create_foreign_key(
                op.f(f"fk_{table_name}_ward_id_{column}"), "unit", ["ward_id", column], ["ward_id", "code"]
            )


def downgrade() -> None:
    for table_name, column in reversed(NEW):
        with op.batch_alter_table(table_name) as table:
            table.drop_constraint(op.f(f"fk_{table_name}_ward_id_{column}"), type_="foreignkey")
            table.drop_column(column)
