"""What the ward decides for itself, on one page of its admin."""

from fastapi import Response

from app.domain import campaigns, deciding
from app.domain.deciding import SettingsPatch
from app.domain.ward_settings import WardSettings
from app.models import Ward
from app.web import form, pages
from app.web.arrival import RawBody
from app.web.deps import Call, PageReads, PageWrites
from app.web.form import Filled, Form
from app.web.labels import DOCUMENT_PROFILES
from app.web.routing import Router

router = Router(prefix="/settings")
DONE = {"changed": "Đã lưu cài đặt."}
FORM = Form(WardSettings, thing="cài đặt")


@router.get("")
def show(call: PageReads) -> Response:
    ward = deciding.find(call.session, call.me)
    return _page(call, ward, FORM.of(call, deciding.shape(ward)))


@router.post("")
def change(call: PageWrites, body: RawBody) -> Response:
    ward, sent = deciding.find(call.session, call.me), FORM.sent(call, body)

    def act() -> Response:
        data = call.read(SettingsPatch, sent.changes(deciding.shape(ward)), form=True)
        deciding.change(call.session, call.me, ward, data)
        return pages.go(f"/settings?done={pages.changed(call, 'changed')}")

    return sent.once(act, lambda filled: _page(call, ward, filled))


def _page(call: Call, ward: Ward, filled: Filled) -> Response:
    return form.draw(
        call,
        "settings/form.html",
        filled,
        ward=ward,
        campaigns=[(row.code, row.title) for row in campaigns.open_ones(call.session, call.me)],
        profiles=list(DOCUMENT_PROFILES.items()),
        said=pages.done(call, DONE),
    )
