"""A meeting of the panel around its votes: another member, its end, the signed minutes."""

from __future__ import annotations

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from xingping.core.roles import Role
from xingping.core.voting import Outcome
from xingping.rating.actor import Actor
from xingping.rating.errors import refuse
from xingping.rating.models import AgendaItem, MinutesScan, PanelMeeting, PanelMember, RoleGrant, User
from xingping.rating.permissions import require
from xingping.rating.queries.grants import active
from xingping.rating.services.audit import record
from xingping.rating.services.panel import tell_of_meeting
from xingping.rating.services.scans import keep_scan
from xingping.rating.verbs import Verb

SCAN_MEGABYTES = 50
SCAN = "签名的会议纪要"


def add_panel_member(actor: Actor, meeting_id: int, person: User) -> PanelMember:
    """Call another member to a meeting, as where too few are left after recusal; never during a vote.

    Raises RefusedError: `not_found`, `not_allowed`, `meeting_closed`, `other_vote_running`,
    `not_a_panel_member`.
    """
    with transaction.atomic():
        meeting = locked_meeting(meeting_id)
        role = require(actor, Verb.CHANGE, meeting)
        _refuse_closed(meeting)
        if _running(meeting):
            raise refuse("other_vote_running")
        held = RoleGrant.objects.filter(active(), role=Role.PANEL, body=meeting.body_id, person=person)
        if not held.exists():
            raise refuse("not_a_panel_member", name=person.get_full_name())
        member, called = PanelMember.objects.get_or_create(meeting=meeting, person=person)
        if called:
            record(actor, role, "panel.add_member", meeting, after={"member": person.pk})
            tell_of_meeting(meeting, person)
    return member


def close_meeting(actor: Actor, meeting_id: int) -> PanelMeeting:
    """End a meeting. Cases that were not voted on, or without quorum, may go to another meeting.

    Raises RefusedError: `not_found`, `not_allowed`, `meeting_closed`, `other_vote_running`,
    `votes_undecided` where a vote counted and nothing was decided on it.
    """
    with transaction.atomic():
        meeting = locked_meeting(meeting_id)
        role = require(actor, Verb.CLOSE, meeting)
        _refuse_closed(meeting)
        if _running(meeting):
            raise refuse("other_vote_running")
        left = AgendaItem.objects.filter(meeting=meeting, done_at=None)
        undecided = left.filter(outcome__in=(Outcome.PASSED, Outcome.FAILED))
        numbers = list(undecided.values_list("case__number", flat=True))
        if numbers:
            raise refuse("votes_undecided", count=len(numbers), cases="、".join(numbers))
        put_off = list(left.values_list("case_id", flat=True))
        left.update(done_at=timezone.now())
        meeting.closed_at = timezone.now()
        meeting.save(update_fields=["closed_at"])
        record(actor, role, "panel.close", meeting, after={"put_off": put_off})
    return meeting


def keep_signed_minutes(actor: Actor, meeting_id: int, given: UploadedFile[bytes]) -> MinutesScan:
    """Keep the scan of the signed minutes of a closed meeting; a later scan takes the place of this one.

    Raises RefusedError: `not_found`, `not_allowed`, `meeting_running`, `upload_too_large`, `invalid`.
    """
    require(actor, Verb.CHANGE, locked_meeting(meeting_id, lock=False))
    blob, name = keep_scan(given, SCAN_MEGABYTES, SCAN)
    with transaction.atomic():
        meeting = locked_meeting(meeting_id)
        role = require(actor, Verb.CHANGE, meeting)
        if meeting.closed_at is None:
            raise refuse("meeting_running")
        MinutesScan.objects.filter(meeting=meeting, current=True).update(current=False)
        scan = MinutesScan.objects.create(meeting=meeting, blob=blob, file_name=name, by=actor.person)
        record(actor, role, "panel.minutes", meeting, after={"scan": blob.sha256})
    return scan


def locked_meeting(meeting_id: int, *, lock: bool = True) -> PanelMeeting:
    """A meeting under its row lock; on SQLite the transaction itself is the lock."""
    found = PanelMeeting.objects.select_related("round")
    meeting = (found.select_for_update(of=("self",)) if lock else found).filter(pk=meeting_id).first()
    if meeting is None:
        raise refuse("not_found")
    return meeting


def _refuse_closed(meeting: PanelMeeting) -> None:
    if meeting.closed_at:
        raise refuse("meeting_closed")


def _running(meeting: PanelMeeting) -> bool:
    return AgendaItem.objects.filter(meeting=meeting, closed_at=None).exclude(opened_at=None).exists()
