"""Forms of the register of assessors: a record, a tie to a centre, its last day."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xingping.core.catalogue import find_guide
from xingping.core.faults import Fault
from xingping.rating.assessor_rules import FIELDS, MOST_CASES
from xingping.rating.models import Assessor, ConflictKind, Level, RatingBody, User
from xingping.rating.queries.assessors import not_registered
from xingping.rating.services.conflicts import LONGEST_REASON
from xingping.web.centre_field import CentreField
from xingping.web.day_field import DayField
from xingping.web.regions import RegionField

PLACES = {
    "专业": "profession",
    "工作单位": "employer",
    "行政区划代码": "region",
    "可评的指标组": "groups",
    "语言": "languages",
    "同时承担件数上限": "capacity",
    "培训有效期": "trained_until",
    "可参加评审自": "available_from",
    "可参加评审至": "available_until",
    "可参加评审的日期": "available_until",
}
"""Where the service's faults belong in the form."""


class AssessorForm(forms.Form):
    """What is written about an assessor."""

    profession = forms.CharField(
        label=_("专业"), max_length=40, help_text=_("如 社会工作、财务审计、建筑消防。")
    )
    employer = forms.CharField(
        label=_("工作单位"), max_length=120, help_text=_("填全称；与中心同一单位的，系统自动回避。")
    )
    region = RegionField(
        label=_("常住地"), levels=(Level.COUNTY, Level.STREET, Level.COMMUNITY), as_code=True,
        help_text=_("到区县为宜；与中心同一区县的，系统自动回避。"),
    )  # fmt: skip
    groups = forms.MultipleChoiceField(
        label=_("可评的指标组"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("都不选即全部可评。"),
    )  # fmt: skip
    languages = forms.CharField(
        label=_("语言"), required=False, max_length=200, help_text=_("几种语言用顿号分开。")
    )
    trained_until = DayField(
        label=_("培训有效期"), required=False, help_text=_("没有在有效期内的培训，不能参加评审。")
    )
    capacity = forms.IntegerField(label=_("同时承担件数上限"), min_value=1, max_value=MOST_CASES, initial=8)
    available_from = DayField(label=_("可参加评审自"), required=False)
    available_until = DayField(label=_("可参加评审至"), required=False)

    def __init__(self, *given: Any, **named: Any) -> None:  # noqa: ANN401
        super().__init__(*given, **named)
        groups = self.fields["groups"]
        assert isinstance(groups, forms.MultipleChoiceField)  # noqa: S101
        groups.choices = [(group.id, group.name) for group in find_guide().groups]

    def values(self) -> dict[str, Any]:
        """The values for the service; call it on a valid form."""
        languages = str(self.cleaned_data["languages"]).replace("，", "、").replace(",", "、")
        parts = dict.fromkeys(part.strip() for part in languages.split("、") if part.strip())
        return {**{name: self.cleaned_data[name] for name in FIELDS}, "languages": list(parts)}

    def show_faults(self, faults: tuple[Fault, ...]) -> None:
        """Put the service's faults at their fields."""
        for fault in faults:
            self.add_error(PLACES.get(fault.place), f"{fault.message}。{fault.mend}。")


class NewAssessorForm(AssessorForm):
    """An assessor to be entered: somebody who holds the role and is not in the register yet."""

    person = forms.ModelChoiceField(User.objects.none(), label=_("姓名"), empty_label=_("请选择"))
    field_order = ("person",)

    def __init__(self, body: RatingBody, *given: Any, **named: Any) -> None:  # noqa: ANN401
        super().__init__(*given, **named)
        field = self.fields["person"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
        field.queryset = not_registered(body.pk)
        field.label_from_instance = _named  # type: ignore[method-assign]


class TieForm(forms.Form):
    """What binds an assessor to a centre, as an officer writes it down."""

    centre = CentreField()
    kind = forms.ChoiceField(
        label=_("情形"),
        choices=[
            (ConflictKind.ADVISER.value, ConflictKind.ADVISER.label),
            (ConflictKind.DECLARED.value, _("亲属、利益往来等其他关系")),
        ],
    )
    reason = forms.CharField(
        label=_("说明"), max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 2})
    )
    ended_on = DayField(
        label=_("关系结束日期"), required=False,
        help_text=_("还在继续的不填；结束后，按批次办法的回避年限继续回避。"),
    )  # fmt: skip


class EndForm(forms.Form):
    """The last day of a tie."""

    ended_on = DayField(label=_("关系结束日期"))


def initial_of(assessor: Assessor) -> dict[str, Any]:
    """The present values for the form."""
    return {**{name: getattr(assessor, name) for name in FIELDS}, "languages": "、".join(assessor.languages)}


def _named(obj: Any) -> str:  # noqa: ANN401
    return f"{obj.get_full_name()}（{obj.username}）"
