"""One search: every kind in one answer, this quarter first, nothing that its reader may not read elsewhere."""

from types import SimpleNamespace

from fastapi.testclient import TestClient

from tests import makers
from tests.conftest import Stage
from tests.makers import day, placement, product
from tests.reading import plain

LONG_AGO = "2026-04-14"


def found(client: TestClient, words: str) -> dict[str, str]:
    """What is under each head of the answer, in its order."""
    answer = client.get("/search", params={"q": words})
    assert answer.status_code == 200
    parts = answer.text.partition("<main")[2].partition("</main>")[0].split("<section")[1:]
    return {plain(part.partition("<h2")[2].partition("</h2>")[0].partition(">")[2]): plain(part) for part in parts}


def test_all_kinds_are_found_without_diacritics(
    stage: Stage, pages: SimpleNamespace, coordinator: TestClient, officer: TestClient
) -> None:
    makers.group(coordinator, "TDP-01", name="Tổ rác thải")
    makers.directive(coordinator, title="Phân loại rác thải tại nguồn")
    makers.campaign(coordinator, title="Ra quân dọn rác thải")
    makers.material(coordinator, title="Sổ tay rác thải")
    makers.concern(coordinator, summary="Điểm tập kết rác thải đầu ngõ")
    now, old = (product(officer, placement("zalo", on), title=f"Rác thải {on}") for on in (day(), LONG_AGO))
    told = found(pages.leader, "RAC thai")
    heads = [head.partition(",")[0] for head in told]
    assert heads == [
        "Sản phẩm",
        "Sản phẩm",
        "Chủ trương",
        "Dư luận",
        "Chiến dịch",
        "Nhóm đối tượng",
        "Tài liệu của Thành phố",
    ]
    assert [now["title"] in text for text in told.values()] == [True, *[False] * 6]
    assert old["title"] in told["Sản phẩm, kỳ khác"]
    for words in ("Phân loại rác thải tại nguồn", "Điểm tập kết", "Ra quân dọn", "Tổ rác thải", "Sổ tay"):
        assert any(words in text for text in told.values()), words
    # The list of this quarter alone says where the others are.
    listed = plain(pages.leader.get("/products", params={"q": LONG_AGO}).text)
    assert "Có 1 ở kỳ khác" in listed
    for _ in range(8):
        product(officer, placement("zalo", day()), title="Rác thải nữa")
    assert "Xem cả 9 sản phẩm trong kỳ" in next(iter(found(pages.leader, "rac thai").values()))


def test_what_one_may_not_read_is_not_found(
    stage: Stage, pages: SimpleNamespace, officer: TestClient, coordinator: TestClient
) -> None:
    makers.concern(officer, summary="Tin đồn thất thiệt về nước", nature="incorrect_information")
    urgent = makers.post(officer, "/reports", {"type": "urgent", "title": "Khẩn: thất thiệt", "text": "Thất thiệt"})
    makers.post(officer, f"/reports/{urgent['id']}/submit", {})
    assert "Dư luận" in found(pages.officer, "that thiet")
    assert list(found(pages.other_officer, "that thiet")) == []
    assert pages.city.get("/search", params={"q": "that thiet"}).status_code == 404


def test_help_is_found_and_nothing_is_said_plainly(pages: SimpleNamespace) -> None:
    assert "Sửa chỗ ghi nhầm" in found(pages.officer, "ghi nham")["Trợ giúp"]
    assert "Sửa chỗ ghi nhầm" not in str(found(pages.leader, "ghi nham"))
    empty = plain(pages.officer.get("/search", params={"q": "khong co gi ca <b>"}).text)
    assert "Không tìm thấy «khong co gi ca <b>»" in empty
    assert found(pages.officer, "") == {}
    assert 'action="/search"' in pages.officer.get("/more").text
    assert ['href="/search"' in client.get("/help").text for client in (pages.admin, pages.city)] == [True, False]
