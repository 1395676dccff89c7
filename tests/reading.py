"""A page's text as people read it: where its source breaks a line is nobody's business but the template's."""

import re
from html import unescape

import httpx2

# What is typed, shown as typed or stands in an attribute keeps its line ends; elsewhere a run of blanks is one blank.
_BLANKS = re.compile(r"(<(textarea|pre)\b.*?</\2>|=\"[^\"]*\")|[ \t\r\n]+", re.DOTALL)


class Page(httpx2.Response):
    """An answer whose text has its lines joined."""

    @property
    def text(self) -> str:
        return _BLANKS.sub(lambda found: found[1] or " ", super().text)


def joined(answer: httpx2.Response) -> None:
    """What a browser got is read as a page; any other answer stays as it was sent."""
    if answer.headers.get("content-type", "").startswith("text/html"):
        answer.__class__ = Page


def plain(text: str) -> str:
    """The words alone, without tags."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", text)))
