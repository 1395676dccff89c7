"""What could not be read of what was sent, in sentences that say what to do.

Of a form the number, day or link that was typed is named, unless it leads to a person; a program is told nothing back.
"""

import re
from dataclasses import replace
from typing import Any

from pydantic_core import ErrorDetails

from app.domain import privacy
from app.domain.errors import Fault, Loc, Say

# How long a name of an unknown field is repeated.
LONGEST_NAME = 100
# How much of what was typed is.
LONGEST_TYPED = 40
# What is wrong with a number, a day, a link: one looks for it among many boxes by what stands there.
_NAMED = frozenset(
    {"number", "percent", "date", "date_range", "moment", "link", "email", "too_small", "too_large", "range"}
)

TYPED = "Đang ghi «{typed}»."
_NUMBER = ("number", "Nhập một số.")
# What pydantic found, as a sentence that says what to do; {} are the bounds that it names.
_SENTENCES = {
    "missing": ("missing", "Không được để trống."),
    "string_too_short": ("missing", "Không được để trống."),
    "string_too_long": ("too_long", "Dài quá {max_length} chữ. Rút ngắn lại."),
    "string_pattern_mismatch": ("pattern", "Chỉ dùng chữ không dấu, số, dấu chấm, gạch ngang; nhiều nhất 40 ký tự."),
    "string_type": ("type", "Cần một đoạn chữ."),
    "greater_than_equal": ("too_small", "Nhập số từ {ge} trở lên."),
    "less_than_equal": ("too_large", "Nhập số không quá {le}."),
    "literal_error": ("choice", "Chọn một trong các giá trị: {expected}."),
    "extra_forbidden": ("unknown_field", "Không có trường này."),
    "list_type": ("type", "Cần một danh sách."),
    "too_long": ("too_long", "Nhiều quá {max_length} mục."),
    "too_short": ("missing", "Cần ít nhất một mục."),
    "dict_type": ("type", "Cần một đối tượng JSON."),
    "model_type": ("type", "Cần một đối tượng JSON."),
    "model_attributes_type": ("type", "Cần một đối tượng JSON."),
    "finite_number": _NUMBER,
    "json_invalid": ("json", "Nội dung gửi lên không phải JSON đúng."),
    privacy.CODE: (privacy.CODE, privacy.REFUSED),
    "int_parsing_size": ("too_large", "Số quá lớn."),
    **dict.fromkeys(("int_type", "int_parsing", "int_from_float", "float_type", "float_parsing"), _NUMBER),
    **dict.fromkeys(("bool_type", "bool_parsing"), ("boolean", "Chọn có hoặc không.")),
    "string_unicode": ("control_character", "Có ký tự không hiện được. Xóa đi rồi gõ lại chỗ đó."),
}


def of_form(error: ErrorDetails, under: Loc = ()) -> Fault:
    """The same of a form, which names what was typed."""
    found, typed = fault_of(error, under), error.get("input")
    is_told = isinstance(typed, str | int) and not isinstance(typed, bool) and str(typed).strip() != ""
    if found.code not in _NAMED or not is_told or privacy.kinds(str(typed)):
        return found
    shown = " ".join(typed.split())[:LONGEST_TYPED] if isinstance(typed, str) else typed
    return replace(found, message=Say(f"{found.message.text} {TYPED}", **found.message.values, typed=shown))


def fault_of(error: ErrorDetails, under: Loc = ()) -> Fault:
    """A pydantic error as a Fault whose loc is the field's own path."""
    loc = under + tuple(part[:LONGEST_NAME] if isinstance(part, str) else part for part in error["loc"])
    kind, context = error["type"], error.get("ctx", {})
    if error.get("input") is None and kind not in _SENTENCES:
        kind = "missing"
    if kind.endswith("_type") and error.get("input") is None:
        kind = "missing"
    if kind in ("too_short", "too_long") and isinstance(error.get("input"), str):
        kind = f"string_{kind}"
    if kind == "literal_error":
        context = {"expected": re.sub(r"'([^']*)'", r"\1", context["expected"]).replace(" or ", ", ")}
    if kind not in _SENTENCES:
        own = bool(re.search(r"[À-ỹ]", error["msg"]))
        return (
            Fault(loc, _own(error["msg"], context), kind) if own else Fault(loc, Say("Giá trị không đúng."), "invalid")
        )
    code, sentence = _SENTENCES[kind]
    return Fault(loc, Say(sentence, **{key: value for key, value in context.items() if f"{{{key}}}" in sentence}), code)


def _own(text: str, values: dict[str, Any]) -> Say:
    """A sentence of ours as it came out of pydantic, its values apart again."""
    text = text.replace("{", "{{").replace("}", "}}")
    apart = {name: value for name, value in values.items() if isinstance(value, str) and value and value in text}
    for name, value in apart.items():
        text = text.replace(value, f"{{{name}}}")
    return Say(text, **apart)
