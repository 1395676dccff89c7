"""Reference data by code: created, read, listed, changed, retired; the pack; lives; what closed periods ask."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.domain import trail
from app.domain.trail import verifying
from tests import makers
from tests.conftest import Stage
from tests.makers import codes, group, locs, placement, problem, product, reach

API = makers.API
# What each noun takes, and who of the cast may write it.
BODIES: dict[str, makers.Json] = {
    "units": makers.unit_json(),
    "groups": {
        "code": "TDP-01",
        "kind": "residential",
        "name": "Tổ 1",
        "population": 1450,
        "households": 430,
        "cluster": "A",
    },
    "channels": {"code": "viber", "name": "Viber", "form": "social", "default_share": 0.25},
    "periods": {"code": "2027-Q1", "starts_on": "2027-01-01", "ends_on": "2027-03-31", "due_on": "2027-03-10"},
    "campaigns": makers.campaign_json(),
    "directives": makers.directive_json(number="01-NQ", issuer="HĐND", within_days=30, content_group="1.3"),
    "materials": makers.material_json(),
}
NOUNS = list(BODIES)
READ_ONLY = {"content-groups": "1.12", "topics": "1.12.4", "axes": "2.1"}
EXISTING = {"units": "UBND", "channels": "zalo", "periods": "2026-Q2", "campaigns": "TX-2026", "directives": "NQ02-TW"}
CHANGES: dict[str, makers.Json] = {
    "units": {"name": "Đoàn phường"},
    "groups": {"households": 431},
    "channels": {"default_share": None},
    "periods": {"due_on": "2027-03-20"},
    "campaigns": {"target_coverage": 0.5},
    "directives": {"within_days": None},
    "materials": {"key": False},
}


@pytest.fixture
def writers(coordinator: TestClient, admin: TestClient) -> dict[str, TestClient]:
    return dict.fromkeys(NOUNS, coordinator) | {"units": admin}


# Each noun, the same way.


@pytest.mark.parametrize("noun", NOUNS)
def test_created_and_read(writers: dict[str, TestClient], leader: TestClient, noun: str) -> None:
    body = BODIES[noun]
    answer = writers[noun].post(f"{API}/{noun}", json=body)
    assert answer.status_code == 201, answer.text
    assert answer.headers["location"] == f"{API}/{noun}/{body['code']}"
    made = answer.json()
    assert {name: made[name] for name in body} == body
    assert made["warnings"] == []
    assert made["created_at"].endswith("Z")
    assert made["updated_at"].endswith("Z")
    read = leader.get(answer.headers["location"])
    assert read.json() == made
    assert read.headers["etag"] == answer.headers["etag"]
    assert read.headers["etag"].startswith('"')
    listed = {one["code"]: one for one in makers.every(leader, f"/{noun}")}
    assert listed[body["code"]]["etag"] == read.headers["etag"]


@pytest.mark.on_both
@pytest.mark.parametrize("noun", NOUNS)
def test_a_code_is_given_once(writers: dict[str, TestClient], noun: str) -> None:
    makers.post(writers[noun], f"/{noun}", BODIES[noun])
    answer = writers[noun].post(f"{API}/{noun}", json=BODIES[noun])
    assert answer.status_code in (409, 422)
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("noun", NOUNS)
def test_a_code_never_changes(writers: dict[str, TestClient], noun: str) -> None:
    code = makers.post(writers[noun], f"/{noun}", BODIES[noun])["code"]
    before = makers.get(writers[noun], f"/{noun}/{code}")
    makers.patch(writers[noun], f"/{noun}/{code}", code="OTHER")
    assert makers.get(writers[noun], f"/{noun}/{code}") == before


@pytest.mark.parametrize("noun", NOUNS)
@pytest.mark.parametrize("code", ["", "a b", "A/B", "đ", "e\u0301", "x" * 41, "A\nB", "A,B", None, 7, ["A"]], ids=repr)
def test_codes_that_are_none(writers: dict[str, TestClient], noun: str, code: Any) -> None:
    answer = writers[noun].post(f"{API}/{noun}", json=BODIES[noun] | {"code": code})
    problem(answer, 422)
    assert locs(answer)[0][0] == "code"


def test_codes_of_forty_letters(coordinator: TestClient) -> None:
    for code in ("aZ09._-" + "x" * 33, "-", "__", "0"):
        assert group(coordinator, code)["code"] == code
        assert makers.get(coordinator, f"/groups/{code}")["code"] == code


@pytest.mark.parametrize("noun", NOUNS)
def test_unknown_fields(writers: dict[str, TestClient], noun: str) -> None:
    answer = writers[noun].post(f"{API}/{noun}", json=BODIES[noun] | {"colour": "red"})
    problem(answer, 422, (("colour",), "unknown_field"))
    code = makers.post(writers[noun], f"/{noun}", BODIES[noun])["code"]
    problem(makers.try_patch(writers[noun], f"/{noun}/{code}", colour="red"), 422, (("colour",), "unknown_field"))


@pytest.mark.on_both
@pytest.mark.parametrize("noun", [*NOUNS, *READ_ONLY])
@pytest.mark.parametrize(
    "query", ["limit=0", "limit=201", "limit=x", "chanel=1", "active=maybe", "updated_after=x", "cursor=x"]
)
def test_unknown_or_wrong_parameters_of_a_list(leader: TestClient, noun: str, query: str) -> None:
    answer = leader.get(f"{API}/{noun}?{query}")
    problem(answer, 422)
    assert locs(answer) == [(query.partition("=")[0],)]


@pytest.mark.parametrize("noun", NOUNS)
def test_a_change_changes_what_was_sent(writers: dict[str, TestClient], noun: str) -> None:
    made = makers.post(writers[noun], f"/{noun}", BODIES[noun])
    changed = makers.patch(writers[noun], f"/{noun}/{made['code']}", **CHANGES[noun])
    same = set(made) - {"updated_at"}
    assert {name: changed[name] for name in same} == {name: made[name] for name in same} | CHANGES[noun]
    assert changed["updated_at"] > made["updated_at"]


@pytest.mark.parametrize(
    ("noun", "name"),
    [
        ("units", "name"),
        ("units", "kind"),
        ("units", "reports"),
        ("groups", "name"),
        ("groups", "kind"),
        ("channels", "name"),
        ("channels", "form"),
        ("channels", "active"),
        ("periods", "due_on"),
        ("periods", "closed"),
        ("campaigns", "title"),
        ("campaigns", "starts_on"),
        ("campaigns", "content_groups"),
        ("directives", "title"),
        ("directives", "must_reach"),
        ("materials", "title"),
        ("materials", "received_on"),
        ("materials", "key"),
    ],
)
def test_what_is_needed_cannot_be_null(writers: dict[str, TestClient], noun: str, name: str) -> None:
    code = makers.post(writers[noun], f"/{noun}", BODIES[noun])["code"]
    answer = makers.try_patch(writers[noun], f"/{noun}/{code}", **{name: None})
    problem(answer, 422)
    assert locs(answer) == [(name,)]


@pytest.mark.parametrize("noun", NOUNS)
def test_if_match(writers: dict[str, TestClient], noun: str) -> None:
    client = writers[noun]
    path = f"{API}/{noun}/{makers.post(client, f'/{noun}', BODIES[noun])['code']}"
    tag = client.get(path).headers["etag"]
    for method, body in (("PATCH", CHANGES[noun]), ("DELETE", None)):
        problem(client.request(method, path, json=body), 428)
        for stale in ('"other"', f"W/{tag}", tag.strip('"'), ""):
            problem(client.request(method, path, json=body, headers={"If-Match": stale}), 412)
    assert client.get(path).headers["etag"] == tag
    changed = client.patch(path, json=CHANGES[noun], headers={"If-Match": f'"other", {tag}'})
    assert changed.status_code == 200
    assert changed.headers["etag"] not in (tag, None)
    problem(client.patch(path, json=CHANGES[noun], headers={"If-Match": tag}), 412)
    assert client.patch(path, json=CHANGES[noun], headers={"If-Match": "*"}).status_code == 200


@pytest.mark.parametrize("noun", [noun for noun in NOUNS if noun != "periods"])
def test_what_nothing_uses_is_deleted(writers: dict[str, TestClient], noun: str) -> None:
    code = makers.post(writers[noun], f"/{noun}", BODIES[noun])["code"]
    makers.delete(writers[noun], f"/{noun}/{code}")
    problem(writers[noun].get(f"{API}/{noun}/{code}"), 404)
    assert makers.post(writers[noun], f"/{noun}", BODIES[noun])["code"] == code


def test_what_is_used_is_retired(writers: dict[str, TestClient], coordinator: TestClient) -> None:
    for noun in ("units", "groups", "channels", "campaigns", "directives", "materials"):
        makers.post(writers[noun], f"/{noun}", BODIES[noun])
    product(
        coordinator,
        placement("viber", makers.DAY, reach()),
        unit="DTN",
        campaign="NQ02",
        directives=["VB-01"],
        material="TL-05",
    )
    for noun in ("units", "groups", "channels", "campaigns", "directives", "materials"):
        code = BODIES[noun]["code"]
        path = f"/{noun}/{code}"
        makers.delete(writers[noun], path)
        assert makers.get(coordinator, path)["active"] is False
        assert code not in [one["code"] for one in makers.every(coordinator, f"/{noun}", active=True)]
        assert code in [one["code"] for one in makers.every(coordinator, f"/{noun}", active=False)]
        makers.delete(writers[noun], path)


def test_what_a_campaign_names_is_used(coordinator: TestClient) -> None:
    group(coordinator)
    makers.directive(coordinator)
    makers.material(coordinator)
    makers.campaign(coordinator, target_groups=["TDP-01"], directives=["VB-01"], material="TL-05")
    for path in ("/groups/TDP-01", "/directives/VB-01", "/materials/TL-05"):
        makers.delete(coordinator, path)
        assert makers.get(coordinator, path)["active"] is False


def test_the_standing_campaign_is_in_use(coordinator: TestClient) -> None:
    makers.try_delete(coordinator, "/campaigns/TX-2026")
    assert makers.get(coordinator, "/campaigns/TX-2026")["code"] == "TX-2026"
    assert product(coordinator)["campaign"] == "TX-2026"


def test_a_period_with_placements_is_in_use(coordinator: TestClient) -> None:
    product(coordinator)
    makers.try_delete(coordinator, "/periods/2026-Q2")
    assert makers.get(coordinator, "/periods/2026-Q2")["starts_on"] == "2026-04-01"


@pytest.mark.parametrize("noun", READ_ONLY)
def test_subjects_are_only_read(admin: TestClient, coordinator: TestClient, noun: str) -> None:
    code = READ_ONLY[noun]
    assert makers.get(coordinator, f"/{noun}/{code}")["code"] == code
    for client in (admin, coordinator):
        for method, path in (("POST", noun), ("PATCH", f"{noun}/{code}"), ("DELETE", f"{noun}/{code}")):
            headers = {"If-Match": "*"}
            answer = client.request(method, f"{API}/{path}", json={"code": "9.9", "name": "x"}, headers=headers)
            assert answer.status_code in (403, 404, 405)
    assert len(makers.every(coordinator, f"/{noun}")) == {"content-groups": 14, "topics": 7, "axes": 4}[noun]


# The pack.


def test_the_pack(leader: TestClient) -> None:
    units = {one["code"]: one for one in makers.every(leader, "/units")}
    assert set(units) == {"DANGUY", "BXDD", "UBND", "MTTQ", "CTXH", "TCD"}
    assert {code for code, one in units.items() if not one["reports"]} == {"DANGUY", "BXDD"}
    assert {code for code, one in units.items() if one["plans"]} == {"DANGUY", "UBND", "MTTQ", "CTXH"}
    forms = {one["code"]: one["form"] for one in makers.every(leader, "/channels")}
    assert forms == {
        "loudspeaker": "radio",
        "website": "website",
        "fanpage": "social",
        "zalo": "social",
        "facebook": "social",
        "notice_board": "notice_board",
        "electronic_board": "notice_board",
        "cell_meeting": "communicator",
        "residential_meeting": "communicator",
        "talk": "communicator",
        "official_notice": "other",
        "poster": "material",
        "press": "other",
        "event": "other",
    }
    assert all(one["default_share"] is None for one in makers.every(leader, "/channels"))
    numbers = [f"1.{number}" for number in range(1, 15)]
    assert [one["code"] for one in makers.every(leader, "/content-groups")] == numbers
    topics = {one["code"]: one["content_group"] for one in makers.every(leader, "/topics")}
    assert topics == {f"1.12.{n}": "1.12" for n in range(1, 6)} | {f"1.13.{n}": "1.13" for n in (1, 2)}
    assert [one["code"] for one in makers.every(leader, "/axes")] == ["2.1", "2.2", "2.3", "2.4"]
    periods = {
        one["code"]: (one["starts_on"], one["ends_on"], one["due_on"]) for one in makers.every(leader, "/periods")
    }
    assert periods == {
        "2026-Q2": ("2026-04-01", "2026-06-30", "2026-06-10"),
        "2026-Q3": ("2026-07-01", "2026-09-30", "2026-09-10"),
        "2026-Q4": ("2026-10-01", "2026-12-31", "2026-12-10"),
    }
    standing = makers.get(leader, "/campaigns/TX-2026")
    assert sorted(standing["content_groups"]) == sorted(numbers)
    directives = {one["code"]: one for one in makers.every(leader, "/directives")}
    assert directives["NQ02-TW"]["must_reach"] == ["residential", "party_cell"]
    assert {code: one["issued_on"] for code, one in directives.items() if one["issued_on"]} == {
        "NQ02-TW": "2026-03-17",
        "CT09-TU": "2026-03-23",
        "KH46-BTGDVTU": "2026-04-08",
    }
    assert all(one["within_days"] is None for one in directives.values())
    assert makers.every(leader, "/groups") == []


# Lists.


@pytest.mark.on_both
def test_pages_follow_one_another(coordinator: TestClient) -> None:
    for number in range(7):
        group(coordinator, f"T-{number}")
    first = makers.get(coordinator, "/groups", limit=3)
    assert first["next"].startswith("/api/v1/groups?")
    assert [one["code"] for one in first["items"]] == ["T-0", "T-1", "T-2"]
    assert [one["code"] for one in makers.every(coordinator, "/groups", limit=3)] == [f"T-{n}" for n in range(7)]
    assert makers.get(coordinator, "/groups", limit=7)["next"] is None
    assert [one["code"] for one in makers.every(coordinator, "/units", limit=1)] == sorted(
        one["code"] for one in makers.every(coordinator, "/units")
    )


@pytest.mark.on_both
@pytest.mark.parametrize(
    ("path", "query", "expected"),
    [
        ("units", {"q": "uy ban"}, ["MTTQ", "UBND"]),
        ("units", {"q": "ỦY BAN nhân"}, ["UBND"]),
        ("units", {"kind": "front"}, ["MTTQ"]),
        ("channels", {"q": "loa"}, ["loudspeaker"]),
        ("channels", {"form": "radio"}, ["loudspeaker"]),
        ("topics", {"content_group": "1.13"}, ["1.13.1", "1.13.2"]),
        ("topics", {"q": "ngap"}, ["1.12.4"]),
        ("directives", {"lead_unit": "TCD"}, ["KH-DU-2026"]),
        ("directives", {"content_group": "1.6"}, ["NQ57-TW"]),
        ("directives", {"q": "02-nq"}, ["NQ02-TW"]),
        ("campaigns", {"lead_unit": "UBND"}, []),
        ("axes", {"q": "hdnd"}, []),
        ("axes", {"q": "hoi dong"}, ["2.2"]),
    ],
    ids=str,
)
def test_filters_and_search(leader: TestClient, path: str, query: makers.Json, expected: list[str]) -> None:
    assert [one["code"] for one in makers.every(leader, f"/{path}", **query, limit=1)] == expected


@pytest.mark.on_both
def test_filters_of_groups(coordinator: TestClient) -> None:
    group(coordinator, "A", cluster="Cụm 1")
    group(coordinator, "B", "audience", cluster="Cụm 1")
    group(coordinator, "C", retired_on="2026-05-01")
    group(coordinator, "D", active_from=makers.day(1))
    for query, expected in (
        ({"kind": "audience"}, ["B"]),
        ({"cluster": "Cụm 1"}, ["A", "B"]),
        ({"active": True}, ["A", "B"]),
        ({"active": False}, ["C", "D"]),
        ({"active": False, "limit": 1}, ["C", "D"]),
        ({"kind": "residential", "q": "nhom c"}, ["C"]),
    ):
        assert [one["code"] for one in makers.every(coordinator, "/groups", **query)] == expected
    problem(coordinator.get(f"{API}/groups?kind=people"), 422, (("kind",), "choice"))


def test_updated_after(coordinator: TestClient) -> None:
    group(coordinator, "A")
    moment = group(coordinator, "B")["updated_at"]
    group(coordinator, "C")
    assert [one["code"] for one in makers.every(coordinator, "/groups", updated_after=moment)] == ["C"]


# Units, groups and their lives.


@pytest.mark.parametrize(
    "kind", ["party_committee", "standing_agency", "government", "front", "mass_organisation", "party_organisation"]
)
def test_unit_kinds(admin: TestClient, kind: str) -> None:
    made = makers.post(admin, "/units", makers.unit_json(kind=kind))
    assert (made["reports"], made["plans"], made["active"]) == (True, False, True)


def test_wrong_kinds(admin: TestClient, coordinator: TestClient) -> None:
    problem(admin.post(f"{API}/units", json=makers.unit_json(kind="club")), 422, (("kind",), "choice"))
    for body in (BODIES["groups"] | {"kind": "belief"}, BODIES["groups"] | {"kind": None}):
        assert locs(coordinator.post(f"{API}/groups", json=body)) == [("kind",)]
    answer = coordinator.post(f"{API}/channels", json=BODIES["channels"] | {"form": "tv"})
    problem(answer, 422, (("form",), "choice"))


@pytest.mark.parametrize("population", [0, -5, 1.5, "1450", True, 10**12, 10**30, [1]], ids=repr)
def test_populations_that_cannot_be(coordinator: TestClient, population: Any) -> None:
    answer = coordinator.post(f"{API}/groups", json=BODIES["groups"] | {"population": population})
    problem(answer, 422)
    assert locs(answer) == [("population",)]


def test_a_population_may_be_unknown(coordinator: TestClient) -> None:
    assert group(coordinator, population=None)["population"] is None
    assert makers.patch(coordinator, "/groups/TDP-01", population=1)["population"] == 1
    assert makers.patch(coordinator, "/groups/TDP-01", population=None)["population"] is None


def test_an_audience_of_few_is_warned_against(coordinator: TestClient) -> None:
    made = group(coordinator, "A", "audience", population=19)
    assert [one["loc"] for one in made["warnings"]] == [["population"]]
    assert codes(group(coordinator, "B", "audience", population=20)) == []
    assert codes(group(coordinator, "C", population=19)) == []
    assert codes(group(coordinator, "D", "audience", population=None)) == []


@pytest.mark.parametrize(
    ("first", "last", "active"),
    [(None, None, True), (0, 0, True), (1, None, False), (None, -1, False), (-5, 0, True), (-5, -1, False)],
)
def test_active_is_derived(coordinator: TestClient, first: int | None, last: int | None, active: bool) -> None:
    days = {
        name: None if offset is None else makers.day(offset)
        for name, offset in (("active_from", first), ("retired_on", last))
    }
    assert group(coordinator, **days)["active"] is active
    assert makers.patch(coordinator, "/groups/TDP-01", active=active)["active"] is active
    answer = coordinator.post(f"{API}/groups", json={"code": "N", "kind": "residential", "name": "Tổ", "active": True})
    problem(answer, 422, (("active",), "unknown_field"))


@pytest.mark.parametrize("noun", ["units", "groups"])
@pytest.mark.parametrize("reason", [{}, {"change_reason": "Nhầm"}])
def test_a_life_does_not_end_before_it_begins(writers: dict[str, TestClient], noun: str, reason: makers.Json) -> None:
    body = BODIES[noun] | {"active_from": "2026-05-02", "retired_on": "2026-05-01"} | reason
    answer = writers[noun].post(f"{API}/{noun}", json=body)
    problem(answer, 422)
    makers.post(writers[noun], f"/{noun}", BODIES[noun] | {"active_from": "2026-05-02"})
    path = f"/{noun}/{body['code']}"
    problem(makers.try_patch(writers[noun], path, retired_on="2026-05-01", **reason), 422)
    assert makers.patch(writers[noun], path, retired_on="2026-05-02")["active"] is False


def test_retiring_twice_keeps_the_day(coordinator: TestClient) -> None:
    group(coordinator)
    product(coordinator, placement("zalo", makers.DAY, reach()))
    makers.patch(coordinator, "/groups/TDP-01", retired_on="2026-06-30")
    makers.delete(coordinator, "/groups/TDP-01")
    assert makers.get(coordinator, "/groups/TDP-01")["retired_on"] == "2026-06-30"


def test_what_began_today_is_retired_with_today_as_its_only_day(
    coordinator: TestClient, admin: TestClient, leader: TestClient
) -> None:
    period = makers.period_of_today(coordinator)
    group(coordinator, active_from=makers.day())
    makers.post(admin, "/units", makers.unit_json(active_from=makers.day()))
    product(coordinator, placement("zalo", makers.day(), reach()), unit="DTN")
    counted = makers.get(leader, "/coverage", period=period)["total"]
    assert counted["gross_reach"] == 420
    makers.delete(coordinator, "/groups/TDP-01")
    makers.delete(admin, "/units/DTN")
    for path in ("/groups/TDP-01", "/units/DTN"):
        told = makers.get(coordinator, path)
        assert (told["active_from"], told["retired_on"], told["active"]) == (makers.day(), makers.day(), True)
    assert makers.get(leader, "/coverage", period=period)["total"] == counted


def test_a_group_that_will_begin_is_retired_and_never_lives(coordinator: TestClient) -> None:
    group(coordinator, active_from=makers.day(9))
    makers.campaign(coordinator, target_groups=["TDP-01"])
    makers.delete(coordinator, "/groups/TDP-01")
    told = makers.get(coordinator, "/groups/TDP-01")
    assert (told["active"], told["retired_on"]) == (False, makers.day(-1))
    assert makers.patch(coordinator, "/groups/TDP-01", **told) == told, "what was read can be sent back"
    problem(makers.try_patch(coordinator, "/groups/TDP-01", active_from=makers.day(8)), 422, (("retired_on",), "order"))


@pytest.mark.parametrize(
    "day", ["03/05/2026", "2026-5-3", "2026-02-30", "20260503", "2026-05-03T00:00", 1777777777, "1999-12-31"]
)
def test_days_that_are_none(coordinator: TestClient, day: Any) -> None:
    answer = coordinator.post(f"{API}/groups", json=BODIES["groups"] | {"active_from": day})
    problem(answer, 422)
    assert locs(answer) == [("active_from",)]


# Channels, periods, campaigns, directives.


@pytest.mark.parametrize("share", ["-0.01", "1.01", '"0.2"', "true", "1e400", "[0.1]"])
def test_default_shares_that_cannot_be(coordinator: TestClient, share: str) -> None:
    body = f'{{"code": "viber", "name": "Viber", "default_share": {share}}}'
    answer = coordinator.post(f"{API}/channels", content=body, headers={"Content-Type": "application/json"})
    problem(answer, 422)
    assert locs(answer) == [("default_share",)]


@pytest.mark.parametrize(
    ("first", "last", "loc"),
    [
        ("2026-12-31", "2027-03-31", "starts_on"),
        ("2026-06-30", "2026-07-01", "starts_on"),
        ("2026-01-01", "2027-12-31", "starts_on"),
        ("2027-03-31", "2027-01-01", "ends_on"),
    ],
)
def test_periods_that_cannot_be(coordinator: TestClient, first: str, last: str, loc: str) -> None:
    body = BODIES["periods"] | {"starts_on": first, "ends_on": last}
    answer = coordinator.post(f"{API}/periods", json=body)
    problem(answer, 422)
    assert len(locs(answer)) == 1
    assert loc == "starts_on" or locs(answer) == [(loc,)]


def test_a_period_is_not_called_by_another_year(coordinator: TestClient) -> None:
    """The code would mean the periods of that year, and nobody could ask for this one."""
    problem(coordinator.post(f"{API}/periods", json=BODIES["periods"] | {"code": "2030"}), 422, (("code",), "year"))
    assert makers.post(coordinator, "/periods", BODIES["periods"] | {"code": "2027"})["code"] == "2027"
    assert makers.get(coordinator, "/indicators", period="2027")["period"] == "2027"
    problem(coordinator.get(f"{API}/indicators", params={"period": "２０２６"}), 422, (("period",), "unknown"))


@pytest.mark.parametrize(
    ("due_on", "is_far"), [("2026-12-31", True), ("2027-01-01", False), ("2027-05-01", False), ("2027-05-02", True)]
)
def test_a_due_date_far_from_its_period_is_asked_about(coordinator: TestClient, due_on: str, is_far: bool) -> None:
    year, month, day = due_on.split("-")
    asked = {
        "loc": ["due_on"],
        "message": f"Hạn {day}/{month}/{year} ở xa kỳ 01/01/2027 đến 31/03/2027.",
        "code": "due_far_off",
    }
    made = makers.post(coordinator, "/periods", BODIES["periods"] | {"due_on": due_on})
    assert made["warnings"] == ([asked] if is_far else [])
    # What stands is not asked about again, whatever else changes.
    closed = makers.patch(coordinator, "/periods/2027-Q1", closed=True)
    assert (closed["closed"], closed["warnings"]) == (True, [])
    assert makers.patch(coordinator, "/periods/2027-Q1", closed=False)["warnings"] == []
    assert makers.patch(coordinator, "/periods/2027-Q1", due_on="2027-03-01")["warnings"] == []
    assert makers.patch(coordinator, "/periods/2027-Q1", due_on=due_on)["warnings"] == made["warnings"]


def test_a_second_of_one_name_is_asked_about(coordinator: TestClient, admin: TestClient) -> None:
    group(coordinator, "TDP-01", name="Tổ dân phố số 1")
    twin = group(coordinator, "TDP-02", name="TO DAN PHO SO 1")
    said = "Đã có «Tổ dân phố số 1», mã TDP-01."
    assert twin["warnings"] == [{"loc": ["name"], "message": said, "code": "namesake"}]
    assert group(coordinator, "CB-01", "party_cell", name="Tổ dân phố số 1")["warnings"] == []
    assert makers.patch(coordinator, "/groups/TDP-02", households=12)["warnings"] == []
    assert makers.patch(coordinator, "/groups/TDP-01", name="Tổ dân phố SỐ 1")["warnings"] == []
    makers.patch(coordinator, "/groups/TDP-01", retired_on="2026-11-01")
    assert group(coordinator, "TDP-03", name="Tổ dân phố số 1")["warnings"] != []
    makers.patch(coordinator, "/groups/TDP-02", name="Tổ dân phố số 2")
    assert makers.patch(coordinator, "/groups/TDP-03", name="Tổ dân phố số 3")["warnings"] == []
    assert group(coordinator, "TDP-04", name="Tổ dân phố số 1")["warnings"] == []
    for noun, body in {
        "units": makers.unit_json(name=makers.get(admin, "/units/UBND")["name"].upper()),
        "channels": BODIES["channels"] | {"name": makers.get(admin, "/channels/zalo")["name"].upper()},
    }.items():
        assert codes(makers.post(admin, f"/{noun}", body)) == ["namesake"]


def test_a_period_is_closed_and_opened(coordinator: TestClient) -> None:
    assert makers.get(coordinator, "/periods/2026-Q2")["closed"] is False
    assert makers.patch(coordinator, "/periods/2026-Q2", closed=True, due_on="2026-06-12")["closed"] is True
    assert makers.patch(coordinator, "/periods/2026-Q2", closed=False)["closed"] is False
    assert makers.get(coordinator, "/periods/2026-Q2")["due_on"] == "2026-06-12"


def test_a_campaign_takes_everything(coordinator: TestClient) -> None:
    makers.material(coordinator)
    group(coordinator)
    more = {
        "message": "Thông điệp riêng",
        "directives": ["NQ02-TW"],
        "axis": "2.1",
        "material": "TL-05",
        "budget": [{"amount": 5_000_000, "funding": "state_budget"}, {"amount": 0, "funding": "contributed"}],
        "target_groups": ["residential", "TDP-01"],
    }
    made = makers.campaign(coordinator, **more)
    assert {name: made[name] for name in more} == more


def test_the_message_is_the_plan_s_own_by_default(coordinator: TestClient) -> None:
    assert makers.campaign(coordinator)["message"].startswith("Hà Nội hành động quyết liệt")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("lead_unit", "KHONG"),
        ("content_groups", ["9.9"]),
        ("axis", "9"),
        ("directives", ["KHONG"]),
        ("material", "KHONG"),
        ("target_groups", ["KHONG"]),
        ("target_coverage", 1.2),
        ("target_coverage", -1),
        ("ends_on", "2026-04-14"),
        ("budget", [{"amount": 1, "funding": "bank"}]),
        ("budget", [{"amount": -1, "funding": "contributed"}]),
        ("budget", {}),
    ],
)
def test_campaigns_that_cannot_be(coordinator: TestClient, name: str, value: Any) -> None:
    answer = coordinator.post(f"{API}/campaigns", json=makers.campaign_json(**{name: value}))
    problem(answer, 422)
    assert locs(answer)[0][0] == name


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("must_reach", ["belief"]),
        ("must_reach", "residential"),
        ("within_days", 0),
        ("within_days", -3),
        ("within_days", 1.5),
        ("content_group", "9.9"),
        ("lead_unit", "KHONG"),
        ("issued_on", "hôm qua"),
        ("number", ""),
        ("title", ""),
    ],
)
def test_directives_that_cannot_be(coordinator: TestClient, name: str, value: Any) -> None:
    answer = coordinator.post(f"{API}/directives", json=makers.directive_json(**{name: value}))
    problem(answer, 422)
    assert locs(answer)[0][0] == name


def test_a_directive_may_have_no_date_and_no_days(coordinator: TestClient) -> None:
    made = makers.directive(coordinator, issued_on=None)
    assert (made["issued_on"], made["within_days"]) == (None, None)


# What changes a closed period's figures.


def closed(client: TestClient, method: str, path: str, **body: Any) -> None:
    """Refused without a reason, then taken with one; the answer names the period."""
    url = API + path

    def send(body: makers.Json) -> Any:
        if method == "POST":
            return client.post(url, json=body)
        headers = makers.etag(client, path)
        if method == "DELETE":
            return client.delete(url, params=body, headers=headers)
        return client.patch(url, json=body, headers=headers)

    problem(send(body), 409)
    answer = send(body | {"change_reason": "Số liệu mới"})
    assert answer.status_code in (200, 201, 204), answer.text
    if answer.content:
        warnings = answer.json()["warnings"]
        assert any("2026-Q2" in one["message"] for one in warnings), warnings


@pytest.mark.parametrize(
    "change",
    [
        {"population": 900},
        {"population": None},
        {"retired_on": "2026-03-31"},
        {"active_from": "2026-07-01"},
        {"kind": "audience"},
    ],
    ids=str,
)
@pytest.mark.parametrize("who", ["coordinator", "admin"])
def test_a_group_of_a_closed_period(
    request: pytest.FixtureRequest, coordinator: TestClient, who: str, change: makers.Json
) -> None:
    group(coordinator)
    makers.close(coordinator)
    closed(request.getfixturevalue(who), "PATCH", "/groups/TDP-01", **change)


def test_a_group_added_to_a_closed_period(coordinator: TestClient) -> None:
    makers.close(coordinator)
    closed(coordinator, "POST", "/groups", **BODIES["groups"])
    made = group(coordinator, "TDP-02", active_from="2026-07-01")
    assert made["warnings"] == []


def test_a_group_taken_out_of_a_closed_period(coordinator: TestClient) -> None:
    group(coordinator)
    makers.close(coordinator)
    closed(coordinator, "DELETE", "/groups/TDP-01")


def test_a_name_needs_no_reason(coordinator: TestClient, admin: TestClient) -> None:
    group(coordinator)
    makers.close(coordinator)
    assert makers.patch(coordinator, "/groups/TDP-01", name="Tổ một", households=5)["warnings"] == []
    assert makers.patch(admin, "/units/UBND", name="UBND")["warnings"] == []


def test_a_life_that_ends_after_the_closed_period_changes_nothing_in_it(coordinator: TestClient) -> None:
    group(coordinator)
    product(coordinator, placement("zalo", makers.DAY, reach()))
    makers.close(coordinator)
    before = makers.get(coordinator, "/coverage", period="2026-Q2")
    makers.delete(coordinator, "/groups/TDP-01")
    assert makers.get(coordinator, "/coverage", period="2026-Q2") == before


@pytest.mark.parametrize(
    "change", [{"reports": False}, {"retired_on": "2026-03-31"}, {"active_from": "2026-07-01"}], ids=str
)
def test_a_unit_of_a_closed_period(coordinator: TestClient, admin: TestClient, change: makers.Json) -> None:
    makers.close(coordinator)
    closed(admin, "PATCH", "/units/UBND", **change)


def test_a_unit_taken_out_of_a_closed_period(coordinator: TestClient, admin: TestClient) -> None:
    makers.post(admin, "/units", makers.unit_json())
    makers.close(coordinator)
    closed(admin, "DELETE", "/units/DTN")


def test_channels_count_for_every_period(coordinator: TestClient, admin: TestClient) -> None:
    makers.close(coordinator)
    closed(coordinator, "PATCH", "/channels/zalo", active=False)
    closed(admin, "PATCH", "/channels/zalo", active=True)
    assert makers.patch(coordinator, "/channels/zalo", default_share=0.2)["warnings"] == []


def test_a_new_channel_counts_for_every_period(coordinator: TestClient) -> None:
    makers.close(coordinator)
    closed(coordinator, "POST", "/channels", **BODIES["channels"])


def test_a_channel_taken_away_counts_for_every_period(coordinator: TestClient) -> None:
    makers.close(coordinator)
    closed(coordinator, "DELETE", "/channels/press")


@pytest.mark.parametrize(
    "change",
    [{"issued_on": None}, {"issued_on": "2026-08-01"}, {"within_days": 10}, {"must_reach": ["party_cell"]}],
    ids=str,
)
def test_a_directive_of_a_closed_period(coordinator: TestClient, change: makers.Json) -> None:
    makers.close(coordinator)
    closed(coordinator, "PATCH", "/directives/NQ02-TW", **change)


def test_directives_added_to_or_taken_out_of_a_closed_period(coordinator: TestClient) -> None:
    makers.close(coordinator)
    closed(coordinator, "POST", "/directives", **makers.directive_json())
    makers.directive(coordinator, "VB-02", issued_on="2026-07-01")
    makers.delete(coordinator, "/directives/VB-02")
    product(coordinator, placement("zalo", "2026-07-03"), directives=["CT09-TU"])
    closed(coordinator, "DELETE", "/directives/CT09-TU")


def test_an_unused_directive_taken_out_of_a_closed_period(coordinator: TestClient) -> None:
    makers.close(coordinator)
    closed(coordinator, "DELETE", "/directives/NQ02-TW")


def test_a_key_material_of_a_closed_period(coordinator: TestClient) -> None:
    makers.material(coordinator)
    makers.close(coordinator)
    closed(coordinator, "PATCH", "/materials/TL-05", key=False)


def test_the_due_day_of_a_closed_period(coordinator: TestClient) -> None:
    makers.close(coordinator)
    closed(coordinator, "PATCH", "/periods/2026-Q2", due_on="2026-06-20")


@pytest.mark.parametrize(
    ("path", "change"),
    [
        ("/groups/TDP-01", {"population": 900}),
        ("/directives/NQ02-TW", {"within_days": 10}),
        ("/channels/zalo", {"active": False}),
    ],
)
def test_the_reason_is_kept(stage: Stage, coordinator: TestClient, path: str, change: makers.Json) -> None:
    group(coordinator)
    makers.close(coordinator)
    makers.patch(coordinator, path, **change, change_reason="Theo Công an phường")
    noun, code = path.strip("/").split("/")
    with stage.writing() as (session, _):
        (_, words), *_rest = trail.of(session, stage.person(session, "coordinator"), noun[:-1], code)
    assert "Theo Công an phường" in words.values()


@pytest.mark.on_both
def test_the_trail_holds_after_all_this(stage: Stage, coordinator: TestClient, admin: TestClient) -> None:
    writers = dict.fromkeys(NOUNS, coordinator) | {"units": admin}
    for noun in NOUNS:
        made = makers.post(writers[noun], f"/{noun}", BODIES[noun])
        makers.patch(writers[noun], f"/{noun}/{made['code']}", **CHANGES[noun])
        makers.delete(writers[noun], f"/{noun}/{made['code']}")
    with stage.writing() as (session, ward):
        assert not verifying.walked(session, ward.id).faults
        changes = trail.of(session, stage.person(session, "admin"), "unit", "DTN")
    assert [change.action for change, _ in changes] == ["deleted", "changed", "created"]


@pytest.mark.on_both
def test_two_wards_may_have_the_same_code(coordinator: TestClient, stranger: TestClient) -> None:
    group(coordinator, name="Tổ Đống Đa")
    group(stranger, name="Tổ Khương Thượng")
    makers.patch(stranger, "/groups/TDP-01", name="Đổi tên")
    assert makers.get(coordinator, "/groups/TDP-01")["name"] == "Tổ Đống Đa"
    assert makers.every(coordinator, "/groups", q="tổ")[0]["name"] == "Tổ Đống Đa"


def test_some_period_contains_today(coordinator: TestClient) -> None:
    """What tests of today stand on, in years that the plan knows nothing of too."""
    code = makers.period_of_today(coordinator)
    made = makers.get(coordinator, f"/periods/{code}")
    assert made["starts_on"] <= makers.day() <= made["ends_on"]
    assert makers.period_of_today(coordinator) == code
    group(coordinator)
    product(coordinator, placement("zalo", makers.day(), reach()))
    assert makers.get(coordinator, "/coverage", period=code)["total"]["products"] == 1
