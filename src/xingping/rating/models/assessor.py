"""Assessors (评定专家) in a body's register, what binds them to centres, and rounds of assignment."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from xingping.rating.models.fields import hash_field, region_check, region_field
from xingping.rating.models.organisation import Centre, RatingBody


class Assessor(models.Model):
    """评定专家 of one body. `employer_key` finds equal employers however they are typed."""

    body = models.ForeignKey(RatingBody, models.PROTECT, related_name="assessors")
    person = models.ForeignKey("rating.User", models.PROTECT, related_name="assessor_records")
    profession = models.CharField("专业", max_length=40)
    employer = models.CharField("工作单位", max_length=120)
    employer_key = models.CharField(max_length=160, db_index=True, editable=False)
    region = region_field()
    """Home."""
    languages = models.JSONField("语言", default=list)
    groups = models.JSONField("可评的指标组", default=list)
    """Ids of the guide's groups; empty: all."""
    trained_until = models.DateField("培训有效期", null=True, blank=True)
    available_from = models.DateField("可参加评审自", null=True, blank=True)
    available_until = models.DateField("可参加评审至", null=True, blank=True)
    capacity = models.PositiveSmallIntegerField("同时承担件数上限", default=8)
    left_on = models.DateField("退出专家库日期", null=True, blank=True)
    version = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """A person stands once in a body's register."""

        constraints = (
            models.UniqueConstraint(fields=("body", "person"), name="assessor_once_per_body"),
            models.CheckConstraint(
                condition=Q(available_from=None)
                | Q(available_until=None)
                | Q(available_until__gte=F("available_from")),
                name="assessor_dates_in_order",
            ),
            models.CheckConstraint(condition=~Q(profession=""), name="assessor_has_profession"),
            models.CheckConstraint(condition=~Q(employer=""), name="assessor_has_employer"),
            region_check("assessor"),
        )

    def __str__(self) -> str:
        return str(self.person)


class ConflictKind(models.TextChoices):
    """What binds an assessor to a centre, or was asked because of it."""

    DECLARED = "declared", "专家本人声明"
    RECUSAL = "recusal", "申报单位申请回避"
    ADVISER = "adviser", "曾任该中心顾问或指导"
    SAME_EMPLOYER = "same_employer", "与该中心同一单位"
    SAME_COUNTY = "same_county", "与该中心同一区县"
    OTHER_ROLE = "other_role", "在该中心或该申报件上担任其他角色"


KEPT_KINDS = (ConflictKind.DECLARED, ConflictKind.RECUSAL, ConflictKind.ADVISER)
"""Kinds that are written down; the others follow from the register at any time."""


class Standing(models.TextChoices):
    """Whether a conflict binds."""

    ASKED = "asked", "待决定"
    BINDING = "binding", "应当回避"
    DISMISSED = "dismissed", "不予回避"


class Conflict(models.Model):
    """回避情形 between an assessor and a centre. Never deleted; one that ended has its last day."""

    assessor = models.ForeignKey(Assessor, models.PROTECT, related_name="conflicts")
    centre = models.ForeignKey(Centre, models.PROTECT, related_name="conflicts")
    case = models.ForeignKey("rating.Case", models.PROTECT, null=True, blank=True, related_name="conflicts")
    """The case in which it came up."""
    kind = models.CharField(max_length=16, choices=ConflictKind.choices)
    standing = models.CharField(max_length=12, choices=Standing.choices, default=Standing.BINDING)
    reason = models.TextField("理由")
    ended_on = models.DateField("关系结束日期", null=True, blank=True)
    """The tie's last day, from which the cooling-off counts; null while it lasts."""
    decision = models.TextField("决定理由", blank=True)
    by = models.ForeignKey("rating.User", models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey("rating.User", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        """Constraints."""

        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in KEPT_KINDS]), name="conflict_kind_kept"
            ),
            models.CheckConstraint(condition=Q(standing__in=Standing.values), name="conflict_standing_known"),
            models.CheckConstraint(condition=~Q(reason=""), name="conflict_has_reason"),
            models.CheckConstraint(
                condition=~Q(standing="dismissed") | ~Q(decision=""), name="conflict_dismissed_with_reason"
            ),
            models.UniqueConstraint(
                fields=("assessor", "case"),
                condition=Q(kind="recusal", standing="asked"),
                name="recusal_asked_once",
            ),
        )
        indexes = (models.Index(fields=("centre", "assessor"), name="conflict_pair"),)


class AssignmentRun(models.Model):
    """One assignment of a whole round: everything needed to replay it, and what came of it."""

    round = models.ForeignKey("rating.Round", models.PROTECT, related_name="assignment_runs")
    seed = models.PositiveBigIntegerField()
    problem = models.JSONField()
    """Cases, candidates, demand, conflicts and pins, as the optimisation read them."""
    input_hash = hash_field()
    teams = models.JSONField()
    """[[case id, [assessor ids]], ...] ascending."""
    unmet = models.JSONField()
    """[[case id or null, reason], ...]: what could not be satisfied, by name."""
    by = models.ForeignKey("rating.User", models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Newest first."""

        ordering = ("-id",)
