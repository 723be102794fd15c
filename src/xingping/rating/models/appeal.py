"""The appeal (申诉复查) of an applicant, per indicator; and the hearing before a rating is ended."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from xingping.rating.models.case import Case
from xingping.rating.models.organisation import RatingBody
from xingping.rating.models.panel import Decision


class Appeal(models.Model):
    """申诉 against a result, once a case; before and after stand beside each other."""

    case = models.OneToOneField(Case, models.PROTECT, related_name="appeal")
    body = models.ForeignKey(RatingBody, models.PROTECT, related_name="appeals")
    before = models.ForeignKey(Decision, models.PROTECT, related_name="appealed")
    after = models.ForeignKey(Decision, models.PROTECT, null=True, blank=True, related_name="+")
    """The decision that stands afterwards: a new one, or `before` where nothing changed."""
    reason = models.TextField("申诉请求")
    filed_by = models.ForeignKey("rating.User", models.PROTECT, related_name="+")
    filed_at = models.DateTimeField()
    due_on = models.DateField("答复期限", db_index=True)
    heard_on = models.DateField("复查日期", null=True, blank=True)
    conclusion = models.TextField("复查结论", blank=True)
    decided_by = models.ForeignKey(
        "rating.User", models.PROTECT, null=True, blank=True, related_name="appeals_decided"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Decided with everything that belongs to it, or not at all."""

        constraints = (
            models.CheckConstraint(condition=~Q(reason=""), name="appeal_has_reason"),
            models.CheckConstraint(
                condition=Q(decided_at=None, decided_by=None, after=None, heard_on=None, conclusion="")
                | (
                    Q(
                        decided_at__isnull=False,
                        decided_by__isnull=False,
                        after__isnull=False,
                        heard_on__isnull=False,
                    )
                    & ~Q(conclusion="")
                ),
                name="appeal_decided_whole",
            ),
        )


class AppealItem(models.Model):
    """One indicator that is appealed against: the ground, and the answer."""

    appeal = models.ForeignKey(Appeal, models.PROTECT, related_name="items")
    serial = models.CharField(max_length=8)
    ground = models.TextField("理由")
    before = models.CharField(max_length=40)
    """Exact points as a fraction in lowest terms, before the appeal."""
    after = models.CharField(max_length=40, blank=True)
    """The same after it; equal where the points were kept."""
    answer = models.TextField("答复", blank=True)

    class Meta:
        """Each indicator once, with a ground; answered with points and reason together."""

        constraints = (
            models.UniqueConstraint(fields=("appeal", "serial"), name="appeal_item_once"),
            models.CheckConstraint(condition=~Q(ground=""), name="appeal_item_has_ground"),
            models.CheckConstraint(
                condition=Q(after="", answer="") | (~Q(after="") & ~Q(answer="")),
                name="appeal_item_answered_whole",
            ),
        )
        ordering = ("appeal", "pk")


class AppealHearer(models.Model):
    """Somebody who heard the appeal and took no part in the decision."""

    appeal = models.ForeignKey(Appeal, models.PROTECT, related_name="hearers")
    person = models.ForeignKey("rating.User", models.PROTECT, related_name="+")

    class Meta:
        """Each once."""

        constraints = (models.UniqueConstraint(fields=("appeal", "person"), name="appeal_hearer_once"),)


class Hearing(models.Model):
    """Written notice before a rating is ended (终止评定), and what the applicant says to it in time."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="hearings")
    reason = models.TextField("拟终止的事实与理由")
    given_on = models.DateField("告知日期")
    until = models.DateField("陈述申辩最后一日")
    statement = models.TextField("陈述申辩", blank=True)
    said_by = models.ForeignKey("rating.User", models.PROTECT, null=True, blank=True, related_name="+")
    said_at = models.DateTimeField(null=True, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)
    """The body no longer means to end the rating."""
    by = models.ForeignKey("rating.User", models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """One running at a time; a statement has its author and time."""

        constraints = (
            models.UniqueConstraint(
                fields=("case",), condition=Q(dropped_at=None), name="hearing_one_running"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="hearing_has_reason"),
            models.CheckConstraint(
                condition=Q(statement="", said_at=None, said_by=None)
                | (~Q(statement="") & Q(said_at__isnull=False, said_by__isnull=False)),
                name="hearing_statement_whole",
            ),
        )
        ordering = ("case", "pk")
