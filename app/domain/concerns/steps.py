"""Steps: what may be done next with a concern as it stands, and the statuses that they lead to."""

from app.domain import access
from app.domain.access import Me
from app.domain.concerns.inputs import OPEN
from app.models import Concern

LEADS = {"verify": "verifying", "answer": "answered", "forward": "forwarded", "close": "closed", "reopen": "received"}
# What each step says beside the status that it leads to.
ASKS: dict[str, tuple[str, ...]] = {
    "verify": (),
    "answer": ("answered_on", "answer", "answer_product"),
    "forward": ("forwarded_to", "forwarded_on"),
    "close": ("closed_on", "reason", "merged_into"),
}
# All of that; it goes when the concern is opened again.
DEALT = tuple(name for names in ASKS.values() for name in names)
# What may follow on a status; an answer may still come from where it was forwarded to.
_FOLLOWS = {
    "received": ("verify", "answer", "forward", "close"),
    "verifying": ("answer", "forward", "close"),
    "answered": ("close",),
    "forwarded": ("answer", "close"),
    "closed": (),
}


def steps(me: Me, concern: Concern) -> set[str]:
    """The steps that this person may take: verify, answer, forward, close, reopen, edit, remove."""
    reopens = {"reopen"} if access.may(me, "concerns.reopen") and concern.status not in OPEN else set[str]()
    if not access.may(me, "concerns.write", concern):
        return reopens
    return {"edit", "remove", *_FOLLOWS[concern.status]} | reopens


def may_follow(before: str, after: str) -> bool:
    """Whether a status leads to another one without being opened again; what is verified may be taken back to that."""
    return after in {LEADS[step] for step in _FOLLOWS[before]} or (before, after) == ("verifying", "received")
