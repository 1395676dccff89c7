"""Every page, at both sizes and in both themes: axe finds nothing, nothing scrolls sideways, the console is silent."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import DESK, PHONE
from tests.lengths import SOAK
from tests.rig import axe

PAGES = {
    None: ["/login", "/api/v1/docs", "/khong-co-trang-nay"],
    "hpn": [
        "/",
        "/products",
        "/products/new",
        "/campaigns",
        "/coverage",
        "/coverage?kind=party_cell&period=2026",
        "/account",
        "/directives",
        "/help",
        "/help/coverage",
        "/concerns/new",
        "/more",
        "/search?q=rac",
        "/surveys",
        "/surveys/new",
        "/surveys/sample-size",
        "/pulses",
        "/pulses/new",
        "/commendations?period=all",
        "/commendations/new",
        "/plans",
        "/plans/new",
        "/calendar",
        "/calendar?view=agenda",
        "/materials",
        "/materials/TL-03",
        "/reports",
        "/reports/new",
        "/indicators",
    ],
    "bxdd": [
        "/",
        "/products?status=planned",
        "/coverage?content_group=1.9",
        "/coverage?across=channel&period=2026",
        "/coverage/by/campaign",
        "/directives",
        "/directives/CT09-TU",
        "/directives/CT09-TU/edit",
        "/directives/CT09-TU/remove",
        "/coverage/entries?content_group=1.3",
        "/coverage/tiles",
        "/concerns",
        "/plans?status=draft",
        "/reports?period=2026-Q2",
        "/reports?period=2026-Q4&state=missing",
        "/reports/units/HND?period=2026-Q4",
        "/materials/new",
        "/key-dates",
        "/key-dates/new",
        "/materials/TL-03/edit",
        "/materials/TL-03/remove",
        "/groups",
        "/groups?kind=audience&q=khong",
        "/groups/TDP-01",
        "/groups/TDP-01/edit",
        "/groups/TDP-01/remove",
        "/groups/import",
        "/imports",
        "/channels",
        "/channels/zalo/edit",
        "/periods",
        "/periods/new",
        "/periods/2026-Q2/close",
    ],
    "thuongtruc": [
        "/",
        "/products",
        "/coverage",
        "/products/new",
        "/directives?period=2026-Q2&kind=party_cell",
        "/indicators",
        "/indicators/groups_reached",
        "/reports",
    ],
    "thanhuy": ["/", "/city", "/city/receive", "/coverage?ward=DONGDA", "/indicators?ward=DONGDA", "/account", "/help"],
    "quantri": [
        "/",
        "/account",
        "/more",
        "/admin",
        "/users",
        "/users?q=khong+co+ai",
        "/users/new",
        "/tokens",
        "/tokens/new",
        "/webhooks",
        "/webhooks/new",
        "/settings",
        "/days-off",
        "/audit",
        "/audit?entity=group",
        "/invitations/1.khong-co",
        "/units",
        "/units/new",
        "/units/UBND/remove",
        "/users/import",
    ],
}
# A desk draws these otherwise than a phone; the rest it only draws wider, and walks at full length only.
WIDE = re.compile(
    r"/(products|coverage|directives|indicators|groups|concerns|reports|search)?(/groups/|/by/|\?|$)"
    r"|/login$|/(products|reports)/\d+$"
)
LOOKS = (
    [(PHONE, False), (DESK, True)] if not SOAK else [(size, dark) for size in (PHONE, DESK) for dark in (False, True)]
)


# Today is judged whole at a desk too, for its frame; of other pages only what looks may change, colours and sizes.
LOOK: dict[str, Any] = {} if SOAK else {"runOnly": ["color-contrast", "link-in-text-block", "target-size"]}
# Of a page that is drawn the same everywhere, of parts that others have too, all but the colours of those parts.
PARTS: dict[str, Any] = {} if SOAK else {"rules": {"color-contrast": {"enabled": False}}}


CALLED_TWICE = """() => {
  const every = [...document.querySelectorAll("[id]")].map(one => one.id);
  return every.filter((name, at) => every.indexOf(name) !== at);
}"""
# Where one sentence ends and the next begins without a blank.
RUNS_ON = r"""() => document.querySelector("main").innerText.match(/[\p{Ll}%)][.;:]\p{Lu}\p{Ll}.{0,20}/gu) ?? []"""
# Small and large tablets, a small phone, and that with letters a third larger and twice as large; widths in px.
NARROW = (
    ((320, 16), (1024, 21), (360, 32))
    if not SOAK
    else ((320, 16), (768, 16), (1024, 16), (320, 21), (1024, 21), (360, 32))
)


def too_wide(page: Page) -> list[str]:
    """At which widths and sizes of letters the page that is open scrolls sideways; it is left as it was."""
    size, letters = page.viewport_size, page.context.new_cdp_session(page)
    found = []
    for width, letter in NARROW:
        letters.send("Page.setFontSizes", {"fontSizes": {"standard": letter}})
        page.set_viewport_size({"width": width, "height": 740})
        needed = page.evaluate("document.documentElement.scrollWidth")
        found += [f"{needed} px wide at {width}, letters of {letter}"] if needed > width else []
    letters.send("Page.setFontSizes", {"fontSizes": {"standard": 16}})
    letters.detach()
    page.set_viewport_size(size)  # type: ignore[arg-type]
    return found


# The desk's frame is the same for all: in the short form one role walks it.
WALKS = [(size, dark, name) for size, dark in LOOKS for name in PAGES if SOAK or size == PHONE or name == "hpn"]


@pytest.mark.parametrize(("size", "dark", "name"), WALKS, ids=str)
def test_pages_shut_nobody_out(
    opened: Callable[..., Page], name: str | None, size: tuple[int, int], dark: bool
) -> None:
    problems: list[str] = []
    page = opened(name, size, dark=dark, problems=problems)
    faults = []
    judged = set() if SOAK else judged_elsewhere(name)
    for path in [*PAGES[name], *opened_from_lists(page, name)]:
        if size == DESK and not SOAK and not WIDE.match(path):
            continue
        page.goto(path)
        if SOAK or path not in judged:
            faults += [f"{path}: {fault}" for fault in axe.violations(page, **asked_of(path, size))]
        faults += [f"{path}: two elements are called {name}" for name in page.evaluate(CALLED_TWICE)]
        faults += [f"{path}: no blank in «{words}»" for words in page.evaluate(RUNS_ON)]
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > size[0]:
            faults.append(f"{path}: {width} px wide at {size[0]}")
        if size == PHONE and not dark and (SOAK or WIDE.match(path)):
            faults += [f"{path}: {fault}" for fault in too_wide(page)]
    faults += [problem for problem in problems if "404" not in problem and "403" not in problem]
    assert faults == []


def asked_of(path: str, size: tuple[int, int]) -> dict[str, Any]:
    """What axe is asked of a page."""
    if path == "/":
        return {}
    if size == DESK:
        return LOOK
    return {} if WIDE.match(path) else PARTS


def judged_elsewhere(name: str | None) -> set[str]:
    """What axe need not be asked again: a page that others walk before, and the same page by another question."""
    names = list(PAGES)
    before = {path for other in names[: names.index(name)] for path in PAGES[other]}
    bare = {path for path in PAGES[name] if "?" not in path}
    return before | {path for path in PAGES[name] if "?" in path and path.partition("?")[0] in before | bare}


def opened_from_lists(page: Page, name: str | None) -> list[str]:
    """A product, a group's figures, a concern, an account and the forms that hang on them, as their links name them."""
    if name == "quantri":
        user = _first(page, "/users", "main .rows a.t")
        return [user, f"{user}/edit", f"{user}/invitation", f"{user}/leave"]
    if name not in ("hpn", "bxdd"):
        return []
    product = _first(page, "/products?unit=HPN&status=published", "main table tbody a")
    group = _first(page, "/coverage", "main a[href^='/groups/']")
    concern = _first(page, "/concerns?owner_unit=HPN", "main table tbody a")
    survey = _first(page, "/surveys?period=all", "main tbody th a")
    found = [product, f"{product}/edit", f"{product}/withdraw", group, concern, f"{concern}/edit", f"{concern}/remove"]
    found += [survey, survey.replace("/edit", "/remove"), _first(page, "/reports?period=2026-Q3", "main table tbody a")]
    return found + ([_first(page, "/plans?status=draft", "main a[href$='/approve']")] if name == "bxdd" else [])


def _first(page: Page, path: str, selector: str) -> str:
    page.goto(path)
    return page.locator(selector).first.get_attribute("href") or ""


# Whether the focus can be seen: on the element, or on the label, the box or the row that stands for it.
SEEN = """() => {
  const here = document.activeElement;
  const label = here.id && document.querySelector(`label[for="${CSS.escape(here.id)}"]`);
  const ringed = one => one && ['', '::before', '::after'].some(part => {
    const style = getComputedStyle(one, part || null);
    return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
  });
  return ringed(here) || ringed(label) || ringed(here.parentElement);
}"""
# Where the focus is, as a number; -1 where it is nowhere on the page.
AT = """() => document.activeElement === document.body ? -1
  : [...document.querySelectorAll('*')].indexOf(document.activeElement)"""
# What a key must reach; of several radio buttons of one name, one.
REACHABLE = """() => {
  const names = new Set();
  return [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')]
    .filter(one => one.checkVisibility({visibilityProperty: true}) && !one.disabled && one.tabIndex >= 0)
    .filter(one => one.type !== 'radio' || !names.has(one.name) && names.add(one.name)).length;
}"""


@pytest.mark.parametrize("name", list(PAGES) if SOAK else ["hpn"], ids=str)
def test_every_control_is_reached_by_the_keyboard(opened: Callable[..., Page], name: str | None) -> None:
    """Tab goes through all of a page, and the focus is seen wherever it is."""
    page = opened(name, DESK)
    faults = []
    for path in PAGES[name] if SOAK else PAGES[name][:3]:
        page.goto(path)
        wanted, reached, unseen = page.evaluate(REACHABLE), set(), []
        # A day is three stops of one field, and a page may begin in the middle: round it goes, twice at most.
        for _ in range(2 * wanted + 30):
            if len(reached) >= wanted:
                break
            page.keyboard.press("Tab")
            at = page.evaluate(AT)
            if at >= 0 and at not in reached:
                reached.add(at)
                if not page.evaluate(SEEN):
                    unseen.append(page.evaluate("document.activeElement.outerHTML.slice(0, 120)"))
        if len(reached) < wanted:
            faults.append(f"{path}: Tab reaches {len(reached)} of {wanted}")
        faults += [f"{path}: the focus is not seen on {one}" for one in unseen[:3]]
    assert faults == []


@pytest.mark.parametrize("name", ["hpn", "thuongtruc", *(["bxdd", "quantri"] if SOAK else [])])
def test_pages_are_light(opened: Callable[..., Page], name: str) -> None:
    """UX.md: under 250 kB on a first visit, fonts included, and under 60 kB on the next."""
    page = opened(None, PHONE)
    sizes: list[int] = []
    page.on("requestfinished", lambda request: sizes.append(_transferred(request)))
    page.goto("/login")
    first = sum(sizes)
    assert first < 250_000, f"{first} bytes on the first visit"
    page.fill("[name=name]", f"{name}@dongda")
    page.fill("[name=password]", "lantoa-thu")
    page.click("main button:has-text('Đăng nhập')")
    page.wait_for_load_state("networkidle")
    some = ("/products", "/coverage", "/directives", "/products/new" if name == "hpn" else "/indicators")
    for path in PAGES[name] if SOAK else some:
        sizes.clear()
        page.goto(path)
        page.wait_for_load_state("networkidle")
        assert sum(sizes) < 60_000, f"{path}: {sum(sizes)} bytes on a second visit"


def _transferred(request) -> int:  # type: ignore[no-untyped-def]
    sizes = request.sizes()
    return int(sizes["responseBodySize"] + sizes["responseHeadersSize"])


def test_the_demo_says_on_every_page_that_it_is_invented(opened: Callable[..., Page]) -> None:
    page = opened("hpn")
    for path in ("/", "/products", "/products/new", "/coverage", "/account", "/khong-co", "/api/v1/docs"):
        page.goto(path)
        assert page.get_by_text("Số liệu minh họa").first.is_visible(), path


def test_pages_of_two_things_are_told_apart_by_their_titles(opened: Callable[..., Page]) -> None:
    """What a browser calls its tabs and its history, and what a screen reader says first."""
    page = opened("bxdd")
    products = opened_links(page, "/products?period=2026-Q3", "main table a[href^='/products/']")
    reports = opened_links(page, "/reports?period=2026-Q3", "main table a[href^='/reports/']")
    pairs = [
        ("/products?period=2026-Q2", "/products?period=2026-Q3"),
        ("/reports?period=2026-Q2", "/reports?period=2026-Q3"),
        ("/coverage?period=2026-Q2", "/coverage?period=2026-Q3"),
        ("/coverage?kind=residential", "/coverage?kind=party_cell"),
        ("/coverage/entries?period=2026-Q2", "/coverage/entries?period=2026-Q3"),
        ("/indicators/groups_reached?period=2026-Q2", "/indicators/groups_reached?period=2026-Q3"),
        ("/channels/zalo/edit", "/channels/press/edit"),
        ("/groups/TDP-01/remove", "/groups/TDP-02/remove"),
        ("/periods/2026-Q2/close", "/periods/2026-Q3/close"),
        *((f"{products[0]}/{step}", f"{products[1]}/{step}") for step in ("edit", "withdraw")),
        (reports[0], reports[1]),
    ]
    assert [pair for pair in pairs if title_of(page, pair[0]) == title_of(page, pair[1])] == []


def opened_links(page: Page, path: str, links: str) -> list[str]:
    page.goto(path)
    found = page.locator(links).evaluate_all("every => every.map(one => one.getAttribute('href').split('#')[0])")
    return list(dict.fromkeys(found))


def title_of(page: Page, path: str) -> str:
    answer = page.goto(path)
    assert answer is not None
    assert answer.ok, path
    return page.title()


@pytest.mark.parametrize("path", ["/calendar", "/calendar?view=agenda", "/indicators/directive_dissemination/entries"])
def test_what_a_thumb_aims_at_on_a_row_is_44_px_high(opened: Callable[..., Page], path: str) -> None:
    page = opened("bxdd", PHONE)
    page.goto(path)
    links = page.locator(".cal li li a, .agenda li li a, .rows .d a")
    assert links.count() > 0
    heights = links.evaluate_all("every => every.map(one => one.getBoundingClientRect().height)")
    assert min(heights) >= 44


def test_with_letters_twice_as_large_what_stays_in_place_leaves_room_for_the_form(opened: Callable[..., Page]) -> None:
    page = opened("hpn", PHONE)
    page.context.new_cdp_session(page).send("Page.setFontSizes", {"fontSizes": {"standard": 32}})
    page.goto("/products/new?kind=article")
    stays = """() => [...document.querySelectorAll("body *")]
      .filter(one => ["fixed", "sticky"].includes(getComputedStyle(one).position))
      .filter(one => one.checkVisibility({visibilityProperty: true}))
      .reduce((sum, one) => sum + one.getBoundingClientRect().height, 0)"""
    assert page.evaluate(stays) < 740 / 4
    said = page.locator(".save-l").bounding_box()
    assert said is not None
    assert said["width"] > 200, "in words, not letter by letter"
    for word in page.locator(".tabs a").all():
        assert word.evaluate("one => one.scrollWidth <= one.clientWidth")
