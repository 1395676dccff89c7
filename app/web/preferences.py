"""What a request prefers: ranges of Accept, Accept-Encoding and Accept-Language with their weights (RFC 9110, 12)."""

import re

_WEIGHT = re.compile(r"\s*q\s*=\s*(1(?:\.0{0,3})?|0(?:\.\d{0,3})?)\s*")


def weights(header: str) -> dict[str, float]:
    """Each range, in small letters, and its weight from 0 (not wanted) to 1; what can't be read weighs 1."""
    found: dict[str, float] = {}
    for one in header.lower().split(","):
        name, *parameters = one.split(";")
        if name.strip():
            said = [read for parameter in parameters if (read := _WEIGHT.fullmatch(parameter))]
            weight = float(said[0][1]) if said else 1.0
            found[name.strip()] = max(found.get(name.strip(), 0.0), weight)
    return found


def of_media(header: str, media_type: str) -> float:
    """How much this media type is wanted: by its own name, else by its kind, else as any."""
    wanted = weights(header)
    ranges = (media_type, f"{media_type.partition('/')[0]}/*", "*/*")
    return next((wanted[one] for one in ranges if one in wanted), 0.0)


def of_encoding(header: str, name: str) -> float:
    """How much an encoding is wanted; one that isn't named as any other is."""
    wanted = weights(header)
    return wanted.get(name, wanted.get("*", 0.0))


def of_language(header: str, language: str) -> float:
    """How much a language is wanted, in whatever country it is spoken."""
    return max((weight for tag, weight in weights(header).items() if tag.partition("-")[0] == language), default=0.0)
