"""Codes that the program knows stand in one place each; the pages have a word for each of them and for no other."""

import re
from pathlib import Path
from typing import Any, get_args

import pytest

from app import __main__ as command
from app.domain import bases, commendations, plans
from app.domain.access import ROLES
from app.domain.campaigns import Funding
from app.domain.concerns import inputs as concerns
from app.domain.groups import GroupKind
from app.domain.indicators import arithmetic
from app.domain.products import inputs as products
from app.domain.reports import inputs as reports
from app.domain.transmittals import sending
from app.domain.ward_settings import DOCUMENT_PROFILES
from app.web import indicator_labels, labels, trail_labels

APP = Path(command.__file__).parent
INDICATOR_STATUSES = get_args(arithmetic.Standing)


def codes(kind: Any) -> tuple[str, ...]:
    """The codes of an input's choice."""
    found: tuple[str, ...] = get_args(get_args(kind)[0])
    return found


@pytest.mark.parametrize(
    ("words", "known"),
    [
        (labels.PRODUCT_KINDS, codes(products.ProductKind)),
        (labels.KIND_ICONS, codes(products.ProductKind)),
        (labels.STATUSES, codes(products.Status)),
        (labels.BASES, bases.BASES),
        (labels.ROLES, ROLES),
        (labels.GROUP_KINDS, codes(GroupKind)),
        (labels.GROUP_COUNTS, codes(GroupKind)),
        (labels.FUNDING, codes(Funding)),
        (labels.ORIGINS, codes(concerns.Origin)),
        (labels.NATURES, codes(concerns.Nature)),
        (labels.URGENCIES, codes(concerns.Urgency)),
        (labels.CONCERN_STATUSES, codes(concerns.Status)),
        (labels.COMMENDATION_STATUSES, codes(commendations.Status)),
        (labels.PLAN_STATUSES, codes(plans.Status)),
        (labels.REPORT_KINDS, codes(reports.Kind)),
        (labels.DOCUMENT_PROFILES, DOCUMENT_PROFILES),
        (labels.REPORT_STATUSES, codes(reports.Status)),
        (indicator_labels.INDICATOR_STATUSES, INDICATOR_STATUSES),
    ],
)
def test_every_code_has_a_word_and_no_word_stands_for_none(words: dict[str, str], known: tuple[str, ...]) -> None:
    assert known
    assert set(words) == set(known)


def test_the_command_offers_the_roles_there_are() -> None:
    """Its list stands apart, so that a command starts without loading the house."""
    assert command.ROLES == ROLES


def test_whatever_the_trail_tells_has_words() -> None:
    """An action without any would read as an edit, a noun as what a program calls it."""
    told = [re.findall(r'Note\(\s*"(\w+)",\s*"(\w+)"', path.read_text("utf-8")) for path in APP.rglob("*.py")]
    noted = {pair for found in told for pair in found}
    assert len(noted) > 30
    assert {action for action, _ in noted} | {sending.ACTION} <= set(trail_labels.ACTIONS)
    assert {entity for _, entity in noted} <= set(trail_labels.ENTITIES)
