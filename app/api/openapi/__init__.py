"""OpenAPI 3.1, that tells all of the API: what is sent, what is answered, and what refuses it.

Bodies are read after who asks was judged, so their schemas are told to it here; answers are told by the fields that
they are made of (shapes), and tests hold every answer of theirs against it.
"""

from functools import cache
from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from app.api.openapi.tidying import tidied
from app.api.openapi.words import MEANINGS

REF = "#/components/schemas/{model}"
_told: dict[str, type[BaseModel]] = {}


def asks(kind: type[BaseModel]) -> dict[str, Any]:
    """The openapi_extra of a route whose query parameters are this class's fields."""
    schema = kind.model_json_schema(by_alias=True)
    needed = schema.get("required", [])
    return {
        "parameters": [
            {"name": name, "in": "query", "required": name in needed, "description": MEANINGS.get(name, name)}
            | {"schema": tidied(field)}
            for name, field in schema.get("properties", {}).items()
        ]
    }


def sends(kind: type[BaseModel], needed: bool = True) -> dict[str, Any]:
    """The openapi_extra of a route whose JSON body is this class; needed: whether there must be one."""
    _told[kind.__name__] = kind
    schema = {"$ref": REF.format(model=kind.__name__)}
    return {"requestBody": {"required": needed, "content": {"application/json": {"schema": schema}}}}


@cache
def document(app: FastAPI) -> dict[str, Any]:
    """The description for programs."""
    from app.api.openapi import calls, examples, naming

    return calls.given(examples.given(naming.named(told(app))))


@cache
def told(app: FastAPI) -> dict[str, Any]:
    """The API's description: routes under /api/, their bodies and answers, the problem that every refusal answers."""
    from fastapi.openapi.utils import get_openapi

    from app.api.openapi import links, operations, outward, shapes
    from app.domain.products.inputs import DETAILS

    spec = get_openapi(
        title="Lan Tỏa",
        version=app.version,
        openapi_version="3.1.0",
        description=operations.ABOUT,
        routes=[route for route in app.routes if getattr(route, "path", "").startswith("/api/")],
        servers=[{"url": "/", "description": "This installation"}],
        contact={"name": "The admin of your ward"},
        license_info={"name": "All rights reserved"},
    )
    kinds = {*_told.values(), *DETAILS.values()}
    ordered = sorted(kinds, key=lambda kind: kind.__name__)
    _, bodies = models_json_schema([(kind, "validation") for kind in ordered], ref_template=REF)
    schemas = operations.inputs(bodies["$defs"]) | shapes.items() | outward.items() | shapes.answers()
    schemas |= {"Problem": operations.PROBLEM, "ErrorCode": operations.error_code()}
    spec["components"] = {
        "schemas": {name: tidied(schema) for name, schema in sorted(schemas.items())},
        "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
    }
    spec["security"] = [{"bearer": []}]
    for path, found in spec["paths"].items():
        for method, operation in found.items():
            operations.tell(path, method, operation)
    links.tell(spec["paths"])
    tags = {tag for found in spec["paths"].values() for one in found.values() for tag in one["tags"]}
    spec["tags"] = [{"name": tag, "description": operations.TAGS.get(tag, tag)} for tag in sorted(tags)]
    return spec
