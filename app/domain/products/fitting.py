"""Which channels fit which kind of product; what doesn't fit is asked about, not refused."""

from collections.abc import Mapping

# By the codes of the plan pack; a kind that isn't here goes out on any channel.
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
