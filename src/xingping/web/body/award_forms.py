"""Forms between decision and award; each carries a key, so that a repeated click counts once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xingping.core.points import HUNDREDTHS
from xingping.rating.calendar import today
from xingping.rating.models import Appeal, User
from xingping.rating.queries.involved import may_hear
from xingping.rating.services.appeal_checks import LONGEST, Answer
from xingping.rating.services.notices import LONGEST_CONTACT, LONGEST_NUMBER, LONGEST_REASON
from xingping.web.body.case_forms import KeyedForm
from xingping.web.day_field import DayField


def long_text(label: Any, help_text: Any = "", rows: int = 4) -> forms.CharField:  # noqa: ANN401 (lazy texts)
    """A field for some sentences."""
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=LONGEST, widget=widget, help_text=help_text)


class NoticeForm(KeyedForm):
    """Number and contact of a notice."""

    number = forms.CharField(label=_("公示文号"), max_length=LONGEST_NUMBER)
    contact = forms.CharField(
        label=_("书面异议的联系方式"),
        max_length=LONGEST_CONTACT,
        help_text=_("印在公示上：地址、电话、受理时间。"),
    )


class ExtendForm(forms.Form):
    """A later last day, and why."""

    until = DayField(label=_("延长至"), help_text=_("不是工作日的，顺延到下一个工作日。"))
    reason = forms.CharField(label=_("理由（公开）"), max_length=LONGEST_REASON)


class AnnouncementForm(KeyedForm):
    """Number and day of an announcement."""

    number = forms.CharField(label=_("公告文号"), max_length=LONGEST_NUMBER)
    on = DayField(
        label=_("公告日期"), initial=today, help_text=_("星级从这一天起有效（本机构规定），有效期见标准。")
    )


class TextForm(KeyedForm):
    """One text that is kept on the record."""

    text = long_text(_("内容"))


class NoteForm(TextForm):
    """What was done to find out."""

    public = forms.BooleanField(label=_("让异议人凭回执看到"), required=False)


class ReplyForm(TextForm):
    """The answer to an objection."""

    text = long_text(_("答复"), _("异议人凭回执号看到这段文字。"))
    outcome = forms.ChoiceField(
        label=_("结论"),
        choices=(("rejected", _("异议不成立")), ("upheld", _("异议成立，退回评定委员会重新审议"))),
        widget=forms.RadioSelect,
    )


class AppealForm(KeyedForm):
    """The ruling on an appeal: points and a reason for each indicator, who heard it, the conclusion."""

    def __init__(self, appeal: Appeal, maxima: Mapping[str, int], *given: Any, **named: Any) -> None:  # noqa: ANN401
        super().__init__(*given, **named)
        self.serials = [item.serial for item in appeal.items.all()]
        for serial in self.serials:
            self.fields[f"points-{serial}"] = forms.DecimalField(
                label=_("复查后得分"),
                required=False,
                min_value=0,
                max_digits=6,
                decimal_places=2,
                max_value=maxima[serial] / HUNDREDTHS,
                help_text=_("不填：维持原得分。"),
            )
            self.fields[f"text-{serial}"] = long_text(_("理由"), rows=2)
        self.fields["hearers"] = forms.ModelMultipleChoiceField(
            may_hear(appeal.case),
            label=_("复查人员"),
            widget=forms.CheckboxSelectMultiple,
            help_text=_("至少两名，都没有参与原决定（本机构规定）；名单中已去掉参与过的人。"),
        )
        self.fields["heard_on"] = DayField(label=_("复查日期"), initial=today)
        self.fields["conclusion"] = long_text(_("复查结论"), _("申报单位会看到。"))

    def answers(self) -> dict[str, Answer]:
        """{serial: answer} of a valid form."""
        data = self.cleaned_data
        return {
            serial: Answer(
                None if data[f"points-{serial}"] is None else int(data[f"points-{serial}"] * HUNDREDTHS),
                data[f"text-{serial}"],
            )
            for serial in self.serials
        }

    def hearers(self) -> list[User]:
        """Who heard the appeal."""
        return list(self.cleaned_data["hearers"])
