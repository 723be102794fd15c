"""The case (申报件): one centre's application in one round, from draft to award."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from xingping.core.lifecycle import State
from xingping.core.roles import Role
from xingping.rating.models.fields import hash_field, region_check, region_field
from xingping.rating.models.organisation import Centre, CentreKind
from xingping.rating.models.round import Round

ENDED = (State.WITHDRAWN, State.TERMINATED, State.REFUSED)
"""States after which a centre may apply again in the same round."""


class CasePurpose(models.TextChoices):
    """First rating, re-review (复核), or upgrade before expiry (提前升星, where the policy allows it)."""

    FIRST = "first", "首次评定"
    REREVIEW = "rereview", "复核"
    UPGRADE = "upgrade", "提前升星"


class Case(models.Model):
    """申报件. `state` is assigned in `services.transition` only; edition, guide and policy are pinned."""

    number = models.CharField("申报编号", max_length=40, unique=True)
    round = models.ForeignKey(Round, models.PROTECT, related_name="cases")
    centre = models.ForeignKey(Centre, models.PROTECT, related_name="cases")
    body = models.ForeignKey("rating.RatingBody", models.PROTECT, related_name="cases")
    region = region_field()
    kind = models.CharField(max_length=8, choices=CentreKind.choices)
    purpose = models.CharField(max_length=8, choices=CasePurpose.choices, default=CasePurpose.FIRST)
    previous = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="later")
    state = models.CharField(
        max_length=16, default=State.DRAFT, choices=[(state.value, state.label) for state in State]
    )
    state_since = models.DateTimeField()
    level = models.CharField("所在推荐层级", max_length=16, blank=True)
    """Level of the chain where the case lies; empty outside the chain."""
    returned_from = models.CharField("退回单位", max_length=16, blank=True)
    """While returned: the level that returned it, or "body"."""
    version = models.PositiveIntegerField(default=0)
    edition_code = models.CharField(max_length=40)
    edition_hash = hash_field()
    guide_hash = hash_field()
    policy_hash = hash_field()
    target_stars = models.PositiveSmallIntegerField("拟申报星级", null=True, blank=True)
    eligibility = models.JSONField("申报条件", default=dict)
    """{item id of the policy: true or false}; an item not answered is absent."""
    open_serials = models.JSONField("开放修改的指标", null=True, blank=True)
    """While returned for correction: the only indicators that may be changed."""
    due_on = models.DateField("办理期限", null=True, blank=True, db_index=True)
    due_from = models.DateField(null=True, blank=True)
    """The day from which the deadline counts, not counted itself."""
    due_days = models.PositiveSmallIntegerField(null=True, blank=True)
    """Its working days; null for calendar dates that no holiday moves."""
    due_for = models.CharField("期限事项", max_length=24, blank=True)
    officer = models.ForeignKey(
        "rating.User", models.SET_NULL, null=True, blank=True, related_name="handled_cases"
    )
    created_by = models.ForeignKey("rating.User", models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField("结果送达时间", null=True, blank=True)
    is_demo = models.BooleanField("演示", default=False)

    class Meta:
        """Constraints, and the index of the officer's queue."""

        constraints = (
            models.UniqueConstraint(
                fields=("round", "centre"),
                condition=~Q(state__in=ENDED) & ~Q(purpose="upgrade"),
                name="case_once_per_round_and_centre",
            ),
            models.UniqueConstraint(
                fields=("round", "centre"),
                condition=~Q(state__in=ENDED) & Q(purpose="upgrade"),
                name="case_one_upgrade_per_round",
            ),
            models.CheckConstraint(condition=Q(state__in=list(State)), name="case_state_known"),
            models.CheckConstraint(
                condition=Q(target_stars=None) | Q(target_stars__range=(1, 5)), name="case_target_one_to_five"
            ),
            models.CheckConstraint(condition=Q(kind__in=CentreKind.values), name="case_kind_known"),
            region_check("case"),
        )
        indexes = (
            models.Index(fields=("body", "state", "due_on"), name="case_queue"),
            models.Index(fields=("round", "state", "region"), name="case_round_region"),
        )

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """The case's address; each role is shown its own page there."""
        return f"/cases/{self.number}/"


class CaseEvent(models.Model):
    """One transition of a case, in order."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="events")
    sequence = models.PositiveIntegerField()
    action = models.CharField(max_length=32)
    source = models.CharField(max_length=16, blank=True)
    target = models.CharField(max_length=16)
    level = models.CharField(max_length=16, blank=True)
    role = models.CharField(max_length=16, choices=[(role.value, role.label) for role in Role])
    by = models.ForeignKey("rating.User", models.PROTECT, null=True, related_name="+")
    reason = models.TextField("理由", blank=True)
    at = models.DateTimeField()

    class Meta:
        """A case's history is in order of its versions and has no doubles."""

        constraints = (
            models.UniqueConstraint(fields=("case", "sequence"), name="case_event_once_per_sequence"),
        )
        ordering = ("case", "sequence")
        indexes = (models.Index(fields=("by", "case"), name="case_event_by"),)


class IndicatorReturn(models.Model):
    """Why an indicator was opened again for correction (退回补正)."""

    event = models.ForeignKey(CaseEvent, models.CASCADE, related_name="returns")
    case = models.ForeignKey(Case, models.CASCADE, related_name="returns")
    serial = models.CharField(max_length=8)
    """Empty for the application form itself."""
    reason = models.TextField("补正要求")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """One reason per indicator and return."""

        constraints = (
            models.UniqueConstraint(fields=("event", "serial"), name="return_once_per_indicator"),
            models.CheckConstraint(condition=~Q(reason=""), name="return_has_reason"),
        )


class Note(models.Model):
    """A note of one officer for colleagues; applicants never see it."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="notes")
    by = models.ForeignKey("rating.User", models.PROTECT, related_name="+")
    text = models.TextField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Newest last."""

        constraints = (models.CheckConstraint(condition=~Q(text=""), name="note_has_text"),)
        ordering = ("case", "at", "id")
