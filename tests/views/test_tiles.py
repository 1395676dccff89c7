"""The cartogram: a tile for each residential group, where the ward put it, in the colour of what is asked."""

import re
from types import SimpleNamespace

import pytest
from fastapi.testclient import TestClient

from tests.makers import directive, get, group, patch, placement, problem, product, reach, try_patch
from tests.views.filled import filled, press

PAGE = "/coverage/tiles?period=2026-Q2"
TILE = re.compile(r'class="h(\d)"><a href[^>]+aria-label="(Tổ \d+): ([^"]+)">.*?<rect x="(\d+)" y="(\d+)"', re.DOTALL)


@pytest.fixture(autouse=True)
def _groups(coordinator: TestClient) -> None:
    for number, cluster in ((1, "Láng"), (2, "Láng"), (3, "Nam Đồng")):
        group(coordinator, f"TDP-0{number}", name=f"Tổ {number}", cluster=cluster)
    group(coordinator, "CB-01", kind="party_cell")


def tiles(client: TestClient, address: str = PAGE) -> dict[str, tuple[str, str, int, int]]:
    """By name: the step of colour, the words, the place across and down."""
    found = TILE.findall(client.get(address).text)
    return {name: (step, words, (int(x) - 1) // 44, (int(y) - 1) // 40) for step, name, words, x, y in found}


def test_tiles_show_what_is_asked_of_each_group(pages: SimpleNamespace, coordinator: TestClient) -> None:
    directive(coordinator, issued_on="2026-05-01", within_days=3, must_reach=["residential"])
    told = [reach("TDP-01", 840), reach("TDP-02", 90)]
    product(coordinator, placement("zalo", "2026-05-03", *told), directives=["VB-01"])
    product(coordinator, placement("zalo", "2026-05-09", reach("TDP-03", None)), directives=["VB-01"])
    seen = tiles(pages.leader)
    assert {name: one[:2] for name, one in seen.items()} == {
        "Tổ 1": ("5", "độ phủ 84%, ít nhất 84%"),
        "Tổ 2": ("1", "độ phủ 9%, ít nhất 9%"),
        "Tổ 3": ("0", "có tin: đã chuyển tới, chưa đếm"),
    }
    assert [one["coverage"] for one in get(coordinator, "/coverage", period="2026-Q2")["items"]] == [0.84, 0.09, 0]
    assert tiles(pages.leader, "/coverage/tiles?period=2026-Q4")["Tổ 1"][:2] == ("0", "chưa có tin")
    assert tiles(pages.leader, f"{PAGE}&colour=gaps")["Tổ 1"][1] == "13 trong 14 nhóm nội dung chưa tới"
    heard = tiles(pages.leader, f"{PAGE}&colour=directive&directive=VB-01")
    assert [one[:2] for one in heard.values()] == [
        ("5", "đã nghe ngày 03/05/2026"),
        ("5", "đã nghe ngày 03/05/2026"),
        ("3", "đã nghe ngày 09/05/2026, sau hạn"),
    ]
    group(coordinator, "TDP-04", name="Tổ 4", population=500, active_from="2026-08-01")
    for colour in ("coverage", "gaps"):
        assert tiles(pages.leader, f"{PAGE}&colour={colour}")["Tổ 4"][:2] == ("0", "không có trong kỳ này")
    assert pages.leader.get(f"{PAGE}&colour=red").status_code == 404


def test_the_ward_arranges_its_tiles_once(pages: SimpleNamespace, admin: TestClient) -> None:
    assert [one[2:] for one in tiles(pages.leader).values()] == [(0, 0), (1, 0), (0, 1)], "cluster by cluster"
    form = pages.admin.get("/settings").text
    wrong = press(pages.admin, "/settings", filled(form, tiles="TDP-01 TDP-99\r\nTDP-01"))
    assert "Không có tổ dân phố mang mã TDP-99." in wrong.text
    assert "Mỗi tổ chỉ có một ô: TDP-01 có hai." in wrong.text
    assert press(pages.admin, "/settings", filled(form, tiles=". TDP-03\r\nTDP-01")).status_code == 303
    assert [one[2:] for one in tiles(pages.leader).values()] == [(0, 1), (0, 2), (1, 0)], "the others stand below"
    problem(try_patch(admin, "/settings", tiles="CB-01"), 422, (("tiles",), "unknown"))
    patch(admin, "/settings", tiles="")
    assert tiles(pages.leader)["Tổ 3"][2:] == (0, 1)
