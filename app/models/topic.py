"""A topic (chủ đề): a finer code inside a content group."""

from app.models.keys import Coded, refers


class Topic(Coded, table=True):
    __table_args__ = (refers("content_group", "contentgroup"),)
    name: str
    content_group: str
    position: int
