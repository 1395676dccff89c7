"""Verifying: whether the chain holds, and whether every thing still is what its last change left, in words."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import Table, select
from sqlmodel import Session

from app.domain.trail import census, chain, things
from app.domain.trail.naming import Naming
from app.models.change import Change, ChangeText, TrailBase, TrailHead

_CHANGES: Table = Change.__table__  # type: ignore[attr-defined]
_TEXTS: Table = ChangeText.__table__  # type: ignore[attr-defined]
_BASES: Table = TrailBase.__table__  # type: ignore[attr-defined]
_HEADS: Table = TrailHead.__table__  # type: ignore[attr-defined]
AT_ONCE = 1000
# Fewer digits could be met by trying.
_HEAD = re.compile(r"([0-9]{1,18}):([0-9a-f]{16,64})")


class Last(NamedTuple):
    """What a thing was left as: its digest (None: gone), by the change of this number (0: the ward began with it)."""

    digest: str | None
    seq: int


@dataclass
class Trail:
    """What was found along a ward's chain: its faults, and how it left every thing.

    seen has the digest of each change under its number; other_keys the changes that this key can't judge; wordless, by
    what they are about, those whose words are gone.
    """

    faults: list[str] = field(default_factory=list)
    last: dict[str, Last] = field(default_factory=dict)
    seen: dict[int, str] = field(default_factory=dict)
    other_keys: set[int] = field(default_factory=set)
    wordless: dict[tuple[str, str], list[int]] = field(default_factory=lambda: defaultdict(list))


def faults(session: Session, ward_id: int) -> Iterator[str]:
    """Where the chain of a ward does not hold, and which things are other than it left them; none when all is well."""
    found = walked(session, ward_id)
    yield from found.faults
    if found.other_keys:
        first, last = min(found.other_keys), max(found.other_keys)
        yield f"khóa khác: thay đổi {first} đến {last} ghi bằng khóa khác với khóa đang dùng, không kiểm được"
    yield from _compared(session, ward_id, found)


def walked(session: Session, ward_id: int) -> Trail:
    """Follows the chain from its first change to its last."""
    secret = chain.key(session)
    name, found = chain.named(secret), Trail()
    bases = _bases(session, ward_id, secret, found)
    found.last |= bases.pop(0, {})
    texts = {row.seq: row for row in session.execute(_of_ward(_TEXTS, ward_id))}
    before, expected = "", 0
    for row in session.execute(_of_ward(_CHANGES, ward_id).execution_options(yield_per=AT_ONCE)).mappings():
        change, expected = dict(row), expected + 1
        seq = change["seq"]
        if seq != expected:
            found.faults.append(f"nhật ký thiếu thay đổi {expected}")
            expected = seq
        # Another key's name over a digest of this one was put there by hand.
        is_ours = change["digest"] == chain.digest_of(secret, change | {"keyed_by": name}, before)
        if change["keyed_by"] != name and not is_ours:
            found.other_keys.add(seq)
        elif change["keyed_by"] != name or not is_ours:
            found.faults.append(f"thay đổi {seq} trong nhật ký đã bị sửa")
        _check_words(change, texts.pop(seq, None), found)
        before = found.seen[seq] = change["digest"]
        found.last |= {thing: Last(digest, seq) for thing, digest in change["things"].items()}
        found.last |= bases.pop(seq, {})
    for later in sorted(bases):
        found.last |= bases[later]
    head = session.execute(select(_HEADS.c.seq, _HEADS.c.digest).where(_HEADS.c.ward_id == ward_id)).first()
    if head is None or tuple(head) != (expected, before) or bases:
        found.faults.append("phần cuối nhật ký đã bị cắt")
    found.faults += [f"nhật ký có lời của thay đổi {seq} mà không có thay đổi đó" for seq in texts]
    erased = sorted(seq for some in found.wordless.values() for seq in some)
    found.faults += [f"lời của thay đổi {seq} trong nhật ký đã bị xóa ngoài chương trình" for seq in erased]
    return found


def _check_words(change: dict[str, Any], text: Any, found: Trail) -> None:
    """The program erases words where it deletes a concern, all that were said of it until then; nowhere else."""
    about = (change["entity"], change["entity_key"])
    if about[0] == "concern" and change["action"] == "deleted":
        found.wordless.pop(about, None)
    if text is None and change["text_digest"] is not None:
        found.wordless[about].append(change["seq"])
    if text is not None and chain.text_digest(text.salt, text.words) != change["text_digest"]:
        found.faults.append(f"lời của thay đổi {change['seq']} trong nhật ký đã bị sửa")


def _bases(session: Session, ward_id: int, secret: bytes, found: Trail) -> dict[int, dict[str, Last]]:
    """What the trail vouches for without a change, by the number of the change after which it was so."""
    by_seq: dict[int, dict[str, Last]] = {}
    for row in session.execute(_of_ward(_BASES, ward_id)).mappings():
        base = dict(row)
        if base["keyed_by"] != chain.named(secret):
            found.other_keys.add(base["seq"])
        elif base["digest"] != chain.base_digest(secret, base):
            found.faults.append(f"bản kê ban đầu của nhật ký (sau thay đổi {base['seq']}) đã bị sửa")
        known = by_seq.setdefault(base["seq"], {})
        known |= {thing: Last(digest, base["seq"]) for thing, digest in base["things"].items()}
    return by_seq


def _compared(session: Session, ward_id: int, found: Trail) -> Iterator[str]:
    """Digests of another key say nothing about what stands now."""
    secret, naming, last = chain.key(session), Naming(session, ward_id), dict(found.last)
    for thing in census.every(session.connection(), ward_id):
        known = last.pop(thing.name, None)
        if known is None or known.digest is None:
            yield f"{naming.of(thing)}: được thêm ngoài chương trình, nhật ký không có"
        elif known.seq not in found.other_keys and known.digest != things.digest(secret, thing):
            yield f"{naming.of(thing)}: đã bị sửa ngoài chương trình, khác với thay đổi {known.seq} trong nhật ký"
    for name, known in last.items():
        if known.digest is not None and known.seq not in found.other_keys:
            yield f"{naming.missing(name, known.seq)}: đã bị xóa ngoài chương trình, nhật ký không có lần xóa"


def _of_ward(table: Table, ward_id: int) -> Any:
    return select(table).where(table.c.ward_id == ward_id).order_by(*table.primary_key)


def holds(session: Session, head: str) -> bool:
    """Whether a head that was written down («1234:» and the digest, or how it begins) still is what some ward's chain
    comes to there, and that chain holds: then nothing before it was altered. Raises ValueError where it is no head."""
    found = _HEAD.fullmatch(head.strip().lower())
    if found is None:
        raise ValueError(head)
    seq, digest = int(found[1]), found[2]
    for ward_id in session.execute(select(_HEADS.c.ward_id)).scalars().all():
        trail = walked(session, ward_id)
        if trail.seen.get(seq, "").startswith(digest):
            return not trail.faults and not trail.other_keys
    return False
