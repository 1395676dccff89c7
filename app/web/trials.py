"""Trials: with `validate_only` a write is judged and done, then undone, and answers what it would have answered."""

import json
import re
from typing import Any

from fastapi import Response
from pydantic import Field

from app.domain.inputs import Input

NOT_YET = {"id", "etag", "token", "secret", "invitation"}
# Figures of a report: what they tell of is there already.
STANDS = {"live", "figures"}
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")


class Writing(Input):
    """The query parameter of every route that creates or changes."""

    validate_only: bool = Field(default=False, description="Judge and answer as if it were stored, but store nothing")


def answer(response: Response) -> Response:
    """The same, without what only comes to be when something is stored: numbers, moments, secrets, an address."""
    told = json.dumps(_blank(json.loads(bytes(response.body))), ensure_ascii=False, separators=(",", ":"))
    return Response(told.encode(), 200, media_type="application/json")


def _blank(value: Any) -> Any:
    if isinstance(value, list):
        return [_blank(one) for one in value]
    if isinstance(value, dict):
        return {
            name: None if name in NOT_YET else one if name in STANDS else _blank(one) for name, one in value.items()
        }
    return None if isinstance(value, str) and _MOMENT.fullmatch(value) else value
