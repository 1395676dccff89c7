"""Bodies and addresses as broken programs and attackers send them: a no in words, never a 500, nothing stored."""

import base64
import json
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from app.web.bodies import MOST_DEPTH
from tests import makers
from tests.conftest import Stage
from tests.makers import group, locs, placement, problem, product, product_json, reach

API = makers.API
JSON = {"Content-Type": "application/json"}


def raw(client: TestClient, content: bytes | str, path: str = "/products", **headers: str) -> Any:
    return client.post(API + path, content=content, headers=JSON | headers)


def check_all(stage: Stage, method: str, addresses: list[str], allowed: set[int], **options: Any) -> None:
    """Every address is answered with one of these, and the answers that are a no are problems."""
    client, wrong = stage.bearing(stage.tokens["officer"], raise_server_exceptions=False), []
    for address in addresses:
        answer = client.request(method, address, **options)
        is_problem = answer.headers["content-type"] == "application/problem+json"
        if answer.status_code not in allowed or (answer.status_code >= 400 and not is_problem):
            wrong.append(f"{answer.status_code} {address[:120]}")
    assert not wrong, "\n" + "\n".join(wrong)


def with_raw(name: str, value: str) -> str:
    """A product's JSON with this field's value as it stands, unread."""
    return json.dumps(product_json(**{name: "HERE"})).replace('"HERE"', value)


# Composing a heap of marks is quadratic: it would hold everybody up for minutes or hours.
HEAP = "a" + "\u0315\u0300" * 30_000


@pytest.mark.parametrize(
    "body",
    [
        {"title": HEAP},
        {"axis": HEAP},
        {"kind": HEAP},
        {HEAP: 1},
        {"details": {"script": HEAP}},
        {"details": {HEAP: 1}},
        {"placements": [{"channel": HEAP, "published_on": HEAP}]},
        {"external_id": HEAP},
        {"reason": HEAP[:70_000]},
    ],
    ids=lambda body: str(body)[:24],
)
def test_a_heap_of_marks_is_refused_unread(officer: TestClient, body: dict[str, Any]) -> None:
    answer = officer.post(f"{API}/products", json=product_json() | body)
    problem(answer, 422)
    assert len(answer.content) < 5000
    assert makers.every(officer, "/products") == []


@pytest.mark.on_both
@pytest.mark.parametrize("path", ["/products?q=", "/units?q=", "/coverage?period=", "/products?external_id="])
def test_a_heap_of_marks_is_asked_for_in_vain(officer: TestClient, path: str) -> None:
    problem(officer.get(f"{API}{path}{quote(HEAP[:5000])}"), 422)


def test_letters_apart_are_no_heap(officer: TestClient) -> None:
    title = "Ậ" * 300
    apart = "A\u0302\u0323" * 300
    assert product(officer, placement("zalo", makers.DAY), title=apart)["title"] == title


def test_thousands_of_unknown_fields_are_told_once(officer: TestClient) -> None:
    answer = officer.post(f"{API}/products", json=product_json() | {f"x{number}": 1 for number in range(20_000)})
    assert len(problem(answer, 422)["errors"]) == 1


def test_of_many_faults_a_hundred_are_told(officer: TestClient) -> None:
    rows = [{"group": "x y", "people": 1}] * 400
    answer = officer.post(f"{API}/products", json=product_json(placements=[placement("zalo", makers.DAY, *rows)]))
    errors = problem(answer, 422)["errors"]
    assert len(errors) == 101
    assert "300" in errors[-1]["message"]


# JSON itself.


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b" ",
        b"{",
        b"{]",
        b"null",
        b"[]",
        b"1",
        b'"text"',
        b"true",
        b"{'a': 1}",
        b'{"title": "a",}',
        b"\xff\xfe",
        b'{"title": NaN}',
        b'{"title": Infinity}',
        b'{"title": -Infinity}',
        b"\x00",
        b"{}{}",
        b'{"title": "\x01"}',
        b"[" * 100_000,
        b'{"a":' * 50_000,
        b'{"title": ' + b"9" * 5000 + b"}",
        b"unit=UBND&title=a",
        b'{"title": "a", "title": "b"}',
        b'{"details": {"link": 1, "link": 2}}',
    ],
    ids=lambda content: repr(content[:24]),
)
def test_broken_json(officer: TestClient, content: bytes) -> None:
    answer = raw(officer, content)
    body = problem(answer, 422)
    assert len(body["errors"]) >= 1
    assert len(answer.content) < 5000
    problem(raw(officer, content, "/products/batch"), 422)
    assert makers.every(officer, "/products") == []


@pytest.mark.parametrize("path", ["/products", "/products/batch"])
def test_what_nests_too_deep_is_told_so_and_brackets_in_a_text_nest_nothing(officer: TestClient, path: str) -> None:
    deep = b'{"details": ' + b"[" * MOST_DEPTH + b"]" * MOST_DEPTH + b"}"
    flat = json.dumps(product_json(title="Tin " + "[{" * MOST_DEPTH)).encode()
    items = (b'{"items": [' + one + b"]}" if "batch" in path else one for one in (deep, flat))
    [fault] = problem(raw(officer, next(items), path), 422)["errors"]
    assert "lồng quá nhiều tầng" in fault["message"]
    assert raw(officer, next(items), path).status_code == 201


def test_a_twin_name_deep_inside(officer: TestClient) -> None:
    text = json.dumps(product_json()).replace('"channel": "zalo"', '"channel": "zalo", "channel": "talk"')
    problem(raw(officer, text), 422)


@pytest.mark.parametrize(
    "kind",
    [
        "",
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "application",
        "json",
        "text/json",
        "application/json, text/plain",
        "application/jsonx",
        "é/x",
    ],
)
def test_another_content_type(officer: TestClient, kind: str) -> None:
    content = json.dumps(product_json())
    headers = {"Content-Type": kind.encode("latin-1")} if kind else {}
    problem(officer.post(f"{API}/products", content=content.encode(), headers=headers), 415)
    assert makers.every(officer, "/products") == []


@pytest.mark.parametrize(
    "kind", ["application/json; charset=utf-8", "APPLICATION/JSON", "application/merge-patch+json"]
)
def test_json_by_other_names(officer: TestClient, kind: str) -> None:
    answer = officer.post(f"{API}/products", content=json.dumps(product_json()), headers={"Content-Type": kind})
    assert answer.status_code == 201


def test_too_much_is_refused(officer: TestClient) -> None:
    answer = raw(officer, b'{"title": "' + b"a" * (9 * 1024 * 1024) + b'"}')
    assert answer.status_code == 413
    assert makers.every(officer, "/products") == []


def test_too_much_is_a_problem_too(officer: TestClient) -> None:
    problem(raw(officer, b'{"title": "' + b"a" * (9 * 1024 * 1024) + b'"}'), 413)


# Text.

BAD_TEXT = ['"\\ud800"', '"a\\udc00b"', '"\\u0000"', '"a\\u0007b"', '"\\u001b[31m"', '"\\uffff"', '"\\u007f"']


@pytest.mark.parametrize(
    "name",
    ["title", "unit", "external_id", "reason", "change_reason", "content_group", "kind", "status", "topic", "campaign"],
)
def test_text_that_cannot_be_shown(coordinator: TestClient, name: str) -> None:
    for value in BAD_TEXT:
        answer = raw(coordinator, with_raw(name, value))
        problem(answer, 422)
        assert (name,) in locs(answer), value
    assert makers.every(coordinator, "/products") == []


@pytest.mark.parametrize("value", BAD_TEXT)
def test_text_that_cannot_be_shown_inside(officer: TestClient, value: str) -> None:
    for fields, loc in (
        ({"details": {"alt_text": "HERE"}}, ("details", "alt_text")),
        ({"directives": ["HERE"]}, ("directives", 0)),
        ({"placements": [placement("HERE")]}, ("placements", 0, "channel")),
        ({"placements": [placement("zalo", "HERE")]}, ("placements", 0, "published_on")),
        ({"placements": [placement("zalo", makers.DAY, reach("HERE"))]}, ("placements", 0, "reach", 0, "group")),
    ):
        answer = raw(officer, json.dumps(product_json(**fields)).replace('"HERE"', value))
        problem(answer, 422)
        assert loc in locs(answer)


@pytest.mark.parametrize(
    "name", ["\\ud800", "\\u0000", "a\\udfff", "\\uffff", "<script>", "x" * 5000, "", "__class__", "0"]
)
def test_names_that_are_none(officer: TestClient, name: str) -> None:
    for text in (
        f'{{"{name}": 1}}',
        f'{{"title": "a", "details": {{"{name}": 1}}}}',
        f'{{"items": [{{"{name}": 1}}]}}',
    ):
        problem(raw(officer, text), 422)
        problem(raw(officer, text, "/products/batch"), 422)


def test_lone_surrogates_in_raw_bytes(officer: TestClient) -> None:
    for content in (b'"\xed\xa0\x80"', b'{"title": "\xed\xa0\x80"}', '{"title": "a"}'.encode("utf-16"), b'"\\ud800"'):
        problem(raw(officer, content), 422)


def test_a_title_of_ten_thousand_letters(officer: TestClient) -> None:
    answer = officer.post(f"{API}/products", json=product_json(title="ắ" * 10_000))
    problem(answer, 422, (("title",), "too_long"))
    assert "ắắắ" not in answer.text
    made = product(officer, title="ắ" * 300)
    assert len(made["title"]) == 300


@pytest.mark.parametrize(
    "title",
    ["", "   ", "\n\t", "\u200b", "\ufeff \u00ad", "\u3164\u2800", "\u202e", None, 7, True, ["a"], {"a": 1}],
    ids=ascii,
)
def test_titles_that_are_none(officer: TestClient, title: Any) -> None:
    answer = officer.post(f"{API}/products", json=product_json(title=title))
    problem(answer, 422)
    assert locs(answer) == [("title",)]


@pytest.mark.on_both
def test_letters_and_marks_apart_become_one(officer: TestClient, coordinator: TestClient) -> None:
    apart, together = "Tu\u031b\u0323 la\u0300m sa\u0323ch đẹp", "Tự làm sạch đẹp"
    made = product(officer, title=apart, details={"alt_text": apart})
    assert made["title"] == made["details"]["alt_text"] == together
    assert group(coordinator, name=apart)["name"] == together
    for words in (apart, together, "tu lam sach"):
        assert len(makers.every(officer, "/products", q=words)) == 1
        assert len(makers.every(officer, "/groups", q=words)) == 1


def test_spaces_are_trimmed_and_lines_joined(officer: TestClient) -> None:
    assert product(officer, title="  Thu phí\n rác\t thải ")["title"] == "Thu phí rác thải"


@pytest.mark.parametrize("unseen", ["\u200b", "\ufeff\u2060", "\u202e", "\u3164"], ids=ascii)
def test_text_of_which_nothing_shows_is_none_anywhere(coordinator: TestClient, unseen: str) -> None:
    tdp = {"code": "TDP-01", "kind": "residential"}
    for fields, name in (({"name": unseen}, "name"), ({"name": "Tổ 1", "cluster": unseen}, "cluster")):
        problem(coordinator.post(f"{API}/groups", json=tdp | fields), 422, ((name,), "missing"))
    group(coordinator, "TDP-01")
    problem(makers.try_patch(coordinator, "/groups/TDP-01", name=unseen), 422, (("name",), "missing"))


@pytest.mark.parametrize("turning", ["\u202e", "\u202a", "\u2066", "\u2069"], ids=ascii)
def test_what_turns_letters_round_is_dropped(officer: TestClient, turning: str) -> None:
    made = product(officer, title=f"{turning}Thu phí{turning} rác", details={"alt_text": f"Ảnh {turning}rác"})
    assert (made["title"], made["details"]["alt_text"]) == ("Thu phí rác", "Ảnh rác")


@pytest.mark.on_both
@pytest.mark.parametrize(
    "text", ["<b>đậm</b>", "'; DROP TABLE product; --", "{{ 7*7 }}", "%s %d {x}", "\U0001f600 🇻🇳", "=1+1", "\\", '"']
)
def test_odd_but_honest_text_is_kept_as_it_is(officer: TestClient, text: str) -> None:
    made = product(officer, title=text, details={"alt_text": text}, external_id=text[:99])
    assert (made["title"], made["details"]["alt_text"], made["external_id"]) == (text, text, text)
    assert [one["id"] for one in makers.every(officer, "/products", q=text)] in ([made["id"]], [])
    assert len(makers.every(officer, "/products", external_id=text)) == 1


# Numbers.


@pytest.mark.parametrize(
    "value",
    ["0", "-1", "0.0", "-1.0", "1.5", '"420"', "true", "NaN", "1" + "0" * 400, "1e400", 'null, "x": 1', "[]", "{}"],
)
def test_numbers_of_people(officer: TestClient, coordinator: TestClient, value: str) -> None:
    group(coordinator)
    text = json.dumps(product_json(placements=[placement("zalo", makers.DAY, reach(people=777))]))
    problem(raw(officer, text.replace("777", value)), 422)
    assert makers.every(officer, "/products") == []


@pytest.mark.parametrize("amount", ["-1", "1.5", "true", '"5"', "1" + "0" * 20, "1e20", "null"])
def test_amounts(officer: TestClient, amount: str) -> None:
    answer = raw(officer, with_raw("cost", f'{{"amount": {amount}, "funding": "contributed"}}'))
    problem(answer, 422)
    assert locs(answer) == [("cost", "amount")]


def test_the_largest_numbers_are_kept(officer: TestClient, coordinator: TestClient) -> None:
    group(coordinator, population=None)
    row = placement("zalo", makers.DAY, reach(people=10**9))
    made = product(officer, row, cost={"amount": 10**15, "funding": "contributed"})
    assert made["cost"]["amount"] == 10**15
    product(officer, row, row, row)
    whole = makers.get(officer, "/coverage", period="2026-Q2")
    assert whole["items"][0]["gross_reach"] == 4 * 10**9


# Addresses.

HUGE = [
    "9" * 10,
    "9" * 19,
    "9" * 40,
    "9" * 5000,
    "-" + "9" * 30,
    "0",
    "-0",
    "1.5",
    "1e3",
    "0x1",
    "²",
    "١",
    "nan",
    "%00",
    "a%00b",
    "%ff",
]


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
def test_ids_that_are_none(stage: Stage, method: str) -> None:
    body = {"title": "X"} if method == "PATCH" else None
    addresses = [f"{API}/products/{key if '%' in key else quote(key)}" for key in HUGE]
    check_all(stage, method, addresses, {404}, json=body, headers={"If-Match": "*"})


ODD = [
    "",
    "%00",
    "a%00b",
    "%ff",
    "%ED%A0%80",
    "%25",
    "_",
    "%5C",
    "'",
    "%F0%9F%98%80",
    "%0a",
    "a%20b",
    "9" * 400,
    "null",
    "[]",
    "2026-05-03",
    "0001-01-01",
    "9999-12-31",
    "9999-12-31T23:59:59%2B14:00",
    "2026-00",
    "9999-12",
    "0000-01",
    "9999",
    "0000",
    "%C2%B2%C2%B2%C2%B2%C2%B2",
    "x" * 3000,
]


@pytest.mark.parametrize(
    "noun", ["units", "groups", "channels", "periods", "campaigns", "directives", "materials", "topics"]
)
def test_codes_that_are_none(stage: Stage, noun: str) -> None:
    keys = [*ODD[1:], "đ", "';--", "..%2f..%2fetc"]
    check_all(stage, "GET", [f"{API}/{noun}/{key}" for key in keys], {404})


@pytest.mark.on_both
@pytest.mark.parametrize("path", ["products", "concerns", "units", "groups", "coverage"])
def test_filters_of_every_kind(stage: Stage, path: str) -> None:
    names = {
        "products": [
            "unit",
            "campaign",
            "kind",
            "status",
            "channel",
            "content_group",
            "topic",
            "axis",
            "directive",
            "group",
            "material",
            "period",
            "from",
            "to",
            "source",
            "external_id",
            "updated_after",
            "cursor",
            "limit",
            "q",
        ],
        "concerns": [
            "status",
            "owner_unit",
            "urgency",
            "nature",
            "content_group",
            "group",
            "period",
            "overdue",
            "q",
            "updated_after",
            "cursor",
            "limit",
        ],
        "units": ["kind", "q", "active", "updated_after", "limit"],
        "groups": ["kind", "cluster", "q", "active"],
        "coverage": ["kind", "by", "group", "unit", "channel", "month", "ward", "directive", "product_kind"],
    }[path]
    start = f"{API}/{path}?period=2026-Q2&" if path == "coverage" else f"{API}/{path}?"
    addresses = [f"{start}{name}={value}" for name in names for value in ODD]
    addresses += [f"{API}/coverage?period={value}" for value in ODD] if path == "coverage" else []
    check_all(stage, "GET", addresses, {200, 422})


@pytest.mark.on_both
def test_search_words_that_match_nothing(officer: TestClient) -> None:
    product(officer, title="Loa phường")
    for words in ("%", "_", "\\", "'", "loa%", "l_a", "😀"):
        for noun in ("products", "units", "campaigns"):
            assert makers.every(officer, f"/{noun}", q=words) == [], (noun, words)


# Unknown parameters.


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/units/UBND", None),
        ("GET", "/products/{id}", None),
        ("GET", "/topics/1.12.1", None),
        ("POST", "/products", product_json()),
        ("POST", "/groups", {"code": "X", "kind": "residential", "name": "X"}),
        ("POST", "/products/batch", {"items": [product_json()]}),
        ("PATCH", "/products/{id}", {"title": "X"}),
        ("PATCH", "/groups/TDP-01", {"name": "X"}),
        ("DELETE", "/products/{id}", None),
        ("DELETE", "/groups/TDP-01", None),
    ],
    ids=lambda value: str(value)[:20],
)
def test_unknown_parameters(coordinator: TestClient, method: str, path: str, body: Any) -> None:
    group(coordinator)
    path = API + path.format(id=makers.planned(coordinator)["id"])
    for query in ("colour=red", "limit=5"):
        answer = coordinator.request(method, f"{path}?{query}", json=body, headers={"If-Match": "*"})
        problem(answer, 422)
        assert locs(answer) == [(query.split("=", maxsplit=1)[0],)]
        told = "Địa chỉ có 1 chỗ chưa đúng." if method == "GET" else "Chưa lưu được, còn 1 chỗ cần sửa."
        assert answer.json()["detail"] == told


def test_unknown_parameters_of_the_wards(city: TestClient) -> None:
    problem(city.get(f"{API}/wards?colour=red"), 422)


# Cursors.


def cursor(key: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(key).encode()).decode().rstrip("=")


TAMPERED = [
    "",
    "x",
    "%00",
    "=",
    "====",
    "a" * 499,
    "a" * 501,
    "đ",
    "%ff",
    "WzFd",
    cursor([]),
    cursor({}),
    cursor("a"),
    cursor(None),
    cursor([None]),
    cursor([True, False]),
    cursor([1]),
    cursor(["a"]),
    cursor(["a", "b"]),
    cursor([1, 2]),
    cursor([1, "x"]),
    cursor(["2026-05-03", "x"]),
    cursor(["2026-05-03", 10**30]),
    cursor(["2026-05-03", -(10**30)]),
    cursor(["9999-99-99", 1]),
    cursor(["2026-05-03", 1, 2]),
    cursor([10**30, "a"]),
    cursor([10**18, "a"]),
    cursor([2**40, "a"]),
    cursor(["2026-05-03", 2**40]),
    cursor(["2026-05-03", -(2**40)]),
    cursor(["\x00"]),
    cursor([1, "\x00"]),
    cursor(["\ud800"]),
    cursor([1, "\ud800"]),
    cursor([[1]]),
    cursor(["2026-W01-1", 5]),
    cursor([0, "2026-05-03", 1]),
    cursor([3, "2026-05-03", 1]),
    cursor([2, "2026-99-03", 1]),
    cursor([1.5, "a"]),
    cursor([float("inf"), "a"]),
]


@pytest.mark.on_both
@pytest.mark.parametrize("noun", ["products", "concerns", "units", "groups"])
def test_tampered_cursors(stage: Stage, noun: str) -> None:
    """Refused, or a place where some page of this list could have ended: then the list goes on from there."""
    check_all(stage, "GET", [f"{API}/{noun}?cursor={tampered}" for tampered in TAMPERED], {200, 422})


@pytest.mark.on_both
def test_another_list_s_cursor(officer: TestClient) -> None:
    for _ in range(2):
        product(officer)
    ends = {
        noun: makers.get(officer, f"/{noun}", limit=1)["next"].rpartition("cursor=")[2]
        for noun in ("products", "units", "channels")
    }
    for noun, other in (("products", "units"), ("products", "channels"), ("units", "products"), ("channels", "units")):
        answer = officer.get(f"{API}/{noun}?cursor={ends[other]}")
        assert answer.status_code in (200, 422), answer.text


@pytest.mark.on_both
@pytest.mark.parametrize("when", ["newer", "older"])
def test_a_walk_while_others_write(officer: TestClient, when: str) -> None:
    """What was there when the walk began is met exactly once, whatever comes in meanwhile."""
    before = [product(officer, placement("zalo", f"2026-05-{day:02}"))["id"] for day in range(1, 8)]
    page = makers.get(officer, "/products", limit=2)
    met = [one["id"] for one in page["items"]]
    while page["next"]:
        product(officer, placement("zalo", "2026-06-20" if when == "newer" else "2026-04-10"))
        page = officer.get(page["next"]).json() if len(met) < 20 else {"items": [], "next": None}
        met += [one["id"] for one in page["items"]]
    assert len(set(met)) == len(met)
    assert [key for key in met if key in before] == before[::-1]


@pytest.mark.on_both
def test_a_walk_keeps_its_filters(officer: TestClient, coordinator: TestClient) -> None:
    for number in range(4):
        product(coordinator, unit="UBND" if number % 2 else "MTTQ")
    assert [one["unit"] for one in makers.every(officer, "/products", unit="UBND", limit=1, q="đồ họa")] == ["UBND"] * 2


# Headers.


@pytest.mark.parametrize("value", ["", "*", '"', "W/", '"a', "a,b,,", '"đ"', "x" * 5000])
def test_if_match_of_every_kind(officer: TestClient, value: str) -> None:
    path = f"{API}/products/{product(officer)['id']}"
    answer = officer.patch(path, json={"title": "X"}, headers={"If-Match": value.encode()})
    assert answer.status_code in ((200,) if value == "*" else (412, 428)), answer.text


@pytest.mark.parametrize("value", ["", " ", "đ", "x" * 200, "x" * 201, "a b", '"quoted"', "\x7f"])
def test_idempotency_keys_of_every_kind(officer: TestClient, value: str) -> None:
    headers = {"Idempotency-Key": value.encode()}
    answer = officer.post(f"{API}/products", json=product_json(), headers=headers)
    assert answer.status_code in (201, 422), answer.text


def test_what_is_refused_is_not_repeated(officer: TestClient) -> None:
    secret = "0912345678 nguyen@a.vn"
    for fields in (
        {"title": secret * 40},
        {"kind": secret},
        {"unit": secret},
        {"placements": secret},
        {"details": secret},
    ):
        answer = officer.post(f"{API}/products", json=product_json(**fields))
        assert answer.status_code in (403, 422)
        assert "0912345678" not in answer.text
