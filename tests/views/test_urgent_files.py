"""The files of an urgent report: who reads them, who adds and removes them and until when, and where they are told."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from fastapi.testclient import TestClient

from tests import samples
from tests.conftest import Stage
from tests.documents import paper
from tests.makers import API, attachment, get, post, report, urgent
from tests.views.filled import filled, press
from tests.views.test_attachments import send


@pytest.fixture(autouse=True)
def home(stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(stage.app.state.settings, "data_dir", tmp_path)
    return tmp_path


def kept(home: Path) -> int:
    return sum(file.is_file() for file in home.rglob("*"))


def test_a_file_is_seen_by_who_may_read_the_report(
    pages: SimpleNamespace, officer: TestClient, leader: TestClient, stage: Stage
) -> None:
    number = urgent(officer)
    answer = send(pages.officer, f"/reports/{number}", samples.picture(), "Vỡ ống.png", alt_text="Ống <vỡ>")
    assert answer.headers["location"] == f"/reports/{number}?done=attached#attachments"
    (one,) = get(leader, f"/reports/{number}")["attachments"]
    assert (one["name"], one["alt_text"]) == ("Vỡ ống.png", "Ống <vỡ>")
    assert one["url"] == f"{API}/reports/{number}/attachments/{one['id']}/content"
    href = f"/reports/{number}/attachments/{one['id']}"
    text = pages.leader.get(f"/reports/{number}").text
    assert f'<img src="{href}/preview" alt="Ống &lt;vỡ&gt;"' in text
    assert "Thêm tệp «Vỡ ống.png»" in text
    assert 'type="file"' not in text, "a leader only looks"
    assert pages.leader.get(href).content == leader.get(one["url"]).content
    for role in ("other_officer", "admin", "city", "stranger"):
        assert stage.signed_in(role).get(href).status_code == 404, role
        assert stage.bearing(stage.tokens[role]).get(one["url"]).status_code == 404, role


def test_a_file_of_a_product_is_not_found_below_a_report(officer: TestClient) -> None:
    first, second = urgent(officer), urgent(officer)
    one = attachment(officer, first, samples.picture(), noun="reports")["id"]
    assert officer.get(f"{API}/reports/{second}/attachments/{one}").status_code == 404
    assert officer.get(f"{API}/products/{first}/attachments/{one}").status_code == 404


def test_the_document_names_the_files(officer: TestClient) -> None:
    number = urgent(officer)
    assert "Tệp kèm theo" not in paper.sheets(paper.export(officer, number, "xlsx"))
    attachment(officer, number, samples.picture(), "Vỡ ống.png", "reports", alt_text="Ống vỡ ở ngõ 5")
    told = ["Vỡ ống.png", "Ống vỡ ở ngõ 5", "ảnh PNG"]
    assert paper.sheets(paper.export(officer, number, "xlsx"))["Tệp kèm theo"] == [told]
    assert told in [row[-3:] for row in paper.word_rows(paper.export(officer, number, "docx"))]
    assert " ".join(told) in paper.pdf_text(paper.export(officer, number, "pdf"))


def test_files_come_until_the_report_is_accepted_and_go_at_any_time(
    pages: SimpleNamespace, officer: TestClient, coordinator: TestClient, home: Path
) -> None:
    number = urgent(officer)
    one = attachment(officer, number, samples.picture(), noun="reports")["id"]
    post(coordinator, f"/reports/{number}/accept", {})
    late = {"file": ("a.png", samples.picture(colour="#123456"))}
    refused = officer.post(f"{API}/reports/{number}/attachments", files=late)
    assert (refused.status_code, refused.json()["code"]) == (409, "fixed")
    href = f"/reports/{number}/attachments/{one}"
    text = pages.officer.get(f"/reports/{number}").text
    assert f"{href}/remove" in text
    assert 'type="file"' not in text
    form_id = {"form_id": "bo-1"}
    assert pages.officer.post(f"{href}/remove", data=form_id).headers["location"].endswith("?done=detached#attachments")
    assert get(officer, f"/reports/{number}")["attachments"] == []
    assert kept(home) == 0, "the file goes, too"


def test_a_report_of_a_period_takes_no_files(officer: TestClient, home: Path) -> None:
    number = report(officer)["id"]
    refused = officer.post(f"{API}/reports/{number}/attachments", files={"file": ("a.png", samples.picture())})
    assert (refused.status_code, refused.json()["code"]) == (409, "fixed")
    assert "đột xuất" in refused.json()["detail"]
    assert kept(home) == 0


def test_what_is_refused_stands_beside_the_field(pages: SimpleNamespace, officer: TestClient) -> None:
    page = f"/reports/{urgent(officer)}"
    answer = send(pages.officer, page, b"not a picture", "a.png", alt_text="Ống vỡ")
    assert answer.status_code == 422
    assert 'href="#file"' in answer.text
    assert "Ống vỡ</textarea>" in answer.text


def test_a_draft_that_is_deleted_takes_its_files_along(officer: TestClient, home: Path) -> None:
    told = {"unit": "UBND", "type": "urgent", "title": "Mất nước", "text": "Từ sáng."}
    number = post(officer, "/reports", told)["id"]
    attachment(officer, number, samples.picture(), noun="reports")
    assert kept(home) > 0
    etag = officer.get(f"{API}/reports/{number}").headers["etag"]
    assert officer.delete(f"{API}/reports/{number}", headers={"If-Match": etag}).status_code == 204
    assert kept(home) == 0


TOLD = {"title": "Mất nước", "text": "Từ sáng.", "happened_at": ""}


def test_a_photo_goes_along_with_the_report(pages: SimpleNamespace, officer: TestClient, home: Path) -> None:
    photo = {"file": ("Vỡ ống.jpg", samples.photo(), "image/jpeg")}
    answer = pages.officer.post("/reports/new", data=TOLD | {"form_id": "gui-1"}, files=photo)
    again = pages.officer.post("/reports/new", data=TOLD | {"form_id": "gui-1"}, files=photo)
    assert (answer.status_code, again.headers["location"]) == (303, answer.headers["location"]), "a double press"
    (one,) = officer.get(f"{API}/reports").json()["items"]
    assert (one["status"], [file["name"] for file in one["attachments"]]) == ("submitted", ["Vỡ ống.jpg"])
    text = pages.officer.get(answer.headers["location"]).text
    assert "Còn ảnh, tài liệu thì thêm ngay dưới đây" in text
    assert 'type="file"' in text


def test_a_photo_waits_while_the_form_is_mended(pages: SimpleNamespace, officer: TestClient, home: Path) -> None:
    photo = {"file": ("Vỡ ống.jpg", samples.photo(), "image/jpeg")}
    text = pages.officer.post("/reports/new", data=TOLD | {"title": "", "form_id": "gui-1"}, files=photo).text
    assert "Gửi cùng ảnh đã chọn: Vỡ ống.jpg" in text
    assert officer.get(f"{API}/reports").json()["items"] == []
    press(pages.officer, "/reports/new", filled(text, title="Mất nước"), "")
    (one,) = officer.get(f"{API}/reports").json()["items"]
    assert [file["name"] for file in one["attachments"]] == ["Vỡ ống.jpg"]


def test_a_photo_that_is_none_is_told_beside_it_and_nothing_is_sent(
    pages: SimpleNamespace, officer: TestClient, home: Path
) -> None:
    wrong = {"file": ("a.png", b"<script>", "image/png")}
    answer = pages.officer.post("/reports/new", data=TOLD | {"form_id": "gui-1"}, files=wrong)
    assert answer.status_code == 422
    assert 'id="file-fault"' in answer.text
    assert "Từ sáng.</textarea>" in answer.text
    assert officer.get(f"{API}/reports").json()["items"] == []
    assert kept(home) == 0


def test_who_may_not_report_sends_no_photo_for_nothing(pages: SimpleNamespace, home: Path) -> None:
    photo = {"file": ("Vỡ ống.jpg", samples.photo(), "image/jpeg")}
    assert pages.leader.post("/reports/new", data=TOLD | {"form_id": "gui-1"}, files=photo).status_code == 403
    assert kept(home) == 0
