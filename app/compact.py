"""JSON without a blank: what is stored in a column, what digests are made of, what is answered."""

from collections.abc import Callable
from typing import Any

import orjson

# Days and moments are the caller's to word: each of these three says them in its own way.
_AS_GIVEN = orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_DATACLASS
read = orjson.loads


def to_bytes(value: Any, default: Callable[[Any], Any] | None = None) -> bytes:
    """In UTF-8; default makes of what JSON has no form for what it has. Raises TypeError where that can't be."""
    return orjson.dumps(value, default, _AS_GIVEN)


def to_text(value: Any) -> str:
    return to_bytes(value).decode()


def in_order(value: Any, default: Callable[[Any], Any] | None = None) -> bytes:
    """Names in the order of their letters' numbers: one value has one form, whoever writes it down."""
    return orjson.dumps(value, default, _AS_GIVEN | orjson.OPT_SORT_KEYS)
