"""Draws pages: the whole page, or the block that htmx asked for by the id of its target.

A block that can be swapped is named like its element's id; macros of templates/parts are globals of every template,
for a block drawn alone runs none of the page's own imports.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

from fastapi import Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket
from sqlalchemy.exc import SQLAlchemyError

from app import db
from app.domain import access, concerns, few, kept, people, trail, undoing, wards
from app.domain.access import Me
from app.domain.coverage.arithmetic import is_mostly_estimated, lacking
from app.domain.reports.figures import follows, tells_days
from app.domain.reports.sentences import days_meant
from app.web import assets, carried, indicator_labels, labels, limits, summaries, trail_labels
from app.web.formats import FILTERS, along, days_told, held_to, standings
from app.web.packing import as_sent, takes_packed
from app.web.sign_in import cookie_of

if TYPE_CHECKING:
    from app.web.deps import Call

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = ROOT / "templates"
# The blocks that htmx swaps; others can't be drawn without their page.
PARTS = frozenset({"effect", "form", "progress", "results", "saved", "standing", "under_way", "version", "written"})
# What ?done= says of a form that was saved as it stood, and how a page puts that if it has no words of its own for it.
UNCHANGED, NOTHING = "unchanged", {"unchanged": "Không có gì thay đổi."}
# What ?done= says of a step that was not taken: what it is about was changed meanwhile, or waits for it no more.
HALTED = STALE, PAST = "stale", "past"
# Of a name that stands in an address, which anyone may have written: no room for a message.
LONGEST_NAME = 80


class _Compiled(FileSystemBytecodeCache):
    """Templates as they were compiled, beside them as Python keeps modules: it takes a second of a start."""

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Where the folder may not be written, it is only read."""
        with suppress(OSError):
            Path(self.directory).mkdir(exist_ok=True)
            super().dump_bytecode(bucket)


@cache
def environment() -> Environment:
    env = Environment(
        loader=FileSystemLoader(TEMPLATES),
        bytecode_cache=_Compiled(str(TEMPLATES / "__pycache__")),
        # As they were at the start, like the modules that they belong to, whatever an upgrade lays there meanwhile.
        auto_reload=False,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters.update(FILTERS)
    for words_of in (few, limits, labels, indicator_labels, trail_labels):
        env.globals.update({name: words for name, words in vars(words_of).items() if name.isupper()})
    env.globals.update(asset=assets.address, integrity=assets.integrity)
    env.globals.update(concern_is_open=concerns.is_open, is_mostly_estimated=is_mostly_estimated, lacking=lacking)
    env.globals.update(along=along, held_to=held_to, days_told=days_told, tells_days=tells_days, standings=standings)
    env.globals.update(follows=follows, days_meant=days_meant)
    for path in sorted((TEMPLATES / "parts").glob("*.html")):
        module = env.get_template(f"parts/{path.name}").module
        macros = {name: macro for name, macro in vars(module).items() if not name.startswith("_") and callable(macro)}
        env.globals.update(macros)
    return env


def compile_all() -> None:
    """Compiles every template, for an installation whose program may not write beside itself."""
    for name in environment().list_templates(extensions=["html"]):
        environment().get_template(name)


def show(call: "Call", template: str, status: int = 200, **context: Any) -> Response:
    """The page for the person who asks, or the block of it that htmx wants to swap; instead: this one in its place."""
    known = {"me": call.me, "demo": call.me.ward.demo_at is not None, "today": call.me.today}
    return _draw(call.request, template, status, known | context)


def bare(request: Request, template: str, status: int = 200, **context: Any) -> Response:
    """A page for someone who is not signed in; who has asked the database says whether it holds the demo."""
    if "demo" not in context:
        context["demo"] = has_demo(request)
    return _draw(request, template, status, {"me": None} | context)


class To(NamedTuple):
    """Where a page that says no leads on to, and in which words."""

    address: str
    words: str


def sorry(
    request: Request, status: int, said: tuple[str, str], headers: dict[str, str] | None = None, to: To | None = None
) -> Response:
    """A page that says no, by its title and words: it repeats nothing of what was asked for."""
    known = {"title": said[0], "words": said[1], "me": _signed_in(request), "typed": carried.of(request), "to": to}
    response = bare(request, "errors/show.html", status, **known)
    response.headers.update(headers or {})
    return response


def failed(request: Request, status: int, title: str, words: str, headers: dict[str, str]) -> Response:
    """A page that says that something broke, drawn from nothing but what the program knows by itself."""
    demo = bool(getattr(request.app.state, "demo", False))
    known = {"me": None, "demo": demo, "title": title, "words": words, "typed": carried.of(request), "to": None}
    response = _draw(request, "errors/show.html", status, known)
    response.headers.update(headers)
    return response


def go(address: str) -> Response:
    """After something was stored: on to a page that can be loaded again."""
    return RedirectResponse(address, 303)


def done(call: "Call", sentences: dict[str, str], called: Mapping[str, str] | None = None) -> str:
    """What was just done, in words: the sentence of ?done= with the name of what the address has the code of; of what
    is gone the address has the name itself."""
    given = call.request.query_params
    code = given.get("code", "")[:LONGEST_NAME]
    return (NOTHING | sentences).get(given.get("done", ""), "").format(name=(called or {}).get(code, code))


def changed(call: "Call", done: str) -> str:
    """What ?done= says of a form for what was there before: this, or that the trail tells of no change."""
    return UNCHANGED if trail.is_silent(call.session, call.me) else done


def undoable(call: "Call", entity: str, key: int) -> list[int]:
    """What the message that something was done offers to take back; nothing where nothing was done."""
    done = call.request.query_params.get("done", UNCHANGED)
    return [] if done in (UNCHANGED, *HALTED) else undoing.last(call.session, call.me, entity, key)


def to_sign_in(request: Request) -> Response:
    """To the page for signing in, and back to where a page was asked for."""
    back = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    address = "/login" if request.method != "GET" or back == "/" else f"/login?next={quote(back)}"
    if is_fragment(request):
        # A fragment's place can't hold the sign-in page: the whole window goes there.
        return Response(status_code=204, headers={"HX-Redirect": "/login"})
    return RedirectResponse(address, 303)


def is_fragment(request: Request) -> bool:
    """htmx asks, and puts what it gets in a place of the page."""
    return "hx-request" in request.headers


def whole(response: Response) -> Response:
    """A page that takes the window also where htmx asked for a block of another one."""
    response.headers.update({"HX-Retarget": "body", "HX-Reswap": "innerHTML"})
    return response


def _signed_in(request: Request) -> Me | None:
    """Who is signed in on this browser, so that a page that says no keeps their way around; None where unknown."""
    cookie = cookie_of(request)
    if not cookie:
        return None
    try:
        with db.reading(request.app.state.engine) as session:
            return people.signed_in(session, cookie, datetime.now(UTC))
    except (SQLAlchemyError, db.DatabaseGone):
        return None


def has_demo(request: Request) -> bool:
    """Whether the database holds the demo, as far as one can ask it."""
    try:
        with db.reading(request.app.state.engine) as session:
            request.app.state.demo = wards.demo_ward(session) is not None
    except (SQLAlchemyError, db.DatabaseGone):
        pass
    return bool(getattr(request.app.state, "demo", False))


def _draw(request: Request, template: str, status: int, context: dict[str, Any]) -> Response:
    found = environment().get_template(template)
    full = _rights(context["me"]) | context | {"path": request.url.path}
    asked = request.headers.get("hx-target", "").rpartition("#")[2] if "hx-request" in request.headers else ""
    is_part = asked in PARTS and asked in found.blocks
    block = context.get("instead") or asked
    text = "".join(found.blocks[block](found.new_context(full))) if is_part else found.render(full)
    text = summaries.named(text) if context.get("faults") else text
    moved = {"HX-Retarget": f"#{block}"} if is_part and block != asked else {}
    return HTMLResponse(text, status, {"Vary": "HX-Request, HX-Target"} | moved)


def to_be_loaded(call: "Call") -> Response | None:
    """Where htmx asks for a block of a page whose place another one has taken: that one is to be loaded, whole."""
    is_block = "hx-request" in call.request.headers
    return Response(status_code=204, headers={"HX-Refresh": "true"}) if is_block else None


def _rights(me: Me | None) -> dict[str, Any]:
    """What a template asks about rights, of the one for whom it is drawn."""
    if me is None:
        return {}
    return {"may": partial(access.may, me), "own_only": partial(access.own_only, me)}


def drawn_once(call: "Call", me: Me, draw: Callable[[], Response]) -> Response:
    """A page about the ward that me looks at, kept as drawn for this person until something there changes.

    Only for pages that are the same whenever that day they are drawn: without a form's id, without the present minute.
    """
    request, packed = call.request, takes_packed(call.request)
    who = (call.me.key, call.me.name, call.me.role, call.me.unit, call.me.ward.demo_at is not None)
    block = (request.headers.get("hx-request"), request.headers.get("hx-target"))
    question = ("page", who, request.url.path, request.url.query, block, packed)
    return kept.answer(call.session, me, question, lambda: as_sent(draw(), packed)).again()
