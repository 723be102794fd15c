"""What a person may see at all. Every list, search, count, export and look-up starts here.

The same grants and the same limits as in `permissions`; a test holds the two against each other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.db.models import Q, QuerySet

from xingping.core.lifecycle import State
from xingping.core.roles import Role
from xingping.rating.actor import Actor
from xingping.rating.models import (
    Announcement,
    Assessor,
    AuditEntry,
    Case,
    Centre,
    Certificate,
    Complaint,
    MediaReport,
    Notice,
    OpinionInvitation,
    PanelMeeting,
    RatingBody,
    Round,
    Survey,
    User,
    Webhook,
)
from xingping.rating.permissions import allowed
from xingping.rating.queries.assigned import assigned_to, on_agenda_of
from xingping.rating.queries.grants import Grant
from xingping.rating.relations import level_of
from xingping.rating.verbs import Verb

CODE_DIGITS = 12
NOTHING = Q(pk__in=())
EVERYTHING = ~NOTHING
Limit = Callable[[Grant], Q]


def in_region(prefix: str, column: str = "region") -> Q:
    """Condition: a 12-digit code lies in a region; a range, so that an index serves it."""
    if not prefix:
        return EVERYTHING
    return Q(
        **{
            f"{column}__gte": prefix.ljust(CODE_DIGITS, "0"),
            f"{column}__lte": prefix.ljust(CODE_DIGITS, "9"),
        }
    )


def visible_cases(actor: Actor) -> QuerySet[Case]:
    """Cases that a person may see."""
    return Case.objects.filter(_any_of(actor, _CASES) | _own_work(actor))


def counted_cases(actor: Actor) -> QuerySet[Case]:
    """Cases that enter the statistics a person may read; more than may be seen one by one, never drafts."""
    return Case.objects.filter(_any_of(actor, _STATISTICS)).exclude(state=State.DRAFT)


def visible_centres(actor: Actor) -> QuerySet[Centre]:
    """Centres whose record a person may see."""
    return Centre.objects.filter(_any_of(actor, _CENTRES))


def visible_rounds(actor: Actor) -> QuerySet[Round]:
    """Rounds that a person may see."""
    found = Round.objects.filter(_any_of(actor, _ROUNDS))
    return _only_covered(actor, found)


def visible_bodies(actor: Actor) -> QuerySet[RatingBody]:
    """Bodies that a person works for, audits or administers."""
    return RatingBody.objects.filter(_any_of(actor, _BODIES))


def visible_certificates(actor: Actor) -> QuerySet[Certificate]:
    """Certificates of the body and region, or of the own centre."""
    return Certificate.objects.filter(_any_of(actor, _CERTIFICATES))


def visible_assessors(actor: Actor) -> QuerySet[Assessor]:
    """Assessors in the registers that a person keeps or audits, and the person's own records."""
    own = Q(person=actor.user) if actor.user and Role.ASSESSOR in actor.roles else NOTHING
    of_own_body = Q(body__in=[grant.body_id for grant in actor.grants_as(Role.ASSESSOR)])
    return Assessor.objects.filter(_any_of(actor, _ASSESSORS) | (own & of_own_body))


def visible_meetings(actor: Actor) -> QuerySet[PanelMeeting]:
    """Meetings of the panel that a person keeps or audits, and those to which the person is called."""
    called = Q(members__person=actor.user) if actor.user and Role.PANEL in actor.roles else NOTHING
    of_own_body = Q(body__in=[grant.body_id for grant in actor.grants_as(Role.PANEL)])
    found = PanelMeeting.objects.filter(_any_of(actor, _MEETINGS) | (called & of_own_body)).distinct()
    return found.filter(
        pk__in=[one.pk for one in found.select_related("round") if allowed(actor, Verb.VIEW, one) is None]
    )


def visible_notices(actor: Actor) -> QuerySet[Notice]:
    """Notices, prepared ones too, of the bodies and regions that a person works for or audits."""
    found = Notice.objects.filter(_any_of(actor, _NOTICES)).select_related("round", "body")
    return found.filter(pk__in=[one.pk for one in found if allowed(actor, Verb.VIEW, one) is None])


def visible_announcements(actor: Actor) -> QuerySet[Announcement]:
    """Announcements, running ones too, of the bodies and regions that a person works for or audits."""
    found = Announcement.objects.filter(_any_of(actor, _NOTICES)).select_related("round", "body")
    return found.filter(pk__in=[one.pk for one in found if allowed(actor, Verb.VIEW, one) is None])


def visible_complaints(actor: Actor) -> QuerySet[Complaint]:
    """Complaints that a person may see; an officer never those about a centre the person stands for."""
    own = [grant.centre_id for grant in actor.grants_as(Role.APPLICANT)]
    office = _any_of(actor, _COMPLAINTS_OFFICE) & ~Q(centre__in=own, centre__isnull=False)
    return Complaint.objects.filter(office | _any_of(actor, _COMPLAINTS))


def visible_surveys(actor: Actor) -> QuerySet[Survey]:
    """Surveys of the bodies and regions that a person works for or audits, ended ones of the own centre."""
    return Survey.objects.filter(_any_of(actor, _SURVEYS))


def visible_opinions(actor: Actor) -> QuerySet[OpinionInvitation]:
    """Organisations asked for an opinion, and what they said; in no role those about the own centre."""
    shown = _any_of(actor, _OPINIONS)
    for grant in actor.grants:
        if actor.user and grant.role in _WORK:
            shown |= _case(grant) & Q(case__in=_WORK[grant.role](actor.user).values("pk"))
    own = [grant.centre_id for grant in actor.grants_as(Role.APPLICANT)]
    return OpinionInvitation.objects.filter(shown).exclude(centre__in=own)


def visible_media(actor: Actor) -> QuerySet[MediaReport]:
    """Reports of the media about centres of the body and region, or about the own centre."""
    return MediaReport.objects.filter(_any_of(actor, _MEDIA), removed_at=None)


def visible_webhooks(actor: Actor) -> QuerySet[Webhook]:
    """Addresses for events of the bodies that a person looks after as a whole, or audits."""
    found = Webhook.objects.filter(_any_of(actor, _WEBHOOKS)).select_related("body")
    return found.filter(pk__in=[one.pk for one in found if allowed(actor, Verb.VIEW, one) is None])


def visible_audit(actor: Actor) -> QuerySet[AuditEntry]:
    """Entries of the audit log that an auditor may read."""
    return AuditEntry.objects.filter(_any_of(actor, _AUDIT))


def _any_of(actor: Actor, limits: Mapping[Role, Limit]) -> Q:
    """What any one of the grants shows; nothing where no role of the table is held."""
    shown = NOTHING
    for grant in actor.grants:
        if grant.role in limits:
            shown |= limits[grant.role](grant)
    return shown


def _own_work(actor: Actor) -> Q:
    """Cases assigned to an assessor or before a panel member, of bodies and regions of the role."""
    shown = NOTHING
    for grant in actor.grants:
        if actor.user and grant.role in _WORK:
            shown |= _case(grant) & Q(pk__in=_WORK[grant.role](actor.user).values("pk"))
    return shown


def _of_body(grant: Grant) -> Q:
    return EVERYTHING if grant.body_id is None else Q(body=grant.body_id)


def _of_centre(grant: Grant, column: str) -> Q:
    return EVERYTHING if grant.centre_id is None else Q(**{column: grant.centre_id})


def _record(grant: Grant) -> Q:
    return _of_body(grant) & in_region(grant.region_prefix) & _of_centre(grant, "pk")


def _case(grant: Grant) -> Q:
    return _of_body(grant) & in_region(grant.region_prefix) & _of_centre(grant, "centre")


def _shared_complaint(grant: Grant) -> Q:
    """What the handler gave to the centre to explain."""
    return Q(centre=grant.centre_id, shared_at__isnull=False)


def _ended_survey(grant: Grant) -> Q:
    """What the centre may know of: before the end, a survey is the body's and the residents' alone."""
    return Q(centre=grant.centre_id, ended_at__isnull=False)


def _counted_case(grant: Grant) -> Q:
    return _of_body(grant) & in_region(grant.region_prefix) & ~Q(round__opened_at=None)


def _recommended_case(grant: Grant) -> Q:
    """Submitted cases of rounds whose chain has the unit's level; other rounds do not exist for it."""
    level = level_of(grant)
    if level is None:
        return NOTHING
    return _case(grant) & ~Q(state=State.DRAFT) & Q(round__chain__contains=f",{level.value},")


def _round_of_body(grant: Grant) -> Q:
    return _of_body(grant)


def _round_of_centre(grant: Grant) -> Q:
    """Rounds of the centre's own body that have been opened."""
    return Q(body__centres=grant.centre_id) & ~Q(opened_at=None)


def _round_of_chain(grant: Grant) -> Q:
    level = level_of(grant)
    if level is None:
        return NOTHING
    return _of_body(grant) & ~Q(opened_at=None) & Q(chain__contains=f",{level.value},")


def _opened_round(grant: Grant) -> Q:
    return _of_body(grant) & ~Q(opened_at=None)


def _body(grant: Grant) -> Q:
    return EVERYTHING if grant.body_id is None else Q(pk=grant.body_id)


def _only_covered(actor: Actor, rounds: QuerySet[Round]) -> QuerySet[Round]:
    """Leave out rounds whose regions have nothing in common with the grants; regions are JSON."""
    return rounds.filter(pk__in=[one.pk for one in rounds if allowed(actor, Verb.VIEW, one) is None])


_CASES: Mapping[Role, Limit] = {
    Role.APPLICANT: _case,
    Role.RECOMMENDER: _recommended_case,
    Role.OFFICER: _case,
    Role.AUDITOR: _case,
}
_WORK: Mapping[Role, Callable[[User], QuerySet[Case]]] = {
    Role.ASSESSOR: assigned_to,
    Role.PANEL: on_agenda_of,
}
_STATISTICS: Mapping[Role, Limit] = {
    Role.RECOMMENDER: _recommended_case,
    Role.OFFICER: _case,
    Role.SUPERVISOR: _counted_case,
    Role.AUDITOR: _case,
}
_CENTRES: Mapping[Role, Limit] = {
    Role.APPLICANT: _record,
    Role.RECOMMENDER: _record,
    Role.OFFICER: _record,
    Role.SUPERVISOR: _record,
    Role.AUDITOR: _record,
    Role.ADMINISTRATOR: _record,
}
_ROUNDS: Mapping[Role, Limit] = {
    Role.APPLICANT: _round_of_centre,
    Role.RECOMMENDER: _round_of_chain,
    Role.OFFICER: _round_of_body,
    Role.SUPERVISOR: _opened_round,
    Role.AUDITOR: _round_of_body,
    Role.ADMINISTRATOR: _round_of_body,
}
_BODIES: Mapping[Role, Limit] = {
    Role.OFFICER: _body,
    Role.AUDITOR: _body,
    Role.ADMINISTRATOR: _body,
}
_ASSESSORS: Mapping[Role, Limit] = {Role.OFFICER: _of_body, Role.AUDITOR: _of_body}
_MEETINGS: Mapping[Role, Limit] = {Role.OFFICER: _of_body, Role.AUDITOR: _of_body}
_CERTIFICATES: Mapping[Role, Limit] = {
    Role.APPLICANT: _case,
    Role.OFFICER: _case,
    Role.AUDITOR: _case,
}
_NOTICES: Mapping[Role, Limit] = {Role.OFFICER: _of_body, Role.AUDITOR: _of_body}
_SURVEYS: Mapping[Role, Limit] = {
    Role.APPLICANT: _ended_survey,
    Role.OFFICER: _case,
    Role.AUDITOR: _case,
}
_WEBHOOKS: Mapping[Role, Limit] = {
    Role.OFFICER: _of_body,
    Role.ADMINISTRATOR: _of_body,
    Role.AUDITOR: _of_body,
}
_COMPLAINTS_OFFICE: Mapping[Role, Limit] = {Role.OFFICER: _case}
_COMPLAINTS: Mapping[Role, Limit] = {Role.APPLICANT: _shared_complaint, Role.AUDITOR: _case}
_OPINIONS: Mapping[Role, Limit] = {Role.OFFICER: _case, Role.AUDITOR: _case}
_MEDIA: Mapping[Role, Limit] = {Role.APPLICANT: _case, Role.OFFICER: _case, Role.AUDITOR: _case}
_AUDIT: Mapping[Role, Limit] = {Role.AUDITOR: _of_body}
