"""The lists that a spreadsheet may hold, by noun, with the words that their sheets have."""

from app.domain.imports import Kind, accounts, entered, groups, products
from app.web.columns import Words

_EVERY = (
    products.kind(Words("products")),
    groups.KIND,
    accounts.KIND,
    *(entered.kind(noun, Words(noun.noun)) for noun in entered.NOUNS),
)
KINDS: dict[str, Kind] = {one.noun: one for one in _EVERY}
