"""Lan Tỏa: the register of a ward's public-information work, from the plan to what reached the people."""

import gc

# So many things are made before garbage is looked for: a start makes two hundred thousand and a batch, at a time,
# nearly so many, none of them garbage. Before anything else is imported: otherwise the looking takes a tenth of either.
gc.set_threshold(100_000)

__version__ = "0.1.0"
