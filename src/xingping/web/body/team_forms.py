"""Forms with which officers put a team together and decide on recusals."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xingping.core.guide import Guide
from xingping.rating.services.conflicts import LONGEST_REASON

LONGEST_CHANGE = 400


class MemberForm(forms.Form):
    """Whom to put on a team, and which groups they score."""

    assessor = forms.IntegerField(widget=forms.HiddenInput)
    lead = forms.BooleanField(label=_("组长"), required=False)
    groups = forms.MultipleChoiceField(
        label=_("所评指标组"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, guide: Guide, *given: Any, **named: Any) -> None:  # noqa: ANN401
        super().__init__(*given, **named)
        groups = self.fields["groups"]
        assert isinstance(groups, forms.MultipleChoiceField)  # noqa: S101
        groups.choices = [(group.id, group.name) for group in guide.groups]


class LeavingForm(forms.Form):
    """Who leaves a team, who comes instead if anybody, and why."""

    assessor = forms.IntegerField()
    coming = forms.IntegerField(required=False)
    reason = forms.CharField(label=_("原因"), max_length=LONGEST_CHANGE)


class DecisionForm(forms.Form):
    """What is decided on a request for recusal, and why."""

    granted = forms.ChoiceField(choices=(("yes", _("同意回避")), ("no", _("不予回避"))))
    reason = forms.CharField(
        label=_("决定理由"), max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 2})
    )
