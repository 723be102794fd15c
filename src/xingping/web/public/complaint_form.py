"""The form of a complaint, a suggestion or praise; and what the sender writes when following it."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xingping.core.complaint import LONGEST_CONTACT, LONGEST_TEXT, Category, Said
from xingping.rating.models import Centre, Channel
from xingping.rating.services.complaining import Sent
from xingping.web.complaint_words import CATEGORIES, MARKS, SAID
from xingping.web.public.interaction import CheckedForm
from xingping.web.regions import RegionField


class WordsForm(forms.Form):
    """What is said, about which centre, and as much of the sender as the sender wants."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)
    region = RegionField(label=gettext_lazy("所在地区"), required=False)
    place = forms.CharField(
        label=gettext_lazy("哪个中心（站）"),
        required=False,
        max_length=120,
        help_text=gettext_lazy("写招牌上的名称；说不准也可以写地点。"),
    )
    said = forms.ChoiceField(
        label=gettext_lazy("您要"), choices=SAID, widget=forms.RadioSelect, initial=Said.COMPLAINT.value
    )
    category = forms.ChoiceField(label=gettext_lazy("关于"), choices=CATEGORIES)
    text = forms.CharField(
        label=gettext_lazy("发生了什么"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 7}),
        help_text=gettext_lazy(
            "写时间、地点、经过和您希望怎样解决。电话号码、身份证号会自动隐去，只有经办人能看到原文。"
        ),
    )
    hidden_names = forms.CharField(
        label=gettext_lazy("要隐去的姓名"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("文字里如果有您自己或家人的姓名，写在这里，用逗号隔开，除经办人外都看不到。"),
    )
    contact = forms.CharField(
        label=gettext_lazy("联系方式（可以不填）"),
        required=False,
        max_length=LONGEST_CONTACT,
        help_text=gettext_lazy(
            "电话或邮箱。加密保存，只有经办人能打开，每次打开都有记录；中心（站）看不到。"
        ),
    )
    may_pass_contact = forms.BooleanField(
        label=gettext_lazy("如果需要转给 12345 或信访部门，同意一并转去联系方式"), required=False
    )

    def __init__(self, centre: Centre | None, *given: Any, **named: Any) -> None:  # noqa: ANN401
        super().__init__(*given, **named)
        self.centre = centre
        self.initial.setdefault("key", uuid4().hex)
        if centre is not None:
            del self.fields["region"], self.fields["place"]
        else:
            self.fields["region"].required = self.fields["place"].required = True

    def sent(self, channel: str) -> Sent:
        """For the service; call it on a valid form."""
        data = self.cleaned_data
        names = data["hidden_names"].replace("，", ",").replace("、", ",").split(",")
        return Sent(
            said=Said(data["said"]),
            category=Category(data["category"]),
            text=data["text"],
            centre=self.centre,
            region=data.get("region", ""),
            place=data.get("place", ""),
            contact=data["contact"],
            hidden_names=tuple(name.strip() for name in names if name.strip()),
            may_pass_contact=data["may_pass_contact"],
            channel=channel,
        )


class ComplaintForm(WordsForm, CheckedForm):
    """The public's form: with the question, and with consent where a contact is given."""

    agrees = forms.BooleanField(
        label=gettext_lazy("我看过《个人信息处理说明》，同意为办理这一件保存我的联系方式"), required=False
    )

    def clean(self) -> None:
        """A contact is kept with consent only."""
        super().clean()
        if self.cleaned_data.get("contact") and not self.cleaned_data.get("agrees"):
            self.add_error("agrees", _("留联系方式需要您同意；也可以清空联系方式，匿名提交。"))


class DeskForm(WordsForm):
    """What an officer writes down on the telephone or at the desk."""

    channel = Channel.DESK


class AgainForm(forms.Form):
    """Why the answer does not settle it."""

    text = forms.CharField(
        label=gettext_lazy("哪里还没有解决"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class MarkForm(forms.Form):
    """How satisfied one is with the handling."""

    satisfaction = forms.ChoiceField(
        label=gettext_lazy("您对这次办理"), choices=MARKS, widget=forms.RadioSelect
    )
