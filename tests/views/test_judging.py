"""The questions before a product is approved, sent back or withdrawn: asked on a page of their own, answered once."""

from types import SimpleNamespace
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests import makers
from tests.makers import DAY, get, placement, product
from tests.views.filled import Fields, filled, press


@pytest.fixture
def waiting(admin: TestClient, officer: TestClient) -> str:
    """The path of a product that waits for the coordinator."""
    makers.patch(admin, "/settings", approval=True)
    return f"/products/{product(officer, placement('zalo', DAY), title='Chờ duyệt')['id']}"


def opened(pages: SimpleNamespace, path: str, **values: str) -> Fields:
    return filled(pages.coordinator.get(path).text, **values)


def answered(pages: SimpleNamespace, path: str, pairs: Fields) -> Any:
    return press(pages.coordinator, path, pairs, "")


@pytest.mark.parametrize("first", ["return", "publish"])
def test_what_is_no_longer_in_review_is_neither_sent_back_nor_approved(
    pages: SimpleNamespace, officer: TestClient, waiting: str, first: str
) -> None:
    """Two have the question open, or one answers it once more after Back."""
    back, out = f"{waiting}/return", f"{waiting}/publish"
    one = opened(pages, back, reason="Thiếu nguồn") if first == "return" else opened(pages, out)
    others = {back: opened(pages, back, reason="Lý do khác"), out: opened(pages, out)}
    assert answered(pages, f"{waiting}/{first}", one).status_code == 303
    stands = get(officer, waiting)
    for path, pairs in others.items():
        refused = answered(pages, path, pairs)
        assert refused.status_code == 422
        assert "không chờ duyệt, có thể vừa có người duyệt hoặc trả lại" in refused.text
    assert get(officer, waiting) == stands


def test_what_is_withdrawn_is_not_withdrawn_again(pages: SimpleNamespace, officer: TestClient) -> None:
    path = f"/products/{product(officer, placement('zalo', DAY))['id']}"
    one, other = (opened(pages, f"{path}/withdraw", reason=why) for why in ("Sai số liệu", "Lý do khác"))
    assert answered(pages, f"{path}/withdraw", one).status_code == 303
    refused = answered(pages, f"{path}/withdraw", other)
    assert refused.status_code == 422
    assert "Sản phẩm đã rút, không sửa được nữa" in refused.text
    assert get(officer, path)["reason"] == "Sai số liệu"
