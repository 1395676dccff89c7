"""Above the entries of a register stands what the ward makes of them, where it makes something of what is shown."""

from types import SimpleNamespace

import pytest
from fastapi.testclient import TestClient

from tests import makers
from tests.conftest import Stage
from tests.makers import get, pulse, survey
from tests.reading import plain

Q2 = "2026-Q2"


@pytest.fixture
def ward(stage: Stage, coordinator: TestClient, pages: SimpleNamespace) -> SimpleNamespace:
    for code, people in (("TDP-01", 1000), ("TDP-02", 3000)):
        makers.group(coordinator, code, population=people)
    survey(coordinator, asked=40, aware=30)
    survey(coordinator, group="TDP-02", asked=40, aware=10)
    pulse(coordinator, 22, 9, 6)
    pulse(coordinator, 30, 9, 3, group="TDP-02")
    return pages


def figure(coordinator: TestClient, code: str) -> float:
    [one] = [one for one in get(coordinator, "/indicators", period=Q2)["items"] if one["code"] == code]
    return float(one["value"])


def test_surveys_say_what_the_ward_makes_of_them_and_for_whom(ward: SimpleNamespace, coordinator: TestClient) -> None:
    # The larger group counts for more: 3/4 · 1/4 + 1/4 · 3/4.
    assert figure(coordinator, "surveyed_awareness") == 0.375
    said = plain(ward.officer.get(f"/surveys?period={Q2}").text)
    assert "Các tổ được hỏi, góp theo số dân: 37,5%" in said
    assert "2 tổ, 100% số dân, không nói thay các tổ khác" in said


def test_pulses_say_the_balance_of_those_that_are_shown(ward: SimpleNamespace, coordinator: TestClient) -> None:
    text = ward.officer.get(f"/pulses?period={Q2}").text
    assert figure(coordinator, "opinion_balance") == round((22 - 6) / 37, 6)
    said = plain(text)
    assert "Cả kỳ, ủng hộ trừ băn khoăn: +43,2 điểm trong 37 ý kiến · 1 phiếu nhóm nhỏ không tính" in said
    assert f'href="/indicators/opinion_balance?period={Q2}"' in text


@pytest.mark.parametrize("path", ["/surveys", "/pulses"])
@pytest.mark.parametrize("part", ["period=all", f"period={Q2}&group=TDP-01", "period=2026-Q3"])
def test_of_a_part_of_them_or_of_none_the_ward_makes_nothing(ward: SimpleNamespace, path: str, part: str) -> None:
    said = plain(ward.officer.get(f"{path}?{part}").text)
    assert "Các tổ được hỏi" not in said
    assert "Cả kỳ," not in said
