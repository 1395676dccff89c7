"""CSV: the same rows and filters as the JSON, for programs by RFC 4180, for people as their spreadsheet opens it."""

import csv
import io
import json
import re
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any, get_args
from urllib.parse import parse_qsl

import pytest
from fastapi.testclient import TestClient
from python_calamine import CalamineWorkbook

from app.domain.indicators.entry import Entity
from app.web.field_labels import FIELDS
from app.web.indicator_labels import ENTRIES
from tests import makers
from tests.conftest import WARD, Stage
from tests.makers import API, Json, get, group, placement, product, reach

LISTS = (
    "units",
    "groups",
    "channels",
    "content-groups",
    "topics",
    "axes",
    "periods",
    "campaigns",
    "directives",
    "materials",
    "products",
    "concerns",
    "changes",
)


def table(client: TestClient, path: str, delimiter: str = ",", **query: Any) -> list[list[str]]:
    answer = client.get(API + path, params={"format": "csv"} | query)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/csv; charset=utf-8")
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=delimiter))


def rows(client: TestClient, path: str, **query: Any) -> list[dict[str, str]]:
    heads, *found = table(client, path, **query)
    return [dict(zip(heads, row, strict=True)) for row in found]


@pytest.mark.parametrize("noun", LISTS)
def test_every_list_has_the_same_rows_under_its_json_names(coordinator: TestClient, noun: str) -> None:
    group(coordinator, population=None)
    makers.campaign(coordinator, budget=[{"amount": 5_000_000, "funding": "state_budget"}])
    makers.material(coordinator)
    makers.concern(coordinator)
    product(
        coordinator, placement("zalo", makers.DAY, reach(people=None)), cost={"amount": 1, "funding": "contributed"}
    )
    items = get(coordinator, f"/{noun}")["items"]
    assert items
    heads, *found = table(coordinator, f"/{noun}")
    assert sorted(heads) == sorted(set(items[0]) - {"etag"}), "each name once"
    assert [len(row) for row in found] == [len(heads)] * len(items)
    key = next(name for name in ("code", "id", "seq") if name in heads)
    if noun == "changes":
        key = "seq"
    assert [row[heads.index(key)] for row in found] == [str(item[key]) for item in items]


def test_an_empty_list_still_has_its_heads(coordinator: TestClient) -> None:
    assert table(coordinator, "/products") == [table(coordinator, "/products")[0]]
    assert "title" in table(coordinator, "/products")[0]


def test_values_come_back_as_they_went_in(coordinator: TestClient) -> None:
    name = 'Tổ "Hoa, Ban";\nngõ 5'
    group(coordinator, name=name.replace("\n", " "), population=1234, cluster="Cụm 1")
    product(
        coordinator,
        placement("zalo", makers.DAY, reach(people=7)),
        title="Bài; một, hai",
        directives=["NQ02-TW"],
        kind="other",
        details={"note": name},
    )
    (told,) = rows(coordinator, "/groups")
    assert (told["name"], told["population"], told["active"], told["retired_on"]) == (
        'Tổ "Hoa, Ban"; ngõ 5',
        "1234",
        "true",
        "",
    )
    (told,) = rows(coordinator, "/products")
    assert told["title"] == "Bài; một, hai"
    assert told["directives"] == "NQ02-TW"
    assert json.loads(told["details"]) == {"note": name}
    placed = json.loads(told["placements"])[0]
    assert (placed["reached"], placed["people"], placed["evidenced"]) == (1, 7, 7)


@pytest.mark.parametrize("start", ["=1+1", "+84", "-5", "@nhóm"])
def test_text_that_a_spreadsheet_would_run_gets_an_apostrophe(coordinator: TestClient, start: str) -> None:
    group(coordinator, name=f"{start} tổ")
    assert rows(coordinator, "/groups")[0]["name"] == f"'{start} tổ"


def test_coverage_has_its_rows_and_numbers_stay_numbers(coordinator: TestClient) -> None:
    group(coordinator, "TDP-01", population=3)
    group(coordinator, "TDP-02", population=None)
    product(coordinator, placement("zalo", makers.DAY, reach("TDP-01", 1), reach("TDP-02", 5)))
    first, second = rows(coordinator, "/coverage", period="2026-Q2")
    assert (first["key"], first["coverage"], first["net_reach"], first["frequency"]) == (
        "TDP-01",
        "0.333333",
        "1",
        "1.0",
    )
    assert (second["population"], second["coverage"], second["gross_reach"]) == ("", "", "5")
    channels = rows(coordinator, "/coverage", period="2026-Q2", by="channel")
    assert [row["key"] for row in channels] == ["zalo"]
    assert [row["key"] for row in rows(coordinator, "/coverage", period="2026-Q2", group="TDP-01")] == ["TDP-01"]


def test_a_person_gets_what_vietnamese_excel_opens(
    stage: Stage, coordinator: TestClient, pages: SimpleNamespace
) -> None:
    group(coordinator, population=3, name="Tổ dân phố số 1")
    product(coordinator, placement("zalo", makers.DAY, reach(people=1)))
    answer = pages.leader.get("/api/v1/coverage?period=2026-Q2&excel=1&format=csv")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert b"\r\n" in answer.content
    assert "coverage-2026-Q2" in answer.headers["content-disposition"]
    heads, first = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    told = dict(zip(heads, first, strict=True))
    assert (told["Tên"], told["Độ phủ"], told["Số dân"]) == ("Tổ dân phố số 1", "0,333333", "3")
    assert not any(head.isascii() and head.islower() for head in heads), "every head is in words"


@pytest.mark.parametrize(
    ("by", "words"),
    [
        ("product_kind", "Đồ họa thông tin"),
        ("form", "Mạng xã hội"),
        ("month", f"tháng {makers.DAY[5:7]}/{makers.DAY[:4]}"),
        ("channel", "Zalo tổ dân phố"),
    ],
)
def test_a_person_s_coverage_names_its_rows_in_words(
    coordinator: TestClient, pages: SimpleNamespace, by: str, words: str
) -> None:
    group(coordinator, population=3)
    product(coordinator, placement("zalo", makers.DAY, reach(people=1)))
    heads, row = table(pages.leader, "/coverage", ";", excel=1, period="2026-Q2", by=by)
    assert dict(zip(heads, row, strict=True))["Tên"] == words
    (told,) = rows(pages.leader, "/coverage", period="2026-Q2", by=by)
    assert told["name"] == (words if by == "channel" else told["key"]), "for programs as the JSON has it"


def test_a_person_s_entries_say_in_words_what_they_are(coordinator: TestClient, pages: SimpleNamespace) -> None:
    group(coordinator, population=900)
    for make in (makers.material, makers.concern, makers.directive, makers.survey, makers.pulse, makers.commendation):
        make(coordinator)
    cost = {"amount": 1, "funding": "contributed"}
    product(coordinator, placement("zalo", makers.DAY, reach(people=3)), cost=cost)
    seen = set[str]()
    for one in get(coordinator, "/indicators", period="2026-Q2")["items"]:
        for address in filter(None, one["entries"].values()):
            path, _, query = address.removeprefix(API).partition("?")
            asked = dict(parse_qsl(query))
            seen |= {entry["entity"] for entry in rows(pages.leader, path, **asked)}
            heads, *found = table(pages.leader, path, ";", excel=1, **asked)
            assert not {row[heads.index("Đối tượng")] for row in found} & set(get_args(Entity)), "words, not codes"
    assert seen >= {"cell", "group", "concern", "report", "channel", "survey", "reach", "product", "placement"}
    assert seen <= set(ENTRIES) == set(get_args(Entity)), "each has its words"


def test_a_number_below_zero_gets_no_apostrophe_and_text_beside_it_does(
    coordinator: TestClient, pages: SimpleNamespace
) -> None:
    group(coordinator, name="-5 tổ", population=1000)
    product(coordinator, placement("zalo", makers.DAY, reach(people=333)))
    heads, *cells = table(pages.leader, "/indicators", ";", period="2026-Q3", excel=1)
    told = {row[0]: dict(zip(heads, row, strict=True)) for row in cells}
    assert told["residential_coverage"]["Thay đổi"] == "-0,333"
    assert told["gross_contacts"]["Thay đổi"] == "-333"
    heads, row = table(pages.leader, "/groups", ";", excel=1)
    assert dict(zip(heads, row, strict=True))["Tên"] == "'-5 tổ"


def test_a_token_gets_no_mark_and_a_comma(coordinator: TestClient) -> None:
    answer = coordinator.get("/api/v1/units", headers={"Accept": "text/csv"})
    assert answer.content.startswith(b"code,name,")
    assert "Accept" in answer.headers["vary"].split(", ")


@pytest.mark.on_both
@pytest.mark.parametrize(
    ("accept", "query", "is_csv"),
    [
        ("text/csv", "", True),
        ("application/json", "?format=csv", True),
        ("text/csv", "?format=json", False),
        ("*/*", "", False),
        ("application/json, text/csv;q=0.5", "", False),
        ("text/csv; charset=utf-8", "", True),
        ("application/json;q=0.1, text/csv", "", True),
        ("image/png, text/csv;q=0", "", False),
        ("text/csvx", "", False),
        ("text/*", "", True),
        ("text/csv;q=0.8, */*;q=0.1", "", True),
        ("", "", False),
    ],
)
def test_the_format_asked_for_wins_over_the_header(
    coordinator: TestClient, accept: str, query: str, is_csv: bool
) -> None:
    answer = coordinator.get(f"/api/v1/axes{query}", headers={"Accept": accept})
    assert answer.headers["content-type"].startswith("text/csv") == is_csv


def test_another_format_is_refused(coordinator: TestClient) -> None:
    makers.problem(coordinator.get("/api/v1/axes?format=ods"), 422, (("format",), "choice"))
    makers.problem(coordinator.get("/api/v1/axes?format=csv&excel=x"), 422)


def workbook(client: TestClient, address: str) -> list[list[Any]]:
    """The rows of the only sheet."""
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    [sheet] = CalamineWorkbook.from_object(io.BytesIO(answer.content)).sheet_names
    return CalamineWorkbook.from_object(io.BytesIO(answer.content)).get_sheet_by_name(sheet).to_python()


def test_a_program_follows_the_link_a_person_gets_it_all(coordinator: TestClient, pages: SimpleNamespace) -> None:
    for number in range(5):
        group(coordinator, f"TDP-{number}")
    answer = coordinator.get("/api/v1/groups?format=csv&limit=2")
    found: list[str] = []
    while True:
        found += [line.split(",")[0] for line in answer.text.splitlines()[1:]]
        link = answer.headers.get("link")
        if link is None:
            break
        assert link.endswith('; rel="next"')
        answer = coordinator.get(link[1 : link.index(">")])
    assert found == [f"TDP-{number}" for number in range(5)]
    whole = pages.leader.get("/api/v1/groups?format=csv&excel=1&limit=2")
    assert len(whole.text.splitlines()) == 6
    assert "link" not in whole.headers


@pytest.mark.parametrize("path", ["/groups", "/concerns", "/products"])
def test_a_program_gets_a_whole_list_where_it_asks_for_no_page(coordinator: TestClient, path: str) -> None:
    """Power Query and pandas follow no Link header: a list of 50 rows would look whole."""
    for number in range(55):
        {
            "/groups": lambda n: group(coordinator, f"TDP-{n:02}"),
            "/concerns": lambda n: makers.concern(coordinator, summary=f"Việc {n}"),
            "/products": lambda n: product(coordinator, title=f"Bài {n}"),
        }[path](number)
    named = "code" if path == "/groups" else "id"
    every = [str(one[named]) for one in makers.every(coordinator, path, limit=20)]
    for asked in ({"headers": {"Accept": "text/csv"}}, {"params": {"format": "csv"}}):
        answer = coordinator.get(f"/api/v1{path}", **asked)
        assert [row[named] for row in csv.DictReader(io.StringIO(answer.text))] == every
        assert "link" not in answer.headers
    assert len(coordinator.get(f"/api/v1{path}?format=csv&limit=50").text.splitlines()) == 51


def test_a_table_that_did_not_change_answers_304(coordinator: TestClient, city: TestClient) -> None:
    group(coordinator)
    lists = (coordinator, "units"), (coordinator, "changes"), (city, "wards"), (city, "city/reports?period=2026-Q2")
    for client, path in lists:
        for way in ("format=csv", "format=csv&excel=1"):
            address = f"{API}/{path}{'&' if '?' in path else '?'}{way}"
            answer = client.get(address)
            again = client.get(address, headers={"If-None-Match": answer.headers["etag"]})
            assert (answer.status_code, again.status_code, again.content) == (200, 304, b""), address
            assert answer.headers["cache-control"] == "private, no-cache"
            assert answer.headers["etag"] != client.get(f"{API}/{path}").headers["etag"]


def test_who_may_not_read_a_list_may_not_have_its_table(
    stage: Stage, city: TestClient, leader: TestClient, nobody: TestClient, coordinator: TestClient
) -> None:
    group(coordinator, name="Tổ nhỏ", population=20)
    assert city.get("/api/v1/products?format=csv").status_code == 404
    assert leader.get("/api/v1/changes?format=csv").status_code == 403
    assert nobody.get("/api/v1/units?format=csv").status_code == 401
    assert rows(city, "/coverage", ward=WARD, period="2026-Q2")[0]["name"] == ""
    assert {row["code"] for row in rows(city, "/wards")} >= {WARD}


def test_the_products_page_offers_its_filtered_table(coordinator: TestClient, pages: SimpleNamespace) -> None:
    kept: Json = product(coordinator, title="Giữ lại")
    product(coordinator, title="Bỏ ra", unit="MTTQ")
    text = pages.leader.get("/products?period=2026-Q2&unit=UBND").text
    address = next(part for part in text.split('"') if part.startswith("/api/v1/products?")).replace("&amp;", "&")
    [heads, row] = workbook(pages.leader, address)
    told = dict(zip(heads, row, strict=True))
    assert (told["Số"], told["Tên"], told["Ngày phát"]) == (kept["id"], "Giữ lại", date.fromisoformat(makers.DAY))
    assert told["Tạo lúc"] > datetime(2026, 1, 1), "moments in the ward's time"  # noqa: DTZ001


def test_indicators_and_their_entries_as_tables(stage: Stage, coordinator: TestClient, city: TestClient) -> None:
    group(coordinator, population=1000)
    product(coordinator, placement("zalo", makers.DAY, reach(people=333)))
    items = {one["code"]: one for one in get(coordinator, "/indicators", period="2026-Q2")["items"]}
    told = {row["code"]: row for row in rows(coordinator, "/indicators", period="2026-Q2")}
    assert list(told) == list(items)
    one = told["residential_coverage"]
    assert (one["numerator"], one["value"], one["target"], one["pending"]) == ("333", "0.333", "0.8", "")
    assert json.loads(one["entries"]) == items["residential_coverage"]["entries"]
    heads, *cells = table(coordinator, "/indicators", ";", period="2026-Q2", excel=1)
    assert (heads[0], heads[4]) == ("Mã", "Hiện nay")
    assert next(row[4] for row in cells if row[0] == "residential_coverage") == "0,333"
    path = "/indicators/gross_contacts/entries"
    (entry,) = rows(coordinator, path, period="2026-Q2", part="numerator")
    assert (entry["group"], entry["amount"], entry["due_on"]) == ("TDP-01", "333", "")
    wards = rows(city, "/city/indicators", period="2026-Q2")
    assert {(row["ward"], row["value"]) for row in wards if row["code"] == "gross_contacts"} == {
        (WARD, "333"),
        ("KHUONGTHUONG", "0"),
    }


SHEETS = (
    *(noun for noun in LISTS if noun != "changes"),
    "surveys",
    "pulses",
    "commendations",
    "plans",
    "reports",
    "coverage",
    "indicators",
    "users",
    "audit",
    "tokens",
    "days-off",
    "products/{id}/attachments",
    "indicators/gross_contacts/entries",
)
ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")
OWN, EMPTY = ("Mã", "Mã đối tượng"), ("tokens", "days-off", "products/{id}/attachments")
ADMINS = ("users", "audit", "tokens", "days-off")


@pytest.mark.parametrize("noun", SHEETS)
def test_no_sheet_has_a_head_twice_or_in_english_or_a_table_in_a_cell(
    coordinator: TestClient, pages: SimpleNamespace, noun: str
) -> None:
    group(coordinator, population=900)
    makers.campaign(coordinator, budget=[{"amount": 5_000_000, "funding": "state_budget"}], target_groups=["TDP-01"])
    makers.material(coordinator)
    makers.concern(coordinator)
    makers.directive(coordinator)
    for make in (makers.survey, makers.pulse, makers.commendation, makers.plan, makers.report):
        make(coordinator)
    cost = {"amount": 1, "funding": "contributed"}
    kept = product(coordinator, placement("zalo", makers.DAY, reach(people=3)), cost=cost)
    makers.planned(coordinator, directives=["NQ02-TW"])
    reader = pages.admin if noun in ADMINS else pages.leader
    heads, *cells = table(reader, f"/{noun.format(**kept)}", ";", excel=1, **_asked(noun))
    assert cells or noun in EMPTY
    assert len(set(heads)) == len(heads)
    assert not [head for head in heads if head in FIELDS or "_" in head], "heads are words, not names of fields"
    assert not [cell for row in cells for cell in row if cell.startswith(("{", "["))]
    assert not [cell for row in cells for cell in row if ISO_DAY.match(cell)]
    codes = {"UBND", "zalo", "NQ02-TW", "published", "received", "residential"}
    told = [cell for row in cells for head, cell in zip(heads, row, strict=True) if head not in OWN]
    assert "state_budget" not in " ".join(told)
    assert not codes & set(told), "names and words where there are any"
    if noun in LISTS and noun != "changes":
        assert [len(row) for row in workbook(reader, f"{API}/{noun}?format=xlsx&limit=1")] == [len(heads)] * (
            len(cells) + 1
        ), "the same rows to the end, whatever the page"


def _asked(noun: str) -> dict[str, str]:
    asked = {"period": "2026-Q2"} if noun.startswith(("coverage", "indicators")) else {}
    return asked | ({"part": "numerator"} if noun.endswith("entries") else {})


def test_a_products_sheet_has_a_row_for_each_group_that_was_told(
    stage: Stage, coordinator: TestClient, pages: SimpleNamespace
) -> None:
    group(coordinator, "TDP-01", name="Tổ dân phố số 1", population=900)
    group(coordinator, "TDP-02", name="Tổ dân phố số 2", population=900)
    two = placement("zalo", makers.DAY, reach("TDP-01", 40), reach("TDP-02", None))
    product(coordinator, two, title="Một", cost={"amount": 1_500_000, "funding": "contributed"})
    heads, *found = table(pages.leader, "/products", ";", excel=1)
    first, second = (dict(zip(heads, row, strict=True)) for row in found)
    assert (first["Tên"], first["Nhóm đối tượng"], first["Số người"]) == ("Một", "Tổ dân phố số 1", "40")
    assert (second["Tên"], second["Nhóm đối tượng"], second["Số người"]) == ("Một", "Tổ dân phố số 2", "")
    assert (first["Chi phí (đồng)"], second["Chi phí (đồng)"]) == ("1500000", ""), "the cost adds up"
    assert first["Ngày phát"] == f"{makers.DAY[8:]}/{makers.DAY[5:7]}/{makers.DAY[:4]}"
    codes = {"UBND", "zalo", "TDP-01", "TDP-02", "published", "counted", "measured"}
    assert not codes & {*first.values(), *second.values()}, "names and words where there are any"


@pytest.mark.on_both
@pytest.mark.parametrize(
    ("accept", "is_packed"),
    [
        ("gzip", True),
        ("br, gzip;q=0.5", True),
        ("*", True),
        ("gzip;q=0", False),
        ("*, gzip;q=0.000", False),
        ("identity", False),
        ("br;q=1.0, *;q=0", False),
    ],
)
def test_only_who_takes_packed_answers_gets_them(coordinator: TestClient, accept: str, is_packed: bool) -> None:
    for path in ("/api/v1/content-groups", "/login", "/api/v1/coverage?period=2026-Q2&by=content_group&kind=audience"):
        answer = coordinator.get(path, headers={"Accept-Encoding": accept})
        assert answer.status_code == 200
        assert answer.headers.get("content-encoding") == ("gzip" if is_packed and "coverage" not in path else None)
        assert "Accept-Encoding" in answer.headers["vary"]
