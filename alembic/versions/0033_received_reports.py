"""Reports that wards on installations of their own send to the city's.

Revision ID: 0033
Revises: 0032
"""

import sqlalchemy as sa
import sqlmodel

from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

_MOMENT, _TEXT = sqlmodel.sql.sqltypes.UTCDateTime, sqlmodel.sql.sqltypes.AutoString


def upgrade() -> None:
    op.add_column("ward", sa.Column("sends_reports", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "receivedreport",
        sa.Column("ward_id", sa.Integer(), nullable=False),
        sa.Column("created_at", _MOMENT(), nullable=False),
        sa.Column("updated_at", _MOMENT(), nullable=False),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("period", _TEXT(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("digest", _TEXT(length=64), nullable=False),
        sa.Column("figures_until", sa.Date(), nullable=False),
        sa.Column("submitted_at", _MOMENT(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("comments", sa.JSON(), nullable=False),
        sa.Column("proposals", _TEXT(), nullable=True),
        sa.Column("head", _TEXT(), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["ward_id"], ["ward.id"], name=op.f("fk_receivedreport_ward_id")),
        sa.ForeignKeyConstraint(
            ["ward_id", "period"], ["period.ward_id", "period.code"], name=op.f("fk_receivedreport_ward_id_period")
        ),
        sa.PrimaryKeyConstraint("ward_id", "id", name=op.f("pk_receivedreport")),
        sa.UniqueConstraint("ward_id", "period", "version", name=op.f("uq_receivedreport_ward_id_period_version")),
    )
    op.create_table(
        "receivedfile",
        sa.Column("ward_id", sa.Integer(), nullable=False),
        sa.Column("received_id", sa.Integer(), nullable=False),
        sa.Column("format", _TEXT(length=10), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["ward_id"], ["ward.id"], name=op.f("fk_receivedfile_ward_id")),
        sa.ForeignKeyConstraint(
            ["ward_id", "received_id"],
            ["receivedreport.ward_id", "receivedreport.id"],
            name=op.f("fk_receivedfile_ward_id_received_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("ward_id", "received_id", "format", name=op.f("pk_receivedfile")),
    )


def downgrade() -> None:
    op.drop_table("receivedfile")
    op.drop_table("receivedreport")
    with op.batch_alter_table("ward") as ward:
        ward.drop_column("sends_reports")
