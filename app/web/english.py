"""English, for programs that ask for it: the sentences of refusals and warnings, from one table beside this module.

A sentence stands there as the program has it, with the names of its values; a text of several is put together from
theirs. What a ward called something stays as it is.
"""

import re
from contextvars import ContextVar
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from starlette.datastructures import Headers
from starlette.types import Scope

from app.domain.errors import Say
from app.web import preferences

TABLE = Path(__file__).with_name("english.po")
_asked: ContextVar[bool] = ContextVar("english", default=False)
BETWEEN = re.compile(r"(?<=[.?!]) ")


def listen(scope: Scope) -> None:
    """Notes in which language this request wants to be answered, for whatever is done for it."""
    given = Headers(scope=scope).get("accept-language", "")
    is_wanted = preferences.of_language(given, "en") > preferences.of_language(given, "vi")
    _asked.set(scope["path"].startswith("/api/") and is_wanted)


def language() -> str:
    return "en" if _asked.get() else "vi"


def told(say: Say) -> str:
    """The sentence in the language that was asked for."""
    return in_english(say) if _asked.get() else str(say)


def in_english(say: Say) -> str:
    """Whole numbers read 1557, days 2026-05-03; a sentence that is not in the table stays Vietnamese."""
    text = " ".join(sentence(one) or one for one in BETWEEN.split(say.text))
    return text.format(**{name: _shown(value) for name, value in say.values.items()})


def sentence(text: str) -> str | None:
    """What stands in the table for one sentence, or for a word among its values."""
    return table().get(text)


@cache
def table() -> dict[str, str]:
    from babel.messages.pofile import read_po

    with TABLE.open("rb") as file:
        return {str(one.id): str(one.string) for one in read_po(file) if one.id}


def _shown(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if not isinstance(value, str):
        return str(value)
    words = [sentence(word) for word in value.split(", ")]
    known = [word for word in words if word is not None]
    return (
        ", ".join(known) if len(known) == len(words) else in_english(Say(value.replace("{", "{{").replace("}", "}}")))
    )
