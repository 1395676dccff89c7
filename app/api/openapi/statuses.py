"""Which answers an operation can give, each with its headers: what refuses it is always a problem."""

from typing import Any

from app.api.openapi.shapes import ref
from app.api.openapi.words import MEANINGS
from app.web.workbooks import MEDIA_TYPE

Schema = dict[str, Any]
HEADERS: dict[str, Schema] = {
    "ETag": {"description": "Names this state, strongly (RFC 9110)", "schema": {"type": "string"}},
    "Location": {"description": "Path of what was made", "schema": {"type": "string"}},
    "Link": {"description": "The next page of a CSV list, rel=next", "schema": {"type": "string"}},
    "Retry-After": {"description": "Seconds to wait", "schema": {"type": "integer"}},
    "RateLimit-Limit": {"description": "Requests a minute", "schema": {"type": "integer"}},
    "RateLimit-Remaining": {"description": "Of those, how many are left", "schema": {"type": "integer"}},
    "RateLimit-Reset": {"description": "Seconds until it begins anew", "schema": {"type": "integer"}},
    "Allow": {"description": "The methods of this address", "schema": {"type": "string"}},
}
# Where the operator limits them.
RATE = ("RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset")
WORDS = {
    401: "No valid token",
    403: "Not allowed",
    404: "Not there, or not yours",
    408: "Sent too slowly",
    409: "Does not go with how things stand",
    412: "Changed since it was read",
    413: "Too much at once",
    415: "A content type or encoding that isn't read",
    422: "Refused, by field",
    428: "Without If-Match",
    429: "Too often: wait",
    500: "A fault of the server",
    503: "Busy: wait",
    507: "No room left",
}
# The server itself says this, before any of the program is asked.
NO_HTTP = {
    "description": "No correct HTTP, or an address over 64 KB",
    "content": {"text/plain": {"schema": {"type": "string"}}},
}
ALWAYS, SENT = (401, 403, 404, 422, 429, 500, 503), (408, 409, 413, 507)
IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": True,
    "schema": {"type": "string"},
    "description": "The ETag that was read last, or *",
    "example": '"3f2a9c61b0d4e7a815c2d9f0"',
}
TRY = {
    "name": "validate_only",
    "in": "query",
    "required": False,
    "schema": {"type": "boolean", "default": False},
    "description": MEANINGS["validate_only"],
}
IF_NONE_MATCH = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "schema": {"type": "string"},
    "description": "The ETag of what is there already: 304 where it still holds",
}


def refusals(method: str) -> dict[str, Schema]:
    statuses = {*ALWAYS, *(SENT if method != "get" else ()), *((415,) if method in ("post", "patch") else ())}
    statuses |= {412, 428} if method in ("patch", "delete") else set()
    return {"400": NO_HTTP} | {str(status): _problem(status) for status in sorted(statuses)}


def _problem(status: int) -> Schema:
    told: Schema = {"description": WORDS[status], "content": {"application/problem+json": {"schema": ref("Problem")}}}
    names = ("Retry-After", *RATE) if status == 429 else ("Retry-After",) if status == 503 else ()
    return told | ({"headers": {name: HEADERS[name] for name in names}} if names else {})


def told(schema: Schema, words: str, *headers: str, csv: bool = False) -> Schema:
    content: Schema = {"application/json": {"schema": schema}}
    if csv:
        content["text/csv"] = {"schema": {"type": "string", "description": "RFC 4180, one row an item"}}
        whole = {"type": "string", "format": "binary", "description": "The whole list as a workbook"}
        content[MEDIA_TYPE] = {"schema": whole}
    named = {name: HEADERS[name] for name in (*headers, *(("Link",) if csv else ()), *RATE)}
    return {"description": words, "content": content, "headers": named}
