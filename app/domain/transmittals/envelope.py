"""An envelope: a text and its signature, as DSSE says (github.com/secure-systems-lab/dsse, version 1.0.2), whose
signature here is an HMAC-SHA256 under the digest of the token that the city's installation gave the ward.

Both sides know that digest and nobody else does: the ward has the token, the city keeps its digest alone.
"""

import binascii
import hmac
from base64 import b64decode, b64encode
from collections.abc import Iterable
from typing import Annotated

from pydantic import Field

from app.domain.errors import Say, refuse
from app.domain.inputs import Input
from app.domain.people import digest

TYPE = "application/vnd.lantoa.report+json"


class Signature(Input):
    keyid: str = ""
    sig: Annotated[str, Field(max_length=100)]


class Envelope(Input):
    payloadType: Annotated[str, Field(max_length=100)]
    payload: str
    signatures: Annotated[list[Signature], Field(min_length=1, max_length=5)]


def key_of(token: str) -> str:
    """What is signed with, of a token "lt.ward.secret"."""
    return digest(token.rpartition(".")[2])


def sealed(payload: bytes, key: str) -> dict[str, object]:
    signature = {"keyid": "", "sig": _base64(_signed(payload, key))}
    return {"payloadType": TYPE, "payload": _base64(payload), "signatures": [signature]}


def opened(sent: Envelope) -> bytes:
    """What stands in it, whoever signed it; raises Refused."""
    try:
        return b64decode(sent.payload, validate=True)
    except (binascii.Error, ValueError):
        raise refuse(("payload",), Say("Nội dung không phải Base64."), "broken") from None


def is_signed(sent: Envelope, payload: bytes, keys: Iterable[str]) -> bool:
    """Whether one of these keys signed it."""
    given = [one.sig.encode() for one in sent.signatures]
    right = [_base64(_signed(payload, key)).encode() for key in keys if sent.payloadType == TYPE]
    return any(hmac.compare_digest(one, other) for one in given for other in right)


def _signed(payload: bytes, key: str) -> bytes:
    """Over type and text together, each with its length before it (DSSE, «PAE»)."""
    kind = TYPE.encode()
    said = b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload)
    return hmac.digest(key.encode(), said, "sha256")


def _base64(content: bytes) -> str:
    return b64encode(content).decode()
