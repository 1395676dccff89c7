"""What the ward decides for itself: one flat object, the admin's."""

from fastapi import Response

from app.api.openapi import sends
from app.domain import deciding
from app.domain.deciding import SettingsPatch
from app.web.answers import item, require_match, shown
from app.web.arrival import RawBody
from app.web.bodies import json_of
from app.web.deps import ApiReads, ApiWrites
from app.web.routing import ApiRouter
from app.web.trials import Writing

router = ApiRouter(prefix="/settings", tags=["settings"])


@router.get("", summary="The ward's settings (admin); a target that is null is none")
def show(call: ApiReads) -> Response:
    ward = deciding.find(call.session, call.me)
    return shown(call, deciding.shape(ward))


@router.patch("", summary="Change the ward's settings (admin)", openapi_extra=sends(SettingsPatch))
def change(call: ApiWrites, body: RawBody) -> Response:
    ward = deciding.find(call.session, call.me)
    require_match(call, lambda: deciding.shape(ward))
    call.query(Writing)
    deciding.change(call.session, call.me, ward, call.read(SettingsPatch, json_of(body), change=True))
    return item(deciding.shape(ward))
