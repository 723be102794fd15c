"""Forms of the panel's meetings and of what officers do there."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xingping.core.points import parse_hundredths
from xingping.core.roles import Role
from xingping.core.standard import Edition
from xingping.rating.actor import Actor
from xingping.rating.models import AgendaItem, PanelMeeting, Recusal, RoleGrant, Round, User
from xingping.rating.queries.grants import active
from xingping.rating.queries.meetings import panel_people
from xingping.rating.queries.visibility import visible_rounds
from xingping.rating.services.deciding import LONGEST_REASON
from xingping.web.body.case_forms import KeyedForm

MOMENT = "%Y-%m-%dT%H:%M"


class PeopleField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """People by their names."""

    def label_from_instance(self, obj: User) -> str:
        """The full name."""
        return obj.get_full_name()


class PersonField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One person by name."""

    def label_from_instance(self, obj: User) -> str:
        """The full name."""
        return obj.get_full_name()


class MeetingForm(forms.Form):
    """When, where and with whom the panel meets."""

    round = forms.ModelChoiceField(Round.objects.none(), label=_("批次"), empty_label=None)
    held_at = forms.DateTimeField(
        label=_("会议时间"),
        input_formats=[MOMENT],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT),
    )
    place = forms.CharField(label=_("地点"), max_length=200)
    members = PeopleField(
        User.objects.none(),
        label=_("委员"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("列出的是持有评定委员角色的人；被召集的都是全体委员，无论到会与否。"),
    )
    chair = PersonField(User.objects.none(), label=_("主持人"), empty_label=_("（请选择）"))

    def __init__(self, reader: Actor, *given: Any, **named: Any) -> None:  # noqa: ANN401
        super().__init__(*given, **named)
        rounds = visible_rounds(reader).exclude(opened_at=None).order_by("-opens_on", "-pk")
        bodies = [grant.body_id for grant in reader.grants_as(Role.OFFICER)]
        held = RoleGrant.objects.filter(active(), role=Role.PANEL, body__in=bodies)
        people = User.objects.filter(pk__in=held.values("person")).order_by("name", "pk")
        for name, rows in (("round", rounds), ("members", people), ("chair", people)):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
            field.queryset = rows


class MemberForm(forms.Form):
    """Another member of a meeting."""

    person = PersonField(User.objects.none(), label=_("增补委员"), empty_label=_("（请选择）"))

    def __init__(self, meeting: PanelMeeting, *given: Any, **named: Any) -> None:  # noqa: ANN401
        super().__init__(*given, **named)
        field = self.fields["person"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
        called = meeting.members.values("person")
        field.queryset = panel_people(meeting.body_id).exclude(pk__in=called)


class ReasonForm(KeyedForm):
    """A step that needs a reason."""

    reason = forms.CharField(
        label=_("理由"), max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 3})
    )


class DecideForm(KeyedForm):
    """The decision; reasons where the vote failed."""

    stars = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=5)
    reason = forms.CharField(
        label=_("理由"),
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class RecuseForm(ReasonForm):
    """An officer records that a member recuses."""

    person = PersonField(User.objects.none(), label=_("回避的委员"), empty_label=_("（请选择）"))
    field_order = ("person", "reason")

    def __init__(self, item: AgendaItem, *given: Any, **named: Any) -> None:  # noqa: ANN401
        super().__init__(*given, **named)
        field = self.fields["person"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
        gone = Recusal.objects.filter(case=item.case_id).values("person")
        members = User.objects.filter(panel_seats__meeting=item.meeting_id).exclude(pk__in=gone)
        field.queryset = members.order_by("name", "pk")


class CorrectForm(ReasonForm):
    """The panel sets an indicator's points."""

    serial = forms.ChoiceField(label=_("指标"))
    points = forms.CharField(
        label=_("更正后的得分"), max_length=12, widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )
    field_order = ("serial", "points", "reason")

    def __init__(self, edition: Edition, *given: Any, **named: Any) -> None:  # noqa: ANN401
        super().__init__(*given, **named)
        field = self.fields["serial"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = [(one.serial, f"{one.serial} {one.level3}") for one in edition.indicators]

    def clean_points(self) -> int:
        """Hundredths of a point."""
        try:
            return parse_hundredths(self.cleaned_data["points"])
        except ValueError:
            raise forms.ValidationError(
                _("请用半角数字填写得分，例如 4.5，最多两位小数。"), code="points"
            ) from None


class ScanForm(forms.Form):
    """The signed minutes as a scan."""

    scan = forms.FileField(label=_("签名后的纪要扫描件"), help_text=_("PDF 或照片，不超过 50 MB。"))
