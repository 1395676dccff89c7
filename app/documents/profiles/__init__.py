"""Profiles: how a document is laid out, as data, one file each; a new guidance is a new file."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from app.domain.ward_settings import DOCUMENT_PROFILES

FOLDER = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Profile:
    """Its sections as the file has them: sizes in points, everything else in millimetres."""

    unit_kinds: Sequence[str]
    page: dict[str, int]
    head: dict[str, Any]
    title: dict[str, int]
    body: dict[str, int]
    headings: dict[str, str]
    signature: dict[str, bool]
    recipients: dict[str, Any]


@cache
def by_code(code: str) -> Profile:
    return Profile(**tomllib.loads((FOLDER / f"{code}.toml").read_text(encoding="utf-8")))


def for_unit(kind: str, chosen: str) -> Profile:
    """That of a unit's own documents: the one that its kind asks for, else the one that the ward has chosen."""
    every = [by_code(code) for code in DOCUMENT_PROFILES]
    return next((one for one in every if kind in one.unit_kinds), by_code(chosen))
