"""The list of products as a unit sees it first: its own, what is planned folded away, everybody's one press away."""

import re
from types import SimpleNamespace
from typing import Any

from fastapi.testclient import TestClient

from tests import makers
from tests.makers import day, placement, product
from tests.reading import plain


def link(text: str, words: str) -> str:
    found = re.search(rf'<a class="pill" href="([^"]*)"[^>]*>{words}</a>', text)
    assert found, words
    return found[1].replace("&amp;", "&")


def titles(answer: Any) -> list[str]:
    return re.findall(r'<a href="/products/\d+">(.*?)</a>', answer.text)


def test_a_unit_begins_with_its_own_and_what_it_chose_stays(
    pages: SimpleNamespace, officer: TestClient, other_officer: TestClient, coordinator: TestClient
) -> None:
    product(officer, placement("zalo", day()), title="Của mình")
    product(other_officer, placement("zalo", day()), title="Của bạn", unit="MTTQ")
    own = pages.officer.get("/products?period=all")
    assert titles(own) == ["Của mình"]
    every = pages.officer.get(link(own.text, "Mọi đơn vị"))
    assert sorted(titles(every)) == ["Của bạn", "Của mình"]
    assert "unit=all" in link(every.text, "Cả năm")
    # The form's empty choice, and links from elsewhere that name something, mean everybody too.
    for address in ("/products?period=all&unit=&q=cua", "/products?period=all&kind=infographic"):
        assert len(titles(pages.officer.get(address))) == 2, address
    sheet = re.search(r'href="(/api/v1/products[^"]*)"', every.text)
    assert sheet is not None
    assert pages.officer.get(sheet[1].replace("&amp;", "&")).status_code == 200
    assert pages.officer.get("/products?unit=all&with_children=true").status_code == 200
    assert titles(pages.officer.get(link(every.text, "Của đơn vị tôi"))) == ["Của mình"]
    leaders = pages.leader.get("/products?period=all")
    assert len(titles(leaders)) == 2
    assert "Của đơn vị tôi" not in leaders.text


def test_what_is_planned_is_folded_above_what_was_done(pages: SimpleNamespace, officer: TestClient) -> None:
    makers.planned(officer, title="Sắp làm", planned_on=day(3))
    assert "Sắp tới" not in pages.officer.get("/products?period=all").text
    product(officer, placement("zalo", day()), title="Đã làm")
    shown = pages.officer.get("/products?period=all").text
    folded = shown.partition('<details class="kinds mt1">')[2].partition("</details>")[0]
    rest = shown.partition(folded)[2]
    assert "Sắp tới 1" in plain(folded)
    assert [name in part for part in (folded, rest) for name in ("Sắp làm", "Đã làm")] == [True, False, False, True]
    assert "Sắp tới 1" not in pages.officer.get("/products?period=all&status=planned").text


def test_who_reads_figures_alone_is_not_sent_to_search(pages: SimpleNamespace) -> None:
    assert ['href="/search">Tìm' in client.get("/khong-co").text for client in (pages.officer, pages.city)] == [
        True,
        False,
    ]


def test_beside_the_placements_that_count_stands_how_many_products_do(
    pages: SimpleNamespace, officer: TestClient, coordinator: TestClient
) -> None:
    gone = product(officer, placement("zalo", "2026-05-04"), title="Đã rút")
    makers.patch(coordinator, f"/products/{gone['id']}", status="withdrawn", reason="Sai số liệu")
    address = "/products?period=2026-Q2"
    assert "1 sản phẩm ·" in plain(pages.coordinator.get(address).text), "none of it counts"
    for number in (1, 2):
        product(
            officer, placement("zalo", f"2026-05-0{number}"), placement("facebook", "2026-05-03"), title=f"{number}"
        )
    assert "3 sản phẩm, 2 đã phát, 4 lượt phát ·" in plain(pages.coordinator.get(address).text)
    assert "2 sản phẩm, 4 lượt phát ·" in plain(pages.coordinator.get(f"{address}&status=published").text)
    campaign = plain(pages.coordinator.get("/campaigns/TX-2026").text)
    assert "Xem cả 3 sản phẩm, 2 đã phát, 4 lượt phát" in campaign
