"""Once: a form pressed twice, or an API key sent again, stores once and gets the first answer again.

The receipt is written in the same transaction as the thing itself: neither is ever there without the other.
"""

import hashlib
import json
from collections.abc import Callable
from typing import Annotated

from fastapi import Header, Response

from app.domain import receipts
from app.domain.errors import Say, refuse
from app.models import Receipt
from app.web import sealed as seals
from app.web.answers import KEPT
from app.web.arrival import Body
from app.web.deps import Call
from app.web.errors import is_api

LONGEST_KEY = 200
IdempotencyKey = Annotated[str | None, Header(alias="Idempotency-Key")]


def once(
    call: Call, key: str | None, body: Body | bytes, act: Callable[[], Response], sealed: bool = False
) -> Response:
    """The answer of act, or the one given before to the same key; Refused where the same key brings another body.

    An answer that holds a secret is kept sealed: who has a copy of the database alone can't read it.
    """
    sent = body.content if isinstance(body, Body) else body
    if not key or call.tries:
        return act()
    if len(key) > LONGEST_KEY:
        raise refuse((), Say("Idempotency-Key dài quá {most} ký tự.", most=LONGEST_KEY), "too_long")
    scope = f"{call.me.key} {call.request.method} {call.request.url.path}"[:200]
    # Another question at the same path is another content.
    body_digest = hashlib.sha256(call.request.url.query.encode() + b"\n" + sent).hexdigest()
    if not receipts.claim(call.session, call.me, scope, key, body_digest):
        receipt = receipts.find(call.session, call.me, scope, key)
        if receipt is None or receipt.body_digest != body_digest:
            raise refuse((), Say("Idempotency-Key này đã dùng cho một nội dung khác."), "key_reused")
        return _again(call, receipt, sealed)
    response = act()
    if response.status_code >= 400:
        raise AssertionError("an act that refuses raises, so that nothing is kept")
    receipt = receipts.find(call.session, call.me, scope, key)
    assert receipt is not None
    kept = bytes(response.body)
    receipt.status = response.status_code
    receipt.body = seals.seal(call.settings.secret, _purpose(receipt), kept) if sealed else kept
    receipt.location, receipt.etag = response.headers.get("location"), response.headers.get("etag")
    return response


def _purpose(receipt: Receipt) -> str:
    """An answer moved to another receipt does not open there."""
    return json.dumps(["receipt", receipt.ward_id, receipt.scope, receipt.key, receipt.body_digest])


def _again(call: Call, receipt: Receipt, sealed: bool) -> Response:
    """The answer that was given before."""
    kept = {"Location": receipt.location, "ETag": receipt.etag}
    headers = {name: value for name, value in kept.items() if value}
    headers |= KEPT if receipt.etag and not sealed else {}
    headers["Idempotent-Replayed"] = "true"
    body = seals.opened(call.settings.secret, _purpose(receipt), receipt.body) if sealed else receipt.body
    assert body is not None, "the receipt was changed behind the program's back, or another key is set"
    media = "application/json" if is_api(call.request) else "text/html"
    return Response(body, receipt.status, headers, media if body else None)
