"""How near an object is to a person in a role: own, own region, other region, or conflicted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Exists, Model, QuerySet

from xingping.core.lifecycle import State
from xingping.core.policy import ChainLevel
from xingping.core.roles import Role
from xingping.rating.actor import SYSTEM, Actor
from xingping.rating.models import (
    Announcement,
    Assessor,
    AuditEntry,
    Case,
    CaseEvent,
    Centre,
    Certificate,
    Complaint,
    MediaReport,
    Notice,
    OpinionInvitation,
    PanelMeeting,
    PanelMember,
    RatingBody,
    RoleGrant,
    Round,
    Survey,
    User,
    Webhook,
)
from xingping.rating.queries.assigned import assigned_to, ever_on_team, on_agenda_of
from xingping.rating.queries.compiled import A_NUMBER, ANOTHER_NUMBER, Compiled
from xingping.rating.queries.grants import Grant
from xingping.rating.verbs import Kind, Relation

_KINDS: dict[type[Model], Kind] = {
    RatingBody: Kind.BODY,
    Centre: Kind.CENTRE,
    Round: Kind.ROUND,
    Case: Kind.CASE,
    AuditEntry: Kind.AUDIT,
    User: Kind.PEOPLE,
    RoleGrant: Kind.PEOPLE,
    Assessor: Kind.ASSESSOR,
    Certificate: Kind.CERTIFICATE,
    Complaint: Kind.COMPLAINT,
    Survey: Kind.SURVEY,
    PanelMeeting: Kind.MEETING,
    Notice: Kind.NOTICE,
    Announcement: Kind.NOTICE,
    OpinionInvitation: Kind.OPINION,
    MediaReport: Kind.MEDIA,
    Webhook: Kind.WEBHOOK,
}
PARTIES = frozenset({Role.APPLICANT, Role.RECOMMENDER, Role.ASSESSOR, Role.OFFICER, Role.PANEL})
"""Roles that exclude each other on one case."""


@dataclass(frozen=True, slots=True)
class Place:
    """What a grant is compared with: the body, the regions and the centre of an object."""

    body_id: int | None
    regions: tuple[str, ...] = ("",)
    """12-digit codes or prefixes; "" is everywhere."""
    centre_id: int | None = None


def kind_of(subject: Model) -> Kind:
    """The kind of an object; raises KeyError for a model that permissions do not know."""
    return _KINDS[type(subject)]


def state_of(subject: Model) -> State | None:
    """The lifecycle state, of cases only."""
    return State(subject.state) if isinstance(subject, Case) else None


def relation(actor: Actor, role: Role, subject: Model, *, acting: bool = True) -> Relation:
    """How near an object is to a person in one role.

    Conflicts count for acting, not for reading: a role in which somebody takes part shows the case
    anyway.
    """
    if role is Role.SYSTEM:
        return Relation.OWN if actor is SYSTEM else Relation.OTHER_REGION
    place = place_of(subject)
    if isinstance(subject, OpinionInvitation) and _stands_for(actor, subject):
        return Relation.OTHER_REGION  # in whatever role: a centre never reads who was asked about it
    lists = isinstance(subject, Notice | Announcement | Webhook)  # centres all over the round, or the body
    whole = lists or (acting and isinstance(subject, Round | RatingBody | PanelMeeting))
    covering = [grant for grant in actor.grants_as(role) if _covers(grant, place, whole=whole)]
    if not covering:
        return Relation.OTHER_REGION
    if acting and isinstance(subject, Case) and role in PARTIES and is_conflicted(actor, role, subject):
        return Relation.CONFLICTED
    about = subject if isinstance(subject, Certificate | Survey) else None
    if acting and about is not None and role is Role.OFFICER and _stands_for(actor, about):
        return Relation.CONFLICTED
    return _NEARNESS.get(role, _of_region)(actor, covering, subject)


def place_of(subject: Model) -> Place:
    """Where an object belongs."""
    if isinstance(subject, Case | Complaint | Survey | OpinionInvitation | MediaReport):
        return Place(subject.body_id, (subject.region,), subject.centre_id)
    if isinstance(subject, Certificate):
        return Place(subject.body_id, (subject.region,), subject.centre_id)
    if isinstance(subject, Centre):
        return Place(subject.body_id, (subject.region,), subject.pk)
    if isinstance(subject, Round):
        return Place(subject.body_id, tuple(subject.regions))
    if isinstance(subject, RatingBody):
        return Place(subject.pk, (subject.region_prefix,))
    if isinstance(subject, PanelMeeting | Notice | Announcement):
        return Place(subject.body_id, tuple(subject.round.regions))
    if isinstance(subject, Webhook):
        return Place(subject.body_id, (subject.body.region_prefix,))
    if isinstance(subject, Assessor):
        return Place(subject.body_id)
    if isinstance(subject, AuditEntry):
        return Place(subject.body)
    return Place(None)


def level_of(grant: Grant) -> ChainLevel | None:
    """The level of the chain that a recommending unit has by the length of its region's prefix."""
    return next((level for level in ChainLevel if level.digits == len(grant.region_prefix)), None)


def unit_of(case: Case, level: str) -> str:
    """Region prefix of the unit of a level in whose area a case lies."""
    return case.region[: ChainLevel(level).digits]


def is_conflicted(actor: Actor, role: Role, case: Case) -> bool:
    """Whether a person stands for the centre, or acted on the case, in a role that excludes this one."""
    if role is not Role.APPLICANT and any(
        grant.centre_id == case.centre_id for grant in actor.grants_as(Role.APPLICANT)
    ):
        return True
    if actor.user is None or case.pk is None:
        return False
    if role in _ACTED:
        return bool(_ACTED[role](case.pk, actor.user.pk))
    acted = _acted(role, case.pk, actor.user.pk)
    return Case.objects.filter(Exists(acted) | Exists(ever_on_team(actor.user, case)), pk=case.pk).exists()


def _acted(role: Role, case: int, person: int) -> QuerySet[CaseEvent]:
    """Steps of a case that a person made in a role that excludes this one."""
    return CaseEvent.objects.filter(case=case, by=person, role__in=PARTIES - {role}).order_by()


def _one_acted(role: Role) -> Compiled[CaseEvent]:
    return Compiled(
        CaseEvent, lambda case, person: _acted(role, case, person).only("id")[:1], (A_NUMBER, ANOTHER_NUMBER)
    )


_ACTED = {role: _one_acted(role) for role in (Role.APPLICANT, Role.ASSESSOR)}
"""Roles that being on the team does not exclude: those of whoever saves after every keystroke."""


def _stands_for(actor: Actor, subject: Certificate | Survey | OpinionInvitation) -> bool:
    """Whether a person stands for the centre that something is about."""
    return any(grant.centre_id == subject.centre_id for grant in actor.grants_as(Role.APPLICANT))


def takes_part(round_: Round, centre: Centre) -> bool:
    """Whether a round covers a centre: its body, its region and its kind."""
    return (
        round_.body_id == centre.body_id
        and centre.kind in round_.kinds
        and any(centre.region.startswith(prefix) for prefix in round_.regions)
    )


def overlap(one: str, other: str) -> bool:
    """Whether two regions, as prefixes or codes, have anything in common."""
    return one.startswith(other) or other.startswith(one)


def _covers(grant: Grant, place: Place, *, whole: bool) -> bool:
    """Whether a grant is about a place. `whole`: about all of its regions, to change a round or body."""
    if grant.body_id is not None and grant.body_id != place.body_id:
        return False
    if grant.centre_id is not None and place.centre_id not in (None, grant.centre_id):
        return False
    if whole:
        return all(region.startswith(grant.region_prefix) for region in place.regions)
    return any(_within(region, grant.region_prefix) for region in place.regions)


def _within(region: str, prefix: str) -> bool:
    """A code lies within a prefix; of two prefixes (a round's, a body's) any overlap counts."""
    return region.startswith(prefix) if len(region) == 12 else overlap(region, prefix)


def _of_region(_actor: Actor, _covering: list[Grant], _subject: Model) -> Relation:
    return Relation.OWN_REGION


def _opened(subject: Model) -> bool:
    return not isinstance(subject, Round) or subject.opened_at is not None


def _of_opened_round(_actor: Actor, _covering: list[Grant], subject: Model) -> Relation:
    return Relation.OWN_REGION if _opened(subject) else Relation.OTHER_REGION


def _of_handler(actor: Actor, _covering: list[Grant], subject: Model) -> Relation:
    """A complaint is its handler's own; who stands for its centre never sees it as an officer."""
    if not isinstance(subject, Complaint):
        return Relation.OWN_REGION
    if any(grant.centre_id == subject.centre_id for grant in actor.grants_as(Role.APPLICANT)):
        return Relation.OTHER_REGION
    handles = actor.user is not None and subject.handler_id == actor.user.pk
    return Relation.OWN if handles else Relation.OWN_REGION


def _of_centre(_actor: Actor, covering: list[Grant], subject: Model) -> Relation:
    if isinstance(subject, Round):
        centres = Centre.objects.filter(pk__in=[grant.centre_id for grant in covering])
        taking_part = _opened(subject) and any(takes_part(subject, centre) for centre in centres)
        return Relation.OWN_REGION if taking_part else Relation.OTHER_REGION
    own = place_of(subject).centre_id
    if isinstance(subject, Complaint):
        shared = subject.shared_at is not None
        return _own_if(shared and any(grant.centre_id == own for grant in covering))
    if isinstance(subject, Survey):
        ended = subject.ended_at is not None
        return _own_if(ended and any(grant.centre_id == own for grant in covering))
    return Relation.OWN if any(grant.centre_id == own for grant in covering) else Relation.OWN_REGION


def _of_queue(_actor: Actor, covering: list[Grant], subject: Model) -> Relation:
    """A case is a unit's own while it lies at the unit's level; levels left out of a round see nothing."""
    levels = {level for level in map(level_of, covering) if level}
    round_ = subject.round if isinstance(subject, Case) else subject
    if isinstance(round_, Round):
        in_chain = any(f",{level.value}," in round_.chain for level in levels)
        if not in_chain or not _opened(round_):
            return Relation.OTHER_REGION
    if isinstance(subject, Case) and subject.level in levels:
        return Relation.OWN
    return Relation.OWN_REGION


def _of_team(actor: Actor, _covering: list[Grant], subject: Model) -> Relation:
    """A case is an assessor's own while they are on its team; belonging to a body alone gives nothing."""
    if actor.user is None:
        return Relation.OTHER_REGION
    if isinstance(subject, Assessor):
        return Relation.OWN if subject.person_id == actor.user.pk else Relation.OTHER_REGION
    return _own_if(assigned_to(actor.user).filter(pk=_case_of(subject)).exists())


def _of_agenda(actor: Actor, _covering: list[Grant], subject: Model) -> Relation:
    """A meeting is its members' own; a case from its agenda on, unless they recused."""
    if actor.user and isinstance(subject, PanelMeeting):
        return _own_if(PanelMember.objects.filter(meeting=subject.pk, person=actor.user).exists())
    if actor.user is None:
        return Relation.OTHER_REGION
    return _own_if(on_agenda_of(actor.user).filter(pk=_case_of(subject)).exists())


def _case_of(subject: Model) -> int:
    """The key of the case that something is, or is said about; 0, that of none, for anything else."""
    if isinstance(subject, OpinionInvitation):
        return subject.case_id
    return subject.pk if isinstance(subject, Case) else 0


def _own_if(own: bool) -> Relation:
    return Relation.OWN if own else Relation.OTHER_REGION


def _of_nobody(_actor: Actor, _covering: list[Grant], _subject: Model) -> Relation:
    """The role alone gives nothing."""
    return Relation.OTHER_REGION


_NEARNESS: dict[Role, Callable[[Actor, list[Grant], Model], Relation]] = {
    Role.APPLICANT: _of_centre,
    Role.RECOMMENDER: _of_queue,
    Role.SUPERVISOR: _of_opened_round,
    Role.ASSESSOR: _of_team,
    Role.PANEL: _of_agenda,
    Role.STAKEHOLDER: _of_nobody,
    Role.OFFICER: _of_handler,
}
