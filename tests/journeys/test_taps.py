"""How many taps an entry takes on a phone, with and without scripts; and that nothing is filed unseen where it isn't.

Beside the title and one number: reaching their fields costs nothing here, for they are what the entry says.
"""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests import samples
from tests.journeys.conftest import own_site
from tests.journeys.test_logging import choose_kind, press_save, save, settle, write

# What a form begins with is what its unit logged last.
site = own_site()


class Thumb:
    """Every tap counts; opening a list and choosing from it are two."""

    def __init__(self, page: Page, javascript: bool) -> None:
        self.page, self.javascript, self.taps = page, javascript, 0

    def tap(self, selector: str) -> None:
        self.page.locator(selector).first.click(force=True)
        settle(self.page, self.javascript)
        self.taps += 1

    def write(self, selector: str, words: str) -> None:
        write(self.page, self.javascript, selector, words)

    def go_on(self) -> None:
        """Without scripts one asks to see what follows; with them it is there."""
        if not self.javascript:
            self.tap("button:has-text('Tiếp')")

    def save(self, title: str, most: int) -> None:
        for _ in range(2):
            press_save(self.page)
            self.taps += 1
            if not self.page.locator(".asked").count():
                break
        expect(self.page.locator("h1")).to_have_text(title)
        assert self.taps <= most


@pytest.fixture
def thumb(opened: Callable[..., Page], javascript: bool) -> Thumb:
    return Thumb(opened("hpn", javascript=javascript, touch=True), javascript)


def begin(thumb: Thumb, kind: str) -> None:
    """From Today on."""
    thumb.page.goto("/")
    thumb.tap("main a:has-text('Ghi sản phẩm')")
    if not thumb.page.locator(f"#kind-{kind}").is_checked():
        thumb.tap(f"#kind-{kind}")


def earlier(page: Page, kind: str, title: str, campaign: str = "RAC") -> None:
    """An entry that the unit made before: of this kind, in this campaign."""
    page.goto(f"/products/new?kind={kind}&campaign={campaign}")
    page.fill("#title", title)
    save(page)
    expect(page.locator("h1")).to_have_text(title)


def test_a_post_on_the_usual_channels_takes_four(thumb: Thumb) -> None:
    earlier(thumb.page, "social_post", f"Bài trước {thumb.javascript}")
    title = f"Ngày hội tái chế ở sân chung cư {thumb.javascript}"
    begin(thumb, "social_post")
    thumb.write("#title", title)
    thumb.save(title, 4)
    expect(thumb.page.locator("main")).to_contain_text("Phân loại rác tại nguồn")


def test_an_infographic_takes_five_and_its_campaign_is_the_one_that_its_title_speaks_of(thumb: Thumb) -> None:
    earlier(thumb.page, "video", f"Xe máy điện {thumb.javascript}", "PTT")
    title = f"Cách phân loại rác tại bếp {thumb.javascript}"
    begin(thumb, "infographic")
    thumb.write("#title", title)
    thumb.page.set_input_files("#file", {"name": "Ba thùng.jpg", "mimeType": "image/jpeg", "buffer": samples.photo()})
    thumb.go_on()
    expect(thumb.page.locator(".belong")).to_contain_text("TL-02")
    thumb.tap("button:text-is('Phân loại rác tại nguồn')")
    expect(thumb.page.locator(".belong")).to_contain_text("TL-03")
    thumb.save(title, 5)
    expect(thumb.page.locator("aside").last).to_contain_text("Phân loại rác tại nguồn")
    expect(thumb.page.locator(".files")).to_contain_text("Ba thùng.jpg")


def test_a_meeting_in_one_group_takes_five(thumb: Thumb) -> None:
    earlier(thumb.page, "meeting", f"Họp trước {thumb.javascript}")
    title = f"Họp tổ 12 về rác thải {thumb.javascript}"
    begin(thumb, "meeting")
    thumb.write("#title", title)
    thumb.go_on()
    thumb.tap("label:text-is('Tổ 12')")
    thumb.write("[id='details.attendance']", "145")
    thumb.save(title, 5)
    expect(thumb.page.locator("main")).to_contain_text("145 có đếm")


def test_a_loudspeaker_for_a_week_takes_seven(thumb: Thumb) -> None:
    earlier(thumb.page, "social_post", f"Bài nữa {thumb.javascript}")
    title = f"Giờ thu gom rác tuần này {thumb.javascript}"
    begin(thumb, "loudspeaker_script")
    thumb.write("#title", title)
    thumb.tap("label:text-is('Một tuần')")
    thumb.save(title, 7)
    expect(thumb.page.locator("main")).to_contain_text("6 lượt sắp tới")
    expect(thumb.page.locator("main table").first).to_contain_text("Loa truyền thanh")


def test_a_post_with_the_platform_s_total_takes_six(thumb: Thumb) -> None:
    earlier(thumb.page, "social_post", f"Bài đo trước {thumb.javascript}")
    title = f"Điểm đổi rác lấy cây {thumb.javascript}"
    begin(thumb, "social_post")
    thumb.write("#title", title)
    thumb.tap("button:has-text('Nhập số chung')")
    thumb.write("input[name$='total_reach.people']", "3180")
    thumb.save(title, 6)
    expect(thumb.page.locator("main")).to_contain_text("đo được, phân theo dân số")


def test_a_gap_of_a_directive_is_closed_in_four(thumb: Thumb) -> None:
    thumb.page.goto("/products/new?groups=CB-07&directives=CT09-TU&content_group=1.3")
    title = f"Sinh hoạt chi bộ quý IV {thumb.javascript}"
    assert thumb.page.locator("#held-CB-07").is_checked(), "Party cells hear of it where they meet"
    thumb.taps = 1
    thumb.write("#title", title)
    thumb.write("[id='details.attendance']", "30")
    thumb.save(title, 4)
    expect(thumb.page.locator("main")).to_contain_text("Sinh hoạt chi bộ")
    expect(thumb.page.locator("main")).to_contain_text("30 có đếm")


# What was filed wrong before, and is seen now.


def test_a_title_of_another_campaign_is_asked_about_before_it_is_saved(thumb: Thumb) -> None:
    earlier(thumb.page, "video", f"Đi xe buýt điện {thumb.javascript}", "PTT")
    thumb.page.goto("/products/new")
    thumb.write("#title", f"Phân loại rác ở chợ {thumb.javascript}")
    if not thumb.javascript:
        # With scripts what is asked stands there as soon as it is typed.
        thumb.page.click("button[value=save]")
        expect(thumb.page.locator(".asked")).to_contain_text("Tên giống chiến dịch «Phân loại rác tại nguồn»")
    expect(thumb.page.locator("button:text-is('Phân loại rác tại nguồn')")).to_be_visible()
    expect(thumb.page.locator(".belong")).to_contain_text("TL-02")


def test_another_campaign_takes_its_material_and_directives_along(thumb: Thumb) -> None:
    thumb.page.goto("/products/new?kind=video&campaign=RAC")
    expect(thumb.page.locator(".belong")).to_contain_text("TL-03")
    thumb.page.select_option("#campaign", "PCCC")
    settle(thumb.page, thumb.javascript)
    thumb.go_on()
    expect(thumb.page.locator(".belong")).to_contain_text("TL-06")
    expect(thumb.page.locator(".belong")).not_to_contain_text("02-NQ/TW")


def test_a_kind_brings_its_own_channels_and_another_is_asked_about(thumb: Thumb) -> None:
    thumb.page.goto("/products/new?kind=article&campaign=RAC")
    choose_kind(thumb.page, "loudspeaker_script")
    settle(thumb.page, thumb.javascript)
    thumb.go_on()
    expect(thumb.page.locator(".chan-head b")).to_have_text(["Loa truyền thanh"])
    thumb.page.goto("/products/new?kind=loudspeaker_script&campaign=RAC&channel=facebook")
    thumb.page.fill("#title", f"Lời phát thanh lạc kênh {thumb.javascript}")
    thumb.page.click("button[value=save]")
    expect(thumb.page.locator(".asked")).to_contain_text("Facebook")
    thumb.page.goto("/products?q=lac+kenh")
    expect(thumb.page.locator("main")).not_to_contain_text("lạc kênh")


def test_a_meeting_is_filed_for_no_group_that_nobody_named(thumb: Thumb) -> None:
    thumb.page.goto("/products/new?kind=talk&campaign=RAC")
    thumb.write("#title", f"Nói chuyện ở tổ 13 {thumb.javascript}")
    if not thumb.javascript:
        thumb.page.click("button[value=save]")
    expect(thumb.page.locator("h1")).to_have_text("Ghi sản phẩm")
    expect(thumb.page.locator("label:text-is('Tổ 13')")).to_be_visible()
    assert thumb.page.locator("input[name=held]:checked").count() == 0


def test_the_form_is_short_though_its_campaign_carries_twelve_directives(opened: Callable[..., Page]) -> None:
    coordinator = opened("bxdd", javascript=False)
    coordinator.goto("/campaigns/CDS/edit")
    coordinator.click("summary:has-text('văn bản')")
    boxes = coordinator.locator("input[name=directives]")
    for place in range(min(12, boxes.count())):
        boxes.nth(place).check(force=True)
    coordinator.click("main button.btn-1")
    page = opened("hpn")
    page.goto("/products/new?kind=social_post&campaign=CDS")
    assert page.evaluate("document.documentElement.scrollHeight") < 1600
    assert page.locator("input[name=directives]:checked").count() >= 12


def test_the_form_of_a_gap_names_its_groups_and_is_short(opened: Callable[..., Page]) -> None:
    page = opened("hpn")
    page.goto("/products/new?directives=NQ02-TW&kind=social_post&channel=zalo&groups=TDP-23,TDP-30,TDP-44")
    expect(page.locator(".chan", has_text="Zalo")).to_contain_text("Tổ 23, Tổ 30, Tổ 44 · đã chuyển tới")
    assert page.evaluate("document.documentElement.scrollHeight") < 1600
    page.click(".chan:has-text('Zalo') .tog-l")
    expect(page.get_by_role("checkbox", name="Tổ 23", exact=True).first).to_be_checked()
