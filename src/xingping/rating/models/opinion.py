"""Opinions of social organisations and units in the area on a centre (标准 4.5), by single-use link.

An organisation's name is for officers, auditors, the review team and the panel; no page of the centre,
and none of the public, reads it.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from xingping.core.opinion import (
    FORM_VERSION,
    KNOWN_LABELS,
    LONGEST_OPINION,
    LONGEST_ORGANISATION,
    ORGANISATION_LABELS,
)
from xingping.rating.models.case import Case
from xingping.rating.models.fields import hash_field, region_check, region_field
from xingping.rating.models.organisation import Centre, RatingBody

ORGANISATION_CHOICES = [(one.value, text) for one, text in ORGANISATION_LABELS.items()]


class OpinionInvitation(models.Model):
    """An organisation asked, or proposed by the centre to be asked, about one case.

    Only the hash of the link's token is kept. `body`, `centre` and `region` are the case's.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="opinion_invitations")
    body = models.ForeignKey(RatingBody, models.PROTECT, related_name="+")
    centre = models.ForeignKey(Centre, models.PROTECT, related_name="+")
    region = region_field()
    organisation = models.CharField("单位名称", max_length=LONGEST_ORGANISATION)
    kind = models.CharField("单位类型", max_length=12, choices=ORGANISATION_CHOICES)
    email = models.EmailField("电子邮箱", blank=True)
    proposed_by = models.ForeignKey(
        "rating.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="提出人"
    )
    """Set where the centre proposed it; the body confirms by inviting."""
    created_at = models.DateTimeField(auto_now_add=True)
    token_hash = hash_field(null=True, blank=True, unique=True)
    invited_by = models.ForeignKey(
        "rating.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="邀请人"
    )
    invited_at = models.DateTimeField("邀请时间", null=True, blank=True)
    expires_at = models.DateTimeField("失效时间", null=True, blank=True)
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        "rating.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="撤回人"
    )
    withdrawn_reason = models.CharField("撤回理由", max_length=400, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)
    """When name and address were erased because their time was over."""
    version = models.PositiveIntegerField(default=0)

    class Meta:
        """One standing invitation per organisation and case; a link has its end."""

        constraints = (
            models.UniqueConstraint(
                fields=("case", "organisation"),
                condition=Q(withdrawn_at=None, erased_at=None),
                name="opinion_invited_once",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[one.value for one in ORGANISATION_LABELS]), name="opinion_invited_kind"
            ),
            models.CheckConstraint(
                condition=Q(token_hash=None, invited_at=None, expires_at=None)
                | Q(token_hash__isnull=False, invited_at__isnull=False, expires_at__isnull=False),
                name="opinion_link_has_end",
            ),
            models.CheckConstraint(
                condition=Q(invited_at__isnull=False) | Q(proposed_by__isnull=False),
                name="opinion_invited_or_proposed",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | ~Q(withdrawn_reason=""), name="opinion_withdrawn_with_reason"
            ),
            region_check("opinion_invitation"),
        )
        indexes = (models.Index(fields=("body", "case"), name="opinion_invitation_list"),)

    def __str__(self) -> str:
        return f"{self.pk}"


class Opinion(models.Model):
    """What one organisation said; text masked. Excluded or taken back, it counts and shows no more."""

    invitation = models.OneToOneField(OpinionInvitation, models.CASCADE, related_name="opinion")
    form_version = models.PositiveSmallIntegerField(default=FORM_VERSION)
    kind = models.CharField("单位类型", max_length=12, choices=ORGANISATION_CHOICES)
    known_by = models.CharField(
        "怎样了解", max_length=12, choices=[(one.value, text) for one, text in KNOWN_LABELS.items()]
    )
    answers = models.JSONField("回答")
    """{question: 1 to 5, or 0 for cannot judge}; {} once taken back or erased."""
    text = models.TextField("意见", max_length=LONGEST_OPINION, blank=True)
    receipt_hash = hash_field(unique=True)
    content_hash = hash_field()
    """Keyed; tells a repetition of the same form from another one."""
    received_at = models.DateTimeField("收到时间")
    excluded_at = models.DateTimeField("不予采用时间", null=True, blank=True)
    excluded_by = models.ForeignKey(
        "rating.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="经手人"
    )
    excluded_reason = models.CharField("不予采用的理由", max_length=400, blank=True)
    taken_back_at = models.DateTimeField("本单位收回时间", null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """The last guards."""

        constraints = (
            models.CheckConstraint(
                condition=Q(known_by__in=[one.value for one in KNOWN_LABELS]), name="opinion_known_by"
            ),
            models.CheckConstraint(
                condition=Q(excluded_at=None) | (~Q(excluded_reason="") & Q(excluded_by__isnull=False)),
                name="opinion_excluded_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(taken_back_at=None) | Q(text=""), name="opinion_taken_back_is_empty"
            ),
        )

    def __str__(self) -> str:
        return f"{self.pk}"
