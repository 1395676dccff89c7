"""The questions before a product is approved, sent back or withdrawn: asked on a page of their own, answered once."""

import re
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests import makers
from tests.makers import DAY, get, placement, product
from tests.views.filled import Fields, filled, press

AFTER = {"return": "planned", "publish": "published"}


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


@pytest.mark.parametrize("step", ["return", "publish"])
def test_who_judges_is_told_what_was_changed_since_they_read_it(
    pages: SimpleNamespace, officer: TestClient, waiting: str, step: str
) -> None:
    [address] = re.findall(rf'href="({waiting}/{step}\?seen=\w+)"', pages.coordinator.get(waiting).text)
    asked = opened(pages, address, **({"reason": "Thiếu nguồn"} if step == "return" else {}))
    makers.patch(officer, waiting, title="Chờ duyệt, bản khác")
    # Who had only its page open reads it again first.
    sent_back = pages.coordinator.get(address)
    assert (sent_back.status_code, sent_back.headers["location"]) == (303, f"{waiting}?done=stale")
    read = pages.coordinator.get(sent_back.headers["location"]).text
    assert "Có người vừa sửa, xem lại rồi làm tiếp: «Chờ duyệt, bản khác»." in read
    assert "Hoàn tác" not in read
    assert 'class="flash"' not in read, "nothing was done"
    # Who had the question open is told there, and keeps what was typed.
    told = answered(pages, f"{waiting}/{step}", asked)
    assert told.status_code == 422
    assert "Có người đã sửa sản phẩm này sau khi bạn mở. Xem lại bản mới rồi bấm lại." in told.text
    assert get(officer, waiting)["status"] == "in_review"
    assert ("Những gì đã nhập vẫn còn nguyên" in told.text) == ("Thiếu nguồn" in told.text) == (step == "return")
    again = answered(pages, f"{waiting}/{step}", filled(told.text))
    assert (again.status_code, get(officer, waiting)["status"]) == (303, AFTER[step])


@pytest.mark.parametrize("step", ["return", "publish", "withdraw"])
def test_what_can_no_more_be_done_is_not_asked_about(pages: SimpleNamespace, officer: TestClient, step: str) -> None:
    path = f"/products/{product(officer, placement('zalo', DAY), title='Đã phát')['id']}"
    if step == "withdraw":
        makers.patch(officer, path, status="withdrawn", reason="Sai số liệu")
    answer = pages.coordinator.get(f"{path}/{step}")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{path}?done=past")
    assert "Không còn làm bước này được với «Đã phát»." in pages.coordinator.get(f"{path}?done=past").text


def test_what_is_withdrawn_is_not_withdrawn_again(pages: SimpleNamespace, officer: TestClient) -> None:
    path = f"/products/{product(officer, placement('zalo', DAY))['id']}"
    one, other = (opened(pages, f"{path}/withdraw", reason=why) for why in ("Sai số liệu", "Lý do khác"))
    assert answered(pages, f"{path}/withdraw", one).status_code == 303
    refused = answered(pages, f"{path}/withdraw", other)
    assert refused.status_code == 422
    assert "Sản phẩm đã rút, không sửa được nữa" in refused.text
    assert get(officer, path)["reason"] == "Sai số liệu"
