"""Surveys of residents (row 58 of the standard asks a centre to know its four rates)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from xingping.core.household import LONGEST_ADDRESS
from xingping.core.sample_plan import ONCE_LABELS, OnceBy
from xingping.rating.models.fields import hash_field, region_check, region_field
from xingping.rating.models.organisation import Centre, RatingBody
from xingping.rating.models.round import Round

LONGEST_TAG = 20


class SurveyChannel(models.TextChoices):
    """How an answer came."""

    LINK = "link", "链接"
    QR = "qr", "扫码"
    KIOSK = "kiosk", "现场平板"
    PAPER = "paper", "纸质问卷"


class Survey(models.Model):
    """One survey about one centre. Questionnaire and plan are pinned; the key dies when the survey ends."""

    body = models.ForeignKey(RatingBody, models.PROTECT, related_name="surveys")
    centre = models.ForeignKey(Centre, models.PROTECT, related_name="surveys")
    round = models.ForeignKey(Round, models.PROTECT, null=True, blank=True, related_name="surveys")
    """The rating round for whose centres it was begun together with others."""
    region = region_field()
    token = models.CharField(max_length=32, unique=True)
    questionnaire = models.JSONField()
    plan = models.JSONField()
    once_by = models.CharField(
        "防重复", max_length=8, choices=[(one.value, ONCE_LABELS[one]) for one in OnceBy]
    )
    opens_on = models.DateField("开始日期")
    closes_on = models.DateField("截止日期")
    population = models.PositiveIntegerField("服务人口")
    """Adults served: for the margin of error."""
    planned = models.PositiveIntegerField("计划样本")
    is_published = models.BooleanField("结果向公众公布", default=True)
    sealed_key = models.TextField(blank=True)
    """Encrypted; keys the marks against double answers; emptied at the end."""
    ended_at = models.DateTimeField(null=True, blank=True)
    texts_erased_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey("rating.User", models.PROTECT, related_name="+")
    is_demo = models.BooleanField("演示", default=False)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """The last guards."""

        verbose_name = "居民调查"
        constraints = (
            models.CheckConstraint(condition=Q(closes_on__gte=F("opens_on")), name="survey_dates"),
            models.CheckConstraint(condition=Q(population__gt=0, planned__gt=0), name="survey_sizes"),
            models.CheckConstraint(
                condition=Q(planned__lte=F("population")), name="survey_plans_no_more_than_there_are"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(sealed_key=""), name="survey_key_dies_at_its_end"
            ),
            models.CheckConstraint(
                condition=Q(once_by__in=[one.value for one in OnceBy]), name="survey_once_by_known"
            ),
            models.UniqueConstraint(
                fields=("round", "centre"), condition=Q(ended_at=None), name="survey_once_a_round_and_centre"
            ),
            region_check("survey"),
        )
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.centre.name} {self.opens_on}"

    @classmethod
    def about(cls, centre: Centre) -> Survey:
        """A survey about a centre, not kept: for asking who may begin one."""
        return cls(body=centre.body, centre=centre, region=centre.region, is_demo=centre.is_demo)


class SurveyAnswer(models.Model):
    """One person's answers; nothing tells who. What was said in words lies in `SurveyText`."""

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="answers")
    person = hash_field()
    """Keyed hash of what the person gave against double answers; of chance where paper gives nothing."""
    is_checked = models.BooleanField(default=True)
    """Whether `person` tells double answers; false for paper without a mark."""
    device = hash_field(blank=True)
    """Keyed hash of address and browser: many answers from one show as a pattern. Empty for paper."""
    channel = models.CharField(max_length=8, choices=SurveyChannel.choices)
    place = models.CharField(max_length=8, blank=True)
    """Id of the building in the plan."""
    answers = models.JSONField()
    seconds = models.PositiveIntegerField(null=True)
    """From the page to the answer; None for paper."""
    entered_by = models.ForeignKey("rating.User", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    excluded_at = models.DateTimeField(null=True, blank=True)
    excluded_by = models.ForeignKey("rating.User", models.PROTECT, null=True, related_name="+")
    reason = models.CharField("排除理由", max_length=400, blank=True)

    class Meta:
        """One person once; excluded by a person, with a reason only."""

        constraints = (
            models.UniqueConstraint(fields=("survey", "person"), name="survey_person_once"),
            models.CheckConstraint(
                condition=Q(excluded_at=None, excluded_by=None)
                | (Q(excluded_at__isnull=False, excluded_by__isnull=False) & ~Q(reason="")),
                name="survey_excluded_by_whom_and_why",
            ),
            models.CheckConstraint(
                condition=Q(channel=SurveyChannel.PAPER, entered_by__isnull=False)
                | (~Q(channel=SurveyChannel.PAPER) & Q(entered_by=None, is_checked=True)),
                name="survey_paper_entered_by_whom",
            ),
        )
        indexes = (models.Index(fields=("survey", "at"), name="survey_answers_in_time"),)
        ordering = ("pk",)


class SurveyHousehold(models.Model):
    """A household that is asked by letter. The list lives as long as the survey; no answer points to it.

    Its code follows from the survey's key, so that it is kept nowhere and dies with the key.
    """

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="households")
    number = models.PositiveIntegerField("户号")
    address = models.CharField("住址", max_length=LONGEST_ADDRESS)
    door_hash = hash_field()
    """Keyed hash of the address in one way of writing."""
    code_hash = hash_field()
    """Keyed hash of the code that counts now."""
    salt = models.CharField(max_length=32)
    """Of chance: with the survey's key it gives the code; another one when a letter is lost or misused."""
    letters = models.PositiveIntegerField("制作次数", default=0)
    made_at = models.DateTimeField("最近制作", null=True, blank=True)

    class Meta:
        """One row a household, one household a code."""

        verbose_name = "住户"
        constraints = (
            models.UniqueConstraint(fields=("survey", "number"), name="survey_household_number_once"),
            models.UniqueConstraint(fields=("survey", "door_hash"), name="survey_household_once"),
            models.UniqueConstraint(fields=("survey", "code_hash"), name="survey_household_code_once"),
            models.CheckConstraint(
                condition=Q(letters=0, made_at=None) | Q(letters__gt=0, made_at__isnull=False),
                name="survey_household_made_when",
            ),
        )
        ordering = ("number",)

    def __str__(self) -> str:
        return self.address


class SurveyText(models.Model):
    """What somebody wrote, with personal data hidden before it was kept."""

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="texts")
    answer = models.ForeignKey(SurveyAnswer, models.CASCADE, related_name="texts")
    question = models.CharField(max_length=20)
    text = models.TextField()

    class Meta:
        """One text a question."""

        constraints = (
            models.UniqueConstraint(fields=("answer", "question"), name="survey_text_once"),
            models.CheckConstraint(condition=~Q(text=""), name="survey_text_says_something"),
        )
        ordering = ("pk",)


class SurveyTag(models.Model):
    """A word that an officer puts on a text, to count and find what is said often."""

    text = models.ForeignKey(SurveyText, models.CASCADE, related_name="tags")
    tag = models.CharField("标签", max_length=LONGEST_TAG, db_index=True)
    by = models.ForeignKey("rating.User", models.PROTECT, related_name="+")

    class Meta:
        """Once a text."""

        constraints = (
            models.UniqueConstraint(fields=("text", "tag"), name="survey_tag_once"),
            models.CheckConstraint(condition=~Q(tag=""), name="survey_tag_says_something"),
        )
        ordering = ("tag",)
