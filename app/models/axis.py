"""An axis (trục): the plan's III.2.1 to 2.4."""

from app.models.keys import Coded


class Axis(Coded, table=True):
    name: str
    short_name: str
    position: int
