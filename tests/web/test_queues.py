"""Passwords are hashed one at a time of each sender: a guesser stands in his own way, and in nobody else's."""

import asyncio
from threading import Event

from app.web.lanes import HASHES, Lanes
from tests.conftest import Stage


def test_many_guesses_of_one_sender_leave_a_place_for_the_next(stage: Stage) -> None:
    async def crowd() -> None:
        lanes, tried, go_on = Lanes(1), list[int](), Event()

        def guess(number: int) -> None:
            tried.append(number)
            go_on.wait(30)

        guesses = [asyncio.ensure_future(lanes.hashing("10.0.0.66", lambda n=n: guess(n))) for n in range(60)]
        try:
            while not tried:
                await asyncio.sleep(0.001)
            # It would wait for a place until it was told that the server is busy.
            assert await lanes.hashing("10.0.0.1", lambda: "in") == "in"
            assert len(tried) == 1 < HASHES
        finally:
            go_on.set()
        await asyncio.gather(*guesses)
        assert tried == list(range(60)), "they are tried in the order in which they came"

    stage.portal.call(crowd)


def test_a_sender_who_fails_lets_the_next_one_of_the_same_address_in(stage: Stage) -> None:
    async def two() -> list[object]:
        lanes = Lanes(1)
        return await asyncio.gather(
            *(lanes.hashing("10.0.0.1", work) for work in (lambda: 1 // 0, lambda: "in")), return_exceptions=True
        )

    failed, right = stage.portal.call(two)
    assert isinstance(failed, ZeroDivisionError)
    assert right == "in"
