"""What was typed when a sign-in had ended, or when the server was busy, is there again for the one who typed it."""

import re
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.web import pages
from app.web.lanes import Busy
from tests import makers, samples
from tests.conftest import PASSWORD, Stage
from tests.makers import get
from tests.views.filled import Fields, filled, press

TITLE = "Lịch tiêm phòng <tháng 5> & «nhắc»"
PLACES = [
    ("/products/new", "title"),
    ("/products/new?kind=meeting", "title"),
    ("/concerns/new", "summary"),
    ("/campaigns/new", "title"),
    ("/directives/new", "title"),
    ("/groups/new", "name"),
    ("/commendations/new", "title"),
]


def enter(client: TestClient, page: Any = None, name: str = "coordinator", password: str = PASSWORD) -> Any:
    fields = filled(page.text if page else "", name=f"{name}@dongda", password=password)
    return client.post("/login", data=dict(fields))


def signed_in(stage: Stage, name: str = "coordinator") -> TestClient:
    """In a sign-in of its own, which a test may end."""
    client = stage.client()
    assert enter(client, name=name).status_code == 303
    return client


def late(stage: Stage, path: str = "/products/new", field: str = "title", **typed: str) -> tuple[TestClient, Any]:
    """A form whose writer was signed out in another window, and what its sending was answered."""
    client = signed_in(stage)
    page = client.get(path)
    assert page.status_code == 200, page.text
    fields = filled(page.text, **{field: TITLE} | typed)
    assert client.post("/logout").status_code == 303
    return client, press(client, path.partition("?")[0], fields)


@pytest.mark.parametrize(("path", "field"), PLACES, ids=str)
def test_a_form_is_there_again_after_signing_in_and_nothing_is_stored(stage: Stage, path: str, field: str) -> None:
    client, answer = late(stage, path, field)
    assert answer.status_code == 401
    assert TITLE not in answer.text, "whoever looks at the page, or its source, reads nothing of it"
    assert "những gì đã nhập còn nguyên" in answer.text
    again = enter(client, answer)
    assert again.status_code == 422, again.text
    assert "<h2>Phiên đã hết</h2>" in again.text
    assert "những gì đã nhập còn nguyên. Xem lại rồi lưu." in again.text
    assert "chỗ cần sửa" not in again.text, "nothing of it is wrong"
    assert (field, TITLE) in Fields(again.text).pairs
    assert "tiêm phòng" not in stage.everything()
    stored = press(client, path.partition("?")[0], Fields(again.text).pairs)
    assert stored.status_code in (303, 422), "it goes on as if nothing had been"


def test_it_is_stored_once_seen(stage: Stage) -> None:
    client, answer = late(stage, "/groups/new", "name", code="TDP-77", kind="residential")
    page = enter(client, answer)
    assert press(client, "/groups/new", Fields(page.text).pairs).status_code == 303
    assert TITLE in client.get("/groups/TDP-77").text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def test_somebody_else_who_signs_in_there_gets_an_empty_form(stage: Stage) -> None:
    client, answer = late(stage)
    other = enter(client, answer, name="officer")
    assert (other.status_code, other.headers["location"]) == (303, "/products/new")
    assert TITLE not in client.get("/products/new").text


def test_what_was_said_of_a_file_is_there_again_and_the_file_is_asked_for(stage: Stage, officer: TestClient) -> None:
    address = f"/products/{makers.product(officer)['id']}"
    client = signed_in(stage)
    page = client.get(address).text
    [form_id] = re.findall(r'name="form_id" value="([^"]+-file)"', page)
    assert page.index('name="alt_text"') < page.index('name="file"'), "what stands behind a file has not come yet"
    client.post("/logout")
    typed = {"form_id": form_id, "alt_text": TITLE}
    answer = client.post(f"{address}/attachments", data=typed, files={"file": ("a.png", samples.picture())})
    assert answer.status_code == 401
    assert TITLE not in answer.text
    again = enter(client, answer)
    assert again.status_code == 422, again.text
    assert "những gì đã nhập còn nguyên" in again.text
    assert "Chọn lại tệp" in again.text
    assert ("alt_text", TITLE) in Fields(again.text).pairs
    assert "Chưa có tệp" in again.text or "a.png" not in again.text
    assert get(officer, f"{address}/attachments")["items"] == []
    [form_id] = re.findall(r'name="form_id" value="([^"]+-file)"', again.text)
    files = {"file": ("a.png", samples.picture())}
    assert client.post(f"{address}/attachments", data=typed | {"form_id": form_id}, files=files).status_code == 303
    [stored] = get(officer, f"{address}/attachments")["items"]
    assert stored["alt_text"] == TITLE


def test_a_wrong_password_in_between_loses_nothing(stage: Stage) -> None:
    client, answer = late(stage)
    wrong = enter(client, answer, password="sai")
    assert wrong.status_code == 422
    assert ("title", TITLE) in Fields(enter(client, wrong).text).pairs


def test_what_was_sealed_opens_only_as_it_was(stage: Stage) -> None:
    client, answer = late(stage)
    fields = dict(filled(answer.text, name="coordinator@dongda", password=PASSWORD))
    sealed = fields["carried"]
    for broken in (sealed[:-4] + "AAAA", sealed[4:], "x", ""):
        gone = client.post("/login", data=fields | {"carried": broken})
        assert (gone.status_code, gone.headers["location"]) == (303, "/")


def test_a_form_that_nobody_s_page_drew_is_not_carried(stage: Stage) -> None:
    client = stage.client()
    for pairs in ([("title", TITLE)], [("title", TITLE), ("form_id", "")]):
        answer = press(client, "/products/new", pairs)
        assert (answer.status_code, answer.headers["location"]) == (303, "/login")
    strange = press(client, "/products/new", [("title", TITLE), ("form_id", "made.up")])
    assert enter(client, strange).headers["location"] == "/products/new", "its mark is nobody's"


def test_a_form_from_another_site_is_not_carried(stage: Stage) -> None:
    client = signed_in(stage)
    fields = filled(client.get("/products/new").text, title=TITLE)
    client.post("/logout")
    assert press(client, "/products/new", fields, Origin="https://evil.example").status_code == 403


def test_a_choice_that_htmx_sent_takes_the_whole_window_to_sign_in(stage: Stage) -> None:
    client = signed_in(stage)
    fields = filled(client.get("/products/new").text, title=TITLE)
    client.post("/logout")
    asked = {"HX-Request": "true", "HX-Target": "form#form"}
    answer = press(client, "/products/new", fields, go="", **asked)
    assert (answer.headers["hx-retarget"], answer.headers["hx-reswap"]) == ("body", "innerHTML")
    assert ("title", TITLE) in Fields(enter(client, answer).text).pairs


def test_a_page_that_was_only_looked_at_is_gone_back_to(stage: Stage) -> None:
    answer = stage.client().get("/campaigns")
    assert answer.headers["location"] == "/login?next=/campaigns"


def test_a_password_is_never_carried(stage: Stage) -> None:
    client = signed_in(stage)
    fields = filled(client.get("/account").text, old=PASSWORD, password="Một mật khẩu 22", again="Một mật khẩu 22")
    client.post("/logout")
    assert press(client, "/account/password", fields).headers["location"] == "/login"


def test_what_a_busy_server_did_not_store_can_be_sent_again_from_its_answer(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = signed_in(stage)
    fields = filled(client.get("/groups/new").text, code="TDP-78", kind="residential", name=TITLE)

    async def busy(*_: Any) -> Any:
        raise Busy()

    with monkeypatch.context() as patch:
        patch.setattr(stage.app.state.roads, "through", busy)
        answer = press(client, "/groups/new", fields)
    assert answer.status_code == 503
    assert 'action="/groups/new"' in answer.text
    again = client.post("/groups/new", data=dict(Fields(answer.text).pairs))
    assert again.status_code == 303
    assert client.post("/groups/new", data=dict(fields)).status_code in (303, 422), "pressed twice, stored once"


@pytest.mark.parametrize("path", ["/", "/products", "/account", "/coverage", "/login", "/no-such-page"])
def test_no_browser_keeps_a_page(stage: Stage, path: str) -> None:
    answer = stage.signed_in("coordinator").get(path)
    assert answer.headers["cache-control"] == "no-store"


def test_signing_out_clears_what_the_browser_kept_where_it_listens(stage: Stage) -> None:
    plain, https = signed_in(stage), stage.client(base_url="https://testserver")
    assert "clear-site-data" not in plain.post("/logout").headers
    enter(https)
    assert https.post("/logout").headers["clear-site-data"] == '"cache"'


def test_every_form_says_where_it_goes(stage: Stage) -> None:
    """A form that was drawn after signing in stands at the address of the sign-in page."""
    forms = [
        (path.name, form)
        for path in pages.TEMPLATES.rglob("*.html")
        for form in re.findall(r"<form\b[^>]*>", path.read_text())
        if 'method="post"' in form
    ]
    assert len(forms) > 50
    assert [one for one in forms if "action=" not in one[1]] == []
