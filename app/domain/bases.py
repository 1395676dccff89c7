"""What a number of people rests on: the codes of basis, once for input, log, coverage and checks."""

from typing import Literal, get_args

BasisCode = Literal["measured", "counted", "estimated"]
BASES: tuple[str, ...] = get_args(BasisCode)
WEAKEST_FIRST = BASES[::-1]
# Somebody measured or counted; the rest is an estimate.
EVIDENCE = BASES[:2]
