"""The forms of a concern: what was typed, kept whatever happens, and what the domain reads of it."""

from datetime import date
from typing import Any

from app.domain import access, subjects
from app.domain.concerns import questions, rules
from app.domain.concerns.inputs import URGENCIES, ConcernIn
from app.domain.concerns.steps import ASKS, DEALT
from app.domain.pages import Ask
from app.domain.products import questions as products
from app.domain.products.questions import ProductQuery
from app.models import Concern
from app.views import options
from app.web.answers import etag
from app.web.deps import Call
from app.web.form import Filled, Form
from app.web.labels import NATURES, ORIGINS

PLAIN = (
    "summary",
    "origin",
    "nature",
    "urgency",
    "group",
    "content_group",
    "topic",
    "owner_unit",
    "received_on",
    "due_on",
    "change_reason",
)
FORM = Form(ConcernIn, (*PLAIN, *DEALT), thing="vấn đề này")
MOST_PRODUCTS = 60


def blank(call: Call) -> Filled:
    """A new concern came in today, to the writer's own unit; the coordinator chooses one."""
    me = call.me
    owner = (me.unit or "") if access.own_only(me, "concerns.write") else ""
    return FORM.blank(call, received_on=me.today.isoformat(), owner_unit=owner)


def steps(call: Call, concern: Concern) -> Filled:
    """The steps' fields before anything was typed: each dated today."""
    days = dict.fromkeys(("answered_on", "forwarded_on", "closed_on"), call.me.today.isoformat())
    return FORM.blank(call, etag=etag(questions.shape(concern)), **days)


def fields(concern: Concern) -> tuple[str, ...]:
    """What may be edited of a concern: what was registered, and what belongs to the statuses it reached."""
    reached = (names for names in ASKS.values() if names and getattr(concern, names[0]) is not None)
    return PLAIN + tuple(name for names in reached for name in names)


def choices(call: Call, concern: Concern | None, typed: dict[str, str]) -> dict[str, Any]:
    session, me = call.session, call.me
    kept = (concern.owner_unit, concern.group) if concern else (None, None)
    return {
        "content_groups": options.of_content_groups(call),
        "topics": [(row.code, f"{row.code} {row.name}") for row in subjects.topics(session, me)],
        "groups": options.of_groups(call, kept[1], typed.get("group")),
        "units": options.of_units(call, kept[0], typed.get("owner_unit")),
        "origins": list(ORIGINS.items()),
        "natures": list(NATURES.items()),
        "due": dues(call, me.today),
        "products": answers(call, concern, typed["answer_product"]),
        "mergeable": mergeable(call, concern, typed["merged_into"])
        if concern and concern.closed_on is not None
        else [],
    }


def dues(call: Call, received_on: date) -> dict[str, date]:
    """The due date that each urgency would bring."""
    return {urgency: rules.due_on(call.session, call.me, received_on, urgency) for urgency in URGENCIES}


def mergeable(call: Call, concern: Concern, chosen: str) -> list[tuple[str, str]]:
    """What a concern may be the same as, each with its number and day; what is stored stays, and what was chosen."""
    found = _named(questions.mergeable(call.session, call.me, concern))
    kept = dict.fromkeys((chosen, str(concern.merged_into or "")))
    return [*((key, f"Số {key}") for key in kept if key not in ("", *dict(found))), *found]


def _named(found: list[Concern]) -> list[tuple[str, str]]:
    return [(str(one.id), f"Số {one.id}, nhận {one.received_on:%d/%m/%Y}: {one.summary[:60]}") for one in found]


def answers(call: Call, concern: Concern | None, chosen: str) -> list[tuple[str, str]]:
    """Products that may be the answer: published ones on the same content group, newest first, and the chosen one."""
    if concern is None:
        return []
    query = ProductQuery(status="published", content_group=concern.content_group)
    found = products.page(call.session, call.me, query, Ask(MOST_PRODUCTS)).items
    options = [(str(row.id), f"{row.title} ({row.shown_on:%d/%m/%Y})") for row in found]
    if chosen and chosen not in dict(options):
        options.append((chosen, f"Sản phẩm số {chosen}"))
    return options
