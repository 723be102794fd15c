"""The improvement plan (改进提升计划) of a told result: tasks, progress, what is promised in public."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from xingping.rating.models.case import Case
from xingping.rating.models.fields import region_check, region_field
from xingping.rating.models.organisation import Centre, RatingBody
from xingping.rating.models.panel import Decision

DONE_PERCENT = 100


class TaskState(models.TextChoices):
    """How far a task is."""

    OPEN = "open", "未开始"
    RUNNING = "running", "进行中"
    DONE = "done", "已完成"
    DROPPED = "dropped", "不再做"
    CARRIED = "carried", "已转入下一计划"


class ImprovementPlan(models.Model):
    """One a case; written by `services.improving` only."""

    case = models.OneToOneField(Case, models.PROTECT, related_name="improvement_plan")
    centre = models.ForeignKey(Centre, models.PROTECT, related_name="improvement_plans")
    body = models.ForeignKey(RatingBody, models.PROTECT, related_name="improvement_plans")
    region = region_field()
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="+")
    """The decision from whose points the tasks were proposed."""
    tasks_made = models.PositiveSmallIntegerField(default=0)
    created_by = models.ForeignKey("rating.User", models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField()
    is_demo = models.BooleanField("演示", default=False)

    class Meta:
        """Found by body and region."""

        constraints = (region_check("improvement_plan"),)
        indexes = (models.Index(fields=("body", "region"), name="improvement_body_region"),)

    def __str__(self) -> str:
        return f"{self.case_id}"


class ImprovementTask(models.Model):
    """One thing to do, by somebody, until a day."""

    plan = models.ForeignKey(ImprovementPlan, models.PROTECT, related_name="tasks")
    number = models.PositiveSmallIntegerField()
    serial = models.CharField("指标", max_length=8, blank=True)
    """Of the indicator that it is to raise; empty: none in particular."""
    point = models.CharField("评分要点", max_length=30, blank=True)
    title = models.CharField("要做什么", max_length=200)
    owner = models.CharField("责任岗位", max_length=60, blank=True)
    """A post or a name of the centre's own people, as the centre writes it."""
    due_on = models.DateField("完成日期", null=True, blank=True)
    state = models.CharField(max_length=8, choices=TaskState.choices, default=TaskState.OPEN)
    percent = models.PositiveSmallIntegerField("进度", default=0)
    done_on = models.DateField("完成于", null=True, blank=True)
    commitment = models.CharField("公开承诺", max_length=200, blank=True)
    """What the centre promises in public, in its own words."""
    committed_on = models.DateField("承诺日期", null=True, blank=True)
    carried_from = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="carried_to"
    )
    """The unfinished task of the centre's earlier plan that goes on in this one."""
    version = models.PositiveIntegerField(default=1)

    class Meta:
        """Done means wholly done, on a day; a promise has its words and its day."""

        constraints = (
            models.UniqueConstraint(fields=("plan", "number"), name="improvement_task_number_once"),
            models.CheckConstraint(condition=~Q(title=""), name="improvement_task_has_title"),
            models.CheckConstraint(
                condition=Q(state__in=TaskState.values), name="improvement_task_state_known"
            ),
            models.CheckConstraint(
                condition=Q(percent__lte=DONE_PERCENT), name="improvement_task_percent_to_hundred"
            ),
            models.CheckConstraint(
                condition=Q(state=TaskState.DONE, percent=DONE_PERCENT, done_on__isnull=False)
                | (~Q(state=TaskState.DONE) & Q(percent__lt=DONE_PERCENT, done_on=None)),
                name="improvement_task_done_with_day",
            ),
            models.CheckConstraint(
                condition=Q(commitment="", committed_on=None)
                | (~Q(commitment="") & Q(committed_on__isnull=False)),
                name="improvement_task_commitment_with_day",
            ),
        )
        ordering = ("plan", "number")

    def __str__(self) -> str:
        return self.title


class TaskProgress(models.Model):
    """One report on a task, in order."""

    task = models.ForeignKey(ImprovementTask, models.PROTECT, related_name="reports")
    sequence = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=TaskState.choices)
    percent = models.PositiveSmallIntegerField()
    note = models.TextField("进展", blank=True)
    by = models.ForeignKey("rating.User", models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """In order, without doubles."""

        constraints = (
            models.UniqueConstraint(fields=("task", "sequence"), name="task_progress_once"),
            models.CheckConstraint(
                condition=Q(percent__lte=DONE_PERCENT), name="task_progress_percent_to_hundred"
            ),
        )
        ordering = ("task", "sequence")
