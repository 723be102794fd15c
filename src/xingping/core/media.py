"""Reports about a centre in the media (indicator 56): levels, media, what counts as old."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from urllib.parse import urlsplit, urlunsplit

from xingping.core.validity import add_months

SERIAL = "56"
"""社会关注度: the indicator that reports are evidence for."""
LONGEST_TITLE, LONGEST_OUTLET, LONGEST_LINK = 200, 80, 1000


class MediaLevel(StrEnum):
    """Level of the medium, highest first."""

    NATIONAL = "national"
    PROVINCE = "province"
    CITY = "city"
    DISTRICT = "district"


class Medium(StrEnum):
    """Kind of medium, as the standard names them at 56."""

    NEWSPAPER = "newspaper"
    RADIO = "radio"
    TELEVISION = "television"
    ONLINE = "online"


LEVEL_LABELS: Mapping[MediaLevel, str] = {
    MediaLevel.NATIONAL: "国家级",
    MediaLevel.PROVINCE: "省级",
    MediaLevel.CITY: "市级",
    MediaLevel.DISTRICT: "区（县）级",
}
MEDIUM_LABELS: Mapping[Medium, str] = {
    Medium.NEWSPAPER: "报纸",
    Medium.RADIO: "电台",
    Medium.TELEVISION: "电视台",
    Medium.ONLINE: "网络",
}


def link_key(link: str) -> str:
    """What two links to the same report have in common: no scheme, no fragment, no "www.", no last slash.

    The query stays: many sites tell their articles apart by it. "" for no link.
    Raises ValueError for what is no address.
    """
    if not link.strip():
        return ""
    parts = urlsplit(link.strip())
    host = (parts.hostname or "").removeprefix("www.")
    port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    return urlunsplit(("", f"{host}{port}", parts.path.rstrip("/"), parts.query, "")).removeprefix("//")


def old_before(facts_on: date, months: int) -> date:
    """Reports from before this day are marked as old: the round's day less the policy's months."""
    return add_months(facts_on, -months)


def counted_by_level(levels: Iterable[str]) -> tuple[tuple[MediaLevel, int], ...]:
    """How many reports there are of each level, highest first, none left out."""
    counts = Counter(levels)
    return tuple((level, counts[level.value]) for level in MediaLevel)
