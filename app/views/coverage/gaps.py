"""Groups as a page shows them: under the cluster they belong to, in the ward's order."""

from collections.abc import Iterable

from app.domain.coverage import Row
from app.models import Group


def by_cluster(rows: Iterable[Row], known: Iterable[Group]) -> dict[str, list[Row]]:
    """Rows of groups under their cluster's name; "" holds those without one."""
    clusters = {group.code: group.cluster or "" for group in known}
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(clusters.get(row.key, ""), []).append(row)
    return found
