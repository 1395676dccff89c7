"""Likely twins: groups that a list names anew, though the ward seems to have them under another code."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from app.domain.words import fold
from app.models import Group

# What «Tổ dân phố số 1», «Tổ 1» and «TDP 01» say beside the number, by kind.
_KIND_WORDS = {
    "residential": ("to", "dan", "pho", "so", "tdp"),
    "party_cell": ("chi", "bo", "cb", "so"),
    "audience": ("nhom", "doi", "tuong"),
}


def finder(groups: Iterable[Group]) -> Callable[[Any], Group | None]:
    """Answers the group that a new one (code, kind, name, cluster, population) likely is, or None.

    Of the same kind, and with the code that it has but for zeros and dashes, or the name but for the words that every
    such name has; else with the same cluster and the same, known population.
    """
    by_code, by_name = dict[Any, Group](), dict[Any, Group]()
    by_size = defaultdict[Any, list[Group]](list)
    for group in groups:
        by_code.setdefault((group.kind, _bare(group.code)), group)
        by_name.setdefault((group.kind, _named(group.kind, group.name)), group)
        by_size[_sized(group)].append(group)

    def find(new: Any) -> Group | None:
        found = by_code.get((new.kind, _bare(new.code))) or by_name.get((new.kind, _named(new.kind, new.name)))
        size = _sized(new)
        return found or (by_size[size][0] if size is not None and by_size[size] else None)

    return find


def _bare(code: str) -> tuple[str, ...]:
    """Letters and numbers of a code, numbers without their zeros: TDP-01, TDP-1 and tdp1 are one."""
    return tuple(part.lstrip("0") or part for part in re.findall(r"\d+|[^\W\d_]+", fold(code)))


def _named(kind: str, name: str) -> tuple[str, ...]:
    words = _bare(name)
    return tuple(word for word in words if word not in _KIND_WORDS[kind]) or words


def _sized(group: Any) -> Any:
    if not group.cluster or group.population is None:
        return None
    return group.kind, _bare(group.cluster), group.population
