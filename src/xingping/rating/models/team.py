"""The team that rates a case, its visit, and what it reconciled.

`TeamMember` is the one table that links a person to blind labels; only `services.identities` and the
services of the review read it that way.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from xingping.rating.models.assessor import Assessor
from xingping.rating.models.case import Case
from xingping.rating.models.sheet import Sheet


class Team(models.Model):
    """评审组 of one case. Announced: the applicant has been told the names."""

    case = models.OneToOneField(Case, models.PROTECT, related_name="team")
    announced_at = models.DateTimeField(null=True, blank=True)
    recusal_until = models.DateField("申请回避截止日", null=True, blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        """Constraints."""

        constraints = (
            models.CheckConstraint(
                condition=Q(announced_at=None, recusal_until=None)
                | Q(announced_at__isnull=False, recusal_until__isnull=False),
                name="team_announced_with_deadline",
            ),
        )


class TeamMember(models.Model):
    """An assessor on a team; ended, never deleted. Labels are drawn at random when the review starts."""

    team = models.ForeignKey(Team, models.PROTECT, related_name="members")
    assessor = models.ForeignKey(Assessor, models.PROTECT, related_name="memberships")
    lead = models.BooleanField("组长", default=False)
    groups = models.JSONField("所评指标组", default=list)
    """Ids of the guide's groups; empty: all."""
    pinned = models.BooleanField("手工指定", default=False)
    label = models.CharField(max_length=4, blank=True)
    """Of the sheet; internal, shown to nobody."""
    labels = models.JSONField(default=dict)
    """{group id: blind label}: what others see. The same letter in two groups is chance."""
    on_doubt = models.BooleanField("因星级把握低而加派", default=False)
    """Joined after every sheet was locked, before anybody saw a score."""
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=400, blank=True)

    class Meta:
        """One lead, nobody twice, no label twice."""

        constraints = (
            models.UniqueConstraint(
                fields=("team", "assessor"), condition=Q(ended_at=None), name="member_once_per_team"
            ),
            models.UniqueConstraint(
                fields=("team",), condition=Q(ended_at=None, lead=True), name="team_has_one_lead"
            ),
            models.UniqueConstraint(
                fields=("team", "label"), condition=~Q(label=""), name="label_once_per_team"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | ~Q(end_reason=""), name="member_ended_with_reason"
            ),
            models.UniqueConstraint(
                fields=("team",), condition=Q(ended_at=None, on_doubt=True), name="team_one_more_once"
            ),
        )


class Visit(models.Model):
    """现场评估: when and where, first and last meeting, who was there, how it was done."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="visits")
    starts_at = models.DateTimeField("开始时间")
    ends_at = models.DateTimeField("结束时间")
    place = models.CharField("地点", max_length=200)
    first_meeting_at = models.DateTimeField("首次会议", null=True, blank=True)
    last_meeting_at = models.DateTimeField("末次会议", null=True, blank=True)
    attendance = models.JSONField("出席", default=list)
    """[[name or function, side]]; side is team or centre."""
    modes = models.JSONField("评估方式", default=list)
    """[[mode, with whom or what], ...]; modes are those of `core.visiting`."""
    record = models.TextField("评估记录", blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = models.CharField("取消原因", max_length=400, blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        """Meetings in order; one visit planned at a time."""

        constraints = (
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="visit_times_in_order"),
            models.CheckConstraint(
                condition=Q(last_meeting_at=None) | Q(last_meeting_at__gte=F("first_meeting_at")),
                name="visit_meetings_in_order",
            ),
            models.CheckConstraint(
                condition=Q(last_meeting_at=None) | Q(first_meeting_at__isnull=False),
                name="visit_opened_before_closed",
            ),
            models.UniqueConstraint(
                fields=("case",),
                condition=Q(cancelled_at=None, last_meeting_at=None),
                name="visit_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at=None) | ~Q(cancel_reason=""), name="visit_cancelled_with_reason"
            ),
        )


class Reconciliation(models.Model):
    """差异会商: one assessor's score of one indicator before and after seeing the others'."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="reconciliations")
    round = models.PositiveSmallIntegerField(default=1)
    serial = models.CharField(max_length=8)
    sheet = models.ForeignKey(Sheet, models.PROTECT, related_name="reconciliations")
    """The locked revision that was looked at again."""
    label = models.CharField(max_length=4)
    """Blind label within the indicator's group."""
    before = models.PositiveIntegerField()
    """Hundredths of a point."""
    after = models.PositiveIntegerField(null=True, blank=True)
    reason = models.TextField("理由", blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Both values are kept; an answer has its reason."""

        constraints = (
            models.UniqueConstraint(
                fields=("case", "round", "serial", "sheet"), name="reconciliation_once_per_sheet"
            ),
            models.CheckConstraint(
                condition=Q(after=None, reason="", answered_at=None)
                | (Q(after__isnull=False, answered_at__isnull=False) & ~Q(reason="")),
                name="reconciliation_answered_with_reason",
            ),
        )
        ordering = ("case", "round", "serial", "label")
