"""Receiving: the city's installation takes in what a ward sent, by its own token or as a file that somebody carried."""

import json
from base64 import b64decode
from hashlib import sha256
from typing import Any, NamedTuple

from sqlmodel import Session

from app.domain import access, closings, ids, inputs, periods, received, tokens, trail, wards
from app.domain.access import Me
from app.domain.errors import Conflict, Faults, NotFound, Say, refuse
from app.domain.indicators import CODES
from app.domain.jobs.task import program
from app.domain.pages import shaped
from app.domain.periods import PeriodIn
from app.domain.transmittals import MOST, Transmittal, digest, envelope, figures
from app.domain.transmittals.envelope import Envelope
from app.models import ReceivedFile, ReceivedReport, Ward

RIGHT = "transmittals.receive"
FIELDS = ("id", "ward", "period", "version", "digest", "submitted_at", "created_at", "updated_at")
_FORGED = Say("Chữ ký không đúng: tệp đã bị sửa, hoặc mã kết nối của phường đã đổi hay hết hạn.")
_BROKEN = Say("Đây không phải tệp báo cáo mà Lan Tỏa của phường ghi ra.")


class Opened(NamedTuple):
    """A transmittal whose signature is right, and the ward that sent it; its digest, its files and theirs, worked out
    before anyone has to wait for it."""

    ward: Ward
    sent: Transmittal
    digest: str
    files: dict[str, bytes]
    digests: dict[str, str]


class Taken(NamedTuple):
    row: ReceivedReport
    is_new: bool


def open_(session: Session, me: Me, sent: Envelope) -> Opened:
    """What is in the envelope, once a live token of its ward has proved to have signed it.

    A ward's token opens its own ward's alone. Raises Refused, and Conflict where the ward keeps its log here.
    """
    access.require(me, RIGHT)
    payload = envelope.opened(sent)
    told = _read(payload)
    try:
        ward = wards.by_code(session, str(told.get("ward", "")))
    except NotFound:
        raise refuse(("ward",), Say("Thành phố chưa có phường này."), "unknown") from None
    if not access.may(me, "wards.compare") and ward.id != me.ward_id:
        raise refuse(("ward",), Say("Mã kết nối này thuộc phường khác."), "elsewhere")
    if not envelope.is_signed(sent, payload, tokens.digests(session, me, ward, "coordinator")):
        raise refuse(("signatures",), _FORGED, "signature")
    if not ward.sends_reports:
        raise Conflict(Say("Phường này ghi sổ ngay trên máy chủ này, không gửi báo cáo tới."), "status")
    judged = _judged(session, me.looking_at(ward), inputs.read(Transmittal, told))
    contents: dict[str, bytes] = {form: b64decode(text) for form, text in judged.files.items()}
    return Opened(
        ward, judged, digest(judged), contents, {form: sha256(one).hexdigest() for form, one in contents.items()}
    )


def _read(payload: bytes) -> dict[str, Any]:
    try:
        told = json.loads(payload)
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict):
        raise refuse(("payload",), _BROKEN, "json")
    return told


def _judged(session: Session, me: Me, sent: Transmittal) -> Transmittal:
    own = next((one for one in periods.all_periods(session, me) if one.code == sent.period), None)
    if own is not None and (own.starts_on, own.ends_on) != (sent.starts_on, sent.ends_on):
        raise refuse(("period",), Say("Kỳ này ở Thành phố bắt đầu hoặc kết thúc vào ngày khác."), "days")
    if sum(len(one) for one in sent.files.values()) * 3 // 4 > MOST:
        raise refuse(("files",), Say("Các tệp kèm theo nặng quá."), "too_long")
    unknown = sent.figures.indicators.keys() - set(CODES)
    if unknown:
        raise refuse(("figures", "indicators", min(unknown)), Say("Thành phố chưa biết chỉ tiêu này."), "unknown")
    Faults(list(figures.faults(sent.figures))).raise_if_any()
    return sent


def take(session: Session, me: Me, opened: Opened) -> Taken:
    """Stores it once: what came before is answered again and changes nothing. A period that is new here comes along.

    Raises Conflict where another text came under this number, Refused where its days lie in another period here.
    """
    ward, sent = opened.ward, opened.sent
    here = me if me.ward_id == ward.id else program(session, ward.id, me.at).reading_as("coordinator")
    me = trail.take_turn(session, here)
    known = received.version(session, ward.id, sent.period, sent.version)
    if known is not None:
        if known.digest != opened.digest:
            raise Conflict(Say("Thành phố đã nhận một bản khác mang cùng số. Nộp bản mới rồi gửi."), "fixed")
        return Taken(known, is_new=False)
    if sent.period not in {one.code for one in periods.all_periods(session, me)}:
        days = sent.model_dump(include={"starts_on", "ends_on", "due_on"})
        closings.CATALOGUE.create(session, me, PeriodIn(code=sent.period, **days))
    row = _row(me, ids.one(session), opened)
    session.add(row)
    session.flush()
    session.add_all(
        ReceivedFile(ward_id=me.ward_id, received_id=row.id, format=form, content=content)
        for form, content in opened.files.items()
    )
    session.flush()
    facts = {name: getattr(row, name) for name in ("period", "version", "digest")}
    trail.note(session, me, trail.Note("created", "receivedreport", row.id, facts))
    return Taken(row, is_new=True)


def shape(ward: Ward, row: ReceivedReport) -> dict[str, Any]:
    return shaped(row, FIELDS, ward=ward.code)


def _row(me: Me, number: int, opened: Opened) -> ReceivedReport:
    sent = opened.sent
    return ReceivedReport(
        ward_id=me.ward_id,
        id=number,
        created_at=me.at,
        updated_at=me.at,
        period=sent.period,
        version=sent.version,
        digest=opened.digest,
        figures_until=sent.figures_until,
        submitted_at=sent.submitted_at,
        figures=sent.figures.model_dump(mode="json", exclude_none=True),
        comments=sent.model_dump(include={"comments"})["comments"],
        proposals=sent.proposals,
        head=sent.head or "",
        files=opened.digests,
    )
