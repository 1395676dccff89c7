"""Who sends a part of a body and then nothing holds up nobody, and who may not send is told so without a body."""

import json
from contextlib import ExitStack
from urllib.parse import urlencode

import pytest

from tests.lengths import SOAK
from tests.load.conftest import Others, Served, compare, product
from tests.makers import API
from tests.rig.wire import FORM, JSON, Wire, head, heard

SENDERS = 50
ASKS_FIRST = {"Expect": "100-continue"}
BOUNDARY = "x1y2z3"
MULTIPART = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
FILE = (
    f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n'
    "Content-Type: application/pdf\r\n\r\n%PDF-1.7\n"
).encode()
BODY = json.dumps(product("Gửi dở", "UBND")).encode()
FIELDS = urlencode({"title": "Gửi dở", "kind": "infographic"}).encode()
LOGIN = urlencode({"name": "officer@dongda", "password": "x"}).encode()


def _senders(served: Served, number: int) -> list[tuple[str, dict[str, str], bytes]]:
    """Where each kind of sender sends: the path, the headers, what comes of the body."""
    cookie = served.cookie("officer")
    return [
        (f"{API}/products", served.bearer("officer") | JSON, BODY),
        (f"{API}/products", served.bearer("coordinator") | JSON, BODY),
        (f"{API}/products/batch", served.bearer("officer") | JSON, b'{"items":['),
        (f"{API}/products/{number}/attachments", served.bearer("officer") | MULTIPART, FILE),
        ("/products/new", cookie | FORM, FIELDS),
        (f"/products/{number}/attachments", cookie | MULTIPART, FILE),
        ("/login", FORM, LOGIN),
        ("/invitations/abc", FORM, b"password=x"),
    ]


def test_fifty_senders_that_stop_in_the_middle_hold_up_nobody(served: Served) -> None:
    made = served.log("officer", "Có tài liệu đính kèm", "UBND")
    before, during = Others(served), Others(served)
    before.go_on()
    kinds = _senders(served, made.json["id"])
    with ExitStack() as stack:
        wires = [stack.enter_context(Wire(served.port)) for _ in range(SENDERS)]
        for place, wire in enumerate(wires):
            path, headers, part = kinds[place % len(kinds)]
            wire.send(head("POST", path, headers | ASKS_FIRST, len(part) + 1000) + part)
        # «100 Continue» comes when the program waits for the body: from then on each is in the middle of it.
        assert len(heard(wires, 15)) == SENDERS
        during.go_on(10 if SOAK else 3)
        answered = [told for wire in wires if (told := wire.told()) is None or told.status != 100]
        # A link to which nobody was invited may be told so before its body has come.
        assert all(told is not None and told.status < 500 for told in answered), answered
        assert len(answered) <= SENDERS // len(kinds) + 1, answered
    compare(f"{SENDERS} senders in the middle of a body", before, during)
    # Those who went away left nothing open.
    Others(served).go_on(1)


REFUSED = [
    ("nobody", "POST", "/products", 401),
    ("a wrong token", "POST", "/products", 401),
    ("leader", "POST", "/products", 403),
    ("city", "POST", "/products", 404),
    ("leader", "POST", "/products/batch", 403),
    ("officer", "PATCH", "/products/999999", 404),
    ("officer", "POST", "/products/999999/attachments", 404),
    ("stranger", "PATCH", "/products/{id}", 404),
    ("stranger", "POST", "/products/{id}/attachments", 404),
    ("other_officer", "PATCH", "/products/{id}", 403),
    ("officer", "POST", "/groups", 403),
    ("leader", "PATCH", "/settings", 404),
    ("coordinator", "POST", "/users", 404),
    ("coordinator", "PATCH", "/groups/NOBODY", 404),
    ("officer", "POST", "/nothing-like-this", 404),
]


@pytest.mark.parametrize(("who", "method", "path", "status"), REFUSED, ids=str)
def test_who_may_not_is_told_though_the_body_never_comes(
    served: Served, who: str, method: str, path: str, status: int
) -> None:
    number = served.log("officer", "Của UBND", "UBND").json["id"]
    unknown = {"nobody": {}, "a wrong token": {"Authorization": "Bearer lt.1.wrong"}}
    headers = unknown[who] if who in unknown else served.bearer(who)
    kind = MULTIPART if path.endswith("attachments") else JSON
    with Wire(served.port, 10) as wire:
        wire.send(head(method, API + path.format(id=number), headers | kind, 5000) + b"{")
        told = wire.told()
    assert told is not None
    assert told.status == status, told.body


def test_a_browser_that_is_not_signed_in_is_sent_to_sign_in_though_its_form_never_comes(served: Served) -> None:
    with Wire(served.port, 10) as wire:
        told = wire.send(head("POST", "/products/new", FORM, 5000) + b"title=").told()
    assert told is not None
    assert (told.status, told.headers["location"].partition("?")[0]) == (303, "/login")
