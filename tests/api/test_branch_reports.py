"""Reports of units in a tree: figures of the whole branch, words gathered step by step, read by who stands above."""

import pytest
from fastapi.testclient import TestClient

from tests import makers
from tests.documents import paper
from tests.makers import (
    API,
    DAY,
    Json,
    every,
    get,
    patch,
    placement,
    post,
    problem,
    product,
    reach,
    report,
    report_json,
    try_patch,
)

Q = "2026-Q2"


@pytest.fixture
def tree(admin: TestClient, coordinator: TestClient) -> TestClient:
    """UBND is a branch of MTTQ, and HPN of UBND: 600 people heard MTTQ, 500 UBND, on one channel, and 400 HPN."""
    post(admin, "/units", makers.unit_json("HPN", parent="UBND"))
    patch(admin, "/units/UBND", parent="MTTQ")
    makers.group(coordinator)
    for unit, channel, people in (("MTTQ", "zalo", 600), ("UBND", "zalo", 500), ("HPN", "talk", 400)):
        product(coordinator, placement(channel, DAY, reach(people=people)), unit=unit)
    makers.concern(coordinator, owner_unit="UBND")
    return coordinator


def handed_in(client: TestClient, unit: str) -> Json:
    made = report(client, unit, Q)
    post(client, f"/reports/{made['id']}/submit", {})
    return get(client, f"/reports/{made['id']}")


def test_a_units_report_is_of_its_branch_and_says_so(tree: TestClient, other_officer: TestClient) -> None:
    """1 − (1 − 0.6) · (1 − 0.4) of 1,000 people: 500 on the same channel add nothing."""
    made = handed_in(other_officer, "MTTQ")
    told = made["snapshot"]["figures"]
    assert told["branches"] == ["HPN", "UBND"]
    named = "Số liệu gồm cả các đơn vị trực thuộc: Đoàn Thanh niên phường, Ủy ban nhân dân phường."
    assert named in paper.word_text(paper.export(other_officer, made["id"], "docx"))
    assert (told["1"]["products"], told["4"]["received"]) == (3, 1)
    assert (told["2"]["residential"]["gross_reach"], told["2"]["residential"]["net_reach"]) == (1500, 760)
    assert told["indicators"]["products_published"]["value"] == 3
    for path, query in (("/products", {"unit": "MTTQ"}), ("/concerns", {"owner_unit": "MTTQ"})):
        listed = every(tree, path, with_children="true", period=Q, **query)
        assert len(listed) == (told["1"]["products"] if path == "/products" else told["4"]["received"])
    problem(tree.get(f"{API}/concerns", params={"with_children": "true"}), 422, (("with_children",), "no_unit"))


def test_a_unit_that_stands_alone_says_nothing_of_branches(tree: TestClient) -> None:
    assert "branches" not in get(tree, f"/reports/{report(tree, 'CTXH', Q)['id']}")["live"]


def test_what_a_branch_logs_later_moves_its_parents_report(
    tree: TestClient, other_officer: TestClient, officer: TestClient
) -> None:
    made = handed_in(other_officer, "MTTQ")
    later = product(officer, placement("zalo", DAY))
    found = get(other_officer, f"/reports/{made['id']}")
    assert (found["snapshot"]["figures"]["1"]["products"], found["live"]["1"]["products"]) == (3, 4)
    extra = post(other_officer, "/reports", {"unit": "MTTQ", "period": Q, "type": "supplement"})
    changes = get(other_officer, f"/reports/{extra['id']}")["live"]["carried"]["changes"]
    assert [(one["entity"], one["id"]) for one in changes] == [("product", later["id"])]


def test_who_stands_above_reads_what_is_below_and_does_nothing_to_it(
    tree: TestClient, officer: TestClient, other_officer: TestClient
) -> None:
    draft, urgent = (
        report(officer, "UBND", Q),
        post(officer, "/reports", {"unit": "UBND", "type": "urgent", "title": "Sự cố", "text": "Mất nước"}),
    )
    mine = report(other_officer, "MTTQ", Q)
    for one in (draft, urgent):
        path = f"/reports/{one['id']}"
        assert get(other_officer, path)["unit"] == "UBND"
        assert try_patch(other_officer, path, proposals="Thêm").status_code == 403
        assert other_officer.post(f"{API}{path}/submit", json={}).status_code == 403
    assert {one["id"] for one in every(other_officer, "/reports")} == {draft["id"], urgent["id"], mine["id"]}
    assert officer.get(f"{API}/reports/{mine['id']}").status_code == 404, "below reads nothing of what is above"
    secret = makers.concern(tree, owner_unit="UBND", nature="incorrect_information")
    assert other_officer.get(f"{API}/concerns/{secret['id']}").status_code == 404
    told = get(other_officer, f"/reports/{mine['id']}")["live"]["4"]
    assert told["received"] == 2
    assert secret["id"] not in {one["id"] for one in told["concerns"]}
    assert other_officer.post(f"{API}/reports", json=report_json("UBND", "2026-Q3")).status_code == 403
