"""What the minutes of a meeting say: nothing but what happened in it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction

from django.db.models import Max
from django.utils import timezone

from xingping.core.lifecycle import Action
from xingping.core.points import HUNDREDTHS
from xingping.core.standard import Edition
from xingping.core.voting import Outcome
from xingping.documents.minutes import Agendum, MinutesText, PanelCorrection, Vote
from xingping.rating.models import AgendaItem, CaseEvent, Correction, Decision, PanelMeeting
from xingping.rating.queries.ballots import ABSENT, RECUSED, Voice, voices_of
from xingping.rating.queries.pinned import rules_of

DRAFT = "草稿（会议尚未结束）"
_WORDS = {ABSENT: "缺席"}
"""As minutes put it."""


def minutes_of(meeting: PanelMeeting) -> tuple[MinutesText, Edition]:
    """The text of a meeting's minutes and the edition that its round is rated by."""
    items = [item for item in _items(meeting) if item.opened_at or _sent_back(item)]
    members = list(meeting.members.select_related("person").order_by("-chair", "person__name"))
    names = [one.person.get_full_name() for one in members]
    agenda = [_agendum(item) for item in items]
    present = _present(agenda)
    return MinutesText(
        body=meeting.body.name,
        number=meeting_number(meeting) if meeting.closed_at else DRAFT,
        round_name=meeting.round.name,
        held=held_on(meeting),
        place=meeting.place,
        chair=next((one.person.get_full_name() for one in members if one.chair), ""),
        recorder=meeting.recorder.get_full_name(),
        members=names,
        present=[name for name in names if name in present],
        absent=[name for name in names if name not in present],
        agenda=agenda,
        quorum=_quorum(meeting),
    ), rules_of(meeting.round).edition


def held_on(meeting: PanelMeeting) -> date:
    """The day of the meeting in Asia/Shanghai."""
    return timezone.localtime(meeting.held_at).date()


def meeting_number(meeting: PanelMeeting) -> str:
    """Which meeting of its round it is: 第 2 次会议."""
    before = PanelMeeting.objects.filter(round=meeting.round_id, pk__lte=meeting.pk).count()
    return f"第 {before} 次会议"


def _quorum(meeting: PanelMeeting) -> str:
    quorum = rules_of(meeting.round).policy.quorum
    return (
        f"到会委员不少于全体委员的{quorum.label}，赞成票超过全体委员的半数为通过；"
        "回避的委员不计入（本机构规定）"
    )


def _present(agenda: Iterable[Agendum]) -> set[str]:
    """Whoever voted or abstained on anything."""
    return {
        one.member for item in agenda for one in item.votes if one.vote not in (RECUSED, *_WORDS.values())
    }


def _items(meeting: PanelMeeting) -> list[AgendaItem]:
    """The items in the order in which they came up."""
    items = AgendaItem.objects.filter(meeting=meeting).select_related(
        "case__centre", "case__round", "meeting"
    )
    return sorted(items, key=lambda one: (one.opened_at or one.done_at or timezone.now(), one.position))


def _agendum(item: AgendaItem) -> Agendum:
    decision = Decision.objects.filter(item=item).first()
    event = _sent_back(item)
    return Agendum(
        case=item.case.number,
        centre=item.case.centre.name,
        total=Fraction(item.total) if item.total else None,
        stars=item.stars or 0,
        outcome=_outcome(item, decision, event),
        votes=[Vote(one.name, _WORDS.get(one.did, one.did)) for one in _voices(item)],
        corrections=[
            PanelCorrection(one.serial, Fraction(one.before), Fraction(one.points, HUNDREDTHS), one.reason)
            for one in Correction.objects.filter(item=item).order_by("pk")
        ],
        reason=decision.reason if decision else event.reason if event else "",
    )


def _voices(item: AgendaItem) -> tuple[Voice, ...]:
    return voices_of(item) if item.closed_at else ()


def _outcome(item: AgendaItem, decision: Decision | None, event: CaseEvent | None) -> str:
    if item.opened_at is None:
        return "退回评审"
    if item.closed_at is None:
        return "正在表决"
    said = Outcome(item.outcome).label
    if decision is not None:
        return f"{said}，作出评定结论" if decision.stars else f"{said}，不授予星级"
    return f"{said}，退回评审" if event else said


def _sent_back(item: AgendaItem) -> CaseEvent | None:
    """The event by which the case was sent back from this item, if it was."""
    if item.done_at is None:
        return None
    events = CaseEvent.objects.filter(case=item.case_id, action=Action.SEND_BACK, at__lte=item.done_at)
    earlier = AgendaItem.objects.filter(case=item.case_id, done_at__lt=item.done_at)
    last = earlier.aggregate(last=Max("done_at"))["last"]
    return (events.filter(at__gt=last) if last else events).order_by("-sequence").first()
