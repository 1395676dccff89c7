"""The lists that a spreadsheet may hold, by noun, with the words that their sheets have."""

from app.domain.imports import Kind, accounts, groups, products
from app.web.columns import Words

KINDS: dict[str, Kind] = {one.noun: one for one in (products.kind(Words("products")), groups.KIND, accounts.KIND)}
