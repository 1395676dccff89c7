"""A material (tài liệu của Thành phố): a product or document received from the city."""

from datetime import date, datetime

from app.models.keys import Coded


class Material(Coded, table=True):
    title: str
    received_on: date
    key: bool = False
    retired_at: datetime | None = None
