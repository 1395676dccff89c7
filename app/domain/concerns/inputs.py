"""What is sent about a concern: one class for a form and the API, the same for a change, where all may be left out."""

from typing import Annotated, Literal, get_args

from pydantic import Field

from app.domain.changing import TOLD, partial
from app.domain.inputs import Choice, Code, Day, FreeLine, Input, Moment, Number, Reference, Search, Text
from app.domain.units.tree import WithChildren

Origin = Annotated[Literal["press", "petition", "meeting", "social", "hotline", "other"], Choice]
Nature = Annotated[Literal["question", "petition", "press_report", "incorrect_information"], Choice]
Urgency = Annotated[Literal["urgent", "normal", "complex"], Choice]
Status = Annotated[Literal["received", "verifying", "answered", "forwarded", "closed"], Choice]
OPEN = ("received", "verifying")
URGENCIES: tuple[str, ...] = get_args(get_args(Urgency)[0])
Some = Field(min_length=1)


class ConcernIn(Input):
    """A concern. `due_on` is worked out from the urgency when left out, `owner_unit` is the writer's own; each status
    needs what belongs to it: answered `answered_on` and `answer` (`answer_product` names the product that answers or
    corrects), forwarded `forwarded_to` and `forwarded_on`, closed `closed_on` and `reason`; with `merged_into`, the
    concern that is the same one, no `reason`. `change_reason` is the coordinator's: it reopens what was dealt with."""

    received_on: Day
    due_on: Day | None = None
    origin: Origin
    nature: Nature | None = None
    urgency: Urgency = "normal"
    group: Code | None = None
    content_group: Code
    topic: Code | None = None
    summary: Annotated[Text, Some]
    owner_unit: Code | None = None
    status: Status = "received"
    answered_on: Day | None = None
    answer: Annotated[Text, Some] | None = None
    answer_product: Number | None = None
    forwarded_to: FreeLine | None = None
    forwarded_on: Day | None = None
    closed_on: Day | None = None
    reason: Annotated[Text, Some] | None = None
    merged_into: Number | None = None
    external_id: Reference | None = None
    change_reason: Text | None = None


ConcernPatch = partial(ConcernIn, ("id", "source", *TOLD))


class ConcernQuery(Input):
    """The filters of the list; q finds words of the summary without diacritics. A concern belongs to a period by the
    day it was received or is due; overdue ones are open and their due date has passed."""

    q: Search | None = None
    status: Status | None = None
    owner_unit: Code | None = None
    # Whether the unit is meant with everything below it.
    with_children: WithChildren = False
    urgency: Urgency | None = None
    nature: Nature | None = None
    content_group: Code | None = None
    group: Code | None = None
    period: str | None = None
    overdue: bool | None = None
    source: Reference | None = None
    external_id: Reference | None = None
    updated_after: Moment | None = None
