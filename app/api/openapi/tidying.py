"""Schemas as JSON Schema has them: bounds under its own words, no empty defaults, every field with its meaning."""

from typing import Any

from app.api.openapi.words import MEANINGS

BOUNDS = {"ge": "minimum", "le": "maximum"}
READ_ONLY: dict[str, dict[str, Any]] = {
    "id": {"type": "integer"},
    "created_at": {"type": "string", "format": "date-time"},
    "updated_at": {"type": "string", "format": "date-time"},
    "etag": {"type": "string"},
    "warnings": {"type": "array", "items": {"$ref": "#/components/schemas/Fault"}},
    "spoken_seconds": {"type": "integer"},
}


def tidied(schema: Any) -> Any:
    """The same, all the way down."""
    if isinstance(schema, list):
        return [tidied(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        BOUNDS.get(name) or name: _fields(value) if name == "properties" else tidied(value)
        for name, value in schema.items()
        if not _says_nothing(name, value)
    }


def _fields(properties: dict[str, Any]) -> dict[str, Any]:
    return {name: _field(name, tidied(schema)) for name, schema in properties.items()}


def _field(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    if schema == {"readOnly": True}:
        schema = {**READ_ONLY.get(name, {}), **schema}
    return {"description": MEANINGS[name]} | schema if name in MEANINGS else schema


def _says_nothing(name: str, value: Any) -> bool:
    if name == "default":
        return value is None or isinstance(value, list | dict)
    return name == "title" and isinstance(value, str)
