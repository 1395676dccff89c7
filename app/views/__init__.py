"""A door for people: pages and fragments in Vietnamese; every one works without scripts.

A package a noun: the routes of its pages lie in `routes`, or in modules that are called what they show.
"""

from app.views import attachments, calendar, city, guide, health, materials, more, search, undoing
from app.views.administration import admin, days_off, settings, tokens, webhooks
from app.views.campaigns import routes as campaigns
from app.views.concerns import routes as concerns
from app.views.coverage import routes as coverage
from app.views.coverage import tiles
from app.views.directives import routes as directives
from app.views.groups import routes as groups
from app.views.imports import routes as imports
from app.views.indicators import routes as indicators
from app.views.log import routes as log
from app.views.people import account, invitations, sign_in, users
from app.views.people.sign_in import needs_sign_in
from app.views.products import confirmations
from app.views.products import routes as products
from app.views.reference_data import channels, periods, units
from app.views.registers import commendations, key_dates, plans, pulses, surveys
from app.views.reports import boards, transmittals
from app.views.reports import routes as reports
from app.views.reports import steps as report_steps
from app.views.today import routes as today
from app.views.trail import audit
from app.web.routing import Router

__all__ = ["needs_sign_in", "router"]

router = Router()
# Imports and the log form come before the products, the board before a report: what they are called is no number.
for noun in (
    health,
    sign_in,
    invitations,
    account,
    today,
    imports,
    log,
    products,
    attachments,
    confirmations,
    campaigns,
    tiles,
    coverage,
    indicators,
    directives,
    concerns,
    surveys,
    pulses,
    commendations,
    plans,
    key_dates,
    calendar,
    boards,
    reports,
    report_steps,
    transmittals,
    materials,
    units,
    groups,
    channels,
    periods,
    admin,
    users,
    tokens,
    webhooks,
    settings,
    days_off,
    audit,
    more,
    guide,
    city,
    search,
    undoing,
):
    router.take(noun.router)
