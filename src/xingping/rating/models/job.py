"""Work in the background: what is to be done, how far it is, and who holds it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class JobState(models.TextChoices):
    """Where a job stands; `running` with a lease that ran out is taken up by the next worker."""

    WAITING = "waiting", _("等待中")
    RUNNING = "running", _("进行中")
    DONE = "done", _("已完成")
    FAILED = "failed", _("未完成")


class Job(models.Model):
    """One piece of work, done in steps of which each is done once.

    `steps` keeps the value of every finished step, so that a worker that takes over after a crash
    goes on from there. `lease_token` names the worker that holds the job until `lease_until`.
    """

    kind = models.CharField(_("任务"), max_length=60)
    title = models.CharField(_("名称"), max_length=200)
    arguments = models.JSONField(default=dict)
    key = models.CharField(max_length=120, blank=True, default="")
    state = models.CharField(_("状态"), max_length=10, choices=JobState.choices, default=JobState.WAITING)
    steps = models.JSONField(default=dict)
    progress = models.PositiveSmallIntegerField(_("进度"), default=0)
    doing = models.CharField(_("正在"), max_length=200, blank=True, default="")
    result = models.JSONField(null=True, blank=True)
    refusal = models.TextField(_("未完成的原因"), blank=True, default="")
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(default=timezone.now)
    lease_token = models.CharField(max_length=32, blank=True, default="")
    lease_until = models.DateTimeField(null=True, blank=True)
    woken_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(
        "rating.User", models.PROTECT, null=True, blank=True, related_name="jobs", verbose_name=_("发起人")
    )
    created_at = models.DateTimeField(_("发起时间"), auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("后台任务")
        ordering = ("-id",)
        indexes: ClassVar = [
            models.Index(
                fields=["state", "due_at"],
                condition=Q(state__in=["waiting", "running"]),
                name="job_open",
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(progress__lte=100), name="job_progress_percent"),
            models.CheckConstraint(condition=Q(state__in=JobState.values), name="job_state_known"),
            models.CheckConstraint(
                condition=~Q(state="running") | (Q(lease_until__isnull=False) & ~Q(lease_token="")),
                name="job_running_has_lease",
            ),
            models.UniqueConstraint(fields=["key"], condition=~Q(key=""), name="job_once_a_key"),
        ]


class Schedule(models.Model):
    """When a periodic piece of work is due next; moved on by whichever worker takes the turn."""

    name = models.CharField(max_length=60, primary_key=True)
    due_at = models.DateTimeField()
    last_started_at = models.DateTimeField(null=True, blank=True)
