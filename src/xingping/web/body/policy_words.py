"""The rules of a round in words: label, explanation, value, default, bounds, and whose rule it is."""

from __future__ import annotations

from dataclasses import dataclass, fields
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from xingping.core.policy import ChainLevel, ItemKind, Quorum, RoundPolicy, RuleInfo, rule_info

DEFAULTS = RoundPolicy()


@dataclass(frozen=True, slots=True)
class ShownRule:
    """A rule of the policy as shown; `changed` where it differs from the default."""

    name: str
    info: RuleInfo
    value: str
    default: str
    changed: bool

    @property
    def bounds(self) -> str:
        """From where to where a number may go, "" for others."""
        if not self.info.most:
            return ""
        return _("%(least)s 至 %(most)s %(unit)s") % {
            "least": self.info.least,
            "most": self.info.most,
            "unit": self.info.unit,
        }


def rule_groups(policy: RoundPolicy) -> list[tuple[str, list[ShownRule]]]:
    """The body's own rules by topic, in the order of the policy."""
    shown = [_shown(one.name, policy) for one in fields(RoundPolicy)]
    return [(group, list(rules)) for group, rules in groupby(shown, key=lambda rule: rule.info.group)]


def value_words(name: str, value: Any) -> str:  # noqa: ANN401
    """A value of the policy in words."""
    info = rule_info(name)
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, Quorum):
        return _(value.label)
    if name == "chain":
        return " → ".join(_(level.label) for level in value) or _("不设推荐层级")
    if name == "star_limits":
        words = [
            _("%(level)s %(stars)s 星") % {"level": _(level.label), "stars": stars} for level, stars in value
        ]
        return "；".join(words) or _("不设上限")
    if name == "eligibility":
        conditions = sum(item.kind is ItemKind.CONDITION for item in value)
        return _("申报条件 %(conditions)s 项，不予评定情形 %(exclusions)s 项") % {
            "conditions": conditions,
            "exclusions": len(value) - conditions,
        }
    if isinstance(value, tuple):
        return f"{'、'.join(map(str, value))} {info.unit}"
    return f"{value} {info.unit}".strip()


def _shown(name: str, policy: RoundPolicy) -> ShownRule:
    value, default = getattr(policy, name), getattr(DEFAULTS, name)
    return ShownRule(
        name=name,
        info=rule_info(name),
        value=value_words(name, value),
        default=value_words(name, default),
        changed=value != default,
    )


def level_choices() -> list[tuple[str, str]]:
    """The levels that a chain may have, from the lowest."""
    return [(level.value, _(level.label)) for level in ChainLevel]
