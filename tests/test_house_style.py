"""The house rules for what pages are drawn with: how long lines are, that no macro, style or icon is idle."""

import ast
import re
from collections.abc import Iterator

import pytest
from jinja2 import nodes

from app.web import pages
from app.web.assets import STATIC
from tests.rig import names
from tests.test_house import APP, SOURCES, TEMPLATES, text_of, where, words_of

LONGEST = 120
# Classes that a template puts together from a beginning and a value.
PUT_TOGETHER = {
    "st-": ("good", "warn", "bad", "run", "mute", "ink"),
    "h": ("0", "1", "2", "3", "4", "5"),
    "start-": ("1", "2", "3", "4", "5", "6", "7"),
}
SET_BY_HTMX = {"htmx-request"}
HOLE = "\0"


def tree_of(template: str) -> nodes.Template:
    return pages.environment().parse(text_of(template))


def test_no_line_is_longer_than_a_screen_is_wide() -> None:
    """Of templates and styles; ruff holds it of Python."""
    found = [
        f"{path.relative_to(APP)}:{number}"
        for path in [*sorted(pages.TEMPLATES.rglob("*.html")), STATIC / "style.css"]
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if len(line) > LONGEST
    ]
    assert not found, found


def test_every_template_is_drawn() -> None:
    """By a view or by another template; a name that either puts together leaves its middle open."""
    asked = [name for path in SOURCES for name in re.findall(r"\"([^\"\s]+\.html)\"", path.read_text("utf-8"))]
    asked += [
        drawn(node.template).replace(HOLE, "{}")
        for name in TEMPLATES
        for node in tree_of(name).find_all((nodes.Include, nodes.Extends, nodes.FromImport))
    ]
    pattern = re.compile("|".join(re.sub(r"\\{.*?\\}", "[a-z0-9_]+", re.escape(name)) for name in asked))
    assert [name for name in TEMPLATES if not name.startswith("parts/") and not pattern.fullmatch(name)] == []


def macros() -> dict[str, str]:
    """Every macro, and the part that holds it."""
    parts = [name for name in TEMPLATES if name.startswith("parts/")]
    return {macro.name: part for part in parts for macro in tree_of(part).find_all(nodes.Macro)}


def test_every_macro_is_used() -> None:
    called = {call.node.name for name in TEMPLATES for call in calls(name) if isinstance(call.node, nodes.Name)}
    assert set(macros()) <= called, set(macros()) - called


def calls(template: str) -> Iterator[nodes.Call]:
    """The calls in a template, without those by which a macro calls itself."""
    tree = tree_of(template)
    own = {
        id(call)
        for macro in tree.find_all(nodes.Macro)
        for call in macro.find_all(nodes.Call)
        if isinstance(call.node, nodes.Name) and call.node.name == macro.name
    }
    yield from (call for call in tree.find_all(nodes.Call) if id(call) not in own)


def test_no_template_calls_anything_of_its_own_like_a_macro() -> None:
    """Below it the macro would be gone. What views give is watched wherever a test asks for a page: tests/rig/names."""
    known = macros()
    taken = [
        f"{name}:{node.lineno} {node.name}"
        for name in TEMPLATES
        for node in tree_of(name).find_all(nodes.Name)
        if node.ctx != "load" and node.name in known
    ]
    assert not taken, taken


def test_a_page_that_is_given_a_macros_name_is_not_drawn() -> None:
    environment = pages.environment()
    names.over(environment)
    with pytest.raises(AssertionError, match=r"errors/show\.html is given \['icon'\]"):
        environment.get_template("errors/show.html").render(icon="triangle")


def test_every_icon_is_drawn() -> None:
    [paths] = [node for node in tree_of("parts/icons.html").find_all(nodes.Assign) if isinstance(node.node, nodes.Dict)]
    assert isinstance(paths.node, nodes.Dict)
    icons = {pair.key.value for pair in paths.node.items if isinstance(pair.key, nodes.Const)}
    texts = [text_of(name) for name in TEMPLATES if name != "parts/icons.html"]
    texts += [path.read_text("utf-8") for path in SOURCES]
    assert [icon for icon in sorted(icons) if not any(f'"{icon}"' in text for text in texts)] == []


# A number with what it counts, and the words of pages that only show how such a thing looks.
OF_A_RULE = re.compile(r"\b\d[\d.]*\s+(?:ngày|lần|mục|dòng|sản phẩm|vấn đề|khảo sát|gương|nhóm)\b|\bngày \d+ tháng\b")
EXAMPLES = {"parts/matrix.html": {"3 ngày", "2 ngày"}, "surveys/sample_size.html": {"100 lần"}}


@pytest.mark.parametrize("template", TEMPLATES)
def test_no_page_says_a_rule_s_number_itself(template: str) -> None:
    """It is taken from what holds the rule (app/web/limits): whoever changes the rule need look for no sentence."""
    tree = tree_of(template)
    texts = [node.data for node in tree.find_all(nodes.TemplateData)]
    texts += [node.value for node in tree.find_all(nodes.Const) if isinstance(node.value, str)]
    assert {hit for text in texts for hit in OF_A_RULE.findall(text)} <= EXAMPLES.get(template, set())


@pytest.mark.parametrize("room", ["documents", "views"])
def test_no_view_and_no_paper_does_so_either(room: str) -> None:
    """Docstrings may tell how a sentence reads."""
    found = []
    for path in (APP / room).rglob("*.py"):
        told = {id(node.value) for node in words_of(path) if isinstance(node, ast.Expr)}
        texts = [node for node in words_of(path) if isinstance(node, ast.Constant) and id(node) not in told]
        found += [where(path, node) for node in texts if OF_A_RULE.search(str(node.value))]
    assert not found, found


# Styles.


def styled() -> set[str]:
    """The classes that the style sheet's selectors name."""
    words = re.sub(r"/\*.*?\*/|url\([^)]*\)|\"[^\"]*\"", "", (STATIC / "style.css").read_text("utf-8"), flags=re.DOTALL)
    return {name for selector in re.findall(r"([^{};]+)\{", words) for name in re.findall(r"\.([a-z][\w-]*)", selector)}


def written() -> dict[str, str]:
    """The classes that templates give to elements, each with a template that does."""
    found: dict[str, str] = {}
    for name in TEMPLATES:
        tree = tree_of(name)
        given = re.findall(r"class=\"([^\"]*)\"", drawn(tree))
        given += [
            node.value.value
            for node in tree.find_all(nodes.Keyword)
            if node.key == "class" and isinstance(node.value, nodes.Const)
        ]
        found |= {word: name for words in given for word in words.split()}
    return found


def drawn(node: nodes.Node) -> str:
    """All that a template may draw, its branches one after the other; a hole for what only a run knows."""
    match node:
        case nodes.TemplateData():
            words = [node.data]
        case nodes.Const():
            words = [str(node.value)]
        case nodes.CondExpr():
            words = [drawn(node.expr1), " ", drawn(node.expr2) if node.expr2 else ""]
        case nodes.Filter(name="safe", node=nodes.Expr() as inner):
            words = [drawn(inner)]
        case nodes.Getitem(node=nodes.Dict() as table):
            words = [f"{drawn(pair.value)} " for pair in table.items]
        case nodes.Concat() | nodes.Output():
            words = [drawn(one) for one in node.nodes]
        case nodes.Expr():
            words = [HOLE]
        case nodes.If():
            words = [*map(drawn, node.body), " ", *map(drawn, node.elif_), " ", *map(drawn, node.else_)]
        case _:
            words = [drawn(one) for one in node.iter_child_nodes() if isinstance(one, nodes.Stmt)]
    return "".join(words)


def test_every_class_is_written_and_styled() -> None:
    classes = written()
    beginnings = {word.partition(HOLE)[0]: name for word, name in classes.items() if HOLE in word}
    assert set(beginnings) - {""} == set(PUT_TOGETHER)
    whole = {word for word in classes if HOLE not in word}
    whole |= {beginning + value for beginning, values in PUT_TOGETHER.items() for value in values}
    assert sorted(whole - styled()) == []
    assert sorted(styled() - whole - SET_BY_HTMX) == []
