"""A directive that implements another: through the API and its form, shown on both pages, never in a circle."""

from types import SimpleNamespace

import pytest
from fastapi.testclient import TestClient

from tests import makers
from tests.makers import API, delete, get, patch, problem, try_patch
from tests.views.filled import filled, press


@pytest.fixture
def chain(coordinator: TestClient) -> TestClient:
    """The ward's plan implements the city's, which implements the Party's resolution."""
    makers.directive(coordinator, "NQ", number="02-NQ/TW", title="Nghị quyết")
    makers.directive(coordinator, "KH", number="46-KH/TU", title="Kế hoạch của Thành phố", implements="NQ")
    makers.directive(coordinator, "PH", number="9-KH/ĐU", title="Kế hoạch của phường", implements="KH")
    return coordinator


def test_both_pages_name_the_other(chain: TestClient, pages: SimpleNamespace) -> None:
    assert get(chain, "/directives/KH")["implements"] == "NQ"
    text = pages.leader.get("/directives/KH").text.partition("Thông tin của văn bản")[2]
    assert '<a href="/directives/NQ">02-NQ/TW</a>' in text
    assert '<a href="/directives/PH">9-KH/ĐU</a>' in text
    text = pages.leader.get("/directives/PH").text.partition("Thông tin của văn bản")[2]
    assert "Được triển khai bằng" not in text


@pytest.mark.parametrize("above", ["NQ", "KH", "PH"])
def test_no_directive_implements_itself_by_any_way(chain: TestClient, above: str) -> None:
    problem(try_patch(chain, "/directives/NQ", implements=above), 422, (("implements",), "circle"))
    assert get(chain, "/directives/NQ")["implements"] is None


def test_one_that_is_not_there_is_refused(chain: TestClient) -> None:
    body = makers.directive_json("X", implements="KHONG")
    problem(chain.post(f"{API}/directives", json=body), 422, (("implements",), "unknown"))


def test_the_form_chooses_it_and_leaves_itself_out(chain: TestClient, pages: SimpleNamespace) -> None:
    path = "/directives/PH/edit"
    text = pages.coordinator.get(path).text
    select = text.partition('id="implements"')[2].partition("</select>")[0]
    assert 'value="PH"' not in select
    assert press(pages.coordinator, path, filled(text, implements="NQ")).status_code == 303
    assert get(chain, "/directives/PH")["implements"] == "NQ"
    assert press(pages.coordinator, path, filled(pages.coordinator.get(path).text, implements="")).status_code == 303
    assert get(chain, "/directives/PH")["implements"] is None


def test_what_is_implemented_is_retired_and_stays_named(chain: TestClient, pages: SimpleNamespace) -> None:
    delete(chain, "/directives/NQ")
    assert get(chain, "/directives/NQ")["active"] is False
    assert '<option value="NQ" selected>' in pages.coordinator.get("/directives/KH/edit").text
    patch(chain, "/directives/KH", title="Kế hoạch mới của Thành phố")
    delete(chain, "/directives/PH")
    problem(chain.get(f"{API}/directives/PH"), 404)
