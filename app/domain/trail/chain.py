"""The chain: a change's keyed digest over all that it says and the digest before it, by HMAC-SHA256 (RFC 2104).

The key lies outside the database, so that who holds the database alone can't work the chain out anew.
"""

import hashlib
import hmac
from typing import Any

from sqlmodel import Session

from app import compact, db

# What a digest covers, in its order; the digest before comes last.
CHAINED = (
    "ward_id",
    "seq",
    "at",
    "person_id",
    "token_id",
    "action",
    "entity",
    "entity_key",
    "facts",
    "text_digest",
    "things",
    "keyed_by",
)


def key(session: Session) -> bytes:
    return db.trail_key(session.get_bind().engine)


def named(secret: bytes) -> str:
    """The name of a key, from which nobody learns the key."""
    return hmac.digest(secret, b"the trail's key", "sha256").hex()[:8]


class Link:
    """The end of a chain, to which changes are added."""

    def __init__(self, secret: bytes, digest: str) -> None:
        self.secret, self.digest, self._name = secret, digest, named(secret)

    def of(self, change: dict[str, Any]) -> dict[str, Any]:
        """The change with its digest, which is the end of the chain from now on."""
        change = change | {"keyed_by": self._name}
        self.digest = digest_of(self.secret, change, self.digest)
        return change | {"digest": self.digest}


def digest_of(secret: bytes, change: dict[str, Any], before: str) -> str:
    """As lower-case hex."""
    parts = [change[name] if name != "at" else change[name].isoformat() for name in CHAINED]
    return hmac.digest(secret, compact.in_order([*parts, before], str), "sha256").hex()


def base_digest(secret: bytes, base: dict[str, Any]) -> str:
    """Of a part of what the trail vouches for without a change (models/change, TrailBase)."""
    parts = ["base", *(base[name] for name in ("ward_id", "seq", "part", "things", "keyed_by"))]
    return hmac.digest(secret, compact.in_order(parts, str), "sha256").hex()


def text_digest(salt: str, words: dict[str, Any]) -> str:
    return hashlib.sha256(salt.encode() + compact.in_order(words, str)).hexdigest()


def stored(facts: dict[str, Any]) -> dict[str, Any]:
    """As the database will give it back: dates as ISO text, tuples as lists."""
    return dict(compact.read(compact.in_order(facts, str)))
