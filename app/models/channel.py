"""A channel (kênh): by what way a product goes out, mapped to a form of Decree 49/2024/NĐ-CP."""

from app.models.keys import Coded


class Channel(Coded, table=True):
    name: str
    form: str = "other"
    # Whether what goes out on it is delivered to every residential group: how the log form starts, and nothing else.
    everywhere: bool = False
    # The share of a group that one placement usually reaches; only the ward may set it.
    default_share: float | None = None
    position: int = 0
    active: bool = True
