"""Forms about certificates, plaques and incidents."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from xingping.core.plaque_lifecycle import PlaqueNeed, PlaqueTransition
from xingping.rating.calendar import today
from xingping.rating.models import IncidentSource
from xingping.web.day_field import DayField
from xingping.web.displays import star_name

LONGEST_REASON = 2000


def _text(label: object, help_text: object = "", rows: int = 4) -> forms.CharField:
    return forms.CharField(
        label=label,  # type: ignore[arg-type]
        help_text=help_text,  # type: ignore[arg-type]
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class ReasonForm(forms.Form):
    """A reason, and nothing else."""

    reason = _text(_("理由"))


class SuspendForm(forms.Form):
    """Why the star mark is suspended, and the document that says so."""

    reason = _text(_("暂停的理由"), _("会显示在公众核验页上，请写得清楚、克制，不写个人信息。"))
    document_number = forms.CharField(label=_("文件文号"), max_length=80)
    document_on = DayField(label=_("文件日期"))


class ReportForm(forms.Form):
    """An incident."""

    source = forms.ChoiceField(label=_("来源"), choices=IncidentSource.choices)
    reference = forms.CharField(
        label=_("来源编号"), max_length=80, required=False, help_text=_("投诉回执号、来函文号等。")
    )
    happened_on = DayField(label=_("发生日期"), required=False)
    accident = forms.BooleanField(label=_("属于主管部门认定的重大责任事故"), required=False)
    description = _text(_("情况"), _("写明事实和证据，不写无关的个人信息。"), rows=6)


class NoticeForm(forms.Form):
    """What the centre is told in writing."""

    reason = _text(_("拟取消的事实、理由和依据"), _("会发给申报单位；从次日起计算陈述申辩的工作日。"), rows=6)


class ProposalForm(forms.Form):
    """What a colleague is asked to decide."""

    reason = _text(_("取消的理由"), _("会显示在公众核验页上，请写得清楚、克制，不写个人信息。"))
    document_number = forms.CharField(label=_("认定文件文号"), max_length=80)
    document_on = DayField(label=_("文件日期"))


class DowngradeForm(ProposalForm):
    """The same for a lower star; `held` are the stars now."""

    def __init__(self, held: int, *given: object, **named: object) -> None:
        super().__init__(*given, **named)  # type: ignore[arg-type]
        choices = [(str(stars), star_name(stars)) for stars in range(held - 1, 0, -1)]
        self.fields["stars"] = forms.ChoiceField(label=_("降为"), choices=choices)
        self.fields["reason"].label = _("降星的理由")
        self.order_fields(["stars", "reason", "document_number", "document_on"])


class ConfirmForm(forms.Form):
    """Nothing but the decision."""


class PlaqueForm(forms.Form):
    """A move of a plaque: the fields that its row of the table needs."""

    happened_on = DayField(label=_("日期"))
    receiver = forms.CharField(label=_("签收人"), max_length=80)
    signature = forms.FileField(label=_("签名图片"), help_text=_("手写签名的照片或扫描件。"))
    photo = forms.FileField(label=_("照片"), help_text=_("现场照片，看得清标志牌和编号。"))
    announcement_number = forms.CharField(label=_("作废公告文号"), max_length=80)
    reason = _text(_("说明"), rows=3)

    def __init__(self, row: PlaqueTransition, *given: object, **named: object) -> None:
        super().__init__(*given, **named)  # type: ignore[arg-type]
        self.initial.setdefault("happened_on", today())
        needed = {
            "receiver": PlaqueNeed.RECEIVER,
            "signature": PlaqueNeed.RECEIVER,
            "photo": PlaqueNeed.PROOF,
            "announcement_number": PlaqueNeed.ANNOUNCEMENT,
            "reason": PlaqueNeed.REASON,
        }
        for name, need in needed.items():
            self.fields[name].required = need in row.needs
        for name in ("receiver", "signature", "announcement_number"):
            if needed[name] not in row.needs:
                del self.fields[name]
