"""Millions of combining marks on one letter, hours of work to compose, are refused by length wherever they stand."""

import json
import time
from collections.abc import Callable
from itertools import product as every
from urllib.parse import quote

import pytest

from tests.conftest import PASSWORD
from tests.load.conftest import Served, product, tell, watched
from tests.makers import API
from tests.rig.wire import FORM, JSON, Told, ask

# Two marks of different classes in turn: composing has to sort the whole run.
PAIR = "\u0315\u0300"
SIZES = {"60 kB": 60_000, "1 MB": 1_000_000, "8 MB": 8_000_000}
# What an address or a header may hold at most, in bytes.
IN_A_HEAD = 48_000
PATIENT = 20.0
# What is refused before a question is asked is refused on any database.
pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True, scope="session")
Sent = Callable[[Served, str], Told]


def marks(size: int, each: int) -> str:
    """A letter and marks that fill so many bytes, `each` bytes a mark."""
    return "a" + PAIR * (size // each // 2)


def _json(path: str, escaped: bool, **fields: object) -> Sent:
    def send(served: Served, text: str) -> Told:
        filled = json.dumps(product("x") | fields, ensure_ascii=escaped).replace("MARKS", _escaped(text, escaped))
        return ask(served.port, "POST", f"{API}{path}", served.bearer("coordinator") | JSON, filled.encode(), PATIENT)

    return send


def _escaped(text: str, escaped: bool) -> str:
    return json.dumps(text)[1:-1] if escaped else text


def _form(path: str, who: str, pattern: str) -> Sent:
    def send(served: Served, text: str) -> Told:
        headers = FORM | (served.cookie(who) if who else {})
        return ask(served.port, "POST", path, headers, pattern.replace("MARKS", quote(text)).encode(), PATIENT)

    return send


BODIES: dict[str, tuple[Sent, int]] = {
    "name": (_form("/login", "", "name=MARKS&password=x"), 6),
    "name with a ward": (_form("/login", "", "name=MARKS%40dongda&password=x"), 6),
    "ward of a name": (_form("/login", "", "name=x%40MARKS&password=x"), 6),
    "password": (_form("/login", "", "name=officer%40dongda&password=MARKS"), 6),
    "name of a field": (_form("/login", "", "MARKS=x"), 6),
    "invitation's password": (_form("/invitations/abc", "", "password=MARKS&again=MARKS"), 6),
    "own password": (_form("/account/password", "officer", "old=MARKS&password=MARKS"), 6),
    "title in a form": (_form("/products/new", "officer", "go=save&kind=infographic&title=MARKS"), 6),
    "script in a form": (_form("/products/new", "officer", "go=save&kind=loudspeaker_script&details.script=MARKS"), 6),
    "text of a concern": (_form("/concerns/new", "officer", "summary=MARKS"), 6),
    "title": (_json("/products", False, title="MARKS"), 2),
    "title, escaped": (_json("/products", True, title="MARKS"), 6),
    "script": (_json("/products", False, kind="loudspeaker_script", details={"script": "MARKS"}), 2),
    "script, escaped": (_json("/products", True, kind="loudspeaker_script", details={"script": "MARKS"}), 6),
    "unit": (_json("/products", False, unit="MARKS"), 2),
    "campaign": (_json("/products", False, campaign="MARKS"), 2),
    "outside id": (_json("/products", False, external_id="MARKS"), 2),
    "directive": (_json("/products", False, directives=["MARKS"]), 2),
    "unknown field": (_json("/products", False, MARKS="x"), 2),
    "title in a batch": (_json("/products/batch", False, items=[{"title": "MARKS"}]), 2),
    "name of a group": (_json("/groups", False, code="G-1", name="MARKS"), 2),
}
ADDRESSES = {
    "q": (f"{API}/products?q=", "api"),
    "cursor": (f"{API}/products?cursor=", "api"),
    "unit": (f"{API}/products?unit=", "api"),
    "unknown parameter": (f"{API}/products?", "api"),
    "period": (f"{API}/coverage?period=", "api"),
    "code": (f"{API}/groups/", "api"),
}
PAGES = {"q": "/products?q=", "next": "/login?next=", "name": "/login?name=", "period": "/coverage?period="}
HEADERS = ("Idempotency-Key", "If-Match", "If-None-Match", "Authorization", "Cookie", "Accept", "Origin")


@pytest.mark.parametrize(("field", "size"), list(every(BODIES, SIZES)))
def test_a_heap_of_marks_in_a_body_is_refused_and_nobody_waits(served: Served, field: str, size: str) -> None:
    send, each = BODIES[field]
    text = marks(SIZES[size], each)
    with watched(served) as waits:
        began = time.perf_counter()
        told = send(served, text)
        took = time.perf_counter() - began
    tell(f"{size} in {field}: {told.status} after {1000 * took:.0f} ms; /healthz {1000 * max(waits):.0f} ms at most")
    assert 400 <= told.status < 500, told
    # A program is not told again what it sent; a page still holds what a person typed.
    assert "json" not in told.headers["content-type"] or len(told.body) < 20_000


@pytest.mark.parametrize("place", ADDRESSES)
def test_a_heap_of_marks_in_an_address_is_refused_and_nobody_waits(served: Served, place: str) -> None:
    address = ADDRESSES[place][0] + quote(marks(IN_A_HEAD, 6))
    with watched(served):
        told = served.get(address, served.bearer("coordinator"), PATIENT)
    assert 400 <= told.status < 500, told


@pytest.mark.parametrize("place", PAGES)
def test_a_page_that_is_asked_with_a_heap_of_marks_keeps_nobody_waiting(served: Served, place: str) -> None:
    """A page ignores what it can't use, or says so."""
    with watched(served):
        told = served.get(PAGES[place] + quote(marks(IN_A_HEAD, 6)), served.cookie("coordinator"), PATIENT)
    assert told.status < 500, told


@pytest.mark.parametrize("header", HEADERS)
def test_a_heap_of_marks_in_a_header_keeps_nobody_waiting(served: Served, header: str) -> None:
    value = {"Authorization": "Bearer lt.1.", "Cookie": "lantoa=1."}.get(header, "") + marks(IN_A_HEAD, 2)
    raw = value.encode().decode("latin-1")
    headers = served.bearer("coordinator") | JSON | {header: raw}
    body = json.dumps(product("Trong đầu thư")).encode()
    with watched(served):
        told = ask(served.port, "POST", f"{API}/products", headers, body, PATIENT)
    assert told.status < 500, told


def test_someone_signs_in_as_usual_after_all_that(served: Served) -> None:
    assert served.sign_in("leader@dongda", PASSWORD).status == 303
