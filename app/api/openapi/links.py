"""Links: from what was made or read to what can be done with it, by its own number and the ETag that it came with."""

from typing import Any

Schema = dict[str, Any]
# The field of a thing that a part of its address names, where the two have not one name.
NAMED_BY = {"person": "id", "token": "id", "webhook": "id", "attachment_id": "id"}
ANSWERED = {"get": ("200",), "patch": ("200",), "post": ("200", "201")}


def tell(paths: dict[str, Schema]) -> None:
    """Gives every answer that is one thing links to whatever takes its address."""
    for path, operations in paths.items():
        for method in ANSWERED.keys() & operations.keys():
            home, operation = _home(path, method, paths), operations[method]
            for status in ANSWERED[method] if home in paths else ():
                operation["responses"][status]["links"] = _links(home, operation, paths)


def _home(path: str, method: str, paths: dict[str, Schema]) -> str:
    """The address of the one thing that is answered here."""
    above, _, last = path.rpartition("/")
    if last.startswith("{") or method != "post":
        return path if last.startswith("{") else ""
    # A verb answers the thing that it was done with, a noun the one that was made.
    made = next((one for one in paths if one.rpartition("/")[0] == path and one.endswith("}")), "")
    return made or (above if above.endswith("}") else "")


def _links(home: str, operation: Schema, paths: dict[str, Schema]) -> Schema:
    return {
        target["operationId"]: _link(home, target)
        for address, operations in paths.items()
        if address == home or (address.rpartition("/")[0] == home and not address.endswith("}"))
        for target in operations.values()
        if target is not operation
    }


def _link(home: str, target: Schema) -> Schema:
    """Where it goes, and what is taken along."""
    *above, own = [word[1:-1] for word in home.split("/") if word.startswith("{")]
    given = {name: f"$request.path.{name}" for name in above} | {own: f"$response.body#/{NAMED_BY.get(own, own)}"}
    if any(one["name"] == "If-Match" for one in target["parameters"]):
        given["header.If-Match"] = "$response.header.ETag"
    return {"operationId": target["operationId"], "parameters": given}
