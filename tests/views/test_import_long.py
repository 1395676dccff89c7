"""Long lists: judged and taken in by a job that says how far it is; all or nothing, once, whoever is killed."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.domain import imports
from app.domain.imports import Kind
from app.domain.jobs.holding import LEASE, Lost
from app.domain.jobs.task import World
from app.web import long_lists
from app.web.callers import now
from app.web.lists import KINDS
from app.work.runner import Runner
from tests.conftest import Stage
from tests.makers import get, group, patch, placement, product, reach
from tests.reading import plain
from tests.views.filled import filled, press
from tests.views.importing import confirm, told, upload

PATH = "/products/import"
HEADS = "STT;Tên;Đơn vị;Loại;Nhóm nội dung;Ngày phát;Kênh;Nhóm;Số người;Cơ sở\r\n"
ROWS = 12


@pytest.fixture(autouse=True)
def _long(stage: Stage, coordinator: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    for path in left(stage):
        path.unlink()
    group(coordinator, "TDP-01", name="Tổ 1", population=1_000)
    monkeypatch.setattr(long_lists, "LONG", 5)


def sheet(people: str = "7") -> str:
    row = "{0};Bài {0};UBND;Bài viết;1.3;03/05/2026;website;TDP-01;{1};có đếm\r\n"
    return HEADS + "".join(row.format(number, people) for number in range(ROWS))


def runner(stage: Stage) -> Runner:
    return Runner(World(stage.engine, stage.app.state.settings, now))


def work_off(stage: Stage) -> None:
    while runner(stage).look():
        pass


def left(stage: Stage) -> list[Path]:
    return sorted((stage.app.state.settings.data_dir / "attachments").glob(".*"))


def products(client: TestClient) -> int:
    return len(get(client, "/products", limit=200)["items"])


def looked_at(pages: SimpleNamespace, stage: Stage, content: str) -> Any:
    """Its preview, once the job is through."""
    sent = upload(pages.officer, content, PATH)
    assert sent.status_code == 303, plain(sent.text)
    work_off(stage)
    return pages.officer.get(sent.headers["location"])


@pytest.mark.on_both
def test_a_long_list_is_looked_at_and_taken_in_while_a_page_says_how_far_it_is(
    stage: Stage, pages: SimpleNamespace, officer: TestClient
) -> None:
    sent = upload(pages.officer, sheet(), PATH)
    assert sent.headers["location"] in pages.officer.get(PATH).text, "it may be left, and found again"
    waiting = pages.officer.get(sent.headers["location"])
    assert "Sắp bắt đầu" in plain(waiting.text)
    assert '<meta http-equiv="refresh"' in waiting.text
    htmx = {"HX-Request": "true", "HX-Target": "div#progress"}
    block = pages.officer.get(sent.headers["location"], headers=htmx)
    assert block.text.strip().startswith("<p")
    assert "every 10s" in block.text, "one answer that is lost on the way is not the last"
    work_off(stage)
    assert pages.officer.get(sent.headers["location"], headers=htmx).headers["HX-Refresh"] == "true"
    preview = pages.officer.get(sent.headers["location"])
    assert "Mới 12 Thay đổi 0 Giữ nguyên 0 Cần sửa 0" in told(preview)
    assert products(officer) == 0
    fields = filled(preview.text)
    assert "rows" not in dict(fields), "the rows need not travel"
    pressed = [press(pages.officer, f"{PATH}/confirm", fields, "") for _ in range(2)]
    assert {answer.headers["location"] for answer in pressed} == {pressed[0].headers["location"]}
    assert "Đang nhập" in plain(pages.officer.get(pressed[0].headers["location"]).text)
    work_off(stage)
    done = pages.officer.get(pressed[0].headers["location"])
    assert done.headers["location"] == f"{PATH}?done=imported&new=12&changed=0&same=0&number=1"
    assert products(officer) == ROWS
    assert left(stage) == []
    assert "?list=" not in pages.officer.get(PATH).text
    assert press(pages.officer, "/imports/1/undo", filled(pages.officer.get("/imports/1").text), "").status_code == 303
    assert products(officer) == 0


def test_rows_done_of_all_are_told_meanwhile(
    stage: Stage, pages: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = list[str]()
    sent = upload(pages.officer, sheet(), PATH)
    judge = KINDS["products"].judge

    def watched(*given: Any) -> Any:
        for number, line in enumerate(judge(*given)):
            if number == ROWS - 1:
                seen.append(plain(pages.officer.get(sent.headers["location"]).text))
            yield line

    watched_kind = Kind(**vars(KINDS["products"]) | {"judge": watched})
    monkeypatch.setitem(KINDS, "products", watched_kind)
    work_off(stage)
    assert "trong 12 dòng" in seen[0]


def test_a_long_list_with_faults_tells_them_and_nothing_else_of_it_stays(
    stage: Stage, pages: SimpleNamespace, officer: TestClient
) -> None:
    answer = looked_at(pages, stage, sheet("1.001"))
    assert answer.status_code == 422
    assert "12 chỗ cần sửa trong tệp" in plain(answer.text)
    assert [path.suffix for path in left(stage)] == [".found"]
    assert all("Bài".encode() not in path.read_bytes() for path in left(stage)), "it lies there sealed"
    assert products(officer) == 0
    assert "Không thấy dòng tiêu đề" in plain(looked_at(pages, stage, "a;b\r\n" * ROWS).text)


def test_what_changed_since_it_was_looked_at_is_looked_at_again(
    stage: Stage, pages: SimpleNamespace, coordinator: TestClient, officer: TestClient
) -> None:
    preview = looked_at(pages, stage, sheet())
    patch(coordinator, "/groups/TDP-01", population=6)
    sent = confirm(pages.officer, preview, PATH)
    work_off(stage)
    again = pages.officer.get(sent.headers["location"])
    assert "Tổ 1 có 6 người" in plain(again.text)
    assert products(officer) == 0


def test_a_list_is_its_senders_alone_and_asks_what_a_short_one_asks(
    stage: Stage, pages: SimpleNamespace, coordinator: TestClient
) -> None:
    patch(coordinator, "/periods/2026-Q2", closed=True)
    sent = upload(pages.coordinator, sheet(), PATH)
    for other in (pages.officer, pages.other_officer):
        assert other.get(sent.headers["location"]).status_code == 404
    for number in ("", "x", "0", "9" * 30):
        assert pages.coordinator.get(f"{PATH}?list={number}").status_code == 404
    work_off(stage)
    preview = pages.coordinator.get(sent.headers["location"])
    assert "Thay đổi số liệu của kỳ đã đóng quý II/2026" in told(preview)
    without = confirm(pages.coordinator, preview, PATH)
    work_off(stage)
    asked = pages.coordinator.get(without.headers["location"])
    assert "Thay đổi số liệu của kỳ đã đóng" in plain(asked.text)
    assert products(coordinator) == 0
    reasoned = confirm(pages.coordinator, asked, PATH, change_reason="Bổ sung sổ giấy")
    work_off(stage)
    assert "new=12" in pages.coordinator.get(reasoned.headers["location"]).headers["location"]
    assert products(coordinator) == ROWS


def test_what_was_logged_while_it_was_judged_is_not_logged_again(
    stage: Stage, pages: SimpleNamespace, officer: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent, draft = confirm(pages.officer, looked_at(pages, stage, sheet()), PATH), imports.draft
    same = placement("website", "2026-05-03", reach("TDP-01", 7, "counted"))

    def overtaken(*given: Any) -> Any:
        judged = draft(*given)
        if not products(officer):
            product(officer, same, title="Bài 3", kind="article")
        return judged

    with monkeypatch.context() as patched:
        patched.setattr(imports, "draft", overtaken)
        work_off(stage)
    again = pages.officer.get(sent.headers["location"])
    assert "Có người đã sửa danh sách sau khi bạn xem trước" in plain(again.text)
    assert products(officer) == 1


@pytest.mark.parametrize("place", ["before it is stored", "after it is stored"])
def test_whoever_is_killed_while_taking_it_in_leaves_all_or_nothing(
    stage: Stage, pages: SimpleNamespace, officer: TestClient, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    sent, store = confirm(pages.officer, looked_at(pages, stage, sheet()), PATH), imports.store

    def killed(*given: Any) -> Any:
        if place.startswith("after"):
            store(*given)
        raise Lost

    with monkeypatch.context() as patched:
        patched.setattr(imports, "store", killed)
        runner(stage).look()
    assert products(officer) == 0
    assert "Đang nhập" in plain(pages.officer.get(sent.headers["location"]).text)
    seconds = iter([0.0, LEASE + 1])
    watcher = Runner(World(stage.engine, stage.app.state.settings, now), clock=lambda: passed[0])
    passed = [next(seconds)]
    assert not watcher.look()
    passed[0] = next(seconds)
    assert watcher.look()
    assert "new=12" in pages.officer.get(sent.headers["location"]).headers["location"]
    assert products(officer) == ROWS


def test_a_preview_that_is_gone_says_so(stage: Stage, pages: SimpleNamespace) -> None:
    sent = upload(pages.officer, sheet(), PATH)
    for path in left(stage):
        path.unlink()
    work_off(stage)
    assert "Bản xem trước không còn" in plain(pages.officer.get(sent.headers["location"]).text)
