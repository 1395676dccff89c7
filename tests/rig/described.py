"""Described: every answer of the API that a test gets is one that its description knows, of the shape told there."""

import re
from functools import cache
from string import Formatter
from typing import Any

import jsonschema_rs
from fastapi import FastAPI

from app.api.openapi import document
from app.web import english

Schema = dict[str, Any]
PREFIX = "/api/v1"
# What describes itself, and what no operation answers: another method, another site.
APART = ("/api/v1/openapi.json", "/api/v1/docs")
OF_NO_OPERATION = (405, 400)
_NAMED = re.compile(r"'#/components/schemas/(\w+)'")


def hold(app: FastAPI, response: Any) -> None:
    """Raises AssertionError for an answer that stands nowhere, or is of another shape."""
    path, method = response.url.path, response.request.method.lower()
    if (
        not path.startswith(PREFIX)
        or path in APART
        or path.startswith(f"{PREFIX}/errors/")
        or response.status_code in OF_NO_OPERATION
    ):
        return
    operation = _operation(app, path, method)
    if operation is None:
        return
    line = f"{method.upper()} {path}: {response.status_code}"
    told = operation["responses"].get(str(response.status_code))
    assert told is not None, f"{line} is described nowhere"
    media = response.headers.get("content-type", "").partition(";")[0]
    assert not media or media in told.get("content", {}) or "*/*" in told["content"], f"{line} {media}"
    if media in ("application/json", "application/problem+json"):
        schema = told["content"][media]["schema"]
        answer = response.json()
        found = _validator(_key(app, schema)).iter_errors(answer)
        faults = [f"{list(one.instance_path)}: {one.message[:300]}" for one in found]
        assert not faults, f"{line}: {faults[:3]}"
        _hold_english(answer, line)


def _hold_english(answer: Any, line: str) -> None:
    """Every sentence in it has its English."""
    faults = [*answer.get("errors", []), *answer.get("warnings", [])]
    said = [fault["message"] for fault in faults] + [answer[name] for name in ("title", "detail") if "detail" in answer]
    for text in said:
        assert has_english(text), f"{line}: «{text}» has no English"


@cache
def has_english(text: str) -> bool:
    return all(any(one.fullmatch(part) for one in _patterns()) for part in english.BETWEEN.split(text))


@cache
def _patterns() -> list[re.Pattern[str]]:
    """What each sentence of the table, and its English, looks like with values in it."""
    known = [*english.table(), *english.table().values()]
    parts = [list(Formatter().parse(one)) for one in known]
    return [re.compile("".join(re.escape(text) + (".*" if name else "") for text, name, _, _ in one)) for one in parts]


def _operation(app: FastAPI, path: str, method: str) -> Schema | None:
    parts = path.split("/")
    for names, operations in _by_length(app).get(len(parts), []):
        fits = all(name.startswith("{") or name == part for name, part in zip(names, parts, strict=True))
        if fits and method in operations:
            operation: Schema = operations[method]
            return operation
    return None


def _by_length(app: FastAPI) -> dict[int, list[tuple[list[str], Schema]]]:
    """The operations of each address, in the description's order, by how many parts it has."""
    if not _addresses:
        for known, operations in _document(app)["paths"].items():
            names = known.split("/")
            _addresses.setdefault(len(names), []).append((names, operations))
    return _addresses


_addresses: dict[int, list[tuple[list[str], Schema]]] = {}
_documents: list[Schema] = []
_schemas: dict[str, Schema] = {}


def _document(app: FastAPI) -> Schema:
    """Drawn once in a process, for it takes most of a second and every application describes itself alike."""
    if not _documents:
        _documents.append(document(app))
    return _documents[0]


def _key(app: FastAPI, schema: Schema) -> str:
    key = repr(schema)
    if key not in _schemas:
        _schemas[key] = with_what_it_names(schema, _document(app))
    return key


def with_what_it_names(schema: Schema, spec: Schema) -> Schema:
    """The schema and the components that it leads to: a validator made of all of them is made thirty times as long."""
    parts, found, asked = spec["components"]["schemas"], dict[str, Schema](), [schema]
    while asked:
        named = set(_NAMED.findall(repr(asked.pop()))) - set(found)
        found |= {name: parts[name] for name in named}
        asked += [parts[name] for name in named]
    return schema | {"components": {"schemas": found}}


@cache
def _validator(key: str) -> Any:
    return jsonschema_rs.Draft202012Validator(_schemas[key], validate_formats=True)
