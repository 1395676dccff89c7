"""A door for people: pages and fragments in Vietnamese; every one works without scripts."""

from app.views import (
    account,
    admin,
    attachments,
    audit,
    campaigns,
    channels,
    commendations,
    concerns,
    confirmations,
    coverage,
    days_off,
    directives,
    groups,
    guide,
    health,
    imports,
    indicators,
    invitations,
    log,
    materials,
    more,
    periods,
    plans,
    products,
    pulses,
    report_steps,
    reports,
    settings,
    sign_in,
    surveys,
    today,
    tokens,
    units,
    users,
)
from app.views.sign_in import needs_sign_in
from app.web.deps import Router

__all__ = ["needs_sign_in", "router"]

router = Router()
# The log form comes before the products: /products/new is no product's number.
for noun in (
    health, sign_in, invitations, account, today, log, products, attachments, confirmations, campaigns, coverage,
    indicators, directives, concerns, surveys, pulses, commendations, plans, reports, report_steps, materials,
    imports, units, groups, channels, periods, admin, users, tokens, settings, days_off, audit, more, guide,
):  # fmt: skip
    router.take(noun.router)
