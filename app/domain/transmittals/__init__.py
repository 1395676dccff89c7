"""What a ward sends upward: a report that it filed, with its figures and its files, as the city may read it.

One text, the same for the same version, in an envelope under the key that the city's installation gave the ward.
"""

import hashlib
from base64 import b64decode
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from app import compact
from app.domain.indicators.arithmetic import Status
from app.domain.inputs import (
    LARGEST_COUNT,
    LARGEST_MONEY,
    Choice,
    Code,
    Count,
    Day,
    Input,
    Line,
    Moment,
    Number,
    Share,
    Some,
    Text,
)
from app.domain.reports.inputs import Part
from app.domain.tidy import tidies

FORMAT = "lantoa-report-1"
# What all files together may weigh, in bytes: in Base64 twice they stay below what a body may (8 MiB).
MOST = 4 * 1024 * 1024
Form = Literal["docx", "pdf", "xlsx"]
_Whole = Annotated[Number, Field(ge=-LARGEST_COUNT, le=LARGEST_MONEY)]


@tidies
def _figure(value: Any) -> Any:
    """Neither true nor "0.5" is a number, though a float would be made of both."""
    if isinstance(value, bool | str):
        raise PydanticCustomError("number", "Nhập một số, ví dụ 0.25.")
    return value


_Bounds = Field(ge=-LARGEST_COUNT, le=LARGEST_MONEY, allow_inf_nan=False)
_Value = Annotated[float, _Bounds, BeforeValidator(_figure)]


def _is_base64(value: str) -> str:
    try:
        b64decode(value, validate=True)
    except ValueError:
        raise PydanticCustomError("broken", "Nhập nội dung tệp dưới dạng Base64.") from None
    return value


class Indicator(Input):
    numerator: _Whole | None = None
    denominator: _Whole | None = None
    value: _Value | None = None
    target: _Value | None = None
    status: Annotated[Status, Choice]
    left_out: Some | None = None


class Between(Input):
    low: Share
    high: Share


class Figures(Input):
    """Indicators by code; the bounds of the residential coverage, and the interval of the survey."""

    indicators: dict[Code, Indicator]
    bounds: Between | None = None
    awareness: Between | None = None


class Transmittal(Input):
    format: Literal["lantoa-report-1"]
    ward: Code
    period: Code
    starts_on: Day
    ends_on: Day
    due_on: Day
    version: Annotated[Count, Field(le=9999)]
    figures_until: Day
    submitted_at: Moment
    figures: Figures
    comments: dict[Part, Text] = {}
    proposals: Text | None = None
    head: Line | None = None
    files: dict[Form, Annotated[str, AfterValidator(_is_base64)]] = {}


def digest(sent: Transmittal) -> str:
    """SHA-256 of all that the version says: not of its files, which another day may draw in other bytes, nor of the
    day by which it was due, which the ward may still move."""
    return hashlib.sha256(as_bytes(sent.model_dump(mode="json", exclude={"files", "due_on"}))).hexdigest()


def as_bytes(told: dict[str, Any]) -> bytes:
    return compact.in_order(told)
