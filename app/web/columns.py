"""A noun's own columns: which of its fields a person's sheet has, under which words, and how a value of each reads.

The history of a thing (views/trail/spoken) calls its fields so too, and reads their values by the same tables.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from app.web import field_labels, indicator_labels, labels, trail_labels

KINDS = {
    "products": labels.PRODUCT_KINDS,
    "groups": labels.GROUP_KINDS,
    "units": labels.UNIT_KINDS,
    "key-dates": labels.KEY_DATE_KINDS,
}
STATUSES = {
    "products": labels.STATUSES,
    "concerns": labels.CONCERN_STATUSES,
    # Without its type: urgent reports and the ward's own wait for nobody.
    "reports": labels.REPORT_STATUSES | {"submitted": "đã nộp"},
    "commendations": labels.COMMENDATION_STATUSES,
    "plans": labels.PLAN_STATUSES,
    "indicators": indicator_labels.INDICATOR_STATUSES,
}
CODES = {
    "basis": labels.BASES,
    "must_reach": labels.GROUP_KINDS,
    "cost_funding": labels.FUNDING,
    "entity": indicator_labels.ENTRIES,
    "form": labels.FORMS,
    "nature": labels.NATURES,
    "origin": labels.ORIGINS,
    "purpose": labels.PURPOSES | labels.PRODUCT_PURPOSES,
    "role": labels.ROLES,
    "scope": labels.SCOPES,
    "state": indicator_labels.ENTRY_STATES,
    "type": labels.REPORT_KINDS,
    "urgency": labels.URGENCIES,
}
# What a line of the trail was about and what was done; elsewhere these fields hold other things.
_TRAIL = {"entity": trail_labels.ENTITIES, "action": trail_labels.ACTIONS}
_CODES_OF = {"audit": _TRAIL, "changes": _TRAIL, "campaigns": {"funding": labels.FUNDING}}
# Whose names a code stands for (web/names).
NAMES = {
    "unit": "units",
    "lead_unit": "units",
    "owner_unit": "units",
    "campaign": "campaigns",
    "channel": "channels",
    "standing_campaign": "campaigns",
    "content_group": "content_groups",
    "content_groups": "content_groups",
    "topic": "topics",
    "axis": "axes",
    "material": "materials",
    "directives": "directives",
    "directive": "directives",
    "implements": "directives",
    "parent": "units",
    "looked_after_by": "units",
    "partners": "units",
    "group": "groups",
    "target_groups": "groups",
    "must_reach": "groups",
    "succeeds": "groups",
    "old_groups": "groups",
}
SHARES = frozenset(
    {
        "channels_used",
        "default_share",
        "evidence_share",
        "residential_coverage",
        "surveyed_awareness",
        "target_coverage",
    }
)

# A product's sheet has a row a placement and group: what all its rows share, then what is of one of them.
PRODUCT = (
    "id",
    "title",
    "unit",
    "campaign",
    "kind",
    "status",
    "content_group",
    "topic",
    "axis",
    "directives",
    "material",
    "purpose",
    "partners",
    "planned_on",
)
PLACED = ("channel", "published_on", "runs")
COUNTED = ("group", "people", "basis", "allocated")
COST, INTERACTIONS = ("cost_amount", "cost_funding"), ("views", "comments", "shares")
PRODUCT_ROW = (*PRODUCT, *PLACED, *COUNTED, *COST, *INTERACTIONS, "source", "external_id", "created_at")

# What a sheet leaves out: written for programs, each time a whole of its own.
_LEFT_OUT = {"audit": ("facts", "words"), "reports": ("snapshot", "attachments"), "indicators": ("entries", "interval")}
# What only a ward has that says what things are for.
FOR = {"products": ("purpose",), "campaigns": ("aim",)}
# Where a field of one noun has other words than the same field elsewhere.
_HEADS = {
    "audit": {"id": "Mã đối tượng"},
    "changes": {"id": "Mã đối tượng"},
    "materials": {"key": "Trọng điểm"},
    "users": {"name": "Tên đăng nhập"},
    "products": {"comments": "Bình luận"},
    "settings": {"evidence_share": "Mục tiêu số có căn cứ"},
}


def of(noun: str, fields: Sequence[str], has_purposes: bool) -> list[str]:
    """The fields that a sheet of this noun has, each once; has_purposes: whether the ward says what things are for."""
    left_out = (*_LEFT_OUT.get(noun, ()), *(() if has_purposes else FOR.get(noun, ())))
    every = PRODUCT_ROW if noun == "products" else dict.fromkeys(fields)
    return [name for name in every if name not in left_out]


def head(noun: str, field: str) -> str:
    """The words above a field; raises KeyError for one that nobody has named."""
    return _HEADS.get(noun, {}).get(field) or field_labels.FIELDS[field]


def codes(noun: str, field: str) -> dict[str, str]:
    """Words of the codes that a field may hold, as far as the program itself knows them."""
    own = {"kind": KINDS.get(noun), "status": STATUSES.get(noun)} | _CODES_OF.get(noun, {})
    return own.get(field) or CODES.get(field, {})


@dataclass(frozen=True)
class Words:
    """The same for a list that is taken in."""

    noun: str

    def head(self, field: str) -> str:
        return head(self.noun, field)

    def codes(self, field: str) -> dict[str, str]:
        return codes(self.noun, field)
