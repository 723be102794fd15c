"""How values are shown to people, everywhere: points, rates, dates, names. Registered as template filters."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from fractions import Fraction

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from xingping.core.guide import PointKind
from xingping.core.points import HUNDREDTHS, round_down, round_up, show_hundredths
from xingping.core.standard import Kind
from xingping.web.guide_words import centre_kind_name, kind_name

CHINESE = "zh-CN"
"""As screen readers know the language."""
_CHINESE = re.compile("[\u3400-\u9fff]")
_ENGLISH = re.compile("[A-Za-z]{2,} [A-Za-z]{2,}")


def points(value: Fraction | int | None) -> str:
    """Exact points, rounded down to two places (never shows more than was reached); "—" for None."""
    return "—" if value is None else round_down(Fraction(value))


def points_needed(value: Fraction | int | None) -> str:
    """Points still needed, rounded up to two places."""
    return "—" if value is None else round_up(Fraction(value))


def hundredths(value: int | None) -> str:
    """Hundredths of a point as a plain decimal: 450 -> 4.5."""
    return "—" if value is None else show_hundredths(value)


def whole_points(value: int) -> Fraction:
    """Hundredths of a point as exact points."""
    return Fraction(value, HUNDREDTHS)


def rate(value: Fraction | None) -> str:
    """An exact rate of 0 to 1 as a percentage, rounded down: 81.26%."""
    return "—" if value is None else f"{round_down(Fraction(value) * HUNDREDTHS)}%"


def day(value: date | datetime | None) -> str:
    """A date in Asia/Shanghai as 2026-05-31."""
    if isinstance(value, datetime):
        value = timezone.localtime(value) if timezone.is_aware(value) else value
    return "—" if value is None else f"{value:%Y-%m-%d}"


def moment(value: datetime | None) -> str:
    """A time in Asia/Shanghai as 2026-05-31 14:32."""
    if value is None:
        return "—"
    return f"{timezone.localtime(value) if timezone.is_aware(value) else value:%Y-%m-%d %H:%M}"


def long_day(value: date | datetime | None) -> str:
    """A date in words: 2026年5月31日 (English: 31 May 2026)."""
    if value is None:
        return "—"
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    if get_language() == "en":
        return f"{value.day} {value:%B} {value.year}"
    return f"{value.year}年{value.month}月{value.day}日"


def in_language(thing: object, name: str) -> str:
    """Attribute `name`, or `name_en` on English pages where the edition or guide has one."""
    english = getattr(thing, f"{name}_en", "") if get_language() == "en" else ""
    return str(english or getattr(thing, name))


def own_language(name: object) -> str:
    """A proper name marked with its own language where the page's is another, for screen readers.

    Chinese names on English pages, English names of several words on Chinese ones; others as they are.
    """
    words = str(name)
    english_page = get_language() == "en"
    if english_page and _CHINESE.search(words):
        return format_html('<span lang="{}">{}</span>', CHINESE, name)
    if not english_page and _ENGLISH.search(words) and not _CHINESE.search(words):
        return format_html('<span lang="en">{}</span>', name)
    return name if isinstance(name, SafeString) else words


def attribute(thing: Mapping[object, object], key: object) -> object:
    """Item `key` of a mapping, or None."""
    return thing.get(key)


def attribute_of(thing: object, name: str) -> object:
    """Attribute `name` of a thing, "" where the thing is None."""
    return getattr(thing, name, "")


def addstr(text: str, more: object) -> str:
    """Text followed by anything."""
    return f"{text}{more}"


def points_short(value: Fraction) -> str:
    """Exact points without trailing zeros, rounded down to two places: 7/2 -> 3.5."""
    return round_down(value).rstrip("0").rstrip(".")


def rate_plain(value: Fraction) -> str:
    """A rate of 0 to 1 as a percentage without trailing zeros: 60%."""
    return f"{points_short(value * HUNDREDTHS)}%"


def centre_kind(kind: Kind) -> str:
    """社区 or 村."""
    return centre_kind_name(kind)


def star_name(number: int | None) -> str:
    """三星级 and so on; 未达星级 for 0, 尚未得出 for None."""
    if number is None:
        return _("尚未得出星级")
    names = (_("未达星级"), _("一星级"), _("二星级"), _("三星级"), _("四星级"), _("五星级"))
    return names[number]


def point_kind(kind: PointKind) -> str:
    """Name of a kind of scoring point."""
    return kind_name(kind)


ENGLISH_PLACES = (
    ("附录", "annex"),
    ("表", "table"),
    ("序号", "row"),
    ("参考文献", "references"),
    ("之后", "onwards"),
    ("第", "clause"),
    (" 章", ""),
    ("、", ", "),
)


def clause(text: str) -> str:
    """A place of the print in the page's language: 附录 A 表 A.1 序号 2 -> annex A table A.1 row 2."""
    if get_language() != "en":
        return text
    for chinese, english in ENGLISH_PLACES:
        text = text.replace(chinese, english)
    return text
