"""A door for people: pages and fragments in Vietnamese; every one works without scripts."""

from fastapi import APIRouter

from app.views import (
    account,
    attachments,
    campaigns,
    commendations,
    concerns,
    confirmations,
    coverage,
    directives,
    guide,
    health,
    indicators,
    log,
    materials,
    more,
    plans,
    products,
    pulses,
    sign_in,
    surveys,
    today,
)

router = APIRouter(include_in_schema=False)
# The log form comes before the products: /products/new is no product's number.
for noun in (
    health, sign_in, account, today, log, products, attachments, confirmations, campaigns, coverage, indicators,
    directives, concerns, surveys, pulses, commendations, plans, materials, more, guide,
):  # fmt: skip
    router.include_router(noun.router)
