"""Watches what pages are given: under a macro's name it would be drawn in place of the macro, without a word."""

from typing import Any

from jinja2 import Environment
from jinja2.runtime import Context, Macro


def over(environment: Environment) -> None:
    macros = {name: value for name, value in environment.globals.items() if isinstance(value, Macro)}

    class Watched(Context):
        def __init__(self, environment: Environment, parent: dict[str, Any], *rest: Any, **named: Any) -> None:
            super().__init__(environment, parent, *rest, **named)
            taken = [name for name, macro in macros.items() if parent.get(name) is not macro]
            assert not taken, f"{self.name} is given {taken}, which are macros"

    environment.context_class = Watched
