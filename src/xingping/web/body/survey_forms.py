"""Forms with which officers begin surveys, leave answers out, and tag texts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xingping.core.questionnaire import standard_questionnaire
from xingping.core.sample_plan import MOST_PEOPLE, OnceBy, Quota, SamplePlan, read_places
from xingping.rating.models import LONGEST_TAG, Centre, Survey
from xingping.rating.services.survey_answers import LONGEST_REASON
from xingping.rating.services.surveys import Plan
from xingping.web.day_field import DayField

ONCE = [(str(value), label) for value, label in Survey._meta.get_field("once_by").choices or ()]
LONGEST_LINES = 100_000


class PeriodForm(forms.Form):
    """What one survey and many have in common."""

    opens_on = DayField(label=gettext_lazy("开始日期"))
    closes_on = DayField(
        label=gettext_lazy("截止日期"), help_text=gettext_lazy("含当日；纸质问卷也要在这一天之前录入。")
    )
    once_by = forms.ChoiceField(
        label=gettext_lazy("凭什么避免重复作答"),
        choices=ONCE,
        widget=forms.RadioSelect,
        initial=OnceBy.PERSON.value,
        help_text=gettext_lazy("只保存带密钥的校验值；调查结束时密钥销毁。"),
    )
    is_published = forms.BooleanField(
        label=gettext_lazy("结束后在中心（站）的公开页面公布满意率"), required=False, initial=True
    )

    def plan(self, population: int, planned: int, sample: SamplePlan) -> Plan:
        """For the service; call it on a valid form."""
        data = self.cleaned_data
        return Plan(
            data["opens_on"], data["closes_on"], population, planned, sample, OnceBy(data["once_by"]),
            data["is_published"],
        )  # fmt: skip


class SurveyPlanForm(PeriodForm):
    """A survey about one centre, with its quotas."""

    population = forms.IntegerField(
        label=gettext_lazy("服务的成年居民人数"),
        min_value=1,
        max_value=MOST_PEOPLE,
        help_text=gettext_lazy("用来计算误差：人数少的中心，同样的份数误差更小。"),
    )
    planned = forms.IntegerField(
        label=gettext_lazy("计划份数"),
        min_value=1,
        max_value=MOST_PEOPLE,
        help_text=gettext_lazy("100 份约 ±10 个百分点，200 份约 ±7 个，400 份约 ±5 个（95% 置信）。"),
    )
    places = forms.CharField(
        label=gettext_lazy("楼栋（小区）清单，可以不填"),
        required=False,
        max_length=LONGEST_LINES,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("一行一个：名称，计划份数，成年居民人数。例如：1号楼，30，260。"),
    )

    def __init__(self, *given: Any, **named: Any) -> None:  # noqa: ANN401
        super().__init__(*given, **named)
        group = standard_questionnaire().group
        self.groups = [(one.id, one.label) for one in group.options] if group else []
        for name, _label in self.groups:
            for kind in ("planned", "people"):
                self.fields[f"{kind}_{name}"] = forms.IntegerField(
                    required=False, min_value=0, max_value=MOST_PEOPLE
                )

    @property
    def quota_rows(self) -> list[tuple[str, forms.BoundField, forms.BoundField]]:
        """Age, answers wanted, people: for the template."""
        return [(label, self[f"planned_{name}"], self[f"people_{name}"]) for name, label in self.groups]

    def clean_places(self) -> tuple[Quota, ...]:
        """The buildings; everything wrong at once."""
        places, faults = read_places(str(self.cleaned_data["places"]))
        if faults:
            raise forms.ValidationError([f"{one.place}：{one.message}。{one.mend}。" for one in faults])
        return places

    def wanted(self) -> Plan:
        """The plan; call it on a valid form."""
        data = self.cleaned_data
        groups = tuple(
            Quota(name, label, data[f"planned_{name}"] or 0, data[f"people_{name}"] or 0)
            for name, label in self.groups
        )
        sample = SamplePlan(
            groups if any(one.planned or one.people for one in groups) else (), data["places"]
        )
        return self.plan(data["population"], data["planned"], sample)


class RoundSurveysForm(PeriodForm):
    """Surveys about many centres of a round at once: a line for each."""

    lines = forms.CharField(
        label=gettext_lazy("中心（站）"),
        max_length=LONGEST_LINES,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=gettext_lazy("一行一个：中心编号，成年居民人数，计划份数。不调查的，删去那一行。"),
    )

    def __init__(self, centres: Sequence[Centre], *given: Any, **named: Any) -> None:  # noqa: ANN401
        super().__init__(*given, **named)
        self.centres = {centre.code: centre for centre in centres}

    def clean_lines(self) -> list[tuple[Centre, int, int]]:
        """Centre, people, answers wanted; everything wrong at once."""
        found: list[tuple[Centre, int, int]] = []
        wrong = []
        for number, line in enumerate(str(self.cleaned_data["lines"]).splitlines(), 1):
            parts = [part.strip() for part in line.replace("，", ",").replace("\t", ",").split(",")]
            if not any(parts):
                continue
            centre = self.centres.get(parts[0])
            if centre is None or any(one[0] == centre for one in found):
                wrong.append(_("第 %(line)s 行：编号不在本批次的申报件中，或重复。") % {"line": number})
            elif len(parts) != 3 or not all(part.isdecimal() and len(part) <= 8 for part in parts[1:]):
                wrong.append(_("第 %(line)s 行：请写成“编号，居民人数，计划份数”。") % {"line": number})
            else:
                found.append((centre, int(parts[1]), int(parts[2])))
        if wrong:
            raise forms.ValidationError(wrong)
        return found

    def wanted(self) -> list[tuple[Centre, Plan]]:
        """A plan for each centre; call it on a valid form."""
        return [
            (centre, self.plan(people, planned, SamplePlan()))
            for centre, people, planned in self.cleaned_data["lines"]
        ]


class ExcludeForm(forms.Form):
    """Which answers are left out, and why."""

    answers = forms.TypedMultipleChoiceField(coerce=int, choices=())
    reason = forms.CharField(
        label=gettext_lazy("为什么排除"),
        max_length=LONGEST_REASON,
        help_text=gettext_lazy("写明看到了什么，例如“同一台平板 2 分钟内 30 份，均选第一项”。记入审计日志。"),
    )

    def __init__(self, answers: Sequence[int], *given: Any, **named: Any) -> None:  # noqa: ANN401
        super().__init__(*given, **named)
        field = self.fields["answers"]
        assert isinstance(field, forms.TypedMultipleChoiceField)  # noqa: S101
        field.choices = [(str(one), str(one)) for one in answers]
        field.error_messages["required"] = _("请先勾选要排除的答卷。")


class TagForm(forms.Form):
    """A word to put on a text, or to take off it."""

    tag = forms.CharField(label=gettext_lazy("标签"), max_length=LONGEST_TAG)
    off = forms.BooleanField(required=False)
