"""A concern (vấn đề dư luận, phản ánh, kiến nghị): what was raised, never who raised it."""

from datetime import date

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from app.models.keys import Numbered, Sent, refers


class Concern(Sent, Numbered, table=True):
    __table_args__ = (
        UniqueConstraint("ward_id", "source", "external_id"),
        Index(None, "ward_id", "due_on"),
        Index(None, "ward_id", "received_on"),
        refers("group", "group"),
        refers("content_group", "contentgroup"),
        refers("topic", "topic"),
        refers("owner_unit", "unit"),
        refers("answer_product", "product", "id"),
        refers("merged_into", "concern", "id"),
    )
    received_on: date
    due_on: date
    origin: str
    nature: str | None = None
    urgency: str
    group: str | None = Field(default=None, max_length=40)
    content_group: str
    topic: str | None = None
    summary: str
    # The summary without diacritics and case: what search compares.
    summary_fold: str
    owner_unit: str
    status: str
    answered_on: date | None = None
    answer: str | None = None
    # The product that is the answer, or that corrects incorrect information.
    answer_product: int | None = None
    forwarded_to: str | None = None
    forwarded_on: date | None = None
    closed_on: date | None = None
    reason: str | None = None
    # The concern that this one is the same as: that one stands for both, this one is in no figure.
    merged_into: int | None = None
