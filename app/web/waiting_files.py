"""A file that came with a form which was not stored yet: it waits in the folder under its passing name, for a day at
the most (domain/files sweeps it away), and the form carries a sealed word for it, good for that person alone."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from app.domain.access import Me
from app.domain.files.contents import Content, preview_of
from app.web import sealed


class Waiting(NamedTuple):
    """The file, the name that it came under, and the word that the form carries for it."""

    name: str
    content: Content
    word: str


def seal(secret: bytes, me: Me, name: str, content: Content) -> Waiting:
    facts = (content.media_type, content.size, content.digest, content.width, content.height, content.was_moving)
    told = json.dumps([name, content.path.name, *facts]).encode()
    return Waiting(name, content, urlsafe_b64encode(sealed.seal(secret, _purpose(me), told)).decode())


def opened(secret: bytes, me: Me, folder: Path, word: str) -> Waiting | None:
    """The file that waits under this word; None for any other word, and where the file is gone."""
    try:
        told = sealed.opened(secret, _purpose(me), urlsafe_b64decode(word.encode()))
    except ValueError:
        return None
    if told is None:
        return None
    name, passing, *facts = json.loads(told)
    path = folder / passing
    preview = preview_of(path)
    content = Content(path, *facts)
    if preview.is_file():
        content = replace(content, preview=preview)
    return Waiting(name, content, word) if path.is_file() else None


def _purpose(me: Me) -> str:
    return f"waiting file {me.ward_id} {me.person_id}"
