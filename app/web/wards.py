"""Which ward a question about figures means: one's own, or for a city reader the one it names."""

from app.domain import access, city, reports, wards
from app.domain.access import Me
from app.domain.errors import NotFound, Say, refuse
from app.models import Report
from app.web.deps import Call


def looking_at(call: Call, code: str | None) -> Me:
    """Raises Refused where a city reader names no ward (or none that exists), or anyone else names one."""
    me = call.me
    if not access.may(me, "wards.compare"):
        if code is not None:
            raise refuse(("ward",), Say("Chỉ tài khoản Thành phố mới chọn phường."), "unknown_field")
        return me
    if code is None:
        raise refuse(("ward",), Say("Chọn phường, ví dụ ward=DONGDA."), "missing")
    try:
        return me.looking_at(wards.by_code(call.session, code))
    except NotFound:
        raise refuse(("ward",), Say("Không có phường này."), "unknown") from None


def looking_into(call: Call, code: str | None) -> Me:
    """The same for a question that only the ward's own log answers; raises Refused where that is kept elsewhere."""
    me = looking_at(call, code)
    if me.ward.sends_reports:
        words = Say("Phường này ghi sổ ở máy chủ riêng: ở đây chỉ có chỉ tiêu và báo cáo đã gửi.")
        raise refuse(("ward",), words, "elsewhere")
    return me


def report(call: Call, id: int) -> Report:
    """A report, for who may read it; a city reader, who reads what wards filed, looks at its ward from then on.

    Raises NotFound.
    """
    if not access.may(call.me, "wards.compare"):
        return reports.find(call.session, call.me, id)
    ward, row = city.filed(call.session, call.me, id)
    call.me = call.me.looking_at(ward)
    return row
