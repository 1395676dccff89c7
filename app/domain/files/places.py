"""The place where a phone took a video, which it writes beside the film: blotted out before the file is kept.

It stands as text (ISO 6709: «+21.0285+105.8542+012.3/») in Apple's and Android's notes, or in numbers in a «loci» box
(3GPP TS 26.244, 8.10); both lie in the boxes «udta» and «meta» of the film or of one of its tracks.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO

_TEXT = re.compile(rb"[+-]\d{2,6}(?:\.\d+)?[+-]\d{3,7}(?:\.\d+)?(?:[+-]\d+(?:\.\d+)?)?(?:CRS\w+)?/")
# The film lies in the file, its tracks in the film; nothing lies deeper.
_WITHIN, _NOTES = {b"": b"moov", b"moov": b"trak"}, {b"udta", b"meta"}
# Notes are a few kilobytes; nothing of this size is one.
MOST = 8 * 1024 * 1024


def blot_out(path: Path) -> None:
    """Writes noughts over every place in the notes of an MP4 or MOV whose boxes fill the file; nothing else changes."""
    with path.open("r+b") as file:
        for at, length in list(_notes(file, 0, path.stat().st_size)):
            file.seek(at)
            before = file.read(length)
            after = _without(before)
            if after != before:
                file.seek(at)
                file.write(after)


def _notes(file: IO[bytes], at: int, end: int, holder: bytes = b"") -> Iterator[tuple[int, int]]:
    """Where the notes between two bytes lie, and how long they are."""
    while at + 8 <= end:
        file.seek(at)
        head = file.read(16)
        kind, length, skipped = head[4:8], int.from_bytes(head[:4]), 8
        if length == 1:
            length, skipped = int.from_bytes(head[8:16]), 16
        elif length == 0:
            length = end - at
        if length < skipped or at + length > end:
            return
        if kind == _WITHIN.get(holder):
            yield from _notes(file, at + skipped, at + length, kind)
        elif kind in _NOTES and length <= MOST:
            yield at, length
        at += length


def _without(notes: bytes) -> bytes:
    read = _TEXT.sub(lambda found: re.sub(rb"\d", b"0", found[0]), notes)
    # Written over where it lies: notes may name a place half a million times.
    told = bytearray(read)
    for found in re.finditer(rb"loci", read):
        length = int.from_bytes(told[max(0, found.start() - 4) : found.start()])
        end = found.start() - 4 + length
        if found.end() < end <= len(told):
            told[found.end() : end] = bytes(end - found.end())
    return bytes(told)
