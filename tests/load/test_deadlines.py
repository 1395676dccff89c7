"""Whoever sends half a head, nothing at all, or a byte a second is not waited for, and holds up nobody meanwhile."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from app.web import arrival, sockets
from tests.conftest import Stage, Theatre
from tests.lengths import SOAK
from tests.load.conftest import Others, Served
from tests.makers import API
from tests.rig.server import Server
from tests.rig.wire import JSON, Wire, head

CONNECTIONS = 300
# What a loaded machine may take on top of a deadline, in seconds.
LATE = 15.0


@pytest.fixture(scope="module")
def hurried(theatre: Theatre) -> Iterator[Served]:
    """The program with short deadlines (under soak its own); sockets don't care for the database."""
    stage: Stage = theatre.stage("sqlite")
    stage.make_new()
    env = {"LANTOA_DATA_DIR": str(theatre.folder), "LANTOA_DATABASE_URL": str(stage.engine.url)}
    with Server(env | ({"LANTOA_SOAK": "1"} if SOAK else {}), program="tests.rig.hurried") as server:
        yield Served(server, stage, "sqlite")


def test_half_a_head_and_an_idle_socket_are_ended_while_others_are_served(hurried: Served) -> None:
    with ExitStack() as stack:
        wires = [stack.enter_context(Wire(hurried.port, sockets.HEAD + LATE)) for _ in range(CONNECTIONS)]
        for place, wire in enumerate(wires):
            wire.send(b"" if place % 3 == 0 else b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Half: ")
        Others(hurried).go_on(2)
        assert all(wire.is_closed() for wire in wires)
    Others(hurried).go_on(1)


def test_a_further_head_on_a_kept_connection_has_its_deadline_too(hurried: Served) -> None:
    with Wire(hurried.port, sockets.HEAD + LATE) as wire:
        told = wire.send(head("GET", "/healthz", {})).told()
        assert told is not None
        assert told.status == 200
        assert wire.send(b"GET /healthz HTTP/1.1\r\n").is_closed()


def test_a_body_that_trickles_is_ended_with_408(hurried: Served) -> None:
    with Wire(hurried.port, 0.25) as wire:
        wire.send(head("POST", f"{API}/products", hurried.bearer("officer") | JSON, 5000))
        told, sent = None, 0
        while told is None and sent < 4 * (arrival.GRACE + LATE):
            wire.send(b" ")
            sent += 1
            try:
                told = wire.told()
            except TimeoutError:
                continue
            assert told is not None, "hung up without a word"
    assert told is not None, "waited for too long"
    assert told.status == 408, told
    assert told.json["code"] == "too_slow"


def test_a_body_that_stops_is_ended_with_408(hurried: Served) -> None:
    with Wire(hurried.port, arrival.SILENCE + LATE) as wire:
        told = wire.send(head("POST", f"{API}/products", hurried.bearer("officer") | JSON, 5000) + b"{").told()
    assert told is not None
    assert told.status == 408, told


def test_a_body_that_is_broken_off_is_no_fault_of_the_server(hurried: Served) -> None:
    with Wire(hurried.port) as wire:
        wire.send(head("POST", f"{API}/products", hurried.bearer("officer") | JSON, 5000) + b"{")
    Others(hurried).go_on(1)
    assert "Traceback" not in hurried.server.log()
    assert '"level": "error"' not in hurried.server.log()
