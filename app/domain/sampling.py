"""How many people a survey must ask, so that a share is known within a margin at 95% confidence.

Cochran, Sampling Techniques, 3rd edition, Wiley 1977, chapter 4: n0 = z² p (1 − p) / e², and for a finite population
n = n0 / (1 + (n0 − 1) / N). p = 0.5 asks for the most. The design effect multiplies n0 where people are not drawn
one by one from the whole list but, say, household by household.
"""

import re
from math import ceil
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator
from pydantic_core import PydanticCustomError

from app.domain.inputs import Count, Input, Share

Z = 1.959964
WORST_SHARE = 0.5


def _margin(value: float) -> float:
    if not 0.005 <= value <= 0.5:
        raise PydanticCustomError("range", "Nhập sai số từ 0,5 đến 50 phần trăm.")
    return value


def _effect(value: Any) -> Any:
    """A number between 1 and 10, typed with a comma or a point."""
    text = str(value).strip().replace(",", ".")
    if not re.fullmatch(r"\d{1,2}(\.\d{1,4})?", text) or not 1 <= float(text) <= 10:
        raise PydanticCustomError("range", "Nhập số từ 1 đến 10, ví dụ 1,5.")
    return float(text)


class SampleIn(Input):
    population: Count | None = None
    margin: Annotated[Share, AfterValidator(_margin)] = 0.05
    design_effect: Annotated[float, BeforeValidator(_effect)] = 1.0


def size(population: int | None, margin: float, design_effect: float) -> int:
    """People to ask, rounded up, never more than there are; margin is a share (0.05 is ±5 points)."""
    endless = Z**2 * WORST_SHARE * (1 - WORST_SHARE) / margin**2 * design_effect
    if population is None:
        return ceil(endless)
    return min(population, ceil(endless / (1 + (endless - 1) / population)))
