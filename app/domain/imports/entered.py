"""Lists whose rows are each entered by a noun's own verbs: concerns, surveys, directives, units.

A row is judged by doing what it says in a session that gathers: nothing is written until all of it is taken.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, get_args, get_origin

from sqlmodel import Session

from app.domain import access, concerns, directives, gathering, surveys, units
from app.domain.access import Me
from app.domain.concerns.inputs import ConcernIn
from app.domain.errors import Conflict, Fault, No, Refused
from app.domain.imports import Answers, Change, Draft, Kind, Line, at_row, past
from app.domain.imports.columns import BETWEEN, Column, Record
from app.domain.imports.named import TABLES, Named, Words
from app.domain.imports.ways import Fields
from app.domain.inputs import Input, read
from app.domain.reference_data import Catalogue
from app.domain.words import fold
from app.models import Directive

# Each row is a change of its own, and its sender waits while it is judged.
MOST = 500
# What was stored or changed, its key, and what is odd about it.
Entered = tuple[Any, list[Fault]]


@dataclass(frozen=True)
class Noun:
    """What rows of a list become. standing answers what a row names already and how that changes, where rows may."""

    noun: str
    key: str
    right: str
    takes: type[Input]
    names: tuple[str, ...]
    enter: Callable[[Session, Me, Any], Entered]
    standing: Callable[[Session, Me, dict[str, str]], Any] = lambda *_: None
    catalogue: Catalogue[Any] | None = None
    # Fields that a list may leave out, made of the others.
    made: Callable[[Session, Me, dict[str, str]], dict[str, str]] = lambda *_: {}


def kind(noun: Noun, words: Words) -> Kind:
    def columns(session: Session, me: Me) -> list[Column]:
        named = Named(session, me, words)
        return [_column(named, noun, name) for name in noun.names]

    def judge(session: Session, me: Me, records: list[Record], answers: Answers) -> Iterator[Line | Refused]:
        entering = _Entering(session, me, noun, columns(session, me))
        for record in records:
            try:
                yield entering.line(record, answers.reason)
            except No as no:
                yield at_row(record.row, no)

    def taken(session: Session, me: Me, draft: Draft, reason: str | None) -> int | None:
        made = [draft.numbers.get(line.data.key, line.data.key) for line in draft.of("new")]
        changed = {line.data.key: line.data.fields for line in draft.of("changed")}
        # What has a code has a name that may be told after it is gone; a concern's words go with it.
        names = {line.key: line.name for line in draft.lines if line.code and line.what != "same"}
        return past.note(session, me, past.Brought(noun.noun, made, changed, names), reason)

    return Kind(noun.noun, noun.key, noun.right, columns, judge, taken=taken, most=MOST)


def _column(named: Named, noun: Noun, name: str) -> Column:
    annotation = noun.takes.model_fields[name].annotation
    if _holds(annotation, bool):
        return named.flag(name)
    return named.column(name, many=_holds(annotation, list) and (name in TABLES or bool(named.words.codes(name))))


def _holds(annotation: Any, kind: type) -> bool:
    parts = (annotation, get_origin(annotation), *get_args(annotation))
    return any(part is kind or get_origin(part) is kind for part in parts)


def _why(reason: str | None) -> dict[str, str]:
    return {"change_reason": reason} if reason else {}


@dataclass(frozen=True)
class Did:
    """What entering a row did: the code or number of what it names, and the fields that it changed."""

    key: Any
    fields: Fields


@dataclass
class _Entering:
    """Enters row after row."""

    session: Session
    me: Me
    noun: Noun
    columns: list[Column]

    def line(self, record: Record, reason: str | None) -> Line:
        """Where a closed period, or a due date that passed, wants a reason that nobody has given yet, the line warns of
        it: it will be asked for, and nothing is kept till then."""
        try:
            return self._line(record, reason)
        except Conflict as conflict:
            if reason or conflict.loc != ("change_reason",):
                raise
            asked = Fault(conflict.loc, conflict.message, "period_closed")
        line = self._line(record, "?")
        line.warnings.insert(0, asked)
        return line

    def _line(self, record: Record, reason: str | None) -> Line:
        texts = record.filled
        row = self.noun.standing(self.session, self.me, texts)
        if row is not None:
            return self._edited(record, texts, row, _why(reason))
        given: dict[str, Any] = texts | self.noun.made(self.session, self.me, texts) | _why(reason)
        key, warnings = self.noun.enter(self.session, self.me, read(self.noun.takes, self._split(given), form=True))
        changes = [Change(name, None, self._said(name, text)) for name, text in texts.items() if name != self.noun.key]
        called, code = texts.get(self.noun.key, ""), key if isinstance(key, str) else str(record.row)
        return Line(record.row, code, called, Did(key, {}), "new", changes, warnings)

    def _edited(self, record: Record, texts: dict[str, str], row: Any, why: dict[str, str]) -> Line:
        """What a known one has otherwise; an empty cell changes nothing."""
        catalogue = self.noun.catalogue
        assert catalogue is not None
        texts = {name: text for name, text in texts.items() if name != "code"}
        sent: Any = read(catalogue.changes, self._split(texts), form=True)
        names = [name for name in self.noun.names if name in sent.sent]
        news = {name: getattr(sent, name) for name in names if getattr(sent, name) != catalogue.told(row, name)}
        fields = {name: [catalogue.told(row, name), new] for name, new in news.items()}
        columns = {column.name: column for column in self.columns}
        changes = [Change(name, *map(columns[name].said, pair)) for name, pair in fields.items()]
        called, warnings = str(getattr(row, "name", None) or getattr(row, "title", "")), list[Fault]()
        if news:
            data = catalogue.changes.model_construct(_fields_set={*news, *why}, **news, **why)
            warnings = catalogue.change(self.session, self.me, row, data)
        did, what = Did(row.code, fields), "changed" if news else "same"
        return Line(record.row, row.code, called, did, what, changes, warnings)  # type: ignore[arg-type]

    def _split(self, texts: dict[str, Any]) -> dict[str, Any]:
        many = {column.name for column in self.columns if column.many}
        return {name: text.split(BETWEEN) if name in many else text for name, text in texts.items()}

    def _said(self, name: str, text: str) -> str:
        """Codes as a template offers them."""
        column = next(one for one in self.columns if one.name == name)
        if not column.words:
            return text
        return ", ".join(column.said(text.split(BETWEEN) if column.many else [text]))


def _of(catalogue: Catalogue[Any]) -> Callable[[Session, Me, Any], Entered]:
    def enter(session: Session, me: Me, data: Any) -> Entered:
        row, warnings = catalogue.create(session, me, data)
        return row.code, warnings

    return enter


def _by_code(catalogue: Catalogue[Any]) -> Callable[[Session, Me, dict[str, str]], Any]:
    def standing(session: Session, me: Me, texts: dict[str, str]) -> Any:
        code = texts.get("code")
        return gathering.standing(session, catalogue.table, me.ward_id, code) if code else None

    return standing


def _by_number(session: Session, me: Me, texts: dict[str, str]) -> Any:
    """A directive by its code, else by the number that the ward knows it by."""
    if texts.get("code") or not texts.get("number"):
        return _by_code(directives.CATALOGUE)(session, me, texts)
    stored = gathering.once(session, "directives", lambda: directives.in_order(session, me))
    every = gathering.overlaid(session, Directive, stored)
    code = next((row.code for row in every if fold(row.number or "") == fold(texts["number"])), None)
    return _by_code(directives.CATALOGUE)(session, me, {"code": code} if code else {})


def _with_code(session: Session, me: Me, texts: dict[str, str]) -> dict[str, str]:
    if texts.get("code"):
        return {}
    return {"code": directives.code_for(session, me, texts.get("number", ""), texts.get("title", ""))}


def _survey(session: Session, me: Me, data: Any) -> Entered:
    saved = surveys.enter(session, me, data)
    return saved.row.id, saved.warnings


def _concern(session: Session, me: Me, data: Any) -> Entered:
    access.require(me, "concerns.write", data.owner_unit)
    concern, warnings = concerns.register(session, me, data)
    return concern.id, warnings


def _names(takes: type[Input], *left_out: str) -> tuple[str, ...]:
    return tuple(name for name in takes.model_fields if name not in ("change_reason", *left_out))


NOUNS = (
    Noun(
        "directives",
        "title",
        directives.CATALOGUE.right,
        directives.DirectiveIn,
        _names(directives.DirectiveIn),
        _of(directives.CATALOGUE),
        _by_number,
        directives.CATALOGUE,
        _with_code,
    ),
    Noun(
        "units",
        "code",
        units.CATALOGUE.right,
        units.UnitIn,
        _names(units.UnitIn),
        _of(units.CATALOGUE),
        _by_code(units.CATALOGUE),
        units.CATALOGUE,
    ),
    Noun(
        "concerns",
        "summary",
        "concerns.write",
        ConcernIn,
        _names(ConcernIn, "answer_product", "merged_into", "external_id"),
        _concern,
    ),
    Noun("surveys", "group", "surveys.write", surveys.SurveyIn, _names(surveys.SurveyIn, "external_id"), _survey),
)
