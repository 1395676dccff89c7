"""What could go on for ever, and how far it goes: in make test so far that a fault shows, in make soak at full length.

All that make test leaves to make soak stands here, with the reason; the two databases stand in conftest's ON_BOTH.
"""

import os
from typing import NamedTuple

SOAK = bool(os.environ.get("LANTOA_SOAK"))


class Length(NamedTuple):
    test: int
    soak: int


# How many invented examples, rounds or rows. Those of make test are the same in every run, or so few that only what is
# wrong in general shows; a rare fault is for make soak, whose examples are new each time.
LENGTHS = {
    "requests made from the description": Length(4, 45),
    "steps between kept figures": Length(2, 12),
    "twin worlds under attack": Length(2, 10),
    "worlds of coverage": Length(12, 100),
    "worlds in parts": Length(8, 60),
    "worlds that change": Length(6, 60),
    "worlds of indicators": Length(8, 150),
    "logs with usual shares": Length(12, 60),
    "forms of products saved unchanged": Length(12, 100),
    "products read and sent back": Length(8, 80),
    "forms of registers saved unchanged": Length(4, 100),
    "forms of admins saved unchanged": Length(6, 100),
    "forms filled in": Length(2, 15),
    "histories told": Length(8, 40),
    "wrong methods of an address": Length(1, 6),
    "writes of each follower": Length(8, 120),
    "closings that race": Length(3, 20),
    "reports that race": Length(2, 10),
    "batches of a large trail": Length(1, 20),
    "kills of a server": Length(2, 20),
    "kills of a migration": Length(1, 10),
    "backups while others write": Length(1, 3),
    "who counts a route's statements": Length(2, 4),
    "rows before statements are counted": Length(3, 3),
    "rows after statements are counted": Length(6, 12),
}


def of(name: str) -> int:
    return LENGTHS[name].soak if SOAK else LENGTHS[name].test


# With how many workers a server is started whose jobs are looked at: that several end when asked is seen elsewhere too.
WORKERS = ("1", "2") if SOAK else ("1",)
# Without scripts a form is what tests/views send, as the page draws it. A browser is needed where something is tapped,
# typed, chosen or put in that a script has a part in: of these journeys make test goes both ways, of the rest one.
GONE_BOTH_WAYS = frozenset(
    {
        "test_logging",
        "test_taps",
        "test_keyboard",
        "test_ended_sign_in",
        "test_dates",
        "test_attachments",
        "test_imports",
        "test_sending",
    }
)
