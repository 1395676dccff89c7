"""The log form through its page: nothing typed is lost, what is odd is asked, a second press stores once."""

import re
import unicodedata
from types import SimpleNamespace

import pytest
from fastapi.testclient import TestClient

from tests import makers
from tests.conftest import Stage
from tests.views.filled import Fields, filled, press

NEW = "/products/new"


@pytest.fixture
def ward(stage: Stage, coordinator: TestClient, pages: SimpleNamespace) -> SimpleNamespace:
    for number in (1, 2, 3):
        makers.post(
            coordinator,
            "/groups",
            {"code": f"TDP-0{number}", "kind": "residential", "name": f"Tổ {number}", "population": 1000},
        )
    return pages


def seen(client: TestClient, **values: str | list[str]) -> list[tuple[str, str]]:
    """A form with two channels on which the person has looked at the numbers."""
    wanted: dict[str, str | list[str]] = {
        "kind": "official_notice",
        "title": "Thu phí rác",
        "content_group": "1.8",
        "channels": ["zalo", "loudspeaker"],
    }
    looked = press(client, NEW, filled(client.get(NEW).text, **(wanted | values)), "look")
    assert looked.status_code == 200
    return filled(looked.text)


def stored(coordinator: TestClient) -> list[makers.Json]:
    return list(makers.every(coordinator, "/products", expand="reach"))


def changed(pairs: list[tuple[str, str]], **values: str) -> list[tuple[str, str]]:
    named = {name.replace("__", "."): value for name, value in values.items()}
    return [(name, named.get(name, value)) for name, value in pairs]


def test_what_is_saved_is_what_was_typed(ward: SimpleNamespace, coordinator: TestClient) -> None:
    pairs = changed(seen(ward.officer), placements__0__reach__0__people="1.000", placements__0__reach__1__people="7")
    answer = press(ward.officer, NEW, pairs)
    assert answer.status_code == 303
    (product,) = stored(coordinator)
    assert answer.headers["location"].startswith(f"/products/{product['id']}?")
    rows = {one["channel"]: one["reach"] for one in product["placements"]}
    assert [(row["people"], row["basis"]) for row in rows["zalo"]] == [
        (1000, "estimated"),
        (7, "estimated"),
        (None, None),
    ]
    assert [row["people"] for row in rows["loudspeaker"]] == [None, None, None]


def test_a_refused_form_keeps_every_field(ward: SimpleNamespace, coordinator: TestClient) -> None:
    pairs = changed(
        seen(ward.officer, kind="video"),
        title="",
        placements__0__reach__0__people="1.001",
        placements__1__reach__2__people="mười",
        details__seconds="0",
        placements__0__runs="gọi 0912345678",
    )
    answer = press(ward.officer, NEW, pairs)
    assert answer.status_code == 422
    for words in (
        "Nhập tên sản phẩm",
        "Nhập một số nguyên, ví dụ 420. Đang ghi «mười».",
        "Nhập số từ 1 trở lên. Đang ghi «0».",
        "Tổ 1 có 1.000 người",
    ):
        assert words in answer.text, "all is told at once"
    assert "Đang ghi «gọi" not in answer.text, "what leads to a person stands in its field alone"
    kept = dict(Fields(answer.text).pairs)
    sent = dict(pairs)
    own = ("form_id", "confirmed", "was.title")
    assert {name: kept[name] for name in sent if name not in own} == {
        name: value for name, value in sent.items() if name not in own
    }
    assert stored(coordinator) == []
    for target in re.findall(r'class="errs".*?</div>', answer.text, re.DOTALL)[0].split('href="#')[1:]:
        assert f'id="{target.split(chr(34))[0]}"' in answer.text, "every fault in the summary leads to its field"


def test_too_many_people_are_refused_with_the_group_s_own_number(ward: SimpleNamespace) -> None:
    answer = press(ward.officer, NEW, changed(seen(ward.officer), placements__0__reach__1__people="1001"))
    assert answer.status_code == 422
    assert "Tổ 2 có 1.000 người. Nhập số từ 1 đến 1.000." in answer.text


@pytest.mark.parametrize(("typed", "words"), [("a" * 10_000, "Dài quá 300 chữ"), ("Loa\x07phường", "không hiện được")])
def test_a_title_that_can_t_be_taken(ward: SimpleNamespace, coordinator: TestClient, typed: str, words: str) -> None:
    answer = press(ward.officer, NEW, changed(seen(ward.officer), title=typed))
    assert answer.status_code == 422
    assert words in answer.text
    assert dict(Fields(answer.text).pairs)["title"] == typed
    assert stored(coordinator) == []


def test_letters_with_their_marks_apart_are_put_together(ward: SimpleNamespace, coordinator: TestClient) -> None:
    apart = unicodedata.normalize("NFD", "Phường Đống Đa sạch đẹp")
    assert press(ward.officer, NEW, changed(seen(ward.officer), title=apart)).status_code == 303
    assert stored(coordinator)[0]["title"] == "Phường Đống Đa sạch đẹp"
    assert "sạch đẹp" in ward.officer.get("/products?q=dong+da+sach").text


def test_a_day_to_come_is_refused_beside_its_field(ward: SimpleNamespace) -> None:
    answer = press(ward.officer, NEW, changed(seen(ward.officer), placements__0__published_on=makers.day(3)))
    assert answer.status_code == 422
    assert "chưa tới" in answer.text


def test_a_second_press_stores_once_and_a_changed_one_asks(ward: SimpleNamespace, coordinator: TestClient) -> None:
    pairs = seen(ward.officer)
    first, second = press(ward.officer, NEW, pairs), press(ward.officer, NEW, pairs)
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.headers["location"] == second.headers["location"]
    third = press(ward.officer, NEW, changed(pairs, title="Sửa sau khi lưu"))
    assert third.status_code == 422
    assert "đã lưu một lần" in third.text
    assert press(ward.officer, NEW, filled(third.text)).status_code == 303
    assert len(stored(coordinator)) == 2


def test_what_is_odd_is_asked_and_saved_when_confirmed(ward: SimpleNamespace, coordinator: TestClient) -> None:
    assert press(ward.officer, NEW, seen(ward.officer)).status_code == 303
    asked = press(ward.officer, NEW, seen(ward.officer))
    assert asked.status_code == 422
    assert "cùng tên, cùng ngày" in asked.text
    (first,) = stored(coordinator)
    assert f'id="title-ask">Đơn vị đã ghi một sản phẩm cùng tên, cùng ngày (số {first["id"]})' in asked.text
    assert f'<a href="/products/{first["id"]}">' in asked.text
    assert press(ward.officer, NEW, filled(asked.text)).status_code == 303
    assert len(stored(coordinator)) == 2


def test_a_channel_that_does_not_fit_is_asked_about_beside_it_and_nothing_is_lost(
    ward: SimpleNamespace, coordinator: TestClient
) -> None:
    pairs = seen(ward.officer, kind="loudspeaker_script", channels=["loudspeaker", "website"])
    asked = press(ward.officer, NEW, pairs)
    assert asked.status_code == 422
    assert 'id="placements.1.channel-ask"' in asked.text
    assert 'id="placements.0.channel-ask"' not in asked.text
    sent = {name: value for name, value in pairs if name not in ("form_id", "confirmed", "was.title")}
    assert {name: value for name, value in filled(asked.text) if name in sent} == sent
    assert stored(coordinator) == []
    assert press(ward.officer, NEW, filled(asked.text)).status_code == 303


def test_a_confirmation_is_for_what_was_asked_alone(ward: SimpleNamespace, coordinator: TestClient) -> None:
    assert press(ward.officer, NEW, seen(ward.officer)).status_code == 303
    asked = press(ward.officer, NEW, seen(ward.officer))
    campaign = makers.campaign(coordinator, content_groups=["1.3"])["code"]
    shown = press(ward.officer, NEW, filled(asked.text, campaign=campaign))
    assert "chiến dịch mang theo" in shown.text, "what a campaign brings along is seen before it is stored"
    answer = press(ward.officer, NEW, filled(shown.text))
    assert answer.status_code == 422, "a new oddity is asked about anew"


def test_numbers_nobody_has_seen_are_shown_before_they_are_stored(
    ward: SimpleNamespace, coordinator: TestClient
) -> None:
    unseen = filled(ward.officer.get(NEW).text, kind="video", title="A", content_group="1.1", channels=["zalo"])
    answer = press(ward.officer, NEW, unseen)
    assert answer.status_code == 422
    assert "Xem lại kênh vừa chọn" in answer.text
    assert stored(coordinator) == []
    assert press(ward.officer, NEW, filled(answer.text)).status_code == 303


def test_a_figure_for_the_whole_ward_is_split_and_says_so(ward: SimpleNamespace, coordinator: TestClient) -> None:
    pairs = [pair for pair in seen(ward.officer, channels=["fanpage"]) if ".mode" not in pair[0]]
    looked = press(ward.officer, NEW, [*pairs, ("placements.0.mode", "total")], "look")
    answer = press(ward.officer, NEW, filled(looked.text, placements__0__total_reach__people="1.500"))
    assert answer.status_code == 303
    reach = stored(coordinator)[0]["placements"][0]["reach"]
    assert [(row["people"], row["allocated"]) for row in reach] == [(500, True)] * 3
    assert "phân theo dân số" in ward.officer.get(answer.headers["location"]).text


def test_an_edit_leaves_alone_what_was_not_touched(ward: SimpleNamespace, coordinator: TestClient) -> None:
    product = makers.product(
        coordinator,
        makers.placement(
            "zalo",
            makers.DAY,
            makers.reach(people=5, basis="counted"),
            makers.reach("TDP-02", people=6, basis="measured"),
        ),
        unit="UBND",
    )
    path = f"/products/{product['id']}/edit"
    answer = press(ward.officer, path, filled(ward.officer.get(path).text, title="Tên mới"))
    assert answer.status_code == 303
    after = makers.get(coordinator, f"/products/{product['id']}")
    assert after["title"] == "Tên mới"
    assert after["placements"] == product["placements"]


def marked(text: str) -> list[str]:
    """The fields that a fault stands at, in the page's order."""
    return re.findall(r'id="([^"]*)-fault"', text)


@pytest.mark.parametrize("day", ["", "2026-02-30", "2099-01-01"])
def test_a_wrong_day_stands_at_the_box_that_all_channels_have_it_from(ward: SimpleNamespace, day: str) -> None:
    answer = press(ward.officer, NEW, changed(seen(ward.officer), day=day))
    assert answer.status_code == 422
    assert marked(answer.text) == ["day"]
    assert answer.text.count('href="#day"') == 1, "it is told once for both channels"


def test_a_wrong_day_of_one_channel_stands_at_that_channel(ward: SimpleNamespace) -> None:
    pairs = changed(seen(ward.officer), day="", placements__1__published_on="2026-02-30")
    answer = press(ward.officer, NEW, pairs)
    assert sorted(marked(answer.text)) == ["day", "placements.1.published_on"]


def test_a_planned_day_that_is_missing_stands_at_its_box(ward: SimpleNamespace) -> None:
    pairs = [*changed(seen(ward.officer), planned_on="2026-02-30"), ("status", "planned")]
    assert marked(press(ward.officer, NEW, pairs).text) == ["planned_on"]


@pytest.mark.parametrize(
    ("emptied", "words"), [("title", "Nhập tên sản phẩm"), ("content_group", "Chọn nhóm nội dung")]
)
def test_an_edit_that_empties_what_is_needed_is_refused_and_keeps_the_rest(
    ward: SimpleNamespace, coordinator: TestClient, emptied: str, words: str
) -> None:
    product = makers.product(coordinator, makers.placement("zalo", makers.DAY, makers.reach(people=5)), unit="UBND")
    path = f"/products/{product['id']}/edit"
    typed = {"title": "Tên mới", "placements__0__reach__0__people": "7"} | {emptied: ""}
    answer = press(ward.officer, path, filled(ward.officer.get(path).text, **typed))
    assert answer.status_code == 422
    assert f'id="{emptied}-fault"' in answer.text
    assert words in answer.text
    kept = dict(Fields(answer.text).pairs)
    assert {name: kept[name.replace("__", ".")] for name in typed} == typed
    assert makers.get(coordinator, f"/products/{product['id']}") == product


def test_an_edit_tells_at_once_of_what_was_emptied_and_what_cannot_be_read(
    ward: SimpleNamespace, coordinator: TestClient
) -> None:
    product = makers.product(coordinator, makers.placement("zalo", makers.DAY, makers.reach(people=5)), unit="UBND")
    path = f"/products/{product['id']}/edit"
    typed = {"title": "", "placements__0__reach__0__people": "bảy"}
    answer = press(ward.officer, path, filled(ward.officer.get(path).text, **typed))
    assert "Nhập tên sản phẩm" in answer.text
    assert "Đang ghi «bảy»" in answer.text


def test_a_planned_product_whose_day_is_emptied_is_refused(ward: SimpleNamespace, coordinator: TestClient) -> None:
    product = makers.product(coordinator, unit="UBND", status="planned", planned_on="2026-12-01", placements=[])
    path = f"/products/{product['id']}/edit"
    answer = press(ward.officer, path, filled(ward.officer.get(path).text, planned_on=""))
    assert answer.status_code == 422
    assert 'id="planned_on-fault"' in answer.text
    assert makers.get(coordinator, f"/products/{product['id']}")["planned_on"] == "2026-12-01"


def test_an_edit_of_one_number_keeps_the_others_bases(ward: SimpleNamespace, coordinator: TestClient) -> None:
    product = makers.product(
        coordinator,
        makers.placement(
            "zalo",
            makers.DAY,
            makers.reach(people=5, basis="counted"),
            makers.reach("TDP-02", people=6, basis="measured"),
        ),
        unit="UBND",
    )
    path = f"/products/{product['id']}/edit"
    page = ward.officer.get(path).text
    assert press(ward.officer, path, filled(page, placements__0__reach__0__people="9")).status_code == 303
    rows = makers.get(coordinator, f"/products/{product['id']}")["placements"][0]["reach"]
    assert [(row["people"], row["basis"]) for row in rows] == [(9, "counted"), (6, "measured")]


def test_two_people_do_not_overwrite_one_another(ward: SimpleNamespace, coordinator: TestClient) -> None:
    product = makers.product(coordinator, makers.placement("zalo", makers.DAY), unit="UBND")
    path = f"/products/{product['id']}/edit"
    opened = filled(ward.officer.get(path).text, title="Của tôi")
    makers.patch(coordinator, f"/products/{product['id']}", title="Của người khác")
    answer = press(ward.officer, path, opened)
    assert answer.status_code == 422
    assert "Có người đã sửa" in answer.text
    assert dict(Fields(answer.text).pairs)["title"] == "Của tôi", "what was typed is still there to be copied"
    assert makers.get(coordinator, f"/products/{product['id']}")["title"] == "Của người khác"


def test_a_closed_period_asks_the_coordinator_for_a_reason(ward: SimpleNamespace, coordinator: TestClient) -> None:
    makers.close(coordinator)
    pairs = changed(seen(ward.officer), day=makers.DAY)
    refused = press(ward.officer, NEW, pairs)
    assert refused.status_code == 422
    assert "đã đóng. Nhờ Ban Xây dựng Đảng" in refused.text
    mine = changed(seen(ward.coordinator, unit="BXDD"), day=makers.DAY)
    asked = press(ward.coordinator, NEW, mine)
    assert asked.status_code == 422
    assert "Ghi lý do sửa" in asked.text
    given = press(ward.coordinator, NEW, filled(asked.text, change_reason="Bổ sung theo biên bản"))
    assert given.status_code == 303


def test_the_effect_is_said_before_saving(ward: SimpleNamespace) -> None:
    pairs = changed(seen(ward.officer), placements__0__reach__0__people="300")
    headers = {"HX-Request": "true", "HX-Target": "div#effect"}
    answer = press(ward.officer, NEW, pairs, "look", **headers)
    assert "<html" not in answer.text
    assert "0% lên 10%" in answer.text


def test_a_leader_may_not_open_the_form(ward: SimpleNamespace) -> None:
    assert ward.leader.get(NEW).status_code == 403
    assert press(ward.leader, NEW, [("title", "x")]).status_code == 403


def test_a_form_of_another_kind_is_refused_in_words(ward: SimpleNamespace) -> None:
    assert ward.officer.post(NEW, json={"title": "x"}).status_code == 415
    assert (
        ward.officer.post(
            NEW, content=b"\xff=\xfe", headers={"Content-Type": "application/x-www-form-urlencoded"}
        ).status_code
        == 422
    )
    assert (
        press(ward.officer, NEW, [("placements.0.reach", "1"), ("placements.0.reach.0.people", "2")]).status_code == 422
    )


def test_an_edit_says_where_days_that_differ_stand(ward: SimpleNamespace, coordinator: TestClient) -> None:
    one_day = makers.product(coordinator, makers.placement("zalo", "2026-05-04", makers.reach("TDP-01", 20)))
    two_days = makers.product(
        coordinator,
        makers.placement("zalo", "2026-05-04", makers.reach("TDP-01", 20)),
        makers.placement("facebook", "2026-05-06", makers.reach("TDP-01", 10)),
    )
    hint = "Mỗi kênh đang có ngày riêng"
    assert hint in ward.coordinator.get(f"/products/{two_days['id']}/edit").text
    assert hint not in ward.coordinator.get(f"/products/{one_day['id']}/edit").text


def test_an_old_placement_is_kept_when_its_group_ended_since(ward: SimpleNamespace, coordinator: TestClient) -> None:
    rows = [makers.reach(f"TDP-0{number}", 100 + number) for number in (1, 2)]
    made = makers.product(coordinator, makers.placement("zalo", "2026-10-05", *rows), unit="UBND")
    makers.patch(coordinator, "/groups/TDP-01", retired_on="2026-09-30")
    path = f"/products/{made['id']}/edit"
    form = ward.officer.get(path).text
    name = next(name for name, value in filled(form) if name.endswith("people") and value == "102")
    assert press(ward.officer, path, changed(filled(form), **{name.replace(".", "__"): "103"})).status_code == 303
    (product,) = stored(coordinator)
    assert [(row["group"], row["people"]) for row in product["placements"][0]["reach"]] == [
        ("TDP-01", 101),
        ("TDP-02", 103),
    ]


# Nobody's number is made up.


def test_a_line_begins_with_every_group_or_with_none_and_with_no_number(
    ward: SimpleNamespace, coordinator: TestClient
) -> None:
    makers.patch(coordinator, "/channels/zalo", default_share=0.3)
    makers.patch(coordinator, "/channels/fanpage", default_share=0.3)
    sent = seen(ward.officer, channels=["zalo", "fanpage", "poster", "cell_meeting"])
    pairs = dict(sent)
    assert [pairs.get(f"placements.0.reach.{row}.people") for row in range(4)] == ["", "", "", None]
    assert not [name for name in pairs if name.startswith(("placements.1.reach", "placements.2.reach"))]
    text = press(ward.officer, NEW, sent, "look").text
    assert "tất cả 3 tổ · đã chuyển tới, chưa đếm" in text
    assert "công khai · chưa rõ tới ai" in text


def test_the_usual_share_is_taken_by_its_button_and_all_that_was_typed_stays(
    ward: SimpleNamespace, coordinator: TestClient
) -> None:
    makers.patch(coordinator, "/channels/zalo", default_share=0.3)
    pairs = changed(seen(ward.officer), placements__0__reach__1__people="7")
    offered = press(ward.officer, NEW, pairs, "look").text
    assert "khoảng 600 người" in offered, "of the two groups without a number"
    taken = press(ward.officer, NEW, pairs, "usual.0")
    assert dict(Fields(taken.text).pairs)["title"] == "Thu phí rác"
    assert "khoảng 600 người" not in taken.text
    counted = filled(taken.text, placements__0__reach__0__people="299", placements__0__basis="counted")
    assert press(ward.officer, NEW, counted).status_code == 303
    (product,) = stored(coordinator)
    rows = [(row["people"], row["basis"]) for row in product["placements"][0]["reach"]]
    assert rows == [(299, "counted"), (7, "counted"), (300, "estimated")], "a usual number stays what it is"


def test_an_open_channel_reaches_whom_the_usual_share_says_once_it_is_asked_for(
    ward: SimpleNamespace, coordinator: TestClient
) -> None:
    makers.patch(coordinator, "/channels/fanpage", default_share=0.1)
    pairs = seen(ward.officer, channels=["fanpage"])
    assert press(ward.officer, NEW, filled(press(ward.officer, NEW, pairs, "usual.0").text)).status_code == 303
    (product,) = stored(coordinator)
    assert [row["people"] for row in product["placements"][0]["reach"]] == [100, 100, 100]


@pytest.mark.parametrize("go", ["usual.7", "usual.", "usual.x"])
def test_a_button_of_no_line_takes_nothing(ward: SimpleNamespace, go: str) -> None:
    answer = press(ward.officer, NEW, seen(ward.officer), go)
    assert answer.status_code == 200
    assert "(mức quen)" not in answer.text


def test_another_number_does_not_change_what_it_rests_on(ward: SimpleNamespace, coordinator: TestClient) -> None:
    product = makers.product(
        coordinator,
        makers.placement(
            "zalo",
            makers.DAY,
            makers.reach(people=50, basis="counted"),
            makers.reach("TDP-02", people=60, basis="estimated"),
        ),
        unit="UBND",
    )
    path = f"/products/{product['id']}/edit"
    typed = {"placements__0__reach__0__people": "51", "placements__0__reach__1__people": "61"}
    assert press(ward.officer, path, filled(ward.officer.get(path).text, **typed)).status_code == 303
    rows = makers.get(coordinator, f"/products/{product['id']}")["placements"][0]["reach"]
    assert [(row["people"], row["basis"]) for row in rows] == [(51, "counted"), (61, "estimated")]


@pytest.mark.parametrize("basis", ["counted", "estimated"])
def test_who_came_is_changed_once_and_stays_counted_or_estimated(
    ward: SimpleNamespace, coordinator: TestClient, basis: str
) -> None:
    placed = makers.placement("residential_meeting", makers.DAY, makers.reach(people=45, basis=basis))
    product = makers.product(coordinator, placed, unit="UBND", kind="meeting", details={"attendance": 45})
    path = f"/products/{product['id']}/edit"
    assert press(ward.officer, path, filled(ward.officer.get(path).text)).status_code == 303
    assert makers.get(coordinator, f"/products/{product['id']}") == product
    typed = filled(ward.officer.get(path).text, details__attendance="60")
    assert press(ward.officer, path, typed).status_code == 303
    after = makers.get(coordinator, f"/products/{product['id']}")
    (row,) = after["placements"][0]["reach"]
    assert (after["details"]["attendance"], row["people"], row["basis"]) == (60, 60, basis)


def test_a_number_that_was_never_who_came_does_not_follow(ward: SimpleNamespace, coordinator: TestClient) -> None:
    placed = makers.placement("residential_meeting", makers.DAY, makers.reach(people=40, basis="counted"))
    product = makers.product(coordinator, placed, unit="UBND", kind="meeting", details={"attendance": 45})
    path = f"/products/{product['id']}/edit"
    answer = press(ward.officer, path, filled(ward.officer.get(path).text, details__attendance="60"))
    assert answer.status_code == 422
    assert "Số người dự là 60, số người được tiếp cận ghi 40. Đúng như vậy?" in answer.text


def test_a_meeting_that_becomes_something_else_keeps_whom_it_reached(
    ward: SimpleNamespace, coordinator: TestClient
) -> None:
    placed = makers.placement("residential_meeting", makers.DAY, makers.reach(people=None))
    product = makers.product(coordinator, placed, unit="UBND", kind="meeting", details={"attendance": 45})
    path = f"/products/{product['id']}/edit"
    assert press(ward.officer, path, filled(ward.officer.get(path).text, kind="other")).status_code == 303
    after = makers.get(coordinator, f"/products/{product['id']}")
    assert after["details"] == {}
    assert after["placements"][0]["reach"][0]["people"] == 45


# What is in use stays.


def test_what_was_retired_stays_in_the_form_and_says_so(ward: SimpleNamespace, coordinator: TestClient) -> None:
    makers.campaign(coordinator, title="Đợt rác")
    reached = (
        makers.placement("zalo", makers.DAY, makers.reach()),
        makers.placement("poster", makers.DAY, makers.reach()),
    )
    product = makers.product(coordinator, *reached, unit="UBND", campaign="NQ02", directives=["CT09-TU"])
    for path in ("/channels/poster", "/groups/TDP-01", "/campaigns/NQ02", "/directives/CT09-TU"):
        makers.delete(coordinator, path)
    path = f"/products/{product['id']}/edit"
    page = ward.officer.get(path).text
    assert page.count("(ngừng dùng)") >= 6
    assert press(ward.officer, path, filled(page, placements__0__reach__0__people="421")).status_code == 303
    after = makers.get(coordinator, f"/products/{product['id']}")
    assert [one["reach"][0]["people"] for one in after["placements"]] == [421, 420]
    assert (after["campaign"], after["directives"]) == ("NQ02", ["CT09-TU"])
    fresh = ward.officer.get(NEW).text
    assert "(ngừng dùng)" not in fresh


def test_a_channel_that_retires_while_the_form_is_open_is_not_dropped(
    ward: SimpleNamespace, coordinator: TestClient
) -> None:
    pairs = seen(ward.officer)
    makers.product(coordinator, makers.placement("zalo"))
    makers.delete(coordinator, "/channels/zalo")
    assert press(ward.officer, NEW, pairs).status_code == 303
    assert {one["channel"] for one in stored(coordinator)[0]["placements"]} == {"zalo", "loudspeaker"}


def test_an_ended_campaign_is_no_default(ward: SimpleNamespace, coordinator: TestClient) -> None:
    makers.campaign(coordinator, ends_on="2026-05-10")
    made = makers.product(coordinator, unit="UBND", campaign="NQ02")
    for address in (NEW, f"{NEW}?like={made['id']}"):
        page = ward.officer.get(address).text
        assert dict(Fields(page).pairs)["campaign"] == "TX-2026"
    assert "Đợt tuyên truyền (đã kết thúc)" in page


# What people type.


def test_a_page_asks_nothing_of_what_others_put_behind_its_address(ward: SimpleNamespace) -> None:
    answer = ward.officer.get(f"{NEW}?fbclid=IwAR0&utm_source=zalo&kind=video&kind=article")
    assert answer.status_code == 200
    assert dict(Fields(answer.text).pairs)["kind"] == "article"


@pytest.mark.parametrize(
    ("typed", "times"),
    [
        ("6h30", ["06:30"]),
        ("6h30, 17h", ["06:30", "17:00"]),
        ("6 giờ 30 và 17 giờ", ["06:30", "17:00"]),
        ("06:30 17:00", ["06:30", "17:00"]),
        ("6g30; 5h chiều", ["06:30", "17:00"]),
        ("6.30", ["06:30"]),
    ],
)
def test_hours_are_read_as_people_write_them(
    ward: SimpleNamespace, coordinator: TestClient, typed: str, times: list[str]
) -> None:
    pairs = filled(
        press(ward.officer, NEW, seen(ward.officer, kind="loudspeaker_script", channels=["loudspeaker"]), "look").text
    )
    assert press(ward.officer, NEW, [*pairs, ("details.broadcast_times", typed)]).status_code == 303
    assert stored(coordinator)[0]["details"]["broadcast_times"] == times


def test_what_is_no_hour_is_named_once_at_its_box(ward: SimpleNamespace) -> None:
    pairs = seen(ward.officer, kind="loudspeaker_script", channels=["loudspeaker"])
    answer = press(ward.officer, NEW, [*pairs, ("details.broadcast_times", "6h30, sáng sớm")])
    assert answer.status_code == 422
    assert answer.text.count("«sáng sớm» không phải giờ trong ngày") == 2, "in the summary, and at the box"
    assert 'href="#details.broadcast_times"' in answer.text


@pytest.mark.parametrize(
    ("link", "kept"),
    [
        ("facebook.com/phuong/1", "https://facebook.com/phuong/1"),
        ("http://a.vn", "http://a.vn"),
        ("dongda.hanoi.gov.vn", "https://dongda.hanoi.gov.vn"),
    ],
)
def test_links_and_money_are_read_as_people_write_them(
    ward: SimpleNamespace, coordinator: TestClient, link: str, kept: str
) -> None:
    pairs = filled(
        press(ward.officer, NEW, seen(ward.officer), "look").text, details__link=link, cost__amount="1.500.000 ₫"
    )
    assert press(ward.officer, NEW, pairs).status_code == 303
    (product,) = stored(coordinator)
    assert product["details"]["link"] == kept
    assert product["cost"]["amount"] == 1_500_000


def test_the_form_of_a_withdrawn_product_leads_to_its_page(ward: SimpleNamespace, coordinator: TestClient) -> None:
    made = makers.product(coordinator, makers.placement("zalo", makers.DAY))
    makers.patch(coordinator, f"/products/{made['id']}", status="withdrawn", reason="Sai số")
    answer = ward.coordinator.get(f"/products/{made['id']}/edit")
    assert answer.status_code == 409
    assert f'href="/products/{made["id"]}">Mở sản phẩm</a>' in answer.text
    assert "Ghi một sản phẩm mới thay cho nó" in answer.text


ENDLESS = "9" * 5000


@pytest.mark.parametrize("name", ["replaces", "placements__0__id"])
def test_a_number_without_end_in_a_field_that_nobody_sees_is_refused(
    ward: SimpleNamespace, coordinator: TestClient, name: str
) -> None:
    pairs = changed(seen(ward.officer), **{name: ENDLESS})
    pairs += [] if name.replace("__", ".") in dict(pairs) else [(name.replace("__", "."), ENDLESS)]
    answer = press(ward.officer, NEW, pairs)
    assert answer.status_code == 422
    assert stored(coordinator) == []


def test_a_number_without_end_of_those_who_came_is_told_at_its_field(
    ward: SimpleNamespace, coordinator: TestClient
) -> None:
    placed = makers.placement("residential_meeting", makers.DAY, makers.reach(people=45, basis="counted"))
    product = makers.product(coordinator, placed, unit="UBND", kind="meeting", details={"attendance": 45})
    path = f"/products/{product['id']}/edit"
    answer = press(ward.officer, path, filled(ward.officer.get(path).text, details__attendance=ENDLESS))
    assert answer.status_code == 422
    assert "Nhập một số nguyên, ví dụ 420." in answer.text


def test_a_line_beyond_all_lines_is_none(ward: SimpleNamespace) -> None:
    assert press(ward.officer, NEW, seen(ward.officer), f"usual.{ENDLESS}").status_code == 200


def test_a_file_for_a_product_of_a_number_without_end_is_for_none(ward: SimpleNamespace) -> None:
    answer = ward.officer.post(f"/products/{ENDLESS}/edit", files={"file": ("a.png", b"x")}, data={"title": "x"})
    assert answer.status_code == 404
