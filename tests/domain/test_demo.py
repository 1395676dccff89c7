"""The demo: an invented log that keeps every rule, says that it is invented, and is the same every time it is loaded.

All of it takes a while: it is loaded once for the module, on a database of its own; other tests take a few days of it.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, func, select

from app import db, migrations
from app.domain import coverage, demo, people, plans, privacy, pulses, wards
from app.domain.access import Me
from app.domain.coverage import CoverageQuery
from app.domain.demo import audience, rhythm
from app.domain.people import entry
from app.domain.people.delays import Sender
from app.domain.products.fitting import fits
from app.domain.trail import verifying
from app.models import (
    Campaign,
    Change,
    Channel,
    Commendation,
    Concern,
    ContentGroup,
    Directive,
    Group,
    Material,
    Person,
    Placement,
    Plan,
    Product,
    Pulse,
    Reach,
    Survey,
    Ward,
)
from app.models import ProductDirective as Link
from tests.conftest import Stage
from tests.rig.server import TRAIL_KEY

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
AT = datetime(2026, 11, 23, 9, 0, tzinfo=HANOI)
EARLY = datetime(2026, 4, 13, 9, 0, tzinfo=HANOI)
TODAY = AT.date()


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """A ward of the pack with the whole demo in it, loaded on 23 November."""
    engine = db.open_engine(f"sqlite:///{tmp_path_factory.mktemp('demo') / 'demo.db'}", TRAIL_KEY.encode())
    migrations.upgrade(engine)
    with db.transaction(engine) as session:
        wards.found_city(session)
        wards.create(session, "DONGDA", "Phường Đống Đa")
    with db.transaction(engine) as session:
        demo.load(session, AT)
    yield engine
    engine.dispose()


@pytest.fixture
def session(shown: Engine) -> Iterator[Session]:
    with db.reading(shown) as session:
        yield session


@pytest.fixture
def ward(session: Session) -> Ward:
    return wards.by_code(session, "DONGDA")


@pytest.fixture
def me(session: Session, ward: Ward) -> Me:
    return people.as_me(ward, session.exec(select(Person).where(Person.name == "bxdd")).one(), AT)


def counts(session: Session) -> list[int]:
    tables = (Group, Person, Campaign, Product, Placement, Reach, Change)
    return [session.exec(select(func.count()).select_from(table)).one() for table in tables]


# The ward.


def test_residential_populations_add_up_to_the_real_ward(session: Session, ward: Ward) -> None:
    found = list(session.exec(select(Group).where(Group.ward_id == ward.id, Group.kind == "residential")))
    assert len(found) == 59
    assert sum(group.population or 0 for group in found) == 81_358


def test_groups_stand_in_the_order_of_the_file(session: Session, ward: Ward) -> None:
    found = session.exec(select(Group.code).where(Group.ward_id == ward.id).order_by(col(Group.position)))
    assert list(found) == [row["code"] for row in demo.cast.plan()["groups"]]


def test_the_ward_says_that_it_is_invented(session: Session, ward: Ward) -> None:
    assert ward.demo_at == AT.astimezone(UTC)
    assert wards.demo_ward(session) == ward


def test_every_channel_has_a_usual_share(session: Session, ward: Ward) -> None:
    shares = session.exec(select(Channel.default_share).where(Channel.ward_id == ward.id))
    assert all(share is not None for share in shares)


def test_only_directives_with_a_date_have_days_allowed(session: Session, ward: Ward) -> None:
    found = list(session.exec(select(Directive).where(Directive.ward_id == ward.id)))
    assert {one.code for one in found if one.within_days == 30} == {one.code for one in found if one.issued_on}


def test_campaigns_name_the_material_that_came_for_them(session: Session, ward: Ward) -> None:
    found = {one.code: one.material for one in session.exec(select(Campaign).where(Campaign.ward_id == ward.id))}
    assert {row["code"]: row["material"] for row in demo.cast.plan()["campaigns"]}.items() <= found.items()


def test_the_groups_that_the_log_treats_apart_exist(session: Session, ward: Ward) -> None:
    known = set(session.exec(select(Group.code).where(Group.ward_id == ward.id)))
    delayed = {code for delay in audience.DELAYS.values() for code in delay.never | delay.late}
    others = {code for codes in audience.AUDIENCES.values() for code in codes}
    assert audience.SILENT | audience.GUESSING | delayed | others <= known


# The accounts.


@pytest.mark.parametrize("account", demo.accounts(), ids=lambda account: account["name"])
def test_every_account_signs_in(session: Session, account: dict[str, str]) -> None:
    attempt = entry.attempt(session, b"secret", account["name"], Sender("127.0.0.1"), AT)
    assert people.verifies(account["password"], attempt.hash)
    cookie, _ = entry.let_in(session, attempt, AT, 14)
    session.flush()
    me = people.signed_in(session, cookie, AT)
    assert me is not None
    assert (me.role, me.name) == (account["role"], account["full_name"])


def test_the_first_five_accounts_are_one_a_role() -> None:
    assert {account["role"] for account in demo.accounts()[:5]} == {"unit", "coordinator", "leader", "city", "admin"}


# The smaller registers.


def found(session: Session, table: type[Any]) -> list[Any]:
    return list(session.exec(select(table)))


def test_people_were_asked_and_heard_in_every_quarter(session: Session) -> None:
    for table in (Survey, Pulse):
        assert {row.period for row in found(session, table)} == {"2026-Q2", "2026-Q3", "2026-Q4"}
    assert all(0.4 <= row.aware / row.asked <= 1 for row in found(session, Survey))
    assert max(row.conducted_on for row in found(session, Survey)) <= TODAY


def test_some_opinion_is_hidden_and_its_sum_is_not(session: Session, me: Me) -> None:
    shapes = pulses.shapes(session, me, found(session, Pulse))
    hidden = [shape for shape in shapes if shape["suppressed"]]
    assert 2 <= len(hidden) < len(shapes) / 3
    assert all(shape["total"] for shape in shapes)


def test_good_deeds_are_found_proposed_and_commended(session: Session) -> None:
    assert {row.status for row in found(session, Commendation)} == {"found", "proposed", "commended"}
    assert {row.proposed_on.month // 4 for row in found(session, Commendation)} == {1, 2}


def test_one_unit_has_no_plan_and_one_waits_for_approval(session: Session, me: Me) -> None:
    assert [unit.code for unit in plans.missing(session, me, 2026)] == ["HND"]
    assert [row.unit for row in found(session, Plan) if row.approved_at is None] == ["CD"]


def test_most_materials_were_edited_with_guidance(session: Session) -> None:
    edited = [row for row in found(session, Material) if row.edited_on]
    assert len(edited) == 5
    assert all(row.guidance and row.edited_on >= row.received_on for row in edited)


# The log.


def test_nothing_is_dated_after_today(session: Session, ward: Ward) -> None:
    days = list(session.exec(select(Placement.published_on).where(Placement.ward_id == ward.id)))
    assert min(days) >= date(2026, 4, 1)
    assert max(days) <= TODAY
    for moment in (Product.created_at, Product.updated_at, Placement.logged_at, Change.at):
        assert (session.exec(select(func.max(moment))).one()) <= AT.astimezone(UTC)


def test_each_placement_was_logged_on_its_day_or_later(session: Session, ward: Ward) -> None:
    for placement in session.exec(select(Placement).where(Placement.ward_id == ward.id)):
        assert placement.logged_at.astimezone(HANOI).date() >= placement.published_on


def test_there_is_a_year_of_work(session: Session, ward: Ward) -> None:
    rows = session.exec(select(Product.status, func.count()).where(Product.ward_id == ward.id).group_by(Product.status))
    found = dict(rows.all())
    assert 280 <= found["published"] <= 360
    assert 3 <= found["withdrawn"] <= 12
    assert 3 <= found["planned"] <= 15
    days = session.exec(select(Product.planned_on).where(Product.status == "planned"))
    assert all(day and 0 < (day - TODAY).days <= 14 for day in days)


def test_what_was_withdrawn_says_why_and_some_was_replaced(session: Session) -> None:
    withdrawn = list(session.exec(select(Product).where(Product.status == "withdrawn")))
    replaced = set(session.exec(select(Product.replaces).where(col(Product.replaces).is_not(None))))
    assert all(product.reason for product in withdrawn)
    assert replaced
    assert replaced < {product.id for product in withdrawn}


def test_all_content_groups_have_products(session: Session, ward: Ward) -> None:
    known = set(session.exec(select(ContentGroup.code).where(ContentGroup.ward_id == ward.id)))
    used = set(session.exec(select(Product.content_group).where(Product.status == "published")))
    assert len(known) == 14
    assert used == known


def test_foreign_relations_are_nearly_silent_in_the_last_quarter(session: Session) -> None:
    statement = select(Product).where(Product.content_group == "1.9", Product.shown_on >= date(2026, 10, 1))
    assert len(session.exec(statement).all()) == 1


def test_no_unit_has_the_same_title_twice_on_a_day(session: Session) -> None:
    rows = session.exec(
        select(Product.unit, Product.title_fold, Placement.published_on)
        .join(Placement, col(Placement.product_id) == Product.id)
        .where(Product.status == "published")
        .distinct()
        .add_columns(Product.id)
    ).all()
    assert len({row[:3] for row in rows}) == len(rows)


def test_units_with_an_account_log_their_own(session: Session) -> None:
    names = {person.id: person.name for person in session.exec(select(Person))}
    units = {str(product.id): product.unit for product in session.exec(select(Product))}
    logged = session.exec(select(Change).where(Change.entity == "product", Change.action == "logged"))
    found = {(units[change.entity_key], names[change.person_id or 0]) for change in logged}
    assert {("HPN", "hpn"), ("UBND", "ubnd"), ("MTTQ", "mttq"), ("BXDD", "bxdd"), ("DTN", "bxdd")} <= found


def test_what_a_product_carries_fits_its_kind(session: Session) -> None:
    products = list(session.exec(select(Product).where(Product.status == "published")))
    carried = {"loudspeaker_script": "script", "infographic": "alt_text", "video": "seconds", "poster": "locations"}
    for product in products:
        assert product.kind not in carried or product.details[carried[product.kind]]
    assert any(product.cost_amount for product in products)


def test_every_product_goes_out_on_channels_that_fit_its_kind(session: Session) -> None:
    forms = {channel.code: channel.form for channel in session.exec(select(Channel))}
    placed = select(Product.kind, Placement.channel).where(col(Product.id) == Placement.product_id)
    used = set(session.exec(placed.distinct()))
    assert len(used) > 20
    assert [pair for pair in sorted(used) if not fits(*pair, forms)] == []
    assert [
        (row["title"], channel)
        for row in wards.pack("demo-2026")["titles"]
        for channel in row["channels"]
        if not fits(row["kind"], channel, forms)
    ] == [], "titles that this year's chance left out too"


def test_concerns_came_in_all_quarters_and_ended_in_every_way(session: Session, ward: Ward) -> None:
    found = list(session.exec(select(Concern).where(Concern.ward_id == ward.id)))
    assert {(one.received_on.month + 2) // 3 for one in found} == {2, 3, 4}
    assert {one.status for one in found} == {"received", "verifying", "answered", "forwarded", "closed"}
    assert 3 <= sum(one.answered_on is not None and one.answered_on > one.due_on for one in found) <= 8
    assert any(one.forwarded_on is not None and one.forwarded_on > one.due_on for one in found)
    assert 1 <= sum(one.status in ("received", "verifying") and one.due_on < TODAY for one in found) <= 4
    corrected = [one for one in found if one.nature == "incorrect_information" and one.status == "answered"]
    assert corrected
    assert all(one.answer_product for one in corrected)
    texts = [text for one in found for text in (one.summary, one.answer, one.reason) if text]
    assert [text for text in texts if privacy.kinds(text) or privacy.questions((), text)] == []


def test_campaigns_stay_within_their_budget(session: Session, ward: Ward) -> None:
    spent = select(Product.campaign, func.sum(Product.cost_amount)).group_by(Product.campaign)
    costs = dict(session.exec(spent).all())
    for campaign in session.exec(select(Campaign).where(Campaign.ward_id == ward.id, Campaign.code != "TX-2026")):
        assert (costs[campaign.code] or 0) <= sum(part["amount"] for part in campaign.budget)


def test_reach_is_known_in_every_way(session: Session) -> None:
    rows = session.exec(select(Reach.basis, Reach.allocated).distinct()).all()
    assert {(None, False), ("measured", True), ("measured", False), ("counted", False), ("estimated", False)} <= set(
        rows
    )


def test_the_trail_holds_and_runs_forward_in_time(session: Session, ward: Ward) -> None:
    assert not verifying.walked(session, ward.id).faults
    assert not verifying.walked(session, wards.city(session).id).faults
    moments = list(session.exec(select(Change.at).where(Change.ward_id == ward.id).order_by(col(Change.seq))))
    assert moments == sorted(moments)


# The figures.


def test_the_last_quarter_reads_as_intended(session: Session, me: Me) -> None:
    measured = coverage.measure(session, me, CoverageQuery(period="2026-Q4"))
    total = measured.total.figures
    assert 0.55 <= (total.coverage or 0) <= 0.75
    assert 0.2 <= (total.coverage_low or 0) < (total.coverage or 0) < (total.coverage_high or 0)
    assert 0.3 <= (total.evidence_share or 0) <= 0.6
    assert 3 <= sum(row.figures.mostly_estimated for row in measured.rows) <= 12


def test_a_handful_of_groups_is_hardly_reached(session: Session, me: Me) -> None:
    rows = coverage.measure(session, me, CoverageQuery(period="2026-Q4")).rows
    weak = {row.key for row in rows if (row.figures.coverage or 0) < 0.3}
    assert weak == audience.SILENT
    assert max(row.figures.coverage or 0 for row in rows) < 0.95


@pytest.mark.parametrize("code", ["NQ02-TW", "CT09-TU", "KH46-BTGDVTU"])
def test_most_cells_of_a_dated_directive_are_filled_some_late_some_never(
    session: Session, ward: Ward, code: str
) -> None:
    cells = session.exec(
        select(Reach.group, func.min(Placement.published_on))
        .join(Placement, col(Placement.id) == Reach.placement_id)
        .join(Product, col(Product.id) == Placement.product_id)
        .join(Link, col(Link.product_id) == Product.id)
        .join(Group, (col(Group.code) == Reach.group) & (col(Group.ward_id) == Reach.ward_id))
        .where(Link.directive == code, Product.status == "published")
        .where(col(Group.kind).in_(["residential", "party_cell"]))
        .group_by(Reach.group)
    ).all()
    directive = session.get(Directive, (ward.id, code))
    assert directive is not None
    assert directive.issued_on is not None
    late = [group for group, day in cells if (day - directive.issued_on).days > 30]
    assert 70 <= len(cells) < 83
    assert 1 <= len(late) <= 15
    assert min(day for _, day in cells) >= directive.issued_on


# Loading.


@pytest.fixture
def begun(stage: Stage) -> Stage:
    """A ward in which the demo was loaded after a fortnight of it."""

    def load() -> None:
        with stage.writing() as (session, _ward):
            demo.load(session, EARLY)

    stage.scene("the demo of an early day", load)
    return stage


def test_loading_twice_changes_nothing(begun: Stage) -> None:
    with begun.writing() as (session, _ward):
        before = counts(session)
        demo.load(session, AT)
        assert counts(session) == before


def test_a_later_demo_begins_like_an_earlier_one(begun: Stage, session: Session) -> None:
    with db.reading(begun.engine) as early:
        told = _log_until(early, EARLY)
        assert len(told) > 10
    assert told == _log_until(session, EARLY)


def test_a_demo_before_the_first_day_has_only_what_is_planned(stage: Stage) -> None:
    with stage.writing() as (session, ward):
        demo.load(session, datetime(2026, 3, 25, 9, 0, tzinfo=HANOI))
        assert set(session.exec(select(Product.status).where(Product.ward_id == ward.id))) == {"planned"}


def test_a_ward_with_groups_of_its_own_is_left_alone(stage: Stage) -> None:
    with stage.writing() as (session, ward):
        session.add(Group(ward_id=ward.id, code="TDP-01", kind="residential", name="Tổ 1"))
        session.flush()
        with pytest.raises(ValueError, match="groups of its own"):
            demo.load(session, EARLY)
        assert ward.demo_at is None


def test_a_ward_with_products_of_its_own_is_left_alone(stage: Stage) -> None:
    with stage.writing() as (session, ward):
        facts = {"unit": "UBND", "campaign": "TX-2026", "kind": "video", "title": "Phim", "title_fold": "phim"}
        day = date(2026, 4, 2)
        session.add(Product(ward_id=ward.id, id=900, content_group="1.1", status="planned", shown_on=day, **facts))
        session.flush()
        with pytest.raises(ValueError, match="products of its own"):
            demo.load(session, EARLY)


def _log_until(session: Session, at: datetime) -> set[tuple[str, date, int, int]]:
    """Titles, days and people of everything logged as published by then."""
    people_reached = func.coalesce(func.sum(Reach.people), 0)
    rows = session.exec(
        select(Product.title, Placement.published_on, func.count(col(Reach.group)), people_reached)
        .join(Placement, col(Placement.product_id) == Product.id)
        .join(Reach, col(Reach.placement_id) == Placement.id)
        .where(Product.created_at <= at.astimezone(UTC), Product.status != "planned")
        .group_by(col(Product.id), col(Product.title), col(Placement.id), col(Placement.published_on))
    )
    return {(title, day, groups, int(people)) for title, day, groups, people in rows.all()}


# The rhythm.


def test_titles_stay_within_their_campaign_and_quarter() -> None:
    campaigns = {row["code"]: row for row in demo.cast.plan()["campaigns"]}
    for slot in rhythm.slots():
        campaign = campaigns.get(slot.title["campaign"])
        assert campaign is None or campaign["starts_on"] <= slot.day <= campaign["ends_on"]
        assert f"2026-Q{(slot.day.month + 2) // 3}" in slot.title.get("periods", ["2026-Q2", "2026-Q3", "2026-Q4"])


def test_party_cells_meet_in_the_first_days_of_a_month() -> None:
    free = [slot for slot in rhythm.slots() if slot.title["channels"] == ["cell_meeting"] and not slot.fixed]
    assert free
    assert all(slot.day.day in rhythm.CELL_DAYS for slot in free)
