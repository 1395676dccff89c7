"""Registers and administration.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
import sqlmodel

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "dayoff",
        sa.Column("ward_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("works", sa.Boolean(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(["ward_id"], ["ward.id"], name=op.f("fk_dayoff_ward_id")),
        sa.PrimaryKeyConstraint("ward_id", "day", name=op.f("pk_dayoff")),
    )
    op.create_table(
        "closedfigure",
        sa.Column("ward_id", sa.Integer(), nullable=False),
        sa.Column("period", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.Column("code", sqlmodel.sql.sqltypes.AutoString(length=60), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["ward_id", "period"], ["period.ward_id", "period.code"], name=op.f("fk_closedfigure_ward_id_period")
        ),
        sa.ForeignKeyConstraint(["ward_id"], ["ward.id"], name=op.f("fk_closedfigure_ward_id")),
        sa.PrimaryKeyConstraint("ward_id", "period", "code", name=op.f("pk_closedfigure")),
    )
    op.create_table(
        "commendation",
        sa.Column("ward_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("updated_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("unit", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("group", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=True),
        sa.Column("title", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("proposed_on", sa.Date(), nullable=False),
        sa.Column("status", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("dossier_number", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.ForeignKeyConstraint(
            ["ward_id", "group"], ["group.ward_id", "group.code"], name=op.f("fk_commendation_ward_id_group")
        ),
        sa.ForeignKeyConstraint(
            ["ward_id", "unit"], ["unit.ward_id", "unit.code"], name=op.f("fk_commendation_ward_id_unit")
        ),
        sa.ForeignKeyConstraint(["ward_id"], ["ward.id"], name=op.f("fk_commendation_ward_id")),
        sa.PrimaryKeyConstraint("ward_id", "id", name=op.f("pk_commendation")),
    )
    with op.batch_alter_table("commendation", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_commendation_ward_id_proposed_on"), ["ward_id", "proposed_on"], unique=False
        )

    op.create_table(
        "plan",
        sa.Column("ward_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("updated_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("unit", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("focus", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("responsible_post", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("information_contact", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("approved_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("approved_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["ward_id", "unit"], ["unit.ward_id", "unit.code"], name=op.f("fk_plan_ward_id_unit")),
        sa.ForeignKeyConstraint(["ward_id"], ["ward.id"], name=op.f("fk_plan_ward_id")),
        sa.PrimaryKeyConstraint("ward_id", "id", name=op.f("pk_plan")),
        sa.UniqueConstraint("ward_id", "unit", "year", name=op.f("uq_plan_ward_id_unit_year")),
    )
    op.create_table(
        "pulse",
        sa.Column("ward_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("updated_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("period", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("group", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.Column("content_group", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("unit", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("supportive", sa.Integer(), nullable=False),
        sa.Column("neutral", sa.Integer(), nullable=False),
        sa.Column("worried", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["ward_id", "content_group"],
            ["contentgroup.ward_id", "contentgroup.code"],
            name=op.f("fk_pulse_ward_id_content_group"),
        ),
        sa.ForeignKeyConstraint(
            ["ward_id", "group"], ["group.ward_id", "group.code"], name=op.f("fk_pulse_ward_id_group")
        ),
        sa.ForeignKeyConstraint(
            ["ward_id", "period"], ["period.ward_id", "period.code"], name=op.f("fk_pulse_ward_id_period")
        ),
        sa.ForeignKeyConstraint(["ward_id", "unit"], ["unit.ward_id", "unit.code"], name=op.f("fk_pulse_ward_id_unit")),
        sa.ForeignKeyConstraint(["ward_id"], ["ward.id"], name=op.f("fk_pulse_ward_id")),
        sa.PrimaryKeyConstraint("ward_id", "id", name=op.f("pk_pulse")),
    )
    with op.batch_alter_table("pulse", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pulse_ward_id_period"), ["ward_id", "period"], unique=False)

    op.create_table(
        "report",
        sa.Column("ward_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("updated_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("unit", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("period", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("type", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("status", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("title", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("text", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("comments", sa.JSON(), nullable=False),
        sa.Column("proposals", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("first_submitted_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("submitted_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.ForeignKeyConstraint(
            ["ward_id", "period"], ["period.ward_id", "period.code"], name=op.f("fk_report_ward_id_period")
        ),
        sa.ForeignKeyConstraint(
            ["ward_id", "unit"], ["unit.ward_id", "unit.code"], name=op.f("fk_report_ward_id_unit")
        ),
        sa.ForeignKeyConstraint(["ward_id"], ["ward.id"], name=op.f("fk_report_ward_id")),
        sa.PrimaryKeyConstraint("ward_id", "id", name=op.f("pk_report")),
    )
    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_report_ward_id_period_unit"), ["ward_id", "period", "unit"], unique=False)

    op.create_table(
        "survey",
        sa.Column("ward_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("updated_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("period", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("group", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
        sa.Column("unit", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("conducted_on", sa.Date(), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("aware", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["ward_id", "group"], ["group.ward_id", "group.code"], name=op.f("fk_survey_ward_id_group")
        ),
        sa.ForeignKeyConstraint(
            ["ward_id", "period"], ["period.ward_id", "period.code"], name=op.f("fk_survey_ward_id_period")
        ),
        sa.ForeignKeyConstraint(
            ["ward_id", "unit"], ["unit.ward_id", "unit.code"], name=op.f("fk_survey_ward_id_unit")
        ),
        sa.ForeignKeyConstraint(["ward_id"], ["ward.id"], name=op.f("fk_survey_ward_id")),
        sa.PrimaryKeyConstraint("ward_id", "id", name=op.f("pk_survey")),
    )
    with op.batch_alter_table("survey", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_survey_ward_id_period"), ["ward_id", "period"], unique=False)

    op.create_table(
        "invitation",
        sa.Column("ward_id", sa.Integer(), nullable=False),
        sa.Column("digest", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("expires_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["ward_id", "person_id"],
            ["person.ward_id", "person.id"],
            name=op.f("fk_invitation_ward_id_person_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["ward_id"], ["ward.id"], name=op.f("fk_invitation_ward_id")),
        sa.PrimaryKeyConstraint("ward_id", "digest", name=op.f("pk_invitation")),
    )
    op.create_table(
        "concern",
        sa.Column("ward_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("updated_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("origin", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("nature", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("urgency", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("group", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=True),
        sa.Column("content_group", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("topic", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("summary", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("summary_fold", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("owner_unit", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("status", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("answer", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("answer_product", sa.Integer(), nullable=True),
        sa.Column("forwarded_to", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("forwarded_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.ForeignKeyConstraint(
            ["ward_id", "answer_product"],
            ["product.ward_id", "product.id"],
            name=op.f("fk_concern_ward_id_answer_product"),
        ),
        sa.ForeignKeyConstraint(
            ["ward_id", "content_group"],
            ["contentgroup.ward_id", "contentgroup.code"],
            name=op.f("fk_concern_ward_id_content_group"),
        ),
        sa.ForeignKeyConstraint(
            ["ward_id", "group"], ["group.ward_id", "group.code"], name=op.f("fk_concern_ward_id_group")
        ),
        sa.ForeignKeyConstraint(
            ["ward_id", "owner_unit"], ["unit.ward_id", "unit.code"], name=op.f("fk_concern_ward_id_owner_unit")
        ),
        sa.ForeignKeyConstraint(
            ["ward_id", "topic"], ["topic.ward_id", "topic.code"], name=op.f("fk_concern_ward_id_topic")
        ),
        sa.ForeignKeyConstraint(["ward_id"], ["ward.id"], name=op.f("fk_concern_ward_id")),
        sa.PrimaryKeyConstraint("ward_id", "id", name=op.f("pk_concern")),
    )
    with op.batch_alter_table("concern", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_concern_ward_id_due_on"), ["ward_id", "due_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_concern_ward_id_received_on"), ["ward_id", "received_on"], unique=False)

    with op.batch_alter_table("material", schema=None) as batch_op:
        batch_op.add_column(sa.Column("edited_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("guidance", sqlmodel.sql.sqltypes.AutoString(), nullable=True))
        batch_op.add_column(sa.Column("link", sqlmodel.sql.sqltypes.AutoString(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("material", schema=None) as batch_op:
        batch_op.drop_column("link")
        batch_op.drop_column("guidance")
        batch_op.drop_column("edited_on")

    with op.batch_alter_table("concern", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_concern_ward_id_received_on"))
        batch_op.drop_index(batch_op.f("ix_concern_ward_id_due_on"))

    op.drop_table("concern")
    op.drop_table("invitation")
    with op.batch_alter_table("survey", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_survey_ward_id_period"))

    op.drop_table("survey")
    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_report_ward_id_period_unit"))

    op.drop_table("report")
    with op.batch_alter_table("pulse", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_pulse_ward_id_period"))

    op.drop_table("pulse")
    op.drop_table("plan")
    with op.batch_alter_table("commendation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_commendation_ward_id_proposed_on"))

    op.drop_table("commendation")
    op.drop_table("closedfigure")
    op.drop_table("dayoff")
