"""Takes a picture of every page at both sizes and in both themes, with the demo's data and with none.

python tools/looks.py [/products …] into looks/<full|empty>/<size>-<theme>/<account>-<page>.png; pages that begin so.
"""

import re
import shutil
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser

from tests.journeys.conftest import DESK, PASSWORD, PHONE, sign_in
from tests.journeys.test_every_page import PAGES, opened_from_lists
from tests.lantoa import lantoa_here
from tests.rig import browser as rig
from tests.rig.server import Server

TARGET = Path(__file__).resolve().parent.parent / "looks"
LOOKS = {
    f"{name}-{theme}": (size, theme == "dark")
    for name, size in (("phone", PHONE), ("desk", DESK))
    for theme in ("light", "dark")
}
# The demo's accounts, as an empty ward has them too; the units are those that the plan names.
CAST = {
    "hpn": ("--role", "unit", "--unit", "UBND"),
    "bxdd": ("--role", "coordinator", "--unit", "BXDD"),
    "thuongtruc": ("--role", "leader"),
    "thanhuy": ("--role", "city"),
    "quantri": ("--role", "admin"),
}


def full(data: Path) -> dict[str, str]:
    """The demo's ward; answers the password of each account."""
    lantoa_here(data, "demo")
    return dict.fromkeys(CAST, PASSWORD)


def empty(data: Path) -> dict[str, str]:
    """A ward as `lantoa init` leaves it, with accounts; answers the password of each."""
    lantoa_here(data, "init")
    said = {name: lantoa_here(data, "user", "create", name, *words) for name, words in CAST.items()}
    if any(one.code for one in said.values()):
        raise SystemExit("".join(one.err for one in said.values()))
    return {name: one.last for name, one in said.items()}


def main(beginnings: Iterable[str]) -> None:
    wanted = tuple(beginnings) or ("/",)
    shutil.rmtree(TARGET, ignore_errors=True)
    for world in (full, empty):
        with tempfile.TemporaryDirectory() as folder, rig.browser() as chromium:
            passwords = world(Path(folder))
            with Server({"LANTOA_DATA_DIR": folder}) as server:
                for name in PAGES:
                    _take(chromium, server.url, TARGET / world.__name__, (name, passwords.get(name or "")), wanted)


def _take(
    chromium: Browser, address: str, folder: Path, who: tuple[str | None, str | None], wanted: tuple[str, ...]
) -> None:
    """One account's pages, in every look; one sign-in is enough for all of them."""
    name, password = who
    cookies: list[Any] = []
    paths = PAGES[name]
    with rig.open_page(chromium, *PHONE, base_url=address) as page:
        if name and password:
            sign_in(page, name, password)
            cookies = page.context.cookies()
            paths = paths + (opened_from_lists(page, name) if folder.name == "full" else [])
    for look, (size, dark) in LOOKS.items():
        with rig.open_page(chromium, *size, base_url=address, dark=dark) as page:
            page.context.add_cookies(cookies)
            for path in (path for path in paths if path.startswith(wanted)):
                answer = page.goto(path)
                # An empty ward has no thing of that name; the page that says so is taken once, for nobody.
                if answer and answer.status == 404 and name:
                    continue
                file = re.sub(r"\W+", "-", path).strip("-") or "today"
                page.screenshot(path=folder / look / f"{name or 'nobody'}-{file}.png", full_page=True)
    print(folder.name, name or "nobody", len(paths), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
