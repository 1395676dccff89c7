"""A form as a browser would send it: its fields read from the page, some filled in anew."""

from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode

from fastapi.testclient import TestClient

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Fields(HTMLParser):
    """The successful controls of the main form: what is checked, selected or typed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.pairs: list[tuple[str, str]] = []
        self._area: str | None = None
        self._select: str | None = None
        self._inside = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = dict(attrs)
        if tag == "main":
            self._inside = 1
        if not self._inside:
            return
        name, kind = has.get("name"), has.get("type", "text")
        if tag == "input" and name and kind != "file" and (kind not in ("checkbox", "radio") or "checked" in has):
            self.pairs.append((name, has.get("value") or ""))
        if tag == "textarea" and name:
            self._area = name
            self.pairs.append((name, ""))
        if tag == "select":
            self._select = name
        if tag == "option" and self._select and ("selected" in has or self._select not in dict(self.pairs)):
            self.pairs = [pair for pair in self.pairs if pair[0] != self._select]
            self.pairs.append((self._select, has.get("value") or ""))

    def handle_endtag(self, tag: str) -> None:
        self._area = None if tag == "textarea" else self._area
        self._select = None if tag == "select" else self._select
        self._inside = 0 if tag == "main" else self._inside

    def handle_data(self, data: str) -> None:
        if self._area:
            name, before = self.pairs[-1]
            # A line break right after the tag is the markup's, not the text's.
            self.pairs[-1] = (name, before + (data if before else data.removeprefix("\n")))


def filled(text: str, **values: str | list[str]) -> list[tuple[str, str]]:
    """The page's fields with these (a dot in a name is written __) in place of what stood there."""
    named = {name.replace("__", "."): value for name, value in values.items()}
    pairs = [pair for pair in Fields(text).pairs if pair[0] not in named]
    for name, value in named.items():
        pairs += [(name, one) for one in (value if isinstance(value, list) else [value])]
    return pairs


def press(client: TestClient, path: str, pairs: list[tuple[str, str]], go: str = "save", **headers: str) -> Any:
    return client.post(path, content=urlencode([*pairs, ("go", go)]), headers=FORM | headers)
