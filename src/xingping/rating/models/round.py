"""Rounds of rating: what is rated, where, when and by which procedure."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from xingping.rating.models.fields import hash_field, prefix_check, prefix_field
from xingping.rating.models.organisation import RatingBody


class RoundState(models.TextChoices):
    """A round is prepared, open for applications, then closed for them."""

    DRAFT = "draft", "筹备"
    OPEN = "open", "受理申报"
    CLOSED = "closed", "申报截止"


class Round(models.Model):
    """评定批次. Its policy is JSON checked by `core.policy`; cases pin the policy's hash."""

    body = models.ForeignKey(RatingBody, models.PROTECT, related_name="rounds")
    name = models.CharField("名称", max_length=120)
    state = models.CharField(max_length=8, choices=RoundState.choices, default=RoundState.DRAFT)
    edition_code = models.CharField("标准编号", max_length=40)
    edition_hash = hash_field()
    guide_name = models.CharField("评分细则", max_length=80)
    guide_hash = hash_field()
    policy = models.JSONField("批次办法")
    policy_hash = hash_field()
    chain = models.CharField("推荐层级", max_length=40, blank=True)
    """The policy's chain between commas, for queries: ",street,county," or ""."""
    regions = models.JSONField("地区")
    """Prefixes of region codes; a centre takes part when it lies in one of them."""
    kinds = models.JSONField("类型")
    """urban, rural or both."""
    opens_on = models.DateField("申报开始日")
    closes_on = models.DateField("申报截止日")
    facts_on = models.DateField("数据基准日")
    """Facts and evidence older than a year before this day are marked as old."""
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    copied_from = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="copies")
    is_demo = models.BooleanField("演示", default=False)
    cases_made = models.PositiveIntegerField(default=0)
    """Counts up for the case numbers."""
    version = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Constraints."""

        constraints = (
            models.UniqueConstraint(fields=("body", "name"), name="round_name_once_per_body"),
            models.CheckConstraint(condition=Q(state__in=RoundState.values), name="round_state_known"),
            models.CheckConstraint(condition=Q(closes_on__gte=F("opens_on")), name="round_dates_in_order"),
        )

    def __str__(self) -> str:
        return self.name


class RecommendationQuota(models.Model):
    """How many cases one unit of the chain may forward in a round (推荐名额)."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="quotas")
    level = models.CharField(max_length=16)
    """A level of `core.policy.ChainLevel`."""
    unit = prefix_field()
    places = models.PositiveIntegerField("名额")

    class Meta:
        """One quota per unit."""

        constraints = (
            models.UniqueConstraint(fields=("round", "level", "unit"), name="quota_once_per_unit"),
            prefix_check("quota", "unit"),
        )
