"""The trail: who writes has the ward's turn, its moments rise, and many changes are chained as one by one."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import Session

from app import db
from app.domain import trail, wards
from app.domain.access import Me
from app.domain.trail import Note, verifying
from app.web.callers import now
from tests.conftest import WARD, Stage
from tests.rig.statements import counted


@pytest.fixture
def session(stage: Stage) -> Iterator[Session]:
    with db.transaction(stage.engine) as session:
        yield session


def me(session: Session) -> Me:
    return Me(wards.by_code(session, WARD), "coordinator", None, None, None, None, "", now())


def test_nothing_is_noted_without_the_turn(session: Session) -> None:
    with pytest.raises(AssertionError):
        trail.note(session, me(session), trail.Note("logged", "product", 1))


def test_a_turn_ends_with_its_transaction(session: Session) -> None:
    trail.take_turn(session, me(session))
    session.commit()
    with pytest.raises(AssertionError):
        trail.note(session, me(session), trail.Note("logged", "product", 1))


def test_a_turn_taken_twice_is_one(stage: Stage, session: Session) -> None:
    first = trail.take_turn(session, me(session))
    with counted(stage.engine) as statements:
        assert trail.take_turn(session, first) == first
        assert trail.head(session, first.ward_id).seq == 0
    assert statements == []


def test_moments_rise_though_the_clock_steps_back(session: Session) -> None:
    ahead = trail.take_turn(session, replace(me(session), at=now() + timedelta(hours=1)))
    trail.note(session, ahead, trail.Note("logged", "product", 1))
    session.commit()
    again = trail.take_turn(session, me(session))
    assert again.at == ahead.at + timedelta(microseconds=1)


def test_many_changes_are_chained_in_their_order(stage: Stage, session: Session) -> None:
    writer = trail.take_turn(session, me(session))
    told = [
        Note("logged", "product", number, {"day": writer.today}, {"title": "Đồ họa"} if number % 2 else None, things=[])
        for number in range(50)
    ]
    before = trail.head(session, writer.ward_id)
    with counted(stage.engine) as statements:
        trail.notes(session, writer, told)
        trail.notes(session, writer, [])
    assert len(statements) == 3
    trail.note(session, writer, trail.Note("changed", "group", "TDP-01"))
    assert not verifying.walked(session, writer.ward_id).faults
    head = trail.head(session, writer.ward_id)
    assert (head.seq, head.at) == (51, writer.at)
    assert head.reference_digest == head.digest != before.reference_digest
    trail.note(session, writer, trail.Note("logged", "product", 60))
    after = trail.head(session, writer.ward_id)
    assert (after.seq, after.reference_digest) == (52, head.reference_digest)
    session.commit()
    assert trail.head(session, writer.ward_id) == after


def test_what_a_savepoint_undid_leaves_no_gap(session: Session) -> None:
    writer = trail.take_turn(session, me(session))
    trail.note(session, writer, trail.Note("logged", "product", 1))
    savepoint = session.begin_nested()
    trail.note(session, writer, trail.Note("logged", "product", 2))
    savepoint.rollback()
    trail.note(session, writer, trail.Note("logged", "product", 3))
    with session.begin_nested():
        trail.note(session, writer, trail.Note("logged", "product", 4))
    trail.note(session, writer, trail.Note("logged", "product", 5))
    assert not verifying.walked(session, writer.ward_id).faults
    assert trail.head(session, writer.ward_id).seq == 4
