"""What the ward decides for itself, on one page of its admin."""

from typing import Any

from fastapi import Response

from app.domain import campaigns, ward_settings
from app.domain.errors import Fault
from app.domain.ward_settings import SettingsPatch
from app.models import Ward
from app.web import pages
from app.web.answers import etag
from app.web.deps import Call, PageReads, PageWrites, RawBody, Router
from app.web.forms import typed
from app.web.pressed import pressed, require_fresh

router = Router(prefix="/settings")
SHARES = ("residential_coverage", "channels_used", "surveyed_awareness", "evidence_share")
FLAGS = ("approval", "first_steps")
NAMES = (
    *SHARES, *FLAGS, "standing_campaign", "message", "syllables_per_minute", "urgent_days", "normal_days",
    "complex_days",
)  # fmt: skip


@router.get("")
def show(call: PageReads) -> Response:
    ward = ward_settings.find(call.session, call.me)
    shape = ward_settings.shape(ward)
    return _page(call, ward, _texts(shape) | {"form_id": call.new_form_id(), "etag": etag(shape)})


@router.post("")
def change(call: PageWrites, body: RawBody) -> Response:
    ward = ward_settings.find(call.session, call.me)
    sent, shape = typed(call.request, body, (*NAMES, "form_id", "etag")), ward_settings.shape(ward)

    def act() -> Response:
        require_fresh(sent["etag"], etag(shape), "cài đặt")
        data = call.read(SettingsPatch, _changes(_texts(shape), sent), form=True)
        ward_settings.change(call.session, call.me, ward, data)
        return pages.go("/settings?done=changed")

    return pressed(call, sent["form_id"], body, act, lambda faults: _page(call, ward, sent, faults))


def _texts(shape: dict[str, Any]) -> dict[str, str]:
    """The settings as they stand in the fields: shares in per cent, an empty one is no target."""
    texts = {name: "" if shape[name] is None else str(shape[name]) for name in NAMES}
    shares = {name: _percent(shape[name]) for name in SHARES}
    return texts | shares | {name: "1" if shape[name] else "" for name in FLAGS}


def _percent(share: float | None) -> str:
    return "" if share is None else f"{share * 100:g}".replace(".", ",")


def _changes(before: dict[str, str], sent: dict[str, str]) -> dict[str, str | None]:
    """Only what differs; a box that is not ticked is a no, an empty target is none."""
    changed = {name: sent[name].strip() for name in NAMES if sent[name].strip() != before[name].strip()}
    empty: dict[str, str | None] = dict.fromkeys(FLAGS, "0") | dict.fromkeys(SHARES, None)
    return {name: value or empty.get(name, "") for name, value in changed.items()}


def _page(call: Call, ward: Ward, sent: dict[str, str], faults: list[Fault] | None = None) -> Response:
    return pages.show(
        call, "settings/form.html", 422 if faults else 200, ward=ward, typed=sent, faults=faults or [],
        campaigns=[(row.code, row.title) for row in campaigns.open_ones(call.session, call.me)],
        is_changed=call.request.query_params.get("done") == "changed",
    )  # fmt: skip
