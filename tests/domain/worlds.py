"""Invented worlds: groups, products and what happens to them afterwards, and their making through the API."""

from fastapi.testclient import TestClient
from hypothesis import strategies as st

from tests import makers
from tests.makers import placement, reach

# Who is a branch of whom: mostly nobody.
TREES: tuple[dict[str, str], ...] = (
    {},
    {},
    {"UBND": "BXDD"},
    {"UBND": "MTTQ", "MTTQ": "BXDD"},
    {"UBND": "BXDD", "MTTQ": "BXDD"},
    {"BXDD": "MTTQ"},
)
UNITS, CAMPAIGNS, AXES = ("UBND", "MTTQ", "BXDD"), ("TX-2026", "C-2"), (None, "2.1", "2.4")
CONTENT = (("1.3", None), ("1.12", None), ("1.12", "1.12.4"), ("1.12", "1.12.1"))
DIRECTIVES, KINDS, CHANNELS = (
    ("NQ02-TW", "CT09-TU"),
    ("infographic", "talk"),
    ("zalo", "loudspeaker", "talk", "website"),
)
DAYS = ("2026-03-31", "2026-04-01", "2026-05-03", "2026-06-30", "2026-07-01", "2026-09-30", "2026-10-05", "2026-11-02")
ENDS = (None, None, None, "2026-03-31", "2026-04-01", "2026-06-30", "2026-07-01", "2026-10-01")
POPULATIONS = st.none() | st.integers(1, 12) | st.integers(1, 2500)


@st.composite
def lives(draw: st.DrawFn) -> tuple[str | None, str | None]:
    first, last = draw(st.sampled_from(ENDS)), draw(st.sampled_from(ENDS))
    return (last, first) if first and last and last < first else (first, last)


@st.composite
def group_bodies(draw: st.DrawFn) -> list[makers.Json]:
    kinds = st.sampled_from(["residential", "residential", "residential", "audience"])
    bodies = []
    for number in range(draw(st.integers(1, 5))):
        first, last = draw(lives())
        body = {"code": f"T-{number}", "kind": draw(kinds), "name": f"Tổ {number}", "population": draw(POPULATIONS)}
        bodies.append(body | {"active_from": first, "retired_on": last})
    return bodies


# First days of successors: in the middle of a quarter, on a quarter's last day and first.
CUTS = ("2026-05-04", "2026-06-30", "2026-07-01", "2026-08-15", "2026-10-01")


@st.composite
def families(draw: st.DrawFn, bodies: list[makers.Json]) -> list[makers.Json]:
    """The groups, some of them split, merged or followed by others since, more than once where days allow it."""
    bodies = [dict(body) for body in bodies]
    number_of_cuts = draw(st.sampled_from([0, 1, 2, 2, 3]))
    cuts = st.lists(st.sampled_from(CUTS), min_size=number_of_cuts, max_size=number_of_cuts, unique=True)
    for cut in draw(cuts.map(sorted)):
        last = makers.day_before(cut, draw(st.sampled_from([1, 1, 1, 4])))
        kind = draw(st.sampled_from(["residential", "residential", "audience"]))
        olds = [one for one in bodies if one["kind"] == kind and (one["active_from"] or "") <= last]
        olds = [one for one in olds if one["retired_on"] is None or one["retired_on"] >= cut]
        if not olds:
            continue
        most = draw(st.integers(1, 2))
        chosen = draw(st.lists(st.sampled_from(olds), min_size=1, max_size=most, unique_by=lambda one: one["code"]))
        codes = [one["code"] for one in chosen]
        for one in chosen:
            one["retired_on"] = last
        for _ in range(draw(st.integers(1, 1 if len(chosen) > 1 else 3))):
            number, ends = len(bodies), draw(st.sampled_from([None, None, None, "2026-10-01", "2026-11-02"]))
            body = {"code": f"T-{number}", "kind": kind, "name": f"Tổ {number}", "population": draw(POPULATIONS)}
            bodies.append(body | {"active_from": cut, "retired_on": ends, "succeeds": codes})
    return bodies


def is_alive(body: makers.Json, day: str) -> bool:
    return (body["active_from"] or "") <= day <= (body["retired_on"] or "9999")


@st.composite
def placements(draw: st.DrawFn, groups: list[makers.Json]) -> list[makers.Json]:
    placed = []
    for _ in range(draw(st.integers(1, 3))):
        day = draw(st.sampled_from(DAYS))
        alive = [body for body in groups if is_alive(body, day)]
        least = min(len(alive), draw(st.sampled_from([0, 1, 2, 3])))
        some = st.lists(st.sampled_from(alive), min_size=least, unique_by=lambda body: body["code"])
        chosen = draw(some) if alive else []
        reached = []
        for body in chosen:
            most = body["population"] or 500
            people = draw(st.none() | st.integers(1, most) | st.just(most))
            reached.append(reach(body["code"], people, draw(st.sampled_from(["measured", "counted", "estimated"]))))
        one = placement(draw(st.sampled_from(CHANNELS)), day, *reached)
        whole = sum(body["population"] or 0 for body in alive if body["kind"] == "residential")
        if whole and draw(st.integers(0, 5)) == 0:
            del one["reach"]
            one["total_reach"] = {"kind": "residential", "people": draw(st.integers(1, whole)), "basis": "measured"}
        placed.append(one)
    return placed


@st.composite
def product_bodies(draw: st.DrawFn, groups: list[makers.Json]) -> list[makers.Json]:
    bodies = []
    for number in range(draw(st.integers(0, 7))):
        content_group, topic = draw(st.sampled_from(CONTENT))
        body = {
            "unit": draw(st.sampled_from(UNITS)),
            "campaign": draw(st.sampled_from(CAMPAIGNS)),
            "title": f"SP {number}",
            "kind": draw(st.sampled_from(KINDS)),
            "content_group": content_group,
            "topic": topic,
            "axis": draw(st.sampled_from(AXES)),
            "material": draw(st.sampled_from([None, None, "TL-05"])),
            "directives": draw(st.lists(st.sampled_from(DIRECTIVES), unique=True)),
        }
        status = draw(st.sampled_from(["published"] * 6 + ["planned", "in_review"]))
        if status == "planned":
            body |= {"status": "planned", "planned_on": "2026-12-01"}
        else:
            body |= {"status": status, "placements": draw(placements(groups))}
        bodies.append(body)
    return bodies


@st.composite
def worlds(draw: st.DrawFn) -> makers.Json:
    """Groups, products, and what happens to them afterwards."""
    groups = draw(families(draw(group_bodies())))
    linked = {code for body in groups for code in (*body.get("succeeds", []), body["code"]) if "succeeds" in body}
    products = draw(product_bodies(groups))
    deeds = []
    for index, body in enumerate(products):
        if body["status"] == "planned":
            continue
        deed = draw(st.sampled_from(["nothing", "nothing", "nothing", "withdraw", "replace", "edit", "correct"]))
        if deed == "replace":
            deeds.append((deed, index, draw(placements(groups))))
        elif deed == "edit":
            axis, directives = draw(st.sampled_from(AXES)), draw(st.lists(st.sampled_from(DIRECTIVES), unique=True))
            deeds.append((deed, index, {"content_group": "1.3", "topic": None, "axis": axis, "directives": directives}))
        elif deed in ("withdraw", "correct") and body["status"] == "published":
            deeds.append((deed, index, draw(placements(groups)) if deed == "correct" else None))
    for index, body in enumerate(groups):
        deed = draw(st.sampled_from(["nothing"] * 4 + ["population", "life", "retire"]))
        if deed == "population":
            deeds.append((deed, index, draw(st.none() | st.integers(1, body["population"] or 100))))
        elif deed == "life" and body["code"] not in linked:
            deeds.append((deed, index, draw(lives())))
        elif deed == "retire":
            deeds.append((deed, index, None))
    return {"groups": groups, "products": products, "deeds": deeds, "parents": draw(st.sampled_from(TREES))}


ANY = {"If-Match": "*"}


def build(client: TestClient, admin: TestClient, world: makers.Json) -> makers.Json:
    """The world through the API's own verbs; returns what the API then says is in the register."""
    for unit, parent in world["parents"].items():
        makers.patch(admin, f"/units/{unit}", parent=parent)
    makers.campaign(client, "C-2", content_groups=["1.3", "1.12"], starts_on="2026-04-01", ends_on="2026-12-31")
    makers.material(client)
    for body in world["groups"]:
        makers.post(client, "/groups", body)
    ids = []
    if world["products"]:
        ids = [one["id"] for one in makers.post(client, "/products/batch", {"items": world["products"]})["items"]]
    for deed, index, value in world["deeds"]:
        code, path = f"/groups/T-{index}", f"/products/{ids[index]}" if index < len(ids) else ""
        if deed == "retire":
            assert client.delete(makers.API + code, headers=ANY).status_code == 204
            continue
        if deed == "correct":
            # A withdrawn product and its corrected copy, which names it.
            copy = world["products"][index] | {"replaces": ids[index], "placements": value}
            makers.post(client, "/products", copy | {"title": copy["title"] + " sửa"})
        first, last = value if deed == "life" else (None, None)
        address, body = {
            "withdraw": (path, {"status": "withdrawn", "reason": "Sai"}),
            "correct": (path, {"status": "withdrawn", "reason": "Sai"}),
            "edit": (path, value),
            "replace": (path, {"placements": value}),
            "population": (code, {"population": value}),
            "life": (code, {"active_from": first, "retired_on": last}),
        }[deed]
        answer = client.patch(makers.API + address, json=body, headers=ANY)
        assert answer.status_code == 200, answer.text
    asked: dict[str, makers.Json] = {"groups": {}, "products": {"expand": "reach"}, "periods": {}, "units": {}}
    return {name: makers.every(client, f"/{name}", limit=200, **query) for name, query in asked.items()}


def check_kept(world: makers.Json, kept: makers.Json) -> None:
    """What the API shows of placements is what was sent last."""
    shown = {one["title"]: one for one in kept["products"]}
    sent = {body["title"]: body.get("placements", []) for body in world["products"]}
    titles = [body["title"] for body in world["products"]]
    sent |= {titles[index]: value for deed, index, value in world["deeds"] if deed == "replace"}
    sent |= {f"{titles[index]} sửa": value for deed, index, value in world["deeds"] if deed == "correct"}
    for title, placed in sent.items():
        for one, told in zip(placed, shown[title]["placements"], strict=True):
            assert (one["channel"], one["published_on"]) == (told["channel"], told["published_on"])
            if "reach" in one:
                rows = [reach(row["group"], row["people"], row["basis"]) for row in told["reach"]]
                assert sorted(rows, key=str) == sorted(one["reach"], key=str)
            else:
                assert sum(row["people"] for row in told["reach"]) == one["total_reach"]["people"]
