"""The house rules that a machine can check: who commits, who queries, how templates are built, how long things are."""

import ast
import base64
import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jinja2 import StrictUndefined, meta, nodes

from app.domain.access import RIGHTS
from app.domain.reference_data import Catalogue
from app.domain.registers import Register
from app.settings import Settings
from app.web import pages
from app.web.assets import STATIC
from tests.conftest import ON_BOTH, TESTS, is_on_both

ROOT = Path(__file__).resolve().parents[1]
APP = ROOT / "app"
SOURCES = sorted(APP.rglob("*.py"))
TEMPLATES = sorted(path.relative_to(pages.TEMPLATES).as_posix() for path in pages.TEMPLATES.rglob("*.html"))
PAGES = [name for name in TEMPLATES if not name.startswith(("parts/", "layouts/")) and "/_" not in name]


def text_of(template: str) -> str:
    return (pages.TEMPLATES / template).read_text("utf-8")


@cache
def words_of(path: Path) -> tuple[Any, ...]:
    """The file itself first; read once, however many rules it is held to."""
    return tuple(ast.walk(ast.parse(path.read_text("utf-8"))))


@pytest.fixture(scope="module", autouse=True)
def _nothing_stays_read() -> Iterator[None]:
    """The process goes on to other files, and every search for garbage would look through all of it."""
    yield
    words_of.cache_clear()


def where(path: Path, node: ast.AST | None = None) -> str:
    return f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 1)}"


# Python.


def test_nothing_but_db_commits() -> None:
    found = [
        where(path, node)
        for path in SOURCES
        if path != APP / "db.py"
        for node in words_of(path)
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "commit"
    ]
    assert not found, found


def test_layout_is_the_formatter_s() -> None:
    """What it is told to leave alone, everyone lays out in another way."""
    written = [
        path for folder in ("app", "tests", "bench", "tools", "alembic") for path in (ROOT / folder).rglob("*.py")
    ]
    told = re.compile(r"# fmt" r": *(skip|off)")
    assert [where(path) for path in written if told.search(path.read_text("utf-8"))] == []


def test_the_doors_never_query() -> None:
    found = []
    for path in [path for path in SOURCES if path.relative_to(APP).parts[0] in ("api", "views")]:
        for node in words_of(path):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            found += [f"{where(path, node)} {name}" for name in names if re.match(r"(sqlmodel|sqlalchemy)\b", name)]
    assert not found, found


def test_the_hall_never_queries() -> None:
    """It opens sessions and tells the database's troubles; what is asked of rows stands in the domain."""
    found = []
    for path in sorted((APP / "web").rglob("*.py")):
        for node in words_of(path):
            if isinstance(node, ast.ImportFrom) and re.match(r"(sqlmodel|sqlalchemy)\b", node.module or ""):
                names = {alias.name for alias in node.names} - {"Session", "Engine"}
                found += [f"{where(path, node)} {name}" for name in names if node.module != "sqlalchemy.exc"]
            assert not isinstance(node, ast.Import) or not node.names[0].name.startswith("sql"), where(path, node)
    assert not found, found


def test_no_page_makes_a_form_of_its_own() -> None:
    """Ids of forms, what differs and per cents are web/form's; the log form alone keeps a state of its own."""
    own = ("new_form_id", "token_urlsafe", "* 100:g", "digest_of(")
    found = [
        f"{where(path)} {name}"
        for path in sorted((APP / "views").rglob("*.py"))
        if path.parent.name != "log"
        for name in own
        if name in path.read_text("utf-8")
    ]
    assert not found, found


def test_functions_have_at_most_forty_lines() -> None:
    found = [
        f"{where(path, node)} {node.name}: {lines}"
        for path in SOURCES
        for node in words_of(path)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (lines := (node.end_lineno or 0) - node.lineno + 1) > 40
    ]
    assert not found, found


def test_functions_have_at_most_five_parameters() -> None:
    """What belongs together is handed on as one thing, under a name."""
    found = [
        f"{where(path, node)} {node.name}: {', '.join(names)}"
        for path in SOURCES
        for node in words_of(path)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and len(names := _parameters(node)) > 5
    ]
    assert not found, found


def _parameters(node: ast.FunctionDef | ast.AsyncFunctionDef) -> list[str]:
    given = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    return [one.arg for one in given if one.arg not in ("self", "cls")]


@pytest.mark.parametrize("kind", [Register, Catalogue])
def test_a_register_says_at_most_eight_things_of_itself(kind: type[Any]) -> None:
    assert len(fields(kind)) <= 8


def test_what_checks_changes_no_row() -> None:
    """A function named for checking answers or raises; who is to be changed is changed by a verb."""
    found = [
        where(path, target)
        for path in SOURCES
        for node in words_of(path)
        if isinstance(node, ast.FunctionDef) and node.name.lstrip("_").startswith("check")
        for target in ast.walk(node)
        if isinstance(target, ast.Attribute)
        and isinstance(target.ctx, ast.Store)
        and _name_of(target.value) != "faults"
    ]
    assert not found, found


def _name_of(node: ast.AST) -> str:
    return node.id if isinstance(node, ast.Name) else ""


def test_files_have_at_most_three_hundred_lines() -> None:
    found = {where(path): lines for path in SOURCES if (lines := len(path.read_text("utf-8").splitlines())) > 300}
    assert not found, found


def test_every_room_says_what_lives_in_it() -> None:
    assert [where(path) for path in SOURCES if not ast.get_docstring(words_of(path)[0])] == []


def test_no_room_is_named_after_where_its_code_came_from() -> None:
    banned = {"utils", "helpers", "common", "core", "services", "schemas", "crud"}
    assert [where(path) for path in SOURCES if banned & {*path.parts, path.stem}] == []


# Where a role is read beside the table of rights, and for what.
ROLES_READ = {
    "app/domain/access.py": "the table itself",
    "app/domain/confirmations.py": "a unit's list is of its own",
    "app/domain/concerns/questions.py": "a unit's list is of its own",
    "app/domain/products/questions.py": "a unit's list is of its own",
    "app/domain/tokens.py": "a token is told its own role",
    "app/views/guide.py": "the reader's own role comes first",
    "app/views/today/routes.py": "a unit's groups are those that it told",
    "app/web/deps.py": "the operator is told who asks",
    "app/web/pages.py": "a page is kept for who sees the same",
}


def test_what_a_role_may_is_asked_of_the_table_of_rights() -> None:
    found = {
        str(path.relative_to(ROOT))
        for path in SOURCES
        for node in words_of(path)
        if isinstance(node, ast.Attribute)
        and node.attr == "role"
        and (getattr(node.value, "id", "") == "me" or getattr(node.value, "attr", "") == "me")
    }
    assert found == set(ROLES_READ)


def test_every_right_that_is_asked_for_is_in_the_table_and_every_right_is_asked_for() -> None:
    asked = {
        word for template in TEMPLATES for word in re.findall(r"\b(?:may|own_only)\(\"([^\"]*)\"", text_of(template))
    }
    named = set()
    for path in [path for path in SOURCES if path != APP / "domain" / "access.py"]:
        for node in words_of(path):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in ("may", "require", "own_only"):
                asked |= {one.value for one in node.args if isinstance(one, ast.Constant)}
            named |= {node.value} if isinstance(node, ast.Constant) and node.value in RIGHTS else set()
    assert asked <= set(RIGHTS)
    assert asked | named == set(RIGHTS)


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_every_setting_stands_in_the_readme(name: str) -> None:
    readme = ROOT / "README.md"
    assert readme.exists(), "README.md is not written yet"
    assert f"LANTOA_{name.upper()}" in readme.read_text("utf-8")


# Templates.


@pytest.mark.parametrize("template", TEMPLATES)
def test_every_template_compiles_strictly(template: str) -> None:
    env = pages.environment()
    assert env.undefined is StrictUndefined
    assert env.get_template(template)


# Where a template says what someone is; what they may, it asks by may(…).
ROLES_SAID = {"account/show.html": "their role, and whose ward they see", "more/show.html": "their role"}


def test_templates_read_a_role_for_its_words_alone() -> None:
    assert {name for name in TEMPLATES if re.search(r"\bme\.role\b", text_of(name))} == set(ROLES_SAID)


@pytest.mark.parametrize("template", TEMPLATES)
def test_nothing_inline(template: str) -> None:
    """The content policy would block it in the browser, and htmx would then send nothing, without a word."""
    text = text_of(template)
    banned = {
        "a style": r"\sstyle\s*=",
        "an event": r"\son(?!e\b)[a-z]+\s*=\s*[\"']",
        "hx-on": r"hx-on\b",
        "js:": r"[\"']\s*(js|javascript):",
        "a script": r"<script(?![^>]*\bsrc=)",
        "a style sheet": r"<style",
        "a filter of a trigger": r"hx-trigger=\"[^\"]*(?<!target:form)\[",
        "another site": r"(src|href)=[\"']https?://",
        "htmx 2": r"hx-(ext|params|disabled-elt|vars)\b",
    }
    found = [what for what, pattern in banned.items() if re.search(pattern, text, re.IGNORECASE)]
    assert not found, found


WORD = r"(?:'[^']*'|[^\s',]+)"
TRIGGER = rf"(?:every \d+s|[\w:]+(?: (?:delay|from|target):{WORD}|\[[^\]]*\])*)"


def test_every_trigger_says_to_htmx_what_it_says_to_us() -> None:
    """htmx reads no further than a space or the end of a line, without a word: `target:.chip input` is never met."""
    triggers = [one for name in TEMPLATES for one in re.findall(r"hx-trigger=\"([^\"]*)", text_of(name))]
    assert [one for one in triggers if not re.fullmatch(rf"{TRIGGER}(?:,\s+{TRIGGER})*", one)] == []
    assert len(triggers) > 20


@pytest.mark.parametrize("template", PAGES)
def test_every_swap_target_is_a_block_and_an_element(template: str) -> None:
    env = pages.environment()
    text = "\n".join(text_of(name) for name in sorted(family(template)))
    blocks = set(env.get_template(template).blocks)
    for target in re.findall(r"hx-target(?::inherited)?\s*=\s*[\"']([^\"']*)", text):
        assert re.fullmatch(r"#[A-Za-z][\w-]*|this|closest [\w.-]+", target), target
        if target.startswith("#"):
            assert target[1:] in blocks, f"{target} is no block of {template}"
            assert target[1:] in pages.PARTS, f"{target} is never drawn alone"
            assert re.search(rf"\bid\s*=\s*[\"']{re.escape(target[1:])}[\"']", text), f"{target} is no element"


def test_every_part_that_is_drawn_alone_is_asked_for() -> None:
    every = "\n".join(text_of(name) for name in TEMPLATES)
    assert [part for part in sorted(pages.PARTS) if f'hx-target="#{part}"' not in every] == []


def family(template: str) -> set[str]:
    """The template and everything that it includes, however deep."""
    found, left = set(), {template}
    while left:
        name = left.pop()
        found.add(name)
        named = meta.find_referenced_templates(pages.environment().parse(text_of(name)))
        left |= {one for one in named if one is not None and not one.startswith("layouts/")} - found
    return found


@pytest.mark.parametrize("template", PAGES)
def test_pages_set_and_import_nothing_at_the_top(template: str) -> None:
    """A block that is drawn alone runs none of it."""
    tree = pages.environment().parse(text_of(template))
    kinds = (nodes.Assign, nodes.AssignBlock, nodes.Import, nodes.FromImport)
    assert [f"{template}:{node.lineno}" for node in tree.body if isinstance(node, kinds)] == []


# What is vendored.


def test_vendored_files_are_what_the_manifest_says() -> None:
    manifest = json.loads((STATIC / "vendor" / "manifest.json").read_text("utf-8"))
    assert "htmx.min.js" in manifest
    for name, told in manifest.items():
        digest = hashlib.sha384((STATIC / "vendor" / name).read_bytes()).digest()
        assert told["sha384"] == f"sha384-{base64.b64encode(digest).decode()}", name
    scripts = {path.name for path in STATIC.rglob("*.js")}
    assert scripts <= set(manifest), "htmx is the only script"


def test_no_two_parts_name_a_macro_alike() -> None:
    """All of them are globals of every template: the later one would silently be drawn instead of the other."""
    named: dict[str, str] = {}
    twice = []
    for template in [name for name in TEMPLATES if name.startswith("parts/")]:
        for name in re.findall(r"macro ([a-z_]+)\(", text_of(template)):
            if name in named:
                twice.append(f"{name} in {named[name]} and {template}")
            named[name] = template
    assert not twice, twice


# Where tests run.


def test_what_is_tried_on_both_databases_exists() -> None:
    assert [name for name in ON_BOTH if not (TESTS / name).exists()] == []


@pytest.mark.parametrize(
    "path", sorted([*TESTS.glob("api/test_*.py"), *TESTS.glob("web/test_*.py")]), ids=lambda path: path.stem
)
def test_whatever_searches_pages_or_writes_from_many_threads_is_tried_on_both_databases(path: Path) -> None:
    text = path.read_text("utf-8")
    # Lines as ast counts them: whoever gets a segment by its name has the whole file split once for each.
    lines = text.split("\n")
    forgotten = []
    for node in [] if is_on_both(path) else ast.parse(text).body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            marks = [ast.unparse(one) for one in node.decorator_list]
            words = "\n".join([*marks, *lines[node.lineno - 1 : node.end_lineno]])
            if re.search(r"\bq=|\"q\"|cursor|ThreadPool|threading", words) and "pytest.mark.on_both" not in marks:
                forgotten.append(node.name)
    assert not forgotten, forgotten


def test_a_ward_is_changed_where_it_was_loaded_to_be_changed() -> None:
    """Whoever asks has their ward as a statement read it: what were set there would be lost without a word."""
    is_set = re.compile(r"\bward\.(?:code|name|timezone|settings|demo_at) = ")
    found = {where(path) for path in SOURCES if is_set.search(path.read_text("utf-8"))}
    assert found == {"app/domain/deciding.py:1", "app/domain/demo/__init__.py:1"}
