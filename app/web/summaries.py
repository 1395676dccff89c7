"""The summary of a refused form: each fault under the name of its field, in the order of the page.

Both are read off the page that was drawn, so that a field is called in the summary what stands above it.
"""

import re

_SUMMARY = re.compile(r'(<div class="errs" id="errors".*?<ul>)(.*?)(</ul>)', re.DOTALL)
_ITEM = re.compile(r'<li>(?:<a href="#([^"]+)">)?(.*?)(?:</a>)?</li>', re.DOTALL)
_LABEL = re.compile(r'<label\b[^>]*\bfor="([^"]+)"[^>]*>(.*?)</label>', re.DOTALL)
# Of a label the words that are no part of its name: what stands beside it, marks, that it may be left empty.
_BESIDE, _MARK = re.compile(r'<span class="[^"]*\bmute\b.*?</span>', re.DOTALL), re.compile(r"<[^>]+>")
_IF_ANY = re.compile(r", nếu .*$")


def named(page: str) -> str:
    """The page, its summary so where it has one."""
    return _SUMMARY.sub(lambda found: found[1] + _items(found[2], page) + found[3], page, count=1)


def _items(summary: str, page: str) -> str:
    labels = {field: _text(inside) for field, inside in reversed(_LABEL.findall(page))}
    faults = sorted(_ITEM.findall(summary), key=lambda fault: _place(fault[0], page))
    return "".join(_item(field, words, labels.get(field, "")) for field, words in faults)


def _place(field: str, page: str) -> int:
    """Where the field stands; what belongs to none comes first, what is not on the page last."""
    place = page.find(f' id="{field}"') if field else 0
    return len(page) if place < 0 else place


def _item(field: str, words: str, label: str) -> str:
    words = words.strip()
    if label and label.casefold() not in words.casefold():
        words = f"{label} {words}" if label.endswith("?") else f"{label}: {words}"
    return f'<li><a href="#{field}">{words}</a></li>' if field else f"<li>{words}</li>"


def _text(inside: str) -> str:
    return _IF_ANY.sub("", " ".join(_MARK.sub(" ", _BESIDE.sub("", inside)).split()))
