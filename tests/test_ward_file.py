"""A ward in a file of its own: out of one installation, into an empty one, equal figure by figure."""

import errno
import hashlib
import json
import os
import zipfile
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Any

import pytest
from fastapi.testclient import TestClient

from app.backups import archive
from app.backups.wards import TAKEN, TO_READ
from app.main import build
from app.settings import Settings
from tests import samples
from tests.lantoa import ROOT, copied, fill, founded, lantoa_here, opened, plant, rows, url_of
from tests.rig import upward
from tests.test_backups import attach

PERIODS = ("2026-Q2", "2026-Q3", "2026-Q4", "2026")
CAME = ("receivedreport", "receivedfile")
BY = ("group", "campaign", "unit", "channel", "product_kind", "content_group", "axis", "directive", "month")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with one ward in it, some of its products with files."""
    home = tmp_path_factory.mktemp("one")
    fill(url_of(home))
    (home / "attachments").mkdir(exist_ok=True)
    attach(home, samples.pdf())
    return home


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """An installation just founded, with the ward of the plan and nobody in it."""
    return founded(tmp_path / "empty")


def figures(home: Path) -> dict[str, Any]:
    """Every figure that the API tells of the ward, and its lists."""
    token = lantoa_here(home, "token", "create", "figures", "--role", "leader", "--ward", "DONGDA").last
    asked = [f"indicators?period={period}" for period in PERIODS]
    asked += [
        f"coverage?period={period}&by={by}&kind={kind}"
        for period in PERIODS
        for by in BY
        for kind in ("residential", "party_cell")
    ]
    asked += [f"{noun}?limit=200" for noun in ("groups", "units", "campaigns", "directives", "concerns", "reports")]
    asked += ["products?limit=200&expand=reach", "indicators/gross_contacts/entries?period=2026-Q2&part=numerator"]
    with ExitStack() as stack:
        engine = stack.enter_context(opened(url_of(home)))
        client = stack.enter_context(TestClient(build(Settings(data_dir=home), engine)))
        client.headers["Authorization"] = f"Bearer {token}"
        answers = {path: client.get(f"/api/v1/{path}") for path in asked}
        assert not {path: answer.text for path, answer in answers.items() if answer.status_code != 200}
        return {path: {k: v for k, v in answer.json().items() if k != "as_of"} for path, answer in answers.items()}


def test_a_ward_goes_out_and_into_an_empty_installation_figure_by_figure(
    home: Path, empty: Path, tmp_path: Path
) -> None:
    file = tmp_path / "ward.zip"
    told = lantoa_here(home, "export", str(file))
    assert (told.code, told.err) == (0, "")
    with zipfile.ZipFile(file) as zipped:
        assert b"argon2" not in b"".join(zipped.read(name) for name in zipped.namelist()), "no password goes along"
        assert not {"tables/token.jsonl", "tables/browsersession.jsonl", "tables/receipt.jsonl"} & {*zipped.namelist()}
    assert "Dùng «lantoa import ward»" in lantoa_here(empty, "restore", str(file), "--force").err
    taken = lantoa_here(empty, "import", "ward", str(file))
    assert (taken.code, taken.err) == (0, ""), "check finds everything whole"
    words = (ROOT / "docs" / "ward-file.md").read_text("utf-8")
    assert not [table for table in TAKEN | TO_READ if f"| `{table}` |" not in words]
    before, after = rows(url_of(home)), rows(url_of(empty))
    for table in sorted(TAKEN - {"person", "ward"}):
        assert after[table] == before[table], table
    assert figures(empty) == figures(home)
    made = [path.relative_to(home / "attachments") for path in (home / "attachments").glob("*/*/*")]
    assert all((empty / "attachments" / path).is_file() for path in made)
    assert lantoa_here(empty, "check").code == 0
    again = lantoa_here(empty, "import", "ward", str(file))
    assert "đã có dữ liệu" in again.err, "never over what somebody has"


def test_a_file_that_came_in_by_half_is_none_the_next_time(
    home: Path, empty: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(file: IO[bytes]) -> None:
        file.truncate(10)
        raise OSError(errno.ENOSPC, "No space left on device")

    file = tmp_path / "ward.zip"
    assert lantoa_here(home, "export", str(file)).code == 0
    with monkeypatch.context() as patched:
        patched.setattr(archive, "_to_disk", full)
        assert "hết chỗ" in lantoa_here(empty, "import", "ward", str(file)).err
    taken = lantoa_here(empty, "import", "ward", str(file))
    assert (taken.code, taken.err) == (0, ""), "check finds everything whole"
    assert not [one for one in (empty / "attachments").rglob(".*") if one.is_file()]


@pytest.mark.parametrize("words", [("export", "import ward"), ("backup", "restore --force")])
def test_the_names_of_files_that_came_back_are_on_the_disk(
    home: Path, empty: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, str]
) -> None:
    """A power cut after the last word takes no file from a row that stays."""
    file, fsync, stored = tmp_path / "away.zip", os.fsync, set()

    def noted(handle: int) -> None:
        stored.add(os.fstat(handle).st_ino)
        fsync(handle)

    assert lantoa_here(home, words[0], str(file)).code == 0
    monkeypatch.setattr(os, "fsync", noted)
    assert lantoa_here(empty, *words[1].split(), str(file)).code == 0
    [came] = (empty / "attachments").glob("*/*/*")
    for one in (came, *came.parents[:4]):
        assert one.stat().st_ino in stored, one


def test_it_goes_into_a_database_that_was_only_migrated(home: Path, tmp_path: Path) -> None:
    file, bare = tmp_path / "ward.zip", tmp_path / "bare"
    lantoa_here(home, "export", str(file))
    assert lantoa_here(bare, "migrate").code == 0
    taken = lantoa_here(bare, "import", "ward", str(file))
    assert (taken.code, taken.err) == (0, "")
    assert rows(url_of(bare))["product"] == rows(url_of(home))["product"]


def test_a_ward_without_files_goes_where_no_folder_for_them_is(tmp_path: Path) -> None:
    home, file = founded(tmp_path / "one"), tmp_path / "ward.zip"
    for words in (("user", "create", "lan", "--ward", "DONGDA", "--role", "leader"), ("export", str(file))):
        assert lantoa_here(home, *words).code == 0, words
    assert lantoa_here(tmp_path / "two", "migrate").code == 0
    told = lantoa_here(tmp_path / "two", "import", "ward", str(file))
    assert (told.code, told.err) == (0, "")
    assert lantoa_here(tmp_path / "two", "check").code == 0


def test_what_a_ward_elsewhere_sent_goes_along_and_is_never_written_over(tmp_path: Path) -> None:
    home, file, backup = founded(tmp_path / "city"), tmp_path / "ward.zip", tmp_path / "backup.zip"
    for words in (("ward", "remote", "DONGDA"), ("export", str(file))):
        assert lantoa_here(home, *words).code == 0, words
    token = lantoa_here(home, "token", "create", "gửi", "--role", "coordinator", "--ward", "DONGDA").last
    with opened(url_of(home)) as engine, TestClient(build(Settings(data_dir=home), engine)) as client:
        sent = client.post(
            "/api/v1/transmittals",
            json=upward.sealed(upward.report("DONGDA"), token),
            headers={"Authorization": f"Bearer {token}"},
        )
        assert sent.status_code == 201, sent.text
    before = rows(url_of(home))
    refused = lantoa_here(home, "import", "ward", str(file))
    assert "đã có dữ liệu" in refused.err
    assert rows(url_of(home)) == before

    for words in (("export", str(file)), ("backup", str(backup))):
        assert lantoa_here(home, *words).code == 0, words
    for place, words in (("two", ("import", "ward", str(file))), ("three", ("restore", str(backup), "--force"))):
        assert lantoa_here(tmp_path / place, "init").code == 0
        told = lantoa_here(tmp_path / place, *words)
        assert (told.code, told.err) == (0, ""), place
        after = rows(url_of(tmp_path / place))
        assert [after[name] for name in CAME] == [before[name] for name in CAME], place
        assert lantoa_here(tmp_path / place, "check").code == 0


def test_a_file_that_is_none_or_goes_with_another_ward_changes_nothing(home: Path, empty: Path, tmp_path: Path) -> None:
    file, backup = tmp_path / "ward.zip", tmp_path / "backup.zip"
    lantoa_here(home, "export", str(file))
    lantoa_here(home, "backup", str(backup))
    whole = file.read_bytes()
    (tmp_path / "cut.zip").write_bytes(whole[: len(whole) // 2])
    before = rows(url_of(empty))
    for path, words in ((backup, "lantoa restore"), (tmp_path / "cut.zip", "đã hỏng")):
        refused = lantoa_here(empty, "import", "ward", str(path))
        assert (refused.code, words in refused.err) == (1, True)
    assert rows(url_of(empty)) == before
    other = copied(home, tmp_path / "other")
    with opened(url_of(other)) as engine, engine.begin() as connection:
        connection.exec_driver_sql("UPDATE ward SET code = 'KHAC' WHERE code = 'DONGDA'")
    kept = rows(url_of(other))
    refused = lantoa_here(other, "import", "ward", str(file))
    assert "đã dùng những số của tệp này" in refused.err
    assert rows(url_of(other)) == kept


def test_a_number_is_one_things_alone_whatever_it_is(home: Path, empty: Path, tmp_path: Path) -> None:
    """Products of the file and people of another ward are different tables, and their numbers come from one counter."""
    file = tmp_path / "ward.zip"
    lantoa_here(home, "export", str(file))
    [number, *_] = [int(row) for row in column(home, "SELECT id FROM product")]
    lantoa_here(empty, "ward", "create", "KHAC", "--name", "Phường Khác")
    lantoa_here(empty, "user", "create", "lan", "--role", "admin", "--ward", "KHAC")
    plant(empty, f"UPDATE person SET id = {number}")
    before = rows(url_of(empty))
    refused = lantoa_here(empty, "import", "ward", str(file))
    assert (refused.code, "đã dùng những số của tệp này" in refused.err) == (1, True)
    assert rows(url_of(empty)) == before


def column(home: Path, statement: str) -> list[Any]:
    with opened(url_of(home)) as engine, engine.connect() as connection:
        return list(connection.exec_driver_sql(statement).scalars())


def forged(whole: Path, path: Path, table: str, **fields: Any) -> Path:
    """The file with these values in a table's first row, every digest right again."""
    with zipfile.ZipFile(whole) as zipped:
        members = {name: zipped.read(name) for name in zipped.namelist()}
    manifest, name = json.loads(members["manifest.json"]), f"tables/{table}.jsonl"
    first, *rest = members[name].splitlines(keepends=True)
    row = dict(zip(manifest["tables"][table]["columns"], json.loads(first), strict=True)) | fields
    members[name] = json.dumps(list(row.values())).encode() + b"\n" + b"".join(rest)
    manifest["digests"][name] = hashlib.sha256(members[name]).hexdigest()
    members["manifest.json"] = json.dumps(manifest).encode()
    with zipfile.ZipFile(path, "w") as zipped:
        for name, content in members.items():
            zipped.writestr(name, content)
    return path


def test_nothing_comes_in_by_a_file_but_its_own_ward_and_nobody_s_password(
    home: Path, empty: Path, tmp_path: Path
) -> None:
    whole, file = tmp_path / "ward.zip", tmp_path / "forged.zip"
    lantoa_here(home, "export", str(whole))
    before = rows(url_of(empty))
    for table, fields in (("person", {"ward_id": 0}), ("person", {"role": "city"}), ("ward", {"code": "HANOI"})):
        refused = lantoa_here(empty, "import", "ward", str(forged(whole, file, table, **fields)))
        assert (refused.code, "Không phải tệp mà «lantoa export» ghi ra" in refused.err) == (1, True), (table, fields)
        assert rows(url_of(empty)) == before
    forged(whole, file, "person", password_hash="$argon2id$known")
    assert lantoa_here(empty, "import", "ward", str(file)).code == 0
    assert "$argon2id$known" not in str(rows(url_of(empty))["person"])
