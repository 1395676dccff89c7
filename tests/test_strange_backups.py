"""Backups that someone else made, or nobody ended: nothing is written outside, nor more than there is room for."""

import fcntl
import hashlib
import json
import os
import shutil
import stat
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from app import backups
from app.backups import archive, halves
from app.backups.archive import BackupFault
from app.commands.installation import now
from tests.lantoa import ROOT, fill, lantoa_here, opened, url_of
from tests.test_backups import files, forge

DIGEST = hashlib.sha256(b"x").hexdigest()
STRANGE = [
    "attachments/sec//abs",
    "attachments//abs",
    "attachments/../out",
    "attachments/1/../../out",
    "/abs",
    "attachments/",
    f"attachments/1/{DIGEST[:2]}\\{DIGEST}",
    f"attachments\\1\\{DIGEST[:2]}\\{DIGEST}",
    f"attachments/1/00/{DIGEST}",
    f"attachments/01/{DIGEST[:2]}/{DIGEST}",
    f"attachments/-1/{DIGEST[:2]}/{DIGEST}",
    f"./attachments/1/2d/{DIGEST}",
    f"attachments/١/{DIGEST[:2]}/{DIGEST}",
    f"attachments/1/{DIGEST[:2]}/{DIGEST.upper()}",
    f"attachments/1/{DIGEST[:2]}/{DIGEST}.720.webp",
    f"attachments/1/{DIGEST[:2]}/{DIGEST}/x",
    f"attachments/1/{DIGEST[:2]}/{DIGEST}\n",
    "attachments/ab/ghi-chu.pdf",
    "tables/../../out.jsonl",
    "tables/x/y.jsonl",
    "readme.txt",
]


@pytest.fixture(scope="module")
def backup(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("filled")
    fill(url_of(home))
    path = home / "lantoa.zip"
    with opened(url_of(home)) as engine:
        backups.back_up(engine, home, path, now())
    return path


def restored(tmp_path: Path, forged: Path) -> Any:
    return lantoa_here(tmp_path / "inner" / "new", "restore", str(forged))


@pytest.mark.parametrize("name", STRANGE, ids=ascii)
def test_a_name_that_no_backup_writes_is_refused_and_nothing_is_written(
    backup: Path, tmp_path: Path, name: str
) -> None:
    forged = forge(backup, tmp_path / "forged.zip", lambda found, _: found.update({name: b"x"}))
    said = restored(tmp_path, forged)
    assert (said.code, said.out) == (1, "")
    assert "tên tệp lạ" in said.err
    assert set(files(tmp_path)) == {"forged.zip"}


def test_an_absolute_name_is_no_way_out(backup: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    name = f"attachments/sec/{out}"
    forged = forge(backup, tmp_path / "forged.zip", lambda found, _: found.update({name: b"x"}))
    assert restored(tmp_path, forged).code == 1
    assert not out.exists()


def _rewritten(backup: Path, to: Path, change: Callable[[zipfile.ZipInfo], bytes | None]) -> Path:
    """The backup with one more attachment, whose entry is changed; the manifest names it."""
    info = zipfile.ZipInfo(f"attachments/1/{DIGEST[:2]}/{DIGEST}")
    content = change(info) or b"x"
    forge(backup, to, lambda found, _: found.update({info.filename: content}))
    with zipfile.ZipFile(to) as zipped:
        rest = {name: zipped.read(name) for name in zipped.namelist() if name != info.filename}
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, one in rest.items():
            zipped.writestr(name, one)
        zipped.writestr(info, content)
    return to


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFCHR, stat.S_IFIFO, stat.S_IFDIR])
def test_what_is_no_plain_file_is_refused(backup: Path, tmp_path: Path, kind: int) -> None:
    def link(info: zipfile.ZipInfo) -> bytes:
        info.external_attr = (kind | 0o777) << 16
        return b"/etc/passwd"

    said = restored(tmp_path, _rewritten(backup, tmp_path / "forged.zip", link))
    assert said.code == 1
    assert "tên tệp lạ" in said.err


def test_a_plain_file_of_the_right_name_comes_back(backup: Path, tmp_path: Path) -> None:
    said = restored(tmp_path, _rewritten(backup, tmp_path / "forged.zip", lambda _: None))
    assert (said.code, said.err) == (0, "")
    assert files(tmp_path / "inner")[f"new/attachments/1/{DIGEST[:2]}/{DIGEST}"] == DIGEST


def test_content_that_is_not_what_its_name_says_is_not_put_there(backup: Path, tmp_path: Path) -> None:
    said = restored(tmp_path, _rewritten(backup, tmp_path / "forged.zip", lambda _: b"another"))
    assert said.code == 1
    assert f"{DIGEST} không còn như khi lưu: tệp này không được khôi phục" in said.err
    assert set(files(tmp_path / "inner")) == {"new/lantoa.db"}


def test_a_bomb_is_refused_before_it_is_unpacked(backup: Path, tmp_path: Path) -> None:
    def bomb(info: zipfile.ZipInfo) -> bytes:
        info.compress_type = zipfile.ZIP_DEFLATED
        return b"\0" * 30_000_000

    said = restored(tmp_path, _rewritten(backup, tmp_path / "forged.zip", bomb))
    assert (said.code, said.out) == (1, "")
    assert "bung ra quá lớn" in said.err
    assert set(files(tmp_path)) == {"forged.zip"}


def test_a_size_that_was_made_small_lets_no_more_out(backup: Path, tmp_path: Path) -> None:
    def bomb(info: zipfile.ZipInfo) -> bytes:
        info.compress_type = zipfile.ZIP_DEFLATED
        return b"\0" * 19_000_000

    path = _rewritten(backup, tmp_path / "forged.zip", bomb)
    content, length = path.read_bytes(), (19_000_000).to_bytes(4, "little")
    assert content.count(length) == 2
    path.write_bytes(content.replace(length, (10).to_bytes(4, "little")))
    assert restored(tmp_path, path).code == 1
    assert set(files(tmp_path)) == {"forged.zip"}


@pytest.mark.parametrize("what", ["attachments", "tables"])
def test_the_room_it_needs_is_known_before_anything_begins(
    backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    content = os.urandom(3_000_000)
    name = f"attachments/1/{hashlib.sha256(content).hexdigest()[:2]}/{hashlib.sha256(content).hexdigest()}"

    def grow(found: dict[str, bytes], manifest: dict[str, Any]) -> None:
        if what == "attachments":
            found[name] = content
        else:
            found["tables/receipt.jsonl"] = b"[]\n" * 1_000_000
            manifest["tables"]["receipt"]["rows"] = 1_000_000

    forged = forge(backup, tmp_path / "forged.zip", grow)
    (tmp_path / "inner").mkdir()
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=2_500_000))
    said = restored(tmp_path, forged)
    assert (said.code, said.out) == (1, "")
    assert "Không đủ chỗ: khôi phục cần" in said.err
    assert f"trống ở {tmp_path / 'inner'}, còn 2 MB" in said.err
    assert set(files(tmp_path)) == {"forged.zip"}
    assert list((tmp_path / "inner").iterdir()) == []


def test_a_line_without_an_end_is_not_taken_into_memory(backup: Path, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(archive, "LONGEST_LINE", 1000)

    def grow(found: dict[str, bytes], manifest: dict[str, Any]) -> None:
        found["tables/receipt.jsonl"] = json.dumps(["x" * 5000]).encode() + b"\n"
        manifest["tables"]["receipt"]["rows"] = 1

    said = restored(tmp_path, forge(backup, tmp_path / "forged.zip", grow))
    assert said.code == 1
    assert "không vào được cơ sở dữ liệu" in said.err


# --- what a killed backup left


@pytest.fixture
def killed(tmp_path: Path) -> Iterator[Path]:
    """What a backup that was killed left: begun by a process of its own, which writes a table and is gone."""
    code = f"""
import os, signal
from pathlib import Path
from app.backups import archive
with archive.writing(Path({str(tmp_path / "daily.zip")!r})) as writer:
    writer.add("tables/x.jsonl", [os.urandom(3_000_000)])
    writer.add("tables/y.jsonl", [os.urandom(3_000_000)])
    os.kill(os.getpid(), signal.SIGKILL)
"""
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False)
    (left,) = tmp_path.glob(".daily.zip.*.part")
    assert left.stat().st_size > 0
    return left  # type: ignore[return-value]


def _write(path: Path) -> None:
    with archive.writing(path) as writer:
        writer.add("tables/x.jsonl", [b"1\n"])


def test_what_a_killed_backup_left_goes_with_the_next_one_to_the_folder(tmp_path: Path, killed: Path) -> None:
    _write(tmp_path / "another.zip")
    assert not killed.exists()
    assert [path.name for path in tmp_path.iterdir()] == ["another.zip"]


def test_one_that_is_still_being_written_stays(tmp_path: Path, killed: Path) -> None:
    with killed.open("rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        _write(tmp_path / "another.zip")
        assert killed.exists()
    with archive.writing(tmp_path / "one.zip") as first:
        first.add("tables/x.jsonl", [b"1\n"])
        halves.sweep(tmp_path)
        assert len(list(tmp_path.glob(".one.zip.*.part"))) == 1
    assert not killed.exists()
    assert (tmp_path / "one.zip").exists()


def test_what_is_not_surely_a_backup_s_stays(tmp_path: Path) -> None:
    others = {
        ".film.1.part": b"half a film",
        ".a.zip.1.part": b"PK\x03\x04" + b"\0" * 26 + b"picture",
        "a.zip.1.part": b"",
        ".a.zip.x.part": b"",
        ".a.zip.1.partial": b"",
    }
    for name, content in others.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / ".link.1.part").symlink_to(tmp_path / "a.zip.1.part")
    (tmp_path / ".folder.1.part").mkdir()
    _write(tmp_path / "daily.zip")
    assert {path.name for path in tmp_path.iterdir()} == {*others, ".link.1.part", ".folder.1.part", "daily.zip"}


def test_a_backup_that_was_swept_in_the_moment_of_its_beginning_begins_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flock, part = fcntl.flock, halves.named(tmp_path / "daily.zip")

    def sweep_first(handle: Any, manner: int) -> None:
        monkeypatch.setattr(fcntl, "flock", flock)
        part.unlink()
        flock(handle, manner)

    monkeypatch.setattr(fcntl, "flock", sweep_first)
    _write(tmp_path / "daily.zip")
    assert zipfile.ZipFile(tmp_path / "daily.zip").namelist() == ["tables/x.jsonl"]


def test_no_backup_is_a_backup_fault(tmp_path: Path) -> None:
    with pytest.raises(BackupFault, match="Không có tệp"):
        archive.sizes(tmp_path / "none")
