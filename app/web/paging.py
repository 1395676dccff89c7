"""Cursors: where a list goes on, as a word in its address; a wrong one is refused, never guessed at."""

import base64
import binascii
import json
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlencode

from fastapi import Request
from pydantic import Field

from app.domain import ids
from app.domain.pages import MOST, USUAL, Ask, Page, nowhere
from app.web.tables import Form


class Paging(Form):
    """The query parameters of every list; an xlsx is a person's workbook of the whole list from here on."""

    format: Literal["json", "csv", "xlsx"] | None = None  # type: ignore[assignment]
    limit: int = Field(default=USUAL, ge=1, le=MOST)
    cursor: str | None = Field(default=None, max_length=500)

    @property
    def ask(self) -> Ask:
        return Ask(self.limit, decode(self.cursor) if self.cursor is not None else None)


def encode(key: list[Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(key, ensure_ascii=False).encode()).decode().rstrip("=")


def decode(cursor: str) -> list[Any]:
    try:
        key = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if isinstance(key, list) and 1 <= len(key) <= 3 and all(_is_sound(part) for part in key):
            return key
    except (ValueError, binascii.Error):
        pass
    raise nowhere()


def _is_sound(part: object) -> bool:
    """A number or text that a database takes; UnicodeEncodeError, a ValueError, for half a letter."""
    if isinstance(part, str):
        return b"\0" not in part.encode()
    return isinstance(part, int) and not isinstance(part, bool) and abs(part) <= ids.LARGEST


@dataclass(frozen=True)
class Paged:
    """A page as its list is drawn: its rows, where the list goes on, and whether it began before them."""

    items: list[Any]
    next_href: str | None
    is_later: bool


def paged(request: Request, page: Page[Any]) -> Paged:
    return Paged(page.items, next_address(request, page), "cursor" in request.query_params)


def next_address(request: Request, page: Page[Any]) -> str | None:
    """The path of the next page with the same filters; None on the last."""
    if page.next is None:
        return None
    kept = [(name, value) for name, value in request.query_params.multi_items() if name != "cursor"]
    return f"{request.url.path}?{urlencode([*kept, ('cursor', encode(page.next))])}"
