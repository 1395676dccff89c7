"""The form of a directive: what was typed, kept whatever happens, and what the domain reads of it."""

from typing import Any

from app.domain import subjects
from app.models import Directive
from app.views import options
from app.web.deps import Call
from app.web.forms import differing, listed, nest

PLAIN = (
    "code", "number", "title", "issuer", "issued_on", "within_days", "content_group", "lead_unit", "change_reason",
    "form_id", "etag",
)  # fmt: skip
OWN, NEEDED = ("form_id", "etag", "change_reason"), ("code", "title")


def blank() -> dict[str, Any]:
    """A new directive is meant for residential groups and Party cells, as the ward's plan has it."""
    return {**dict.fromkeys(PLAIN, ""), "must_reach": ["residential", "party_cell"]}


def of(directive: Directive) -> dict[str, Any]:
    found = {name: str(getattr(directive, name, None) or "") for name in PLAIN}
    return found | {"must_reach": list(directive.must_reach)}


def typed(fields: list[tuple[str, str]]) -> dict[str, Any]:
    sent = nest(fields)
    kinds = [kind for kind in listed(sent.get("must_reach")) if isinstance(kind, str) and kind]
    return {name: _text(sent.get(name)) for name in PLAIN} | {"must_reach": kinds}


def to_input(sent: dict[str, Any]) -> dict[str, Any]:
    """What the domain reads: a field left empty is none, one that is needed is left out."""
    plain = {name: sent[name].strip() or None for name in PLAIN if name not in OWN}
    data = {name: text for name, text in plain.items() if text or name not in NEEDED}
    return data | {"must_reach": sent["must_reach"]} | _reason(sent)


def changes(directive: Directive, sent: dict[str, Any]) -> dict[str, Any]:
    """Only what differs from the directive as it stands; a title that was emptied is sent as empty."""
    before, after = to_input(of(directive)), {"title": ""} | to_input(sent)
    return differing(before, after) | _reason(sent)


def choices(call: Call, lead_unit: str) -> dict[str, Any]:
    """What the form offers; a unit that has retired since stays for the directive that it leads."""
    return {
        "units": options.of_units(call, lead_unit),
        "content_groups": subjects.content_groups(call.session, call.me),
    }


def _reason(sent: dict[str, Any]) -> dict[str, Any]:
    reason = sent["change_reason"].strip()
    return {"change_reason": reason} if reason else {}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
