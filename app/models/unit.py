"""A unit (đơn vị): who publishes and reports."""

from datetime import date

from app.models.keys import Coded


class Unit(Coded, table=True):
    name: str
    kind: str
    reports: bool = True
    plans: bool = False
    active_from: date | None = None
    retired_on: date | None = None
