"""An attachment (tệp đính kèm) of a product or an urgent report; its file is named by its SHA-256."""

from typing import Literal

from sqlalchemy import BigInteger, CheckConstraint, Column, Index
from sqlmodel import Field

from app.models.keys import Numbered, refers


class Attachment(Numbered, table=True):
    __table_args__ = (
        Index(None, "ward_id", "product_id"),
        Index(None, "ward_id", "report_id"),
        Index(None, "ward_id", "digest"),
        refers("product_id", "product", "id", ondelete="CASCADE"),
        refers("report_id", "report", "id", ondelete="CASCADE"),
        CheckConstraint("(product_id IS NULL) <> (report_id IS NULL)", name="one_holder"),
    )
    # One of the two, never both.
    product_id: int | None = None
    report_id: int | None = None
    # What the person's file was called, without folders: shown, and offered as the name to save under.
    name: str
    # As found in the content, never as the sender said.
    media_type: str = Field(max_length=100)
    size: int = Field(sa_column=Column(BigInteger, nullable=False))
    digest: str = Field(max_length=64)
    # What the picture says, for who can't see it.
    alt_text: str | None = None
    width: int | None = None
    height: int | None = None

    @property
    def holder(self) -> tuple[Literal["product", "report"], int]:
        """What it is attached to, by table and number."""
        if self.product_id is not None:
            return "product", self.product_id
        assert self.report_id is not None
        return "report", self.report_id
