"""Takes the README's picture and those of the guide from a running demo: tools/pictures.py http://127.0.0.1:8000.

The guide's are of a phone, or where a step is for a desk, of one; app/static/guide has them under their names here.
"""

import io
import sys
from pathlib import Path
from typing import NamedTuple

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from tests.rig.browser import MANNERS, executable

ROOT = Path(__file__).resolve().parent.parent
GUIDE = ROOT / "app" / "static" / "guide"
PHONE, DESK = (360, 640), (1100, 620)
# As large as they are shown: a page of the guide has some, and is to be light.
SHOWN = {PHONE: (270, 480), DESK: (720, 406)}


class Shot(NamedTuple):
    """What is open when it is taken: whose page, after pressing what, scrolled to what."""

    account: str
    path: str
    size: tuple[int, int] = PHONE
    presses: tuple[str, ...] = ()
    scrolled_to: str = ""


SHOTS = {
    "unit-today": Shot("ubnd", "/"),
    "unit-log": Shot("ubnd", "/products/new"),
    "unit-gaps": Shot("ubnd", "/coverage/tiles"),
    "unit-report": Shot("ubnd", "/reports"),
    "coordinator-today": Shot("bxdd", "/"),
    "coordinator-directives": Shot("bxdd", "/directives", DESK, scrolled_to="table"),
    "coordinator-reports": Shot("bxdd", "/reports"),
    "leader-today": Shot("thuongtruc", "/"),
    "leader-missing": Shot("thuongtruc", "/indicators/residential_coverage"),
    "leader-tiles": Shot("thuongtruc", "/coverage/tiles?colour=directive"),
    "city": Shot("thanhuy", "/city", DESK),
    "admin": Shot("quantri", "/admin"),
}


def main(address: str) -> None:
    GUIDE.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable(), args=list(MANNERS))
        (ROOT / "docs" / "coverage.png").write_bytes(_taken(chromium, address, Shot("bxdd", "/coverage", (1280, 800))))
        for name, shot in SHOTS.items():
            picture = Image.open(io.BytesIO(_taken(chromium, address, shot))).convert("RGB")
            picture.thumbnail(SHOWN[shot.size])
            picture.save(GUIDE / f"{name}.webp", quality=50, method=6)
        chromium.close()


def _taken(chromium: Browser, address: str, shot: Shot) -> bytes:
    width, height = shot.size
    page = chromium.new_page(viewport={"width": width, "height": height}, locale="vi-VN", base_url=address)
    page.goto("/login")
    page.fill("[name=name]", f"{shot.account}@dongda")
    page.fill("[name=password]", "lantoa-thu")
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/")
    # Today as it is from the second day on.
    page.request.post("/account/hint")
    page.goto(shot.path)
    for press in shot.presses:
        page.click(press)
    if shot.scrolled_to:
        page.locator(shot.scrolled_to).first.scroll_into_view_if_needed()
    taken = page.screenshot()
    page.close()
    return taken


if __name__ == "__main__":
    main(sys.argv[1])
