"""Who speaks on paper: the ward by its settings, a unit by its own name; what nobody has decided is left blank."""

from app.documents.content import Letterhead
from app.documents.profiles import by_code, for_unit
from app.domain import kept, received, units
from app.domain.access import Me
from app.domain.pages import Ask
from app.domain.ward_settings import LETTERHEAD, WardSettings, settings_of
from app.models import ReportSnapshot, Ward
from app.web import formats
from app.web.asking import Asking
from app.web.names import MOST


def of_ward(ward: Ward) -> Letterhead:
    return _of(settings_of(ward))


def of_report(call: Asking, unit: str | None, name: str, taken: ReportSnapshot | None) -> Letterhead:
    """Of what was handed in the one of that day, of a draft today's; older snapshots hold none. name: the unit's."""
    then = taken.figures.get("letterhead") if taken else None
    known = settings_of(call.me.ward)
    if then:
        known = WardSettings.model_validate({name: then[name] for name in LETTERHEAD if name in then})
    if unit is None:
        return _of(known)
    return _of_unit(known, then["unit_kind"] if then else _kind(call, unit), name)


def _of(known: WardSettings) -> Letterhead:
    return Letterhead(
        by_code(known.document_profile),
        known.superior_body or "",
        known.issuing_body or "",
        known.document_place or "",
        known.number_symbol or "",
        known.signed_for or "",
        known.signer_post or "",
        known.signer_name or "",
        _lines(known),
    )


def of_unit(call: Asking, code: str, name: str) -> Letterhead:
    """A unit signs for itself: of the ward's settings it has the layout and the place alone."""
    return _of_unit(settings_of(call.me.ward), _kind(call, code), name)


def _kind(call: Asking, code: str) -> str:
    every = units.CATALOGUE.page(call.session, call.me, Ask(MOST)).items
    return next((row.kind for row in every if row.code == code), "")


def _of_unit(known: WardSettings, kind: str, name: str) -> Letterhead:
    return Letterhead(for_unit(kind, known.document_profile), issuer=name, place=known.document_place or "")


def _lines(known: WardSettings) -> list[str]:
    return [line.strip() for line in (known.recipients or "").splitlines() if line.strip()]


def as_of(call: Asking, me: Me, period: str = "") -> str:
    """The foot of figures that go on moving: the last change in the ward that they rest on; of those that a ward sent
    of a period, the day that they stop at."""
    if me.ward.sends_reports and period:
        until = received.until(call.session, me.ward_id, period)
        return f"Lan Tỏa, phường chốt tới {formats.day(until)}" if until else "Lan Tỏa, phường chưa gửi"
    return f"Lan Tỏa, tính tới {formats.moment(kept.as_of(call.session, me), me.ward.timezone)}"
