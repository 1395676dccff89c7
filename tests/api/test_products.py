"""Products: logged, changed, published, withdrawn, deleted; CONTRACT's sentences about them, one test each."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.domain import products
from app.domain.products.fitting import FITTING
from app.domain.products.inputs import ProductIn
from app.web.labels import PRODUCT_KINDS
from tests import makers
from tests.conftest import Stage
from tests.makers import codes, group, locs, placement, planned, planned_json, problem, product, product_json, reach

PATH = "/api/v1/products"


def send(client: TestClient, **fields: Any) -> Any:
    return client.post(PATH, json=product_json(**fields))


def placed(client: TestClient, **fields: Any) -> Any:
    """A product with one placement of these fields."""
    return send(client, placements=[placement() | fields])


# The shape.


def test_the_shape_of_the_specification(coordinator: TestClient) -> None:
    group(coordinator, population=1450)
    makers.campaign(coordinator)
    body = {
        "unit": "BXDD",
        "campaign": "NQ02",
        "kind": "infographic",
        "title": "Đồ họa",
        "content_group": "1.3",
        "axis": "2.1",
        "directives": ["NQ02-TW"],
        "external_id": "cms-17",
        "details": {"alt_text": "Mô tả"},
        "cost": {"amount": 1500000, "funding": "state_budget"},
        "placements": [{"channel": "zalo", "published_on": "2026-05-03", "runs": 1, "reach": [reach()]}],
    }
    answer = coordinator.post(PATH, json=body)
    assert answer.status_code == 201
    made = answer.json()
    assert answer.headers["location"] == f"{PATH}/{made['id']}"
    assert {name: made[name] for name in body if name != "placements"} == {
        name: value for name, value in body.items() if name != "placements"
    }
    assert made["status"] == "published"
    assert made["warnings"] == []
    assert made["created_at"].endswith("Z")
    assert made["updated_at"].endswith("Z")
    shown = made["placements"][0]
    assert isinstance(shown["id"], int)
    assert shown["logged_at"].endswith("Z")
    assert shown["reach"] == [reach() | {"allocated": False}]
    read = coordinator.get(answer.headers["location"])
    assert read.json() == made
    assert read.headers["etag"] == answer.headers["etag"]
    assert makers.every(coordinator, "/products")[0]["etag"] == read.headers["etag"]


def test_a_new_product_is_told_as_it_is_read_later(coordinator: TestClient) -> None:
    for code in ("TDP-1", "TDP_1", "TDP-02", "tdp-03"):
        group(coordinator, code, population=1450)
    for code in ("VB-02", "VB_01", "VB-01"):
        makers.directive(coordinator, code)
    reached = [reach("tdp-03"), reach("TDP_1", None), reach("TDP-1", 9, "estimated"), reach("TDP-02")]
    total = {"kind": "residential", "people": 2000, "basis": "estimated"}
    later = [reach("TDP-02", 7, "estimated")]
    days = [{"channel": "website", "planned_on": day, "reach": later} for day in ("2099-12-31", "2099-12-30")]
    bodies = [
        product_json(
            directives=["VB_01", "VB-02", "VB-01"],
            cost={"amount": 15, "funding": "state_budget"},
            placements=[placement("zalo", "2026-05-03", *reached, runs=2), placement("talk", "2026-05-01", *reached)],
        ),
        product_json(placements=[placement(total_reach=total)], kind="loudspeaker_script", details={"script": "Kính"}),
        planned_json(planned_placements=days),
    ]
    for body in bodies:
        answer = coordinator.post(PATH, json=body)
        read = coordinator.get(answer.headers["location"])
        assert read.json() | {"warnings": answer.json()["warnings"]} == answer.json()
        assert list(read.json()) == list(answer.json())
        assert read.headers["etag"] == answer.headers["etag"]


def test_what_may_be_left_out(officer: TestClient) -> None:
    body = {"kind": "video", "title": "Phim ngắn", "content_group": "1.1", "placements": [placement()]}
    made = makers.post(officer, "/products", body)
    assert (made["unit"], made["campaign"], made["status"]) == ("UBND", "TX-2026", "published")
    assert made["placements"][0]["runs"] == 1
    assert made["placements"][0]["reach"] == []
    for name in ("axis", "topic", "material", "cost", "external_id", "replaces", "planned_on"):
        assert made[name] is None
    assert made["directives"] == []
    assert made["details"] == {}


@pytest.mark.parametrize(
    ("kind", "details"),
    [
        ("infographic", {"alt_text": "Mô tả", "link": "https://a.vn/b"}),
        ("video", {"link": "https://a.vn/b?c=d", "seconds": 90, "subtitles": True}),
        ("loudspeaker_script", {"script": "Kính thưa", "broadcast_times": ["06:30", "17:00"]}),
        ("article", {"link": "http://a.vn"}),
        ("social_post", {"link": "https://facebook.com/dongda/posts/1"}),
        ("press_release", {"link": "https://a.vn"}),
        ("poster", {"locations": "Ngã tư", "count": 12}),
        ("meeting", {"place": "Nhà văn hóa", "attendance": 40}),
        ("talk", {"place": "Nhà văn hóa", "attendance": 40, "speakers": 2}),
        ("event", {"place": "Sân vận động", "attendance": 300, "link": "https://a.vn", "purpose": "contest"}),
        ("official_notice", {"number": "12/TB-UBND", "link": "https://a.vn"}),
        ("other", {"note": "Ghi chú", "link": "https://a.vn"}),
    ],
)
def test_details_by_kind(officer: TestClient, kind: str, details: makers.Json) -> None:
    made = makers.post(officer, "/products", product_json(kind=kind, details=details))
    assert {name: made["details"][name] for name in details} == details
    for name, value in details.items():
        alone = makers.post(officer, "/products", product_json(kind=kind, details={name: value}))
        assert alone["details"][name] == value
    problem(send(officer, kind=kind, details={"colour": "red"}), 422, (("details", "colour"), "unknown_field"))


@pytest.mark.parametrize(
    ("kind", "details"),
    [
        ("video", {"seconds": 0}),
        ("video", {"seconds": "90"}),
        ("video", {"subtitles": "yes"}),
        ("event", {"purpose": "party"}),
        ("article", {"link": "javascript:alert(1)"}),
        ("article", {"link": "https://user:secret@a.vn"}),
        ("loudspeaker_script", {"broadcast_times": ["6:30"]}),
        ("loudspeaker_script", {"broadcast_times": ["24:00"]}),
        ("talk", {"speakers": 1.5}),
        ("infographic", {"seconds": 1}),
    ],
)
def test_details_that_are_wrong(officer: TestClient, kind: str, details: makers.Json) -> None:
    answer = send(officer, kind=kind, details=details)
    assert problem(answer, 422)["errors"][0]["loc"][:2] == ["details", next(iter(details))]


def test_what_is_wrong_with_details_is_told_along_with_all_else(officer: TestClient) -> None:
    wrong = {"details": {"link": "x y", "seconds": 0, "colour": "red"}, "placements": [placement(runs=0)]}
    expected = [
        (("details", "link"), "link"),
        (("details", "seconds"), "too_small"),
        (("details", "colour"), "unknown_field"),
        (("placements", 0, "runs"), "too_small"),
    ]
    problem(send(officer, kind="video", **wrong), 422, *expected)
    made = product(officer, kind="video")
    problem(makers.try_patch(officer, f"/products/{made['id']}", **wrong), 422, *expected)
    changed = makers.patch(officer, f"/products/{made['id']}", details={"seconds": 30})
    assert (changed["kind"], changed["details"]) == ("video", {"seconds": 30})


@pytest.mark.parametrize("is_sent_again", [False, True], ids=["changed", "sent again"])
def test_another_kind_keeps_the_details_that_it_has_too(stage: Stage, is_sent_again: bool) -> None:
    cms = stage.token("unit", "UBND", name="cms", source="cms")
    details = {"link": "https://example.org/a", "seconds": 90, "views": 7}
    made = product(cms, kind="video", details=details, external_id="1")

    def change(**fields: Any) -> Any:
        if is_sent_again:
            return makers.post(cms, "/products", {"external_id": "1"} | fields)["details"]
        return makers.patch(cms, f"/products/{made['id']}", **fields)["details"]

    assert change(kind="social_post") == {"link": details["link"], "views": 7}
    assert change(kind="article") == {"link": details["link"]}
    assert change(kind="video", details={"seconds": 30}) == {"seconds": 30}
    assert change(kind="poster") == {}


def test_the_spoken_length_is_computed(officer: TestClient) -> None:
    made = product(officer, kind="loudspeaker_script", details={"script": "Kính thưa bà con , " * 50})
    assert made["details"]["spoken_seconds"] == 80  # 200 syllables at 150 a minute
    problem(send(officer, kind="loudspeaker_script", details={"spoken_seconds": 9}), 422)


# Its codes.


@pytest.mark.parametrize("name", ["unit", "campaign", "content_group", "axis", "material", "topic"])
def test_a_code_that_is_not_there(coordinator: TestClient, name: str) -> None:
    answer = send(coordinator, **{name: "KHONG-CO"})
    assert (name,) in locs(answer)
    problem(answer, 422)


def test_codes_inside_lists_have_their_own_paths(coordinator: TestClient) -> None:
    group(coordinator)
    answer = send(
        coordinator,
        directives=["NQ02-TW", "KHONG"],
        placements=[placement(), placement("khong"), placement("zalo", makers.DAY, reach(), reach("KHONG"))],
    )
    problem(answer, 422)
    assert set(locs(answer)) == {
        ("directives", 1),
        ("placements", 1, "channel"),
        ("placements", 2, "reach", 1, "group"),
    }


def test_every_fault_is_told_at_once(officer: TestClient) -> None:
    answer = officer.post(PATH, json={"kind": "poem", "title": "", "placements": [{"chanel": "zalo"}], "x": 1})
    problem(answer, 422)
    assert {("kind",), ("title",), ("x",), ("placements", 0, "chanel"), ("placements", 0, "channel")} <= set(
        locs(answer)
    )


def test_a_topic_belongs_to_its_content_group(officer: TestClient) -> None:
    made = product(officer, content_group="1.12", topic="1.12.4")
    assert made["topic"] == "1.12.4"
    problem(send(officer, content_group="1.13", topic="1.12.4"), 422, (("topic",), "unknown"))
    problem(makers.try_patch(officer, f"/products/{made['id']}", content_group="1.13"), 422, (("topic",), "unknown"))


def test_the_content_group_comes_from_a_campaign_with_exactly_one(coordinator: TestClient) -> None:
    makers.campaign(coordinator, "MOT", content_groups=["1.8"])
    makers.campaign(coordinator, "HAI", content_groups=["1.8", "1.9"])
    makers.campaign(coordinator, "KHONG", content_groups=[])
    made = product(coordinator, campaign="MOT", content_group=None)
    assert made["content_group"] == "1.8"
    for campaign in ("HAI", "KHONG", "TX-2026"):
        problem(send(coordinator, campaign=campaign, content_group=None), 422, (("content_group",), "missing"))


def test_what_a_campaign_names_twice_it_has_once(coordinator: TestClient) -> None:
    group(coordinator)
    lists = {"directives": ["NQ02-TW", "CT09-TU", "NQ02-TW"], "target_groups": ["TDP-01", "residential", "TDP-01"]}
    made = makers.campaign(coordinator, content_groups=["1.3", "1.3"], **lists)
    once = {"directives": ["NQ02-TW", "CT09-TU"], "target_groups": ["TDP-01", "residential"]}
    assert {name: made[name] for name in ("content_groups", *lists)} == {"content_groups": ["1.3"]} | once
    assert product(coordinator, campaign="NQ02", content_group=None)["content_group"] == "1.3"
    changed = makers.patch(coordinator, "/campaigns/NQ02", content_groups=["1.4", "1.3", "1.4"])
    assert changed["content_groups"] == ["1.4", "1.3"]


def test_the_api_copies_nothing_else_from_a_campaign(coordinator: TestClient) -> None:
    makers.material(coordinator)
    makers.campaign(coordinator, directives=["NQ02-TW"], axis="2.1", material="TL-05")
    made = product(coordinator, campaign="NQ02")
    assert (made["directives"], made["axis"], made["material"]) == ([], None, None)


# Placements and days.


def test_a_published_product_needs_a_placement(officer: TestClient) -> None:
    problem(send(officer, placements=[]), 422, (("placements",), "missing"))
    made = product(officer)
    problem(makers.try_patch(officer, f"/products/{made['id']}", placements=[]), 422, (("placements",), "missing"))
    problem(send(officer, placements=[], status="in_review"), 422, (("placements",), "missing"))


def test_today_is_the_last_day_that_was(officer: TestClient) -> None:
    assert placed(officer, published_on=makers.day()).status_code == 201
    fault = problem(placed(officer, published_on=makers.day(2)), 422)["errors"][0]
    assert (fault["loc"], fault["code"]) == (["placements", 0, "published_on"], "use_planned")
    assert "dự kiến" in fault["message"]
    answer = send(officer, status="in_review", placements=[placement("zalo", makers.day(2))])
    problem(answer, 422, (("placements", 0, "published_on"), "use_planned"))


def test_today_is_the_ward_s_own(stage: Stage, officer: TestClient) -> None:
    # Kiritimati and the Date Line's other side never share a day.
    late = makers.day_in("Pacific/Kiritimati")
    for timezone, status in (("Etc/GMT+12", 422), ("Pacific/Kiritimati", 201)):
        with stage.writing() as (_, ward):
            ward.timezone = timezone
        assert placed(officer, published_on=late).status_code == status


def test_a_day_outside_campaign_or_periods_is_taken(officer: TestClient) -> None:
    made = product(officer, placement("zalo", "2026-03-31"))
    assert made["warnings"][0]["code"] == "outside_campaign"
    assert made["warnings"][0]["loc"] == ["placements", 0, "published_on"]
    assert "31/03/2026" in made["warnings"][0]["message"]


def test_the_same_channel_and_day_may_occur_twice(officer: TestClient, coordinator: TestClient) -> None:
    group(coordinator)
    made = product(officer, placement("zalo", makers.DAY, reach()), placement("zalo", makers.DAY, reach(people=10)))
    assert [one["reach"][0]["people"] for one in made["placements"]] == [420, 10]


def test_a_group_may_not_occur_twice_in_a_placement(officer: TestClient, coordinator: TestClient) -> None:
    group(coordinator)
    answer = placed(officer, reach=[reach(), reach(people=3)])
    problem(answer, 422, (("placements", 0, "reach", 1, "group"), "duplicate"))


@pytest.mark.parametrize("runs", [0, -1, 1.5, "2", True])
def test_runs(officer: TestClient, runs: Any) -> None:
    assert (("placements", 0, "runs")) in locs(placed(officer, runs=runs))


def test_a_new_list_keeps_the_placements_that_it_names(officer: TestClient) -> None:
    made = product(officer, placement("zalo"), placement("talk"), placement("zalo"))
    first, talk, second = made["placements"]
    again = [placement("website"), {"id": second["id"]} | placement("press", "2026-05-09"), placement("zalo")]
    changed = makers.patch(officer, f"/products/{made['id']}", placements=again)["placements"]
    assert [one["channel"] for one in changed] == ["website", "press", "zalo"]
    assert (changed[1]["id"], changed[1]["logged_at"]) == (second["id"], second["logged_at"])
    assert (changed[2]["id"], changed[2]["logged_at"]) == (first["id"], first["logged_at"])
    assert changed[0]["id"] not in [one["id"] for one in (first, talk, second)]


def test_without_ids_channel_and_date_match_in_order(officer: TestClient, coordinator: TestClient) -> None:
    group(coordinator)
    made = product(officer, placement("zalo"), placement("zalo"), placement("talk"))
    ids = [one["id"] for one in made["placements"]]
    again = [placement("talk", makers.DAY, reach()), placement("zalo"), placement("zalo", makers.DAY, reach(people=7))]
    changed = makers.patch(officer, f"/products/{made['id']}", placements=again)["placements"]
    assert [one["id"] for one in changed] == [ids[2], ids[0], ids[1]]
    assert {one["logged_at"] for one in changed} == {one["logged_at"] for one in made["placements"]}
    assert [len(one["reach"]) for one in changed] == [1, 0, 1]


def test_another_product_s_placement_is_not_taken_over(officer: TestClient) -> None:
    mine, other = product(officer), product(officer, placement("talk"))
    stolen = {"id": other["placements"][0]["id"]} | placement("press")
    makers.try_patch(officer, f"/products/{mine['id']}", placements=[stolen])
    assert makers.get(officer, f"/products/{other['id']}")["placements"] == other["placements"]


def test_a_change_of_something_else_keeps_placements_and_reach(officer: TestClient, coordinator: TestClient) -> None:
    group(coordinator)
    made = product(officer, placement("zalo", makers.DAY, reach()), directives=["NQ02-TW"], cost=None, axis="2.1")
    changed = makers.patch(officer, f"/products/{made['id']}", title="Tên mới")
    assert changed["title"] == "Tên mới"
    same = set(made) - {"title", "updated_at", "warnings"}
    assert {name: changed[name] for name in same} == {name: made[name] for name in same}


# Reach.


@pytest.mark.parametrize(
    "people", [0, -1, 1001, 10**9, 10**30, 1.5, "420", True, [], {"n": 1}], ids=lambda value: str(value)[:12]
)
def test_people_that_cannot_be(officer: TestClient, coordinator: TestClient, people: Any) -> None:
    group(coordinator)
    answer = placed(officer, reach=[{"group": "TDP-01", "people": people, "basis": "counted"}])
    problem(answer, 422)
    assert ("placements", 0, "reach", 0, "people") in locs(answer)
    assert makers.every(officer, "/products") == []


def test_too_many_people_names_the_group_and_its_population(officer: TestClient, coordinator: TestClient) -> None:
    group(coordinator, population=1450, name="Tổ dân phố số 1")
    fault = problem(placed(officer, reach=[reach(people=1451)]), 422)["errors"][0]
    assert "Tổ dân phố số 1" in fault["message"]
    assert "1450" in fault["message"].replace(".", "")
    assert placed(officer, reach=[reach(people=1450)]).status_code == 201


def test_a_group_without_population_takes_any_number(officer: TestClient, coordinator: TestClient) -> None:
    group(coordinator, population=None)
    assert placed(officer, reach=[reach(people=900_000)]).status_code == 201


def test_people_and_basis_come_together(officer: TestClient, coordinator: TestClient) -> None:
    group(coordinator)
    made = product(officer, placement("zalo", makers.DAY, {"group": "TDP-01"}))
    assert made["placements"][0]["reach"] == [{"group": "TDP-01", "people": None, "basis": None, "allocated": False}]
    problem(placed(officer, reach=[{"group": "TDP-01", "people": 5}]), 422)
    problem(placed(officer, reach=[{"group": "TDP-01", "people": None, "basis": "counted"}]), 422)
    problem(placed(officer, reach=[{"group": "TDP-01", "people": 5, "basis": "guessed"}]), 422)


def test_reach_outside_a_group_s_life(officer: TestClient, coordinator: TestClient) -> None:
    group(coordinator, active_from="2026-05-02", retired_on="2026-05-04")
    for day, status in (("2026-05-01", 422), ("2026-05-02", 201), ("2026-05-04", 201), ("2026-05-05", 422)):
        answer = placed(officer, published_on=day, reach=[reach()])
        assert answer.status_code == status, day
        assert status == 201 or locs(answer) == [("placements", 0, "reach", 0, "group")]
    answer = placed(officer, published_on="2026-05-01", reach=[reach(people=None)])
    assert answer.status_code == 422


def allocated(client: TestClient, people: Any, day: str = makers.DAY, kind: str = "residential") -> Any:
    total = {"kind": kind, "people": people, "basis": "measured"}
    return send(client, placements=[{"channel": "fanpage", "published_on": day, "total_reach": total}])


def rows(answer: Any) -> dict[str, int]:
    assert answer.status_code == 201, answer.text
    reached = answer.json()["placements"][0]["reach"]
    assert all(row["allocated"] is True and row["basis"] == "measured" for row in reached)
    return {row["group"]: row["people"] for row in reached}


def test_a_total_is_split_by_population_with_the_largest_remainders(coordinator: TestClient) -> None:
    for code, population in (("A", 1000), ("B", 1550), ("C", 450), ("D", None)):
        group(coordinator, code, population=population)
    group(coordinator, "E", population=5000, active_from="2026-05-04")
    group(coordinator, "F", "audience", population=5000)
    # 100 × 1000/3000 = 33⅓, 100 × 1550/3000 = 51⅔, 100 × 450/3000 = 15: the hundredth goes to B.
    assert rows(allocated(coordinator, 100)) == {"A": 33, "B": 52, "C": 15}
    assert rows(allocated(coordinator, 3000)) == {"A": 1000, "B": 1550, "C": 450}
    assert rows(allocated(coordinator, 1)) == {"B": 1}
    answer = allocated(coordinator, 3001)
    problem(answer, 422)
    assert locs(answer) == [("placements", 0, "total_reach", "people")]
    assert rows(allocated(coordinator, 8000, "2026-05-04"))["E"] == 5000


@pytest.mark.parametrize("people", [0, -1, 1.5, "3", True, None])
def test_a_total_that_cannot_be(coordinator: TestClient, people: Any) -> None:
    group(coordinator)
    assert locs(allocated(coordinator, people)) == [("placements", 0, "total_reach", "people")]


def test_a_total_over_no_group_is_refused(coordinator: TestClient) -> None:
    group(coordinator, population=None)
    group(coordinator, "TDP-02", active_from="2026-05-04")
    for kind in ("residential", "party_cell"):
        body = problem(allocated(coordinator, 1, kind=kind), 422)
        [fault] = body["errors"]
        assert (fault["loc"], fault["code"]) == (["placements", 0, "total_reach", "people"], "too_large")
        assert fault["message"].startswith("Ngày 03/05/2026 chưa nhóm nào loại này có số dân")


def test_a_total_and_rows_together_are_refused(coordinator: TestClient) -> None:
    group(coordinator)
    total = {"kind": "residential", "people": 3, "basis": "measured"}
    problem(placed(coordinator, reach=[reach()], total_reach=total), 422)


# States.


def test_a_planned_product_has_a_day_and_no_placements(officer: TestClient) -> None:
    made = planned(officer)
    assert (made["status"], made["planned_on"], made["placements"]) == ("planned", makers.FAR_AHEAD, [])
    problem(officer.post(PATH, json=planned_json(planned_on=None)), 422, (("planned_on",), "missing"))
    answer = send(officer, status="planned", planned_on=makers.FAR_AHEAD)
    problem(answer, 422)
    assert locs(answer) == [("placements",)]


def test_publishing_a_planned_product(officer: TestClient) -> None:
    path = f"/products/{planned(officer)['id']}"
    problem(makers.try_patch(officer, path, status="published"), 422, (("placements",), "missing"))
    late = makers.try_patch(officer, path, status="published", placements=[placement("zalo", makers.day(2))])
    problem(late, 422, (("placements", 0, "published_on"), "use_planned"))
    changed = makers.patch(officer, path, status="published", placements=[placement()])
    assert changed["status"] == "published"
    assert len(changed["placements"]) == 1


def test_withdrawing_is_final_and_needs_a_reason(officer: TestClient) -> None:
    path = f"/products/{product(officer)['id']}"
    problem(makers.try_patch(officer, path, status="withdrawn"), 422, (("reason",), "missing"))
    problem(makers.try_patch(officer, path, status="withdrawn", reason="  "), 422, (("reason",), "missing"))
    changed = makers.patch(officer, path, status="withdrawn", reason="Sai số liệu")
    assert (changed["status"], changed["reason"]) == ("withdrawn", "Sai số liệu")
    for body in ({"status": "published"}, {"title": "Khác"}, {"status": "withdrawn", "reason": "Lại"}):
        problem(makers.try_patch(officer, path, **body), 409)
    for whole in (makers.get(officer, path), {}):
        tag = makers.etag(officer, path)
        assert makers.patch(officer, path, **whole)["updated_at"] == changed["updated_at"], "sent back as it was read"
        assert makers.etag(officer, path) == tag
    problem(makers.try_patch(officer, path, content_group="9.9"), 409)
    problem(makers.try_delete(officer, path), 409)
    copy = product(officer, replaces=changed["id"])
    assert copy["replaces"] == changed["id"]


def test_a_published_product_is_not_planned_again(officer: TestClient) -> None:
    path = f"/products/{product(officer)['id']}"
    for status in ("planned", "in_review"):
        problem(makers.try_patch(officer, path, status=status, planned_on=makers.FAR_AHEAD, placements=[]), 409)
    problem(makers.try_delete(officer, path), 409)


def test_what_was_never_published_is_deleted(officer: TestClient) -> None:
    review = product(officer, status="in_review")
    assert review["status"] == "in_review"
    for made in (planned(officer), review):
        makers.delete(officer, f"/products/{made['id']}")
        problem(officer.get(f"{PATH}/{made['id']}"), 404)
    problem(makers.try_patch(officer, f"/products/{planned(officer)['id']}", status="withdrawn", reason="Bỏ"), 409)


def test_a_new_product_is_not_withdrawn(officer: TestClient) -> None:
    assert send(officer, status="withdrawn", reason="Sai").status_code in (409, 422)
    assert makers.every(officer, "/products") == []


# Approval.


def test_with_approval_a_unit_s_publishing_is_reviewed(
    stage: Stage, officer: TestClient, coordinator: TestClient
) -> None:
    stage.decide(approval=True)
    group(coordinator)
    made = product(officer, placement("zalo", makers.DAY, reach()))
    assert (made["status"], codes(made)) == ("in_review", ["in_review"])
    assert made["placements"][0]["reach"][0]["people"] == 420
    path = f"/products/{made['id']}"
    assert makers.get(coordinator, "/coverage", period="2026-Q2")["total"]["products"] == 0
    asked = makers.patch(officer, path, status="published")
    assert (asked["status"], codes(asked)) == ("in_review", ["in_review"])
    changed = makers.patch(coordinator, path, status="published")
    assert (changed["status"], changed["warnings"]) == ("published", [])
    assert changed["placements"] == made["placements"]
    assert makers.get(coordinator, "/coverage", period="2026-Q2")["total"]["gross_reach"] == 420
    assert product(coordinator)["status"] == "published"


def test_with_approval_a_planned_product_goes_to_review_too(stage: Stage, officer: TestClient) -> None:
    stage.decide(approval=True)
    path = f"/products/{planned(officer)['id']}"
    changed = makers.patch(officer, path, status="published", placements=[placement()])
    assert (changed["status"], codes(changed)) == ("in_review", ["in_review"])


def test_the_coordinator_returns_with_a_reason(stage: Stage, officer: TestClient, coordinator: TestClient) -> None:
    stage.decide(approval=True)
    path = f"/products/{product(officer)['id']}"
    problem(makers.try_patch(officer, path, status="planned", reason="Tự rút"), 403)
    problem(makers.try_patch(coordinator, path, status="planned"), 422, (("reason",), "missing"))
    changed = makers.patch(coordinator, path, status="planned", reason="Thiếu nguồn")
    assert (changed["status"], changed["reason"]) == ("planned", "Thiếu nguồn")
    assert changed["planned_on"] is not None


def test_a_returned_product_is_planned_without_placements(
    stage: Stage, officer: TestClient, coordinator: TestClient
) -> None:
    stage.decide(approval=True)
    path = f"/products/{product(officer)['id']}"
    assert makers.patch(coordinator, path, status="planned", reason="Thiếu nguồn")["placements"] == []
    assert makers.patch(officer, path, title="Bản sửa")["status"] == "planned"
    for client in (officer, coordinator):
        for told in ({}, {"placements": []}):
            answer = makers.try_patch(client, path, status="published", **told)
            problem(answer, 422, (("placements",), "missing"))
    assert makers.patch(officer, path, status="published", placements=[placement()])["status"] == "in_review"


def test_in_review_is_taken_without_approval(officer: TestClient, coordinator: TestClient) -> None:
    for client in (officer, coordinator):
        made = product(client, status="in_review")
        assert made["status"] == "in_review"
        assert makers.patch(client, f"/products/{made['id']}", status="published")["status"] == "published"


# Odd figures are told and not refused.


def test_a_product_said_twice(officer: TestClient, other_officer: TestClient) -> None:
    first = product(officer, title="Thu phí rác")
    for client, unit in ((officer, "UBND"), (other_officer, "MTTQ")):
        again = product(client, title="THU PHÍ RÁC", unit=unit)
        assert [(one["loc"], one["code"]) for one in again["warnings"]] == [(["title"], "same_product")]
        assert f"số {first['id']}" in again["warnings"][0]["message"], "the first one of all"
    assert codes(product(officer, placement("talk", "2026-05-05"), title="Thu phí rác")) == []
    assert codes(product(officer, title="Thu phí đỗ xe")) == []


def test_one_meeting_logged_by_two_units(officer: TestClient, other_officer: TestClient) -> None:
    held = {"kind": "meeting", "title": "Họp tổ 12"}
    product(other_officer, placement("residential_meeting"), unit="MTTQ", **held)
    told = product(officer, placement("residential_meeting"), **held)["warnings"]
    assert [one["code"] for one in told] == ["same_product"]
    assert "Đơn vị khác" in told[0]["message"]


def test_a_withdrawn_one_is_no_twin_and_another_wards_neither(
    officer: TestClient, stranger: TestClient, coordinator: TestClient
) -> None:
    gone = product(officer, title="Thu phí rác")
    makers.patch(officer, f"/products/{gone['id']}", status="withdrawn", reason="Nhầm")
    product(stranger, title="Thu phí rác")
    assert codes(product(officer, title="Thu phí rác")) == []


def test_of_a_known_twin_only_what_changes_is_asked_about(officer: TestClient) -> None:
    for _ in range(2):
        made = product(officer, title="Thu phí rác")
    path = f"/products/{made['id']}"
    assert codes(makers.patch(officer, path, axis="2.1")) == []
    assert codes(makers.patch(officer, path, placements=[placement(runs=2)])) == []
    assert codes(makers.patch(officer, path, title="Thu phí rác theo khối lượng")) == []
    assert codes(makers.patch(officer, path, title="Thu phí rác")) == ["same_product"]
    assert codes(makers.patch(officer, path, placements=[placement(), placement("fanpage", "2026-05-05")])) == [
        "same_product"
    ]


@pytest.mark.parametrize(
    ("kind", "channel", "fits"),
    [
        ("loudspeaker_script", "loudspeaker", True),
        ("loudspeaker_script", "zalo", False),
        ("meeting", "website", False),
        ("meeting", "cell_meeting", True),
        ("video", "loudspeaker", False),
        ("video", "fanpage", True),
        ("poster", "poster", True),
        ("poster", "loudspeaker", False),
        ("social_post", "notice_board", False),
        ("press_release", "press", True),
        ("article", "talk", False),
        ("event", "event", True),
        ("other", "loudspeaker", True),
        ("official_notice", "official_notice", True),
        ("infographic", "zalo", True),
        ("talk", "talk", True),
        # Channels of the ward's own go by their form.
        ("loudspeaker_script", "LOA-KEO", True),
        ("meeting", "LOA-KEO", False),
        ("meeting", "QUAN-NUOC", True),
    ],
    ids=str,
)
def test_a_channel_that_does_not_fit_the_kind_is_asked_about(
    officer: TestClient, coordinator: TestClient, kind: str, channel: str, fits: bool
) -> None:
    makers.post(coordinator, "/channels", {"code": "LOA-KEO", "name": "Loa kéo", "form": "radio"})
    makers.post(coordinator, "/channels", {"code": "QUAN-NUOC", "name": "Quán nước"})
    told = product(officer, placement(channel), kind=kind)["warnings"]
    assert [(one["loc"], one["code"]) for one in told] == (
        [] if fits else [(["placements", 0, "channel"], "odd_channel")]
    )


def test_every_kind_fits_a_channel_and_every_channel_a_kind(officer: TestClient) -> None:
    channels = {one["code"] for one in makers.every(officer, "/channels")}
    assert set(FITTING) == set(PRODUCT_KINDS) - {"other"}
    assert set().union(*FITTING.values()) == channels


def test_of_channels_only_what_changes_is_asked_about(officer: TestClient) -> None:
    made = product(officer, placement("talk"), kind="talk")
    path = f"/products/{made['id']}"
    told = makers.patch(officer, path, kind="social_post")["warnings"]
    assert [(one["loc"], one["code"]) for one in told] == [(["kind"], "odd_channel")]
    assert codes(makers.patch(officer, path, title="Khác")) == []
    assert codes(makers.patch(officer, path, placements=[placement("talk"), placement("zalo")])) == []
    assert codes(makers.patch(officer, path, placements=[placement("talk"), placement("poster")])) == ["odd_channel"]


def test_a_planned_channel_is_asked_about_too(officer: TestClient) -> None:
    planned = [{"channel": "poster", "planned_on": makers.FAR_AHEAD}]
    told = makers.post(officer, "/products", makers.planned_json(planned_placements=planned, kind="talk"))["warnings"]
    assert ["planned_placements", 0, "channel"] in [one["loc"] for one in told]


def test_of_days_outside_the_campaign_only_what_changes_is_asked_about(
    officer: TestClient, coordinator: TestClient
) -> None:
    campaign = makers.campaign(coordinator, starts_on="2026-05-01", ends_on="2026-05-31")["code"]
    made = product(officer, placement(on="2026-06-02"), campaign=campaign)
    assert codes(made) == ["outside_campaign"]
    path = f"/products/{made['id']}"
    both = [placement(on="2026-06-02", runs=2), placement(on="2026-05-04")]
    assert codes(makers.patch(officer, path, title="Khác", placements=both)) == []
    assert codes(makers.patch(officer, path, placements=[*both, placement(on="2026-06-03")])) == ["outside_campaign"]
    other = makers.campaign(coordinator, "KHAC", starts_on="2026-05-01", ends_on="2026-05-31")["code"]
    told = makers.patch(officer, path, campaign=other)["warnings"]
    assert [one["loc"] for one in told] == [["campaign"], ["campaign"]]


def test_a_reach_far_from_the_usual(officer: TestClient, coordinator: TestClient) -> None:
    for code in ("TDP-01", "TDP-02"):
        group(coordinator, code, population=3000)
    for people in (300, 300, 9):
        assert codes(product(officer, placement("zalo", makers.DAY, reach(people=people)))) == []
    # u = 300/3000 from three measured placements: odd above 900 and below 100.
    for people, odd in ((901, True), (900, False), (100, False), (99, True)):
        for code in ("TDP-01", "TDP-02"):
            row = reach(code, people, "estimated")
            warnings = product(officer, placement("zalo", makers.DAY, row))["warnings"]
            assert [one["code"] for one in warnings] == (["odd_reach"] if odd else [])
            assert not odd or warnings[0]["loc"] == ["placements", 0, "reach", 0, "people"]


def test_two_placements_or_estimates_are_no_usual_share(officer: TestClient, coordinator: TestClient) -> None:
    group(coordinator)
    for basis in ("measured", "counted", "estimated", "estimated"):
        product(officer, placement("zalo", makers.DAY, reach(people=10, basis=basis)))
    assert codes(product(officer, placement("zalo", makers.DAY, reach(people=1000)))) == []


def test_a_content_group_outside_the_campaign(coordinator: TestClient) -> None:
    makers.campaign(coordinator, content_groups=["1.3", "1.4"])
    made = product(coordinator, campaign="NQ02", content_group="1.8")
    assert [(one["loc"], one["code"]) for one in made["warnings"]] == [(["content_group"], "outside_campaign")]


# Closed periods.


def test_a_closed_period_takes_products_of_the_coordinator_alone(
    officer: TestClient, coordinator: TestClient, admin: TestClient
) -> None:
    makers.close(coordinator)
    problem(send(officer), 409)
    problem(send(officer, change_reason="Ghi thiếu"), 409)
    problem(send(coordinator), 409)
    problem(send(admin, change_reason="Ghi thiếu"), 403)
    made = makers.post(coordinator, "/products", product_json(change_reason="Ghi thiếu"))
    assert len(made["warnings"]) == 1
    assert "2026-Q2" in made["warnings"][0]["message"]
    assert len(makers.every(officer, "/products")) == 1
    assert send(officer, placements=[placement("zalo", "2026-07-03")]).status_code == 201


def test_a_product_of_a_closed_period_is_changed_with_a_reason(officer: TestClient, coordinator: TestClient) -> None:
    made, review = product(officer), product(officer, status="in_review")
    makers.close(coordinator)
    path = f"/products/{made['id']}"
    moved = {"placements": [placement("zalo", "2026-07-03")]}
    for body in ({"title": "Khác"}, moved, {"status": "withdrawn", "reason": "Sai"}):
        problem(makers.try_patch(officer, path, **body), 409)
        problem(makers.try_patch(coordinator, path, **body), 409)
    problem(makers.try_delete(coordinator, f"/products/{review['id']}"), 409)
    problem(makers.try_patch(coordinator, f"/products/{review['id']}", status="published"), 409)
    makers.delete(coordinator, f"/products/{review['id']}", change_reason="Nhầm")
    changed = makers.patch(coordinator, path, **moved, change_reason="Nhầm ngày")
    assert "2026-Q2" in changed["warnings"][0]["message"]
    assert makers.patch(officer, path, title="Khác")["warnings"] == []


def test_moving_a_placement_into_a_closed_period(officer: TestClient, coordinator: TestClient) -> None:
    made = product(officer, placement("zalo", "2026-07-03"))
    makers.close(coordinator)
    problem(makers.try_patch(officer, f"/products/{made['id']}", placements=[placement()]), 409)


def test_what_was_told_before_a_closed_period_began_counts_in_it(officer: TestClient, coordinator: TestClient) -> None:
    makers.directive(coordinator, "VB-01", issued_on="2026-03-01", within_days=60)
    makers.material(coordinator, "TL-05")
    group(coordinator)
    early = [placement("zalo", "2026-03-20", reach())]
    logged = product(officer, *early)
    makers.close(coordinator)
    before = makers.get(coordinator, "/indicators", period="2026-Q2")["items"]
    for fields in ({"directives": ["VB-01"]}, {"material": "TL-05"}):
        body = product_json(placements=early, **fields)
        assert officer.post(f"{makers.API}/products", json=body).status_code == 409
        assert makers.try_patch(officer, f"/products/{logged['id']}", **fields).status_code == 409
        assert coordinator.post(f"{makers.API}/products", json=body).status_code == 409
    assert makers.get(coordinator, "/indicators", period="2026-Q2")["items"] == before
    # What tells nobody of them anything else is free.
    product(officer, *early)
    makers.patch(officer, f"/products/{logged['id']}", title="Tên khác")
    made = product(coordinator, *early, directives=["VB-01"], change_reason="Nhập bổ sung tháng 3")
    assert "period_closed" in codes(made)
    assert "period_closed" not in codes(makers.patch(officer, f"/products/{made['id']}", title="Tên khác"))
    assert makers.try_patch(officer, f"/products/{made['id']}", directives=[]).status_code == 409
    assert makers.get(coordinator, "/indicators", period="2026-Q2")["items"] != before


def test_every_closed_period_is_named(coordinator: TestClient) -> None:
    for period in ("2026-Q2", "2026-Q3"):
        makers.close(coordinator, period)
    made = product(coordinator, placement(), placement("zalo", "2026-07-03"), change_reason="Ghi thiếu")
    assert all(period in str(made["warnings"]) for period in ("2026-Q2", "2026-Q3"))


def test_a_planned_product_belongs_to_no_closed_period(officer: TestClient, coordinator: TestClient) -> None:
    makers.close(coordinator)
    assert planned(officer, planned_on="2026-05-05")["status"] == "planned"


# Null is not «left out».


@pytest.mark.parametrize("name", ["title", "kind", "placements", "directives", "details"])
def test_what_a_product_needs_cannot_be_taken_away(officer: TestClient, name: str) -> None:
    answer = makers.try_patch(officer, f"/products/{product(officer)['id']}", **{name: None})
    problem(answer, 422)
    assert locs(answer) == [(name,)]


def test_null_for_the_unit_never_moves_a_product(coordinator: TestClient) -> None:
    made = product(coordinator, unit="UBND")
    makers.try_patch(coordinator, f"/products/{made['id']}", unit=None)
    assert makers.get(coordinator, f"/products/{made['id']}")["unit"] == "UBND"


def test_what_is_optional_can_be_taken_away(officer: TestClient) -> None:
    made = product(
        officer, content_group="1.12", topic="1.12.1", axis="2.1", cost={"amount": 1, "funding": "contributed"}
    )
    changed = makers.patch(officer, f"/products/{made['id']}", topic=None, axis=None, cost=None)
    assert (changed["topic"], changed["axis"], changed["cost"]) == (None, None, None)


@pytest.mark.parametrize("cost", [{"amount": 5}, {"funding": "contributed"}, {"amount": -1, "funding": "contributed"}])
def test_a_cost_has_an_amount_and_a_funding(officer: TestClient, cost: makers.Json) -> None:
    answer = send(officer, cost=cost)
    problem(answer, 422)
    assert locs(answer)[0][0] == "cost"


@pytest.mark.parametrize("replaces", [999_999, 0, -1, 2**40, 10**30, "7", 7.0, True], ids=lambda value: str(value)[:8])
def test_what_it_replaces_must_be_there(officer: TestClient, replaces: Any) -> None:
    answer = send(officer, replaces=replaces)
    problem(answer, 422)
    assert locs(answer) == [("replaces",)]


# Lists.


def found(client: TestClient, **query: Any) -> list[str]:
    return [one["title"] for one in makers.every(client, "/products", **query)]


@pytest.fixture
def listed(coordinator: TestClient) -> TestClient:
    group(coordinator)
    makers.campaign(coordinator, content_groups=["1.3", "1.12"])
    makers.material(coordinator)
    product(coordinator, title="A", unit="UBND", campaign="NQ02", axis="2.1", material="TL-05")
    row = placement("talk", "2026-07-03", reach())
    product(coordinator, row, title="B", unit="MTTQ", kind="talk", content_group="1.12", topic="1.12.4")
    product(
        coordinator, placement("zalo", "2026-05-20"), placement("zalo", "2026-07-20"), title="C", directives=["CT09-TU"]
    )
    planned(coordinator, title="D", planned_on="2026-06-15", external_id="x-1")
    return coordinator


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ({"unit": "MTTQ"}, ["B"]),
        ({"campaign": "NQ02"}, ["A"]),
        ({"kind": "talk"}, ["B"]),
        ({"status": "planned"}, ["D"]),
        ({"channel": "talk"}, ["B"]),
        ({"content_group": "1.12"}, ["B"]),
        ({"topic": "1.12.4"}, ["B"]),
        ({"axis": "2.1"}, ["A"]),
        ({"directive": "CT09-TU"}, ["C"]),
        ({"group": "TDP-01"}, ["B"]),
        ({"material": "TL-05"}, ["A"]),
        ({"period": "2026-Q3"}, ["C", "B"]),
        ({"from": "2026-07-20"}, ["C"]),
        ({"to": "2026-05-03"}, ["A"]),
        ({"from": "2026-05-20", "to": "2026-05-20"}, ["C"]),
        ({"from": "2026-05-21", "to": "2026-06-01"}, []),
        ({"external_id": "x-1"}, ["D"]),
        ({"source": "coordinator"}, ["D"]),
        ({"channel": "zalo", "period": "2026-Q3"}, ["C"]),
        ({"channel": "talk", "period": "2026-Q2"}, []),
        ({"status": "published", "unit": "UBND"}, ["C", "A"]),
    ],
    ids=str,
)
def test_each_filter_of_the_list(listed: TestClient, query: makers.Json, titles: list[str]) -> None:
    assert found(listed, **query) == titles


@pytest.mark.on_both
@pytest.mark.parametrize(
    "query",
    [
        {"limit": 0},
        {"limit": 201},
        {"limit": "many"},
        {"status": "done"},
        {"kind": "poem"},
        {"from": "03/05/2026"},
        {"period": "2026-Q9"},
        {"unit": "a b"},
        {"chanel": "zalo"},
        {"updated_after": "yesterday"},
        {"cursor": "x"},
    ],
    ids=str,
)
def test_a_wrong_question(officer: TestClient, query: makers.Json) -> None:
    answer = officer.get(PATH, params=query)
    problem(answer, 422)
    assert locs(answer) == [(next(iter(query)),)]


@pytest.mark.on_both
def test_search_and_doubles_see_what_a_reader_sees(officer: TestClient) -> None:
    first = product(officer, title="Kĩ năng số ở phường Ðống Ða\u00a0– “an toàn”")
    for words in ("kỹ năng", "đống đa", "ky nang so", 'đa - "an', "KĨ\u200b NĂNG"):
        assert found(officer, q=words) == [first["title"]], words
    assert found(officer, q="tai") == []
    assert codes(product(officer, title="Kỹ năng số  ở phường Đống Đa — «an toàn»")) == ["same_product"]


@pytest.mark.on_both
def test_search_without_diacritics(officer: TestClient) -> None:
    product(officer, title="Loa phường Đống Đa 100%")
    # Letters and marks apart, as a Mac sends them.
    product(officer, title="Thu phi\u0301 ra\u0301c")
    for words in ("loa phuong", "LOA PHƯỜNG", "đống đa", "dong", "100%", "phuong loa"):
        assert found(officer, q=words) == ["Loa phường Đống Đa 100%"], words
    for words in ("thu phí", "thu phi\u0301", "rac"):
        assert found(officer, q=words) == ["Thu phí rác"], words
    for words in ("1_0", "loa%da", "xe loa", "\\"):
        assert found(officer, q=words) == [], words


def test_updated_after(officer: TestClient) -> None:
    first = product(officer)
    second = product(officer)
    assert found(officer, updated_after=first["updated_at"]) == [second["title"]]
    makers.patch(officer, f"/products/{first['id']}", axis="2.1")
    assert found(officer, updated_after=second["updated_at"]) == [first["title"]]


# Many at once.


def test_a_batch_stores_every_row(officer: TestClient) -> None:
    rows = [product_json(), planned_json()]
    answer = officer.post(f"{PATH}/batch", json={"items": rows})
    assert answer.status_code == 201
    items = answer.json()["items"]
    assert [(one["index"], one["status"]) for one in items] == [(0, 201), (1, 201)]
    assert [makers.get(officer, f"/products/{one['id']}")["title"] for one in items] == [row["title"] for row in rows]


def test_a_bad_row_refuses_the_batch(officer: TestClient) -> None:
    rows = [product_json() for _ in range(3)] + [product_json(kind="poem"), product_json(content_group="9.9")]
    answer = officer.post(f"{PATH}/batch", json={"items": rows})
    body = problem(answer, 422, (("items", 3, "kind"), "choice"), (("items", 4, "content_group"), "unknown"))
    assert all(fault["loc"][0] == "items" for fault in body["errors"])
    assert makers.every(officer, "/products") == []


def test_a_batch_names_each_row_that_may_not_be_written(officer: TestClient, coordinator: TestClient) -> None:
    foreign = product_json(unit="MTTQ")
    for query in ({}, {"validate_only": "true"}):
        answer = officer.post(f"{PATH}/batch", json={"items": [product_json(), foreign, foreign]}, params=query)
        body = problem(answer, 403)
        assert (body["code"], makers.locs(answer)) == ("forbidden", [("items", 1), ("items", 2)])
        assert {fault["message"] for fault in body["errors"]} == {body["detail"]}
    makers.close(coordinator)
    july = product_json(placements=[placement("zalo", "2026-07-03")])
    for client, loc in ((officer, ()), (coordinator, ("change_reason",))):
        answer = client.post(f"{PATH}/batch", json={"items": [july, product_json(), july, product_json()]})
        body = problem(answer, 409)
        assert makers.locs(answer) == [("items", 1, *loc), ("items", 3, *loc)]
        assert {fault["code"] for fault in body["errors"]} == {body["code"]}
    answer = officer.post(f"{PATH}/batch", json={"items": [product_json(), foreign, product_json(kind="poem")]})
    problem(answer, 422, (("items", 0), body["code"]), (("items", 1), "forbidden"), (("items", 2, "kind"), "choice"))
    assert makers.every(coordinator, "/products") == []


def test_a_partial_batch_stores_what_it_can(officer: TestClient, coordinator: TestClient) -> None:
    makers.close(coordinator)
    july = [placement("zalo", "2026-07-03")]
    rows = [
        product_json(placements=july, title="A"),
        product_json(placements=july, kind="poem"),
        product_json(placements=july, unit="MTTQ"),
        product_json(),
        "no product",
        product_json(placements=july, title="B", external_id="b"),
        product_json(placements=july, title="B2", external_id="b"),
    ]
    answer = officer.post(f"{PATH}/batch?partial=true", json={"items": rows})
    assert answer.status_code == 200
    items = answer.json()["items"]
    assert [one["index"] for one in items] == list(range(7))
    assert [one["status"] for one in items] == [201, 422, 403, 409, 422, 201, 200]
    assert all(one["errors"] for one in items[1:5])
    assert items[5]["id"] == items[6]["id"]
    assert sorted(found(officer)) == ["A", "B2"]


@pytest.mark.parametrize("body", [{}, {"items": []}, {"items": {}}, {"items": None}, [], None, {"items": [1], "x": 2}])
def test_a_batch_that_is_none(officer: TestClient, body: Any) -> None:
    problem(officer.post(f"{PATH}/batch", json=body), 422)


def test_a_batch_has_at_most_a_thousand_rows(officer: TestClient) -> None:
    problem(officer.post(f"{PATH}/batch", json={"items": [{}] * 1001}), 422)


# A person's own hand.


def test_a_system_is_warned_once_where_a_person_edited(stage: Stage, officer: TestClient) -> None:
    made = product(officer, external_id="cms-1", title="Một")
    assert codes(makers.post(officer, "/products", {"external_id": "cms-1", "title": "Hai"})) == []
    with stage.writing() as (session, _):
        me = stage.person(session, "officer")
        products.edit(session, me, products.find(session, me, made["id"]), ProductIn(title="Tay người"))
    assert codes(makers.post(officer, "/products", {"external_id": "cms-1", "title": "Ba"})) == ["edited_by_hand"]
    assert codes(makers.post(officer, "/products", {"external_id": "cms-1", "title": "Bốn"})) == []
