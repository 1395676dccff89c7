"""What stands in a form when it is saved stands in it when it is opened again: in every form of the program, by a table
that a new form has to be written into."""

import re
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Page, expect

from tests import lengths
from tests.conftest import Stage
from tests.journeys.conftest import DESK, PHONE, own_site
from tests.test_routes import routes_of

site = own_site()
LINE = "  Ngõ 5 «hỏi» \"đáp\" & <b>'đậm'</b>: được, ước 1.234  "
LINES = '  Dòng một & <hai>\n\n- dòng «ba»; "bốn"\n    lùi vào  '
# What is made with scripts and without is told apart by a digit.
WAYS = {True: "3", False: "4"}
DAY, LATER = "2026-11-20", "2026-12-30"


class Row(NamedTuple):
    """The form of a noun, filled in by an account with whatever a field takes."""

    who: str
    noun: str
    # What can't be just anything, by the field's name; None: as it is proposed. %s tells the ways from one another.
    values: dict[str, str | None] = {}
    # A field that must be filled in, and one that can be changed, with two values.
    needed: str = "title"
    other: tuple[str, str, str] = ("", "Chữ một %s", "Chữ hai %s")
    # The list that has what was made, where saving leads to no page of its own.
    found_at: str = ""


ROWS = (
    Row(
        "bxdd", "concerns", {"received_on": DAY, "due_on": LATER, "content_group": "1.12", "topic": "1.12.4"}, "summary"
    ),
    Row(
        "quantri",
        "users",
        {"name": "moi%s", "email": "moi%s@dongda.gov.vn", "role": "unit"},
        "name",
        ("full_name", "Chữ một %s", "Chữ hai %s"),
        "/users",
    ),
    Row("bxdd", "campaigns", {"code": "", "starts_on": DAY, "ends_on": LATER, "target_coverage": "12,5"}),
    Row(
        "hpn",
        "pulses",
        {"group": "TDP-02", "supportive": "1.234", "neutral": "12", "worried": "31"},
        "worried",
        ("neutral", "17", "18"),
        "/pulses?period=all",
    ),
    Row(
        "hpn",
        "surveys",
        {"group": "TDP-02", "conducted_on": DAY, "asked": "1.234", "aware": "1.001"},
        "aware",
        ("aware", "17", "18"),
        "/surveys?period=all",
    ),
    Row("hpn", "commendations", {"group": "TDP-02", "proposed_on": DAY}, found_at="/commendations?period=all"),
    Row("ubnd", "plans", {"year": "203%s"}, "focus", found_at="/plans?year=203%s"),
    Row("bxdd", "directives", {"code": "", "issued_on": DAY, "within_days": "45"}),
    Row("bxdd", "materials", {"code": "", "received_on": DAY, "edited_on": DAY, "link": "https://a.vn/b?c=1&d=«2»"}),
    Row("bxdd", "groups", {"code": "N%s", "active_from": DAY, "succeeds": ""}, "name"),
    Row("bxdd", "channels", {"code": "N%s", "default_share": "12,5"}, "name"),
    Row("bxdd", "periods", {"code": None}, "code", ("", "", "")),
    Row("bxdd", "key-dates", {"day": DAY}, "name", found_at="/key-dates"),
    Row("quantri", "units", {"code": "N%s", "active_from": DAY}, "name"),
    Row("quantri", "webhooks", {"address": "https://example.org/a?b=%C3%A1&c=%s"}, "name", found_at="/webhooks"),
)
SHARES = ("residential_coverage", "channels_used", "surveyed_awareness", "evidence_share")
SETTINGS: dict[str, str | None] = {
    "tiles": None,
    "urgent_days": "%s",
    "normal_days": "7",
    "complex_days": "21",
    "syllables_per_minute": "160",
    **dict.fromkeys(SHARES, "12,5"),
}
# Forms that are walked elsewhere, and why not here.
ELSEWHERE = {
    "/products/new": "test_choices, test_logging",
    "/products/{id}/edit": "test_choices; tests/views/test_unchanged",
    "/reports/new": "tests/views/test_urgent_files: sent at once, for good",
    "/tokens/new": "tests/views/test_administration: made and never changed",
    "/products/{id}/attachments/{attachment_id}/edit": "tests/views/test_attachments: one field",
    "/reports/{id}/attachments/{attachment_id}/edit": "tests/views/test_attachments: one field",
    "/settings": "the second journey",
}

FIELDS = """form => [...form.elements].filter(one => one.name && !/submit|button|file/.test(one.type)
    && !/^(form_id|etag|confirmed)$/.test(one.name))"""
STANDS = f"""form => ({FIELDS})(form).filter(one => !/radio|checkbox/.test(one.type) || one.checked)
  .map(one => [one.name, one.value])"""
BOXES = f"""form => ({FIELDS})(form).filter(one => one.type != "hidden" && one.checkVisibility()).map(one => [one.name,
  one.tagName == "TEXTAREA" && !one.classList.contains("one") ? "lines" : one.tagName == "SELECT" ? "select" :
  /numeric|decimal/.test(one.inputMode) ? "number" : /text|email/.test(one.type) ? "text" : one.type, one.value])"""
FORM = "main form.stack-l, main form:not([action='/undo'])"


def told(values: dict[str, str | None], javascript: bool) -> dict[str, str | None]:
    """The values as they are this way."""
    return {name: value and value.replace("%s", WAYS[javascript]) for name, value in values.items()}


def stands(page: Page) -> list[tuple[str, str]]:
    """What the form would send."""
    return [(name, value) for name, value in page.locator(FORM).first.evaluate(STANDS)]


def stored(fields: list[tuple[str, str]]) -> dict[str, Any]:
    """The same as it is kept: without the blanks around a text, a number without its dots."""
    found: dict[str, Any] = {}
    for name, value in fields:
        kept = value.strip().replace(".", "") if re.fullmatch(r"\d\.\d{3}", value.strip()) else value.strip()
        found.setdefault(name, set()).add(kept)
    return {name: values for name, values in found.items() if name not in ("code", "active") and values != {""}}


def fill(page: Page, values: dict[str, str | None]) -> None:
    for name, kind, value in page.locator(FORM).first.evaluate(BOXES):
        box, wanted = page.locator(f"{FORM} >> [name='{name}']"), values.get(name)
        if name in values and wanted is None:
            continue
        if kind == "select":
            every = box.locator("option").evaluate_all("every => every.map(one => one.value)")
            box.select_option(wanted or every[-1])
        elif kind in ("checkbox", "radio"):
            page.locator(f"{FORM} >> [name='{name}'][value='{value}']").check(force=True)
        elif kind != "date" or wanted is not None:
            box.fill(wanted if wanted is not None else {"lines": LINES, "number": "1.234"}.get(kind, LINE))


def save(page: Page) -> None:
    """Saves; what is asked about is right."""
    for _ in range(3):
        page.evaluate("document.documentElement.dataset.left = ''")
        page.locator("main form .btn-1").last.click()
        expect(page.locator("html:not([data-left])")).to_have_count(1)
        page.wait_for_load_state()
        if not page.locator(".asked").count():
            return


def where(page: Page, row: Row, way: str) -> str:
    """The address of the form of what was just made."""
    if not row.found_at:
        code = re.search(r"[?&]code=([^&]*)", page.url)
        return f"/{row.noun}/{code[1]}/edit" if code else page.url.partition("?")[0] + "/edit"
    page.goto(row.found_at.replace("%s", way))
    every = page.locator("main a").evaluate_all("every => every.map(one => one.getAttribute('href'))")
    newest = max(int(found[1]) for one in every if (found := re.match(rf"/{row.noun}/(\d+)", one or "")))
    return f"/{row.noun}/{newest}/edit"


def require_unchanged(page: Page, address: str) -> None:
    """The form saved as it stands: the page says that nothing changed, and nothing did."""
    page.goto(address)
    before = stands(page)
    save(page)
    expect(page.locator(".flash")).to_contain_text("Không có gì thay đổi")
    page.goto(address)
    assert stands(page) == before


def require_second_told(page: Page, address: str, row: Row, way: str) -> None:
    """Opened twice and saved twice, the second is told, keeps what it has, and the first one's stays."""
    name, one, two = (part.replace("%s", way) for part in row.other)
    box, other = f"#{name or row.needed}", page.context.new_page()
    page.goto(address)
    other.goto(address)
    page.fill(box, one)
    save(page)
    other.fill(box, two)
    save(other)
    expect(other.locator("#errors")).to_contain_text("sau khi bạn mở")
    expect(other.locator(box)).to_have_value(two)
    other.close()
    page.goto(address)
    expect(page.locator(box)).to_have_value(one)


@pytest.mark.parametrize("row", ROWS[: lengths.of("forms filled in")], ids=lambda row: row.noun)
def test_what_stands_in_a_form_is_what_it_stores(opened: Callable[..., Page], javascript: bool, row: Row) -> None:
    page, way = opened(row.who, size=PHONE if javascript else DESK, javascript=javascript), WAYS[javascript]
    page.goto(f"/{row.noun}/new")
    fill(page, told(row.values, javascript))
    right = page.input_value(f"#{row.needed}")
    page.fill(f"#{row.needed}", "")
    sent = stands(page)
    save(page)
    assert stands(page) == sent
    expect(page.locator(f"[id='{row.needed}-fault']")).to_be_visible()
    expect(page.locator("#errors")).to_be_focused()
    page.fill(f"#{row.needed}", right)
    sent = stands(page)
    save(page)
    assert page.locator("#errors").all_inner_texts() == []
    address = where(page, row, way)
    page.goto(address)
    assert stored(stands(page)) == stored(sent)
    require_unchanged(page, address)
    if row.other[1]:
        require_second_told(page, address, row, way)


def test_what_stands_in_the_settings_is_what_they_are(opened: Callable[..., Page], javascript: bool) -> None:
    page = opened("quantri", javascript=javascript)
    page.goto("/settings")
    fill(page, told(SETTINGS, javascript))
    sent = stands(page)
    save(page)
    expect(page.locator(".flash")).to_contain_text("Đã lưu")
    page.goto("/settings")
    assert stored(stands(page)) == stored(sent)
    require_unchanged(page, "/settings")


def test_every_form_is_walked_here_or_elsewhere(stage: Stage) -> None:
    every = {route.path for route in routes_of(stage.app) if route.method == "POST" and not route.is_api}
    forms = {path for path in every if re.search(r"/(new|edit)$|^/settings$", path)}
    nouns = {row.noun for row in ROWS}
    missing = {path for path in forms - set(ELSEWHERE) if path.split("/")[1] not in nouns}
    assert missing == set()
    assert set(ELSEWHERE) <= forms
