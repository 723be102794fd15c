"""Forms with which officers handle a complaint."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xingping.core.complaint import LONGEST_TEXT
from xingping.rating.models import Complaint, User
from xingping.rating.queries.officers import officers_for

RECEIVERS = (
    ("12345 政务服务便民热线", _("12345 政务服务便民热线")),
    ("信访部门", _("信访部门")),
    ("", _("其他单位（写在下面）")),
)


class HandlerForm(forms.Form):
    """Who handles it."""

    handler = forms.ModelChoiceField(User.objects.none(), label=_("经办人"))

    def __init__(self, complaint: Complaint, *given: Any, **named: Any) -> None:  # noqa: ANN401
        super().__init__(*given, **named)
        field = self.fields["handler"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
        field.queryset = officers_for(complaint.body_id, complaint.region)
        field.label_from_instance = _full_name  # type: ignore[method-assign]
        self.initial["handler"] = complaint.handler_id


class ReplyForm(forms.Form):
    """The answer that the sender reads."""

    text = forms.CharField(
        label=_("答复"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("来件人凭查询码看到这段文字。写明查了什么、怎么处理、不满意可以怎样。"),
    )


class ShareForm(forms.Form):
    """What the centre is given to explain."""

    text = forms.CharField(
        label=_("交中心（站）说明的文字"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_(
            "中心（站）只看到这段文字。请改掉能让人猜出来件人的细节：时间、楼栋、病情、事由的独特之处。"
        ),
    )


class TransferForm(forms.Form):
    """Where it goes, and why it belongs there."""

    known = forms.ChoiceField(label=_("转往"), choices=RECEIVERS, required=False)
    receiver = forms.CharField(label=_("其他单位"), max_length=120, required=False)
    ground = forms.CharField(
        label=_("转办理由"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("来件人会看到。例如：属于物业服务合同纠纷，不是中心（站）的服务。"),
    )

    @property
    def to(self) -> str:
        """The receiver chosen or written; call it on a valid form."""
        return str(self.cleaned_data["known"] or self.cleaned_data["receiver"])


class ReasonForm(forms.Form):
    """Why it is serious."""

    text = forms.CharField(label=_("为什么严重"), max_length=400, widget=forms.Textarea(attrs={"rows": 2}))


class GroupForm(forms.Form):
    """The first report of the same matter."""

    number = forms.CharField(
        label=_("首件编号"), max_length=40, required=False, help_text=_("清空后提交即移出该组。")
    )


class CentreForm(forms.Form):
    """The centre meant, by its number in the register."""

    code = forms.CharField(label=_("中心编号"), max_length=32, help_text=_("见“中心（站）登记”。"))


def _full_name(obj: Any) -> str:  # noqa: ANN401
    return str(obj.get_full_name())
