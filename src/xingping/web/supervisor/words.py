"""A scenario in words: its changes, its one sentence, names of stars."""

from __future__ import annotations

from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from xingping.core.points import round_down, show_hundredths
from xingping.core.standard import Edition
from xingping.rating.what_if import Plan
from xingping.web.displays import star_name
from xingping.web.supervisor.address import percent
from xingping.web.supervisor.fields import RULE_NAMES

NAMED_STARS = 5


def star_label(stars: int) -> str:
    """三星级; 未达星级 for 0, 未评全 for -1."""
    if stars < 0:
        return _("未评全")
    return star_name(stars) if stars <= NAMED_STARS else _("%(stars)s 星级") % {"stars": stars}


def changes(plan: Plan, edition: Edition) -> list[str]:
    """Every change in words; empty where nothing is changed."""
    scenario = plan.scenario
    found = [
        _("“%(name)s”由 %(old)s 分改为 %(new)s 分")
        % {"name": _name(key, edition), "old": _standing(key, edition), "new": weight}
        for key, weight in scenario.weights.items()
    ]
    standing = {band.stars: band.rate for band in edition.bands}
    found += [
        _("%(star)s由 %(old)s%% 改为 %(new)s%%")
        % {"star": star_label(stars), "old": percent(standing[stars]), "new": percent(rate)}
        for stars, rate in sorted(scenario.bands.items())
        if rate != standing[stars]
    ]
    dropped = [_name(serial, edition) for serial in edition.serials if serial in scenario.drop]
    if dropped:
        found.append(_("不计%(names)s") % {"names": "、".join(f"“{name}”" for name in dropped)})
    found += [
        _("增加“%(name)s”%(points)s 分，假定得分率 %(rate)s%%")
        % {"name": one.serial, "points": one.points, "rate": percent(one.rate or Fraction(0))}
        for one in scenario.add
    ]
    if scenario.rule:
        found.append(_("汇总方法改为%(rule)s") % {"rule": RULE_NAMES[scenario.rule]})
    if plan.draft:
        found.append(
            _("换成 %(code)s《%(title)s》")
            % {"code": plan.draft.edition.code, "title": plan.draft.edition.title}
        )
    return found


def sentence(said: list[str], cases: int, up: int, down: int) -> str:
    """What comes of the changes, in one sentence."""
    if not said:
        return ngettext(
            "还没有改动：%(cases)s 件按现行标准计算。", "还没有改动：%(cases)s 件按现行标准计算。", cases
        ) % {"cases": f"{cases:,}"}
    counts = {"cases": f"{cases:,}", "up": f"{up:,}", "down": f"{down:,}", "same": f"{cases - up - down:,}"}
    result = _("%(cases)s 件中 %(up)s 件升星，%(down)s 件降星，%(same)s 件不变。") % counts
    return "；".join(said) + "：" + result


def signed(number: int) -> str:
    """+3, −2, 0; with a true minus sign."""
    return f"+{number:,}" if number > 0 else f"−{-number:,}" if number < 0 else "0"


def units_as_points(units: int, denominator: int) -> str:
    """Units of a scheme as points, rounded down to two places."""
    return round_down(Fraction(units, denominator * 100))


def _name(key: str, edition: Edition) -> str:
    one = edition.by_serial.get(key)
    return f"{key} {one.level3}" if one else key


def _standing(key: str, edition: Edition) -> str:
    one = edition.by_serial.get(key)
    if one:
        return show_hundredths(one.points)
    return show_hundredths(next(section.points for section in edition.level1 if section.name == key))
