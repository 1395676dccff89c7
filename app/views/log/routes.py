"""The log form: kind first, then only what that kind needs; what it does is shown before it is saved."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from fastapi import Response

from app.domain import access, channels, days_off, effects, groups, inputs, products
from app.domain.errors import Conflict, Fault, Forbidden, No, Refused, Say, faults_of, questions
from app.domain.products import Saved, rules, schedules, shapes
from app.domain.products.inputs import ProductIn
from app.domain.ward_settings import settings_of
from app.models import Product
from app.views import brought
from app.views.log import days as log_days
from app.views.log import form as log_form
from app.views.log import from_product
from app.views.log import usual as log_usual
from app.views.log.choices import choices
from app.views.log.following import follow_campaign, follow_kind, remember_times, unheeded
from app.views.log.opening import NewQuery, opened
from app.views.log.renewal import drawn_for, is_overtaken, renew
from app.views.log.state import State, Ward
from app.web import carried, pages
from app.web.answers import etag
from app.web.arrival import RawBody
from app.web.deps import Call, PageReads
from app.web.fields import fields_of
from app.web.form import Asked, digest_of, require_fresh, require_sure
from app.web.idempotency import once
from app.web.routing import Router, Then
from app.web.uploads import LogUpload

router = Router()
LOOK = "Xem lại kênh vừa chọn được ghi là tới những nhóm nào, và chiến dịch mang theo những gì, rồi lưu."
# What the button of a campaign that the title is like is called, before the campaign's code.
CAMPAIGN = "campaign."


@dataclass(frozen=True)
class Said:
    """What the page says about what was typed: what is wrong, what is odd, what to look at, what was just stored."""

    faults: list[Fault] = field(default_factory=list)
    odd: list[Fault] = field(default_factory=list)
    notice: str = ""
    done: str = ""

    @property
    def status(self) -> int:
        return 422 if self.faults or self.odd or self.notice else 200


SILENT = Said()


@router.get("/products/new")
def new(call: PageReads) -> Response:
    access.require(call.me, "products.write")
    # What this page doesn't know of its address is somebody else's: «?fbclid=…».
    given = {name: text for name, text in call.request.query_params.items() if name in NewQuery.model_fields}
    asked = call.read(NewQuery, given, form=True)
    ward = _ward(call)
    said = "Đã lưu. Ghi tiếp mục tương tự ở đây." if asked.done else ""
    return _page(call, opened(call, asked, ward), None, Said(done=said))


@router.post("/products/new")
def log(upload: LogUpload, call: PageReads, body: RawBody) -> Response | Then:
    access.require(call.me, "products.write")
    fields = upload.pairs if upload else fields_of(call.request, body)
    state = log_form.from_fields(fields, _ward(call))
    brought.take(call, state, upload, dict(fields))
    return _taken(call, state, None, body, dict(fields).get("go", ""))


@router.get("/products/{id}/edit")
def edit(call: PageReads, id: int) -> Response:
    product = products.own(call.session, call.me, id)
    if product.status == "withdrawn":
        return _withdrawn(call, product)
    shape = shapes.of(call.session, call.me, [product], shapes.Shown(kept=True))[0]
    ward = _ward(call, shape)
    state = from_product.from_shape(shape, ward, True, call.new_form_id())
    state.etag = etag(shapes.state(call.me, product))
    return _page(call, state, product)


@router.post("/products/{id}/edit")
def change(upload: LogUpload, call: PageReads, body: RawBody, id: int) -> Response | Then:
    product = products.own(call.session, call.me, id)
    shape = shapes.of(call.session, call.me, [product], shapes.Shown(kept=True))[0]
    fields = upload.pairs if upload else fields_of(call.request, body)
    state = log_form.from_fields(fields, _ward(call, shape))
    brought.take(call, state, upload, dict(fields))
    return _taken(call, state, product, body, dict(fields).get("go", ""))


def _withdrawn(call: Call, product: Product) -> Response:
    """Its own page says why, and offers to log another one instead of it."""
    words, to = str(rules.final().message), pages.To(f"/products/{product.id}", "Mở sản phẩm")
    return pages.show(call, "errors/show.html", 409, title="Sản phẩm đã rút", words=words, typed=None, to=to)


def _ward(call: Call, shape: dict[str, Any] | None = None) -> Ward:
    """The ward as its form finds it; shape is the product that is edited."""
    session, me = call.session, call.me
    placed = shape["placements"] if shape else []
    reached = {row["group"] for placement in placed for row in placement["reach"]}
    every = channels.in_order(session, me)
    return Ward(every, groups.in_order(session, me), me.today, reached, days_off.of(session, me))


def _taken(call: Call, state: State, product: Product | None, body: RawBody, go: str) -> Response | Then:
    """The page as what was chosen makes it; what is to be stored is stored once the ward's turn is ours."""
    if go.startswith(CAMPAIGN):
        state.values["campaign"], state.is_settled = go.removeprefix(CAMPAIGN), True
    follow_campaign(call, state)
    follow_kind(call, state)
    state.number_lines()
    if carried.is_again(call.request):
        return _page(call, state, product, Said([Fault((), carried.SEE, "carried")]))
    if go.startswith(log_usual.TAKE):
        log_usual.offer(call, state)
        log_usual.take(state, go.removeprefix(log_usual.TAKE))
    if go.startswith(log_usual.TOTAL):
        log_usual.take_total(state, go.removeprefix(log_usual.TOTAL))
    if state.photo_fault:
        answer = _page(call, state, product, Said([state.photo_fault]))
        # What may still come of a file that is too large is not waited for.
        answer.headers["Connection"] = "close"
        return answer
    if go not in ("save", "again"):
        return _page(call, state, product)
    notice = LOOK if state.is_unseen else unheeded(call, state)
    if notice:
        return _page(call, state, product, Said(notice=notice))
    return Then(lambda: _save(call, state, product.id if product else None, body, go))


def _save(call: Call, state: State, id: int | None, body: RawBody, go: str) -> Response:
    """Stores what is right and goes on; else the same page again, with everything typed and the faults beside it."""
    product = products.own(call.session, call.me, id) if id is not None else None
    try:
        return once(call, state.form_id or None, body, lambda: _stored(call, state, product, go))
    except Asked as asked:
        call.only_read()
        return _page(call, state, product, Said(odd=asked.odd))
    except Refused as refused:
        call.only_read()
        faults = refused.faults + _further_faults(call, state, product, refused)
        return _again(call, state, product, Refused(log_days.at_lines(state, faults)))
    except (Conflict, Forbidden) as no:
        call.only_read()
        return _again(call, state, product, no)


def _further_faults(call: Call, state: State, product: Product | None, refused: Refused) -> list[Fault]:
    """What else is wrong once the fields that could not be read are left out, so that all is told at once."""
    told = {fault.loc for fault in refused.faults}
    try:
        data = log_form.without(_told(call, state, product), told)
    except Refused:
        # The days themselves: without them the rest can still be judged as if it were today.
        today = {"span": "one", "day": call.me.today.isoformat()}
        return _further_faults(call, replace(state, values=state.values | today), product, refused)
    try:
        products.foresee(call.session, call.me, product, inputs.read(ProductIn, data, form=True))
    except Refused as more:
        return [fault for fault in more.faults if fault.loc not in told]
    except No:
        pass
    return []


def _again(call: Call, state: State, product: Product | None, no: Refused | Conflict | Forbidden) -> Response:
    faults = faults_of(no)
    if any(fault.code == "key_reused" for fault in faults):
        # The page was saved once already and then changed: pressing again saves it as another product.
        state.form_id = call.new_form_id()
        faults = [Fault((), Say("Mục này đã lưu một lần. Bấm Lưu lần nữa nếu muốn ghi thêm một sản phẩm."), "saved")]
    return _page(call, state, product, Said(faults))


def _stored(call: Call, state: State, product: Product | None, go: str) -> Response:
    if product is not None:
        require_fresh(state.etag, etag(shapes.state(call.me, product)), "sản phẩm này")
    saved = _write(call, product, inputs.read(ProductIn, _told(call, state, product), form=True))
    require_sure(log_days.at_lines(state, questions(saved.warnings)), state.confirmed)
    brought.attach(call, state, saved.product, state.details.get("alt_text", "").strip())
    done = {"published": "logged"}.get(saved.product.status, saved.product.status)
    done = pages.changed(call, "edited") if product else done
    if go == "again":
        return pages.go("/products/new?" + urlencode({"like": saved.product.id, "done": done}))
    return pages.go(f"/products/{saved.product.id}?" + urlencode({"done": done}))


def _told(call: Call, state: State, product: Product | None) -> dict[str, Any]:
    """What the page says, for the domain to read: a box of an edit that was emptied says none."""
    data = log_form.to_input(state)
    if product is None:
        return data
    if data.get("status") == product.status:
        data.pop("status")
    names = ["title", "content_group", "topic", "axis", "material", "cost"]
    names += ["planned_on"] if state.is_planned else []
    names += ["purpose"] if settings_of(call.me.ward).purposes else []
    return data | {name: data.get(name) for name in names}


def _write(call: Call, product: Product | None, data: ProductIn) -> Saved:
    if product is None:
        return products.log(call.session, call.me, data, form=True)
    return products.edit(call.session, call.me, product, data, form=True)


def _page(call: Call, state: State, product: Product | None, said: Said = SILENT) -> Response:
    state.number_lines()
    if product is None:
        remember_times(call, state)
        if state.is_planned and not state.values["planned_on"]:
            state.values["planned_on"] = (call.me.today + timedelta(days=1)).isoformat()
    _open_faulty(state, [*said.faults, *said.odd])
    for line in state.lines:
        line.is_unseen = False
    state.confirmed = digest_of(said.odd)
    log_usual.offer(call, state)
    renew(state, pages.is_fragment(call.request))
    return pages.show(
        call,
        "products/form.html",
        said.status,
        instead="form" if is_overtaken(state) else "",
        drawn_for=drawn_for(state),
        state=state,
        product=product,
        faults=said.faults,
        odd=said.odd,
        notice=said.notice,
        done=said.done,
        effect=_effect(call, state, product),
        ahead=log_days.ahead(state),
        has_schedule=product is not None and bool(schedules.of_product(call.session, call.me, product)),
        are_details_open=_are_details_open(state, said),
        **choices(call, state, product),
    )


def _are_details_open(state: State, said: Said) -> bool:
    """What was typed, or is wrong, must not lie behind something closed; hours that were remembered may."""
    typed = {name for name, value in state.details.items() if value.strip() and name != "broadcast_times"}
    is_wrong = any(one.loc[:1] in (("details",), ("cost",), ("file",)) for one in [*said.faults, *said.odd])
    first = {"attendance", "locations", "count"}
    return is_wrong or state.photo is not None or bool(typed - first) or bool(state.cost.get("amount", "").strip())


def _open_faulty(state: State, faults: list[Fault]) -> None:
    """A fault must not lie behind something closed: its channel's line opens."""
    for fault in faults:
        place = fault.loc[1] if fault.loc[:1] == ("placements",) and len(fault.loc) > 1 else None
        for line in state.lines:
            line.is_open = line.is_open or (place is not None and line.number == place)


def _effect(call: Call, state: State, product: Product | None) -> effects.Effect | None:
    """What the entry would do; None while it is not yet right enough to say."""
    if state.is_planned or not state.lines:
        return None
    try:
        data = log_form.to_input(state)
        sent = {name: data[name] for name in ("kind", "placements", "directives") if data.get(name)}
        # Of the details it matters who came, and a link that is half typed does not.
        sent["details"] = {name: one for name, one in data["details"].items() if name == "attendance"}
        return effects.of(call.session, call.me, inputs.read(ProductIn, sent, form=True), product)
    except Refused:
        return None
