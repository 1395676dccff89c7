"""What campaigns aim at and products are for: taken by the API always, on pages where the ward says so."""

from types import SimpleNamespace

import pytest
from fastapi.testclient import TestClient

from tests import makers
from tests.api.test_tables import table
from tests.makers import every, get, patch, problem, product, try_patch
from tests.views.filled import filled, press

AIM = "Từng hộ hiểu cách phân loại rác."


@pytest.fixture
def uses(admin: TestClient) -> None:
    patch(admin, "/settings", purposes=True)


def test_the_api_takes_both_whatever_the_ward_uses(coordinator: TestClient) -> None:
    assert makers.campaign(coordinator, aim=AIM)["aim"] == AIM
    made = product(coordinator, purpose="policy")
    product(coordinator)
    assert made["purpose"] == "policy"
    assert [one["id"] for one in every(coordinator, "/products", purpose="policy")] == [made["id"]]
    path = f"/products/{made['id']}"
    assert patch(coordinator, path, purpose="counter_information")["purpose"] == "counter_information"
    problem(try_patch(coordinator, path, purpose="culture"), 422, (("purpose",), "choice"))
    refused = try_patch(coordinator, "/campaigns/NQ02", aim="Gọi ông Nam 0912345678")
    problem(refused, 422, (("aim",), "personal_data"))


def test_a_ward_that_does_not_use_them_sees_nothing_of_them(
    pages: SimpleNamespace, coordinator: TestClient, admin: TestClient
) -> None:
    makers.campaign(coordinator, aim=AIM)
    made = product(coordinator, purpose="model", campaign="NQ02")
    path = f"/products/{made['id']}"
    for address in ("/campaigns/NQ02", "/campaigns/NQ02/edit", path, f"{path}/edit", "/products", "/products/new"):
        text = pages.coordinator.get(address).text.partition("Lịch sử")[0]
        assert AIM not in text, address
        assert 'id="purpose"' not in text, address
        assert "điển hình tiên tiến" not in text, address
    for address in ("/campaigns/NQ02/edit", f"{path}/edit"):
        text = pages.coordinator.get(address).text
        assert press(pages.coordinator, address, filled(text, title="Tên khác")).status_code == 303
    assert get(coordinator, path)["purpose"] == "model", "what no page shows no page empties"
    assert get(coordinator, "/campaigns/NQ02")["aim"] == AIM
    heads = table(coordinator, "/products", ";", excel=1)[0]
    assert "Mục đích" not in heads


def test_forms_pages_list_sheet_and_history_have_them(
    pages: SimpleNamespace, coordinator: TestClient, uses: None
) -> None:
    makers.campaign(coordinator)
    text = pages.coordinator.get("/campaigns/NQ02/edit").text
    assert press(pages.coordinator, "/campaigns/NQ02/edit", filled(text, aim=AIM)).status_code == 303
    assert AIM in pages.leader.get("/campaigns/NQ02").text
    path = f"/products/{product(coordinator)['id']}"
    for purpose, words in (("result", "Kết quả nổi bật"), ("", "")):
        text = pages.coordinator.get(f"{path}/edit").text
        assert press(pages.coordinator, f"{path}/edit", filled(text, purpose=purpose)).status_code == 303
        assert get(coordinator, path)["purpose"] == (purpose or None)
        assert (f"<dt>Mục đích</dt><dd>{words}</dd>" in pages.leader.get(path).text) == bool(words)
    assert "mục đích: kết quả nổi bật" in pages.leader.get(path).text, "its history"
    patch(coordinator, path, purpose="policy")
    assert "1</b> sản phẩm" in pages.leader.get("/products?purpose=policy&period=all").text
    assert "0</b> sản phẩm" in pages.leader.get("/products?purpose=model&period=all").text
    heads, *rows = table(coordinator, "/products", ";", excel=1)
    assert dict(zip(heads, rows[0], strict=True))["Mục đích"] == "Truyền thông chính sách"
