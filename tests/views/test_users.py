"""People through the pages: invited, let in by their link, changed, reset, left; and one's own account."""

import re
import unicodedata
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from app.models import Invitation
from tests.api.test_users import HOA, dump, id_of
from tests.conftest import PASSWORD, Stage
from tests.makers import Json, every, get
from tests.views.filled import filled, press

NEW = "/users/new"
CHOSEN = "Sáng nay trời mưa"


def invite(pages: SimpleNamespace, **values: str) -> Any:
    return press(pages.admin, NEW, filled(pages.admin.get(NEW).text, **(HOA | values)), "")


def link_in(text: str) -> str:
    """The path of the link that the page shows."""
    found = re.search(r"http://testserver(/invitations/[\w.-]+)", text)
    assert found is not None, text
    return found[1]


def choose(client: TestClient, link: str, password: str = CHOSEN, again: str | None = None) -> Any:
    return press(client, link, [("password", password), ("again", password if again is None else again)], "")


def test_a_person_is_invited_and_lets_themselves_in(stage: Stage, pages: SimpleNamespace) -> None:
    answer = invite(pages)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    link = link_in(answer.text)
    assert link.rpartition(".")[2] not in dump(stage)
    assert "đã mời, chưa đặt mật khẩu" in pages.admin.get("/users").text
    shown = pages.nobody.get(link)
    assert shown.status_code == 200
    assert shown.headers["cache-control"] == "no-store"
    assert 'value="hoa@dongda"' in shown.text
    assert "Trần Thị Quỳnh Hoa" in shown.text
    chosen = choose(pages.nobody, link)
    assert chosen.status_code == 303
    assert chosen.headers["location"] == "/"
    assert "Ghi sản phẩm" in pages.nobody.get("/").text
    assert "đăng nhập được" in pages.admin.get(f"/users/{id_of(pages.admin, 'hoa')}").text
    other = stage.signed_in("nobody")
    used = other.get(link)
    assert used.status_code == 404
    assert '<a class="btn btn-1" href="/login">Đăng nhập</a>' in used.text
    assert other.post("/login", data={"name": "hoa@dongda", "password": CHOSEN}).status_code == 303


def test_a_double_press_makes_one_account_and_shows_its_link_again(stage: Stage, pages: SimpleNamespace) -> None:
    pairs = filled(pages.admin.get(NEW).text, **HOA)
    first, second = (press(pages.admin, NEW, pairs, "") for _ in range(2))
    assert link_in(first.text) == link_in(second.text)
    assert second.headers["content-type"].startswith("text/html")
    assert sum(one["name"] == "hoa" for one in every(pages.admin, "/users")) == 1
    assert link_in(first.text).rpartition(".")[2] not in dump(stage)


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"name": ""}, "name", "Không được để trống"),
        ({"name": "officer"}, "name", "đã có người dùng"),
        ({"name": "có dấu"}, "name", "Chỉ dùng chữ không dấu"),
        ({"unit": ""}, "unit", "Chọn đơn vị"),
        ({"email": "hoa"}, "email", "địa chỉ thư"),
    ],
    ids=str,
)
def test_what_is_wrong_is_told_beside_its_field(pages: SimpleNamespace, values: Json, field: str, words: str) -> None:
    answer = invite(pages, **values)
    assert answer.status_code == 422
    assert f'id="{field}-fault"' in answer.text
    assert words in answer.text
    assert set((HOA | values).items()) <= set(filled(answer.text))
    assert "hoa" not in [one["name"] for one in every(pages.admin, "/users")]


@pytest.mark.parametrize(
    ("password", "again", "field", "words"),
    [
        ("mỡ 2", None, "password", "Cần ít nhất 10 ký tự"),
        ("", "", "password", "Không được để trống"),
        ("aaaaaaaaaaaa", None, "password", "4 ký tự khác nhau"),
        ("Trần Thị Quỳnh Hoa", None, "password", "tên của chính"),
        ("hoa@dongda", None, "password", "tên của chính"),
        (CHOSEN, "Sáng nay trời nắng", "again", "không giống nhau"),
        ("a1b2" * 60, None, "password", "Nhiều nhất 200"),
    ],
    ids=str,
)
def test_a_password_that_will_not_do(
    pages: SimpleNamespace, password: str, again: str | None, field: str, words: str
) -> None:
    link = link_in(invite(pages).text)
    answer = choose(pages.nobody, link, password, again)
    assert answer.status_code == 422
    assert f'id="{field}-fault"' in answer.text
    assert words in answer.text
    assert not password or password not in re.sub(r"<h1>.*", "", answer.text, flags=re.DOTALL)
    assert "vẫn còn nguyên" not in answer.text, "a password never comes back"
    assert choose(pages.nobody, link).status_code == 303, "the link still holds"


def test_letters_may_come_apart(stage: Stage, pages: SimpleNamespace) -> None:
    """A Mac sends ư as u and a horn; a phone sends one letter: the password is the same."""
    choose(pages.nobody, link_in(invite(pages).text), unicodedata.normalize("NFD", CHOSEN), CHOSEN)
    answer = stage.signed_in("nobody").post("/login", data={"name": "hoa@dongda", "password": CHOSEN})
    assert answer.status_code == 303


def test_used_expired_and_unknown_links_are_the_same_page(stage: Stage, pages: SimpleNamespace) -> None:
    used = link_in(invite(pages).text)
    choose(stage.signed_in("nobody"), used)
    late = link_in(invite(pages, name="lan", full_name="Lan").text)
    with stage.writing() as (session, _):
        for row in session.exec(select(Invitation)):
            row.expires_at -= timedelta(days=7, seconds=1)
    ward = used.split("/")[2].partition(".")[0]
    answers = [pages.nobody.get(link) for link in (used, late, f"/invitations/{ward}.x", "/invitations/x")]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert "nhờ người quản trị" in answers[0].text
    assert choose(pages.nobody, late).status_code == 404
    assert choose(pages.nobody, used).status_code == 404
    assert "đường dẫn mời hết hạn" in pages.admin.get("/users").text


def test_guessing_at_links_gets_slower(pages: SimpleNamespace) -> None:
    link = link_in(invite(pages).text)
    guesses = [pages.nobody.get(f"/invitations/1.{guess}").status_code for guess in range(20)]
    assert guesses == [404] * 20
    answer = pages.nobody.get("/invitations/1.x")
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) >= 1
    assert choose(pages.nobody, "/invitations/1.x").status_code == 429
    answer = pages.nobody.get(link)
    assert answer.status_code == 200, "nobody guesses one: the right one is never late"


def test_an_edit_changes_what_was_changed(pages: SimpleNamespace) -> None:
    invite(pages)
    key = id_of(pages.admin, "hoa")
    text = pages.admin.get(f"/users/{key}/edit").text
    answer = press(pages.admin, f"/users/{key}/edit", filled(text, role="leader", unit="", email=""), "")
    assert answer.headers["location"] == f"/users/{key}?done=changed"
    found = get(pages.admin, f"/users/{key}")
    assert (found["role"], found["unit"], found["email"], found["full_name"]) == (
        "leader",
        None,
        None,
        HOA["full_name"],
    )
    shown = pages.admin.get(f"/users/{key}").text
    for told in ("thư điện tử: đã đổi", "vai trò: đơn vị → lãnh đạo", " → để trống"):
        assert told in shown
    stale = press(pages.admin, f"/users/{key}/edit", filled(text, full_name="Cũ", form_id="x"), "")
    assert stale.status_code == 422
    assert "Có người đã sửa" in stale.text


def test_an_admin_does_not_take_the_role_from_themselves(pages: SimpleNamespace) -> None:
    key = id_of(pages.admin, "admin")
    pairs = filled(pages.admin.get(f"/users/{key}/edit").text, role="leader")
    answer = press(pages.admin, f"/users/{key}/edit", pairs, "")
    assert answer.status_code == 422
    assert 'id="role-fault"' in answer.text
    for step in ("leave", "invitation"):
        answer = press(pages.admin, f"/users/{key}/{step}", [], "")
        assert answer.status_code == 422, step
    assert get(pages.admin, f"/users/{key}")["role"] == "admin"


def test_a_reset_shows_a_new_link_and_ends_the_old_ways_in(stage: Stage, pages: SimpleNamespace) -> None:
    key = id_of(pages.admin, "officer")
    assert pages.officer.get("/").status_code == 200
    path = f"/users/{key}/invitation"
    answer = press(pages.admin, path, filled(pages.admin.get(path).text), "")
    assert answer.status_code == 200
    assert pages.officer.get("/").headers["location"] == "/login"
    assert choose(stage.signed_in("nobody"), link_in(answer.text)).status_code == 303


def test_who_leaves_is_gone_from_every_page(pages: SimpleNamespace) -> None:
    invite(pages)
    key = id_of(pages.admin, "hoa")
    path = f"/users/{key}/leave"
    answer = press(pages.admin, path, filled(pages.admin.get(path).text), "")
    assert answer.headers["location"] == "/users?done=left"
    for place in ("/users", f"/users/{key}", "/audit", f"/audit?person={key}"):
        text = pages.admin.get(place).text
        assert "Quỳnh" not in text, place
    assert "1 người đã rời" in pages.admin.get("/users").text
    assert "Người đã rời" in pages.admin.get(f"/users/{key}").text
    assert press(pages.admin, path, [], "").status_code == 422


def test_people_are_found_without_diacritics(pages: SimpleNamespace) -> None:
    invite(pages)
    assert "Trần Thị Quỳnh Hoa" in pages.admin.get("/users?q=quynh+hoa").text
    assert "Không có ai như vậy" in pages.admin.get("/users?q=khong").text


# One's own account.


def own(pages: SimpleNamespace, **values: str) -> Any:
    pairs = [("form_id", "f1"), *(values.items())]
    return press(pages.leader, "/account/password", pairs, "")


def test_one_s_own_password_is_changed_and_other_browsers_end(stage: Stage, pages: SimpleNamespace) -> None:
    elsewhere = stage.signed_in("nobody")
    elsewhere.post("/login", data={"name": "leader@dongda", "password": PASSWORD})
    assert elsewhere.get("/").status_code == 200
    answer = own(pages, old=PASSWORD, password=CHOSEN, again=CHOSEN)
    assert answer.headers["location"] == "/account?done=password"
    assert "Đã đổi mật khẩu" in pages.leader.get("/account?done=password").text
    assert elsewhere.get("/").headers["location"] == "/login"
    assert elsewhere.post("/login", data={"name": "leader@dongda", "password": PASSWORD}).status_code == 422
    assert elsewhere.post("/login", data={"name": "leader@dongda", "password": CHOSEN}).status_code == 303


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"old": "sai rồi nhé", "password": CHOSEN, "again": CHOSEN}, "old"),
        ({"old": "", "password": CHOSEN, "again": CHOSEN}, "old"),
        ({"old": PASSWORD, "password": "ngắn", "again": "ngắn"}, "password"),
        ({"old": PASSWORD, "password": CHOSEN, "again": "khác hẳn rồi"}, "again"),
        ({"old": PASSWORD, "password": PASSWORD, "again": PASSWORD}, "password"),
    ],
    ids=str,
)
def test_a_change_of_password_that_is_refused_changes_nothing(
    stage: Stage, pages: SimpleNamespace, values: Json, field: str
) -> None:
    answer = own(pages, **values)
    assert answer.status_code == 422
    assert "vẫn còn nguyên" not in answer.text, "no password comes back"
    assert f'id="{field}-fault"' in answer.text
    assert CHOSEN not in answer.text
    answer = stage.signed_in("nobody").post("/login", data={"name": "leader@dongda", "password": PASSWORD})
    assert answer.status_code == 303


def test_other_browsers_are_ended_at_once(stage: Stage, pages: SimpleNamespace) -> None:
    elsewhere = stage.signed_in("nobody")
    elsewhere.post("/login", data={"name": "leader@dongda", "password": PASSWORD})
    text = pages.leader.get("/account").text
    assert text.count("Đăng nhập ") >= 2
    assert text.count("máy này") == 1
    answer = press(pages.leader, "/account/browsers", [("form_id", "b1")], "")
    assert answer.headers["location"] == "/account?done=browsers"
    assert elsewhere.get("/").headers["location"] == "/login"
    assert "Đăng xuất khỏi mọi máy khác" not in pages.leader.get("/account").text
