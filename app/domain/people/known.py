"""Browsers on which a person has signed in before: a cookie says so, and no failure of others keeps them out."""

import hmac
import secrets

from app.models import Person

# So many people can share an office's browser.
MOST = 5
LONGEST = 1000
KEPT_DAYS = 400


def mark(secret: bytes, cookie: str, person: Person) -> str | None:
    """What this browser is known by as the person's; None where it isn't, or the password is another since."""
    for entry in _entries(cookie):
        if _is_of(entry, person):
            nonce, _, given = entry.partition(".")[2].partition(".")[2].partition(".")
            if hmac.compare_digest(given.encode(), _proof(secret, person, nonce).encode()):
                return nonce
    return None


def remember(secret: bytes, cookie: str, person: Person) -> str:
    """The cookie with this person in front; who signed in on the browser longest ago makes room."""
    nonce = mark(secret, cookie, person) or secrets.token_urlsafe(12)
    others = [entry for entry in _entries(cookie) if not _is_of(entry, person)]
    own = f"{person.ward_id}.{person.id}.{nonce}.{_proof(secret, person, nonce)}"
    return "~".join([own, *others][:MOST])


def _entries(cookie: str) -> list[str]:
    return cookie.split("~") if 0 < len(cookie) <= LONGEST else []


def _is_of(entry: str, person: Person) -> bool:
    return entry.startswith(f"{person.ward_id}.{person.id}.")


def _proof(secret: bytes, person: Person, nonce: str) -> str:
    """Bound to the password too: who knew an old one is not known any more."""
    words = f"known browser {person.ward_id} {person.id} {nonce} {person.password_hash}"
    return hmac.new(secret, words.encode(), "sha256").hexdigest()[:40]
