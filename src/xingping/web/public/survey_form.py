"""The public's questionnaire: with consent, the check against machines, and names to hide."""

from __future__ import annotations

import time
from typing import Any

from django import forms
from django.core import signing
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xingping.web.public.interaction import CheckedForm
from xingping.web.survey_form import AnswersForm

SALT = "survey began"
LONGEST_BEGAN = 100


class SurveyForm(AnswersForm, CheckedForm):
    """What a resident fills in."""

    began = forms.CharField(widget=forms.HiddenInput, required=False, max_length=LONGEST_BEGAN)
    names = forms.CharField(
        label=gettext_lazy("要隐去的姓名（可以不填）"),
        required=False,
        max_length=100,
        help_text=gettext_lazy("上面的文字里如果写了谁的姓名，写在这里，用逗号隔开，保存之前就会隐去。"),
    )
    agrees = forms.BooleanField(label=gettext_lazy("我看过上面的说明，同意这样处理我的回答"), required=False)

    def __init__(self, *given: Any, **named: Any) -> None:  # noqa: ANN401
        super().__init__(*given, **named)
        self.initial.setdefault("began", signing.dumps(int(time.time()), salt=SALT))
        if not self.questionnaire.texts:
            del self.fields["names"]

    def clean(self) -> None:
        """Nothing is kept without consent."""
        super().clean()
        if not self.cleaned_data.get("agrees"):
            self.add_error("agrees", _("需要您同意才能提交；不同意的，关闭页面即可，什么也不会保存。"))

    @property
    def seconds(self) -> int:
        """How long the page was open; 0 where that cannot be told."""
        try:
            began = signing.loads(self.cleaned_data.get("began") or "", salt=SALT)
        except signing.BadSignature:
            return 0
        return max(0, int(time.time()) - int(began))

    @property
    def hidden_names(self) -> tuple[str, ...]:
        """The names to hide."""
        given = str(self.cleaned_data.get("names") or "").replace("，", ",").replace("、", ",")
        return tuple(name.strip() for name in given.split(",") if name.strip())
