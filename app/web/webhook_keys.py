"""Keys that webhooks are signed with: drawn and told once, kept sealed, opened where something is signed."""

import secrets
from base64 import b64decode, b64encode
from typing import NamedTuple

from app.settings import Settings
from app.web import sealed

_PURPOSE = "webhook"
_LENGTH = 32


class Key(NamedTuple):
    """A new key: its words, as the receiver's own library takes them, and what is kept of it."""

    words: str
    sealed: str


def drawn(settings: Settings) -> Key:
    """Words begin with whsec_, then the key in Base64 (standardwebhooks.com)."""
    key = secrets.token_bytes(_LENGTH)
    kept = sealed.seal(settings.secret, _PURPOSE, key)
    return Key(f"whsec_{b64encode(key).decode()}", b64encode(kept).decode())


def opened(settings: Settings, kept: str) -> bytes | None:
    """None where the installation has another key since."""
    return sealed.opened(settings.secret, _PURPOSE, b64decode(kept))
