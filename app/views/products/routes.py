"""Products: the list with its filters, one product with what it reached, and the steps that take it on or end it."""

from collections.abc import Callable
from typing import Any, NamedTuple

from fastapi import Response

from app.domain import access, attachments, coverage, periods, products
from app.domain.changing import Reason
from app.domain.inputs import Text
from app.domain.lives import Span
from app.domain.products import questions, reached, schedules, shapes
from app.domain.products.questions import ProductQuery
from app.domain.ward_settings import settings_of
from app.models import Period, Product
from app.views import filters
from app.views.filters import Here
from app.views.trail import history
from app.web import form, names, pages
from app.web.answers import etag
from app.web.arrival import RawBody
from app.web.deps import Call, PageReads, PageWrites
from app.web.form import ASK, Filled, Form
from app.web.paging import paged
from app.web.routing import Router
from app.web.trail_labels import this

router = Router()
CHOICES = (
    "unit",
    "with_children",
    "kind",
    "content_group",
    "channel",
    "status",
    "campaign",
    "group",
    "directive",
    "material",
    "purpose",
    "partner",
)
DONE = {
    "logged": "Đã ghi",
    "planned": "Đã ghi dự kiến",
    "in_review": "Đã gửi duyệt",
    "edited": "Đã sửa",
    "unchanged": "Không có gì thay đổi ở",
    "published": "Đã duyệt và phát",
    "returned": "Đã trả lại",
    "withdrawn": "Đã rút",
    "confirmed": "Đã xác nhận lượt phát của",
    "cancelled": "Đã bỏ lượt không phát của",
    "attached": "Đã thêm tệp vào",
    "described": "Đã sửa mô tả tệp của",
    "detached": "Đã bỏ tệp khỏi",
    "undone": "Đã hoàn tác ở",
    pages.STALE: "Có người vừa sửa, xem lại rồi làm tiếp:",
    pages.PAST: "Không còn làm bước này được với",
    "still": "Ảnh động chỉ giữ khung hình đầu (muốn giữ chuyển động thì tải video). Đã thêm tệp vào",
}

LOGGED = ("logged", "planned", "in_review")
GONE = {"removed": "Đã xóa sản phẩm.", "undone": "Đã hoàn tác: sản phẩm vừa ghi không còn trong sổ."}


class Reasons(Reason):
    """What a step asks for: why, and why figures of a closed period change, where the page asks for that apart."""

    reason: Text | None = None


@router.get("/products")
def index(call: PageReads) -> Response:
    session, me = call.session, call.me
    here = _whose(call, filters.here(call, ("q", "period", *filters.DAYS, *CHOICES)))
    period, choices = filters.period(call, me, _of_days(here))
    asked = _asked(here, period)
    query = filters.read(call, ProductQuery, asked)
    page = questions.page(session, me, query, filters.ask(call))
    counts = questions.count(session, me, query)
    every = query.model_copy(update={"period": None})
    elsewhere = questions.count(session, me, every).found if not counts.found and period != filters.ALL else None
    return pages.show(
        call,
        "products/index.html",
        here=here,
        query=query,
        period=period,
        periods=choices,
        page=paged(call.request, page),
        counts=counts,
        elsewhere=elsewhere,
        reached=reached.reached_by(session, me, [product.id for product in page.items]),
        logged_late=reached.logged_late(session, me, [product.id for product in page.items]),
        names=names.of(call, me),
        filters=filters.offered(call, me, CHOICES, asked),
        is_filtered=_is_filtered(call, here),
        coming=[] if _is_filtered(call, here) else _coming(call, page.items),
        sheet=filters.Here("/api/v1/products", asked)(format="xlsx"),
        done=pages.done(call, GONE),
    )


def _whose(call: Call, here: Here) -> Here:
    """A unit's own products, where its address names nothing else; «unit=all» stays in every link until it is left."""
    given, params = call.request.query_params, here.params
    if not access.own_only(call.me, "products.write"):
        return here
    if "unit" not in given and not params.keys() - {"period"}:
        params = params | {"unit": call.me.unit or ""}
    elif "unit" in given and "unit" not in params:
        params = params | {"unit": filters.ALL}
    return Here(here.path, params)


def _of_days(here: Here) -> Here:
    """An address that names days means them alone, unless it names a period too."""
    return Here(here.path, {"period": filters.ALL} | here.params) if here.params.keys() & set(filters.DAYS) else here


def _asked(here: Here, period: str) -> dict[str, str]:
    """The filters without those that leave everything."""
    asked = here.params | {"period": period}
    if asked.get("unit") == filters.ALL:
        asked |= {"unit": "", filters.BRANCHES: ""}
    return asked | ({"period": ""} if period == filters.ALL else {})


def _is_filtered(call: Call, here: Here) -> bool:
    """Whether something can be taken away: a unit goes back to the products that it looked at, its own or all."""
    own = {"unit"} if here.params.get("unit") in (call.me.unit, filters.ALL) else set()
    return bool(here.params.keys() - {"period", *own})


def _coming(call: Call, rows: list[Any]) -> list[Any]:
    """Those planned for a day to come, for one line above the rest; none where there is no rest on this page."""
    coming = [row for row in rows if row.status == "planned" and row.shown_on > call.me.today]
    return coming if len(coming) < len(rows) else []


@router.get("/products/{id}")
def show(call: PageReads, id: int) -> Response:
    return page(call, products.find(call.session, call.me, id))


@router.get("/products/{id}/script")
def script(call: PageReads, id: int) -> Response:
    """A loudspeaker script for the one who reads it out: large type, how long it takes, when it is broadcast."""
    product, shape = products.find_script(call.session, call.me, id)
    return pages.show(call, "products/script.html", product=product, shape=shape, names=names.of(call, call.me))


def _mine(call: Call, id: int) -> Product:
    return products.own(call.session, call.me, id)


def _judged(call: Call, id: int) -> Product:
    """The product, for the coordinator, who alone approves one or sends it back."""
    product = _mine(call, id)
    access.require(call.me, "products.judge")
    return product


def page(call: Call, product: Product, filled: Filled | None = None) -> Response:
    """The product's page; after a refusal on it with the faults, and with what was typed beside a file."""
    session, me = call.session, call.me
    shape = _shape(call, product)
    said = pages.done(call, DONE)
    # Several forms stand here, each with its own ending of the id.
    typed = {"alt_text": _proposed(call, product)} | (filled.typed if filled else {}) | ASK.blank(call).typed
    return form.draw(
        call,
        "products/show.html",
        Filled(typed, filled.faults if filled else []),
        product=product,
        shape=shape,
        seen=_bare(etag(shape)),
        steps=products.steps(me, product),
        names=names.of(call, me),
        placements=reached.by_placement(session, me, product.id),
        reached=coverage.of_product(session, me, product),
        history=history.lines(call, "product", product.id),
        said=said,
        is_halted=call.request.query_params.get("done") in pages.HALTED,
        is_just_logged=call.request.query_params.get("done") in LOGGED,
        undoable=pages.undoable(call, "product", product.id) if said else [],
        planned=schedules.of_product(session, me, product),
        closed=_closed(call, product),
        replaced=questions.replaced(session, me, product),
        replacements=questions.replacements(session, me, product),
        files=attachments.of(session, me, product),
        most_mb=call.settings.max_upload_mb,
        uses_purposes=settings_of(me.ward).purposes,
    )


def _proposed(call: Call, product: Product) -> str:
    """What its form says that an infographic shows is what its picture shows, unless a picture says so already."""
    told = any(one.alt_text for one in attachments.of(call.session, call.me, product))
    return "" if told else str(product.details.get("alt_text") or "")


def _closed(call: Call, product: Product) -> list[Period]:
    """The closed periods in which the product's placements lie, planned ones too."""
    planned = schedules.of_product(call.session, call.me, product)
    days = [*products.days(call.session, product), *(row.planned_on for row in planned)]
    return periods.closed_overlapping(call.session, call.me, [Span(day, day) for day in days])


def _withdraw(call: Call, product: Product, why: Reasons, go: str) -> str:
    products.withdraw(call.session, call.me, product, why.reason)
    return f"/products/new?replaces={product.id}" if go == "replace" else f"/products/{product.id}?done=withdrawn"


def _send_back(call: Call, product: Product, why: Reasons, _go: str) -> str:
    products.send_back(call.session, call.me, product, why.reason)
    return f"/products/{product.id}?done=returned"


def _publish(call: Call, product: Product, why: Reasons, _go: str) -> str:
    saved = products.publish(call.session, call.me, product, why.change_reason)
    return f"/products/{product.id}?done={saved.product.status}"


def _remove(call: Call, product: Product, why: Reasons, _go: str) -> str:
    products.remove(call.session, call.me, product, why.change_reason)
    return "/products?done=removed"


class Step(NamedTuple):
    """Whose product it is, what its page asks for, and what it does; that answers where to go.

    judges: it is for the product as it was read; who has read an older one is told first.
    """

    find: Callable[[Call, int], Product]
    form: Form
    take: Callable[[Call, Product, Reasons, str], str]
    judges: bool = False


def _routes(name: str, step: Step) -> None:
    """The page that asks before a step is taken, and the step, once; else the page again with the domain's own words
    beside the field they mean.
    """

    def about(call: Call, product: Product, filled: Filled) -> Filled:
        return filled.about(_shape(call, product)) if step.judges else filled

    def drawn(call: Call, product: Product, filled: Filled) -> Response:
        return form.draw(call, f"products/{name}.html", filled, product=product, closed=_closed(call, product))

    @router.get(f"/products/{{id}}/{name}")
    def ask(call: PageReads, id: int) -> Response:
        product = step.find(call, id)
        if name not in products.steps(call.me, product):
            return pages.go(f"/products/{id}?done={pages.PAST}")
        asked = about(call, product, step.form.blank(call))
        if step.judges and call.request.query_params.get("seen") not in (None, _bare(asked.typed["etag"])):
            return pages.go(f"/products/{id}?done={pages.STALE}")
        return drawn(call, product, asked)

    @router.post(f"/products/{{id}}/{name}")
    def take(call: PageWrites, body: RawBody, id: int) -> Response:
        product, sent = step.find(call, id), step.form.sent(call, body)

        def taken() -> Response:
            # What it can't be any more the verb says itself.
            if step.judges and name in products.steps(call.me, product):
                sent.require_seen(_shape(call, product))
            why = call.read(Reasons, sent.given(), form=True)
            return pages.go(step.take(call, product, why, sent.typed["go"]))

        return sent.once(taken, lambda filled: drawn(call, product, about(call, product, filled)))


def _shape(call: Call, product: Product) -> dict[str, Any]:
    return shapes.of(call.session, call.me, [product])[0]


def _bare(tag: str) -> str:
    """An ETag as an address names it, for what a judge has read."""
    return tag.strip('"')


THING = this("product")
WITH_REASON, PLAIN = Form(Reasons, ("reason",), thing=THING), Form(Reasons, thing=THING)
_routes("withdraw", Step(_mine, WITH_REASON, _withdraw))
_routes("return", Step(_judged, WITH_REASON, _send_back, judges=True))
_routes("publish", Step(_judged, PLAIN, _publish, judges=True))
_routes("remove", Step(_mine, PLAIN, _remove))
