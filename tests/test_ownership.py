"""Files are for the account that serves alone, whatever the umask and whatever an older program left."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.settings import Settings
from tests import samples
from tests.lantoa import copied, fill, lantoa_here, opened, url_of
from tests.rig.server import Server
from tests.test_backups import attach


@pytest.fixture
def open_umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("filled")
    fill(url_of(home))
    return home


def open_to_others(home: Path) -> dict[str, str]:
    """What anyone else may do something with."""
    every = [home, *home.rglob("*")]
    return {str(path): oct(path.stat().st_mode) for path in every if path.exists() and path.stat().st_mode & 0o077}


def test_a_new_installation_is_closed_to_others(tmp_path: Path, open_umask: None) -> None:
    home = tmp_path / "home"
    assert lantoa_here(home, "init").code == 0
    assert Settings(data_dir=home).secret != Settings(data_dir=home).trail_secret
    with opened(url_of(home)) as engine, engine.connect() as connection:
        connection.exec_driver_sql("CREATE TABLE x (y)")
        names = {path.name for path in home.iterdir()}
        assert names == {"lantoa.db", "lantoa.db-wal", "lantoa.db-shm", "secret_key", "trail_key"}
        assert open_to_others(home) == {}


def test_attachments_are_closed_to_others(filled: Path, tmp_path: Path, open_umask: None) -> None:
    home = copied(filled, tmp_path / "home")
    home.chmod(0o700)
    (home / "attachments").mkdir(mode=0o700)
    attach(home, samples.pdf(), samples.picture())
    assert len(list((home / "attachments").rglob("*"))) >= 6
    assert {name for name in open_to_others(home) if "attachments" in name} == set()


def test_what_is_restored_is_closed_to_others(filled: Path, tmp_path: Path, open_umask: None) -> None:
    home = copied(filled, tmp_path / "home")
    (home / "attachments").mkdir()
    attach(home, samples.pdf())
    assert lantoa_here(home, "backup", str(tmp_path / "b.zip")).code == 0
    assert (tmp_path / "b.zip").stat().st_mode & 0o777 == 0o600
    assert lantoa_here(tmp_path / "new", "restore", str(tmp_path / "b.zip")).code == 0
    assert open_to_others(tmp_path / "new") == {}
    assert len([path for path in (tmp_path / "new").rglob("*") if path.is_file()]) == 2


@pytest.mark.parametrize("way", ["migrate", "serve"])
def test_what_an_older_program_left_open_is_closed(filled: Path, tmp_path: Path, way: str) -> None:
    home = copied(filled, tmp_path / "home")
    (home / "attachments").mkdir()
    attach(home, samples.picture())
    assert Settings(data_dir=home).secret
    for path in (home, *home.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    if way == "migrate":
        assert lantoa_here(home, "migrate").code == 0
    else:
        with Server({"LANTOA_DATA_DIR": str(home)}):
            assert open_to_others(home) == {}
    assert open_to_others(home) == {}


def test_a_folder_for_everyone_is_left_as_it_is(tmp_path: Path) -> None:
    tmp_path.chmod(0o1777)
    assert lantoa_here(tmp_path, "migrate").code == 0
    assert tmp_path.stat().st_mode & 0o7777 == 0o1777
    assert (tmp_path / "lantoa.db").stat().st_mode & 0o777 == 0o600
