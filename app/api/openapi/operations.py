"""Operations: the name of each, and what it answers, from its address and its method."""

from typing import Any

from app.api.openapi.shapes import BY_KIND, KINDS, TEXT, item_of, list_of, many, ref
from app.api.openapi.statuses import IF_MATCH, IF_NONE_MATCH, TRY, refusals, told
from app.api.openapi.words import MEANINGS
from app.domain.errors import Say
from app.web import english
from app.web.error_codes import CODES

Schema = dict[str, Any]
ABOUT = (
    "The ward's log of grassroots information: who was told what, when, by which way.\n\n"
    "Send `Authorization: Bearer …`. Times are UTC, days those of the ward's own time zone. Lists go on at `next`; "
    "items have an `ETag`, which PATCH and DELETE want back in `If-Match`; refusals are `application/problem+json`."
)
TAGS = {
    "figures": "Coverage and indicators, worked out from the log",
    "products": "What was made, and whom it reached",
    "me": "What the token is",
    "changes": "Every change, in order",
    "audit": "Who did what",
    "webhooks": "Whom the changes are told to",
}
PROBLEM: Schema = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "code", "errors"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": ref("ErrorCode"),
        "errors": many(ref("Fault")),
    },
}
THINGS = {
    "units": "Unit",
    "groups": "Group",
    "channels": "Channel",
    "content-groups": "ContentGroup",
    "topics": "Topic",
    "axes": "Axis",
    "periods": "Period",
    "campaigns": "Campaign",
    "directives": "Directive",
    "materials": "Material",
    "products": "Product",
    "attachments": "Attachment",
    "report-attachments": "Attachment",
    "concerns": "Concern",
    "surveys": "Survey",
    "pulses": "Pulse",
    "commendations": "Commendation",
    "plans": "Plan",
    "reports": "Report",
    "users": "User",
    "tokens": "Token",
    "webhooks": "Webhook",
    "webhook-deliveries": "Delivery",
    "days-off": "DayOff",
    "key-dates": "KeyDate",
    "settings": "Settings",
    "me": "Me",
    "wards": "Ward",
    "city-reports": "FiledReport",
    "transmittal": "Transmittal",
    "transmittals": "ReceivedReport",
    "changes": "Change",
    "audit": "AuditEntry",
    "entries": "Entry",
}
BATCHES = tuple(f"/{noun}/batch" for noun in ("products", "concerns", "surveys", "commendations", "groups"))
WHOLE = {
    "/coverage": "Coverage",
    "/coverage/several": "SeveralCoverages",
    "/coverage/matrix": "Matrix",
    "/indicators": "Indicators",
    "/city/indicators": "CityIndicators",
    **dict.fromkeys(BATCHES, "BatchResult"),
    "/reports/reminders": "Reminders",
    "/reports/timeliness": "Timeliness",
}
VERBS = dict.fromkeys(("remove", "retire", "leave", "revoke"), "delete") | {
    "index": "list",
    "city": "list",
    "show": "get",
    "send_back": "return",
    "api_report": "export",
    "api_transmittal": "file",
    "sent": "list",
}


def inputs(schemas: dict[str, Schema]) -> dict[str, Schema]:
    """What is sent: a product made and a product changed apart, and its details by kind."""
    product = schemas["ProductIn"]
    product["properties"]["details"] = BY_KIND
    kept = {name: one for name, one in product["properties"].items() if not one.get("readOnly")}
    whole = {name: _not_null(one) if name in ("kind", "title") else one for name, one in kept.items()}
    made = product | {"properties": whole, "required": ["kind", "title"], "allOf": KINDS}
    script = schemas["LoudspeakerScript"]
    script["properties"]["spoken_seconds"] = {"readOnly": True}
    return schemas | {"ProductIn": made, "ProductPatch": product}


def error_code() -> Schema:
    """Every code, each with what it means and what to do."""
    words = {code: " ".join(english.in_english(Say(one)) for one in both) for code, both in CODES.items()}
    told = "\n".join(f"- `{code}`: {meaning}" for code, meaning in words.items())
    return {"type": "string", "enum": list(CODES), "description": f"What happened, for programs.\n\n{told}"}


def _not_null(schema: Schema) -> Schema:
    return next(one for one in schema["anyOf"] if one.get("type") != "null")


def tell(path: str, method: str, operation: Schema) -> None:
    """Gives the operation its name, its headers and all that it can answer."""
    path = path.removeprefix("/api/v1")
    body = operation.get("requestBody")
    noun = _noun(path)
    verb = operation["operationId"].split("_api_v1")[0]
    operation["description"] = f"{operation['summary']}.\n\n{_manners(path, method)}"
    operation["operationId"] = f"{noun}_{VERBS.get(verb, verb)}".replace("-", "_")
    operation["parameters"] = _parameters(path, method, operation.get("parameters", []))
    if method == "patch" and path == "/products/{id}":
        body["content"]["application/json"]["schema"] = ref("ProductPatch")  # type: ignore[index]
    files = {} if "content" not in operation["responses"].get("200", {}) else operation["responses"]["200"]["content"]
    operation["responses"] = _answers(path, method, noun, files) | refusals(method)


def _manners(path: str, method: str) -> str:
    """What every operation of its sort keeps to, beside what its summary says."""
    if _is_drawn(path):
        return "Answered whole each time that it is asked for: it has no `ETag`."
    if method == "get":
        paged = (
            "Goes on at `next`; as CSV with `Accept: text/csv`, whole where no `limit` is asked for. "
            if _is_list(path) and path not in WHOLE
            else ""
        )
        return f"{paged}With `If-None-Match` what did not change answers 304."
    if method == "post":
        return "Sent again with the same `Idempotency-Key` it is done once. With `validate_only` nothing is stored."
    if method == "patch":
        return (
            "Takes the fields that change; what was read may be sent back whole. Needs `If-Match`: 428 without, 412 "
            "where it is stale. With `validate_only` nothing is stored."
        )
    return "Needs `If-Match`: 428 without, 412 where it is stale."


def _parameters(path: str, method: str, given: list[Schema]) -> list[Schema]:
    """Those of the route, and the headers and the question that every one of its method takes."""
    known: list[Schema] = [{"description": MEANINGS.get(one["name"], one["name"])} | one for one in given]
    if method in ("post", "patch") and not any(one["name"] == TRY["name"] for one in known):
        known.append(TRY)
    if method in ("patch", "delete"):
        known.append(IF_MATCH)
    return [*known, IF_NONE_MATCH] if method == "get" and not _is_drawn(path) else known


def _noun(path: str) -> str:
    """What the address is of; files have a name of their own, though they lie below products and reports."""
    words = [word for word in path.split("/") if word and "{" not in word]
    if path.startswith("/city/"):
        return f"city-{words[1]}"
    if "attachments" in words:
        return "attachments" if words[0] == "products" else f"{words[0].removesuffix('s')}-attachments"
    if "transmittal" in words:
        return "transmittal"
    return "webhook-deliveries" if "deliveries" in words else words[0]


def _answers(path: str, method: str, noun: str, files: Schema) -> dict[str, Schema]:
    """What it answers where nothing refuses it."""
    if method == "delete":
        return {"204": {"description": "Done"}}
    if _is_drawn(path):
        return {"200": _file(files) | {"description": "The file"}}
    if path.endswith("/content"):
        return {
            "200": _file(files),
            "304": {"description": "Unchanged"},
            "206": _file(files),
            "416": {"description": "No such part", "content": {"text/plain": {"schema": TEXT}}},
        }
    schema = _schema(path, method, noun)
    if method == "patch":
        return {"200": told(_untold(schema), "Changed, or with validate_only what would be answered", "ETag")}
    if method == "post":
        words = "With validate_only what would be answered; or a known one, changed"
        return {"201": told(schema, "Made", "ETag", "Location"), "200": told(_untold(schema), words, "ETag")}
    csv = _is_list(path) or path in WHOLE
    return {
        "200": told(schema, "As it is", "ETag", csv=csv),
        "304": {"description": "Unchanged: as If-None-Match says"},
    }


def _schema(path: str, method: str, noun: str) -> Schema:
    if path in WHOLE:
        return ref(WHOLE[path])
    if path.endswith("/entries"):
        return list_of("Entry")
    # What is new and not told yet breaks no description; a test asks for its shape.
    name = THINGS.get(noun)
    if name is None:
        return {"type": "object"}
    if method == "get" and _is_list(path):
        return list_of("ProductRow" if name == "Product" else name)
    return item_of(name)


def _is_drawn(path: str) -> bool:
    """Whether it answers a document, which has no ETag and is never 304."""
    return path.endswith(("/export", "/file"))


def _is_list(path: str) -> bool:
    return not path.endswith(("}", "/transmittal")) and path not in ("/settings", "/me")


def _untold(schema: Schema) -> Schema:
    """What is only tried has no number and no moments yet."""
    return {"anyOf": [schema, {"type": "object", "description": "The same, its numbers, moments and secrets null"}]}


def _file(files: Schema) -> Schema:
    kinds = [name for name in files if name != "application/json"] or ["*/*"]
    content = {"schema": {"type": "string", "format": "binary"}}
    return {"description": "The file, or the part that Range names", "content": dict.fromkeys(kinds, content)}
