"""Asks axe-core (4.14.1, MPL-2.0, kept beside this file) what in a page shuts people out."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

# evaluate() passes a strict CSP, a script element does not; `;0` keeps the script's value here.
SOURCE = Path(__file__).with_name("axe.min.js").read_text("utf-8") + ";0"
RUN = "options => axe.run(document, {resultTypes: ['violations'], ...options})"


def violations(page: Page, **options: Any) -> list[str]:
    """One line for each element at fault, worst first; options are axe.run's (`rules`, `runOnly`).

    The page needs JavaScript: with it switched off the answer would never come.
    """
    if page.evaluate("matchMedia('(scripting: none)').matches"):
        raise ValueError("axe needs a page with JavaScript")
    page.evaluate(SOURCE)
    found = page.evaluate(RUN, options)["violations"]
    return [_line(rule, node) for rule in sorted(found, key=_gravity) for node in rule["nodes"]]


def _gravity(rule: dict[str, Any]) -> int:
    return ["critical", "serious", "moderate", "minor", None].index(rule["impact"])


def _line(rule: dict[str, Any], node: dict[str, Any]) -> str:
    where = " ".join(map(str, node["target"]))
    why = "; ".join(check["message"] for kind in ("any", "all", "none") for check in node[kind])
    return f"{rule['impact']} {rule['id']}: {rule['help']} | {where} | {node['html'][:160]} | {why[:300]}"
