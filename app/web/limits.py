"""The numbers of the rules as pages name them: taken from the rule itself, so that the two can't part."""

from app.domain import lateness, pages, periods, sources
from app.domain.imports import products
from app.domain.people import invitations
from app.domain.products import batches, shares

# After so many days an entry is late, an invitation over.
LATE_AFTER, INVITED_FOR = lateness.ALLOWED, invitations.KEPT.days
# On how many placements a usual share rests: on the last ones at most, and at least.
USUAL_MOST, USUAL_LEAST = shares.LAST, shares.LEAST
PAGE_ROWS = pages.USUAL
IMPORTED_PRODUCTS = products.MOST_PRODUCTS
DUE_DAY = periods.DUE_DAY
BATCH_PRODUCTS, BATCH_ROWS = batches.MOST_ROWS, sources.MOST_ROWS
