"""What a report takes, and what lists of reports are asked by."""

from typing import Annotated, Literal

from app.domain.changing import TOLD
from app.domain.inputs import Choice, Code, FreeLine, Input, Moment, Search, Text

Kind = Annotated[Literal["periodic", "urgent", "supplement", "consolidated"], Choice]
Status = Annotated[Literal["draft", "submitted", "returned", "accepted"], Choice]
# "0" is the general assessment of the ward's report.
Part = Literal["0", "1", "2", "3", "4", "5"]
WRITABLE = ("draft", "returned")
TEXTS = frozenset({"title", "text", "comments", "proposals"})
# What a report tells beside its fields.
MORE = ("status", "version", "reason", "parts", "first_submitted_at", "submitted_at", "snapshot", "attachments")


class ReportIn(Input):
    unit: Code | None = None
    period: Code | None = None
    type: Kind
    title: FreeLine | None = None
    text: Text | None = None
    comments: dict[Part, Text] = {}
    proposals: Text | None = None
    proposed: list[Part] | None = None
    happened_at: Moment | None = None
    change_reason: Text | None = None


class ReportPatch(Input):
    """What of a report is written on; whose it is, and of which period, stays."""

    READ_ONLY = frozenset({"id", "unit", "period", "type", *MORE, "live", "sentences", *TOLD})
    title: FreeLine | None = None
    text: Text | None = None
    comments: dict[Part, Text] = {}
    proposals: Text | None = None
    proposed: list[Part] | None = None
    happened_at: Moment | None = None
    change_reason: Text | None = None


class ReportQuery(Input):
    q: Search | None = None
    unit: Code | None = None
    period: Code | None = None
    type: Kind | None = None
    status: Status | None = None
    updated_after: Moment | None = None


class SubmitIn(Input):
    change_reason: Text | None = None


class ReturnIn(SubmitIn):
    reason: Text | None = None
    # What is to be mended in single parts, by their number.
    parts: dict[Literal["1", "2", "3", "4", "5", "6"], Text] = {}
