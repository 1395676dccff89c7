"""Help: every role's own page first, every link in it open to them, and the worked example's figures computed."""

import re
from types import SimpleNamespace

import pytest
from fastapi.testclient import TestClient

from app.domain.coverage import Contact, of_contacts
from app.web.labels import ROLES
from tests import makers
from tests.conftest import CAST, Stage
from tools.pictures import GUIDE, SHOTS

ROLE_OF = {name: role for name, (_, role, _) in CAST.items()}
READERS = ("officer", "coordinator", "leader", "admin", "city")


def links(text: str) -> set[str]:
    main = text.partition("<main")[2].partition("</main>")[0]
    return {address.replace("&amp;", "&") for address in re.findall(r'href="(/[^"]*)"', main)}


@pytest.mark.parametrize("name", READERS)
def test_each_role_reads_its_own_work_first_and_may_follow_every_link(pages: SimpleNamespace, name: str) -> None:
    client = getattr(pages, name)
    text = client.get("/help").text
    heads = re.findall(r"<h2[^>]*>(.*?)</h2>", text)
    assert heads[0] == f"Việc của bạn: {ROLES[ROLE_OF[name]].lower()}"
    found = links(text) | links(client.get("/help/coverage").text)
    assert len(found) > 2
    for address in found:
        assert client.get(address).status_code == 200, address


def test_others_work_is_told_below_without_links_that_would_refuse(pages: SimpleNamespace) -> None:
    text = pages.leader.get("/help").text
    others = text.partition("Việc của người khác")[2]
    for role in ("unit", "coordinator", "admin"):
        assert ROLES[role] in others
    assert ROLES["city"] not in others
    assert links(f"<main{others.partition('</main>')[0]}</main>") == set()
    assert "Việc của người khác" not in pages.city.get("/help").text


@pytest.mark.parametrize("name", READERS)
def test_help_is_found_from_more_and_from_coverage(pages: SimpleNamespace, name: str) -> None:
    assert "/help" in links(getattr(pages, name).get("/more").text)


def test_coverage_links_to_how_it_is_worked_out(pages: SimpleNamespace, coordinator: TestClient) -> None:
    makers.group(coordinator)
    assert "/help/coverage" in links(pages.leader.get("/coverage").text)
    assert "/help" in links(pages.leader.get("/directives").text)


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", text))


@pytest.mark.parametrize("name", READERS)
def test_each_role_s_steps_have_pictures_that_the_script_takes(pages: SimpleNamespace, name: str) -> None:
    text = getattr(pages, name).get("/help").text
    shown = re.findall(r'<img class="shot" src="(/static/guide/([\w-]+)\.webp\?v=\w+)" alt="([^"]+)"', text)
    assert {picture for _, picture, _ in shown} & {one for one in SHOTS if one.startswith(ROLE_OF[name])}
    for address, picture, words in shown:
        assert getattr(pages, name).get(address).headers["content-type"] == "image/webp"
        assert picture in SHOTS, words


def test_the_worked_example_says_what_the_program_computes(pages: SimpleNamespace) -> None:
    heard = (("loa", 600), ("loa", 500), ("zalo", 400), ("họp", 200))
    found = of_contacts(
        {"g": 1000}, [Contact("g", one, at, at, people, "counted") for at, (one, people) in enumerate(heard)]
    )
    text = plain(pages.officer.get("/help/coverage").text)
    assert found.coverage == 0.808
    assert f"0,4 × 0,6 × 0,8 = 0,192, nên độ phủ là 1 − 0,192 = {str(found.coverage).replace('.', ',')}" in text
    assert f"khoảng {found.net_reach} người khác nhau" in text
    assert f"trung bình {str(found.frequency).replace('.', ',')} lần" in text
    assert "1.700 lượt người" in text
    assert "Mức thấp là 60% (600 người), mức cao là 100% (1.000 người)" in text
    assert "độ phủ vẫn là 20%, không phải 40%" in text, "two meetings are one audience"


def test_it_ends_with_the_reader_s_own_figures(stage: Stage, pages: SimpleNamespace, coordinator: TestClient) -> None:
    assert "Phường bạn" not in pages.officer.get("/help/coverage").text, "nothing is logged yet"
    period = makers.period_of_today(coordinator)
    makers.group(coordinator)
    makers.product(coordinator, makers.placement("zalo", makers.day(), makers.reach(people=420)))
    text = pages.officer.get("/help/coverage").text
    assert "420 lượt người, ước chừng 420 người khác nhau" in plain(text)
    assert f"/coverage?period={period}" in links(text)
    assert "Phường bạn" not in pages.city.get("/help/coverage").text


def test_no_picture_lies_about_that_no_step_shows(pages: SimpleNamespace) -> None:
    told = "".join(getattr(pages, name).get("/help").text for name in READERS)
    assert (
        {path.stem for path in GUIDE.iterdir()} == set(re.findall(r"/static/guide/([\w-]+)\.webp", told)) == set(SHOTS)
    )
