"""Once: a form pressed twice, or an API key sent again, stores once and gets the first answer again.

The receipt is written in the same transaction as the thing itself: neither is ever there without the other.
"""

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta

from fastapi import Response
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col, delete

from app.domain.errors import Say, refuse
from app.models import Receipt
from app.web import sealed as seals
from app.web.arrival import Body
from app.web.deps import Call
from app.web.errors import is_api

KEPT = timedelta(hours=24)
LONGEST_KEY = 200


def once(
    call: Call, key: str | None, body: Body | bytes, act: Callable[[], Response], sealed: bool = False
) -> Response:
    """The answer of act, or the one given before to the same key; Refused where the same key brings another body.

    An answer that holds a secret is kept sealed: who has a copy of the database alone can't read it.

    A twin that is still being answered holds the receipt's row (PostgreSQL) or the database (SQLite), so the second
    waits and then finds the first one's answer.
    """
    sent = body.content if isinstance(body, Body) else body
    if not key:
        return act()
    if len(key) > LONGEST_KEY:
        raise refuse((), Say("Idempotency-Key dài quá {most} ký tự.", most=LONGEST_KEY), "too_long")
    scope = f"{call.me.key} {call.request.method} {call.request.url.path}"[:200]
    body_digest = hashlib.sha256(sent).hexdigest()
    old = (col(Receipt.ward_id) == call.me.ward_id, col(Receipt.created_at) < call.me.at - KEPT)
    call.session.execute(delete(Receipt).where(*old))
    if not _claim(call, scope, key, body_digest):
        return _again(call, scope, key, body_digest, sealed)
    response = act()
    if response.status_code >= 400:
        raise AssertionError("an act that refuses raises, so that nothing is kept")
    receipt = call.session.get(Receipt, (call.me.ward_id, scope, key))
    assert receipt is not None
    kept = bytes(response.body)
    receipt.status = response.status_code
    receipt.body = seals.seal(call.settings.secret, _purpose(receipt), kept) if sealed else kept
    receipt.location, receipt.etag = response.headers.get("location"), response.headers.get("etag")
    return response


def _claim(call: Call, scope: str, key: str, body_digest: str) -> bool:
    row = {"ward_id": call.me.ward_id, "scope": scope, "key": key, "body_digest": body_digest}
    row |= {"status": 0, "location": None, "etag": None, "body": b"", "created_at": call.me.at}
    insert = postgresql.insert if call.session.get_bind().dialect.name == "postgresql" else sqlite.insert
    # What came back is asked, not rowcount: for an INSERT on PostgreSQL SQLAlchemy leaves that at -1.
    claimed = insert(Receipt).values(**row).on_conflict_do_nothing().returning(col(Receipt.key))
    return call.session.execute(claimed).first() is not None


def _purpose(receipt: Receipt) -> str:
    """An answer moved to another receipt does not open there."""
    return json.dumps(["receipt", receipt.ward_id, receipt.scope, receipt.key, receipt.body_digest])


def _again(call: Call, scope: str, key: str, body_digest: str, sealed: bool) -> Response:
    receipt = call.session.get(Receipt, (call.me.ward_id, scope, key))
    if receipt is None or receipt.body_digest != body_digest:
        raise refuse((), Say("Idempotency-Key này đã dùng cho một nội dung khác."), "key_reused")
    kept = {"Location": receipt.location, "ETag": receipt.etag}
    headers = {name: value for name, value in kept.items() if value}
    body = seals.opened(call.settings.secret, _purpose(receipt), receipt.body) if sealed else receipt.body
    assert body is not None, "the receipt was changed behind the program's back, or another key is set"
    media = "application/json" if is_api(call.request) else "text/html"
    return Response(body, receipt.status, headers, media if body else None)
