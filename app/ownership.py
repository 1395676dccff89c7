"""Files and folders for the account that serves alone, whatever the umask: hashes and true counts lie in them."""

import os
import stat
from contextlib import suppress
from pathlib import Path

FOLDER, FILE = 0o700, 0o600


def make_folders(*folders: Path) -> None:
    """Makes those that are not there, each for its owner alone; one that is there stays as it is."""
    for folder in folders:
        folder.mkdir(mode=FOLDER, parents=True, exist_ok=True)


def make_file(path: Path) -> None:
    """An empty file where there is none, for whom its folder belongs to: root may begin what another account serves.

    Where none can be made, whoever opens it will tell why.
    """
    with suppress(OSError):
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE))
        give(path, path.parent.stat())


def tighten(path: Path) -> None:
    """Takes from everyone else what they may do with it; left alone where it is another's, or a folder for everyone."""
    with suppress(OSError):
        mode = path.lstat().st_mode
        if mode & 0o077 and not mode & stat.S_ISVTX and not stat.S_ISLNK(mode):
            path.chmod(stat.S_IMODE(mode) & ~0o077)


def tighten_below(folder: Path) -> None:
    """The folder and everything in it."""
    tighten(folder)
    for parent, folders, files in os.walk(folder):
        for name in (*folders, *files):
            tighten(Path(parent, name))


def give_below(folder: Path, like: Path) -> None:
    """The folder, where it is there, and all in it to whom the other belongs: root may restore for another account."""
    owner = like.stat()
    for path in (folder, *folder.rglob("*")) if folder.exists() else ():
        give(path, owner)


def give(path: Path, owner: os.stat_result) -> None:
    with suppress(PermissionError):
        os.chown(path, owner.st_uid, owner.st_gid)
