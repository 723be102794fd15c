"""Recommendations (推荐意见) of the levels of a round's chain."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from xingping.rating.models.case import Case
from xingping.rating.models.fields import prefix_check, prefix_field
from xingping.rating.models.round import Round


class Outcome(models.TextChoices):
    """What a level did with a case."""

    FORWARDED = "forwarded", "同意推荐"
    RETURNED = "returned", "退回补正"


class Recommendation(models.Model):
    """One level's dated opinion on a case. Only standing ones count for ranks and quotas."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="recommendations")
    round = models.ForeignKey(Round, models.PROTECT, related_name="recommendations")
    level = models.CharField(max_length=16)
    unit = prefix_field()
    """Region prefix of the unit that gave it."""
    outcome = models.CharField(max_length=12, choices=Outcome.choices)
    opinion = models.TextField("意见")
    rank = models.PositiveIntegerField("排序", null=True, blank=True)
    given_on = models.DateField("意见日期")
    scan = models.ForeignKey(
        "rating.CaseFile", models.PROTECT, null=True, blank=True, related_name="recommendations"
    )
    by = models.ForeignKey("rating.User", models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    standing = models.BooleanField(default=True)

    class Meta:
        """A unit ranks each place once and recommends a case once."""

        constraints = (
            models.UniqueConstraint(
                fields=("round", "level", "unit", "rank"),
                condition=Q(standing=True, outcome="forwarded"),
                name="recommendation_rank_once",
            ),
            models.UniqueConstraint(
                fields=("case", "level"),
                condition=Q(standing=True, outcome="forwarded"),
                name="recommendation_once_per_level",
            ),
            models.CheckConstraint(condition=~Q(opinion=""), name="recommendation_has_opinion"),
            prefix_check("recommendation", "unit"),
        )
