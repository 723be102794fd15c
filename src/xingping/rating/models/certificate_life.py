"""What happens around certificates: the body's own layout, result bundles, incidents."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from xingping.rating.models.audit import AuditEntry
from xingping.rating.models.case import Case
from xingping.rating.models.certificate import Certificate
from xingping.rating.models.fields import hash_field
from xingping.rating.models.organisation import RatingBody


class CertificateLayout(models.Model):
    """How a body's certificates look. A new version takes the place of the old one, which is kept."""

    body = models.ForeignKey(RatingBody, models.PROTECT, related_name="certificate_layouts")
    source = models.TextField("版式", blank=True)
    """A Typst template of the body's own, checked by rendering; empty: ours."""
    logo = models.TextField("标志图", blank=True)
    """SVG text made from the picture that was uploaded."""
    seal = models.TextField("印章图", blank=True)
    signatory = models.CharField("落款", max_length=80, blank=True)
    current = models.BooleanField(default=True)
    by = models.ForeignKey("rating.User", models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """One in use."""

        constraints = (
            models.UniqueConstraint(
                fields=("body",), condition=Q(current=True), name="certificate_layout_one_current"
            ),
        )


class ResultBundle(models.Model):
    """A result bundle of a case as it was recorded in the audit log; never changed.

    A case has another after an appeal, and after its star was lowered, cancelled or given back; the last
    one counts.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="bundles")
    sequence = models.PositiveSmallIntegerField(default=1)
    content = models.JSONField()
    """`proof.bundle.bundle_content`: parts and manifest, before anchor and signature."""
    digest = hash_field()
    entry = models.OneToOneField(AuditEntry, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """In order, without doubles."""

        constraints = (models.UniqueConstraint(fields=("case", "sequence"), name="result_bundle_once"),)
        ordering = ("case", "sequence")


class IncidentSource(models.TextChoices):
    """Who reported an incident."""

    INSIDE = "inside", "机构自查"
    COMPLAINT = "complaint", "投诉举报"
    AUTHORITY = "authority", "主管部门通报"
    RANDOM = "random", "随机复查"


class IncidentState(models.TextChoices):
    """How far an incident has come."""

    REPORTED = "reported", "待评估"
    NOTICED = "noticed", "已书面告知"
    PROPOSED = "proposed", "已提出，待复核"
    CLOSED = "closed", "已办结"


class IncidentOutcome(models.TextChoices):
    """How an incident ended."""

    NONE = "none", "不采取措施"
    CANCELLED = "cancelled", "取消星级"
    DOWNGRADED = "downgraded", "降低星级"


class Incident(models.Model):
    """A violation or accident at a centre with a star (clause 6.1.3); `state` by `services.incidents`."""

    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="incidents")
    body = models.ForeignKey(RatingBody, models.PROTECT, related_name="incidents")
    source = models.CharField("来源", max_length=10, choices=IncidentSource.choices)
    reference = models.CharField("来源编号", max_length=80, blank=True)
    """Receipt number of a complaint, number of an authority's letter."""
    accident = models.BooleanField("重大责任事故", default=False)
    description = models.TextField("情况")
    happened_on = models.DateField("发生日期", null=True, blank=True)
    state = models.CharField(max_length=10, choices=IncidentState.choices, default=IncidentState.REPORTED)
    reported_by = models.ForeignKey("rating.User", models.PROTECT, null=True, related_name="+")
    reported_at = models.DateTimeField(auto_now_add=True)
    noticed_on = models.DateField("告知日期", null=True, blank=True)
    noticed_by = models.ForeignKey("rating.User", models.PROTECT, null=True, blank=True, related_name="+")
    heard_until = models.DateField("陈述申辩截止", null=True, blank=True)
    statement = models.TextField("陈述申辩", blank=True)
    """What the centre said; empty where it said nothing."""
    reason = models.TextField("拟取消的理由", blank=True)
    proposed_stars = models.PositiveSmallIntegerField("拟降为", default=0)
    """0: to be cancelled; else the star that it is to be lowered to (the body's own rule)."""
    document_number = models.CharField("认定文件文号", max_length=80, blank=True)
    document_on = models.DateField("文件日期", null=True, blank=True)
    proposed_by = models.ForeignKey("rating.User", models.PROTECT, null=True, related_name="+")
    decided_by = models.ForeignKey("rating.User", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=IncidentOutcome.choices, blank=True)
    closing = models.TextField("办结说明", blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        """Two people for a cancellation; heard before proposed; closed with an outcome."""

        constraints = (
            models.CheckConstraint(condition=~Q(description=""), name="incident_has_description"),
            models.CheckConstraint(
                condition=~Q(outcome="cancelled")
                | (Q(proposed_by__isnull=False, decided_by__isnull=False) & ~Q(proposed_by=F("decided_by"))),
                name="incident_cancelled_by_two_people",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="downgraded")
                | (
                    Q(proposed_by__isnull=False, decided_by__isnull=False, proposed_stars__range=(1, 4))
                    & ~Q(proposed_by=F("decided_by"))
                ),
                name="incident_downgraded_by_two_people",
            ),
            models.CheckConstraint(
                condition=~Q(state="proposed") | (Q(heard_until__isnull=False) & ~Q(reason="")),
                name="incident_heard_before_proposed",
            ),
            models.CheckConstraint(
                condition=Q(state="closed", decided_at__isnull=False) & ~Q(outcome="")
                | ~Q(state="closed") & Q(outcome=""),
                name="incident_closed_with_outcome",
            ),
        )
        indexes = (models.Index(fields=("body", "state"), name="incident_queue"),)
        ordering = ("-reported_at", "-pk")

    def __str__(self) -> str:
        return f"{self.certificate_id}/{self.pk}"
