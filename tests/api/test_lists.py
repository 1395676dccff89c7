"""Lists: what they tell of each item, what names its state, and who has the answer already."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.domain.products import questions, shapes
from app.domain.products.shapes import FIELDS
from tests import makers, samples
from tests.conftest import Stage
from tests.makers import API, Json, day, etag, get, group, patch, placement, post, problem, product, reach

# A route of every shape that has an ETag: lists, things by code, by number, the settings.
KEPT = (
    "/products",
    "/products/{product}",
    "/units",
    "/units/UBND",
    "/concerns",
    "/periods/2026-Q2",
    "/settings",
    "/users",
    "/tokens",
    "/audit",
    "/days-off",
    "/surveys",
)


def _made(coordinator: TestClient) -> Json:
    """A product of two placements: 420 measured, 30 estimated and one group addressed; then nobody at all."""
    for code in ("TDP-01", "TDP-02", "TDP-03"):
        group(coordinator, code)
    reached = [reach("TDP-01", 420), reach("TDP-02", 30, "estimated"), reach("TDP-03", None)]
    return product(coordinator, placement("zalo", makers.DAY, *reached), placement("loudspeaker"))


def test_a_list_tells_sums_of_reach_and_an_item_its_rows(coordinator: TestClient) -> None:
    whole = _made(coordinator)
    (listed,) = get(coordinator, "/products")["items"]
    sums = [{"reached": 3, "people": 450, "evidenced": 420}, {"reached": 0, "people": 0, "evidenced": 0}]
    bare = [{name: value for name, value in one.items() if name != "reach"} for one in whole["placements"]]
    assert listed["placements"] == [one | summed for one, summed in zip(bare, sums, strict=True)]
    assert list(listed) == [*FIELDS, "etag"]
    (expanded,) = get(coordinator, "/products", expand="reach")["items"]
    del whole["warnings"], expanded["etag"]
    assert expanded == whole


def test_a_list_tells_only_the_fields_that_are_named(coordinator: TestClient) -> None:
    made = _made(coordinator)
    (listed,) = get(coordinator, "/products", fields="title,id,title")["items"]
    assert list(listed.items()) == [("title", made["title"]), ("id", made["id"])]
    tag = etag(coordinator, f"/products/{made['id']}")["If-Match"]
    for names in ("id,etag", "etag,id"):
        assert get(coordinator, "/products", fields=names)["items"] == [{"id": made["id"], "etag": tag}]
    assert get(coordinator, "/products", fields="etag")["items"] == [{"etag": tag}]
    for names, row in (("title,cost", f"{made['title']},"), ("etag", f'"""{tag[1:-1]}"""')):
        page = coordinator.get(f"{API}/products", params={"fields": names, "format": "csv"})
        assert page.text.splitlines() == [names, row]
    for wrong in ("titel", "title,", "", "title, id"):
        problem(coordinator.get(f"{API}/products", params={"fields": wrong}), 422, (("fields",), "choice"))
    problem(coordinator.get(f"{API}/products", params={"expand": "all"}), 422, (("expand",), "choice"))


def test_the_next_page_tells_the_same_fields(coordinator: TestClient) -> None:
    for _ in range(3):
        product(coordinator)
    found = makers.every(coordinator, "/products", fields="id", limit=1)
    assert [set(one) for one in found] == [{"id"}] * 3


@pytest.mark.parametrize("path", KEPT)
def test_whoever_has_the_answer_already_is_told_so(coordinator: TestClient, admin: TestClient, path: str) -> None:
    path = API + path.format(product=_made(coordinator)["id"])
    # The first use of a token on a day is noted on it, once that is answered: the list of tokens tells it.
    assert admin.get(f"{API}/units").status_code == 200
    first = admin.get(path)
    tag = first.headers["etag"]
    assert tag.startswith('"')
    for given in (tag, f'"x", W/{tag}', "*"):
        again = admin.get(path, headers={"If-None-Match": given})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
        assert again.headers["cache-control"] == "private, no-cache"
    for answer in (first, admin.get(path, headers={"If-None-Match": '"x"'})):
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "private, no-cache"
        assert answer.headers["vary"] == "Authorization, Accept, Accept-Encoding"


def test_a_table_of_a_list_has_an_etag_of_its_own(coordinator: TestClient) -> None:
    _made(coordinator)
    table = coordinator.get(f"{API}/products", headers={"Accept": "text/csv"})
    tags = {"If-None-Match": table.headers["etag"]}
    assert coordinator.get(f"{API}/products", headers=tags).status_code == 200
    assert coordinator.get(f"{API}/products", params={"format": "csv"}, headers=tags).status_code == 304


def test_a_list_is_told_anew_after_any_change_of_it(coordinator: TestClient) -> None:
    made = _made(coordinator)
    listed = coordinator.get(f"{API}/products")
    patch(coordinator, f"/products/{made['id']}", title="Tên khác")
    again = coordinator.get(f"{API}/products", headers={"If-None-Match": listed.headers["etag"]})
    assert (again.status_code, again.json()["items"][0]["title"]) == (200, "Tên khác")


@pytest.mark.parametrize("query", [{}, {"fields": "id,title"}, {"expand": "reach"}], ids=str)
def test_of_a_list_only_what_was_changed_is_read_again(
    coordinator: TestClient, monkeypatch: pytest.MonkeyPatch, query: Json
) -> None:
    keys = [product(coordinator, placement())["id"] for _ in range(3)]
    read = []

    def rows(session: Any, me: Any, asked: list[int]) -> list[Any]:
        read.append(sorted(asked))
        return every(session, me, asked)

    every = shapes.rows
    monkeypatch.setattr(shapes, "rows", rows)
    get(coordinator, "/products", **query)
    patch(coordinator, f"/products/{keys[1]}", title="Tên khác")
    found = get(coordinator, "/products", **query)["items"]
    assert read == [sorted(keys), [keys[1]]]
    makers.patch(coordinator, "/channels/zalo", name="Zalo phường")
    assert get(coordinator, "/products", **query)["items"] == found
    assert read[2:] == [sorted(keys)], "a change of reference data is one of everything"


def test_what_is_told_once_is_kept_by_nobody(admin: TestClient) -> None:
    for noun, name in (("tokens", "cms"), ("users", "lan")):
        sent = {"json": {"name": name, "role": "leader"}, "headers": {"Idempotency-Key": name}}
        for answer in [admin.post(f"{API}/{noun}", **sent) for _ in range(2)]:
            assert (answer.status_code, answer.headers["cache-control"]) == (201, "no-store")


def test_who_has_a_report_and_its_live_figures_is_not_sent_them_again(coordinator: TestClient) -> None:
    """Both hold, or all of it is told anew."""
    group(coordinator, "TDP-01")
    for number in (makers.report(coordinator)["id"], makers.urgent(coordinator)):
        path = f"/reports/{number}"
        tags = _unless(coordinator, path)
        again = coordinator.get(API + path, headers=tags)
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tags["If-None-Match"])
        assert again.headers["cache-control"] == "private, no-cache"
    path = f"/reports/{makers.report(coordinator, 'MTTQ', '2026-Q2')['id']}"
    tags = _unless(coordinator, path)
    product(coordinator, placement("zalo", makers.DAY, reach("TDP-01", 420)), unit="MTTQ")
    again = coordinator.get(API + path, headers=tags)
    assert (again.status_code, again.json()["live"]["1"]["products"]) == (200, 1)
    assert again.headers["vary"] == "Authorization, Accept, Accept-Encoding", "each once, though it is packed"


def _unless(client: TestClient, path: str) -> dict[str, str]:
    return {"If-None-Match": etag(client, path)["If-Match"]}


def test_whatever_changes_of_a_product_its_etag_changes_too(
    stage: Stage, coordinator: TestClient, admin: TestClient, pages: SimpleNamespace
) -> None:
    """Every verb that changes what an item tells, in one walk; one step that changes nothing of it stands between."""
    walk = _Walk(coordinator)
    one = f"/products/{walk.key}"
    walk.step("title", lambda: patch(coordinator, one, title="Tên khác"))
    walk.step("reach", lambda: patch(coordinator, one, placements=[placement("zalo", makers.DAY, reach(people=77))]))
    walk.step("directives", lambda: patch(coordinator, one, directives=["NQ02-TW"]))
    walk.step("cost", lambda: patch(coordinator, one, cost={"amount": 5, "funding": "contributed"}))
    walk.step("plan", lambda: patch(coordinator, one, planned_placements=[_on(0), _on(-1), _on(-2)]))
    planned = get(coordinator, one)["planned_placements"]
    confirmed = {"planned_placements": [planned[0]["id"]]}
    walk.step("confirmed", lambda: post(coordinator, f"{one}/confirmations", confirmed))
    form = {"go": "cancel", "planned_placements": planned[1]["id"], "form_id": "x"}
    walk.step("cancelled", lambda: _pressed(pages.coordinator.post(f"{one}/confirmations", data=form)))
    file = walk.step("attached", lambda: makers.attachment(coordinator, walk.key, samples.picture()))
    there = f"{one}/attachments/{file['id']}"
    walk.step("described", lambda: patch(coordinator, there, alt_text="Một tấm ảnh"))
    walk.step("detached", lambda: makers.delete(coordinator, there))
    walk.step("pace", lambda: patch(admin, "/settings", syllables_per_minute=200))
    walk.step("withdrawn", lambda: patch(coordinator, one, status="withdrawn", reason="Sai số"))
    before = walk.now()
    patch(admin, "/settings", approval=True)
    group(coordinator, "TDP-09")
    assert walk.now() == before


def test_what_waits_for_approval_has_another_etag_at_each_step(
    stage: Stage, coordinator: TestClient, officer: TestClient, pages: SimpleNamespace
) -> None:
    stage.decide(approval=True)
    walk = _Walk(officer, coordinator)
    one = f"/products/{walk.key}"
    form = {"reason": "Thiếu nguồn", "form_id": "y"}
    walk.step("returned", lambda: _pressed(pages.coordinator.post(f"{one}/return", data=form)))
    walk.step("sent again", lambda: patch(officer, one, status="published", placements=[placement()]))
    walk.step("approved", lambda: _pressed(pages.coordinator.post(f"{one}/publish", data={"form_id": "z"})))
    walk.step("by hand", lambda: patch(officer, one, title="Sửa"))
    body = makers.product_json(external_id="cms-1", title="Từ hệ thống")
    sent = _Walk(officer, coordinator, body)
    sent.step("sent again", lambda: post(officer, "/products", body | {"title": "Gửi lại"}))


class _Walk:
    """A product as it is told, step by step: what is told differs if and only if its ETag does."""

    def __init__(self, writer: TestClient, reader: TestClient | None = None, body: Json | None = None) -> None:
        group(reader or writer, "TDP-01") if body is None else None
        script = {"kind": "loudspeaker_script", "details": {"script": "Kính thưa bà con tổ dân phố. " * 9}}
        made = post(writer, "/products", body or makers.product_json(placements=[placement()], **script))
        self.key, self.reader = int(made["id"]), reader or writer
        self.seen = {self.now()[0]}

    def now(self) -> tuple[str, Json]:
        """The ETag and what is told under it but for the moment; the list, that keeps its items, tells the same."""
        answer = self.reader.get(f"{API}/products/{self.key}")
        told: Json = answer.json()
        del told["warnings"]
        items = {one["id"]: one for one in get(self.reader, "/products", expand="reach")["items"]}
        assert items[self.key] == told | {"etag": answer.headers["etag"]}
        del told["updated_at"]
        return answer.headers["etag"], told

    def step(self, name: str, act: Callable[[], Any]) -> Any:
        before = self.now()
        done = act()
        after = self.now()
        assert after[1] != before[1], f"{name} changed nothing"
        assert after[0] not in self.seen, f"{name} has an ETag from before"
        self.seen.add(after[0])
        return done


def _on(offset: int) -> Json:
    return {"channel": "zalo", "planned_on": day(offset)}


def _pressed(answer: Any) -> None:
    assert answer.status_code == 303, answer.text


FILTERS = (
    {},
    {"channel": "zalo"},
    {"directive": "NQ02-TW"},
    {"period": "2026-Q2"},
    {"from": "2026-05-04"},
    {"to": "2026-05-03"},
    {"from": "2026-05-03", "to": "2026-05-03", "channel": "loudspeaker"},
    {"group": "TDP-01"},
    {"group": "TDP-01", "period": "2026-Q2"},
    {"status": "planned"},
    {"status": "planned", "from": "2026-05-03"},
    {"status": "in_review"},
    {"updated_after": "2026-01-01T00:00:00Z"},
    {"updated_after": "2099-01-01T00:00:00Z"},
)


def test_few_and_many_are_found_alike(coordinator: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """What few products meet is asked of an index first; the answer is that of the walk through the list."""
    group(coordinator)
    product(coordinator, placement("zalo", "2026-05-03", reach()), directives=["NQ02-TW"])
    product(coordinator, placement("loudspeaker", "2026-05-03"), placement("zalo", "2026-05-20", reach()))
    product(coordinator, placement("loudspeaker", "2026-04-01"), placement("loudspeaker", "2026-08-20"))
    product(coordinator, placement("fanpage", "2026-02-01"), status="in_review")
    makers.planned(coordinator, planned_on="2026-05-03")
    found = [[one["id"] for one in makers.every(coordinator, "/products", **query)] for query in FILTERS]
    assert [len(keys) for keys in found] == [5, 2, 1, 4, 2, 5, 1, 2, 2, 1, 1, 1, 5, 0]
    monkeypatch.setattr(questions, "FEW", 0)
    assert [[one["id"] for one in makers.every(coordinator, "/products", **query)] for query in FILTERS] == found


def test_a_product_sent_back_is_found_by_the_day_it_is_planned_for(coordinator: TestClient) -> None:
    """Its placements are kept for when it is sent again, and lie before that day."""
    made = product(coordinator, placement("zalo", "2026-05-03"), status="in_review")
    patch(coordinator, f"/products/{made['id']}", status="planned", reason="Thiếu nguồn", planned_on="2026-06-20")
    assert [one["id"] for one in makers.every(coordinator, "/products", **{"from": "2026-06-01"})] == [made["id"]]


def test_beyond_a_bound_nobody_counts_on(
    coordinator: TestClient, pages: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(questions, "MOST_COUNTED", 2)
    for title in ("Rác một", "Rác hai", "Rác ba", "Nước"):
        product(coordinator, placement("zalo", makers.DAY), placement("loudspeaker", makers.DAY), title=title)
    for query, words in {
        "period=all": "<b>4</b> sản phẩm ",
        "period=all&unit=UBND": "<b>4</b> sản phẩm ",
        "period=2026-Q2": "<b>4</b> sản phẩm ",
        "period=all&channel=zalo": "<b>4</b> sản phẩm ",
        "period=all&q=rac": "<b>hơn 2</b> sản phẩm ",
        "period=all&q=nuoc": "<b>1</b> sản phẩm, 2 lượt phát",
        "period=all&q=rac+ba&unit=UBND": "<b>1</b> sản phẩm, 2 lượt phát",
        "period=2026-Q4": "<b>0</b> sản phẩm</p>",
    }.items():
        assert words in pages.leader.get(f"/products?{query}").text, query


def test_placements_beside_a_list_are_those_that_count_in_what_is_asked(
    coordinator: TestClient, pages: SimpleNamespace
) -> None:
    group(coordinator)
    product(coordinator, placement("zalo", "2026-06-29", reach()), placement("loudspeaker", "2026-07-01"))
    withdrawn = product(coordinator, placement("zalo", "2026-06-30", reach()), title="Rút")
    patch(coordinator, f"/products/{withdrawn['id']}", status="withdrawn", reason="Sai")
    product(coordinator, placement("zalo", "2026-06-30", reach()), title="Chờ", status="in_review")
    for query, words in {
        "period=all": "<b>3</b> sản phẩm, 1 đã phát, 2 lượt phát",
        "period=2026-Q2": "<b>3</b> sản phẩm, 1 đã phát, 1 lượt phát",
        "period=2026-Q3": "<b>1</b> sản phẩm, 1 lượt phát",
        "period=all&channel=zalo": "<b>3</b> sản phẩm, 1 đã phát, 1 lượt phát",
        "period=all&group=TDP-01": "<b>3</b> sản phẩm, 1 đã phát, 1 lượt phát",
        "period=all&status=withdrawn": "<b>1</b> sản phẩm ",
    }.items():
        assert words in pages.leader.get(f"/products?{query}").text, query
