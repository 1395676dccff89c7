"""On a slow line people go on while an answer is under way: what they chose or typed last is what stays."""

import re
from collections.abc import Callable
from contextlib import suppress

import pytest
from playwright.sync_api import Error, Page, Route, expect

from tests.journeys.test_choices import numbers, type_number
from tests.journeys.test_logging import open_details, settle


def hang_once(page: Page, address: str) -> list[Route]:
    """The first part of a page that is asked for there is never answered; later ones are. Gives what hangs."""
    hanging: list[Route] = []

    def hold(route: Route) -> None:
        if "hx-request" in route.request.headers and not hanging:
            hanging.append(route)
        else:
            route.continue_()

    page.route(address, hold)
    return hanging


FILTERED = {"products": ("kind", ["video", "article", "meeting"]), "concerns": ("nature", ["question", "petition"])}


@pytest.mark.parametrize("noun", FILTERED)
def test_a_list_shows_what_was_chosen_last_though_the_first_answer_hangs(
    opened: Callable[..., Page], noun: str
) -> None:
    page, (name, wanted) = opened("bxdd"), FILTERED[noun]
    page.goto(f"/{noun}")
    page.locator("form[role=search] details").evaluate_all("every => every.forEach(one => one.open = true)")
    hanging = hang_once(page, f"**/{noun}?*")
    for value in wanted:
        # One that the next takes the place of before it is on its way would hang nowhere.
        with page.expect_request(f"**/{noun}?*"):
            page.select_option(f"form[role=search] [name={name}]", value)
    expect(page).to_have_url(re.compile(rf"[?&]{name}={wanted[-1]}(&|$)"))
    settle(page, True)
    assert hanging


@pytest.mark.parametrize("noun", FILTERED)
def test_a_filter_that_could_not_be_asked_for_says_so(opened: Callable[..., Page], noun: str) -> None:
    page, (name, wanted) = opened("bxdd"), FILTERED[noun]
    with page.expect_response("**/static/no_line.html*"):
        page.goto(f"/{noun}")
    page.locator("form[role=search] details").evaluate_all("every => every.forEach(one => one.open = true)")
    page.route(f"**/{noun}?*", lambda route: route.fulfill(status=503))
    page.route("**/static/line.html", lambda route: route.abort())
    page.select_option(f"form[role=search] [name={name}]", wanted[0])
    expect(page.locator("#line")).to_contain_text("máy chủ chưa trả lời")


def answer_late(routes: list[Route]) -> None:
    """What hung is answered after all; whoever no longer waits for it, gets nothing."""
    for route in routes:
        with suppress(Error):
            route.fulfill(response=route.fetch())


@pytest.mark.parametrize("box", ["#title", "[id='details.script']", "[id='cost.amount']"])
def test_a_text_put_right_while_an_answer_is_under_way_stays(opened: Callable[..., Page], box: str) -> None:
    page = opened("hpn")
    page.goto("/products/new?kind=loudspeaker_script")
    open_details(page)
    hanging = hang_once(page, "**/products/new")
    page.fill(box, "200000")
    with page.expect_request("**/products/new"):
        page.locator(box).blur()
    page.fill(box, "250000")
    with page.expect_request("**/products/new"):
        page.locator(box).blur()
    answer_late(hanging)
    settle(page, True)
    expect(page.locator(box)).to_have_value("250000")
    assert hanging


def test_a_choice_that_a_text_overtook_is_answered_with_it(opened: Callable[..., Page]) -> None:
    page = opened("hpn")
    page.goto("/products/new?kind=article")
    open_details(page)
    hanging = hang_once(page, "**/products/new")
    with page.expect_request("**/products/new"):
        page.locator("#kind-video").check(force=True)
    page.fill("[id='cost.amount']", "200000")
    page.locator("[id='cost.amount']").blur()
    expect(page.locator("[id='details.seconds']")).to_be_attached()
    expect(page.locator("[id='cost.amount']")).to_have_value("200000")
    assert hanging


def test_a_part_of_what_is_gone_is_a_page_of_its_own_with_what_was_typed(opened: Callable[..., Page]) -> None:
    page = opened("hpn")
    page.goto("/products/new?kind=article")
    page.route("**/products/new", lambda route: route.continue_(url=route.request.url.replace("new", "999999/edit")))
    page.fill("#title", "Bài viết dở về ngõ 41")
    page.locator("#title").blur()
    expect(page.locator("h1")).to_have_text("Không có trang này")
    expect(page.locator("header.top")).to_have_count(1)
    expect(page.locator("main [name=title]")).to_have_value("Bài viết dở về ngõ 41")


def test_a_part_that_came_too_slowly_leaves_the_form_as_it_is(opened: Callable[..., Page]) -> None:
    page = opened("hpn")
    with page.expect_response("**/static/no_line.html*"):
        page.goto("/products/new?kind=article")
    page.route("**/products/new", lambda route: route.fulfill(status=408, body="<h1>Gửi quá chậm</h1>"))
    page.route("**/static/line.html", lambda route: route.abort())
    page.fill("#title", "Bài viết dở về ngõ 41")
    page.locator("#title").blur()
    expect(page.locator("#line")).to_contain_text("máy chủ chưa trả lời")
    expect(page.locator("#title")).to_have_value("Bài viết dở về ngõ 41")


def test_a_number_brings_the_line_of_a_chip_that_it_overtook(opened: Callable[..., Page]) -> None:
    page = opened("hpn")
    page.goto("/products/new?kind=article&channel=website&groups=TDP-05")
    expect(page.locator(".chan")).to_have_count(1)
    page.locator(".chan .tog").evaluate_all("every => every.forEach(one => one.checked = true)")
    hanging = hang_once(page, "**/products/new")
    with page.expect_request("**/products/new"):
        page.locator("[name=channels][value=zalo]").evaluate("one => one.click()")
    type_number(page.locator(".chan"), "TDP-05", "55")
    expect(page.locator(".chan")).to_have_count(2)
    settle(page, True)
    assert hanging
    assert [one[1:] for one in numbers(page)] == [["TDP-05", "55"]]
    with page.expect_response(lambda answer: answer.request.method == "POST") as told:
        type_number(page.locator(".chan").first, "TDP-05", "56")
    assert "hx-retarget" not in told.value.headers
    settle(page, True)
    assert [one[1:] for one in numbers(page)] == [["TDP-05", "56"]]
