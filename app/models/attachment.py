"""An attachment (tệp đính kèm) of a product; the file itself lies in the data folder, named by its SHA-256."""

from sqlalchemy import BigInteger, Column, Index
from sqlmodel import Field

from app.models.keys import Numbered, refers


class Attachment(Numbered, table=True):
    __table_args__ = (
        Index(None, "ward_id", "product_id"),
        Index(None, "ward_id", "digest"),
        refers("product_id", "product", "id", ondelete="CASCADE"),
    )
    product_id: int
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
