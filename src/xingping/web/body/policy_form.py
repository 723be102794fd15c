"""The editor of a round's policy: one field for each rule, made from the policy itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xingping.core.policy import (
    ChainLevel,
    EligibilityItem,
    ItemKind,
    Quorum,
    RoundPolicy,
    rule_info,
)
from xingping.web.body.policy_words import DEFAULTS, level_choices, value_words

PREFIX = "policy-"
CONDITIONS, EXCLUSIONS = "eligibility-condition", "eligibility-exclusion"
LIMIT = "star_limits-"


class PolicyForm(forms.Form):
    """Every rule of the body with its label, explanation, bounds and default."""

    prefix = "policy"

    def __init__(self, policy: RoundPolicy, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        self.policy = policy
        for rule in fields(RoundPolicy):
            self._add(rule.name, getattr(policy, rule.name))

    def groups(self) -> list[dict[str, Any]]:
        """The fields by topic, with what each rule's line shows."""
        groups: list[dict[str, Any]] = []
        for rule in fields(RoundPolicy):
            info = rule_info(rule.name)
            if not groups or groups[-1]["title"] != info.group:
                groups.append({"title": info.group, "rules": []})
            default = value_words(rule.name, getattr(DEFAULTS, rule.name))
            parts = [self[name] for name in self._names(rule.name)]
            labelled = len(parts) == 1 and not parts[0].use_fieldset
            groups[-1]["rules"].append(
                {"info": info, "fields": parts, "default": default, "labelled": labelled}
            )
        return groups

    def values(self) -> dict[str, Any]:
        """The policy as JSON values for the service; call it on a valid form."""
        return {rule.name: self._value(rule.name) for rule in fields(RoundPolicy)}

    def place_fault(self, place: str, text: str) -> bool:
        """Put a fault of the service at the field whose label it names; False where there is none."""
        for rule in fields(RoundPolicy):
            if rule_info(rule.name).label == place:
                self.add_error(self._names(rule.name)[0], text)
                return True
        return False

    def _names(self, name: str) -> list[str]:
        if name == "eligibility":
            return [CONDITIONS, EXCLUSIONS]
        if name == "star_limits":
            return [f"{LIMIT}{level.value}" for level in ChainLevel]
        return [name]

    def _add(self, name: str, value: Any) -> None:  # noqa: ANN401
        info = rule_info(name)
        if name == "eligibility":
            self._add_items(value)
        elif name == "star_limits":
            self._add_limits(dict(value))
        elif name == "chain":
            self.fields[name] = forms.MultipleChoiceField(
                label=info.label,
                choices=level_choices(),
                required=False,
                widget=forms.CheckboxSelectMultiple,
                initial=[level.value for level in value],
            )
        elif isinstance(value, Quorum):
            choices = [(one.value, _(one.label)) for one in Quorum]
            self.fields[name] = forms.ChoiceField(label=info.label, choices=choices, initial=value.value)
        elif isinstance(value, bool):
            self.fields[name] = forms.BooleanField(label=info.label, required=False, initial=value)
        elif isinstance(value, tuple):
            self.fields[name] = forms.CharField(
                label=info.label, max_length=200, initial="、".join(map(str, value))
            )
        else:
            self.fields[name] = forms.IntegerField(
                label=info.label, min_value=info.least, max_value=info.most, initial=value
            )

    def _add_items(self, items: tuple[EligibilityItem, ...]) -> None:
        for name, kind, label in (
            (CONDITIONS, ItemKind.CONDITION, gettext_lazy("申报条件（一行一项，都要符合）")),
            (EXCLUSIONS, ItemKind.EXCLUSION, gettext_lazy("不予评定情形（一行一项，都不能有）")),
        ):
            text = "\n".join(item.text for item in items if item.kind is kind)
            self.fields[name] = forms.CharField(
                label=label, required=False, initial=text, widget=forms.Textarea(attrs={"rows": 5})
            )

    def _add_limits(self, limits: Mapping[ChainLevel, int]) -> None:
        choices = [
            ("", _("不设上限")),
            *((str(stars), _("%(stars)s 星") % {"stars": stars}) for stars in range(1, 6)),
        ]
        for level in ChainLevel:
            self.fields[f"{LIMIT}{level.value}"] = forms.ChoiceField(
                label=_(level.label), required=False, choices=choices, initial=str(limits.get(level, ""))
            )

    def _value(self, name: str) -> Any:  # noqa: ANN401
        data = self.cleaned_data
        if name == "eligibility":
            return self._items(data)
        if name == "star_limits":
            given = {level.value: data[f"{LIMIT}{level.value}"] for level in ChainLevel}
            return {level: int(stars) for level, stars in given.items() if stars}
        if name == "reminders":
            return _numbers(data[name])
        return data[name]

    def _items(self, data: Mapping[str, Any]) -> list[dict[str, str]]:
        """The items of both lists; one whose text did not change keeps its id, and so its answers."""
        known = {item.text: item.id for item in (*DEFAULTS.eligibility, *self.policy.eligibility)}
        taken: set[str] = set()
        items = []
        for name, kind in ((CONDITIONS, ItemKind.CONDITION), (EXCLUSIONS, ItemKind.EXCLUSION)):
            for text in filter(None, map(str.strip, data[name].splitlines())):
                identity = known.get(text) or _free_id(taken | set(known.values()))
                taken.add(identity)
                items.append({"id": identity, "text": text, "kind": kind.value})
        return items


def _free_id(taken: set[str]) -> str:
    number = 1
    while f"item_{number}" in taken:
        number += 1
    return f"item_{number}"


def _numbers(text: str) -> list[Any]:
    """Whole numbers between commas of any kind; what is no number stays text, for the service to name."""
    for mark in "，、;；":
        text = text.replace(mark, ",")
    parts = [part.strip() for part in text.split(",") if part.strip()]
    return [int(part) if part.isascii() and part.isdigit() else part for part in parts]
