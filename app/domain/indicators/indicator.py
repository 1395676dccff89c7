"""An indicator as it is shown, whoever worked it out."""

from dataclasses import dataclass

from app.domain.indicators.arithmetic import Standing, Status, Surveyed
from app.domain.indicators.catalogue import Form
from app.domain.indicators.statistics import Interval


@dataclass(frozen=True)
class Indicator:
    """An indicator as it is shown: people and counts whole, shares with 6 decimals, dong a person with 2."""

    code: str
    name: str
    form: Form
    numerator: int | None
    denominator: int | None
    value: float | int | None
    target: float | None
    status: Status
    # The value of the period before, and how much this one is above it (worked out before rounding).
    previous: float | int | None
    change: float | int | None
    # How many of the denominator can still be met; None where the indicator has no deadline.
    pending: int | None
    # Whether the target is reached if all of them are: pages say «đang trong hạn» then, instead of showing red.
    can_still_reach: bool
    interval: Interval | None
    bounds: Interval | None
    surveyed: Surveyed | None
    # How many pulses of small counts or groups are in no part of it; None where it is of no pulses.
    left_out: int | None
    # Whether each part opens as a list of entries.
    opens_numerator: bool
    opens_denominator: bool
    # Of an estimate: which share of the contacts that it is made of was measured or counted; None of anything else.
    evidence_share: float | None = None

    @property
    def missing(self) -> int | None:
        """What the numerator of a share lacks of its denominator; None of anything else."""
        if self.form != "share" or self.numerator is None or self.denominator is None:
            return None
        return self.denominator - self.numerator

    @property
    def opens_missing(self) -> bool:
        """Whether that opens as a list of entries."""
        return self.opens_denominator and self.form == "share"

    @property
    def standing(self) -> Standing:
        """The status as people are told it: «pending» where waiting may still bring the target, «not_begun» where
        nothing of it was there in the period before either and nothing had its day; else the status.
        """
        if self.status in ("at_risk", "off_track") and self.can_still_reach:
            return "pending"
        is_new = not self.value and not self.previous and self.pending is None
        return "not_begun" if self.status == "off_track" and is_new else self.status

    @property
    def waits(self) -> bool:
        """Whether what is still in its time may bring the target, so that nobody calls it missed yet."""
        return self.standing == "pending"

    @property
    def is_short(self) -> bool:
        """Whether it is held to a target and has not reached it: then what is missing comes first."""
        return self.status in ("at_risk", "off_track")

    @property
    def left_aside(self) -> dict[str, int | None]:
        """What is told beside a figure of opinion, wherever that is told or stored; empty of every other."""
        return {"left_out": self.left_out} if self.code == "opinion_balance" else {}
