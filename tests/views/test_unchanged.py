"""What a form shows is what is there: saved so it changes nothing, whatever was retired, closed or renamed."""

import re
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.web.labels import PRODUCT_KINDS
from tests import lengths, makers, samples
from tests.conftest import Stage
from tests.domain.test_worlds import MANNERS
from tests.views.filled import filled, press

GROUPS = {"T-1": 1000, "T-2": 300, "T-3": None, "T-4": 60}
CELLS = {"C-1": 40, "C-2": None}
CHANNELS = ("zalo", "loudspeaker", "fanpage", "residential_meeting", "poster", "viber")
DAYS = ("2026-04-20", "2026-05-03", "2026-05-04", "2026-07-08")
TITLES = st.text("aăâđêôơưẻộ «»-—xyz 0123456789", min_size=1, max_size=40).filter(lambda text: bool(text.strip()))
PEOPLE = st.none() | st.integers(1, 10**6)
STAR = {"If-Match": "*"}


@st.composite
def placed(draw: st.DrawFn) -> makers.Json:
    found: makers.Json = {
        "channel": draw(st.sampled_from(CHANNELS)),
        "published_on": draw(st.sampled_from(DAYS)),
        "runs": draw(st.integers(1, 3)),
    }
    if draw(st.integers(0, 5)) == 0:
        return found | {
            "total_reach": {"kind": "residential", "people": draw(st.integers(1, 900)), "basis": "measured"}
        }
    rows = []
    for code in draw(st.lists(st.sampled_from([*GROUPS, *CELLS]), unique=True, max_size=6)):
        most = GROUPS.get(code) or CELLS.get(code) or 5000
        people = draw(st.none() | st.integers(1, most))
        rows.append(makers.reach(code, people, draw(st.sampled_from(["measured", "counted", "estimated"]))))
    return found | {"reach": rows}


@st.composite
def products(draw: st.DrawFn) -> makers.Json:
    kind = draw(st.sampled_from(list(PRODUCT_KINDS)))
    body: makers.Json = {
        "unit": draw(st.sampled_from(["UBND", "MTTQ"])),
        "kind": kind,
        "title": draw(TITLES),
        "campaign": draw(st.sampled_from(["TX-2026", "NQ02"])),
        "content_group": "1.12",
        "directives": draw(st.lists(st.sampled_from(["NQ02-TW", "CT09-TU"]), unique=True)),
        "topic": draw(st.sampled_from([None, "1.12.2"])),
        "axis": draw(st.sampled_from([None, "2.3"])),
        "material": draw(st.sampled_from([None, "TL-1"])),
        "details": draw(details(kind)),
    }
    if draw(st.booleans()):
        body["cost"] = {
            "amount": draw(st.integers(0, 10**9)),
            "funding": draw(st.sampled_from(["state_budget", "contributed"])),
        }
    status = draw(st.sampled_from(["published", "published", "published", "planned", "in_review"]))
    if status == "planned":
        return body | {"status": status, "planned_on": makers.FAR_AHEAD}
    return body | {"status": status, "placements": draw(st.lists(placed(), min_size=1, max_size=4))}


@st.composite
def details(draw: st.DrawFn, kind: str) -> makers.Json:
    lines = st.text("ab cđ\n\r\tế.", max_size=20)
    every: dict[str, Any] = {
        "alt_text": lines,
        "script": lines,
        "locations": lines,
        "note": lines,
        "place": TITLES,
        "number": TITLES,
        "link": st.sampled_from(["https://a.vn", "https://a.vn/b?c=1&d=«2»"]),
        "seconds": st.integers(1, 10**6),
        "subtitles": st.booleans(),
        "broadcast_times": st.lists(st.sampled_from(["06:30", "17:00"]), max_size=2),
        "count": st.integers(1, 99),
        "attendance": st.integers(1, 2000),
        "speakers": st.integers(1, 9),
        "purpose": st.sampled_from(["culture", "other"]),
    }
    own = {
        "infographic": "alt_text link",
        "video": "link seconds subtitles",
        "loudspeaker_script": "script broadcast_times",
        "poster": "locations count",
        "article": "link",
        "social_post": "link",
        "press_release": "link",
        "meeting": "place attendance",
        "talk": "place attendance speakers",
        "official_notice": "number link",
        "event": "place attendance link purpose",
        "other": "note link",
    }[kind].split()
    return {name: draw(every[name]) for name in own if draw(st.booleans())}


# What happens to a ward between the day that something was logged and the day that its form is opened.
FATES = st.lists(
    st.sampled_from(
        [
            "DELETE /channels/zalo",
            "DELETE /channels/viber",
            "DELETE /groups/T-1",
            "DELETE /groups/T-2",
            "DELETE /units/UBND",
            "DELETE /campaigns/NQ02",
            "DELETE /directives/NQ02-TW",
            "DELETE /materials/TL-1",
            "population 5 T-1",
            "population 5 T-4",
            "population 7 T-3",
            "name Khác T-2",
            "new T-9",
            "everywhere fanpage",
            "close",
        ]
    ),
    unique=True,
    max_size=6,
)


class Houses:
    """The clients that build the ward, let time pass over it, and press its forms."""

    def __init__(self, stage: Stage) -> None:
        stage.make_new()
        self.coordinator, self.admin = (stage.bearing(stage.tokens[role]) for role in ("coordinator", "admin"))
        self.page, self.admin_page = stage.signed_in("coordinator"), stage.signed_in("admin")
        for code, people in GROUPS.items():
            makers.group(self.coordinator, code, population=people, cluster="Cụm 1")
        for code, people in CELLS.items():
            makers.group(self.coordinator, code, "party_cell", population=people)
        makers.post(self.coordinator, "/channels", {"code": "viber", "name": "Viber", "form": "social"})
        material = {"code": "TL-1", "title": "Tờ gấp", "received_on": "2026-04-02"}
        makers.post(self.coordinator, "/materials", material)
        makers.campaign(self.coordinator, content_groups=["1.12"], directives=["CT09-TU", "NQ02-TW"], material="TL-1")

    def live(self, fates: list[str]) -> None:
        # What is closed last closes over the rest: nobody has to say why.
        for fate in sorted(fates, key=lambda fate: fate == "close"):
            deed, *named = fate.split()
            if deed == "DELETE":
                client = self.admin if "units" in named[0] else self.coordinator
                assert client.delete(makers.API + named[0], headers=STAR).status_code == 204
            elif deed == "close":
                makers.close(self.coordinator)
            elif deed == "new":
                makers.group(self.coordinator, named[0])
            elif deed == "everywhere":
                makers.patch(self.coordinator, f"/channels/{named[0]}", everywhere=True)
            elif self.coordinator.get(f"{makers.API}/groups/{named[1]}").status_code == 200:
                # What nothing used was deleted, and nothing befalls it any more.
                value = int(named[0]) if deed == "population" else named[0]
                makers.patch(self.coordinator, f"/groups/{named[1]}", **{deed: value})

    def require_unchanged(self, place: str, path: str, client: TestClient | None = None, form: str = "/edit") -> None:
        """Opens the form at this place of the pages and saves it; the thing at this path of the API is as it was."""
        page, api = client or self.page, self.admin if client is self.admin_page else self.coordinator
        before, seq = makers.get(api, path), self._seq()
        shown = page.get(place + form)
        assert shown.status_code == 200
        answer = press(page, place + form, filled(shown.text))
        assert answer.status_code == 303, answer.text
        assert makers.get(api, path) == before
        assert self._seq() == seq
        told = re.findall(r'class="flash".*?</div>', page.get(answer.headers["location"]).text, re.DOTALL)
        assert len(told) == 1
        assert "Không có gì thay đổi" in told[0]
        assert "Hoàn tác" not in told[0]

    def _seq(self) -> list[Any]:
        return [one["seq"] for one in makers.get(self.coordinator, "/changes", limit=200)["items"]]


# Held on a channel that does not come first.
HELD_LAST = makers.product_json(
    kind="meeting",
    campaign="TX-2026",
    placements=[makers.placement(way, DAYS[0], makers.reach("T-1", 7)) for way in ("zalo", "residential_meeting")],
)


@settings(max_examples=lengths.of("forms of products saved unchanged"), **MANNERS)
@given(product=products(), fates=FATES)
@example(product=HELD_LAST, fates=[])
def test_a_product_s_form_saved_as_it_stands_changes_nothing(
    stage: Stage, product: makers.Json, fates: list[str]
) -> None:
    house = Houses(stage)
    made = makers.post(house.coordinator, "/products", product)
    house.live(fates)
    house.require_unchanged(f"/products/{made['id']}", f"/products/{made['id']}")


@settings(max_examples=lengths.of("products read and sent back"), **MANNERS)
@given(product=products(), fates=FATES)
def test_a_product_that_was_read_and_sent_back_is_as_it_was(
    stage: Stage, product: makers.Json, fates: list[str]
) -> None:
    house = Houses(stage)
    path = f"/products/{makers.post(house.coordinator, '/products', product)['id']}"
    house.live(fates)
    before, tag = makers.get(house.coordinator, path), makers.etag(house.coordinator, path)
    after = makers.patch(house.coordinator, path, **before)
    assert {name: after[name] for name in before} == before
    assert makers.etag(house.coordinator, path) == tag
    (listed,) = makers.get(house.coordinator, "/products")["items"]
    makers.patch(house.coordinator, path, **listed)
    assert makers.get(house.coordinator, path) == before


# What has become of a concern by the day that its form is opened.
OUTCOMES: tuple[makers.Json, ...] = (
    {},
    {"status": "verifying", "nature": "incorrect_information", "urgency": "urgent"},
    {"status": "answered", "answered_on": "2026-05-09", "answer": "Đã sửa\nxong", "due_on": "2026-05-05"},
    {"status": "forwarded", "forwarded_on": "2026-05-04", "forwarded_to": "Sở Xây dựng"},
    {"status": "closed", "closed_on": "2026-05-04", "reason": "Trùng"},
)


@st.composite
def registers(draw: st.DrawFn) -> list[tuple[str, makers.Json]]:
    """An entry of each register that has a form, told to the API."""
    group, unit = draw(st.sampled_from(["T-1", "T-2"])), draw(st.sampled_from(["UBND", "MTTQ"]))
    words = draw(st.text("ab cđ\n\rế.", min_size=1, max_size=20).filter(lambda text: bool(text.strip())))
    share, order = draw(st.none() | st.floats(0, 1)), draw(st.permutations(["CT09-TU", "NQ02-TW"]))
    titles = draw(TITLES)
    return [
        ("/groups", {"code": "N", "kind": "residential", "name": titles, "population": draw(PEOPLE)}),
        ("/channels", {"code": "n", "name": titles, "default_share": share, "everywhere": draw(st.booleans())}),
        (
            "/campaigns",
            makers.campaign_json(
                "N",
                lead_unit=unit,
                directives=order,
                material="TL-1",
                target_groups=["T-2", "residential", group],
                content_groups=["1.3", "1.12"],
                target_coverage=share,
                message=words,
                budget=[{"amount": 5, "funding": "state_budget"}, {"amount": 7, "funding": "state_budget"}],
            ),
        ),
        (
            "/directives",
            {
                "code": "N",
                "title": titles,
                "must_reach": draw(st.permutations(["party_cell", "residential"])),
                "lead_unit": unit,
                "issued_on": "2026-04-03",
                "within_days": 30,
            },
        ),
        ("/materials", {"code": "N", "title": titles, "received_on": "2026-04-02", "guidance": words, "key": True}),
        (
            "/concerns",
            {
                "received_on": "2026-05-02",
                "origin": "press",
                "group": group,
                "content_group": "1.12",
                "summary": words,
                "owner_unit": unit,
                "topic": draw(st.sampled_from([None, "1.12.2"])),
            }
            | draw(st.sampled_from(OUTCOMES)),
        ),
        (
            "/surveys",
            {"period": "2026-Q2", "group": group, "conducted_on": "2026-05-02", "asked": 40, "aware": 31, "unit": unit},
        ),
        (
            "/pulses",
            {
                "period": "2026-Q2",
                "group": group,
                "content_group": "1.8",
                "unit": unit,
                "worried": 9,
                "supportive": draw(st.integers(0, 9)),
                "neutral": 8,
            },
        ),
        (
            "/commendations",
            {"unit": unit, "group": group, "title": titles, "proposed_on": "2026-05-20", "dossier_number": titles},
        ),
        (
            "/plans",
            {"unit": unit, "year": 2026, "focus": words, "responsible_post": titles, "information_contact": titles},
        ),
    ]


@settings(max_examples=lengths.of("forms of registers saved unchanged"), **MANNERS)
@given(entries=registers(), fates=FATES)
def test_every_register_s_form_saved_as_it_stands_changes_nothing(
    stage: Stage, entries: list[tuple[str, makers.Json]], fates: list[str]
) -> None:
    house = Houses(stage)
    makers.product(house.coordinator, makers.placement("zalo", makers.DAY, makers.reach("T-1", 20)), unit="UBND")
    made = [
        f"{path}/{(one := makers.post(house.coordinator, path, body)).get('code', one.get('id'))}"
        for path, body in entries
    ]
    house.live(fates)
    for path in made:
        house.require_unchanged(path, path)
        makers.patch(house.coordinator, path, **makers.get(house.coordinator, path))
        house.require_unchanged(path, path)


@pytest.fixture
def house(stage: Stage) -> Houses:
    return Houses(stage)


def test_what_the_pack_brought_is_as_it_was_in_its_forms(house: Houses) -> None:
    for noun in ("channels", "campaigns", "directives", "periods"):
        for row in makers.every(house.coordinator, f"/{noun}"):
            house.require_unchanged(f"/{noun}/{row['code']}", f"/{noun}/{row['code']}")


@st.composite
def administered(draw: st.DrawFn) -> makers.Json:
    """What an admin's forms are about: a unit, an account of another one, and the ward's settings."""
    role = draw(st.sampled_from(["unit", "unit", "coordinator", "leader", "admin"]))
    shares, days = st.floats(0, 1), st.integers(1, 5)
    return {
        "unit": {
            "code": "N",
            "name": draw(TITLES),
            "kind": draw(st.sampled_from(["front", "government"])),
            "reports": draw(st.booleans()),
            "plans": draw(st.booleans()),
            "active_from": draw(st.sampled_from([None, "2026-04-20"])),
            "retired_on": draw(st.sampled_from([None, "2026-07-08", makers.FAR_AHEAD])),
        },
        "user": {
            "name": "ha",
            "full_name": draw(TITLES),
            "role": role,
            "unit": "UBND" if role == "unit" else None,
            "email": draw(st.sampled_from([None, "ha@dongda.gov.vn"])),
        },
        "settings": {
            "residential_coverage": draw(shares),
            "evidence_share": draw(shares),
            "urgent_days": draw(days),
            "message": draw(st.sampled_from(["Một\nhai", "", "«Ba» & <bốn>"])),
            "standing_campaign": draw(st.sampled_from(["TX-2026", "NQ02"])),
            "approval": draw(st.booleans()),
        },
    }


@settings(max_examples=lengths.of("forms of admins saved unchanged"), **MANNERS)
@given(told=administered(), fates=FATES)
def test_the_admin_s_forms_saved_as_they_stand_change_nothing(
    stage: Stage, told: makers.Json, fates: list[str]
) -> None:
    house = Houses(stage)
    makers.post(house.admin, "/units", told["unit"])
    person = makers.post(house.admin, "/users", told["user"])
    # A campaign that the ward stands on is not retired.
    house.live([fate for fate in fates if fate != "DELETE /campaigns/NQ02"])
    makers.patch(house.admin, "/settings", **told["settings"])
    for path in ("/units/N", "/units/UBND", "/units/MTTQ", f"/users/{person['id']}"):
        house.require_unchanged(path, path, house.admin_page)
    house.require_unchanged("/settings", "/settings", house.admin_page, form="")
    for period in ("2026-Q2", "2026-Q3"):
        house.require_unchanged(f"/periods/{period}", f"/periods/{period}")


def test_steps_that_change_nothing_say_so(house: Houses) -> None:
    planned = makers.planned(house.coordinator)["id"]
    house.require_unchanged(f"/calendar/products/{planned}", f"/products/{planned}", form="/move")
    product = makers.product(house.coordinator)["id"]
    file = makers.attachment(house.coordinator, product, samples.picture())["id"]
    house.require_unchanged(f"/products/{product}/attachments/{file}", f"/products/{product}")
    moved = house.page.post("/channels/loudspeaker/move", data={"go": "up"}).headers["location"]
    assert "Không có gì thay đổi." in house.page.get(moved).text
