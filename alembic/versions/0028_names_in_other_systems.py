"""Concerns, surveys, commendations and groups may bear the name that the system that sends them calls them by.

Revision ID: 0028
Revises: 0027
"""

import sqlalchemy as sa
import sqlmodel

from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

TABLES, COLUMNS = ("concern", "survey", "commendation", "group"), ("source", "external_id")


def upgrade() -> None:
    for name in TABLES:
        with op.batch_alter_table(name) as table:
            for column in COLUMNS:
                table.add_column(sa.Column(column, sqlmodel.sql.sqltypes.AutoString(), nullable=True))
            table.create_unique_constraint(_once(name), ["ward_id", *COLUMNS])


def downgrade() -> None:
    for name in reversed(TABLES):
        with op.batch_alter_table(name) as table:
            table.drop_constraint(_once(name), type_="unique")
            for column in reversed(COLUMNS):
                table.drop_column(column)


def _once(name: str) -> str:
    return op.f(f"uq_{name}_ward_id_source_external_id")
