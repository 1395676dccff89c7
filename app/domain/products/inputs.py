"""What is sent about a product: one class for a form, the API, a change and an upsert; what is left out is kept."""

import re
from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo
from pydantic_core import PydanticCustomError

from app.domain.bases import BasisCode
from app.domain.campaigns import Funding
from app.domain.groups import GroupKind
from app.domain.inputs import (
    Choice,
    Code,
    Count,
    Day,
    Flag,
    FreeLine,
    FreeReference,
    Input,
    Line,
    Link,
    Money,
    Number,
    PublicText,
    Reference,
    Some,
    Text,
    is_change,
    is_form,
    read,
    without,
)
from app.domain.tidy import tidies

ProductKind = Annotated[
    Literal[
        "infographic",
        "video",
        "loudspeaker_script",
        "article",
        "social_post",
        "poster",
        "meeting",
        "talk",
        "press_release",
        "official_notice",
        "event",
        "other",
    ],
    Choice,
]
Status = Annotated[Literal["planned", "in_review", "published", "withdrawn"], Choice]
EventPurpose = Annotated[Literal["movement", "culture", "sport", "contest", "supervision", "other"], Choice]
EVENT_PURPOSES: tuple[str, ...] = get_args(get_args(EventPurpose)[0])
Basis = Annotated[BasisCode, Choice]


_HOUR = re.compile(
    r"\s*(\d{1,2})\s*(?:[:hg.]|giờ)\s*(?:(\d{1,2})\s*(?:phút|ph|p)?)?(?:\s*(sáng|chiều|tối))?", re.IGNORECASE
)


def _clock(value: str) -> str:
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value):
        raise PydanticCustomError("time", "Nhập giờ theo mẫu 06:30.")
    return value


def _times(value: Any, info: ValidationInfo) -> Any:
    """A form has one field for all times, as people write them: "06:30, 17:00", "6h30 và 17h", "6 giờ 30"."""
    if not isinstance(value, str):
        return value
    if not is_form(info):
        return [part for part in re.split(r"[,;\s]+", value) if part]
    parts = [part.strip() for part in re.split(r"[,;\n]|\bvà\b|(?<=[\dh])\s+(?=\d{1,2}\s*[:hg])", value)]
    return [_hour(part) for part in parts if part]


def _hour(part: str) -> str:
    typed = _HOUR.fullmatch(part)
    hour, minute = (int(typed[1]), int(typed[2] or 0)) if typed else (24, 0)
    if typed and (typed[3] or "").casefold() in ("chiều", "tối") and hour < 12:
        hour += 12
    if hour > 23 or minute > 59:
        raise PydanticCustomError(
            "time", "«{part}» không phải giờ trong ngày. Nhập như 06:30, 6h30 hoặc 17h.", {"part": part[:20]}
        )
    return f"{hour:02d}:{minute:02d}"


Clock = Annotated[str, AfterValidator(_clock)]


class Infographic(Input):
    alt_text: PublicText | None = None
    link: Link | None = None


class Interactions(Input):
    """What the platform counts: times seen, comments, times passed on."""

    views: Some | None = None
    # A report's comments are words: the description tells them apart.
    comments: Annotated[Some | None, Field(description="Times commented on")] = None
    shares: Some | None = None


class Video(Interactions):
    link: Link | None = None
    seconds: Count | None = None
    subtitles: Flag | None = None


class LoudspeakerScript(Input):
    script: PublicText | None = None
    broadcast_times: Annotated[list[Clock], BeforeValidator(_times), Field(max_length=24)] | None = None


class Linked(Input):
    link: Link | None = None


class SocialPost(Interactions):
    link: Link | None = None


class Poster(Input):
    locations: PublicText | None = None
    count: Count | None = None


class Meeting(Input):
    place: FreeLine | None = None
    attendance: Count | None = None


class Talk(Meeting):
    speakers: Count | None = None


class Event(Meeting):
    link: Link | None = None
    purpose: EventPurpose | None = None


class OfficialNotice(Input):
    number: FreeReference | None = None
    link: Link | None = None


class Other(Input):
    note: Text | None = None
    link: Link | None = None


DETAILS: dict[str, type[Input]] = {
    "infographic": Infographic,
    "video": Video,
    "loudspeaker_script": LoudspeakerScript,
    "article": Linked,
    "social_post": SocialPost,
    "poster": Poster,
    "meeting": Meeting,
    "talk": Talk,
    "press_release": Linked,
    "official_notice": OfficialNotice,
    "event": Event,
    "other": Other,
}


# Worked out from the other details, and told with them.
COMPUTED = ("spoken_seconds",)
COMPUTED_DETAILS = Field(json_schema_extra={"properties": {name: {"readOnly": True} for name in COMPUTED}})


class ReachIn(Input):
    """A group reached; people and basis both null: addressed, not counted."""

    READ_ONLY = frozenset({"allocated"})

    group: Code
    people: Count | None = None
    basis: Basis | None = None


class TotalReach(Input):
    """A figure known for all groups of a kind together; it is split over them by population."""

    kind: GroupKind
    people: Count
    basis: Basis


class PlacementIn(Input):
    """A channel and the day it was; one that names its id and says nothing of whom it reached keeps that."""

    READ_ONLY = frozenset({"logged_at", "reached", "people", "evidenced"})

    id: Number | None = None
    channel: Code
    published_on: Day
    runs: Annotated[Count, Field(le=1000)] = 1
    reach: Annotated[list[ReachIn], Field(max_length=5000)] = []
    total_reach: TotalReach | None = None


class PlannedPlacementIn(Input):
    """A channel and a day to come, and whom it is meant to reach once it is confirmed: estimated, or not counted."""

    id: Number | None = None
    channel: Code
    planned_on: Day
    runs: Annotated[Count, Field(le=1000)] = 1
    reach: Annotated[list[ReachIn], Field(max_length=5000)] = []
    total_reach: TotalReach | None = None


class ConfirmIn(Input):
    """Planned placements, by id, that took place."""

    planned_placements: Annotated[list[Number], Field(min_length=1, max_length=400)]
    change_reason: Text | None = None


class Cost(Input):
    amount: Money
    funding: Funding


def _of_their_kind(value: dict[str, Any], info: ValidationInfo) -> dict[str, Any]:
    """What is wrong with them is told along with all else, where the kind is sent too; a change may leave it out."""
    kind = info.data.get("kind")
    return filled(DETAILS[kind].model_validate(value, context=info.context).model_dump()) if kind else value


@tidies
def _untold(value: Any, info: ValidationInfo) -> Any:
    return without(value, COMPUTED) if is_change(info) else value


# What the plan has a product do: explain a policy, show results, spread a model, or stand against what is false.
Purpose = Annotated[Literal["policy", "result", "model", "counter_information"], Choice]


class ProductIn(Input):
    """A product. A new one needs unit, kind, title, and for `published` at least one placement; a change sends only
    what changes. `campaign` is the standing one when left out."""

    READ_ONLY = frozenset({"id", "source", "created_at", "updated_at", "attachments", "etag", "warnings"})

    unit: Code | None = None
    campaign: Code | None = None
    kind: ProductKind | None = None
    title: Line | None = None
    content_group: Code | None = None
    topic: Code | None = None
    axis: Code | None = None
    material: Code | None = None
    purpose: Purpose | None = None
    partners: Annotated[list[Code], Field(max_length=100)] = []
    directives: Annotated[list[Code], Field(max_length=200)] = []
    details: Annotated[dict[str, Any], BeforeValidator(_untold), AfterValidator(_of_their_kind), COMPUTED_DETAILS] = {}
    cost: Cost | None = None
    status: Status | None = None
    planned_on: Day | None = None
    placements: Annotated[list[PlacementIn], Field(max_length=400)] = []
    planned_placements: Annotated[list[PlannedPlacementIn], Field(max_length=400)] = []
    external_id: Reference | None = None
    replaces: Number | None = None
    reason: Text | None = None
    change_reason: Text | None = None


def details_of(kind: str, given: dict[str, Any], form: bool) -> dict[str, Any]:
    """The details that this kind has, empty ones left out; raises Refused under ("details", …)."""
    return filled(read(DETAILS[kind], given, form=form, under=("details",)).model_dump())


def filled(details: dict[str, Any]) -> dict[str, Any]:
    """Those that say anything: an empty text is as good as none."""
    return {name: value for name, value in details.items() if value not in (None, "", [])}
