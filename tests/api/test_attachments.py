"""Attachments through the API: recognised by content, made safe, stored once, served so that nothing runs."""

import asyncio
import hashlib
import io
import json
import resource
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from PIL import Image

from app import db
from app.domain import checks, files
from app.domain.errors import Refused
from app.domain.files import documents, pictures, previews
from tests import samples
from tests.conftest import Stage
from tests.makers import API, Json, delete, etag, get, patch, planned, problem, product
from tests.samples import REFUSED, SECRET

MB = 1024 * 1024


@pytest.fixture(autouse=True)
def home(stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of the test's own, and 3 MB as the largest file."""
    monkeypatch.setattr(stage.app.state.settings, "data_dir", tmp_path)
    monkeypatch.setattr(stage.app.state.settings, "max_upload_mb", 3)
    return tmp_path


@pytest.fixture
def place(officer: TestClient) -> str:
    return f"/products/{product(officer)['id']}/attachments"


def send(client: TestClient, place: str, content: bytes, name: str = "ảnh.png", **fields: str) -> Any:
    headers = {"Idempotency-Key": fields.pop("key")} if "key" in fields else {}
    return client.post(API + place, files={"file": (name, content, "image/png")}, data=fields, headers=headers)


def attach(client: TestClient, place: str, content: bytes, name: str = "ảnh.png", **fields: str) -> Json:
    answer = send(client, place, content, name, **fields)
    assert answer.status_code == 201, answer.text
    made: Json = answer.json()
    return made


def stored(home: Path) -> list[str]:
    """The files of the data folder, without the previews, which come and go with their pictures."""
    found = {str(path.relative_to(home)) for path in home.rglob("*") if path.is_file()}
    previews = {name for name in found if name.endswith(f".{pictures.PREVIEW}.webp")}
    assert {name.removesuffix(f".{pictures.PREVIEW}.webp") for name in previews} <= found
    return sorted(found - previews)


def bytes_of(client: TestClient, made: Json, **headers: str) -> Any:
    return client.get(made["url"], headers=headers)


# --- what is taken


def test_a_picture_is_stored_and_told(officer: TestClient, leader: TestClient, place: str, home: Path) -> None:
    answer = send(officer, place, samples.picture(size=(40, 30)), "Đồ họa rác.png", alt_text="Ba loại rác")
    made = answer.json()
    assert answer.headers["location"] == f"{API}{place}/{made['id']}"
    assert made["warnings"] == []
    assert set(made) == {"id", "name", "media_type", "size", "sha256", "alt_text", "width", "height", "url", "warnings"}
    assert (made["name"], made["media_type"], made["alt_text"]) == ("Đồ họa rác.png", "image/png", "Ba loại rác")
    assert (made["width"], made["height"]) == (40, 30)
    content = bytes_of(leader, made).content
    assert hashlib.sha256(content).hexdigest() == made["sha256"]
    assert len(content) == made["size"]
    assert stored(home) == [f"attachments/{_ward(home)}/{made['sha256'][:2]}/{made['sha256']}"]
    del made["warnings"]
    assert get(leader, f"{place}/{made['id']}") == made | {"warnings": []}
    assert get(leader, place.removesuffix("/attachments"))["attachments"] == [made]
    assert get(leader, place)["items"] == [made | {"etag": etag(leader, f"{place}/{made['id']}")["If-Match"]}]


def _ward(home: Path) -> str:
    return next(path.name for path in (home / "attachments").iterdir())


def test_a_photo_loses_where_and_with_what_it_was_taken(officer: TestClient, place: str) -> None:
    photo = samples.photo()
    assert SECRET in photo
    assert Image.open(io.BytesIO(photo)).getexif().get_ifd(0x8825)[2] == (21.0, 0.0, 45.0)
    made = attach(officer, place, photo, "IMG_1.JPG")
    content = bytes_of(officer, made).content
    assert SECRET not in content
    assert b"Exif" not in content
    shown = Image.open(io.BytesIO(content))
    assert len(shown.getexif()) == 0
    assert shown.size == (30, 40) == (made["width"], made["height"]), "upright"
    assert set(shown.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive", "progression"}
    assert made["name"] == "IMG_1.jpg"


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
def test_what_hangs_behind_a_picture_is_cut_off(officer: TestClient, place: str, kind: str) -> None:
    tail = samples.packed({"danh-sach.csv": SECRET}) + b"<script>" + SECRET
    content = bytes_of(officer, attach(officer, place, samples.picture(kind) + tail)).content
    assert SECRET not in content
    assert b"PK\x05\x06" not in content
    assert Image.open(io.BytesIO(content)).size == (40, 30)


def test_transparency_and_colours_stay_without_their_profile(officer: TestClient, place: str) -> None:
    clear = bytes_of(officer, attach(officer, place, samples.picture(mode="RGBA", colour="#ff000080"))).content
    assert Image.open(io.BytesIO(clear)).getpixel((0, 0)) == (255, 0, 0, 128)
    indexed = samples.picture("GIF", mode="P", colour=3, transparency=3)  # type: ignore[arg-type]
    shown = Image.open(io.BytesIO(bytes_of(officer, attach(officer, place, indexed)).content))
    assert shown.convert("RGBA").getpixel((0, 0))[3] == 0  # type: ignore[index]
    profiled = Image.open(io.BytesIO(bytes_of(officer, attach(officer, place, samples.wide_colours())).content))
    assert "icc_profile" not in profiled.info
    assert profiled.getpixel((0, 0)) == pytest.approx((10, 200, 30, 128), abs=2)
    printed = attach(officer, place, samples.picture("JPEG", mode="CMYK", colour="red"))
    assert Image.open(io.BytesIO(bytes_of(officer, printed).content)).mode == "RGB"


def test_of_a_moving_picture_the_first_frame_stays_and_that_is_said(officer: TestClient, place: str) -> None:
    made = attach(officer, place, samples.animation(), "động.gif")
    assert (made["name"], made["media_type"]) == ("động.png", "image/png")
    assert [warning["code"] for warning in made["warnings"]] == ["still"]
    shown = Image.open(io.BytesIO(bytes_of(officer, made).content))
    assert not getattr(shown, "is_animated", False)
    assert shown.convert("RGB").getpixel((5, 5)) == (0x98, 0x20, 0x1F)


@pytest.mark.parametrize(
    ("make", "name", "media_type", "manner"),
    [
        (samples.pdf, "bản.pdf", "application/pdf", "inline"),
        (samples.word, "bản.docx", documents.DOCX, "attachment"),
        (samples.open_document, "bản.odt", documents.ODT, "attachment"),
        (samples.mp4, "phim.mp4", "video/mp4", "inline"),
        (lambda: samples.mp4(b"qt  "), "phim.mov", "video/quicktime", "inline"),
        (samples.webm, "phim.webm", "video/webm", "inline"),
    ],
    ids=["pdf", "docx", "odt", "mp4", "mov", "webm"],
)
def test_video_and_documents_are_stored_as_they_came(
    officer: TestClient, place: str, make: Callable[[], bytes], name: str, media_type: str, manner: str
) -> None:
    # Made once: a ZIP carries the second in which it was made.
    content = make()
    made = attach(officer, place, content, "tên gì cũng được.exe")
    assert (made["media_type"], made["name"]) == (media_type, f"tên gì cũng được.{name.rpartition('.')[2]}")
    answer = bytes_of(officer, made, **{"Accept-Encoding": "gzip"})
    assert answer.content == content
    assert answer.headers["content-type"] == media_type
    assert answer.headers["content-disposition"].startswith(f"{manner}; filename*=utf-8''t%C3%AAn%20g")
    assert "content-encoding" not in answer.headers


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        ("hyperlink", "https://dongda.hanoi.gov.vn/bai-viet"),
        ("attachedTemplate", "file:///C:\\Users\\Lan\\Normal.dotm"),
        ("image", "https://dongda.hanoi.gov.vn/anh.png"),
    ],
)
def test_a_document_may_name_what_word_itself_names(officer: TestClient, place: str, kind: str, target: str) -> None:
    attach(officer, place, samples.word_with(kind, target), "bản.docx")


PLACE = b"+21.0154+105.8289+011.500/"
LOCI = b"\0\0\0\0" + b"\x15\xc7" + b"Nha rieng\0" + b"\0" + bytes.fromhex("0069d4330015045f000b8000") + b"earth\0\0"


@pytest.mark.parametrize(
    ("notes", "told"),
    [
        (samples.box(b"udta", samples.box(b"\xa9xyz", b"\0\x1a\x15\xc7" + PLACE)), PLACE),
        (samples.box(b"meta", samples.box(b"ilst", samples.box(b"data", b"\0\0\0\1\0\0\0\0" + PLACE))), PLACE),
        (samples.box(b"trak", samples.box(b"udta", samples.box(b"loci", LOCI))), b"Nha rieng"),
    ],
    ids=["android", "apple", "3gpp, of a track"],
)
def test_a_video_forgets_where_it_was_taken(officer: TestClient, place: str, notes: bytes, told: bytes) -> None:
    content = samples.mp4(b"qt  ", notes=notes + samples.box(b"udta", samples.box(b"name", b"Xe rac +1 +22 lan/ngay")))
    kept = bytes_of(officer, attach(officer, place, content, "phim.mov")).content
    assert told not in kept
    assert bytes.fromhex("0069d4330015045f") not in kept, "degrees and minutes as numbers"
    assert len(kept) == len(content)
    assert b"Xe rac +1 +22 lan/ngay" in kept, "other notes stay"
    assert kept[-5008:] == content[-5008:], "so does the film"


def test_a_film_within_a_film_within_a_film_is_taken_as_it_is(officer: TestClient, place: str) -> None:
    deep = b""
    for _ in range(3000):
        deep = samples.box(b"moov", deep)
    content = samples.mp4(notes=deep)
    assert bytes_of(officer, attach(officer, place, content, "phim.mp4")).content == content


@pytest.mark.parametrize(
    ("name", "content", "status"),
    [
        ("phim.mov", samples.mp4(b"qt  ", notes=samples.box(b"udta", samples.box(b"loci", b"Nha") * 120_000)), 201),
        ("phim.webm", samples.webm(after=b"\xec\x80" * 1_400_000), 422),
    ],
    ids=["places by the thousand", "gaps by the million"],
)
def test_a_video_of_countless_parts_keeps_nobody_waiting(
    officer: TestClient, place: str, name: str, content: bytes, status: int
) -> None:
    began = time.process_time()
    assert send(officer, place, content, name).status_code == status
    assert time.process_time() - began < 2


# --- what is refused


def test_a_form_of_a_million_empty_parts_is_given_up_soon(officer: TestClient, place: str, home: Path) -> None:
    part = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n\r\n'
    content, headers = part * (3 * MB // len(part)), {"Content-Type": "multipart/form-data; boundary=x"}
    answer = officer.post(API + place, content=content, headers=headers)
    problem(answer, 413)
    assert stored(home) == []


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_no_picture_video_or_document_is_refused_with_words(
    officer: TestClient, place: str, home: Path, what: str
) -> None:
    name, make, code = REFUSED[what]
    body = problem(send(officer, place, make(), name), 422, (("file",), code))
    assert len(body["errors"][0]["message"]) > 20
    assert get(officer, place)["items"] == []
    assert stored(home) == []


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../../etc/passwd.png", "passwd.png"),
        ("..\\..\\windows\\anh.png", "anh.png"),
        ("/etc/", "tep.png"),
        ("..", "tep.png"),
        (".htaccess", "htaccess.png"),
        ("a\u202egnp.exe", "agnp.png"),
        ("a\u200b\u2066b.png", "ab.png"),
        ("x.html", "x.png"),
        ("dài" * 200 + ".png", ("dài" * 200)[:120] + ".png"),
        ("Kế hoạch 1.2.png", "Kế hoạch 1.2.png"),
        ("a  b\u00a0 .png", "a b.png"),
        ("\u0061\u0302nh.png", "ânh.png"),
    ],
    ids=str,
)
def test_a_name_is_only_a_name(officer: TestClient, place: str, home: Path, sent: str, kept: str) -> None:
    made = attach(officer, place, samples.picture(), sent)
    assert made["name"] == kept
    assert len(stored(home)) == 1
    disposition = bytes_of(officer, made).headers["content-disposition"]
    assert "\n" not in disposition
    assert '"' not in disposition.removeprefix('inline; filename="').removesuffix('"')


def test_a_name_with_an_end_of_text_in_it_breaks_nothing(officer: TestClient, place: str) -> None:
    body = (
        b'--b\r\nContent-Disposition: form-data; name="file"; filename="a\0\tb\x7f\xff.png"\r\n\r\n'
        + samples.picture()
        + b"\r\n--b--\r\n"
    )
    answer = officer.post(API + place, content=body, headers={"Content-Type": "multipart/form-data; boundary=b"})
    assert answer.json()["name"] == "a b\ufffd.png"


@pytest.mark.parametrize(
    ("headers", "body", "loc"),
    [
        ({"Content-Type": "multipart/form-data"}, b"x", ()),
        ({"Content-Type": "multipart/form-data; boundary=b"}, b"", ()),
        ({"Content-Type": "multipart/form-data; boundary=b"}, b"no form at all", ()),
        ({"Content-Type": "multipart/form-data; boundary=" + "b" * 999}, b"--b--", ()),
        (
            {"Content-Type": "multipart/form-data; boundary=b"},
            b'--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nhalf',
            (),
        ),
        (
            {"Content-Type": "multipart/form-data; boundary=b"},
            b'--b\r\nContent-Disposition: form-data; name="alt_text"\r\n\r\n\xff\xfe\r\n--b--\r\n',
            (),
        ),
        (
            {"Content-Type": "multipart/form-data; boundary=b"},
            b'--b\r\nContent-Disposition: form-data; name="alt_text"\r\n\r\na\r\n--b--\r\n',
            ("file",),
        ),
    ],
)
def test_a_form_that_is_none_is_refused(
    officer: TestClient, place: str, home: Path, headers: dict[str, str], body: bytes, loc: tuple[str, ...]
) -> None:
    answer = officer.post(API + place, content=body, headers=headers)
    assert tuple(problem(answer, 422)["errors"][0]["loc"]) == loc
    assert stored(home) == []


def test_unknown_and_repeated_fields_are_refused(officer: TestClient, place: str, home: Path) -> None:
    problem(send(officer, place, samples.picture(), kind="image"), 422, (("kind",), "unknown_field"))
    two = [("file", ("a.png", samples.picture())), ("file", ("b.png", samples.picture()))]
    problem(officer.post(API + place, files=two), 422, (("file",), "twice"))
    twice = {"alt_text": ["a", "b"]}
    answer = officer.post(API + place, files={"file": ("a.png", samples.picture())}, data=twice)
    problem(answer, 422, (("alt_text",), "twice"))
    problem(send(officer, place, samples.picture(), alt_text="a\0"), 422, (("alt_text",), "control_character"))
    problem(officer.post(API + place, files={"file": ("", b"")}), 422)
    problem(officer.post(f"{API}{place}?x=1", files={"file": ("a.png", samples.picture())}), 422)
    assert stored(home) == []


def test_a_product_takes_twenty_files(officer: TestClient, place: str, home: Path) -> None:
    for _ in range(20):
        attach(officer, place, samples.pdf())
    assert len(stored(home)) == 1, "the same content is stored once"
    problem(send(officer, place, samples.picture()), 409)
    assert len(stored(home)) == 1
    assert len(get(officer, place, limit=15)["items"]) == 15
    assert len(officer.get(get(officer, place, limit=15)["next"]).json()["items"]) == 5


# --- size


class Sender:
    """A client that sends without end, or hangs up, and counts what was asked of it."""

    def __init__(self, token: str, place: str, length: int | None = None, hangs_up_after: int | None = None) -> None:
        self.chunk, self.sent, self.hangs_up_after = b"\0" * MB, 0, hangs_up_after
        headers = {"authorization": f"Bearer {token}", "content-type": "multipart/form-data; boundary=b"}
        headers |= {"content-length": str(length)} if length else {}
        self.scope = {
            "type": "http",
            "method": "POST",
            "path": API + place,
            "raw_path": (API + place).encode(),
            "query_string": b"",
            "root_path": "",
            "scheme": "http",
            "http_version": "1.1",
            "server": ("t", 80),
            "client": ("t", 1),
            "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        }
        self.answered: list[Any] = []
        self.meanwhile: Callable[[], Any] | None = None

    async def receive(self) -> Any:
        if self.hangs_up_after is not None and self.sent >= self.hangs_up_after:
            return {"type": "http.disconnect"}
        self.sent += 1
        if self.sent == 3 and self.meanwhile:
            self.meanwhile()
        head = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.mp4"\r\n\r\n' + samples.mp4()
        return {"type": "http.request", "body": head if self.sent == 1 else self.chunk, "more_body": self.sent < 3000}

    async def send(self, message: Any) -> None:
        self.answered.append(message)

    def to(self, stage: Stage) -> int:
        # A thread of its own: the browser of the journeys keeps a loop running in this one.
        with ThreadPoolExecutor(1) as hand:
            hand.submit(asyncio.run, stage.app(self.scope, self.receive, self.send)).result()
        return int(self.answered[0]["status"])


@pytest.mark.parametrize("length", [None, 3000 * MB], ids=["unsaid", "said"])
def test_three_gigabytes_are_cut_off(stage: Stage, place: str, home: Path, length: int | None) -> None:
    sender = Sender(stage.tokens["officer"], place, length)
    assert sender.to(stage) == 413
    assert sender.sent < 80
    headers = dict(sender.answered[0]["headers"])
    assert headers[b"content-type"] == b"application/problem+json"
    assert headers[b"connection"] == b"close"
    assert "Tệp lớn quá 3 MB" in json.loads(sender.answered[1]["body"])["detail"]
    assert stored(home) == []


def test_a_connection_that_breaks_leaves_nothing(stage: Stage, place: str, home: Path, officer: TestClient) -> None:
    sender = Sender(stage.tokens["officer"], place, hangs_up_after=2)
    assert sender.to(stage) == 400
    assert stored(home) == []
    assert get(officer, place)["items"] == []


def test_nobody_waits_for_a_slow_sender(stage: Stage, place: str, officer: TestClient) -> None:
    sender = Sender(stage.tokens["officer"], place, hangs_up_after=3)
    others: list[Json] = []
    sender.meanwhile = lambda: others.append(product(officer))
    assert sender.to(stage) == 400
    assert len(others) == 1


def test_who_may_not_is_told_before_anything_is_read(stage: Stage, place: str, home: Path) -> None:
    for name, status in (("other_officer", 403), ("leader", 403), ("city", 404), ("stranger", 404)):
        sender = Sender(stage.tokens[name], place)
        assert (sender.to(stage), sender.sent) == (status, 0), name
    assert Sender("none", place).to(stage) == 401
    assert stored(home) == []


def test_the_limit_is_of_the_file_and_exact(officer: TestClient, place: str) -> None:
    rest = len(samples.mp4()) + 8
    assert send(officer, place, samples.mp4(inside=samples.box(b"free", b"\0" * (3 * MB - rest)))).status_code == 201
    problem(send(officer, place, samples.mp4(inside=samples.box(b"free", b"\0" * (3 * MB - rest + 1)))), 413)
    problem(send(officer, place, samples.picture(), alt_text="a" * 300_000), 413)


# --- one file, many rows


def test_the_last_that_names_a_file_takes_it_away(officer: TestClient, coordinator: TestClient, home: Path) -> None:
    places = [f"/products/{planned(officer)['id']}/attachments" for _ in range(3)]
    made = [attach(officer, place, samples.pdf()) for place in places]
    assert len({one["sha256"] for one in made}) == len(stored(home)) == 1
    delete(officer, f"{places[0]}/{made[0]['id']}")
    assert bytes_of(officer, made[0]).status_code == 404
    assert bytes_of(officer, made[1]).status_code == 200
    delete(coordinator, f"{places[1]}/{made[1]['id']}")
    assert len(stored(home)) == 1
    delete(officer, places[2].removesuffix("/attachments"))
    assert stored(home) == []


def test_wards_share_no_file(stage: Stage, officer: TestClient, stranger: TestClient, place: str, home: Path) -> None:
    mine = attach(officer, place, samples.pdf())
    theirs = f"/products/{product(stranger)['id']}/attachments"
    other = attach(stranger, theirs, samples.pdf())
    assert len(stored(home)) == 2
    for address in (mine["url"], f"{API}{place}/{mine['id']}", f"{API}{theirs}/{mine['id']}/content"):
        problem(stranger.get(address), 404)
    problem(officer.get(f"{API}{place}/{other['id']}/content"), 404)
    delete(stranger, f"{theirs}/{other['id']}")
    assert bytes_of(officer, mine).status_code == 200


def test_what_is_undone_after_the_file_came_leaves_none(
    stage: Stage, place: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer = stage.bearing(stage.tokens["officer"], raise_server_exceptions=False)

    @contextmanager
    def failing(engine: Any) -> Iterator[Any]:
        with whole(engine) as session:
            yield session
            if session.info.get(files.IN_DOUBT):
                raise OSError("the disk of the database is full")

    whole = db.transaction
    with monkeypatch.context() as patched:
        patched.setattr(db, "transaction", failing)
        assert send(officer, place, samples.pdf()).status_code == 500
    assert get(officer, place)["items"] == []
    assert stored(home) == []


def test_what_a_crash_left_is_swept_and_nothing_else(
    stage: Stage, officer: TestClient, place: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = attach(officer, place, samples.pdf())
    root = files.folder(home)
    kept = files.path(root, int(_ward(home)), made["sha256"])
    orphan = files.path(root, int(_ward(home)), "ab" * 32)
    for lone in (orphan, root / "readme.txt", root / ".x1.part", kept.with_name("khác")):
        lone.parent.mkdir(parents=True, exist_ok=True)
        lone.write_bytes(b"x")
    with files.held(root):
        assert files.sweep(stage.engine, root) == 0, "a backup is at work"
    assert files.sweep(stage.engine, root) == 1
    assert not orphan.exists()
    monkeypatch.setattr(files, "A_DAY", -1)
    assert files.sweep(stage.engine, root) == 1
    assert {path.name for path in root.rglob("*") if path.is_file()} == {made["sha256"], "readme.txt", "khác"}


def test_check_tells_what_is_missing_or_altered(stage: Stage, officer: TestClient, place: str, home: Path) -> None:
    first, second = attach(officer, place, samples.pdf()), attach(officer, place, samples.word())
    root = files.folder(home)
    with db.reading(stage.engine) as session:
        assert checks.faults(session, root) == []
        files.path(root, int(_ward(home)), first["sha256"]).write_bytes(samples.pdf(b" "))
        files.path(root, int(_ward(home)), second["sha256"]).unlink()
        altered, missing = checks.faults(session, root)
    assert f"tệp đính kèm {first['id']}" in altered
    assert "không còn như khi lưu" in altered
    assert f"tệp đính kèm {second['id']}" in missing
    assert "không có tệp" in missing
    problem(bytes_of(officer, second), 404)
    attach(officer, place, samples.pdf())
    assert bytes_of(officer, first).content == samples.pdf(), "the same content again heals it"


# --- previews


def _preview(home: Path, made: Json) -> Path:
    return files.preview_path(files.folder(home), int(_ward(home)), made["sha256"])


def test_a_picture_s_preview_is_made_with_it_and_goes_with_it(officer: TestClient, place: str, home: Path) -> None:
    made = attach(officer, place, samples.photo())
    small = _preview(home, made)
    shown = Image.open(io.BytesIO(small.read_bytes()))
    assert (shown.format, shown.size) == ("WEBP", (30, 40))
    assert SECRET not in small.read_bytes()
    assert small.stat().st_mode & 0o777 == small.with_name(made["sha256"]).stat().st_mode & 0o777 == 0o600
    attach(officer, place, samples.pdf())
    assert len(list(files.folder(home).rglob("*.webp"))) == 1, "a document has none"
    delete(officer, f"{place}/{made['id']}")
    assert not small.exists()


def test_a_preview_that_is_missing_or_cut_off_is_made_by_a_start(
    stage: Stage, officer: TestClient, place: str, home: Path
) -> None:
    made = attach(officer, place, samples.picture(size=(900, 1200)))
    root, small = files.folder(home), _preview(home, made)
    whole = small.read_bytes()
    assert previews.make_missing(stage.engine, root) == 0
    small.write_bytes(whole[:-5])
    with db.reading(stage.engine) as session:
        (fault,) = checks.faults(session, root)
    assert f"ảnh nhỏ {small} hỏng" in fault
    assert previews.make_missing(stage.engine, root) == 1
    assert small.read_bytes() == whole
    small.unlink()
    with db.reading(stage.engine) as session:
        assert checks.faults(session, root) == [], "it is worked out from the picture"
    assert previews.make_missing(stage.engine, root) == 1
    assert small.read_bytes() == whole
    small.with_name(made["sha256"]).write_bytes(b"no picture")
    small.unlink()
    assert previews.make_missing(stage.engine, root) == 0
    assert [path.name for path in root.rglob(".*")] == []


def test_a_preview_of_no_picture_is_swept(stage: Stage, home: Path, officer: TestClient, place: str) -> None:
    made = attach(officer, place, samples.picture())
    lone = files.preview_path(files.folder(home), int(_ward(home)), "ab" * 32)
    lone.parent.mkdir(parents=True, exist_ok=True)
    lone.write_bytes(b"x")
    assert files.sweep(stage.engine, files.folder(home)) == 1
    assert not lone.exists()
    assert _preview(home, made).exists()


@pytest.mark.parametrize("limit", [{"memory": 60_000_000}, {"seconds": 0}], ids=str)
def test_a_picture_that_takes_more_than_its_share_ends_its_own_process_only(
    limit: dict[str, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "MOST_MEMORY", limit.get("memory", pictures.MOST_MEMORY))
    monkeypatch.setattr(pictures, "MOST_SECONDS", limit.get("seconds", 60))
    path = tmp_path / "picture"
    path.write_bytes(samples.picture(size=(5000, 5000)))
    with pytest.raises(Refused) as refused:
        pictures.redraw(path, "PNG", tmp_path / "preview")
    assert refused.value.faults[0].code == "broken"
    assert list(tmp_path.iterdir()) == [path]


def test_a_disk_that_is_full_while_a_picture_is_drawn_is_told(officer: TestClient, place: str, home: Path) -> None:
    flat = samples.picture("GIF", size=(3000, 3000))
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(flat) + 100, before[1]))
    try:
        # As a PNG it is longer than what may be written.
        answer = send(officer, place, flat)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert answer.json()["code"] == "no_room", answer.text
    assert answer.status_code == 507
    assert stored(home) == []


@pytest.mark.on_both
def test_many_pictures_at_once_are_all_taken_and_the_rest_goes_on(stage: Stage, place: str, home: Path) -> None:
    """More than there are threads: those that wait to be drawn hold none."""

    def one(number: int) -> int:
        client = stage.bearing(stage.tokens["officer"])
        if number % 6 == 5:
            return int(client.get(f"{API}/units").status_code)
        return int(send(client, place, samples.picture(size=(300, 300 + number))).status_code)

    with ThreadPoolExecutor(20) as pool:
        told = list(pool.map(one, range(24)))
    assert told == [200 if number % 6 == 5 else 201 for number in range(24)]
    assert len(stored(home)) == 20


# --- served


def test_nothing_that_was_sent_can_run(officer: TestClient, place: str) -> None:
    made = attach(officer, place, samples.picture(), "a.png")
    headers = bytes_of(officer, made).headers
    assert headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-type"] == "image/png"
    assert headers["content-disposition"] == 'inline; filename="a.png"'
    assert headers["cache-control"] == "private, no-cache"
    assert headers["etag"] == f'"{made["sha256"]}"'
    again = bytes_of(officer, made, **{"If-None-Match": f'"x", W/"{made["sha256"]}"'})
    assert (again.status_code, again.content) == (304, b"")


def test_a_video_is_given_in_parts(officer: TestClient, place: str) -> None:
    made, whole = attach(officer, place, samples.mp4()), samples.mp4()
    part = bytes_of(officer, made, Range="bytes=100-199", **{"Accept-Encoding": "gzip"})
    assert (part.status_code, part.content) == (206, whole[100:200])
    assert part.headers["content-range"] == f"bytes 100-199/{len(whole)}"
    assert bytes_of(officer, made, Range="bytes=-10").content == whole[-10:]
    assert bytes_of(officer, made, Range=f"bytes={len(whole)}-").status_code == 416
    other = bytes_of(officer, made, Range="bytes=0-1", **{"If-Range": '"other"'})
    assert (other.status_code, other.content) == (200, whole)


# --- writing


def test_what_a_picture_shows_can_be_said_later(officer: TestClient, leader: TestClient, place: str) -> None:
    made = attach(officer, place, samples.picture())
    path = f"{place}/{made['id']}"
    before = etag(officer, path)
    assert patch(officer, path, alt_text="Ba loại rác")["alt_text"] == "Ba loại rác"
    stale = officer.patch(API + path, json={"alt_text": "x"}, headers=before)
    assert stale.status_code == 412
    assert officer.patch(API + path, json={"alt_text": "x"}).status_code == 428
    wrong = officer.patch(API + path, json={"title": "x"}, headers=etag(officer, path))
    problem(wrong, 422, (("title",), "unknown_field"))
    assert leader.patch(API + path, json={}, headers=before).status_code == 403
    assert patch(officer, path, alt_text=None)["alt_text"] is None


def test_what_was_read_of_a_file_can_be_sent_back(officer: TestClient, place: str) -> None:
    made = send(officer, place, samples.picture(), alt_text="Ba loại rác").json()
    path, listed = f"{place}/{made['id']}", officer.get(API + place).json()["items"][0]
    for read in (made, listed, get(officer, path)):
        same = officer.patch(API + path, json=read, headers={"If-Match": listed["etag"]})
        assert (same.status_code, same.headers["etag"]) == (200, listed["etag"])
    assert get(officer, path) == made
    told = patch(officer, path, **listed | {"alt_text": "Bốn loại", "name": "Khác.png"})
    assert told == made | {"alt_text": "Bốn loại"}


def test_a_product_s_etag_moves_with_its_files(officer: TestClient, coordinator: TestClient, place: str) -> None:
    path = place.removesuffix("/attachments")
    before, first = etag(officer, path), get(officer, path)
    made = attach(officer, place, samples.picture(), "Rác.png")
    assert etag(officer, path) != before
    assert get(officer, path)["updated_at"] > first["updated_at"]
    change = get(coordinator, "/changes")["items"][-1]
    assert (change["entity"], change["id"], change["action"]) == ("product", first["id"], "attached")
    problem(officer.get(f"{API}{place}/{made['id'] + 999}"), 404)
    sent = officer.patch(API + path, json={"attachments": []}, headers=etag(officer, path))
    assert sent.json()["attachments"] == get(officer, path)["attachments"] != [], "they are told, and not taken here"


def test_a_withdrawn_product_s_files_can_be_read_and_taken_away_not_added_to(officer: TestClient, place: str) -> None:
    made = attach(officer, place, samples.picture())
    patch(officer, place.removesuffix("/attachments"), status="withdrawn", reason="Sai số liệu")
    problem(send(officer, place, samples.pdf()), 409)
    assert bytes_of(officer, made).status_code == 200
    delete(officer, f"{place}/{made['id']}")


def test_a_key_sent_again_stores_once(officer: TestClient, place: str) -> None:
    first = send(officer, place, samples.pdf(), "a.pdf", key="k1")
    again = send(officer, place, samples.pdf(), "a.pdf", key="k1")
    assert again.status_code == 201
    assert again.json() == first.json()
    assert again.headers["location"] == first.headers["location"]
    assert len(get(officer, place)["items"]) == 1
    problem(send(officer, place, samples.word(), "a.pdf", key="k1"), 422)
    problem(send(officer, place, b"no picture", key="k2"), 422)
    assert send(officer, place, samples.pdf(), key="k2").status_code == 201, "what was refused is not kept"
