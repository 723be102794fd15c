"""The form of a round: name, calendar, regions, kinds, edition and guide."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xingping.core.catalogue import editions, find_edition, guides
from xingping.core.faults import FaultsError
from xingping.core.guide import Guide
from xingping.core.standard import Edition
from xingping.rating.models import CentreKind, Level, RatingBody, Round
from xingping.web.day_field import DayField
from xingping.web.regions import RegionField

BLANK_REGIONS = 2
"""Empty pickers below the regions chosen."""
MOST_REGIONS = 60
LABELS = {
    "名称": "name",
    "地区": "region-0",
    "类型": "kinds",
    "申报开始日": "opens_on",
    "申报截止日": "closes_on",
    "数据基准日": "facts_on",
    "评分细则": "rules",
    "标准": "rules",
}
"""Place of a service's fault -> field."""


class RoundForm(forms.Form):
    """A round as the body writes it; the policy has a form of its own."""

    name = forms.CharField(
        label=_("批次名称"), max_length=120, help_text=_("例如“2027 年度第一批”，本机构内不能重名。")
    )
    opens_on = DayField(label=_("申报开始日"))
    closes_on = DayField(
        label=_("申报截止日"),
        help_text=_("含当日。开放后只能延后。"),
    )
    facts_on = DayField(
        label=_("数据基准日"),
        help_text=_("数据和材料以这一天为准；过早的会标明。"),
    )
    kinds = forms.MultipleChoiceField(
        label=_("类型"),
        choices=CentreKind.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("哪些中心（站）可以申报。"),
    )
    rules = forms.ChoiceField(
        label=_("标准和评分细则"), help_text=_("申报件从建立起一直按这一版办理，以后改版不影响它。")
    )

    def __init__(self, body: RatingBody, values: Mapping[str, Any], *given: Any, **named: Any) -> None:  # noqa: ANN401
        super().__init__(*given, **named)
        self.body = body
        rules = self.fields["rules"]
        assert isinstance(rules, forms.ChoiceField)  # noqa: S101
        rules.choices = rule_choices()
        self.initial.update({name: values[name] for name in values if name in self.fields})
        self.initial["rules"] = f"{values.get('edition_code', '')}|{values.get('guide_name', '')}"
        regions = [one for one in values.get("regions", []) if one]
        count = _count(self.data) if self.is_bound else min(len(regions) + BLANK_REGIONS, MOST_REGIONS)
        for number in range(count):
            self.fields[f"region-{number}"] = RegionField(
                label=_("地区"),
                required=False,
                levels=tuple(Level),
                initial=regions[number] if number < len(regions) else "",
                help_text="",
            )
        self.region_names = [f"region-{number}" for number in range(count)]

    def region_fields(self) -> list[forms.BoundField]:
        """The pickers of regions."""
        return [self[name] for name in self.region_names]

    def values(self) -> dict[str, Any]:
        """The round's values for the service; call it on a valid form."""
        data = self.cleaned_data
        edition, _bar, guide = data["rules"].partition("|")
        regions = list(dict.fromkeys(data[name] for name in self.region_names if data.get(name)))
        plain = {name: data[name] for name in ("name", "opens_on", "closes_on", "facts_on", "kinds")}
        return {
            **plain,
            "regions": regions or [self.body.region_prefix],
            "edition_code": edition,
            "guide_name": guide,
        }

    def place_fault(self, place: str, text: str) -> bool:
        """Put a fault of the service at its field; False where there is none."""
        name = LABELS.get(place)
        if name is None or name not in self.fields:
            return False
        self.add_error(name, text)
        return True


def rule_choices() -> list[tuple[str, str]]:
    """Every guide that fits an installed edition, with the hashes by which both are pinned."""
    known = {edition.code: edition for edition in editions()}
    return [
        (f"{guide.edition}|{guide.name}", _rules_words(guide, known[guide.edition]))
        for guide in guides()
        if guide.edition in known
    ]


def _rules_words(guide: Guide, edition: Edition) -> str:
    return f"{edition.code}（{edition.hash[:8]}）· {guide.title} {guide.version}（{guide.hash[:8]}）"


def values_of(round_: Round) -> dict[str, Any]:
    """What the form of a round begins with."""
    names = ("name", "opens_on", "closes_on", "facts_on", "kinds", "regions", "edition_code", "guide_name")
    return {name: getattr(round_, name) for name in names}


def default_rules() -> dict[str, str]:
    """Edition and guide that a new round begins with."""
    try:
        edition = find_edition()
    except FaultsError:
        return {}
    first = next((guide for guide in guides() if guide.edition == edition.code), None)
    return {"edition_code": edition.code, "guide_name": first.name if first else ""}


def _count(data: Mapping[str, Any]) -> int:
    sent = [int(name.removeprefix("region-")) for name in data if _is_region(name)]
    return min(max(sent, default=-1) + 1, MOST_REGIONS)


def _is_region(name: str) -> bool:
    number = name.removeprefix("region-")
    return name != number and number.isascii() and number.isdigit()
