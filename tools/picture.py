"""Makes docs/coverage.png, the README's picture, from a running demo: python tools/picture.py http://127.0.0.1:8000."""

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.rig.browser import MANNERS, executable

TARGET = Path(__file__).resolve().parent.parent / "docs" / "coverage.png"


def main(address: str) -> None:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable(), args=list(MANNERS))
        page = chromium.new_page(viewport={"width": 1280, "height": 800}, locale="vi-VN", base_url=address)
        page.goto("/login")
        page.fill("[name=name]", "bxdd@dongda")
        page.fill("[name=password]", "lantoa-thu")
        page.click("main button")
        page.goto("/coverage")
        page.screenshot(path=TARGET)
        chromium.close()


if __name__ == "__main__":
    main(sys.argv[1])
