"""Histories say what was and what became of it, in words; no code, no secret, no hidden count, no erased text."""

import re
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import lengths, makers
from tests.conftest import Stage
from tests.makers import DAY, Json, get, patch, placement, reach
from tests.reading import plain

QUIET = settings(
    max_examples=lengths.of("histories told"),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def history(client: TestClient, path: str) -> str:
    found = re.search(r'<section aria-labelledby="history"[^>]*>.*?</section>', client.get(path).text, re.DOTALL)
    assert found is not None
    return plain(found[0])


@pytest.fixture
def ward(pages: SimpleNamespace, coordinator: TestClient) -> SimpleNamespace:
    makers.group(coordinator, "TDP-12", name="Tổ 12", population=1000)
    makers.group(coordinator, "TDP-13", name="Tổ 13", population=1000)
    return pages


def test_people_of_a_row_of_reach_are_told_with_group_channel_and_day(
    ward: SimpleNamespace, officer: TestClient
) -> None:
    made = makers.product(officer, placement("zalo", DAY, reach("TDP-12"), reach("TDP-13", 7)))
    rows = [placement("zalo", DAY, reach("TDP-12", 4), reach("TDP-13", 7))]
    patch(officer, f"/products/{made['id']}", placements=rows)
    text = history(ward.officer, f"/products/{made['id']}")
    assert re.search(r"420 → 4 người, Tổ 12, [^,]*[Zz]alo[^,]*, 03/05/2026", text)
    assert "Tổ 13" not in text


def test_every_way_in_which_reach_changes_has_its_words(ward: SimpleNamespace, officer: TestClient) -> None:
    before = [
        placement("zalo", DAY, reach("TDP-12", 30, "estimated"), reach("TDP-13", None)),
        placement("poster", DAY, reach("TDP-13", 300, "counted")),
    ]
    made = makers.product(officer, *before)
    after = [
        placement("zalo", DAY, reach("TDP-12", 30, "counted"), reach("TDP-13", 9), runs=2),
        placement("facebook", "2026-05-04", reach("TDP-12", 11)),
    ]
    patch(officer, f"/products/{made['id']}", placements=after, directives=["NQ02-TW"])
    text = history(ward.officer, f"/products/{made['id']}")
    for told in (
        "30 người (ước tính → có đếm), Tổ 12",
        "chưa đếm → 9 người, Tổ 13",
        "số lần phát: 1 → 2",
        "bỏ lượt phát: ",
        "300 người ở 1 nhóm",
        "thêm lượt phát: ",
        "04/05/2026, 11 người ở 1 nhóm",
        "chủ trương: để trống → 02-NQ/TW",
    ):
        assert told in text
    assert "TDP-1" not in text


def test_why_a_product_was_withdrawn_is_told_once(ward: SimpleNamespace, officer: TestClient) -> None:
    made = makers.product(officer, placement("zalo", DAY, reach("TDP-12")))
    patch(officer, f"/products/{made['id']}", status="withdrawn", reason="Sai số liệu")
    told = history(ward.officer, f"/products/{made['id']}")
    assert told.count("Sai số liệu") == 1
    assert told.count("trạng thái: đã phát → đã rút") == 1


def test_fields_are_told_with_names_days_money_and_words(ward: SimpleNamespace, officer: TestClient) -> None:
    made = makers.product(officer, cost={"amount": 1_000_000, "funding": "state_budget"}, title="Tên cũ")
    changed = {"cost": {"amount": 9_000_000, "funding": "contributed"}, "title": "Tên mới", "axis": "2.1"}
    patch(officer, f"/products/{made['id']}", **changed, details={"alt_text": "Một bức tranh"})
    text = history(ward.officer, f"/products/{made['id']}")
    for told in (
        "chi phí: 1.000.000 ₫ → 9.000.000 ₫",
        "nguồn kinh phí: ngân sách nhà nước → nguồn huy động",
        "tên: «Tên cũ» → «Tên mới»",
        "trục: để trống → ",
        "lời tả hình: để trống → «Một bức tranh»",
    ):
        assert told in text
    assert "2.1" not in text
    assert "{" not in text


def test_what_was_before_stands_in_the_audit_log_too(
    ward: SimpleNamespace, coordinator: TestClient, admin: TestClient
) -> None:
    patch(coordinator, "/groups/TDP-12", population=900)
    patch(coordinator, "/directives/NQ02-TW", within_days=30)
    patch(admin, "/settings", evidence_share=0.6)
    makers.delete(coordinator, "/groups/TDP-13")
    text = plain(ward.admin.get("/audit").text)
    for told in ("số dân: 1.000 → 900", "số ngày cho phép: để trống → 30", "mục tiêu số có căn cứ: 50% → 60%"):
        assert told in text
    assert "số dân: 1.000 " in text
    [gone] = [one for one in get(admin, "/audit")["items"] if one["action"] == "deleted"]
    assert gone["facts"]["was"]["population"] == 1000
    assert gone["words"]["was"]["name"] == "Tổ 13"
    assert "things" not in gone
    assert "digest" not in gone


def test_of_a_secret_the_trail_says_that_it_changed(ward: SimpleNamespace, admin: TestClient, stage: Stage) -> None:
    made = makers.post(admin, "/users", {"name": "canbo", "full_name": "Trần Thị Bình", "role": "leader"})
    patch(admin, f"/users/{made['id']}", full_name="Lê Văn Tám", email="tam@dongda.example", role="unit", unit="UBND")
    text = history(ward.admin, f"/users/{made['id']}")
    assert "họ tên, chức danh: đã đổi" in text
    assert "thư điện tử: đã đổi" in text
    assert "vai trò: lãnh đạo → đơn vị" in text
    items = [one for one in get(admin, "/audit")["items"] if one["id"] == str(made["id"])]
    assert "Trần Thị Bình" not in str([(one["facts"], one["words"]) for one in items])
    assert "tam@" not in str([(one["facts"], one["words"]) for one in items])


COUNT = st.integers(0, 4)
HIDDEN = st.tuples(COUNT, COUNT, COUNT).filter(any)


@QUIET
@given(first=HIDDEN, second=HIDDEN, third=st.tuples(st.integers(0, 30), st.integers(0, 30), st.integers(1, 4)))
def test_no_entry_depends_on_a_hidden_count(
    stage: Stage, coordinator: TestClient, first: Any, second: Any, third: Any
) -> None:
    """The same steps leave the same entries, whatever the hidden counts are, also where nothing differs."""
    if not get(coordinator, "/groups")["items"]:
        makers.group(coordinator, "TDP-01")
    admin = stage.bearing(stage.tokens["admin"])

    def entries(one: Any, two: Any, three: Any) -> list[Any]:
        made = makers.pulse(coordinator, *one)
        names, path = ("supportive", "neutral", "worried"), f"/pulses/{made['id']}"
        for counts in (one, two, three):
            patch(coordinator, path, **dict(zip(names, counts, strict=True)))
        patch(coordinator, path, content_group="1.9")
        makers.delete(coordinator, path)
        found = [row for row in get(admin, "/audit", limit=20)["items"] if row["id"] == str(made["id"])]
        return [(row["action"], row["facts"], row["words"]) for row in found]

    told = entries(first, second, third)
    assert told == entries((1, 2, 1), (1, 2, 1), (3, 3, 3))
    assert len(told) == 6


@QUIET
@given(words=st.lists(st.text("abcđeghikl", min_size=9, max_size=12), min_size=3, max_size=3, unique=True))
def test_what_is_erased_is_in_no_history(stage: Stage, coordinator: TestClient, words: list[str]) -> None:
    made = makers.concern(coordinator, summary=words[0])
    path = f"/concerns/{made['id']}"
    patch(coordinator, path, summary=words[1], due_on="2099-12-31", change_reason="Thêm thời gian")
    answered = {"status": "answered", "answered_on": "2026-05-20", "answer": words[2]}
    patch(coordinator, path, **answered)
    makers.delete(coordinator, path)
    admin, page = stage.bearing(stage.tokens["admin"]), stage.signed_in("admin").get("/audit").text
    told = f"{page} {get(admin, '/audit', limit=200)}"
    assert [word for word in words if word in told] == []
    assert "hạn: " in plain(page)


SAME: dict[str, tuple[str, Json]] = {
    "groups": ("/groups/TDP-12", {"name": "Tổ 12", "population": 1000, "cluster": None}),
    "units": ("/units/UBND", {"reports": True}),
    "channels": ("/channels/zalo", {"form": "social", "active": True}),
    "periods": ("/periods/2026-Q3", {"due_on": "2026-09-10", "closed": False}),
    "directives": ("/directives/NQ02-TW", {"number": "02-NQ/TW", "within_days": None}),
    "settings": ("/settings", {"evidence_share": 0.5, "approval": False}),
}


@pytest.mark.parametrize("noun", SAME)
def test_an_unchanged_save_is_no_change(stage: Stage, ward: SimpleNamespace, noun: str) -> None:
    path, body = SAME[noun]
    client = stage.bearing(stage.tokens["admin" if noun in ("units", "settings") else "coordinator"])
    _unchanged(stage, client, path, body)


def _unchanged(stage: Stage, client: TestClient, path: str, body: Json) -> None:
    admin = stage.bearing(stage.tokens["admin"])
    before, newest = client.get(makers.API + path), get(admin, "/audit")["items"][0]["seq"]
    answer = makers.try_patch(client, path, **body)
    assert answer.status_code == 200, answer.text
    after = client.get(makers.API + path)
    assert after.headers["etag"] == before.headers["etag"]
    assert after.json() == before.json()
    assert get(admin, "/audit")["items"][0]["seq"] == newest


@pytest.mark.parametrize("noun", ["survey", "pulse", "commendation", "plan", "concern", "report", "campaign", "user"])
def test_an_entry_saved_as_it_is_is_no_change(
    stage: Stage, ward: SimpleNamespace, coordinator: TestClient, admin: TestClient, noun: str
) -> None:
    kept = {"group": "TDP-12"}
    makes: dict[str, Any] = {
        "survey": lambda: ("/surveys", makers.survey(coordinator, **kept), {"asked": 40, "aware": 31}),
        "pulse": lambda: ("/pulses", makers.pulse(coordinator, 22, 9, 6, **kept), {"supportive": 22, "worried": 6}),
        "commendation": lambda: ("/commendations", makers.commendation(coordinator), {"status": "proposed"}),
        "plan": lambda: ("/plans", makers.plan(coordinator), {"year": 2026}),
        "concern": lambda: ("/concerns", makers.concern(coordinator), {"origin": "petition", "group": None}),
        "report": lambda: ("/reports", makers.report(coordinator), {"proposals": None}),
        "campaign": lambda: ("/campaigns", makers.campaign(coordinator), {"title": "Đợt tuyên truyền"}),
        "user": lambda: ("/users", makers.post(admin, "/users", {"name": "ai", "role": "leader"}), {"role": "leader"}),
    }
    base, made, body = makes[noun]()
    client = admin if noun == "user" else coordinator
    _unchanged(stage, client, f"{base}/{made.get('id', made.get('code'))}", body)


def test_a_product_sent_back_as_it_was_read_is_no_change(
    stage: Stage, ward: SimpleNamespace, officer: TestClient
) -> None:
    rows = [placement("zalo", DAY, reach("TDP-12"), reach("TDP-13", None)), placement("poster", DAY)]
    made = makers.product(officer, *rows, directives=["NQ02-TW"], details={"alt_text": "Tranh"})
    path = f"/products/{made['id']}"
    for body in ({"placements": rows}, {"title": made["title"]}, {"directives": ["NQ02-TW"], "cost": None}):
        _unchanged(stage, officer, path, body)
    changed = patch(officer, path, placements=[*rows, placement("facebook", DAY)])
    assert changed["updated_at"] > made["updated_at"]


def test_a_system_s_row_sent_again_is_no_change(
    stage: Stage, ward: SimpleNamespace, officer: TestClient, admin: TestClient
) -> None:
    row = makers.product_json(external_id="cms-1", placements=[placement("zalo", DAY, reach("TDP-12"))])
    makers.post(officer, "/products/batch", {"items": [row]})
    newest = get(admin, "/audit")["items"][0]["seq"]
    makers.post(officer, "/products/batch", {"items": [row, row]})
    assert get(admin, "/audit")["items"][0]["seq"] == newest
    makers.post(officer, "/products/batch", {"items": [row | {"title": "Tên khác"}, row]})
    last = get(admin, "/audit")["items"][:2]
    assert [one["words"]["was"]["title"] for one in last] == ["Tên khác", row["title"]]
