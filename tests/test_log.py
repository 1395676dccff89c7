"""What the operator is told: lines that whoever collects them can read, however many write them."""

import io
import json
import sys

import pytest

from app import log


class Stream(io.StringIO):
    """As the stream of an unbuffered process: each writing is a line's piece that others' may come between."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []

    def write(self, text: str) -> int:
        self.pieces.append(text)
        return len(text)


def test_a_line_and_its_end_are_written_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = Stream()
    monkeypatch.setattr(sys, "stderr", stream)
    log.begin()
    log.failed("failed", cause="hỏng")
    log.told("refused")
    assert [piece[-1] for piece in stream.pieces] == ["\n", "\n"]
    assert [json.loads(piece)["event"] for piece in stream.pieces] == ["failed", "refused"]
