"""Backups: taken while others write, brought back whole on either database, refused when a byte of them is wrong."""

import hashlib
import http.client
import json
import os
import tempfile
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from alembic.script import ScriptDirectory
from fastapi.testclient import TestClient
from sqlalchemy import inspect
from sqlmodel import col, select

from app import backups, db, migrations
from app.backups import BackupFault, archive, places
from app.commands.installation import now
from app.domain import attachments, checks, trail, wards
from app.domain import files as files_of
from app.domain.access import Me
from app.domain.files.contents import made_safe
from app.main import build
from app.models import Product
from app.settings import Settings
from tests import lengths, samples
from tests.lantoa import copied, fill, lantoa, lantoa_here, opened, plant, product, rows, start, url_of
from tests.lengths import SOAK
from tests.rig.server import TRAIL_KEY, Server

FIRST = Path(__file__).parent / "kept" / "backup-0001.zip"
CONTENT = bytes(range(256)) * 9000
DIGEST = hashlib.sha256(CONTENT).hexdigest()
KEPT = f"attachments/1/{DIGEST[:2]}/{DIGEST}"


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("filled")
    fill(url_of(home))
    (home / "secret_key").write_text("the key that opens nothing")
    (home / "attachments" / "2026").mkdir(parents=True)
    (home / "attachments" / "2026" / "đồ họa.png").write_bytes(b"somebody else's")
    (home / KEPT).parent.mkdir(parents=True)
    (home / KEPT).write_bytes(CONTENT)
    (home / "attachments" / ".half").write_bytes(b"still being received")
    return home


@pytest.fixture
def home(filled: Path, tmp_path: Path) -> Path:
    return copied(filled, tmp_path / "home")


@pytest.fixture(scope="module")
def backup(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("kept") / "lantoa.zip"
    with opened(url_of(filled)) as engine:
        backups.back_up(engine, filled, path, now())
    return path


def files(home: Path) -> dict[str, str]:
    """Every file of a folder and its digest."""
    found = (path for path in home.rglob("*") if path.is_file())
    return {str(path.relative_to(home)): hashlib.sha256(path.read_bytes()).hexdigest() for path in found}


def attached(home: Path) -> dict[str, str]:
    """The attachments; neither their previews nor what else someone put there."""
    return {name: digest for name, digest in files(home).items() if name.endswith(digest)}


def members(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as zipped:
        return {name: zipped.read(name) for name in zipped.namelist()}


def forge(backup: Path, to: Path, change: Callable[[dict[str, bytes], dict[str, Any]], None]) -> Path:
    """The backup changed by someone who also corrects the digests."""
    found = members(backup)
    manifest = json.loads(found.pop(archive.MANIFEST))
    change(found, manifest)
    manifest["digests"] = {name: hashlib.sha256(content).hexdigest() for name, content in found.items()}
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, content in found.items():
            zipped.writestr(name, content)
        zipped.writestr(archive.MANIFEST, json.dumps(manifest))
    return to


# --- there and back


def test_a_backup_brought_back_elsewhere_is_the_same_register(home: Path, tmp_path: Path) -> None:
    path, new = tmp_path / "lantoa.zip", tmp_path / "new"
    said = lantoa(home, "backup", str(path))
    assert said.code == 0, said.err
    assert path.stat().st_mode & 0o077 == 0
    assert [file.name for file in tmp_path.iterdir() if "part" in file.name] == []
    said = lantoa(new, "restore", str(path))
    assert (said.code, said.err) == (0, "")
    assert rows(url_of(new)) == rows(url_of(home))
    assert attached(new) == attached(home) != {}
    assert sorted(file.name for file in new.iterdir()) == ["attachments", "lantoa.db"]
    assert lantoa_here(new, "check").code == 0


def test_a_product_may_be_replaced_by_one_that_was_written_before_it(home: Path) -> None:
    found = rows(url_of(home))["product"]
    assert sum("None" not in row[column] for row in found for column in [sorted_columns(home).index("replaces")]) == 1


def sorted_columns(home: Path) -> list[str]:
    with opened(url_of(home)) as engine:
        return sorted(column["name"] for column in inspect(engine).get_columns("product"))


def test_the_secret_key_is_not_in_a_backup(backup: Path) -> None:
    found = members(backup)
    assert not [name for name in found if "secret" in name or "half" in name]
    assert not [name for name, content in found.items() if b"opens nothing" in content]


def test_a_backup_can_be_read_without_the_program(backup: Path) -> None:
    found = members(backup)
    manifest = json.loads(found[archive.MANIFEST])
    columns = manifest["tables"]["product"]["columns"]
    lines = [json.loads(line) for line in found["tables/product.jsonl"].decode().splitlines()]
    assert [line[columns.index("title")] for line in lines] == ["Đồ họa số 1", "Đồ họa số 2"]


def test_what_is_written_while_a_backup_runs_is_in_it_whole_or_not_at_all(home: Path, tmp_path: Path) -> None:
    token = lantoa_here(home, "token", "create", "t", "--role", "coordinator").last
    interrupted = 0
    with Server({"LANTOA_DATA_DIR": str(home)}) as server, _writing(server, token) as written:
        # A busy machine may give the writer no turn during a backup: such a backup shows nothing and isn't counted.
        for number in range(30):
            before = len(written)
            said = lantoa_here(home, "backup", str(tmp_path / f"{number}.zip"))
            assert said.code == 0, said.err
            after = len(written)
            if after == before:
                continue
            assert lantoa_here(tmp_path / str(number), "restore", str(tmp_path / f"{number}.zip")).code == 0
            found = rows(url_of(tmp_path / str(number)))
            # The two that were there, and perhaps one that was stored and not yet answered.
            assert before <= len(found["product"]) - 2 <= after + 1
            assert len(found["placement"]) == 2 * len(found["product"])
            assert len(found["reach"]) == 6 * len(found["product"])
            interrupted += 1
            if interrupted == lengths.of("backups while others write"):
                return
    pytest.fail("too seldom did anyone write during one of the thirty backups")


@contextmanager
def _writing(server: Server, token: str) -> Iterator[list[int]]:
    """Someone who logs one product after the other; the ids that were answered."""
    ids: list[int] = []
    ended, begun = threading.Event(), threading.Event()

    def write() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
        while not ended.is_set():
            body = json.dumps(product(f"w{len(ids)}"))
            headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
            connection.request("POST", "/api/v1/products", body, headers)
            answer = connection.getresponse()
            ids.append(json.loads(answer.read())["id"])
            begun.set()
        connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        assert begun.wait(60)
        yield ids
    finally:
        ended.set()
        writer.join()


def test_an_older_revision_is_brought_to_the_newest(tmp_path: Path) -> None:
    scripts = ScriptDirectory(str(migrations.ROOT / "alembic"))
    old = tmp_path / "old"
    old.mkdir()
    every = [script.revision for script in reversed([*scripts.walk_revisions()])]
    # Each brings all that follow it along: the first, the last and some between say the same in less time.
    for number, revision in enumerate(every if SOAK else [*every[:-1:9], every[-1]]):
        path, new = tmp_path / f"{revision}.zip", tmp_path / f"new-{revision}"
        with opened(url_of(old)) as engine:
            migrations.upgrade(engine, revision)
            if number == 0:
                with engine.begin() as connection:
                    connection.exec_driver_sql("INSERT INTO sequence (name, value) VALUES ('ids', 7)")
            backups.back_up(engine, old, path, now())
        assert backups.restore(path, url_of(new), TRAIL_KEY.encode(), new, force=False).manifest.revision == revision
        with opened(url_of(new)) as engine:
            assert migrations.current(engine) == migrations.head()
        assert rows(url_of(new))["sequence"] == [("'ids'", "7")]


@pytest.mark.parametrize("database", ["sqlite", "postgres"])
def test_a_backup_of_the_first_schema_is_served_by_today_s_program(
    request: pytest.FixtureRequest, tmp_path: Path, database: str
) -> None:
    """The file was written by the program as it was when its first migration was its last."""
    url = url_of(tmp_path) if database == "sqlite" else ""
    with ExitStack() as stack:
        url = url or stack.enter_context(request.getfixturevalue("cluster").database())
        said = lantoa_here(tmp_path, "restore", str(FIRST), url=url)
        assert (said.code, said.err) == (0, "")
        assert "0001" in FIRST.name
        token = lantoa_here(tmp_path, "token", "create", "t", "--role", "leader", url=url).last
        engine = stack.enter_context(opened(url))
        client = stack.enter_context(TestClient(build(Settings(data_dir=tmp_path), engine)))
        client.headers["Authorization"] = f"Bearer {token}"
        titles = [item["title"] for item in client.get("/api/v1/products").json()["items"]]
        assert sorted(titles) == ["Đồ họa số 1", "Đồ họa số 2"]
        total = client.get("/api/v1/coverage?period=2026-Q2").json()["total"]
        # Each product: Zalo 100, 200 and 300 people of three groups of 1,000, loudspeaker 100 and 200 of two of them.
        assert (total["gross_reach"], total["placements"], total["population"]) == (1800, 4, 3000)
        assert total["net_reach"] == 190 + 360 + 300
    assert (tmp_path / "attachments" / "ab" / "ghi-chu.pdf").read_bytes().startswith(b"%PDF-1.4 kept")


def attach(home: Path, *contents: bytes) -> None:
    """Files attached to the first product, as the program does it."""
    root = files_of.folder(home)
    with opened(url_of(home)) as engine, db.transaction(engine) as session:
        ward = wards.by_code(session, "DONGDA")
        me = trail.take_turn(session, Me(ward, "coordinator", "BXDD", None, None, "cms", "cms", now()))
        product = session.exec(select(Product).order_by(col(Product.id))).first()
        assert product is not None
        for content in contents:
            handle, received = tempfile.mkstemp(prefix=".", suffix=".part", dir=root)
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            safe = made_safe(Path(received))
            attachments.attach(session, me, product, attachments.Received("tệp", safe), attachments.AttachmentIn())


def test_attachments_come_back_with_their_rows(home: Path, cluster: Any, tmp_path: Path) -> None:
    attach(home, samples.pdf(), samples.picture())
    assert lantoa_here(home, "check").code == 0
    assert lantoa_here(home, "backup", str(tmp_path / "b.zip")).code == 0
    with cluster.database() as url:
        said = lantoa_here(tmp_path / "pg", "restore", str(tmp_path / "b.zip"), url=url)
        assert (said.code, said.err) == (0, "")
        assert attached(tmp_path / "pg") == attached(home)
        assert len(rows(url)["attachment"]) == 2
        assert lantoa_here(tmp_path / "pg", "check", url=url).code == 0


def test_a_restored_file_that_is_not_its_row_s_is_told(home: Path, tmp_path: Path) -> None:
    attach(home, samples.pdf(), samples.picture())
    assert lantoa_here(home, "backup", str(tmp_path / "b.zip")).code == 0

    def change(found: dict[str, bytes], _manifest: dict[str, Any]) -> None:
        one, other = (name for name in found if len(Path(name).name) == 64 and name != KEPT)
        found[one] = b"another"
        del found[other]

    forge(tmp_path / "b.zip", tmp_path / "forged.zip", change)
    said = lantoa_here(tmp_path / "new", "restore", str(tmp_path / "forged.zip"))
    assert said.code == 1
    assert "không còn như khi lưu" in said.err
    assert "không có tệp" in said.err
    assert lantoa_here(tmp_path / "new", "check").code == 1


def test_a_start_draws_the_previews_that_a_restore_lacks(home: Path, tmp_path: Path) -> None:
    attach(home, samples.picture())
    (preview,) = (home / "attachments").rglob("*.webp")
    assert lantoa_here(home, "backup", str(tmp_path / "b.zip")).code == 0
    assert lantoa_here(tmp_path / "new", "restore", str(tmp_path / "b.zip")).code == 0
    made = tmp_path / "new" / preview.relative_to(home)
    assert made.parent.is_dir()
    assert not made.exists()
    with Server({"LANTOA_DATA_DIR": str(tmp_path / "new")}):
        deadline = time.monotonic() + 60
        while not made.exists() and time.monotonic() < deadline:
            time.sleep(0.05)
    assert made.read_bytes() == preview.read_bytes()


def test_a_start_sweeps_what_a_crash_left(home: Path) -> None:
    attach(home, samples.pdf())
    kept = next(home / name for name in attached(home) if name != KEPT)
    orphan = kept.with_name(kept.name[:2] + "0" * 62)
    orphan.write_bytes(b"x")
    with Server({"LANTOA_DATA_DIR": str(home)}):
        deadline = time.monotonic() + 60
        while orphan.exists() and time.monotonic() < deadline:
            time.sleep(0.05)
    assert not orphan.exists()
    assert kept.exists()
    assert (home / "attachments" / "2026" / "đồ họa.png").exists()


# --- what is in the way


def test_a_register_in_use_is_replaced_only_by_force(home: Path, tmp_path: Path, backup: Path) -> None:
    whole = rows(url_of(home))
    plant(home, "DELETE FROM changetext")
    (home / "attachments" / "new.png").write_bytes(b"new")
    (home / "lantoa.db").chmod(0o644)
    before = rows(url_of(home)), attached(home)
    said = lantoa_here(home, "restore", str(backup))
    assert said.code == 1
    assert "--force" in said.err
    assert (rows(url_of(home)), attached(home)) == before
    said = lantoa_here(home, "restore", "--force", str(backup))
    assert said.code == 0, said.err
    assert rows(url_of(home)) == whole
    assert list(attached(home)) == [KEPT]
    assert (home / "secret_key").read_text() == "the key that opens nothing"
    assert (home / "lantoa.db").stat().st_mode & 0o777 == 0o600


def test_attachments_alone_are_data_in_use(tmp_path: Path, backup: Path) -> None:
    (tmp_path / "attachments").mkdir()
    (tmp_path / "attachments" / "one.png").write_bytes(b"1")
    assert lantoa_here(tmp_path, "restore", str(backup)).code == 1
    assert files(tmp_path) == {"attachments/one.png": hashlib.sha256(b"1").hexdigest()}


def test_a_database_that_was_only_migrated_is_not_in_use(tmp_path: Path, backup: Path, filled: Path) -> None:
    assert lantoa_here(tmp_path, "migrate").code == 0
    assert lantoa_here(tmp_path, "restore", str(backup)).code == 0
    assert rows(url_of(tmp_path)) == rows(url_of(filled))


def test_nothing_is_restored_under_a_running_server(home: Path, backup: Path) -> None:
    with Server({"LANTOA_DATA_DIR": str(home)}) as server:
        said = lantoa_here(home, "restore", "--force", str(backup))
        assert said.code == 1
        assert "đang chạy" in said.err
        assert server.get("/readyz") == 200
    assert lantoa_here(home, "restore", "--force", str(backup)).code == 0


def test_a_damaged_database_is_replaced_by_force(home: Path, backup: Path, filled: Path) -> None:
    (home / "lantoa.db").write_bytes(b"no database" * 1000)
    assert "--force" in lantoa_here(home, "restore", str(backup)).err
    assert lantoa_here(home, "restore", "--force", str(backup)).code == 0
    assert rows(url_of(home)) == rows(url_of(filled))


def test_a_register_with_faults_comes_back_and_its_faults_are_told(home: Path, tmp_path: Path) -> None:
    plant(home, "UPDATE product SET title_fold = 'x'")
    assert lantoa_here(home, "backup", str(tmp_path / "b.zip")).code == 0
    said = lantoa_here(tmp_path / "new", "restore", str(tmp_path / "b.zip"))
    assert said.code == 1
    assert "Đã khôi phục" in said.out
    assert said.err.count("tên để tìm") == 2
    assert rows(url_of(tmp_path / "new")) == rows(url_of(home))


# --- what is no backup


def test_no_byte_of_a_backup_can_change_unseen(backup: Path, tmp_path: Path) -> None:
    whole, manifest = backup.read_bytes(), archive.verified(backup)
    damaged = tmp_path / "damaged.zip"
    refused = 0
    for place in range(0, len(whole), max(1, len(whole) // 250)):
        damaged.write_bytes(whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :])
        try:
            # What ZIP notes beside the members (a date, a mode) is nobody's data.
            assert archive.verified(damaged) == manifest
            assert members(damaged) == members(backup)
        except BackupFault:
            refused += 1
    assert refused > 200


def test_a_backup_whose_list_names_a_place_before_its_beginning_is_refused(backup: Path, tmp_path: Path) -> None:
    """What ends a ZIP says how long its list of members is: one longer than the file begins before it."""
    whole = bytearray(backup.read_bytes())
    end = whole.rindex(b"PK\x05\x06")
    for place in range(end + 12, end + 20):
        for bits in (0x01, 0x40, 0xFF):
            damaged = whole[:place] + bytes([whole[place] ^ bits]) + whole[place + 1 :]
            (tmp_path / "damaged.zip").write_bytes(damaged)
            with pytest.raises(BackupFault):
                archive.verified(tmp_path / "damaged.zip")


def test_a_backup_that_was_cut_off_is_refused(backup: Path, tmp_path: Path) -> None:
    whole, cut = backup.read_bytes(), tmp_path / "cut.zip"
    for length in [0, 1, 22, *range(100, len(whole), len(whole) // 50), len(whole) - 1]:
        cut.write_bytes(whole[:length])
        with pytest.raises(BackupFault):
            archive.verified(cut)


def test_a_corrupted_backup_leaves_everything_as_it_was(home: Path, backup: Path, tmp_path: Path) -> None:
    whole = bytearray(backup.read_bytes())
    whole[len(whole) // 2] ^= 1
    (tmp_path / "bad.zip").write_bytes(whole)
    before = files(home)
    said = lantoa_here(home, "restore", "--force", str(tmp_path / "bad.zip"))
    assert (said.code, said.out) == (1, "")
    assert "đã hỏng" in said.err
    assert files(home) == before


def _newer_format(_found: dict[str, bytes], manifest: dict[str, Any]) -> None:
    manifest["format"] = 2


def _newer_revision(_found: dict[str, bytes], manifest: dict[str, Any]) -> None:
    manifest["revision"] = "9999"


def _wrong_count(_found: dict[str, bytes], manifest: dict[str, Any]) -> None:
    manifest["tables"]["product"]["rows"] = 3


def _way_out(found: dict[str, bytes], _manifest: dict[str, Any]) -> None:
    found["attachments/../../out"] = b"x"


def _table_missing(found: dict[str, bytes], manifest: dict[str, Any]) -> None:
    del found["tables/keydate.jsonl"], manifest["tables"]["keydate"]


def _column_unknown(_found: dict[str, bytes], manifest: dict[str, Any]) -> None:
    manifest["tables"]["product"]["columns"][0] = "unheard_of"


def _broken_key(found: dict[str, bytes], manifest: dict[str, Any]) -> None:
    found["tables/placement.jsonl"] = b""
    manifest["tables"]["placement"]["rows"] = 0


def _short_line(found: dict[str, bytes], _manifest: dict[str, Any]) -> None:
    found["tables/sequence.jsonl"] = b'["ids"]\n'


FORGED = {
    _newer_format: "định dạng 2, mới hơn",
    _newer_revision: "«9999», mới hơn chương trình",
    _wrong_count: "có 2 dòng, bảng kê ghi 3",
    _way_out: "tên tệp lạ",
    _table_missing: "keydate",
    _column_unknown: "Bảng product",
    _broken_key: "không vào được cơ sở dữ liệu",
    _short_line: "không vào được cơ sở dữ liệu",
}


@pytest.mark.parametrize("change", FORGED, ids=lambda change: change.__name__.strip("_"))
def test_a_backup_that_does_not_fit_is_refused_and_nothing_changes(
    home: Path, backup: Path, tmp_path: Path, change: Callable[[dict[str, bytes], dict[str, Any]], None]
) -> None:
    forged = forge(backup, tmp_path / "forged.zip", change)
    before = rows(url_of(home)), set(files(home))
    said = lantoa_here(home, "restore", "--force", str(forged))
    assert (said.code, said.out) == (1, "")
    assert FORGED[change] in said.err
    assert (rows(url_of(home)), set(files(home))) == before


def test_a_member_that_was_replaced_is_known_by_its_digest(home: Path, backup: Path, tmp_path: Path) -> None:
    found = members(backup)
    found["tables/product.jsonl"] = found["tables/product.jsonl"].replace("Đồ họa".encode(), "Bài ca".encode())
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as zipped:
        for name, content in found.items():
            zipped.writestr(name, content)
    said = lantoa_here(home, "restore", "--force", str(tmp_path / "other.zip"))
    assert said.code == 1
    assert "tables/product.jsonl không đúng với mã băm" in said.err


def test_what_is_no_backup_is_told(home: Path, tmp_path: Path) -> None:
    (tmp_path / "text").write_text("no backup")
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as other:
        other.writestr("a", "b")
    for name, told in (("none", "Không có tệp"), ("text", "không phải"), ("other.zip", "không phải"), ("", "Không có")):
        said = lantoa_here(home, "restore", "--force", str(tmp_path / name))
        assert said.code == 1
        assert told in said.err


def test_a_backup_that_can_not_be_written_leaves_the_one_before(home: Path, tmp_path: Path) -> None:
    for path, told in ((tmp_path / "none" / "b.zip", "Không có thư mục"), (tmp_path, "là một thư mục")):
        said = lantoa_here(home, "backup", str(path))
        assert said.code == 1
        assert told in said.err
    kept = tmp_path / "b.zip"
    kept.write_bytes(b"the one before")
    with pytest.raises(RuntimeError, match="the power goes"):
        _write_half(kept)
    assert kept.read_bytes() == b"the one before"
    assert [file.name for file in tmp_path.iterdir() if file.name.startswith(".")] == []


@pytest.mark.parametrize("words", ["backup", "export"])
def test_what_is_no_plain_file_is_never_replaced_by_one(home: Path, tmp_path: Path, words: str) -> None:
    pipe, link = tmp_path / "pipe", tmp_path / "newest.zip"
    os.mkfifo(pipe)
    link.symlink_to(tmp_path / "monday.zip")
    for name, told in ((str(pipe), "không phải một tệp thường"), ("-", "đầu ra chuẩn")):
        said = lantoa_here(home, words, name)
        assert (said.code, said.out, told in said.err) == (1, "", True)
    assert (pipe.is_fifo(), Path("-").exists()) == (True, False)
    assert lantoa_here(home, words, str(link)).code == 0
    assert link.is_symlink()
    assert zipfile.is_zipfile(tmp_path / "monday.zip")


def _write_half(path: Path) -> None:
    with archive.writing(path) as writer:
        writer.add("tables/x.jsonl", [b"1\n"])
        raise RuntimeError("the power goes")


# --- from one database to the other


def test_a_ward_becomes_a_city_from_sqlite_to_postgresql_and_back(
    home: Path, backup: Path, cluster: Any, tmp_path: Path
) -> None:
    with cluster.database() as url:
        said = lantoa(tmp_path / "pg", "restore", str(backup), url=url)
        assert (said.code, said.err) == (0, "")
        assert rows(url) == rows(url_of(home))
        assert attached(tmp_path / "pg") == attached(home)
        assert lantoa_here(tmp_path / "pg", "check", url=url).code == 0
        # It is a database like any other: ids and the trail go on.
        assert lantoa_here(tmp_path / "pg", "user", "create", "lan", "--role", "leader", url=url).code == 0
        assert lantoa_here(tmp_path / "pg", "backup", str(tmp_path / "back.zip"), url=url).code == 0
        assert lantoa_here(tmp_path / "back", "restore", str(tmp_path / "back.zip")).code == 0
        assert rows(url_of(tmp_path / "back")) == rows(url)


def test_postgresql_in_use_is_replaced_only_by_force_and_at_one_stroke(
    backup: Path, cluster: Any, tmp_path: Path
) -> None:
    with cluster.database() as url, opened(url) as engine:
        with engine.begin() as connection:
            connection.exec_driver_sql("CREATE TABLE of_another_program (id int)")
        fill(url)
        before = rows(url)
        assert "--force" in lantoa_here(tmp_path, "restore", str(backup), url=url).err
        forged = forge(backup, tmp_path / "forged.zip", _broken_key)
        assert lantoa_here(tmp_path, "restore", "--force", str(forged), url=url).code == 1
        assert rows(url) == before
        # A server that runs goes on with what was restored.
        with db.reading(engine) as session:
            assert checks.faults(session) == []
        assert lantoa_here(tmp_path, "restore", "--force", str(backup), url=url).code == 0
        with db.reading(engine) as session:
            assert checks.faults(session) == []
        assert rows(url) != before
        assert "of_another_program" in rows(url)
        assert set(inspect(engine).get_schema_names()) == {"information_schema", "public"}


def test_of_two_restores_into_postgresql_the_second_is_told(backup: Path, cluster: Any, tmp_path: Path) -> None:
    with cluster.database() as url:
        with places.of(url, b"").alone():
            said = lantoa_here(tmp_path, "restore", "--force", str(backup), url=url)
            assert (said.code, "khôi phục khác đang chạy" in said.err) == (1, True)
        assert lantoa_here(tmp_path, "restore", str(backup), url=url).code == 0


def test_a_restore_that_meets_others_in_the_old_tables_is_tried_again(
    backup: Path, cluster: Any, tmp_path: Path
) -> None:
    """It waits for one who reads a table, holding others; whoever holds a later one and wants those stands in its way
    once the first has ended, and it is the restore that PostgreSQL ends."""
    with cluster.database() as url, opened(url) as engine:
        fill(url)
        with engine.connect() as first, engine.connect() as second, ThreadPoolExecutor(1) as threads:
            first.exec_driver_sql("SELECT 1 FROM channel")
            # Who closes the circle looks for it: not this one, however long it has waited by then.
            second.exec_driver_sql("SET deadlock_timeout = '1min'")
            second.exec_driver_sql("SELECT 1 FROM ward")
            with start(tmp_path, "restore", "--force", str(backup), url=url) as restoring:
                _await_waiting(cluster, 1)
                reading = threads.submit(second.exec_driver_sql, "SELECT 1 FROM attachment")
                _await_waiting(cluster, 2)
                first.rollback()
                reading.result(30)
                second.rollback()
                _, told = restoring.communicate(timeout=60)
        assert (restoring.returncode, told) == (0, "")
        with db.reading(engine) as session:
            assert checks.faults(session) == []


def _await_waiting(cluster: Any, many: int) -> None:
    waits = "SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted"
    with cluster.connection() as keeper:
        for _ in range(300):
            if keeper.execute(waits).fetchone() == (many,):
                return
            time.sleep(0.1)
    raise AssertionError("nobody waits")
