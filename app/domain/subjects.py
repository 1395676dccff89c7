"""Content groups, topics and axes: what products are about. The plan fixes them; they are only read."""

from sqlmodel import Session, col, select

from app.domain.access import Me
from app.domain.inputs import Code, Input, Line
from app.domain.reference_data import Catalogue
from app.models import Axis, ContentGroup, Topic


class ContentGroupIn(Input):
    code: Code
    name: Line
    short_name: Line


class TopicIn(Input):
    code: Code
    name: Line
    content_group: Code


class AxisIn(Input):
    code: Code
    name: Line
    short_name: Line


CONTENT_GROUPS = Catalogue(ContentGroup, "content_group", ContentGroupIn)
TOPICS = Catalogue(Topic, "topic", TopicIn)
AXES = Catalogue(Axis, "axis", AxisIn)


def content_groups(session: Session, me: Me) -> list[ContentGroup]:
    statement = select(ContentGroup).where(ContentGroup.ward_id == me.ward_id)
    return list(session.exec(statement.order_by(col(ContentGroup.position))))


def topics(session: Session, me: Me) -> list[Topic]:
    return list(session.exec(select(Topic).where(Topic.ward_id == me.ward_id).order_by(col(Topic.position))))


def axes(session: Session, me: Me) -> list[Axis]:
    return list(session.exec(select(Axis).where(Axis.ward_id == me.ward_id).order_by(col(Axis.position))))
