"""English for programs that ask for it, and the catalogue of codes: nothing is said that has no place in them.

What the suite's answers say is held against both tables wherever an answer is (rig/described).
"""

import ast
from collections.abc import Iterator
from functools import cache
from string import Formatter

import pytest
from fastapi.testclient import TestClient

from app.web import english
from app.web.error_codes import CODES
from tests.makers import API, concern_json, group, placement, problem, product_json, reach
from tests.rig.begun import ROOT

# What only pages say.
OF_PAGES = (
    "views",
    "documents",
    "domain/imports",
    "web/long_lists.py",
    "domain/feeds.py",
    "domain/people/passwords.py",
    "domain/people/entry.py",
    "domain/reports/sentences.py",
    "domain/reports/letters.py",
    "web/form.py",
    "web/carried.py",
    "web/small_files.py",
)


@cache
def nodes() -> list[ast.AST]:
    """What says anything, of all that a program may be told."""
    paths = sorted((ROOT / "app").rglob("*.py"))
    told = [path for path in paths if not path.relative_to(ROOT / "app").as_posix().startswith(OF_PAGES)]
    walks = (ast.walk(ast.parse(path.read_text("utf-8"))) for path in told)
    return [node for walk in walks for node in walk if isinstance(node, ast.Call | ast.Constant | ast.Tuple)]


def calls(*names: str) -> Iterator[list[str]]:
    """The texts among the arguments of each call of one of these."""
    for node in nodes():
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in names:
            yield [one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]


def is_say(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Say"


def names_in(text: str) -> set[str | None]:
    return {name for _, name, _, _ in Formatter().parse(text)} - {None}


def test_every_sentence_has_its_english() -> None:
    said = {text for texts in calls("Say") for text in texts[:1]} | {
        text for texts in calls("_fault") for text in texts[1:]
    }
    sentences = {one for text in said for one in english.BETWEEN.split(text) if one and not one.startswith("{")}
    assert len(sentences) > 200
    assert {one for one in sentences if english.sentence(one) is None} == set()
    assert [one for one, told in english.table().items() if names_in(one) != names_in(told)] == []


def test_nothing_stands_there_that_nobody_says() -> None:
    texts = "\n".join(node.value for node in nodes() if isinstance(node, ast.Constant) and isinstance(node.value, str))
    assert [one for one in english.table() if one not in texts] == []


def test_every_code_is_in_the_catalogue() -> None:
    used = {texts[-1] for texts in calls("Fault", "refuse", "add", "Conflict", "Unread", "_fault") if texts}
    beside = [node.elts for node in nodes() if isinstance(node, ast.Tuple) and len(node.elts) == 2]
    used |= {code.value for say, code in beside if is_say(say) and isinstance(code, ast.Constant)}
    codes = {text for text in used if text.isascii() and text.islower() and text.replace("_", "").isalnum()}
    assert len(codes) > 70
    assert codes - CODES.keys() == set()


def test_a_program_is_answered_in_the_language_it_asks_for(coordinator: TestClient) -> None:
    asked = {"vi-VN,vi;Q=0.9,en;Q=0.8": "vi", "en": "en", "en-GB,en;Q=0.5": "en", "fr": "vi", "en;Q=0": "vi", "": "vi"}
    for header, language in asked.items():
        answer = coordinator.get(f"{API}/groups/NOWHERE", headers={"Accept-Language": header})
        assert answer.headers["content-language"] == language, header
        assert "Accept-Language" in answer.headers["vary"].split(", ")
        words = {"vi": "Không có trang này.", "en": "There is nothing here."}
        assert problem(answer, 404)["detail"] == words[language]


def test_faults_and_warnings_are_told_in_english_with_their_values(coordinator: TestClient) -> None:
    client = coordinator
    client.headers["Accept-Language"] = "en"
    group(client)
    body = product_json(placements=[placement("zalo", "2099-01-02", reach(people=1001))])
    found = problem(client.post(f"{API}/products", json=body), 422)
    assert (found["title"], found["detail"]) == ("Refused", "Not stored: 2 to be mended.")
    assert {fault["message"] for fault in found["errors"]} == {
        "2099-01-02 is still to come. Choose today or an earlier day, or store the product as planned.",
        "Nhóm TDP-01 has 1000 people. Give a number from 1 to 1000.",
    }
    found = problem(client.post(f"{API}/concerns", json=concern_json(summary="Gọi 0912345678 để biết")), 422)
    assert (
        found["errors"][0]["message"]
        == "This text holds a phone number. Matters are logged here, not persons: leave that out."
    )
    warned = client.post(f"{API}/groups", json={"code": "S", "kind": "audience", "name": "S", "population": 3}).json()
    assert warned["warnings"][0]["message"].startswith("In a group under 20 people each is easily known.")


@pytest.mark.parametrize("accept", ["vi", "en"])
def test_a_problem_leads_to_what_its_code_means(nobody: TestClient, accept: str) -> None:
    found = problem(nobody.get(f"{API}/groups", headers={"Accept-Language": accept}), 401)
    page = nobody.get(found["type"])
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert all(words in page.text for words in ("unauthenticated", *CODES["unauthenticated"]))
    assert nobody.get(f"{API}/errors/nothing").status_code == 404
