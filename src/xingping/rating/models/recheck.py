"""Random re-check (随机抽查) of stars in force: a draw that anybody can repeat, and what was found."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from xingping.rating.models.certificate import Certificate
from xingping.rating.models.certificate_life import Incident
from xingping.rating.models.fields import hash_field
from xingping.rating.models.organisation import RatingBody
from xingping.rating.models.round import Round


class RecheckDraw(models.Model):
    """One draw among the certificates of a round: its list and its seed are fixed before it is drawn."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="recheck_draws")
    body = models.ForeignKey(RatingBody, models.PROTECT, related_name="recheck_draws")
    number = models.PositiveSmallIntegerField()
    percent = models.PositiveSmallIntegerField("抽查比例")
    population = models.JSONField("候选名单")
    """Numbers of the certificates in force when the seed was fixed, sorted."""
    population_hash = hash_field()
    seed = models.CharField("种子", max_length=64)
    """256 random bits in hex; shown only once it is drawn."""
    seed_hash = hash_field()
    """Recorded and shown before the draw, so that the seed cannot be changed afterwards."""
    public_word = models.CharField("公开的随机文字", max_length=80, blank=True)
    """Something that nobody knew when the seed was fixed, such as the numbers of a lottery of that day."""
    prepared_by = models.ForeignKey("rating.User", models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField()
    drawn_by = models.ForeignKey("rating.User", models.PROTECT, null=True, related_name="+")
    drawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Numbered within the round; one waits at a time."""

        constraints = (
            models.UniqueConstraint(fields=("round", "number"), name="recheck_draw_number_once"),
            models.UniqueConstraint(
                fields=("round",), condition=Q(drawn_at=None), name="recheck_draw_one_waiting"
            ),
            models.CheckConstraint(condition=Q(percent__range=(1, 100)), name="recheck_draw_percent_known"),
            models.CheckConstraint(
                condition=Q(drawn_at=None, drawn_by=None) | Q(drawn_at__isnull=False, drawn_by__isnull=False),
                name="recheck_draw_drawn_by_somebody",
            ),
        )
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.round_id}/{self.number}"


class RecheckState(models.TextChoices):
    """What a re-check came to."""

    OPEN = "open", "待抽查"
    KEPT = "kept", "符合，维持星级"
    CONCERN = "concern", "发现问题，转入事件"


class Recheck(models.Model):
    """One certificate that was drawn, and what was found at its centre."""

    draw = models.ForeignKey(RecheckDraw, models.PROTECT, related_name="rechecks")
    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="rechecks")
    body = models.ForeignKey(RatingBody, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=8, choices=RecheckState.choices, default=RecheckState.OPEN)
    checked_on = models.DateField("抽查日期", null=True, blank=True)
    finding = models.TextField("抽查情况", blank=True)
    incident = models.OneToOneField(Incident, models.PROTECT, null=True, blank=True, related_name="recheck")
    by = models.ForeignKey("rating.User", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Drawn once a draw; told with its day and finding; a concern has its incident."""

        constraints = (
            models.UniqueConstraint(fields=("draw", "certificate"), name="recheck_certificate_once"),
            models.UniqueConstraint(fields=("draw", "position"), name="recheck_position_once"),
            models.CheckConstraint(
                condition=Q(state=RecheckState.OPEN, checked_on=None, finding="", by=None)
                | (
                    Q(state__in=(RecheckState.KEPT, RecheckState.CONCERN), checked_on__isnull=False)
                    & Q(by__isnull=False)
                    & ~Q(finding="")
                ),
                name="recheck_told_with_finding",
            ),
            models.CheckConstraint(
                condition=Q(state=RecheckState.CONCERN, incident__isnull=False)
                | (~Q(state=RecheckState.CONCERN) & Q(incident=None)),
                name="recheck_concern_has_incident",
            ),
        )
        ordering = ("draw", "position")
