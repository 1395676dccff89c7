"""Which route answers an address: of some hundred, most are none at a glance, before their pattern is tried."""

from collections.abc import Callable
from typing import Any

from fastapi.routing import APIRoute
from starlette.routing import Match
from starlette.types import Scope


class Route(APIRoute):
    """A route that looks at an address whole only where it begins as this one's path does."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        self._begins = path.partition("{")[0]
        super().__init__(path, endpoint, **options)

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        if not scope["path"].startswith(self._begins) and not scope.get("root_path"):
            return Match.NONE, {}
        return super().matches(scope)
