"""How a kind of product reaches people, and which channels fit it; what doesn't fit is asked about, not refused."""

from collections.abc import Mapping

# What people come to, and what is put up somewhere; all other kinds are put out on channels.
HELD, PUT_UP = ("meeting", "talk", "event"), ("poster",)
# By the codes of the plan pack: the channel that a kind goes out on where its unit has made none yet.
NATURAL = {
    "infographic": "zalo",
    "video": "fanpage",
    "loudspeaker_script": "loudspeaker",
    "article": "website",
    "social_post": "fanpage",
    "poster": "poster",
    "meeting": "residential_meeting",
    "talk": "talk",
    "press_release": "press",
    "official_notice": "official_notice",
    "event": "event",
}
# A meeting's channel is whose meeting it is.
_MEETINGS = {"party_cell": "cell_meeting", "residential": "residential_meeting"}


def held_on(kind: str, group_kind: str) -> str:
    """The channel of a meeting, talk or event where groups of this kind come together."""
    return _MEETINGS.get(group_kind, "talk") if kind == "meeting" else NATURAL[kind]


def held_channels(kind: str) -> frozenset[str]:
    """Every channel that something of this kind may be held on."""
    return frozenset({NATURAL[kind], *(held_on(kind, group) for group in ("residential", "party_cell", "audience"))})


# A kind that isn't here goes out on any channel.
FITTING: dict[str, frozenset[str]] = {
    kind: frozenset(channels.split())
    for kind, channels in {
        "infographic": "website fanpage zalo facebook press notice_board electronic_board poster talk event "
        "cell_meeting residential_meeting",
        "video": "website fanpage zalo facebook press electronic_board talk event cell_meeting residential_meeting",
        "loudspeaker_script": "loudspeaker",
        "article": "website fanpage zalo facebook press notice_board electronic_board",
        "social_post": "website fanpage zalo facebook",
        "poster": "poster notice_board electronic_board event",
        "meeting": "cell_meeting residential_meeting talk event",
        "talk": "talk cell_meeting residential_meeting event",
        "press_release": "press website fanpage zalo facebook official_notice",
        "official_notice": "official_notice website fanpage zalo facebook notice_board electronic_board loudspeaker "
        "cell_meeting residential_meeting",
        "event": "event talk cell_meeting residential_meeting website fanpage zalo facebook press electronic_board",
    }.items()
}
_OF_PACK = frozenset().union(*FITTING.values())


def fits(kind: str, channel: str, forms: Mapping[str, str]) -> bool:
    """Whether a product of this kind may be expected on the channel; forms: channel → form of Decree 49/2024/NĐ-CP.

    A channel of the ward's own fits where one of the pack with its form does; one of no form fits everything.
    """
    fitting = FITTING.get(kind)
    if fitting is None or channel in fitting:
        return True
    form = forms.get(channel, "other")
    return channel not in _OF_PACK and (form == "other" or form in {forms.get(code) for code in fitting})
