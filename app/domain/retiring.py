"""How a row of the reference data goes out of use and comes back: by its life, by a moment, by a switch, or never."""

from datetime import date, timedelta
from typing import Any

from sqlmodel import Session

from app.domain import lives
from app.domain.access import Me
from app.domain.errors import Say


class Use:
    """A row that is always in use, and can only be deleted."""

    can_end = False

    def is_active(self, _me: Me, _row: Any) -> bool:
        return True

    def retire(self, _me: Me, _row: Any) -> None:
        """Marks a row that is in use as ended from now on; where nothing ends, nothing is marked."""

    def restore(self, _me: Me, _row: Any) -> None:
        """Takes it back into use."""

    def vanish(self, me: Me, row: Any) -> None:
        """What the figures see of a row once it is deleted; as retired where not said otherwise."""
        self.retire(me, row)

    def keeps(self, _session: Session, _me: Me, _row: Any) -> Say | None:
        """Why the row may neither be deleted nor retired, or None."""
        return None


class ByLife(Use):
    """A unit or group: it lives from a day to a day (lives.py)."""

    can_end = True

    def is_active(self, me: Me, row: Any) -> bool:
        return lives.lives_on(row, me.today)

    def retire(self, me: Me, row: Any) -> None:
        """The day before today is the last of its life, so that it is inactive from now on; an earlier end stays.

        One that began today has lived today: what reached it counts, and tomorrow it is inactive. One that is still to
        begin never lives.
        """
        last = me.today if row.active_from == me.today else me.today - timedelta(days=1)
        row.retired_on = min(row.retired_on or last, last)

    def restore(self, _me: Me, row: Any) -> None:
        row.retired_on = None

    def vanish(self, _me: Me, row: Any) -> None:
        """As if it had never lived."""
        row.active_from, row.retired_on = None, date.min


class ByMoment(Use):
    """A campaign, directive or material: out of use since a moment."""

    can_end = True

    def is_active(self, _me: Me, row: Any) -> bool:
        return row.retired_at is None

    def retire(self, me: Me, row: Any) -> None:
        row.retired_at = row.retired_at or me.at

    def restore(self, _me: Me, row: Any) -> None:
        row.retired_at = None


class BySwitch(Use):
    """A channel: in use or not, for every period alike."""

    can_end = True

    def is_active(self, _me: Me, row: Any) -> bool:
        return bool(row.active)

    def retire(self, _me: Me, row: Any) -> None:
        row.active = False

    def restore(self, _me: Me, row: Any) -> None:
        row.active = True


ALWAYS, BY_LIFE, BY_MOMENT, BY_SWITCH = Use(), ByLife(), ByMoment(), BySwitch()
