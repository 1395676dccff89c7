"""Interactions of a post or a video: told on its page, in the sheet, its history, the API."""

from types import SimpleNamespace

import pytest
from fastapi.testclient import TestClient

from tests.api.test_tables import table
from tests.makers import get, group, patch, placement, product, reach
from tests.reading import plain


@pytest.mark.parametrize("kind", ["video", "social_post"])
def test_what_the_platform_counted_is_told_everywhere(
    officer: TestClient, coordinator: TestClient, pages: SimpleNamespace, kind: str
) -> None:
    told = placement("fanpage", "2026-05-03", *(reach(group(coordinator, code)["code"]) for code in ("T1", "T2")))
    made = product(officer, told, kind=kind, details={"views": 1234, "comments": 0})
    patch(officer, f"/products/{made['id']}", details=made["details"] | {"shares": 56})
    assert get(officer, f"/products/{made['id']}")["details"] == {"views": 1234, "comments": 0, "shares": 56}
    page = plain(pages.leader.get(f"/products/{made['id']}").text)
    for words in ("Lượt xem 1.234 Bình luận 0 Lượt chia sẻ 56", "lượt chia sẻ: để trống → 56"):
        assert words in page
    heads, *rows = table(pages.leader, "/products", ";", excel=1)
    assert [row[heads.index("Lượt xem")] for row in rows] == ["1234", ""], "its sum is right"
