"""The form of a round's quotas: a line for each unit, and empty lines for more."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xingping.core.policy import ChainLevel
from xingping.rating.errors import RefusedError
from xingping.rating.models import Level, Round
from xingping.rating.queries.regions import paths_of
from xingping.web.regions import RegionField

BLANK = 3
OF_LEVEL = {
    Level.STREET: ChainLevel.STREET,
    Level.COUNTY: ChainLevel.COUNTY,
    Level.CITY: ChainLevel.CITY,
    Level.PROVINCE: ChainLevel.PROVINCE,
}


class QuotaForm(forms.Form):
    """Places of each unit; the level follows from the unit's region."""

    def __init__(self, round_: Round, *given: Any, **named: Any) -> None:  # noqa: ANN401
        super().__init__(*given, **named)
        self.known = list(round_.quotas.order_by("level", "unit"))
        self.levels = [level for level in ChainLevel if f",{level.value}," in round_.chain]
        allowed = tuple(level for level, chain in OF_LEVEL.items() if chain in self.levels)
        self.paths = paths_of({one.unit for one in self.known})
        for one in self.known:
            self.fields[f"places-{one.pk}"] = forms.IntegerField(
                label=gettext_lazy("名额"), min_value=0, max_value=1_000_000, initial=one.places
            )
        for number in range(BLANK):
            self.fields[f"unit-{number}"] = RegionField(
                label=gettext_lazy("推荐单位所在地区"), required=False, levels=allowed or tuple(Level)
            )
            self.fields[f"new-{number}"] = forms.IntegerField(
                label=gettext_lazy("名额"), required=False, min_value=0, max_value=1_000_000
            )

    def rows(self) -> list[dict[str, Any]]:
        """The quotas that there are, with their field."""
        return [
            {
                "level": _(ChainLevel(one.level).label),
                "unit": self.paths[one.unit],
                "code": one.unit,
                "field": self[f"places-{one.pk}"],
            }
            for one in self.known
        ]

    def blanks(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Lines for units that have no quota yet."""
        return [(self[f"unit-{number}"], self[f"new-{number}"]) for number in range(BLANK)]

    def clean(self) -> dict[str, Any]:
        """A unit and its places are given together."""
        data = super().clean() or self.cleaned_data
        for number in range(BLANK):
            unit, places = data.get(f"unit-{number}"), data.get(f"new-{number}")
            if unit and places is None and f"new-{number}" not in self.errors:
                self.add_error(f"new-{number}", _("请填写名额。"))
            if places is not None and not unit and f"unit-{number}" not in self.errors:
                self.add_error(f"unit-{number}", _("请选择推荐单位所在地区。"))
        return data

    def quotas(self) -> dict[tuple[ChainLevel, str], int]:
        """{(level, unit): places} of what was changed or added; call it on a valid form."""
        data = self.cleaned_data
        given = {
            (ChainLevel(one.level), one.unit): data[f"places-{one.pk}"]
            for one in self.known
            if data[f"places-{one.pk}"] != one.places
        }
        for number in range(BLANK):
            unit = data.get(f"unit-{number}")
            if unit:
                level = next(level for level in ChainLevel if level.digits == len(unit))
                given[level, unit] = data[f"new-{number}"]
        return given

    def show(self, error: RefusedError) -> None:
        """Show a refusal above the form, every fault on its own line."""
        for fault in error.refusal.faults:
            self.add_error(None, f"{fault.place}：{fault.message}。{fault.mend}。")
        if not error.refusal.faults:
            self.add_error(None, str(error.refusal))
