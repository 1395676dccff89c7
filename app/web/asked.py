"""What is odd is asked about before it is stored: the same form again, and «Vẫn lưu» for what was asked."""

import hashlib

from app.domain.errors import Fault


class Asked(Exception):
    """What was sent is odd, and the person has not said yet that it is right; nothing of it is stored."""

    def __init__(self, warnings: list[Fault]) -> None:
        self.warnings = warnings


def digest_of(warnings: list[Fault]) -> str:
    """What the form's `confirmed` carries once these questions were put; "" where there was none."""
    text = "\n".join(f"{one.code} {one.loc} {one.message}" for one in warnings)
    return hashlib.sha256(text.encode()).hexdigest() if warnings else ""


def require_sure(warnings: list[Fault], confirmed: str) -> None:
    """Raises Asked where something is odd that was not asked about before, or not about just this."""
    if warnings and confirmed != digest_of(warnings):
        raise Asked(warnings)
