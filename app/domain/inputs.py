"""The kinds of field that inputs are made of: text, code, day, number; each cleans, bounds and says what it wants.

Every input refuses unknown fields. With the context {"form": True} a field also takes what people type in a form
(03/05/2026, 1.557); without it JSON must have the right type. Free text (Text, FreeLine) is refused where it leads to
a person; what goes out to the public or names an office is PublicText or a Line.
"""

import re
from collections.abc import Collection
from contextlib import suppress
from datetime import date, datetime
from typing import Annotated, Any, ClassVar, TypeVar, cast

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    ValidationError,
    ValidationInfo,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, PydanticKnownError

from app.domain import privacy, tidy
from app.domain.errors import Loc, Refused
from app.domain.misread import fault_of, of_form
from app.domain.tidy import tidies
from app.domain.words import composed, seen

T = TypeVar("T", bound="Input")
CODE = re.compile(r"[A-Za-z0-9._-]{1,40}")
LARGEST_COUNT = 1_000_000_000
# How many unknown fields are told one by one.
MOST_UNKNOWN = 100
LARGEST_MONEY = 1_000_000_000_000_000
# Beyond it 5.0 may have been another number before it was read.
LARGEST_EXACT = 2**53
_WRITTEN = "Nhập ngày và giờ, ví dụ 03/05/2026 09:30."
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
# What turns the letters after it round, on a page, in a sheet and on paper.
_TURNING = re.compile(r"[\u202a-\u202e\u2066-\u2069]")


class Input(BaseModel):
    model_config = ConfigDict(extra="forbid")

    # What is told of a thing and never taken: what was read may be sent back as a change, which ignores these.
    READ_ONLY: ClassVar[frozenset[str]] = frozenset()

    @model_validator(mode="before")
    @classmethod
    @tidies
    def _is_of_this_kind(cls, value: Any, info: ValidationInfo) -> Any:
        """What has hundreds of fields that nobody asked for is told so once."""
        many = isinstance(value, dict) and len(value) > MOST_UNKNOWN
        if many and len(value) > len(cls.model_fields) + MOST_UNKNOWN:
            raise _fault("unknown_field", "Có quá nhiều trường mà ở đây không dùng.")
        return without(value, cls.READ_ONLY) if is_change(info) else value

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        schema = handler.resolve_ref_schema(handler(core_schema))
        fields = schema.setdefault("properties", {})
        fields |= {name: {"readOnly": True} for name in sorted(cls.READ_ONLY - cls.model_fields.keys())}
        return schema

    @property
    def sent(self) -> set[str]:
        """The fields that were in the request, whatever their value."""
        return self.model_fields_set


def is_form(info: ValidationInfo) -> bool:
    context = info.context
    return bool(context and context.get("form"))


def is_change(info: ValidationInfo) -> bool:
    """Whether it was sent as a change of a thing, which may hold all that is told of it."""
    context = info.context
    return bool(context and context.get("change"))


def without(value: Any, names: Collection[str]) -> Any:
    """An object without these fields; anything else as it is."""
    return {name: one for name, one in value.items() if name not in names} if isinstance(value, dict) else value


def _fault(code: str, sentence: str) -> PydanticCustomError:
    return PydanticCustomError(code, sentence)


def _cleaned(most: int) -> BeforeValidator:
    """Cleans a text that may have `most` letters; what is far longer is refused unread."""

    def clean(value: Any, info: ValidationInfo) -> Any:
        if not isinstance(value, str):
            return value
        # Taken apart, a letter is at most four signs.
        if len(value) > 4 * most:
            raise PydanticKnownError("string_too_long", {"max_length": most})
        # All codes and many a line are ASCII: there is one form of it, and it shows.
        value = value.strip() if value.isascii() and value.isprintable() else _trimmed(value)
        return None if value == "" and is_form(info) else value

    return BeforeValidator(clean)


def _trimmed(value: str) -> str:
    """A text of which nothing shows is empty."""
    value = _TURNING.sub("", _in_one_form(value)).replace("\r\n", "\n").replace("\r", "\n").strip()
    if _CONTROL.search(value):
        raise _fault("control_character", "Có ký tự không hiện được. Xóa đi rồi gõ lại chỗ đó.")
    return value if seen(value[:99]).strip() or seen(value).strip() else ""


def _in_one_form(value: str) -> str:
    """Phones and Macs send letters and their marks apart (NFD); one form is kept, so that search finds it."""
    try:
        return composed(value)
    except ValueError:
        raise _fault("marks", "Có quá nhiều dấu chồng lên một chữ. Xóa đi rồi gõ lại chỗ đó.") from None


def _one_line(value: str) -> str:
    return " ".join(value.split())


def _without_people(value: str) -> str:
    named = privacy.kinds(value)
    if named:
        raise PydanticCustomError(privacy.CODE, privacy.REFUSED, {"kinds": ", ".join(named)})
    return value


def _day(value: Any, info: ValidationInfo) -> Any:
    if isinstance(value, date) or value is None:
        return value
    if isinstance(value, str) and is_form(info) and value.strip() == "":
        return None
    try:
        day = _read_day(value, info)
    except (TypeError, ValueError):
        raise _fault("date", "Nhập ngày theo mẫu 03/05/2026.") from None
    if not 2000 <= day.year <= 2100:
        raise _fault("date_range", "Nhập một ngày từ năm 2000 đến năm 2100.")
    return day


def _read_day(value: Any, info: ValidationInfo) -> date:
    if not isinstance(value, str):
        raise TypeError
    typed = re.fullmatch(r"\s*(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\s*", value) if is_form(info) else None
    if typed:
        return date(int(typed[3]), int(typed[2]), int(typed[1]))
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        raise ValueError
    return date.fromisoformat(value)


def _moment(value: Any, info: ValidationInfo) -> Any:
    """A form's door gives a moment its time zone, and brings what it could not read as it was typed."""
    if isinstance(value, datetime) or value is None:
        return value
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        words = "Nhập thời điểm theo mẫu 2026-05-03T09:30:00Z."
        raise _fault("moment", _WRITTEN if is_form(info) else words) from None
    if moment.tzinfo is None or not 1970 <= moment.year <= 2100:
        words = "Nhập thời điểm có múi giờ, ví dụ 2026-05-03T09:30:00Z."
        raise _fault("moment", _WRITTEN if is_form(info) else words)
    return moment


# What a page writes behind a number, and people type there too: «1.500.000 ₫», «45 người».
_UNIT = re.compile(r"(?<=\d)(₫|đ|đồng|vnđ|vnd|người)$", re.IGNORECASE)


@tidies
def _number(value: Any, info: ValidationInfo) -> Any:
    """Whole numbers, JSON's 5.0 and 5e0 among them; a form's "1.557" and "1 557" are 1557, its empty field is none."""
    if type(value) is int:
        return value
    if type(value) is float and value.is_integer() and abs(value) <= LARGEST_EXACT:
        return int(value)
    if isinstance(value, str) and is_form(info):
        text = _UNIT.sub("", re.sub(r"[\s\u00a0\u202f]", "", value))
        if text == "":
            return None
        if re.fullmatch(r"[-−]?(\d{1,3}(\.\d{3})+|\d+)", text) and len(text) < 25:
            return int(text.replace(".", "").replace("−", "-"))
        raise _fault("number", "Nhập một số nguyên, ví dụ 420.")
    if isinstance(value, bool) or not (value is None or isinstance(value, int)):
        raise _fault("number", "Nhập một số nguyên, ví dụ 420.")
    return value


@tidies
def _share(value: Any, info: ValidationInfo) -> Any:
    """A share between 0 and 1; people type it in per cent: "80", "62,5%"."""
    if isinstance(value, str) and is_form(info):
        text = value.strip().removesuffix("%").strip().replace(",", ".")
        if text == "":
            return None
        if not re.fullmatch(r"\d{1,3}(\.\d{1,4})?", text) or float(text) > 100:
            raise _fault("percent", "Nhập phần trăm từ 0 đến 100, ví dụ 80.")
        return float(text) / 100
    if isinstance(value, bool) or not (value is None or isinstance(value, int | float)):
        raise _fault("number", "Nhập một số, ví dụ 0.25.")
    return value


def _link(value: str, info: ValidationInfo) -> str:
    """In a form the beginning may be left out: facebook.com/…"""
    if is_form(info) and re.match(r"[\w-]+(\.[\w-]+)+([/?#:]|$)", value):
        value = f"https://{value}"
    if not re.fullmatch(r"https?://[^\s/@:]+(:\d+)?([/?#]\S*)?", value):
        raise _fault("link", "Nhập một địa chỉ, ví dụ https://dongda.hanoi.gov.vn/bai-viet.")
    return value


def _email(value: str) -> str:
    if not re.fullmatch(r"[^\s@<>]+@[^\s@<>.]+(\.[^\s@<>.]+)+", value):
        raise _fault("email", "Nhập một địa chỉ thư, ví dụ lan@dongda.gov.vn.")
    return value


@tidies
def _flag(value: Any, info: ValidationInfo) -> Any:
    if is_form(info) and value in ("", "on", "1", "0"):
        return {"": None, "on": True, "1": True, "0": False}[value]
    if value is None or isinstance(value, bool):
        return value
    raise _fault("boolean", "Chọn có hoặc không.")


@tidies
def _codes(value: Any, info: ValidationInfo) -> Any:
    """People type codes in one line, with commas or spaces between them."""
    if not is_form(info) or isinstance(value, list):
        return value
    found = re.split(r"[,;\s]+", value or "")
    if not all(CODE.fullmatch(code) for code in found if code):
        raise _fault("pattern", "Ghi mã nhóm, cách nhau bằng dấu phẩy, ví dụ TDP-07, TDP-08.")
    return [code for code in found if code]


def _once_each(value: list[str]) -> list[str]:
    return list(dict.fromkeys(value))


@tidies
def _blank(value: Any, info: ValidationInfo) -> Any:
    """A form sends every field; one left empty was not chosen."""
    return None if value == "" and is_form(info) else value


# Bounds stand before what cleans, and are held after it: only so are they checked without a call for each value.
Line = Annotated[str, _cleaned(300), AfterValidator(_one_line), Field(min_length=1, max_length=300)]
PublicText = Annotated[str, Field(max_length=20_000), _cleaned(20_000)]
FreeLine = Annotated[Line, AfterValidator(_without_people)]
Text = Annotated[PublicText, AfterValidator(_without_people)]
# What has no blanks and is ASCII is clean.
Code = Annotated[str, Field(pattern=rf"^{CODE.pattern}$"), BeforeValidator(tidies(_cleaned(40).func))]
ONCE_EACH = AfterValidator(_once_each)
Codes = Annotated[list[Code], BeforeValidator(_codes), ONCE_EACH, Field(max_length=100)]
Reference = Annotated[str, _cleaned(100), AfterValidator(_one_line), Field(min_length=1, max_length=100)]
FreeReference = Annotated[Reference, AfterValidator(_without_people)]
Link = Annotated[str, Field(max_length=2000), _cleaned(2000), AfterValidator(_link)]
Email = Annotated[str, Field(max_length=254), _cleaned(254), AfterValidator(_email)]
Moment = Annotated[datetime, BeforeValidator(_moment)]
Search = Annotated[str, Field(max_length=200), _cleaned(200)]
Day = Annotated[date, BeforeValidator(_day)]
# Of another thing.
Number = Annotated[int, BeforeValidator(_number)]
Count = Annotated[int, Field(ge=1, le=LARGEST_COUNT), BeforeValidator(_number)]
Some = Annotated[int, Field(ge=0, le=LARGEST_COUNT), BeforeValidator(_number)]
Money = Annotated[int, Field(ge=0, le=LARGEST_MONEY), BeforeValidator(_number)]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False), BeforeValidator(_share)]
Flag = Annotated[bool, BeforeValidator(_flag)]
Choice = BeforeValidator(_blank)


def read(kind: type[T], data: Any, form: bool = False, under: Loc = (), change: bool = False) -> T:
    """Data nested as the class wants it; raises Refused with every fault, each under its own path.
    change: what is only told of the thing may come along, and is not looked at."""
    context = {"form": form, "change": change} if form or change else None
    if context is None:
        with suppress(ValidationError):
            return cast(T, tidy.validator_of(kind).validate_python(data))
    try:
        return kind.model_validate(data, context=context)
    except ValidationError as error:
        told = of_form if form else fault_of
        raise Refused([told(one, under) for one in error.errors(include_url=False)]) from None
