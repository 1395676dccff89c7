"""Bytes under the installation's key: who has them alone, or a copy of the database, reads nothing and changes nothing.

A stream of SHAKE-256 under a key and a nonce, and an HMAC over both (encrypt, then authenticate: Bellare and
Namprempre, Authenticated Encryption, 2000).
"""

import hashlib
import hmac
import secrets

_NONCE, _PROOF = 16, 32


def seal(secret: bytes, purpose: str, content: bytes) -> bytes:
    """The content sealed for one purpose: what was sealed for another does not open."""
    nonce = secrets.token_bytes(_NONCE)
    hidden = _hidden(secret, purpose, nonce, content)
    return nonce + _proof(secret, purpose, nonce + hidden) + hidden


def opened(secret: bytes, purpose: str, text: bytes) -> bytes | None:
    """What was sealed; None where a byte of it is another, or the key or the purpose is."""
    nonce, proof, hidden = text[:_NONCE], text[_NONCE : _NONCE + _PROOF], text[_NONCE + _PROOF :]
    if not hmac.compare_digest(proof, _proof(secret, purpose, nonce + hidden)):
        return None
    return _hidden(secret, purpose, nonce, hidden)


def _hidden(secret: bytes, purpose: str, nonce: bytes, content: bytes) -> bytes:
    """Done twice, the content."""
    key = hmac.new(secret, f"stream {purpose}".encode(), "sha256").digest()
    stream = hashlib.shake_256(key + nonce).digest(len(content))
    return (int.from_bytes(content, "big") ^ int.from_bytes(stream, "big")).to_bytes(len(content), "big")


def _proof(secret: bytes, purpose: str, content: bytes) -> bytes:
    key = hmac.new(secret, f"proof {purpose}".encode(), "sha256").digest()
    return hmac.new(key, content, "sha256").digest()
