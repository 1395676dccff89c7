"""A form on its way says so, and is stored once though it is sent twice; what could not be saved says that too."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.journeys.conftest import DESK
from tests.journeys.test_logging import choose_channels, choose_content_group, choose_kind, settle

# Playwright asks a page nothing while another is on its way: the page tells itself what it showed as it went.
TELLS = """() => addEventListener('pagehide', () => {
  const sign = document.querySelector('.sending');
  sessionStorage.said = sign.checkVisibility({visibilityProperty: true}) ? sign.innerText.trim() : '';
})"""


def test_a_slow_line_says_that_it_sends_and_two_presses_store_one(
    opened: Callable[..., Page], javascript: bool
) -> None:
    title = f"Gửi trên đường truyền chậm {javascript}"
    page = opened("hpn", javascript=javascript)
    page.goto("/products/new")
    choose_kind(page, "video")
    settle(page, javascript)
    choose_content_group(page, javascript, "1.2")
    choose_channels(page, javascript, "website")
    page.fill("#title", title)
    settle(page, javascript)
    page.evaluate(TELLS)
    expect(page.locator(".sending")).to_be_hidden()
    page.route("**/products/new", slowly if javascript else twice)
    page.locator("button[value=save]").dispatch_event("click")
    expect(page.locator("h1")).to_have_text(title)
    # Without scripts the browser's own sign turns.
    assert page.evaluate("sessionStorage.said") == ("Đang gửi…" if javascript else "")
    expect(page.locator(".sending")).to_be_hidden()
    page.goto("/products?q=duong+truyen+cham")
    expect(page.locator("main table tbody tr", has_text=title)).to_have_count(1)


def slowly(route: Route) -> None:
    """As long as it takes for the sign to be there."""
    route.request.frame.page.wait_for_event("requestfinished", lambda one: "/sending.html" in one.url)
    twice(route)


def twice(route: Route) -> None:
    """Two presses: the first reaches the server though no answer comes back, the second is answered."""
    route.fetch(max_redirects=0)
    route.continue_()


def test_a_page_that_is_brought_back_as_it_was_left_sends_nothing(opened: Callable[..., Page]) -> None:
    page = opened("hpn")
    page.goto("/surveys/new")
    expect(page.locator("i[hx-trigger^=pageshow][data-htmx-powered]")).to_be_attached()
    page.evaluate("document.querySelector('.sending').innerHTML = '<b class=on>Đang gửi…</b>'")
    expect(page.locator(".sending")).to_be_visible()
    # As a browser does that kept the page whole, whatever its answer's headers say.
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    expect(page.locator(".sending")).to_be_hidden()


def test_a_report_that_could_not_be_saved_says_so(opened: Callable[..., Page]) -> None:
    page = opened("mttq")
    page.goto("/")
    with page.expect_response("**/static/unsaved.html*"):
        page.locator("main button, main a").filter(has_text=re.compile("Viết (tiếp )?báo cáo")).first.click()
    said, box = page.locator("#saved"), page.locator("#proposals")
    expect(said).not_to_contain_text("Chưa lưu")
    page.context.set_offline(True)
    box.press_sequentially("Thêm loa")
    expect(said).to_contain_text("Chưa lưu: mất mạng")
    page.context.set_offline(False)
    expect(said).to_contain_text("Đã lưu")
    page.route(page.url, lambda route: route.fulfill(status=503))
    box.press_sequentially(" ở ngõ 12")
    expect(said).to_contain_text("Chưa lưu: mất mạng")
    page.unroute(page.url)
    box.press_sequentially(", tổ 7")
    expect(said).to_contain_text("Đã lưu")
    page.reload()
    expect(box).to_have_value("Thêm loa ở ngõ 12, tổ 7")


def test_what_a_report_said_is_over_once_a_save_was_refused(opened: Callable[..., Page]) -> None:
    page = opened("mttq")
    page.goto("/")
    page.locator("main button, main a").filter(has_text=re.compile("Viết (tiếp )?báo cáo")).first.click()
    page.click("button[value=save]")
    flash, said, box = page.locator(".flash"), page.locator("#saved"), page.locator("#proposals")
    expect(flash).to_have_text("Đã lưu bản viết.")
    box.fill("Gọi số 0912 345 678")
    expect(said).to_contain_text("Chưa lưu")
    expect(flash).to_be_hidden()
    box.fill("Thêm loa ở tổ 7")
    expect(said).to_contain_text("Đã lưu")
    expect(flash).to_be_visible()


def test_what_is_done_of_a_report_is_ticked_as_one_writes(opened: Callable[..., Page]) -> None:
    page = opened("mttq", size=DESK)
    page.goto("/")
    page.locator("main button, main a").filter(has_text=re.compile("Viết (tiếp )?báo cáo")).first.click()
    said, box, last = page.locator("#saved"), page.locator("#proposals"), page.locator("#written li").last
    # Something else than stands there, so that there is something to save.
    box.fill("Thêm loa ở tổ 9")
    expect(said).to_contain_text("xong 6 trong 6 phần")
    done = last.inner_html()
    box.fill("")
    expect(said).to_contain_text("xong 5 trong 6 phần")
    assert last.inner_html() != done
    left = page.locator("#written").inner_html()
    page.reload()
    assert page.locator("#written").inner_html() == left


def test_a_form_sent_without_a_line_stays_with_all_that_was_typed(opened: Callable[..., Page]) -> None:
    title = "Bác tổ trưởng đi từng nhà nhắc phân loại rác"
    page = opened("hpn")
    with page.expect_response("**/static/no_line.html*"):
        page.goto("/commendations/new")
    said = page.locator("#line")
    page.fill("#title", title)
    page.context.set_offline(True)
    expect(said).to_contain_text("Mất mạng")
    page.click("main form .btn-1")
    page.keyboard.press("Enter")
    expect(page.locator("#title")).to_have_value(title)
    expect(page.locator(".sending")).to_be_hidden()
    page.context.set_offline(False)
    expect(said.locator("p")).to_have_count(0)
    page.click("main form .btn-1")
    expect(page.locator("main")).to_contain_text("Đã")
    expect(page.locator("main")).to_contain_text(title)


def test_a_kind_that_was_chosen_without_a_line_brings_its_fields_with_the_line(opened: Callable[..., Page]) -> None:
    page = opened("hpn")
    with page.expect_response("**/static/no_line.html*"):
        page.goto("/products/new?kind=article")
    page.context.set_offline(True)
    choose_kind(page, "video")
    expect(page.locator("#line")).to_contain_text("Mất mạng")
    page.context.set_offline(False)
    expect(page.locator("[id='details.seconds']")).to_be_attached()
    expect(page.locator("#line p")).to_have_count(0)


def test_a_line_that_hangs_is_asked_again(opened: Callable[..., Page]) -> None:
    """As where a phone changes its mast: what was asked before is never answered."""
    page = opened("hpn")
    with page.expect_response("**/static/no_line.html*"):
        page.goto("/surveys/new")
    page.context.set_offline(True)
    expect(page.locator("#line")).to_contain_text("Mất mạng")
    hanging: list[Route] = []
    page.route("**/static/line.html", lambda route: route.continue_() if hanging else hanging.append(route))
    page.context.set_offline(False)
    expect(page.locator("#line p")).to_have_count(0, timeout=15_000)
    assert hanging


ANSWERS: dict[str, Callable[[Route], None]] = {
    "none": lambda route: route.abort(),
    "busy": lambda route: route.fulfill(status=503),
}


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_what_could_not_be_fetched_on_a_line_that_seems_there_is_said_until_it_answers(
    opened: Callable[..., Page], answer: Callable[[Route], None]
) -> None:
    page = opened("hpn")
    with page.expect_response("**/static/no_line.html*"):
        page.goto("/products/new?kind=article")
    page.route("**/products/new", answer)
    page.route("**/static/line.html", lambda route: route.abort())
    choose_kind(page, "video")
    expect(page.locator("#line")).to_contain_text("Mất mạng")
    page.fill("#title", "Đoạn phim về vùng phát thải thấp")
    page.locator("button[value=save]").dispatch_event("click")
    expect(page.locator("#title")).to_have_value("Đoạn phim về vùng phát thải thấp")
    page.unroute("**/products/new")
    page.unroute("**/static/line.html")
    # It asks every five seconds, which is as long as is waited for what is said to come at once.
    expect(page.locator("#line p")).to_have_count(0, timeout=15_000)
    page.locator("button[value=save]").dispatch_event("click")
    expect(page.locator("[id='details.seconds']")).to_be_attached()
