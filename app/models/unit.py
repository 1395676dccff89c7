"""A unit (đơn vị): who publishes and reports."""

from datetime import date

from app.models.keys import Coded, refers


class Unit(Coded, table=True):
    __table_args__ = (refers("parent", "unit"),)
    name: str
    kind: str
    reports: bool = True
    plans: bool = False
    # The unit that it is a branch of.
    parent: str | None = None
    active_from: date | None = None
    retired_on: date | None = None
