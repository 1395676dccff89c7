"""What is read out and what a unit plans, on paper."""

from types import SimpleNamespace

from fastapi.testclient import TestClient

from tests import makers
from tests.conftest import Stage
from tests.documents import paper
from tests.makers import placement, post, product

SCRIPT = "Kính thưa bà con.\n\nTừ ngày 1 tháng 6, rác được thu lúc 18 giờ."


def test_a_script_is_read_out_from_large_letters(stage: Stage, officer: TestClient, pages: SimpleNamespace) -> None:
    details = {"script": SCRIPT, "broadcast_times": ["06:30", "17:00"]}
    made = product(officer, placement("loudspeaker"), kind="loudspeaker_script", title="Giờ thu rác", details=details)
    page = pages.other_officer.get(f"/products/{made['id']}/script").text
    assert f'href="/products/{made["id"]}/script/export"' in page
    content = pages.other_officer.get(f"/products/{made['id']}/script/export").content
    text = paper.pdf_text(content)
    for said in ("Giờ thu rác", "Kính thưa bà con.", "rác được thu lúc 18 giờ.", "phát lúc 06:30, 17:00"):
        assert said in text
    assert f"đọc khoảng {made['details']['spoken_seconds']} giây" in text
    assert "Nơi nhận" not in text, "nobody signs it"
    sizes = paper.sizes(content)
    assert sizes["Kính thưa bà con."] == 21


def test_what_is_no_script_has_no_such_paper(stage: Stage, officer: TestClient, pages: SimpleNamespace) -> None:
    made = product(officer)
    assert pages.officer.get(f"/products/{made['id']}/script/export").status_code == 404
    assert pages.stranger.get(f"/products/{made['id']}/script/export").status_code == 404


def test_a_plan_is_a_draft_until_it_is_approved(
    stage: Stage, officer: TestClient, coordinator: TestClient, pages: SimpleNamespace
) -> None:
    made = makers.plan(officer, focus="Trật tự đô thị & vỉa hè")
    address = f"/plans/{made['id']}/export"
    assert f'href="{address}"' in pages.leader.get("/plans").text
    text = paper.pdf_text(pages.leader.get(address).content)
    for said in (
        "KẾ HOẠCH",
        "công tác thông tin, tuyên truyền năm 2026",
        "Trật tự đô thị & vỉa hè",
        "Phó Chủ tịch",
        "ỦY BAN NHÂN DÂN PHƯỜNG",
        "Nơi nhận:",
        "Dự thảo",
    ):
        assert said in text
    assert "Dự thảo lần" not in text
    post(coordinator, f"/plans/{made['id']}/approve", {})
    word = pages.leader.get(f"{address}?format=docx").content
    assert "Trật tự đô thị & vỉa hè" in paper.word_text(word)
    assert "Dự thảo" not in paper.word_text(word)
    assert pages.leader.get(f"{address}?format=xlsx").status_code == 422, "it has no figures"
    assert pages.city.get(address).status_code == 404
