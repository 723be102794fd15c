"""The panel's agenda: cases ordered by doubt, what is before the meeting now, what waits for a meeting."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, QuerySet

from xingping.core.lifecycle import State
from xingping.core.roles import Role
from xingping.rating.actor import Actor
from xingping.rating.errors import refuse
from xingping.rating.models import AgendaItem, Case, Decision, PanelMeeting, Recusal, RoleGrant, User
from xingping.rating.queries.grants import active
from xingping.rating.queries.results import CaseResult, case_results, certainties
from xingping.rating.queries.visibility import visible_cases, visible_meetings

if TYPE_CHECKING:
    from xingping.science.certainty import Certainty


@dataclass(frozen=True)
class AgendaLine:
    """An item of the agenda with what the points give and how certain that is."""

    item: AgendaItem
    found: CaseResult | None
    certainty: Certainty | None
    decision: Decision | None

    @property
    def total(self) -> Fraction | None:
        """Exact points: those voted on, before that those given now."""
        if self.item.total:
            return Fraction(self.item.total)
        return self.found.result.total if self.found else None

    @property
    def stars(self) -> int | None:
        """Stars decided, else voted on, else those that the points give now."""
        if self.decision is not None:
            return self.decision.stars
        if self.item.stars is not None:
            return self.item.stars
        return self.found.stars if self.found else None

    @property
    def doubt(self) -> float:
        """Probability (0 to 1) that another draw of assessors would have given another star."""
        if self.found is None or self.certainty is None:
            return 1.0
        return 1.0 - self.certainty.probabilities.get(self.found.result.stars or 0, 0.0)

    @property
    def certain_percent(self) -> str:
        """Probability of the star that the points give, in percent."""
        return f"{(1.0 - self.doubt) * 100:.1f}"

    @property
    def running(self) -> bool:
        """Whether the vote on it is open."""
        return self.item.opened_at is not None and self.item.closed_at is None

    @property
    def waiting(self) -> bool:
        """Whether it is still to be voted on."""
        return self.item.opened_at is None and self.item.done_at is None


def meeting_for(actor: Actor, meeting_id: int) -> PanelMeeting:
    """A meeting that a person may see. Raises RefusedError: `not_found`."""
    found = visible_meetings(actor).select_related("round", "body", "recorder").filter(pk=meeting_id).first()
    if found is None:
        raise refuse("not_found")
    return found


def agenda(actor: Actor, meeting: PanelMeeting) -> tuple[AgendaLine, ...]:
    """The items whose cases a person may see: the one voted on, then by doubt, then what is done."""
    items = AgendaItem.objects.filter(meeting=meeting, case__in=visible_cases(actor).values("pk"))
    found = list(items.select_related("case__centre", "case__round", "meeting"))
    results = case_results([item.case for item in found if item.case.state == State.IN_PANEL])
    sure = certain(results.values())
    decisions = {one.item_id: one for one in Decision.objects.filter(item__in=found)}
    lines = [
        AgendaLine(item, results.get(item.case_id), sure.get(item.case_id), decisions.get(item.pk))
        for item in found
    ]
    return tuple(sorted(lines, key=_place))


def whole_meeting_for(actor: Actor, meeting_id: int) -> PanelMeeting:
    """A meeting all of whose cases a person may see, as the minutes tell them all.

    Raises RefusedError: `not_found`.
    """
    meeting = meeting_for(actor, meeting_id)
    items = AgendaItem.objects.filter(meeting=meeting)
    if items.exclude(case__in=visible_cases(actor).values("pk")).exists():
        raise refuse("not_found")
    return meeting


def certain(results: Collection[CaseResult]) -> dict[int, Certainty]:
    """How certain the stars are; cases of which nothing can be said are left out."""
    try:
        return certainties(results)
    except ValueError:
        pass
    sure: dict[int, Certainty] = {}
    for one in results:
        try:
            sure |= certainties([one])
        except ValueError:
            continue
    return sure


def present_item(meeting: PanelMeeting) -> AgendaItem | None:
    """What is before the meeting now: the vote that runs, else what was opened last."""
    opened = AgendaItem.objects.filter(meeting=meeting).exclude(opened_at=None)
    return opened.select_related("case__centre", "case__round", "meeting").order_by("-opened_at").first()


def waiting_for_meeting(actor: Actor, meeting: PanelMeeting) -> QuerySet[Case]:
    """Cases before the panel that stand on no open agenda, of the meeting's round."""
    on_agenda = AgendaItem.objects.filter(case=OuterRef("pk"), done_at=None)
    cases = visible_cases(actor).filter(round=meeting.round_id, state=State.IN_PANEL)
    return cases.filter(~Exists(on_agenda)).select_related("centre", "round").order_by("number")


def panel_people(body_id: int) -> QuerySet[User]:
    """Everybody who holds the role of a panel member of a body now."""
    held = RoleGrant.objects.filter(active(), role=Role.PANEL, body=body_id)
    return User.objects.filter(pk__in=held.values("person")).order_by("name", "pk")


def recusals_of(case: Case, meeting: PanelMeeting) -> QuerySet[Recusal]:
    """Recusals from a case by members of a meeting."""
    return Recusal.objects.filter(Q(case=case, person__in=meeting.members.values("person"))).select_related(
        "person"
    )


def _place(line: AgendaLine) -> tuple[int, float, int]:
    if line.running:
        return (0, 0.0, line.item.position)
    if line.item.done_at is None:
        return (1, -line.doubt, line.item.position)
    return (2, 0.0, line.item.position)
