"""What was typed and chosen on the log form stays with its group and its channel, whatever is chosen after it, and the
form sends what the page shows."""

from collections.abc import Callable
from random import Random

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.test_logging import choose_channels, choose_kind, settle
from tests.lengths import SOAK

NUMBERS = """every => every.filter(row => row.querySelector('.nb .in').value).map(row =>
  [row.closest('.chan').ariaLabel, row.querySelector('[type=hidden]').value, row.querySelector('.nb .in').value])"""


def numbers(page: Page) -> list[list[str]]:
    """Every number that stands in a box: of which channel and group."""
    found: list[list[str]] = page.locator(".chan li:has(.nb)").evaluate_all(NUMBERS)
    return found


def press(page: Page, javascript: bool, box: Locator) -> None:
    """Whatever is folded in on a phone, it is pressed."""
    box.evaluate("box => box.click()")
    settle(page, javascript)
    if not javascript:
        with page.expect_navigation():
            page.locator("button[value=look]").first.dispatch_event("click")


def type_number(line: Locator, group: str, number: str) -> None:
    """Into a box that may be folded in, and leaves it."""
    line.locator("input.tog").evaluate_all("every => every.forEach(one => one.checked = true)")
    box = line.locator(f"li:has([value='{group}']) .nb .in")
    box.fill(number)
    box.blur()


def test_a_number_stays_with_its_group(opened: Callable[..., Page], javascript: bool) -> None:
    page = opened("hpn", javascript=javascript)
    page.goto("/products/new?kind=article&channel=website")
    line = page.locator(".chan")
    press(page, javascript, line.locator("[name$='scope.residential'][value=each]"))
    press(page, javascript, line.locator("[name$=picked][value=TDP-05]"))
    type_number(line, "TDP-05", "55")
    press(page, javascript, line.locator("[name$=picked][value=TDP-03]"))
    expect(line.locator("li:has(.nb)")).to_have_count(2)
    assert [(group, number) for _, group, number in numbers(page)] == [("TDP-05", "55")]


def test_a_number_and_its_basis_go_with_their_channel(opened: Callable[..., Page], javascript: bool) -> None:
    page = opened("hpn", javascript=javascript)
    page.goto("/products/new?channel=loudspeaker")
    choose_kind(page, "loudspeaker_script")
    settle(page, javascript)
    choose_channels(page, javascript, "loudspeaker", "zalo")
    first = page.locator(".chan").first
    type_number(first, "TDP-05", "101")
    press(page, javascript, first.locator("[name$=basis][value=counted]"))
    choose_channels(page, javascript, "zalo")
    assert numbers(page) == []
    expect(page.locator(".chan [name$=basis][value=estimated]")).to_be_checked()
    choose_channels(page, javascript, "zalo", "loudspeaker")
    assert numbers(page) == []


def test_where_it_was_held_is_answered_at_once(opened: Callable[..., Page]) -> None:
    page = opened("hpn")
    page.goto("/products/new?kind=meeting")
    expect(page.locator(".chan")).to_have_count(1)
    press(page, True, page.locator("[name=held][value=TDP-03]"))
    expect(page.locator(".chan .chan-head")).to_contain_text("Tổ 3")
    expect(page.locator("#effect li").first).to_contain_text("Độ phủ")


# Of everything that is sent: what stands in it now, where the program has drawn something else. What a person opens and
# closes is theirs.
OTHERWISE = """form => [...form.elements].filter(one => one.name && !/(shown|held_open)$/.test(one.name)).flatMap(one =>
  one.options ? [...one.options].filter(option => option.selected != option.defaultSelected
      && [...one.options].some(option => option.defaultSelected)).map(option => one.name + '=' + option.value)
  : /radio|checkbox/.test(one.type) ? (one.checked != one.defaultChecked ? [one.name + '=' + one.value] : [])
  : !/file|submit/.test(one.type) && one.value != one.defaultValue ? [one.name + '=' + one.value] : [])"""


def otherwise(page: Page) -> list[str]:
    """What the form would send, though the page was drawn with something else."""
    found: list[str] = page.locator("form[enctype]").evaluate(OTHERWISE)
    return found


def pick(page: Page, name: str, value: str) -> None:
    page.locator(f"select[name='{name}']").evaluate(
        "(one, value) => { one.value = value; one.dispatchEvent(new Event('change', {bubbles: true})) }", value
    )
    settle(page, True)


def test_what_a_campaign_brings_is_what_is_sent(opened: Callable[..., Page]) -> None:
    page = opened("hpn")
    page.goto("/products/new?kind=article&campaign=RAC")
    brought = page.locator("[name=directives][value=NQ02-TW]")
    pick(page, "axis", "2.1")
    pick(page, "material", "")
    press(page, True, brought)
    pick(page, "campaign", "PTT")
    pick(page, "campaign", "RAC")
    expect(page.locator(".belong")).to_contain_text("02-NQ/TW")
    expect(brought).to_be_checked()
    assert otherwise(page) == []
    assert page.locator("[name=material] option:checked").get_attribute("value") == "TL-03"


@pytest.mark.parametrize(("name", "value"), [("campaign", "RAC"), ("material", "TL-05")])
def test_a_choice_stays_though_another_came_before_it(opened: Callable[..., Page], name: str, value: str) -> None:
    page = opened("hpn")
    page.goto("/products/new?kind=article")
    pick(page, name, page.locator(f"select[name={name}] [value={value}] + option").get_attribute("value") or "")
    # As the page is for who opened it before that one was there.
    page.locator(f"select[name={name}] option:has(+ [value={value}])").evaluate("one => one.remove()")
    pick(page, name, value)
    choose_kind(page, "video")
    settle(page, True)
    assert page.locator(f"select[name={name}] option:checked").get_attribute("value") == value
    assert otherwise(page) == []


def test_who_made_it_is_no_partner_of_it(opened: Callable[..., Page]) -> None:
    page = opened("bxdd")
    page.goto("/products/new?kind=article")
    pick(page, "unit", "HPN")
    expect(page.locator("[name=partners][value=HPN]")).to_have_count(0)
    expect(page.locator("[name=partners][value=MTTQ]")).to_have_count(1)
    assert otherwise(page) == []


def test_a_usual_number_stands_in_a_box_that_was_emptied(opened: Callable[..., Page]) -> None:
    page = opened("hpn")
    page.goto("/products/new?kind=article&channel=website&groups=TDP-05")
    line = page.locator(".chan")
    take = line.get_by_role("button", name="Dùng mức quen")
    press(page, True, take)
    usual = numbers(page)
    assert len(usual) == 1
    type_number(line, "TDP-05", "")
    settle(page, True)
    press(page, True, line.locator("[name$='mode'][value=groups]"))
    choose_channels(page, True, "website", "zalo")
    press(page, True, take.first)
    assert numbers(page) == usual
    assert otherwise(page) == []


PRESSED = "#form :is(.tile, .chan .seg, .chip, .checks) input:not([name=waiting]), #form .takes button"
SELECTS = "#form select:not([name^=details])"


def step(page: Page, random: Random) -> tuple[str, bool]:
    """Does one thing of all that the form lets one do; gives its name, and whether the form is drawn again after it."""
    numbers, selects = page.locator(".nb .in").all(), page.locator(SELECTS).all()
    chance = random.random()
    if chance < 0.15 and numbers:
        box = random.choice(numbers)
        box.evaluate("(one, number) => { one.value = number }", random.choice(["", "17", "240"]))
        box.dispatch_event("change")
        settle(page, True)
        return f"{box.get_attribute('name')}", False
    if chance < 0.4:
        name = random.choice(selects).get_attribute("name") or ""
        every = page.locator(f"select[name='{name}'] option").evaluate_all("every => every.map(one => one.value)")
        value = random.choice(every)
        pick(page, name, value)
        return f"{name}={value}", not name.startswith("cost")
    box = random.choice(page.locator(PRESSED).all())
    name = f"{box.get_attribute('name')}={box.get_attribute('value')}"
    is_chosen = box.evaluate("one => one.type == 'radio' && one.checked")
    press(page, True, box)
    return name, ".basis=" not in name and not is_chosen


@pytest.mark.parametrize("walk", range(12 if SOAK else 1))
def test_a_form_sends_what_the_page_shows_whatever_was_pressed(opened: Callable[..., Page], walk: int) -> None:
    page, random, steps = opened("hpn"), Random(walk), list[str]()
    page.goto("/products/new")
    for _ in range(40):
        name, is_drawn = step(page, random)
        steps.append(name)
        assert not is_drawn or otherwise(page) == [], ", ".join(steps)
