"""The panel (评定委员会): meetings, agenda, ballots, corrections, the decision and the feedback on it."""

from __future__ import annotations

from fractions import Fraction

from django.db import models
from django.db.models import Q

from xingping.core.voting import Ballot as Choice
from xingping.core.voting import Outcome as VoteOutcome
from xingping.rating.models.case import Case
from xingping.rating.models.evidence import Blob
from xingping.rating.models.fields import hash_field
from xingping.rating.models.organisation import RatingBody


class PanelMeeting(models.Model):
    """One meeting of the panel for a round."""

    body = models.ForeignKey(RatingBody, models.PROTECT, related_name="panel_meetings")
    round = models.ForeignKey("rating.Round", models.PROTECT, related_name="panel_meetings")
    held_at = models.DateTimeField("会议时间")
    place = models.CharField("地点", max_length=200)
    recorder = models.ForeignKey("rating.User", models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def get_absolute_url(self) -> str:
        """The meeting's address for its members; officers keep it on their own pages."""
        return f"/panel/meetings/{self.pk}/"


class PanelMember(models.Model):
    """A member called to a meeting; all members count for the majority, present or not."""

    meeting = models.ForeignKey(PanelMeeting, models.PROTECT, related_name="members")
    person = models.ForeignKey("rating.User", models.PROTECT, related_name="panel_seats")
    chair = models.BooleanField("主持人", default=False)

    class Meta:
        """Each once, one chair."""

        constraints = (
            models.UniqueConstraint(fields=("meeting", "person"), name="panel_member_once"),
            models.UniqueConstraint(
                fields=("meeting",), condition=Q(chair=True), name="panel_meeting_has_one_chair"
            ),
        )


class MinutesScan(models.Model):
    """The signed minutes of a meeting as a scan; a later one takes its place, none is overwritten."""

    meeting = models.ForeignKey(PanelMeeting, models.PROTECT, related_name="scans")
    blob = models.ForeignKey(Blob, models.PROTECT, related_name="minutes_scans")
    file_name = models.CharField(max_length=255)
    current = models.BooleanField(default=True)
    by = models.ForeignKey("rating.User", models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """One current scan a meeting."""

        constraints = (
            models.UniqueConstraint(
                fields=("meeting",), condition=Q(current=True), name="minutes_one_current_scan"
            ),
        )


class AgendaItem(models.Model):
    """One case before a meeting. The vote is on the star that the points gave when it was opened."""

    meeting = models.ForeignKey(PanelMeeting, models.PROTECT, related_name="items")
    case = models.ForeignKey(Case, models.PROTECT, related_name="agenda_items")
    position = models.PositiveSmallIntegerField()
    opened_at = models.DateTimeField("开始表决", null=True, blank=True)
    closed_at = models.DateTimeField("结束表决", null=True, blank=True)
    stars = models.PositiveSmallIntegerField(null=True, blank=True)
    """Stars voted on; 0: none."""
    total = models.CharField(max_length=40, blank=True)
    """Exact points when the vote was opened, as a fraction in lowest terms."""
    entitled = models.JSONField("有表决权的委员", default=list)
    """Keys of the `PanelMember` rows that count for this vote, from its opening on; whoever is called to the
    meeting, or recuses from the case, later changes no vote that was opened before."""
    recused = models.JSONField("回避的委员", default=list)
    """Keys of the members who had recused when the vote was opened."""
    result_hash = hash_field(blank=True)
    outcome = models.CharField(
        max_length=16, blank=True, choices=[(one.value, one.value) for one in VoteOutcome]
    )
    done_at = models.DateTimeField(null=True, blank=True)
    """The case has left the panel since: decided or sent back."""

    class Meta:
        """A case stands on one open agenda only."""

        constraints = (
            models.UniqueConstraint(fields=("meeting", "position"), name="agenda_position_once"),
            models.UniqueConstraint(fields=("case",), condition=Q(done_at=None), name="agenda_case_once"),
            models.CheckConstraint(
                condition=Q(opened_at=None, stars=None, result_hash="")
                | (Q(opened_at__isnull=False, stars__range=(0, 5)) & ~Q(result_hash="")),
                name="agenda_vote_on_a_star",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, outcome="") | (Q(closed_at__isnull=False) & ~Q(outcome="")),
                name="agenda_closed_with_outcome",
            ),
        )
        ordering = ("meeting", "position")

    @property
    def outcome_label(self) -> str:
        """What the closed vote says, in Chinese."""
        return VoteOutcome(self.outcome).label if self.outcome else ""


class Recusal(models.Model):
    """A panel member who takes no part in one case."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="panel_recusals")
    person = models.ForeignKey("rating.User", models.PROTECT, related_name="+")
    reason = models.TextField("理由")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Once, with a reason."""

        constraints = (
            models.UniqueConstraint(fields=("case", "person"), name="panel_recusal_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="panel_recusal_has_reason"),
        )


class Ballot(models.Model):
    """A member's own vote, under their name; it stands once it is cast."""

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="ballots")
    member = models.ForeignKey(PanelMember, models.PROTECT, related_name="ballots")
    vote = models.CharField(max_length=8, choices=[(one.value, one.value) for one in Choice])
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """One ballot a member and item."""

        constraints = (
            models.UniqueConstraint(fields=("item", "member"), name="ballot_once"),
            models.CheckConstraint(
                condition=Q(vote__in=[one.value for one in Choice]), name="ballot_vote_known"
            ),
        )


class Correction(models.Model):
    """Points that the panel decided for an indicator, with before and after; the newest stands."""

    item = models.ForeignKey(AgendaItem, models.PROTECT, null=True, blank=True, related_name="corrections")
    """Empty for a correction by an appeal."""
    case = models.ForeignKey(Case, models.PROTECT, related_name="corrections")
    serial = models.CharField(max_length=8)
    before = models.CharField(max_length=40)
    """Exact points as a fraction in lowest terms."""
    points = models.PositiveIntegerField()
    """Hundredths of a point."""
    reason = models.TextField("理由")
    by = models.ForeignKey("rating.User", models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    standing = models.BooleanField(default=True)

    class Meta:
        """One standing correction an indicator."""

        constraints = (
            models.UniqueConstraint(
                fields=("case", "serial"), condition=Q(standing=True), name="correction_once_per_indicator"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="correction_has_reason"),
        )

    @property
    def before_points(self) -> Fraction:
        """Exact points before."""
        return Fraction(self.before)


class Decision(models.Model):
    """评定结论 of the panel on a case. A later one supersedes it; it is never changed otherwise."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="decisions")
    item = models.OneToOneField(AgendaItem, models.PROTECT, null=True, blank=True, related_name="decision")
    """Empty for the decision of an appeal, which is not voted on."""
    stars = models.PositiveSmallIntegerField()
    """Proposed for award; 0: none."""
    total = models.CharField(max_length=40)
    """Exact points as a fraction in lowest terms."""
    result = models.JSONField()
    """The exact result as `proof.bundle.result_part` writes it."""
    members = models.PositiveSmallIntegerField()
    present = models.PositiveSmallIntegerField()
    in_favour = models.PositiveSmallIntegerField()
    against = models.PositiveSmallIntegerField()
    abstained = models.PositiveSmallIntegerField()
    reason = models.TextField("理由", blank=True)
    by = models.ForeignKey("rating.User", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """One standing decision a case."""

        constraints = (
            models.UniqueConstraint(
                fields=("case",), condition=Q(superseded_at=None), name="decision_one_standing"
            ),
            models.CheckConstraint(condition=Q(stars__range=(0, 5)), name="decision_stars_known"),
            models.CheckConstraint(
                condition=Q(item__isnull=False)
                | Q(members=0, present=0, in_favour=0, against=0, abstained=0),
                name="decision_without_item_has_no_votes",
            ),
        )


class Feedback(models.Model):
    """The applicant's answer to the draft result: confirmed, or errors of fact at indicators."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="feedbacks")
    decision = models.OneToOneField(Decision, models.PROTECT, related_name="feedback")
    confirmed = models.BooleanField("确认无误")
    errors = models.JSONField("事实错误", default=dict)
    """{serial: what is wrong in fact}."""
    error_count = models.PositiveSmallIntegerField(default=0)
    by = models.ForeignKey("rating.User", models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Confirmed without errors, or errors."""

        constraints = (
            models.CheckConstraint(
                condition=Q(confirmed=True, error_count=0) | Q(confirmed=False, error_count__gt=0),
                name="feedback_confirms_or_names_errors",
            ),
        )


class ClaimRefusal(models.Model):
    """Why an error of fact that an applicant named is not taken up; it is told beside what was named."""

    feedback = models.ForeignKey(Feedback, models.PROTECT, related_name="refusals")
    serial = models.CharField(max_length=8)
    reason = models.TextField("不采纳的理由")
    by = models.ForeignKey("rating.User", models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Once for each error named, with a reason."""

        constraints = (
            models.UniqueConstraint(fields=("feedback", "serial"), name="claim_refused_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="claim_refused_with_reason"),
        )
