"""Names of the ward's codes, for pages that show what was stored by code."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields, replace
from functools import cache

from app.domain import access, campaigns, channels, directives, groups, kept, materials, subjects, units
from app.domain.access import Me
from app.domain.pages import Ask
from app.models import ReportSnapshot
from app.web.asking import Asking
from app.web.labels import GROUP_COUNTS

MOST = 5000


@dataclass(frozen=True)
class Names:
    """Code → name; a code without a row here (there is none, but for a change that came between) reads as itself."""

    units: dict[str, str]
    channels: dict[str, str]
    content_groups: dict[str, str]
    groups: dict[str, str]
    kinds: dict[str, str]
    campaigns: dict[str, str]
    directives: dict[str, str]
    axes: dict[str, str]
    topics: dict[str, str]
    materials: dict[str, str]


def of_units(call: Asking, me: Me) -> dict[str, str]:
    """Every unit's name by its code, in the ward's order; ended ones too."""
    return {row.code: row.name for row in units.CATALOGUE.page(call.session, me, Ask(MOST)).items}


def of_channels(call: Asking, me: Me) -> dict[str, str]:
    return {row.code: row.name for row in channels.in_order(call.session, me)}


def of_old(call: Asking, me: Me) -> Callable[[Iterable[str]], str]:
    """What says in whose place a group has heard something: codes of old groups as «theo tổ cũ Tổ 41», none as ""."""
    known = cache(lambda: {group.code: group for group in groups.members(call.session, me)})

    def words(codes: Iterable[str]) -> str:
        found = [known()[code] for code in codes]
        return f"theo {GROUP_COUNTS[found[0].kind]} cũ {', '.join(one.name for one in found)}" if found else ""

    return words


def of(call: Asking, me: Me) -> Names:
    return kept.reference(call.session, me, "names", lambda: _of(call, me))


def as_of(call: Asking, taken: ReportSnapshot | None) -> Names:
    """What codes are called; in a report that was handed in, as they were then (older snapshots hold no names).

    Who reads no entries reads no register either, only what was frozen.
    """
    now = of(call, call.me) if access.may(call.me, "entries.read") else Names(*({} for _ in fields(Names)))
    then = taken.figures.get("names", {}) if taken else {}
    return replace(now, **{register: getattr(now, register) | known for register, known in then.items()})


def _of(call: Asking, me: Me) -> Names:
    session, ask = call.session, Ask(MOST)
    every = groups.in_order(session, me)
    return Names(
        units=of_units(call, me),
        channels=of_channels(call, me),
        content_groups={row.code: row.short_name for row in subjects.content_groups(session, me)},
        groups={row.code: row.name for row in every},
        kinds={row.code: row.kind for row in every},
        campaigns={row.code: row.title for row in campaigns.CATALOGUE.page(session, me, ask).items},
        directives={row.code: row.number or row.title for row in directives.CATALOGUE.page(session, me, ask).items},
        axes={row.code: row.name for row in subjects.axes(session, me)},
        topics={row.code: row.name for row in subjects.topics(session, me)},
        materials={row.code: row.title for row in materials.CATALOGUE.page(session, me, ask).items},
    )
