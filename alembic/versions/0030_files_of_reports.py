"""Urgent reports have attachments, as products do; a kept drawing says of which version it is.

Revision ID: 0030
Revises: 0029
"""

import sqlalchemy as sa

from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("attachment") as table:
        table.add_column(sa.Column("report_id", sa.Integer(), nullable=True))
        table.alter_column("product_id", existing_type=sa.Integer(), nullable=True)
        table.create_foreign_key(
            op.f("fk_attachment_ward_id_report_id"),
            "report",
            ["ward_id", "report_id"],
            ["ward_id", "id"],
            ondelete="CASCADE",
        )
        table.create_check_constraint(op.f("ck_attachment_one_holder"), "(product_id IS NULL) <> (report_id IS NULL)")
        table.create_index(op.f("ix_attachment_ward_id_report_id"), ["ward_id", "report_id"])
    with op.batch_alter_table("drawing") as table:
        table.add_column(sa.Column("report_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("version", sa.Integer(), nullable=True))
        table.create_foreign_key(
            op.f("fk_drawing_ward_id_report_id"),
            "report",
            ["ward_id", "report_id"],
            ["ward_id", "id"],
            ondelete="CASCADE",
        )
        table.create_index(op.f("ix_drawing_ward_id_report_id_version"), ["ward_id", "report_id", "version"])


def downgrade() -> None:
    with op.batch_alter_table("drawing") as table:
        table.drop_index(op.f("ix_drawing_ward_id_report_id_version"))
        table.drop_constraint(op.f("fk_drawing_ward_id_report_id"), type_="foreignkey")
        table.drop_column("version")
        table.drop_column("report_id")
    # What is a report's has no place in the older tables.
    op.execute("DELETE FROM attachment WHERE report_id IS NOT NULL")
    with op.batch_alter_table("attachment") as table:
        table.drop_index(op.f("ix_attachment_ward_id_report_id"))
        table.drop_constraint(op.f("ck_attachment_one_holder"), type_="check")
        table.drop_constraint(op.f("fk_attachment_ward_id_report_id"), type_="foreignkey")
        table.alter_column("product_id", existing_type=sa.Integer(), nullable=False)
        table.drop_column("report_id")
