"""A restore that is killed at any moment: the old register is there or the new one, whole, with the files it names;
what was left beside goes with the next start."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import inspect

from app.backups import places
from tests import samples
from tests.lantoa import begin, copied, fill, lantoa_here, opened, rows, url_of
from tests.rig.server import Server
from tests.test_backups import attach, attached, files

# With these a program changes what lies in a folder under a name.
STEPS = ("link", "mkdir", "rename", "replace", "rmdir", "unlink")


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _filled(tmp_path_factory.mktemp("old"), samples.picture())


@pytest.fixture(scope="module")
def new(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A register that has one file of the old one's, and another."""
    return _filled(tmp_path_factory.mktemp("new"), samples.picture(), samples.pdf())


@pytest.fixture(scope="module")
def backup(new: Path) -> Path:
    return _backup(new)


def _filled(home: Path, *contents: bytes, url: str = "") -> Path:
    fill(url or url_of(home))
    (home / "attachments").mkdir()
    attach(home, *contents)
    return home


def _backup(home: Path) -> Path:
    said = lantoa_here(home, "backup", str(home / "lantoa.zip"))
    assert said.code == 0, said.err
    return home / "lantoa.zip"


@contextmanager
def _stopping(monkeypatch: pytest.MonkeyPatch, look: Any) -> Iterator[None]:
    """Looks before each step that the program takes, and after the last."""

    def stopped(step: Any) -> Any:
        def take(*given: Any, **named: Any) -> Any:
            with monkeypatch.context() as quiet:
                for name, real in real_steps.items():
                    quiet.setattr(os, name, real)
                look()
            return step(*given, **named)

        return take

    real_steps = {name: getattr(os, name) for name in STEPS}
    with monkeypatch.context() as watched:
        for name, step in real_steps.items():
            watched.setattr(os, name, stopped(step))
        yield
    look()


def _left(home: Path) -> set[str]:
    """What lies beside a register that is no part of it."""
    return {path.name for path in (*home.glob(".*"), *(home / "attachments").glob(".*"))}


@pytest.mark.parametrize("way", ["forward", "back"])
def test_a_kill_at_any_step_leaves_the_old_register_or_the_new_one(
    old: Path, new: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    before, after = (old, new) if way == "forward" else (new, old)
    home, path = copied(before, tmp_path / "home"), _backup(after)
    kills: list[Path] = []
    lay: list[set[str]] = []

    def kill() -> None:
        # Between two of them only what is being written may have grown.
        if not lay or lay[-1] != set(files(home)):
            lay.append(set(files(home)))
            kills.append(copied(home, tmp_path / str(len(kills))))

    with _stopping(monkeypatch, kill):
        said = lantoa_here(home, "restore", "--force", str(path))
    assert said.code == 0, said.err
    known, found = [rows(url_of(before)), rows(url_of(after))], []
    for one in kills:
        found.append(known.index(rows(url_of(one))))
        assert attached(one).keys() >= attached((before, after)[found[-1]]).keys()
        assert lantoa_here(one, "check").code == 0
    assert found == sorted(found)
    assert set(found) == {0, 1}
    assert attached(home) == attached(after)
    assert _left(home) == set()
    _require_swept([one for one in kills if _left(one)], known)


def _require_swept(kills: list[Path], known: list[Any]) -> None:
    """What a kill left, when most of it was there, goes with a start; one with nothing to take up goes on."""
    most = max(kills, key=lambda one: len(_left(one)))
    assert ".restored" in _left(most)
    assert ".lantoa.db.new" in _left(most)
    with Server({"LANTOA_DATA_DIR": str(most)}):
        assert _left(most) == set()
    assert lantoa_here(most, "check").code == 0
    assert rows(url_of(most)) in known


def test_on_postgresql_every_step_has_the_files_that_the_rows_name(
    cluster: Any, backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[set[str]] = []
    with cluster.database() as url:
        home = copied(backup.parent, tmp_path / "home")
        (home / "attachments").rename(home / "none")
        fill(url)

        def look() -> None:
            with opened(url) as engine, engine.connect() as connection:
                named = set(connection.exec_driver_sql("SELECT digest FROM attachment").scalars())
            assert {Path(name).name for name in attached(home)} >= named
            seen.append(named)

        with _stopping(monkeypatch, look):
            assert lantoa_here(home, "restore", "--force", str(backup), url=url).code == 0
        assert (len(seen[0]), len(seen[-1])) == (0, 2)


def test_what_a_killed_restore_left_in_postgresql_goes_with_the_next_start(cluster: Any, tmp_path: Path) -> None:
    with cluster.database() as url, opened(url) as engine:
        fill(url)
        with engine.begin() as connection:
            connection.exec_driver_sql(f"CREATE SCHEMA {places.SCHEMA} CREATE TABLE ward (id int)")
        env = {"LANTOA_DATA_DIR": str(tmp_path), "LANTOA_DATABASE_URL": url}
        with places.of(url, b"").alone(), Server(env):
            assert places.SCHEMA in inspect(engine).get_schema_names()
        with Server(env):
            assert places.SCHEMA not in inspect(engine).get_schema_names()


def test_nobody_sweeps_beside_a_restore_and_a_second_one_is_told(old: Path, backup: Path, tmp_path: Path) -> None:
    home = copied(old, tmp_path / "home")
    (home / "attachments" / ".restored").mkdir()
    handle = os.open(home, os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX)
    try:
        with Server({"LANTOA_DATA_DIR": str(home)}):
            assert _left(home) == {".restored"}
        said = lantoa_here(home, "restore", "--force", str(backup))
        assert (said.code, "khôi phục khác đang chạy" in said.err) == (1, True)
    finally:
        os.close(handle)


def test_a_restore_that_is_killed_is_made_good_by_the_next(old: Path, new: Path, backup: Path, tmp_path: Path) -> None:
    """As an operator does it: killed as soon as it has begun to extract, then once more."""
    home = copied(old, tmp_path / "home")
    running = begin(home, "restore", "--force", str(backup))
    deadline = time.monotonic() + 60
    while not (home / ".lantoa.db.new").exists() and time.monotonic() < deadline:
        time.sleep(0.001)
    running.kill()
    assert _left(home) != set()
    assert lantoa_here(home, "check").code == 0
    assert lantoa_here(home, "restore", "--force", str(backup)).code == 0
    assert _left(home) == set()
    assert rows(url_of(home)) == rows(url_of(new))
