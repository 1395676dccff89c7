"""Who may write pulses of their own and read everything learns nothing of a hidden count, whatever they try.

Each world is played twice: once with the counts that were drawn, once with others that look the same from outside.
Everything that the attackers see, from the first answer to the last byte of its ETag, is the same both times: what they
can work out is what they could have guessed.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import assume, given, note, settings
from hypothesis import strategies as st

from app.web import callers
from tests import lengths, makers
from tests.conftest import Stage
from tests.domain.test_worlds import MANNERS
from tests.makers import API, Json, pulse_json

COUNTS = ("supportive", "neutral", "worried")
PERIODS = ("2026-Q2", "2026-Q3")
Counts = tuple[int, int, int]
# An answer as its reader has it.
Seen = tuple[int, str, str | None]

small, some = st.integers(1, 4), st.integers(0, 40)
hidden = st.tuples(small, some, some) | st.tuples(some, small, some) | st.tuples(some, some, small)
shown = st.tuples(*[st.sampled_from([0, 5, 9, 22, 40])] * 3)
PLACES = st.tuples(st.sampled_from(PERIODS), st.sampled_from(["TDP-01", "TDP-02"]), st.sampled_from(["1.1", "1.8"]))


def is_hidden(counts: Counts) -> bool:
    return any(0 < count < 5 for count in counts)


def outside(counts: Counts) -> Any:
    """All that is told of a pulse."""
    total = sum(counts)
    return counts if not is_hidden(counts) else total if total >= 5 else "hidden"


@st.composite
def twins(draw: st.DrawFn, own: Counts) -> Counts:
    """Other counts that are told in the same way."""
    total = sum(own)
    if not is_hidden(own):
        return own
    first = draw(st.integers(0, 4 if total < 5 else total))
    second = draw(st.integers(0, (4 if total < 5 else total) - first))
    third = draw(st.integers(0, 4 - first - second)) if total < 5 else total - first - second
    found = (first, second, third)
    assume(outside(found) == outside(own))
    return found


@st.composite
def worlds(draw: st.DrawFn) -> list[tuple[Json, Counts, Counts]]:
    """Pulses of another unit, each with its counts and with others that can't be told from them."""
    found = []
    for period, group, content_group in draw(st.lists(PLACES, min_size=1, max_size=5)):
        counts = draw(hidden | hidden | shown)
        place = {"period": period, "group": group, "content_group": content_group, "unit": "MTTQ"}
        found.append((place, counts, draw(twins(counts))))
    assume(any(mine != other for _, mine, other in found))
    return found


class Attackers:
    """A unit's officer, the coordinator and the readers, who tell one another all that they see."""

    def __init__(self, stage: Stage, pulses: list[tuple[Json, Counts]]) -> None:
        stage.make_new()
        self.stage, self.seen = stage, list[Seen]()
        self.officer, self.coordinator, self.victim = (
            stage.bearing(stage.tokens[name]) for name in ("officer", "coordinator", "other_officer")
        )
        for code in ("TDP-01", "TDP-02"):
            makers.group(self.coordinator, code, population=1000)
        made = [self.victim.post(f"{API}/pulses", json=place | named(counts)) for place, counts in pulses]
        self.victims = [answer.json()["id"] for answer in made]
        self.look()

    def tell(self, answer: Any) -> Any:
        text = re.sub(r'name="form_id" value="[^"]*"', "", answer.text)
        self.seen.append((answer.status_code, text, answer.headers.get("etag")))
        return answer

    def look(self) -> None:
        """Everything that anyone may read of pulses and of what is made of them."""
        readers = {name: self.stage.bearing(self.stage.tokens[name]) for name in ("officer", "admin", "coordinator")}
        for path in ("/pulses", "/pulses?format=csv", "/pulses?updated_after=2026-01-01T00:00:00Z", *self._items()):
            self.tell(readers["officer"].get(API + path))
        for period in (*PERIODS, "2026"):
            for path in (f"?period={period}", f"?period={period}&format=csv"):
                self.tell(readers["officer"].get(f"{API}/indicators{path}"))
            for part in ("numerator", "denominator"):
                path = f"{API}/indicators/opinion_balance/entries?period={period}&part={part}"
                self.tell(readers["officer"].get(path))
        self.tell(self.stage.bearing(self.stage.tokens["city"]).get(f"{API}/city/indicators?period={PERIODS[0]}"))
        self.tell(readers["coordinator"].get(f"{API}/changes?limit=200"))
        self.tell(readers["admin"].get(f"{API}/audit"))
        leader = self.stage.signed_in("leader")
        for path in ("/pulses?period=all", "/indicators?period=2026-Q2", "/indicators/opinion_balance?period=2026-Q2"):
            self.tell(leader.get(path))

    def _items(self) -> list[str]:
        return [f"/pulses/{id}" for id in self.victims]

    def change(self, client: TestClient, id: int, **fields: Any) -> Any:
        path = f"{API}/pulses/{id}"
        tag = {"If-Match": client.get(path).headers["etag"]}
        return self.tell(client.patch(path, json=fields, headers=tag))

    def remove(self, client: TestClient, id: int) -> None:
        path = f"{API}/pulses/{id}"
        self.tell(client.delete(path, headers={"If-Match": client.get(path).headers["etag"]}))


def named(counts: Counts) -> Json:
    return dict(zip(COUNTS, counts, strict=True))


def threshold(attackers: Attackers, place: Json, _guess: Counts) -> None:
    """An own pulse beside the hidden ones, made larger step by step: where does what is told apart change?"""
    body = pulse_json(**{name: place[name] for name in ("period", "group", "content_group")})
    own = attackers.tell(attackers.officer.post(f"{API}/pulses", json=body | named((100, 100, 1)))).json()["id"]
    attackers.look()
    for worried in (2, 3, 4, 5):
        attackers.change(attackers.officer, own, **named((100, 100, worried)))
        attackers.look()
    attackers.remove(attackers.officer, own)
    attackers.look()


def difference(attackers: Attackers, place: Json, _guess: Counts) -> None:
    """The ward's figure less the pulses that are shown, also as it is stored with a period that is closed."""
    attackers.tell(attackers.officer.post(f"{API}/pulses", json=pulse_json(period=place["period"])))
    attackers.look()
    report = attackers.tell(
        attackers.coordinator.post(f"{API}/reports", json={"period": place["period"], "type": "consolidated"})
    ).json()["id"]
    attackers.tell(attackers.coordinator.post(f"{API}/reports/{report}/submit", json={}))
    attackers.tell(attackers.coordinator.get(f"{API}/reports/{report}"))
    makers.close(attackers.coordinator, place["period"])
    attackers.look()


def before_and_after(attackers: Attackers, place: Json, _guess: Counts) -> None:
    """What moves with one write of someone else's: a pulse of theirs goes to another place, and away."""
    for id in attackers.victims:
        attackers.victim.patch(
            f"{API}/pulses/{id}",
            json={"content_group": "1.9"},
            headers={"If-Match": attackers.victim.get(f"{API}/pulses/{id}").headers["etag"]},
        )
        attackers.look()
    attackers.remove(attackers.coordinator, attackers.victims[0])
    del attackers.victims[0]
    attackers.look()


def guess(attackers: Attackers, _place: Json, guess: Counts) -> None:
    """Counts sent that may be the hidden ones: is it a change, is it warned about?"""
    for id in attackers.victims:
        attackers.change(attackers.coordinator, id, worried=guess[2])
        attackers.change(attackers.coordinator, id, suppressed=True, **dict.fromkeys(COUNTS))
        attackers.change(attackers.coordinator, id, content_group="1.1")
        attackers.change(attackers.coordinator, id, **named(guess))
        attackers.look()


@pytest.fixture(autouse=True)
def still_clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Moments are no part of what is compared: both worlds are played at the same one."""
    moment = callers.now()
    monkeypatch.setattr(callers, "now", lambda: moment)
    return


@pytest.mark.parametrize("attack", [threshold, difference, before_and_after, guess], ids=lambda one: one.__name__)
@settings(max_examples=lengths.of("twin worlds under attack"), **MANNERS)
@given(world=worlds(), data=st.data())
def test_worlds_that_look_the_same_stay_the_same_under_attack(
    stage: Stage, attack: Callable[[Attackers, Json, Counts], None], world: list[tuple[Json, Counts, Counts]], data: Any
) -> None:
    place, mine, other = data.draw(st.sampled_from(world))
    # Right in one of the two worlds.
    tried = data.draw(st.sampled_from([mine, other]))
    played = []
    for which in (1, 2):
        attackers = Attackers(stage, [(row[0], row[which]) for row in world])
        attack(attackers, place, tried)
        played.append(attackers.seen)
    note(f"{attack.__name__} at {place} with {tried}")
    assert len(played[0]) == len(played[1])
    assert {status for status, *_ in played[0]} <= {200, 201, 204, 422}
    for one, twin in zip(*played, strict=True):
        assert one == twin


def test_an_unchanged_save_is_no_change_and_a_guess_at_hidden_counts_always_is_one(stage: Stage) -> None:
    shown, hidden = (20, 10, 6), (20, 10, 3)
    attackers = Attackers(stage, [(pulse_json(unit="MTTQ"), counts) for counts in (shown, hidden)])
    one, other = attackers.victims
    feed = len(makers.every(attackers.coordinator, "/changes"))
    before = attackers.coordinator.get(f"{API}/pulses/{one}").headers["etag"]
    assert attackers.change(attackers.coordinator, one, **named(shown)).headers["etag"] == before
    assert len(makers.every(attackers.coordinator, "/changes")) == feed
    before = attackers.coordinator.get(f"{API}/pulses/{other}").headers["etag"]
    as_read = {"total": 33, "suppressed": True} | dict.fromkeys(COUNTS)
    assert attackers.change(attackers.coordinator, other, **as_read).headers["etag"] == before
    assert len(makers.every(attackers.coordinator, "/changes")) == feed
    for counts in (hidden, (19, 11, 3)):
        after = attackers.change(attackers.coordinator, other, **named(counts)).headers["etag"]
        assert after != before
        before = after
    assert len(makers.every(attackers.coordinator, "/changes")) == feed + 2
