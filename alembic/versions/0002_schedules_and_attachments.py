"""Schedules and attachments.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
import sqlmodel

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "attachment",
        sa.Column("ward_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("updated_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("media_type", sqlmodel.sql.sqltypes.AutoString(length=100), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("digest", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("alt_text", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["ward_id", "product_id"],
            ["product.ward_id", "product.id"],
            name=op.f("fk_attachment_ward_id_product_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["ward_id"], ["ward.id"], name=op.f("fk_attachment_ward_id")),
        sa.PrimaryKeyConstraint("ward_id", "id", name=op.f("pk_attachment")),
    )
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attachment_ward_id_digest"), ["ward_id", "digest"], unique=False)
        batch_op.create_index(batch_op.f("ix_attachment_ward_id_product_id"), ["ward_id", "product_id"], unique=False)

    op.create_table(
        "plannedplacement",
        sa.Column("ward_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("channel", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=False),
        sa.Column("runs", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("reach", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["ward_id", "channel"],
            ["channel.ward_id", "channel.code"],
            name=op.f("fk_plannedplacement_ward_id_channel"),
        ),
        sa.ForeignKeyConstraint(
            ["ward_id", "product_id"],
            ["product.ward_id", "product.id"],
            name=op.f("fk_plannedplacement_ward_id_product_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["ward_id"], ["ward.id"], name=op.f("fk_plannedplacement_ward_id")),
        sa.PrimaryKeyConstraint("ward_id", "id", name=op.f("pk_plannedplacement")),
    )
    with op.batch_alter_table("plannedplacement", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_plannedplacement_ward_id_planned_on"), ["ward_id", "planned_on"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_plannedplacement_ward_id_product_id"), ["ward_id", "product_id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("plannedplacement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_plannedplacement_ward_id_product_id"))
        batch_op.drop_index(batch_op.f("ix_plannedplacement_ward_id_planned_on"))

    op.drop_table("plannedplacement")
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attachment_ward_id_product_id"))
        batch_op.drop_index(batch_op.f("ix_attachment_ward_id_digest"))

    op.drop_table("attachment")
