"""Files of what was handed in: drawn by a job, kept, and the same bytes for whoever reads the same words."""

import time
from types import SimpleNamespace

import pytest
from fastapi.testclient import TestClient

from app.documents import reports
from app.domain.jobs.task import World
from app.settings import Settings
from app.web.callers import now
from app.work.runner import Runner
from tests import makers
from tests.conftest import Stage
from tests.documents import paper
from tests.documents.paper import export
from tests.makers import Json, post, report

FORMATS = ("docx", "pdf", "xlsx")


def handed_in(client: TestClient, words: str = "Đủ hình thức.") -> Json:
    made = report(client, period="2026-Q2", comments={"1": words})
    return post(client, f"/reports/{made['id']}/submit", {})


def work_off(stage: Stage) -> int:
    """Does every job that is due; how many there were."""
    runner, count = Runner(World(stage.engine, Settings(), now)), 0
    while runner.look():
        count += 1
    return count


def kept(stage: Stage) -> int:
    with stage.engine.connect() as connection:
        return int(connection.exec_driver_sql("SELECT count(*) FROM drawing").scalar() or 0)


def test_what_is_kept_is_what_was_drawn_before(stage: Stage, officer: TestClient, pages: SimpleNamespace) -> None:
    made = handed_in(officer)
    assert "Đang làm" in pages.officer.get(f"/reports/{made['id']}").text
    before = {form: export(officer, made["id"], form) for form in FORMATS}
    assert (work_off(stage), kept(stage)) == (1, 3)
    assert "Đang làm" not in pages.officer.get(f"/reports/{made['id']}").text
    after = {form: export(officer, made["id"], form) for form in FORMATS}
    assert after == before
    assert {form: export(officer, made["id"], form) for form in FORMATS} == after
    assert work_off(stage) == 0


def test_it_is_served_and_not_drawn_again(stage: Stage, officer: TestClient) -> None:
    made = handed_in(officer)
    work_off(stage)
    with stage.writing() as (session, _):
        session.connection().exec_driver_sql("UPDATE drawing SET content = 'as it was kept' WHERE format = 'pdf'")
    assert export(officer, made["id"], "pdf") == b"as it was kept"


def test_each_version_that_was_handed_in_stays_a_document_of_its_own(
    stage: Stage, officer: TestClient, coordinator: TestClient, pages: SimpleNamespace
) -> None:
    made = handed_in(officer)
    work_off(stage)
    address = f"/reports/{made['id']}/export"
    first = {form: export(officer, made["id"], form) for form in FORMATS}
    post(coordinator, f"/reports/{made['id']}/return", {"reason": "Thiếu số"})
    makers.patch(officer, f"/reports/{made['id']}", comments={"1": "Đã bổ sung."}, proposals="Thêm loa.")
    makers.product(officer, makers.placement("zalo", "2026-05-04"))
    assert "Dự thảo" in paper.word_text(export(officer, made["id"], "docx"))
    post(officer, f"/reports/{made['id']}/submit", {})
    assert (work_off(stage), kept(stage)) == (1, 6)
    assert "Đã bổ sung." in paper.word_text(export(officer, made["id"], "docx"))
    page = pages.officer.get(f"/reports/{made['id']}").text
    for form, content in first.items():
        assert f'href="{address}?format={form}&amp;version=1"' in page
        assert pages.officer.get(address, params={"format": form, "version": 1}).content == content
    assert officer.get(f"{makers.API}{address}?version=3").status_code == 404


def test_sent_back_before_the_job_began_what_was_handed_in_is_kept(
    stage: Stage, officer: TestClient, coordinator: TestClient
) -> None:
    made = handed_in(officer)
    post(coordinator, f"/reports/{made['id']}/return", {"reason": "Thiếu số"})
    assert (work_off(stage), kept(stage)) == (1, 3)
    then = officer.get(f"{makers.API}/reports/{made['id']}/export?version=1&format=docx")
    assert "Đủ hình thức." in paper.word_text(then.content)
    assert "Dự thảo" not in paper.word_text(then.content)


def test_who_may_read_less_is_served_less(
    stage: Stage, officer: TestClient, coordinator: TestClient, other_officer: TestClient
) -> None:
    makers.concern(officer, nature="incorrect_information", summary="Tin đồn chưa trả lời")
    made = handed_in(officer)
    work_off(stage)
    assert "Tin đồn chưa trả lời" in paper.word_text(export(coordinator, made["id"], "docx"))
    assert "Tin đồn chưa trả lời" not in paper.word_text(export(other_officer, made["id"], "docx"))


LATER = {
    "signer_name": "Nguyễn Văn Ký",
    "number_symbol": "BC/KHÁC",
    "issuing_body": "Đảng ủy khác",
    "recipients": "Lưu.",
    "document_place": "Nơi khác",
    "document_profile": "state",
}


@pytest.mark.parametrize("is_drawn", [True, False], ids=["drawn before", "drawn after"])
@pytest.mark.parametrize("kind", ["periodic", "consolidated"])
def test_the_letterhead_belongs_to_the_version_that_was_handed_in(
    stage: Stage, coordinator: TestClient, admin: TestClient, kind: str, is_drawn: bool
) -> None:
    body = {"period": "2026-Q2", "type": kind} | ({"unit": "UBND"} if kind == "periodic" else {})
    made = post(coordinator, "/reports", body)
    post(coordinator, f"/reports/{made['id']}/submit", {})
    first = {form: export(coordinator, made["id"], form) for form in FORMATS}
    if is_drawn:
        work_off(stage)
    makers.patch(admin, "/settings", **LATER)
    assert {form: export(coordinator, made["id"], form) for form in FORMATS} == first, "byte for byte"
    if kind == "consolidated":
        post(coordinator, "/reports", body)
    else:
        post(coordinator, f"/reports/{made['id']}/return", {"reason": "Ký lại"})
    post(coordinator, f"/reports/{made['id']}/submit", {})
    path = f"{makers.API}/reports/{made['id']}/export"
    assert {form: coordinator.get(path, params={"format": form, "version": 1}).content for form in FORMATS} == first
    text = paper.word_text(export(coordinator, made["id"], "docx"))
    assert "Nơi khác" in text
    assert ("Nguyễn Văn Ký" in text) == (kind == "consolidated"), "a unit signs for itself"


def test_another_program_serves_what_was_drawn_by_the_one_before(
    stage: Stage, officer: TestClient, other_officer: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = handed_in(officer)
    first = {form: export(officer, made["id"], form) for form in FORMATS}
    work_off(stage)
    monkeypatch.setattr(reports, "SUBJECT", "việc khác")
    assert {form: export(officer, made["id"], form) for form in FORMATS} == first, "byte for byte"
    assert export(other_officer, made["id"], "pdf") == first["pdf"], "who reads all of it reads the same"


def test_a_word_file_is_the_same_bytes_whenever_it_is_drawn(
    stage: Stage, officer: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = handed_in(officer)
    first = export(officer, made["id"], "docx")
    monkeypatch.setattr(time, "time", lambda: 1_900_000_000.0)
    monkeypatch.setattr(time, "localtime", lambda *_: time.gmtime(1_900_000_000))
    assert export(officer, made["id"], "docx") == first


def test_an_urgent_report_is_drawn_too(stage: Stage, officer: TestClient) -> None:
    made = post(officer, "/reports", {"unit": "UBND", "type": "urgent", "title": "Cháy chợ", "text": "Đã dập tắt."})
    post(officer, f"/reports/{made['id']}/submit", {})
    assert (work_off(stage), kept(stage)) == (1, 3)
    assert "Đã dập tắt." in paper.word_text(export(officer, made["id"], "docx"))
