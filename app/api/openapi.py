"""OpenAPI 3.1: bodies are read after who asks was judged, so their schemas are told to it here."""

from functools import cache
from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

REF = "#/components/schemas/{model}"
_told: dict[str, type[BaseModel]] = {}

PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "code", "errors"],
    "properties": {
        "type": {"type": "string"}, "title": {"type": "string"}, "status": {"type": "integer"},
        "detail": {"type": "string"}, "code": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "loc": {"type": "array", "items": {"anyOf": [{"type": "string"}, {"type": "integer"}]}},
                    "message": {"type": "string"}, "code": {"type": "string"},
                },
            },
        },
    },
}  # fmt: skip


def asks(kind: type[BaseModel]) -> dict[str, Any]:
    """The openapi_extra of a route whose query parameters are this class's fields."""
    schema = kind.model_json_schema(by_alias=True)
    needed = schema.get("required", [])
    return {
        "parameters": [
            {"name": name, "in": "query", "required": name in needed, "schema": field}
            for name, field in schema.get("properties", {}).items()
        ]
    }


def sends(kind: type[BaseModel]) -> dict[str, Any]:
    """The openapi_extra of a route whose JSON body is this class."""
    _told[kind.__name__] = kind
    schema = {"$ref": REF.format(model=kind.__name__)}
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


@cache
def document(app: FastAPI) -> dict[str, Any]:
    """The API's description: routes under /api/, their bodies, the problem that every refusal answers."""
    from fastapi.openapi.utils import get_openapi

    spec = get_openapi(
        title="Lan Tỏa", version=app.version, openapi_version="3.1.0",
        routes=[route for route in app.routes if getattr(route, "path", "").startswith("/api/")],
        description="Sổ công tác thông tin, tuyên truyền của phường. Gửi kèm `Authorization: Bearer …`.",
    )  # fmt: skip
    _, bodies = models_json_schema([(kind, "validation") for kind in _told.values()], ref_template=REF)
    schemas = spec.setdefault("components", {}).setdefault("schemas", {})
    schemas.update(bodies.get("$defs", {}))
    schemas["Problem"] = PROBLEM
    spec["components"]["securitySchemes"] = {"bearer": {"type": "http", "scheme": "bearer"}}
    spec["security"] = [{"bearer": []}]
    for operations in spec["paths"].values():
        for operation in operations.values():
            _tell_problems(operation)
    return spec


def _tell_problems(operation: dict[str, Any]) -> None:
    content = {"application/problem+json": {"schema": {"$ref": REF.format(model="Problem")}}}
    answers = {
        "401": "No valid token",
        "403": "Not allowed",
        "404": "Not there, or not yours",
        "422": "Refused, by field",
    }
    if "413" in operation["responses"]:
        answers["413"] = operation["responses"]["413"]["description"]
    for status, words in answers.items():
        operation["responses"][status] = {"description": words, "content": content}
