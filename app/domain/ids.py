"""Integer ids, drawn from one sequence for the whole installation: two wards never share one."""

from sqlalchemy import Table, bindparam
from sqlmodel import Session

from app.models.sequence import Sequence

# The column is a 4-byte integer on PostgreSQL: two thousand million things in one installation.
LARGEST, LONGEST = 2**31 - 1, 10
_COUNTER: Table = Sequence.__table__  # type: ignore[attr-defined]
# Built once: building it takes longer than the database takes to count.
_DRAWN = (
    _COUNTER.update()
    .where(_COUNTER.c.name == "ids")
    .values(value=_COUNTER.c.value + bindparam("count"))
    .returning(_COUNTER.c.value)
)


def read(digits: str) -> int:
    """The number that a text of digits names: one that is nobody's where it has more of them than an id."""
    return int(digits) if len(digits) <= LONGEST else LARGEST + 1


def is_possible(number: int) -> bool:
    """Whether a number from outside can be an id at all: databases choke on larger ones."""
    return 0 < number <= LARGEST


def draw(session: Session, count: int = 1) -> range:
    """The next ids; the counter's row stays locked until the transaction ends, so ids rise in the order of commits."""
    if count == 0:
        return range(0)
    last = int(session.connection().execute(_DRAWN, {"count": count}).scalar_one())
    return range(last - count + 1, last + 1)


def one(session: Session) -> int:
    return draw(session)[0]
