"""Lan Tỏa: the register of a ward's public-information work, from the plan to what reached the people."""

__version__ = "0.1.0"
