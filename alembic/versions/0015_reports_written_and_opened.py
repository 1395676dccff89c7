"""A report keeps which sentences were proposed, when an urgent matter happened, and who has opened it.

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
import sqlmodel

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("report") as table:
        table.add_column(sa.Column("happened_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
        table.add_column(sa.Column("proposed", sa.JSON(), nullable=True))
        table.add_column(sa.Column("desk", sqlmodel.sql.sqltypes.AutoString(), nullable=False, server_default=""))
    with op.batch_alter_table("report") as table:
        table.alter_column("desk", server_default=None)
    op.create_table(
        "reportopening",
        sa.Column("ward_id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("opened_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["ward_id"], ["ward.id"], name=op.f("fk_reportopening_ward_id")),
        sa.ForeignKeyConstraint(
            ["ward_id", "report_id"],
            ["report.ward_id", "report.id"],
            name=op.f("fk_reportopening_ward_id_report_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["ward_id", "person_id"], ["person.ward_id", "person.id"], name=op.f("fk_reportopening_ward_id_person_id")
        ),
        sa.PrimaryKeyConstraint("ward_id", "report_id", "person_id", name=op.f("pk_reportopening")),
    )


def downgrade() -> None:
    op.drop_table("reportopening")
    with op.batch_alter_table("report") as table:
        for name in ("desk", "proposed", "happened_at"):
            table.drop_column(name)
