"""What is before a meeting at this moment, for the projector and for each member's phone."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction

from django.utils import timezone

from xingping.core.voting import Outcome
from xingping.rating.actor import Actor
from xingping.rating.models import (
    AgendaItem,
    Ballot,
    Correction,
    Decision,
    PanelMeeting,
    PanelMember,
    Recusal,
)
from xingping.rating.permissions import allowed
from xingping.rating.queries.ballots import Tally, tally
from xingping.rating.queries.meetings import present_item
from xingping.rating.verbs import Verb

FRESH = timedelta(hours=12)
"""How long the last vote of a meeting stays on the screen."""


@dataclass(frozen=True)
class Present:
    """The present item as a viewer may see it. `mark` changes whenever anything shown changes."""

    mark: str
    item: AgendaItem | None = None
    hidden: bool = False
    """Another case is voted on, from which the viewer recused."""
    tally: Tally | None = None
    total: Fraction | None = None
    """Exact points voted on."""
    own: str = ""
    """The viewer's own ballot."""
    may_vote: bool = False
    chairs: bool = False
    corrections: int = 0
    decision: Decision | None = None

    @property
    def running(self) -> bool:
        """Whether votes can be cast now."""
        return self.item is not None and self.item.opened_at is not None and self.item.closed_at is None

    @property
    def outcome(self) -> Outcome | None:
        """What the closed vote says."""
        return Outcome(self.item.outcome) if self.item and self.item.outcome else None


def present(viewer: Actor, meeting: PanelMeeting) -> Present:
    """What the viewer sees of the meeting now."""
    item = present_item(meeting)
    if item is None or _stale(item):
        return Present(_mark("", meeting.closed_at))
    if allowed(viewer, Verb.VIEW, item.case) is not None:
        return Present(
            _mark("hidden", item.pk, item.closed_at, meeting.closed_at), hidden=item.done_at is None
        )
    counted = tally(item)
    seat = PanelMember.objects.filter(meeting=meeting, person=viewer.user).first()
    own = Ballot.objects.filter(item=item, member=seat).first() if seat else None
    decision = Decision.objects.filter(item=item).first()
    return Present(
        mark=_mark(item.pk, item.closed_at, counted.cast, counted.entitled, own, decision, meeting.closed_at),
        item=item,
        tally=counted,
        total=Fraction(item.total) if item.total else None,
        own=own.vote if own else "",
        may_vote=seat is not None and own is None and allowed(viewer, Verb.VOTE, item.case) is None,
        chairs=bool(seat and seat.chair) and allowed(viewer, Verb.CHAIR, item.case) is None,
        corrections=Correction.objects.filter(case=item.case_id, standing=True).count(),
        decision=decision,
    )


def recused_from(viewer: Actor, meeting: PanelMeeting) -> int:
    """From how many cases of the meeting the viewer recused."""
    cases = AgendaItem.objects.filter(meeting=meeting).values("case")
    return Recusal.objects.filter(person=viewer.user, case__in=cases).count()


def _stale(item: AgendaItem) -> bool:
    return item.done_at is not None and timezone.now() - item.done_at > FRESH


def _mark(*parts: object) -> str:
    return hashlib.sha256(repr([str(one) for one in parts]).encode()).hexdigest()[:12]
