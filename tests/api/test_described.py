"""The description: valid OpenAPI 3.1, whole, and true: every answer that any test gets is held against it."""

import gzip
import re
from collections import Counter
from typing import Any

import jsonschema_rs
import pytest
from fastapi.testclient import TestClient
from jinja2 import Template
from openapi_spec_validator import OpenAPIV31SpecValidator

from tests import makers
from tests.api.test_manners import api_routes
from tests.conftest import Stage
from tests.makers import API, group, placement, product, reach
from tests.rig import described


@pytest.fixture
def spec(coordinator: TestClient) -> dict[str, Any]:
    found: dict[str, Any] = coordinator.get(f"{API}/openapi.json").json()
    return found


@pytest.mark.parametrize("path", [f"{API}/docs", f"{API}/openapi.json"])
def test_who_asks_often_has_it_drawn_and_packed_once(stage: Stage, monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    """Anyone may ask, without an account."""
    anyone = stage.client()
    first = {encoding: anyone.get(path, headers={"Accept-Encoding": encoding}) for encoding in ("gzip", "identity")}

    def again(*_: Any, **__: Any) -> Any:
        raise AssertionError("drawn or packed again")

    monkeypatch.setattr(Template, "render", again)
    monkeypatch.setattr(gzip, "compress", again)
    for encoding, told in first.items():
        found = anyone.get(path, headers={"Accept-Encoding": encoding})
        assert (found.status_code, found.text) == (200, told.text)
        assert found.headers["Vary"].endswith("Accept-Encoding")
        assert found.headers.get("Content-Encoding", "identity") == encoding
        assert {name for name in found.headers if name != "x-request-id"} <= set(told.headers)
    assert first["gzip"].text == first["identity"].text
    monkeypatch.undo()
    with stage.writing() as (session, ward):
        ward.demo_at = ward.created_at
        session.add(ward)
    assert ("Số liệu minh họa" in anyone.get(path).text) == path.endswith("docs")


def operations(spec: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [(method, path, one) for path, found in spec["paths"].items() for method, one in found.items()]


def test_it_is_valid(spec: dict[str, Any]) -> None:
    assert [error.message for error in OpenAPIV31SpecValidator(spec).iter_errors()] == []


def test_it_tells_every_route(spec: dict[str, Any], stage: Stage) -> None:
    told = {(method.upper(), path) for method, path, _ in operations(spec)}
    routes = {(route.method, route.path) for route in api_routes(stage, "GET", "POST", "PATCH", "PUT", "DELETE")}
    assert routes - told == {("GET", f"{API}/{name}") for name in ("openapi.json", "docs", "errors/{code}")}
    names = Counter(one["operationId"] for _, _, one in operations(spec))
    assert max(names.values()) == 1
    assert {"products_create", "products_list", "attachments_content", "reports_submit"} <= set(names)
    assert all(name.isascii() and name.isidentifier() and len(name) < 40 for name in names)


def test_every_answer_has_a_shape_and_every_refusal_is_a_problem(spec: dict[str, Any]) -> None:
    for method, path, one in operations(spec):
        for status, told in one["responses"].items():
            line = f"{method} {path} {status}"
            content = told.get("content", {})
            assert content or status in ("204", "304"), line
            if status >= "400" and status not in ("400", "416"):
                assert set(content) == {"application/problem+json"}, line
            elif "application/json" in content:
                assert set(content["application/json"]["schema"]) & {"$ref", "allOf", "anyOf", "properties"}, line


def test_it_keeps_the_rules_that_linters_recommend(spec: dict[str, Any]) -> None:
    """Redocly's and Spectral's, which need Node: both found nothing when these were written down."""
    assert all(spec["info"][name] for name in ("title", "description", "contact", "license"))
    known = {tag["name"]: tag["description"] for tag in spec["tags"]}
    assert all(known.values())
    for method, path, one in operations(spec):
        line = f"{method} {path}"
        assert one["summary"], line
        assert len(one["description"]) > len(one["summary"]) + 20, line
        assert set(one["tags"]) <= known.keys(), line
        assert any(status.startswith("2") for status in one["responses"]), line
        assert any(status.startswith("4") for status in one["responses"]), line
        named = re.findall(r"{(\w+)}", path)
        assert named == [sent["name"] for sent in one["parameters"] if sent["in"] == "path"], line
        assert all(sent["required"] for sent in one["parameters"] if sent["in"] == "path"), line
    used = set(re.findall(r"#/components/schemas/(\w+)", str(spec)))
    assert used == spec["components"]["schemas"].keys()


def test_comments_are_words_by_part_of_a_report_and_a_number_of_a_post(spec: dict[str, Any]) -> None:
    told = {
        name: one["properties"].get("comments")
        for name, one in spec["components"]["schemas"].items()
        if "properties" in one
    }
    assert {name for name, field in told.items() if field} == {
        "Report",
        "ReportIn",
        "ReportPatch",
        "Video",
        "SocialPost",
    }
    for name in ("Report", "ReportIn", "ReportPatch"):
        assert told[name]["propertyNames"]["enum"] == ["0", "1", "2", "3", "4", "5"]
        assert "by part, 1 to 5, the ward's own also 0;" in told[name]["description"]
    assert {told[name]["description"] for name in ("Video", "SocialPost")} == {"Times commented on"}


def test_headers_are_told(spec: dict[str, Any]) -> None:
    for method, path, one in operations(spec):
        sent = {parameter["name"]: parameter for parameter in one["parameters"]}
        line = f"{method} {path}"
        assert ("If-Match" in sent) == (method in ("patch", "delete")), line
        drawn = path.endswith(("/export", "/file"))
        assert ("If-None-Match" in sent) == ("304" in one["responses"]) == (method == "get" and not drawn), line
        assert ("validate_only" in sent) == (method in ("post", "patch")), line
        if method == "post":
            assert "Idempotency-Key" in sent, line
            assert {"ETag", "Location"} <= set(one["responses"]["201"]["headers"]), line
        assert "Retry-After" in one["responses"]["429"]["headers"], line
        assert all(parameter.get("description") for parameter in sent.values() if parameter["in"] == "query"), line


def test_every_field_has_a_meaning(spec: dict[str, Any]) -> None:
    fields = [
        (name, field, told)
        for name, schema in spec["components"]["schemas"].items()
        for field, told in schema.get("properties", {}).items()
    ]
    assert len(fields) > 400
    assert [f"{name}.{field}" for name, field, told in fields if not told.get("description")] == []


def test_every_field_that_is_told_says_what_it_is(spec: dict[str, Any]) -> None:
    says = {"type", "$ref", "anyOf", "allOf", "oneOf", "enum", "const"}
    fields = {
        f"{name}.{field}": schema
        for name, one in spec["components"]["schemas"].items()
        for field, schema in one.get("properties", {}).items()
    }
    assert [name for name, schema in fields.items() if not says & schema.keys() and "readOnly" not in schema] == []
    assert (fields["Product.id"]["type"], fields["Product.updated_at"]["format"]) == ("integer", "date-time")


def test_every_field_and_parameter_has_an_example_that_is_right(spec: dict[str, Any]) -> None:
    places = [
        (f"{name}.{field}", schema)
        for name, one in spec["components"]["schemas"].items()
        for field, schema in one.get("properties", {}).items()
        if "readOnly" not in schema
    ]
    places += [
        (f"{line} {one['name']}", one["schema"])
        for method, line, found in operations(spec)
        for one in found.get("parameters", [])
    ]
    bare = {name for name, schema in places if "examples" not in schema}
    holders = {"array", "object"}
    assert {name for name in bare if not holders & set(kinds_of(spec, dict(places)[name]))} == set()
    wrong = [
        name
        for name, schema in places
        for example in schema.get("examples", [])
        if not jsonschema_rs.is_valid(described.with_what_it_names(schema, spec), example)
    ]
    assert wrong == []
    assert len(places) - len(bare) > 900


def kinds_of(spec: dict[str, Any], schema: dict[str, Any]) -> list[str]:
    """What a schema's values may be."""
    if "$ref" in schema:
        return kinds_of(spec, spec["components"]["schemas"][schema["$ref"].rpartition("/")[2]])
    nested = [
        kind for name in ("anyOf", "allOf", "oneOf") for one in schema.get(name, []) for kind in kinds_of(spec, one)
    ]
    return [*nested, *([schema["type"]] if "type" in schema else [])]


def test_bounds_are_said_as_json_schema_says_them(spec: dict[str, Any]) -> None:
    text = str(spec)
    assert "'ge':" not in text
    assert "'le':" not in text
    assert "'minimum': 1" in text
    schemas = spec["components"]["schemas"]
    assert schemas["GroupIn"]["properties"]["code"]["pattern"] == "^[A-Za-z0-9._-]{1,40}$"
    assert set(schemas["ProductIn"]["required"]) == {"kind", "title"}
    assert "required" not in schemas["ProductPatch"]
    assert "id" not in schemas["ProductIn"]["properties"]
    assert schemas["ProductPatch"]["properties"]["id"]["readOnly"]


def test_details_go_by_the_kind_and_choices_have_names(spec: dict[str, Any]) -> None:
    schemas = spec["components"]["schemas"]
    made = jsonschema_rs.Draft202012Validator(schemas["ProductIn"] | {"components": spec["components"]})
    assert made.is_valid({"kind": "video", "title": "Phim", "details": {"seconds": 9}})
    assert not made.is_valid({"kind": "talk", "title": "Nói chuyện", "details": {"seconds": 9}})
    assert schemas["ProductIn"]["properties"]["kind"]["$ref"].endswith("/ProductKind")
    assert schemas["ProductKind"]["enum"][:2] == ["infographic", "video"]
    assert schemas["ProductList"]["properties"]["items"]["items"] == {"$ref": "#/components/schemas/ProductListed"}
    inline = [name for name, one in schemas.items() for field in one.get("properties", {}).values() if "enum" in field]
    assert inline == []


def test_an_answer_of_another_shape_is_noticed(coordinator: TestClient, stage: Stage) -> None:
    """What holds all other tests' answers against the description means something."""
    group(coordinator)
    answer = coordinator.get(f"{API}/groups/TDP-01")
    answer._content = answer.content.replace(b'"population":1000', b'"population":"many"')
    with pytest.raises(AssertionError, match="population"):
        described.hold(stage.app, answer)


def test_a_list_may_tell_less(coordinator: TestClient) -> None:
    group(coordinator)
    product(coordinator, placement("zalo", makers.DAY, reach()))
    whole, bare = (makers.get(coordinator, "/products", **query) for query in ({}, {"fields": "id,title"}))
    assert set(bare["items"][0]) == {"id", "title"} < set(whole["items"][0])
