"""Integer ids, drawn from one sequence for the whole installation: two wards never share one."""

from sqlmodel import Session, col, update

from app.models.sequence import Sequence

# The column is a 4-byte integer on PostgreSQL: two thousand million things in one installation.
LARGEST = 2**31 - 1


def is_possible(number: int) -> bool:
    """Whether a number from outside can be an id at all: databases choke on larger ones."""
    return 0 < number <= LARGEST


def draw(session: Session, count: int = 1) -> range:
    """The next ids; the counter's row stays locked until the transaction ends, so ids rise in the order of commits."""
    if count == 0:
        return range(0)
    statement = (
        update(Sequence)
        .where(col(Sequence.name) == "ids")
        .values(value=col(Sequence.value) + count)
        .returning(col(Sequence.value))
    )
    last = int(session.execute(statement).scalar_one())
    return range(last - count + 1, last + 1)


def one(session: Session) -> int:
    return draw(session)[0]
