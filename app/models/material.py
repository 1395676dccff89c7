"""A material (tài liệu của Thành phố): a product or document received from the city, to be edited and passed on."""

from datetime import date, datetime

from app.models.keys import Coded


class Material(Coded, table=True):
    title: str
    received_on: date
    key: bool = False
    # The day its edited form was ready, and how units are to use it.
    edited_on: date | None = None
    guidance: str | None = None
    link: str | None = None
    retired_at: datetime | None = None
