"""Tidy values: what is sent as it should be is taken without a call into Python for each value of it.

A validator that leaves every right value alone is marked (`tidies`). A class is held to its schema without those first,
and only where that says no to the schema whole, which tidies up and tells what is wrong: the rules stand once.
"""

from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar

from pydantic import BaseModel
from pydantic_core import SchemaValidator

Validator = TypeVar("Validator", bound=Callable[..., Any])
# Here Python's own conversions would let through what the validator refuses: True as 1, "45" as 45.
_STRICT = frozenset({"int", "float", "bool"})
# What stands in a schema beside schemas.
_NO_SCHEMAS = frozenset({"cls", "default", "metadata"})


def tidies(validator: Validator) -> Validator:
    """Marks a validator that comes before a type and, of a program's input, changes and refuses nothing that the type
    takes strictly."""
    validator.tidies = True  # type: ignore[attr-defined]
    return validator


@cache
def validator_of(kind: type[BaseModel]) -> SchemaValidator:
    """Takes what is tidy, as the class would; raises ValidationError for all else, be it right or wrong."""
    # The fields' own classes would be held to their schemas whole again.
    return SchemaValidator(_without(kind.__pydantic_core_schema__), _use_prebuilt=False)


def _without(schema: Any) -> Any:
    if isinstance(schema, list | tuple):
        return type(schema)(map(_without, schema))
    if not isinstance(schema, dict):
        return schema
    if schema.get("type") == "function-before" and hasattr(schema["function"]["function"], "tidies"):
        inner = _without(schema["schema"])
        return inner | {"strict": True} if inner["type"] in _STRICT else inner
    return {name: one if name in _NO_SCHEMAS else _without(one) for name, one in schema.items()}
