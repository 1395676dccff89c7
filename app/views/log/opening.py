"""What the log form opens with: a product to repeat or to replace, what a link named, else the last entry's choices."""

from app.domain import campaigns, directives, products
from app.domain.inputs import Input
from app.domain.products import questions, shapes
from app.domain.ward_settings import settings_of
from app.models import Product
from app.views import options
from app.views.log import form as log_form
from app.views.log import from_product
from app.views.log.following import follow_campaign, follow_kind, preset
from app.views.log.held import place_held
from app.views.log.state import State, Ward
from app.web.deps import Call

# Taken over from the last entry, from one to repeat, from one to replace.
LAST = ("kind", "campaign", "unit")
LIKE = ("kind", "campaign", "content_group", "topic", "axis", "material", "purpose", "unit")
REPLACED = (*LIKE, "title")
# What a link may name, each as the filter of the same name.
NAMED = ("campaign", "content_group", "topic", "kind", "material")


class NewQuery(Input):
    """How the form is asked to open; groups and directives are codes by comma."""

    like: int | None = None
    replaces: int | None = None
    groups: str = ""
    done: str = ""
    directive: str = ""
    directives: str = ""
    channel: str = ""
    campaign: str = ""
    content_group: str = ""
    topic: str = ""
    kind: str = ""
    material: str = ""


def opened(call: Call, asked: NewQuery, ward: Ward) -> State:
    picked = log_form.split_codes(asked.groups)
    state = _from_earlier(call, asked, ward)
    is_again = bool(asked.like or asked.replaces)
    told = log_form.split_codes(f"{asked.directive},{asked.directives}")
    if told and not asked.campaign and not is_again:
        state.values["campaign"] = _campaign_of(call, told)
    if not is_again and _are_cells(picked, ward):
        state.values["kind"] = "meeting"
    named = {name: getattr(asked, name) for name in NAMED if getattr(asked, name)}
    state.values |= named | {"day": call.me.today.isoformat(), "status": "published", "span": "one", "every": "day"}
    state.values["unit"] = call.me.unit or state.values["unit"]
    state.directives = told or state.directives
    state.groups = asked.groups
    _begin_lines(call, state, asked, picked)
    if not is_again or asked.campaign:
        follow_campaign(call, state)
        state.values |= {name: value for name, value in named.items() if name in ("content_group", "material")}
    state.values["content_group"] = state.values["content_group"] or _subject_of(call, told)
    for line in state.lines:
        line.is_unseen = False
    state.form_id, state.is_settled = call.new_form_id(), bool(asked.campaign or told or is_again)
    return state


def _are_cells(picked: list[str], ward: Ward) -> bool:
    """Whether a link names Party cells and nobody else: they hear of things where they meet."""
    kinds = {group.kind for group in ward.groups if group.code in picked}
    return kinds == {"party_cell"}


def _begin_lines(call: Call, state: State, asked: NewQuery, picked: list[str]) -> None:
    """The lines of a new entry: those it repeats, the channel that a link named, or what its kind goes out on."""
    if asked.like or asked.replaces:
        state.was["channels"] = ",".join(preset(call, state))
        return
    if picked and state.is_held:
        state.held = picked
    follow_kind(call, state)
    ways = state.ward.channels
    if asked.channel in ways and ways[asked.channel].active and asked.channel not in state.chosen:
        state.lines = [state.ward.fresh(asked.channel, picked)]
        place_held(state)


def _from_earlier(call: Call, asked: NewQuery, ward: Ward) -> State:
    source, kept = _source(call, asked)
    if source is None:
        return State(dict.fromkeys(log_form.PLAIN, ""), {}, {}, [], [], [], "", ward)
    if kept is LAST:
        values = dict.fromkeys(log_form.PLAIN, "") | {name: getattr(source, name) or "" for name in kept}
        state = State(values, {}, {}, [], [], [], "", ward)
        _leave_ended(call, state)
        return state
    shape = shapes.of(call.session, call.me, [source])[0]
    state = from_product.from_shape(shape, ward, False, "")
    title = {"title": source.title} if "title" in kept else {}
    state.values = dict.fromkeys(log_form.PLAIN, "") | {name: state.values.get(name, "") for name in kept} | title
    if kept is REPLACED:
        state.values["replaces"] = str(source.id)
        state.details, state.cost = from_product.details_of(shape), from_product.cost_of(shape)
    else:
        _leave_ended(call, state)
    return state


def _leave_ended(call: Call, state: State) -> None:
    """A new entry begins with nothing that has ended: not with a campaign, a unit, a directive or a material."""
    session, me, values = call.session, call.me, state.values
    running = {row.code for row in campaigns.open_ones(session, me) if row.ends_on >= me.today}
    if values["campaign"] not in running:
        values["campaign"] = settings_of(me.ward).standing_campaign
    if values["unit"] not in dict(options.of_units(call)):
        values["unit"] = ""
    if values["material"] not in dict(options.of_materials(call)):
        values["material"] = ""
    state.directives = [code for code in state.directives if code in dict(options.of_directives(call, ()))]


def _campaign_of(call: Call, told: list[str]) -> str:
    """The campaign of these days that carries all the directives to be told, else the standing one."""
    running = campaigns.running(call.session, call.me)
    carrying = [row.code for row in running if set(told) <= set(row.directives)]
    return carrying[0] if carrying else settings_of(call.me.ward).standing_campaign


def _subject_of(call: Call, told: list[str]) -> str:
    """The content group that all the directives to be told share, or none."""
    found = {row.content_group or "" for row in directives.in_force(call.session, call.me) if row.code in told}
    return found.pop() if len(found) == 1 else ""


def _source(call: Call, asked: NewQuery) -> tuple[Product | None, tuple[str, ...]]:
    if asked.replaces is not None:
        return products.find(call.session, call.me, asked.replaces), REPLACED
    if asked.like is not None:
        return products.find(call.session, call.me, asked.like), LIKE
    return questions.last_of(call.session, call.me), LAST
