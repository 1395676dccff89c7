"""Which ward a question about figures means: one's own, or for a city reader the one it names."""

from app.domain import access, wards
from app.domain.access import Me
from app.domain.errors import NotFound, Say, refuse
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
