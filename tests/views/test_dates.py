"""A day that is no day, or half typed, comes empty from a browser: no form with a day is sent unchecked."""

from html.parser import HTMLParser
from types import SimpleNamespace

import pytest

from tests import makers

# What would have the browser speak in place of the page, and refuse what is read as people write it.
RULES = ("required", "min", "max", "pattern", "minlength", "step")
CHECKED = ("url", "email", "number")
DAYS = ("date", "datetime-local")
NEW = {
    "coordinator": [
        "campaigns/new",
        "commendations/new",
        "concerns/new",
        "directives/new",
        "groups/new",
        "key-dates/new",
        "materials/new",
        "periods/new",
        "products/new",
        "reports/new?type=urgent",
        "surveys/new",
    ],
    "admin": ["tokens/new", "days-off", "units/new"],
}


class Forms(HTMLParser):
    """The forms of a page with a day in them: whether the browser checks each, and what else it would check there."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.unchecked: list[bool] = []
        self.rules: list[tuple[str, str]] = []
        self.days = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = dict(attrs)
        if tag == "form":
            self.unchecked.append("novalidate" in has)
        if not self.unchecked or tag not in ("input", "select", "textarea"):
            return
        name, kind = has.get("name") or "", has.get("type") or ""
        self.days += kind in DAYS
        self.rules += [(name, rule) for rule in RULES if rule in has]
        self.rules += [(name, kind)] if kind in CHECKED else []


@pytest.mark.parametrize(("who", "path"), [(who, path) for who, paths in NEW.items() for path in paths])
def test_the_browser_checks_days_and_nothing_else(pages: SimpleNamespace, who: str, path: str) -> None:
    answer = getattr(pages, who).get(f"/{path}")
    assert answer.status_code == 200
    forms = Forms(answer.text)
    assert forms.days, "it has a day"
    assert not any(forms.unchecked)
    assert forms.rules == [], "the page itself says what else is wrong"


def test_the_steps_of_a_concern_are_checked_too(pages: SimpleNamespace) -> None:
    concern = makers.concern(pages.coordinator)
    for path in (f"/concerns/{concern['id']}", f"/concerns/{concern['id']}/edit"):
        forms = Forms(pages.coordinator.get(path).text)
        assert forms.days
        assert not any(forms.unchecked)
        assert forms.rules == []
