"""What was typed in several lines is shown in several lines, also where it stands in a sentence."""

from fastapi.testclient import TestClient

from tests import makers
from tests.conftest import Stage

LINES, SHOWN = "Thiếu:\n- nguồn «số»\n- ngày", "Thiếu:<br>- nguồn «số»<br>- ngày"


def test_reasons_remarks_and_messages_keep_their_lines(stage: Stage, coordinator: TestClient) -> None:
    makers.group(coordinator)
    product = makers.product(coordinator)["id"]
    makers.patch(coordinator, f"/products/{product}", status="withdrawn", reason=LINES)
    concern = makers.concern(coordinator)["id"]
    makers.patch(coordinator, f"/concerns/{concern}", status="closed", closed_on="2026-05-04", reason=LINES)
    report = makers.report(coordinator)["id"]
    makers.post(coordinator, f"/reports/{report}/submit", {})
    makers.post(coordinator, f"/reports/{report}/return", {"reason": LINES, "parts": {"2": LINES}})
    campaign = makers.campaign(coordinator, message=LINES)["code"]
    page = stage.signed_in("coordinator")
    for path, times in {f"products/{product}": 1, f"concerns/{concern}": 1, f"campaigns/{campaign}": 1}.items():
        assert page.get(f"/{path}").text.count(SHOWN) == times
    assert page.get(f"/reports/{report}").text.count(SHOWN) == 2
