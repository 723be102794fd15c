"""Forms about people: a role and what it is about, an invitation, a reason."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from xingping.core.roles import Role
from xingping.rating.actor import Actor
from xingping.rating.granting import roles_to_give
from xingping.rating.models import Level, RatingBody
from xingping.rating.models.grant import OF_A_BODY, OF_A_CENTRE, OF_A_REGION
from xingping.rating.queries.visibility import visible_bodies, visible_centres
from xingping.rating.services.grants import Terms
from xingping.web.centre_field import CentreField
from xingping.web.regions import RegionField

NEEDS = {
    "centre": " ".join(OF_A_CENTRE),
    "body": " ".join([*OF_A_BODY, Role.ADMINISTRATOR, Role.AUDITOR, *OF_A_REGION]),
    "region": " ".join([*OF_A_REGION, Role.OFFICER, Role.ASSESSOR, Role.AUDITOR]),
}
"""Field -> the roles for which the page shows it."""


class RoleForm(forms.Form):
    """A role to be given, as far as the giver may give it."""

    role = forms.ChoiceField(label=_("角色"))
    body = forms.ModelChoiceField(
        RatingBody.objects.none(),
        label=_("评定机构"),
        required=False,
        empty_label=_("（不限机构）"),
        help_text=_("系统管理员、审计不选机构即为全站。"),
    )
    region = RegionField(
        label=_("地区"),
        required=False,
        levels=tuple(Level),
    )
    centre = CentreField(label=_("申报单位"), required=False)
    start = forms.DateField(
        label=_("起始日期"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("不填即从现在起。"),
    )
    end = forms.DateField(
        label=_("截止日期"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("到这一天结束时为止；不填即长期。"),
    )
    reason = forms.CharField(
        label=_("事由"), required=False, max_length=300, help_text=_("例如聘任文件的名称和文号。")
    )

    def __init__(self, actor: Actor, *given: Any, **named: Any) -> None:  # noqa: ANN401
        super().__init__(*given, **named)
        role, body, centre = self.fields["role"], self.fields["body"], self.fields["centre"]
        assert isinstance(role, forms.ChoiceField)  # noqa: S101
        assert isinstance(centre, CentreField)  # noqa: S101
        assert isinstance(body, forms.ModelChoiceField)  # noqa: S101
        role.choices = [(one.value, _(one.label)) for one in roles_to_give(actor.grants)]
        body.queryset = visible_bodies(actor).order_by("name")
        centre.centres = visible_centres(actor)

    def terms(self) -> Terms:
        """The role as the service takes it; call it on a valid form."""
        data = self.cleaned_data
        return Terms(
            role=Role(data["role"]),
            body=data["body"],
            region_prefix=data["region"],
            centre=data["centre"],
            start=_midnight(data.get("start")),
            end=_midnight(data["end"] + timedelta(days=1)) if data["end"] else None,
        )


class InvitationForm(RoleForm):
    """Whom to invite, and to which role."""

    name = forms.CharField(label=_("姓名"), required=False, max_length=80)
    email = forms.EmailField(
        label=_("电子邮箱"),
        required=False,
        help_text=_("填写后，邀请链接会自动发到这个邮箱；不填则请您把链接转交本人。"),
    )
    start = None  # type: ignore[assignment]  # the role begins when the invitation is accepted
    field_order = ("name", "email", "role", "centre", "body", "region", "end", "reason")


class ReasonForm(forms.Form):
    """Why something is done; it goes into the log."""

    reason = forms.CharField(label=_("事由"), max_length=300, help_text=_("将记入审计日志。"))


def _midnight(day: date | None) -> datetime | None:
    return timezone.make_aware(datetime.combine(day, time.min)) if day else None
