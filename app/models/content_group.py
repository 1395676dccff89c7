"""A content group (nhóm nội dung): one of the plan's III.1.1 to 1.14."""

from app.models.keys import Coded


class ContentGroup(Coded, table=True):
    name: str
    short_name: str
    position: int
