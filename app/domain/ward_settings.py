"""What a ward decides for itself: its settings, each with what holds where it decided nothing."""

from typing import Annotated, Literal, get_args

from pydantic import Field

from app.domain.inputs import Choice, Code, Count, Flag, Input, Line, PublicText, Share
from app.models import Ward

DocumentProfile = Literal["party-2026", "party-36hd", "state"]
DOCUMENT_PROFILES: tuple[DocumentProfile, ...] = get_args(DocumentProfile)
WorkingDays = Annotated[Count, Field(le=60)]


class WardSettings(Input):
    """What a ward decides; shares are between 0 and 1, a target that is null is none."""

    approval: Flag = False
    # Whether pages ask what a campaign aims at and a product is for; the API takes both always.
    purposes: Flag = False
    standing_campaign: Code = "TX-2026"
    message: PublicText = ""
    syllables_per_minute: Annotated[Count, Field(ge=60, le=400)] = 150
    # Targets of the indicators of these names; without one the indicator has no status.
    residential_coverage: Share | None = 0.8
    channels_used: Share | None = 0.8
    surveyed_awareness: Share | None = 0.7
    evidence_share: Share | None = 0.5
    # Working days after its receipt in which a concern of this urgency is to be answered.
    urgent_days: WorkingDays = 1
    normal_days: WorkingDays = 5
    complex_days: WorkingDays = 15
    # Whether the admin's Today shows the first steps of a new ward.
    first_steps: Flag = True
    # Where the residential groups' tiles stand on the cartogram: a row a line, codes apart by blanks, «.» for none.
    tiles: PublicText = ""
    # The layout of the ward's documents, and what stands in their head and at their end; blank is written in by hand.
    document_profile: Annotated[DocumentProfile, Choice] = "party-2026"
    superior_body: Line | None = None
    issuing_body: Line | None = None
    document_place: Line | None = None
    number_symbol: Line | None = None
    signed_for: Line | None = None
    signer_post: Line | None = None
    signer_name: Line | None = None
    # One a line.
    recipients: PublicText | None = None


# What stands in the head of the ward's documents and at their end.
LETTERHEAD = (
    "document_profile",
    "superior_body",
    "issuing_body",
    "document_place",
    "number_symbol",
    "signed_for",
    "signer_post",
    "signer_name",
    "recipients",
)


def settings_of(ward: Ward) -> WardSettings:
    return WardSettings.model_validate(ward.settings)
