"""Deciding: a ward's settings, as its admin reads and changes them; ward_settings says what there is to decide."""

from typing import Any

from sqlmodel import Session, col, select

from app import db
from app.domain import access, tiles, trail
from app.domain.access import Me
from app.domain.changing import partial
from app.domain.errors import Faults, NotFound, Say
from app.domain.reference_data import require_codes
from app.domain.ward_settings import WardSettings, settings_of
from app.models import Campaign, Concern, Group, Person, Product, Report, Ward

# A ward that has any of these has begun to keep its log, or told the city of one.
BEGUN = (Person, Group, Product, Concern, Report)
SettingsPatch = partial(WardSettings)


def find(session: Session, me: Me) -> Ward:
    """The ward's row, held by whoever is about to change it."""
    access.require(me, "settings.change")
    holds = db.locks(session)
    ward = session.get(Ward, me.ward_id, with_for_update=holds, populate_existing=holds)
    if ward is None:
        raise NotFound()
    return ward


def shape(ward: Ward) -> dict[str, Any]:
    return settings_of(ward).model_dump()


def change(session: Session, me: Me, ward: Ward, data: Any) -> None:
    """Decides what was sent; the rest stays as it is."""
    access.require(me, "settings.change")
    decided = settings_of(ward).model_copy(update={name: getattr(data, name) for name in data.sent})
    if decided == settings_of(ward):
        return
    _check(session, me, decided, data.sent)
    keep(session, me, ward, decided)


def keep(session: Session, me: Me, ward: Ward, decided: WardSettings) -> None:
    """Stores settings, unless they are as they were."""
    before = ward.model_dump() | {"settings": shape(ward)}
    ward.settings = decided.model_dump()
    trail.note_if_changed(session, me, ward, trail.Note("changed", "settings", ward.code, before=before))


def _check(session: Session, me: Me, decided: WardSettings, sent: set[str]) -> None:
    faults = Faults()
    if "standing_campaign" in sent:
        _check_campaign(session, me, decided.standing_campaign, faults)
    if "tiles" in sent:
        groups = select(Group.code).where(Group.ward_id == me.ward_id, Group.kind == "residential")
        faults.found += tiles.faults(decided.tiles, session.exec(groups))
    for quick, slow in (("urgent_days", "normal_days"), ("normal_days", "complex_days")):
        if getattr(decided, quick) > getattr(decided, slow) and {quick, slow} & sent:
            at = slow if slow in sent else quick
            faults.add((at,), Say("Việc gấp hơn phải có hạn ngắn hơn hoặc bằng việc ít gấp hơn."), "order")
    faults.raise_if_any()


def _check_campaign(session: Session, me: Me, code: str, faults: Faults) -> None:
    faults.found += require_codes(session, me, Campaign, "standing_campaign", [code])
    campaign = session.get(Campaign, (me.ward_id, code))
    if campaign is not None and campaign.retired_at is not None:
        faults.add(("standing_campaign",), Say("Chiến dịch này đã kết thúc. Chọn một chiến dịch đang mở."), "retired")


def keep_elsewhere(session: Session, me: Me) -> None:
    """Its log is kept in an installation of its own from now on; raises ValueError where it has begun one here."""
    me = trail.take_turn(session, me)
    ward = find(session, me)
    logged = (select(col(one.ward_id)).where(one.ward_id == ward.id).limit(1) for one in BEGUN)
    if any(session.exec(statement).first() for statement in logged):
        raise ValueError(f"the ward {ward.code} keeps its log here")
    before = ward.model_dump()
    ward.sends_reports = True
    trail.note_if_changed(session, me, ward, trail.Note("changed", "settings", ward.code, before=before))
