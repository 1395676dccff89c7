"""A product's files through the pages: added, previewed, described, taken away; refused beside the field."""

import io
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi.testclient import TestClient
from PIL import Image

from app.web import served
from tests import samples
from tests.conftest import Stage
from tests.makers import API, Json, attachment, get, patch, product
from tests.views.filled import filled, press
from tests.views.test_undo import undone


@pytest.fixture(autouse=True)
def home(stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(stage.app.state.settings, "data_dir", tmp_path)
    monkeypatch.setattr(stage.app.state.settings, "max_upload_mb", 1)
    return tmp_path


@pytest.fixture
def made(officer: TestClient) -> Json:
    return product(officer, title="Năm điều cần biết", details={"alt_text": "Hình nói năm điều"})


def send(client: TestClient, page: str, content: bytes, name: str = "ảnh.png", **fields: str) -> Any:
    """The form of the product's page, sent as a browser does."""
    text = client.get(page).text
    form_id = re.search(r'name="form_id" value="([^"]+-file)"', text)
    assert form_id
    assert 'enctype="multipart/form-data"' in text
    data = {"form_id": form_id[1], "alt_text": ""} | fields
    return client.post(f"{page}/attachments", files={"file": (name, content)}, data=data)


def test_a_file_is_added_shown_and_told_in_the_history(
    pages: SimpleNamespace, officer: TestClient, made: Json, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = f"/products/{made['id']}"
    text = pages.officer.get(page).text
    assert "Không tải danh sách người, giấy tờ có tên hoặc số điện thoại" in text
    assert "Hình nói năm điều</textarea>" in text, "what the infographic shows is proposed"
    assert "nhiều nhất 1 MB" in text
    answer = send(pages.officer, page, samples.picture(size=(900, 1200)), "Rác.png", alt_text="Ba loại <rác>")
    assert answer.status_code == 303
    assert answer.headers["location"] == f"{page}?done=attached#attachments"
    (one,) = get(officer, page)["attachments"]
    text = pages.leader.get(f"{page}?done=attached").text
    href = f"{page}/attachments/{one['id']}"
    assert "Đã thêm tệp vào" in text
    assert f'<img src="{href}/preview" alt="Ba loại &lt;rác&gt;" width="900" height="1200"' in text
    assert "Thêm tệp «Rác.png»" in text
    trail = pages.admin.get("/audit").text
    assert "Sản phẩm: Năm điều cần biết</a>" in trail
    assert "Sản phẩm: Rác.png" not in trail, "the product is called by its title"
    assert "ảnh PNG" in text
    for hidden in ('type="file"', f"{href}/edit", f"{href}/remove"):
        assert hidden not in text, "a leader only looks"
    assert pages.leader.get(href).headers["content-type"] == "image/png"
    small = pages.leader.get(f"{href}/preview")
    assert small.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert Image.open(io.BytesIO(small.content)).size == (540, 720)
    assert small.headers["content-type"] == "image/webp"
    again = pages.leader.get(f"{href}/preview", headers={"If-None-Match": small.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    (preview,) = home.rglob("*.webp")
    preview.unlink()
    assert pages.leader.get(f"{href}/preview").content == pages.leader.get(href).content, "small enough for itself"
    monkeypatch.setattr(served, "SMALL", 100)
    assert pages.leader.get(f"{href}/preview").status_code == 404, "nothing is drawn while someone waits"
    assert ">Hình nói năm điều</textarea>" not in pages.officer.get(page).text, "said once already"


def test_videos_play_and_documents_are_links(pages: SimpleNamespace, officer: TestClient, made: Json) -> None:
    video = attachment(officer, made["id"], samples.mp4(), "phim.mp4", alt_text="Cách phân loại")
    paper = attachment(officer, made["id"], samples.pdf(), "bản.pdf")
    text = pages.leader.get(f"/products/{made['id']}").text
    href = f"/products/{made['id']}/attachments"
    assert f'<video controls preload="metadata" src="{href}/{video["id"]}" aria-label="Cách phân loại">' in text
    assert f'<a href="{href}/{paper["id"]}">bản.pdf</a>' in text
    assert "PDF, 1 kB" in text
    assert "media-src" not in pages.leader.get("/").headers["content-security-policy"], "default-src 'self' lets them"
    assert pages.leader.get(f"{href}/{paper['id']}/preview").status_code == 404


@pytest.mark.parametrize("what", ["script", "svg", "xlsx", "zip", "png bomb", "nothing"])
def test_a_refused_file_is_told_beside_its_field_and_the_words_stay(
    pages: SimpleNamespace, officer: TestClient, made: Json, home: Path, what: str
) -> None:
    name, make, _ = samples.REFUSED[what]
    page = f"/products/{made['id']}"
    answer = send(pages.officer, page, make(), name, alt_text="Đã gõ rồi")
    assert answer.status_code == 422
    assert 'id="file-fault"' in answer.text
    assert 'href="#file"' in answer.text
    assert "Đã gõ rồi</textarea>" in answer.text
    (opened,) = re.findall(r'<details class="kinds"( ?\w*)>(?=(?:(?!</summary>).)*Thêm tệp)', answer.text, re.DOTALL)
    assert opened == " open"
    assert get(officer, page)["attachments"] == []
    assert [path for path in home.rglob("*") if path.is_file()] == []


def test_a_file_that_is_too_large_is_told_there_too(pages: SimpleNamespace, made: Json, home: Path) -> None:
    answer = send(pages.officer, f"/products/{made['id']}", samples.mp4() + b"\0" * 1_100_000)
    assert answer.status_code == 413
    assert "Tệp lớn quá 1 MB" in answer.text
    assert 'id="file-fault"' in answer.text
    assert answer.headers["connection"] == "close"
    assert [path for path in home.rglob("*") if path.is_file()] == []


def test_no_file_chosen_is_told(pages: SimpleNamespace, made: Json) -> None:
    page = f"/products/{made['id']}"
    empty = pages.officer.post(f"{page}/attachments", files={"file": ("", b"")}, data={"form_id": "x"})
    assert empty.status_code == 422
    assert "Chọn một tệp" in empty.text
    assert pages.officer.post(f"{page}/attachments", data={"form_id": "x"}).status_code == 415


def test_a_double_press_stores_once(pages: SimpleNamespace, officer: TestClient, made: Json) -> None:
    page = f"/products/{made['id']}"
    files = {"file": ("a.png", samples.picture())}
    first, second = (pages.officer.post(f"{page}/attachments", files=files, data={"form_id": "one"}) for _ in range(2))
    assert first.headers["location"] == second.headers["location"]
    assert len(get(officer, page)["attachments"]) == 1


def test_of_a_moving_picture_the_page_says_what_was_kept(pages: SimpleNamespace, made: Json) -> None:
    page = f"/products/{made['id']}"
    answer = send(pages.officer, page, samples.animation(), "động.gif")
    assert "chỉ giữ khung hình đầu" in pages.officer.get(answer.headers["location"]).text


def test_what_a_picture_shows_is_said_later(pages: SimpleNamespace, officer: TestClient, made: Json) -> None:
    one = attachment(officer, made["id"], samples.picture())
    href = f"/products/{made['id']}/attachments/{one['id']}"
    text = pages.officer.get(f"/products/{made['id']}").text
    assert "Ảnh ảnh.png, chưa có mô tả" in text
    asked = pages.officer.get(f"{href}/edit")
    answer = press(pages.officer, f"{href}/edit", filled(asked.text, alt_text="Ba loại rác"))
    assert answer.headers["location"] == f"/products/{made['id']}?done=described#attachments"
    assert get(officer, f"/products/{made['id']}")["attachments"][0]["alt_text"] == "Ba loại rác"
    assert "Sửa mô tả của tệp «ảnh.png»" in pages.leader.get(f"/products/{made['id']}").text
    emptied = filled(pages.officer.get(f"{href}/edit").text, alt_text=" ")
    assert press(pages.officer, f"{href}/edit", emptied).status_code == 303
    assert get(officer, f"/products/{made['id']}")["attachments"][0]["alt_text"] is None
    refused = press(pages.officer, f"{href}/edit", filled(pages.officer.get(f"{href}/edit").text, alt_text="a\x01"))
    assert refused.status_code == 422
    assert 'id="alt_text-fault"' in refused.text


def test_a_file_is_taken_away_after_asking(pages: SimpleNamespace, officer: TestClient, made: Json, home: Path) -> None:
    one = attachment(officer, made["id"], samples.picture())
    href = f"/products/{made['id']}/attachments/{one['id']}"
    asked = pages.officer.get(f"{href}/remove")
    assert "Bỏ tệp này?" in asked.text
    answer = press(pages.officer, f"{href}/remove", filled(asked.text))
    assert answer.headers["location"] == f"/products/{made['id']}?done=detached#attachments"
    assert pages.officer.get(href).status_code == 404
    assert [path for path in home.rglob("*") if path.is_file()] == []
    assert "Bỏ tệp «ảnh.png»" in pages.leader.get(f"/products/{made['id']}").text


def test_words_that_someone_changed_meanwhile_are_not_written_over(
    pages: SimpleNamespace, officer: TestClient, made: Json
) -> None:
    one = attachment(officer, made["id"], samples.picture(), alt_text="Ba loại rác")
    href = f"/products/{made['id']}/attachments/{one['id']}"
    first, second = (filled(pages.officer.get(f"{href}/edit").text, alt_text=words) for words in ("Một", "Hai"))
    assert press(pages.officer, f"{href}/edit", first).status_code == 303
    refused = press(pages.officer, f"{href}/edit", second)
    assert refused.status_code == 422
    assert "Có người đã sửa mục này sau khi bạn mở" in refused.text
    assert "Hai</textarea>" in refused.text
    assert get(officer, f"/products/{made['id']}/attachments/{one['id']}")["alt_text"] == "Một"


def test_a_withdrawn_product_offers_no_more_than_to_take_away(
    pages: SimpleNamespace, officer: TestClient, made: Json
) -> None:
    one = attachment(officer, made["id"], samples.picture())
    page = f"/products/{made['id']}"
    patch(officer, page, status="withdrawn", reason="Sai")
    text = pages.officer.get(page).text
    assert 'type="file"' not in text
    assert f"attachments/{one['id']}/remove" in text
    answer = pages.officer.post(f"{page}/attachments", files={"file": ("a.png", samples.picture())}, data={})
    assert answer.status_code == 409
    assert "Sản phẩm đã rút không nhận thêm tệp" in answer.text


def test_another_ward_and_the_city_see_no_file(pages: SimpleNamespace, officer: TestClient, made: Json) -> None:
    one = attachment(officer, made["id"], samples.picture())
    href = f"/products/{made['id']}/attachments/{one['id']}"
    for client in (pages.stranger, pages.city):
        for address in (href, f"{href}/preview", f"{API}{href}/content"):
            assert client.get(address).status_code == 404
    other = product(officer)
    assert pages.officer.get(f"/products/{other['id']}/attachments/{one['id']}").status_code == 404


def test_a_photo_comes_with_the_log_form_and_waits_while_the_form_goes_to_and_fro(
    pages: SimpleNamespace, officer: TestClient, home: Path
) -> None:
    def sent(pairs: list[tuple[str, str]], content: bytes | None, go: str = "save") -> Any:
        parts: list[Any] = [(name, (None, value)) for name, value in [*pairs, ("go", go)]]
        return pages.officer.post(
            "/products/new", files=[*parts, ("file", ("Bếp.jpg" if content else "", content or b""))]
        )

    empty = pages.officer.get("/products/new").text
    new = filled(empty, kind="infographic", content_group="1.8", details__alt_text="Ba thùng rác")
    wrong = sent(new, b"<svg></svg>")
    assert wrong.status_code == 422
    assert 'id="file-fault"' in wrong.text
    assert "Ba thùng rác</textarea>" in wrong.text
    refused = sent(filled(wrong.text), samples.photo())
    assert refused.status_code == 422
    assert 'id="title-fault"' in refused.text
    assert "Lưu cùng ảnh đã gửi: Bếp.jpg" in refused.text
    again = filled(refused.text, title="Ba thùng trong bếp")
    others = [(name, value[::-1] if name == "waiting" else value) for name, value in again]
    assert "Chọn lại ảnh" in sent(others, None).text, "what was not sealed here names no file"
    looked = sent(again, None, "look")
    saved = sent(filled(looked.text), None)
    assert saved.status_code == 303, saved.text
    page = saved.headers["location"]
    (one,) = get(officer, page.partition("?")[0])["attachments"]
    assert (one["name"], one["alt_text"]) == ("Bếp.jpg", "Ba thùng rác")
    assert [path.name for path in home.glob("attachments/.*")] == []
    text = pages.officer.get(page).text
    assert "Hoàn tác" in text, "the photo is part of the entry"
    assert undone(pages.officer, text).status_code == 303
    assert list(home.glob("attachments/*/*/*")) == []
