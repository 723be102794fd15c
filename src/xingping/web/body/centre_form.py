"""The form of a centre's record, and of one fact about it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xingping.core.catalogue import find_guide
from xingping.rating.models import Centre, CentreForm, CentreKind, Level
from xingping.rating.services.centres import FIELDS
from xingping.web.day_field import DayField
from xingping.web.regions import RegionField


class RecordForm(forms.Form):
    """What a body keeps about a centre."""

    name = forms.CharField(label=_("名称"), max_length=120, help_text=_("按批准文件或挂牌名称原样填写。"))
    code = forms.CharField(
        label=_("中心编号"),
        max_length=32,
        help_text=_("统一社会信用代码，或本机构自己的编号；本机构内不能重复。"),
    )
    form = forms.ChoiceField(label=_("形式"), choices=CentreForm.choices)
    kind = forms.ChoiceField(
        label=_("类型"), choices=CentreKind.choices, help_text=_("决定按城市还是农村的标准看面积等要求。")
    )
    region = RegionField(
        label=_("所在地区"), levels=(Level.COUNTY, Level.STREET, Level.COMMUNITY), as_code=True
    )
    address = forms.CharField(label=_("地址"), max_length=200, required=False)
    communities = forms.CharField(label=_("服务的社区（村）"), max_length=400, required=False)
    contact_name = forms.CharField(label=_("联系人"), max_length=80, required=False)
    contact_phone = forms.CharField(label=_("联系电话"), max_length=40, required=False)
    opening_hours = forms.CharField(label=_("开放时间"), max_length=200, required=False)
    latitude = forms.DecimalField(
        label=_("纬度"), max_digits=8, decimal_places=6, required=False, help_text=_("可以不填。")
    )
    longitude = forms.DecimalField(label=_("经度"), max_digits=9, decimal_places=6, required=False)
    reason = forms.CharField(label=_("事由"), max_length=400, required=False, help_text=_("记入变更历史。"))

    def place_fault(self, place: str, text: str) -> bool:
        """Put a fault of the service at the field whose name in the register it gives."""
        for name in FIELDS:
            if str(Centre._meta.get_field(name).verbose_name) == place:  # type: ignore[union-attr]
                self.add_error(name, text)
                return True
        return False

    def values(self) -> dict[str, Any]:
        """The record's values for the service; call it on a valid form."""
        return {name: self.cleaned_data[name] for name in FIELDS}


class FactForm(forms.Form):
    """A fact of the guide about a centre, with the day on which it was true."""

    fact = forms.ChoiceField(label=_("数据"))
    value = forms.CharField(label=_("数值"), max_length=64, help_text=_("数字，或选项的名称。"))
    true_on = DayField(label=_("截至日期"))

    def __init__(self, *given: Any, **named: Any) -> None:  # noqa: ANN401
        super().__init__(*given, **named)
        field = self.fields["fact"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        self.facts = {fact.name: fact for fact in find_guide().facts}
        field.choices = [
            (fact.name, f"{fact.label}（{fact.unit}）" if fact.unit else fact.label)
            for fact in self.facts.values()
        ]

    def value_given(self) -> str:
        """The value for the service: a choice may be given by its label."""
        text = str(self.cleaned_data["value"]).strip()
        choices = self.facts[self.cleaned_data["fact"]].choices
        return next((choice.id for choice in choices if choice.label == text), text)


class CloseForm(forms.Form):
    """Since when a centre no longer exists, and why."""

    closed_on = DayField(label=_("撤销日期"))
    reason = forms.CharField(
        label=_("撤销依据"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("例如文件名称和文号。"),
    )
