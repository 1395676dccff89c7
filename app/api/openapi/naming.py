"""Names: each choice, each answer and each list stands once, under a name that makes a good class of a client."""

from typing import Any

from app.api.openapi.tidying import tidied

Schema = dict[str, Any]
REF = "#/components/schemas/{name}"
# A choice is known by all its values, or its first; what has no name here is told in place.
CHOICES = {
    "party_committee": "UnitKind",
    "residential": "GroupKind",
    "radio": "Form",
    "infographic": "ProductKind",
    "planned": "ProductStatus",
    "received": "ConcernStatus",
    "urgent": "Urgency",
    "question": "Nature",
    "press": "Origin",
    "draft approved": "PlanStatus",
    "draft submitted": "ReportStatus",
    "ward": "KeyDateKind",
    "periodic": "ReportType",
    "group": "CoverageBy",
    "numerator": "IndicatorPart",
    "unit": "Role",
    "read": "Scope",
    "told": "CellState",
    "state_budget": "Funding",
    "found": "CommendationStatus",
    "cell": "EntryOf",
    "met": "DutyState",
    "movement": "EventPurpose",
    "policy": "Purpose",
    "on_track": "IndicatorStatus",
    "measured": "Basis",
    "party-2026": "DocumentProfile",
    "docx": "DocumentFormat",
    "product": "ChangedThing",
    "waiting": "DeliveryStatus",
    "not_sent": "TransmittalStatus",
    "json": "AnswerFormat",
    "json csv xlsx": "ListFormat",
}


def named(spec: Schema) -> Schema:
    """The same description, said by name."""
    schemas: dict[str, Schema] = {}
    choices: dict[str, Schema] = {}
    paths = {
        path: {verb: _operation(one, schemas) for verb, one in found.items()} for path, found in spec["paths"].items()
    }
    told = _choices({"paths": paths, "schemas": spec["components"]["schemas"] | tidied(schemas)}, choices)
    ordered = dict(sorted((told["schemas"] | choices).items()))
    return spec | {"paths": told["paths"], "components": spec["components"] | {"schemas": ordered}}


def _operation(operation: Schema, schemas: dict[str, Schema]) -> Schema:
    return operation | {"responses": {status: _answer(one, schemas) for status, one in operation["responses"].items()}}


def _answer(answer: Schema, schemas: dict[str, Schema]) -> Schema:
    found = answer.get("content", {}).get("application/json")
    if found is None:
        return answer
    content = answer["content"] | {"application/json": {"schema": _whole(found["schema"], schemas)}}
    return answer | {"content": content}


def _whole(schema: Schema, schemas: dict[str, Schema]) -> Schema:
    """An answer by its own name: ProductAnswer is a Product with its warnings, ProductList a page of them."""
    if "anyOf" in schema:
        made, tried = schema["anyOf"]
        return {"anyOf": [_whole(made, schemas), _put("Tried", tried, schemas)]}
    if "allOf" in schema:
        return _put(f"{_name(schema['allOf'][0])}Answer", schema, schemas)
    if "next" in schema.get("properties", {}):
        listed = schema["properties"]["items"]["items"]
        name = _name(listed["allOf"][0]).removesuffix("Row")
        item = _put(f"{name}Listed", listed, schemas)
        items = schema["properties"]["items"] | {"items": item}
        return _put(f"{name}List", schema | {"properties": schema["properties"] | {"items": items}}, schemas)
    return schema


def _name(reference: Schema) -> str:
    return str(reference["$ref"]).rpartition("/")[2]


def _put(name: str, schema: Schema, schemas: dict[str, Schema]) -> Schema:
    assert schemas.setdefault(name, schema) == schema, f"two schemas want to be {name}"
    return {"$ref": REF.format(name=name)}


def _choices(value: Any, schemas: dict[str, Schema]) -> Any:
    """With references for choices, whose schemas are added to these."""
    if isinstance(value, list):
        return [_choices(one, schemas) for one in value]
    if not isinstance(value, dict):
        return value
    told = {name: _choices(one, schemas) for name, one in value.items()}
    name = _choice(told)
    if name is None:
        return told
    beside = {key: one for key, one in told.items() if key not in ("type", "enum")}
    return _put(name, {"type": "string", "enum": told["enum"]}, schemas) | beside


def _choice(schema: Schema) -> str | None:
    values = [one for one in schema.get("enum", ()) if isinstance(one, str)] or [""]
    return CHOICES.get(" ".join(values)) or CHOICES.get(" ".join(values[:2])) or CHOICES.get(values[0])
