"""Who may do what: ONE table of verb x object x role x relation x state. What is not in it is refused.

Something out of sight is refused as not found, so that nobody learns that it exists.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Model

from xingping.core.improvement import PLANNED_STATES
from xingping.core.lifecycle import EDITABLE_STATES, TRANSITIONS, State
from xingping.core.opinion import OPEN_STATES as HEARING
from xingping.core.roles import Role
from xingping.rating.actor import Actor
from xingping.rating.errors import Refusal, RefusedError
from xingping.rating.relations import kind_of, relation, state_of
from xingping.rating.verbs import Kind, Relation, Verb

READ = (Verb.LIST, Verb.VIEW)
RECORD = (*READ, Verb.HISTORY, Verb.EXPORT)
OFFICE = tuple(
    Verb(action) for action in dict.fromkeys(row.action for row in TRANSITIONS if row.role is Role.OFFICER)
)
"""Everything that the lifecycle gives to officers."""
SUBMITTED = frozenset(State) - {State.DRAFT}
"""All states but the applicant's own draft."""
RANKABLE = frozenset({State.SUBMITTED, State.RECOMMENDED, State.RETURNED})
"""States before acceptance, in which a recommending unit may still change its order."""
TEAMED = frozenset({State.ACCEPTED, State.IN_REVIEW})
"""States in which a team is put together, announced and at work."""
NEAR = (Relation.OWN, Relation.OWN_REGION)
OWN = (Relation.OWN,)


@dataclass(frozen=True, slots=True)
class Rule:
    """A role may do these things to such objects, from these relations, in these states (None: all)."""

    role: Role
    kind: Kind
    verbs: tuple[Verb, ...]
    relations: tuple[Relation, ...]
    states: frozenset[State] | None = None


TABLE: tuple[Rule, ...] = (
    # applicant: its own centres only
    Rule(Role.APPLICANT, Kind.CENTRE, (*RECORD, Verb.CHANGE), OWN),
    Rule(Role.APPLICANT, Kind.ROUND, READ, NEAR),
    Rule(Role.APPLICANT, Kind.CASE, (*RECORD, Verb.CREATE), OWN),
    Rule(Role.APPLICANT, Kind.CASE, (Verb.FILL,), OWN, EDITABLE_STATES),
    Rule(Role.APPLICANT, Kind.CASE, (Verb.SUBMIT, Verb.WITHDRAW, Verb.APPEAL, Verb.SPEAK), OWN),
    Rule(Role.APPLICANT, Kind.CASE, (Verb.RECUSE,), OWN, TEAMED),
    Rule(Role.APPLICANT, Kind.CASE, (Verb.ANSWER,), OWN, frozenset({State.IN_FEEDBACK})),
    Rule(Role.APPLICANT, Kind.CASE, (Verb.IMPROVE,), OWN, PLANNED_STATES),
    Rule(Role.APPLICANT, Kind.CERTIFICATE, (*READ, Verb.EXPORT, Verb.STATE, Verb.RENEW), OWN),
    # recommending unit: its region and below, once submitted; acts on what lies in its own queue
    Rule(Role.RECOMMENDER, Kind.STATISTICS, READ, NEAR),
    Rule(Role.RECOMMENDER, Kind.CENTRE, READ, NEAR),
    Rule(Role.RECOMMENDER, Kind.ROUND, READ, NEAR),
    Rule(Role.RECOMMENDER, Kind.CASE, RECORD, NEAR, SUBMITTED),
    Rule(Role.RECOMMENDER, Kind.CASE, (Verb.FORWARD, Verb.RETURN), OWN),
    Rule(Role.RECOMMENDER, Kind.CASE, (Verb.RANK,), NEAR, RANKABLE),
    # assessor and panel member: the cases assigned to them
    Rule(Role.ASSESSOR, Kind.CASE, READ, OWN, SUBMITTED),
    Rule(Role.ASSESSOR, Kind.CASE, (Verb.RECUSE,), OWN, TEAMED),
    Rule(Role.ASSESSOR, Kind.CASE, (Verb.SCORE, Verb.VISIT), OWN, frozenset({State.IN_REVIEW})),
    Rule(Role.ASSESSOR, Kind.CASE, (Verb.RECONCILE,), OWN, frozenset({State.RECONCILING})),
    Rule(Role.ASSESSOR, Kind.ASSESSOR, (Verb.VIEW,), OWN),
    Rule(Role.PANEL, Kind.CASE, READ, OWN, SUBMITTED),
    Rule(Role.PANEL, Kind.CASE, (Verb.VOTE, Verb.CHAIR, Verb.RECUSE), OWN, frozenset({State.IN_PANEL})),
    Rule(Role.PANEL, Kind.MEETING, READ, OWN),
    # officer: the body's cases in the own region
    Rule(Role.OFFICER, Kind.BODY, READ, NEAR),
    Rule(Role.OFFICER, Kind.STATISTICS, READ, NEAR),
    Rule(Role.OFFICER, Kind.CENTRE, (*RECORD, Verb.CREATE, Verb.CHANGE, Verb.IMPORT), NEAR),
    Rule(Role.OFFICER, Kind.ROUND, (*RECORD, Verb.CREATE, Verb.CHANGE, Verb.OPEN, Verb.CLOSE), NEAR),
    Rule(Role.OFFICER, Kind.ROUND, (Verb.TEAM, Verb.RECHECK), NEAR),
    Rule(Role.OFFICER, Kind.CASE, (*RECORD, Verb.NOTE, Verb.ASSIGN), NEAR),
    Rule(Role.OFFICER, Kind.CASE, OFFICE, NEAR),
    Rule(Role.OFFICER, Kind.CASE, (Verb.TEAM, Verb.VISIT), NEAR, TEAMED),
    Rule(Role.OFFICER, Kind.CASE, (Verb.PREPARE_VOTE,), NEAR, frozenset({State.IN_PANEL})),
    Rule(Role.OFFICER, Kind.CASE, (Verb.REPLY, Verb.ARCHIVE), NEAR, SUBMITTED),
    Rule(Role.OFFICER, Kind.NOTICE, (*RECORD, Verb.CREATE, Verb.CHANGE), NEAR),
    Rule(Role.OFFICER, Kind.MEETING, (*RECORD, Verb.CREATE, Verb.CHANGE, Verb.CLOSE), NEAR),
    Rule(Role.OFFICER, Kind.ASSESSOR, (*RECORD, Verb.CREATE, Verb.CHANGE, Verb.IMPORT), NEAR),
    Rule(
        Role.OFFICER,
        Kind.CERTIFICATE,
        (
            *RECORD,
            Verb.PLAQUE,
            Verb.INCIDENT,
            Verb.SUSPEND,
            Verb.RESUME,
            Verb.PROPOSE_CANCEL,
            Verb.CANCEL,
            Verb.RECHECK,
        ),
        NEAR,
    ),
    # supervising authority: aggregates and the register of its region
    Rule(Role.SUPERVISOR, Kind.STATISTICS, READ, NEAR),
    Rule(Role.SUPERVISOR, Kind.CENTRE, READ, NEAR),
    Rule(Role.SUPERVISOR, Kind.ROUND, READ, NEAR),
    # auditor: everything, read only
    Rule(Role.AUDITOR, Kind.BODY, READ, NEAR),
    Rule(Role.AUDITOR, Kind.STATISTICS, READ, NEAR),
    Rule(Role.AUDITOR, Kind.CENTRE, RECORD, NEAR),
    Rule(Role.AUDITOR, Kind.ROUND, RECORD, NEAR),
    Rule(Role.AUDITOR, Kind.CASE, (*RECORD, Verb.VERIFY), NEAR),
    Rule(Role.AUDITOR, Kind.ASSESSOR, RECORD, NEAR),
    Rule(Role.AUDITOR, Kind.MEETING, RECORD, NEAR),
    Rule(Role.AUDITOR, Kind.CERTIFICATE, RECORD, NEAR),
    Rule(Role.AUDITOR, Kind.NOTICE, RECORD, NEAR),
    Rule(Role.AUDITOR, Kind.AUDIT, (*RECORD, Verb.VERIFY), NEAR),
    # administrator: accounts, guides, rounds; no scoring, no deciding
    Rule(Role.ADMINISTRATOR, Kind.BODY, (*READ, Verb.CREATE, Verb.CHANGE), NEAR),
    Rule(Role.ADMINISTRATOR, Kind.PEOPLE, (*RECORD, Verb.CREATE, Verb.CHANGE), NEAR),
    Rule(Role.ADMINISTRATOR, Kind.CENTRE, (*RECORD, Verb.CREATE, Verb.CHANGE, Verb.IMPORT), NEAR),
    Rule(Role.ADMINISTRATOR, Kind.ROUND, (*RECORD, Verb.CREATE, Verb.CHANGE, Verb.OPEN, Verb.CLOSE), NEAR),
    # events sent to the body's own systems: whoever looks after the whole body
    *(
        Rule(role, Kind.WEBHOOK, (*READ, Verb.CREATE, Verb.CHANGE), NEAR)
        for role in (Role.OFFICER, Role.ADMINISTRATOR)
    ),
    Rule(Role.AUDITOR, Kind.WEBHOOK, READ, NEAR),
    # people: officers look after the accounts of their centres (which ones: `granting.py`)
    Rule(Role.OFFICER, Kind.PEOPLE, (*READ, Verb.CREATE, Verb.CHANGE), NEAR),
    # complaints: the body's officers see them, the handler alone acts and opens what is sealed
    Rule(Role.OFFICER, Kind.COMPLAINT, (*RECORD, Verb.CREATE, Verb.ASSIGN), NEAR),
    Rule(Role.OFFICER, Kind.COMPLAINT, (Verb.HANDLE, Verb.REVEAL), OWN),
    Rule(Role.APPLICANT, Kind.COMPLAINT, (*READ, Verb.ANSWER), OWN),
    Rule(Role.AUDITOR, Kind.COMPLAINT, RECORD, NEAR),
    # surveys of residents: begun, watched and ended by officers; nobody changes an answer
    Rule(Role.OFFICER, Kind.SURVEY, (*RECORD, Verb.CREATE, Verb.CHANGE, Verb.CLOSE), NEAR),
    Rule(Role.AUDITOR, Kind.SURVEY, RECORD, NEAR),
    Rule(
        Role.APPLICANT, Kind.SURVEY, (*READ, Verb.READ_RESULTS), OWN
    ),  # results of ended ones; never an answer or a text
    # opinions of organisations (4.5): the centre proposes whom to ask and never reads who was asked
    Rule(Role.APPLICANT, Kind.CASE, (Verb.PROPOSE,), OWN, HEARING),
    Rule(Role.OFFICER, Kind.CASE, (Verb.INVITE,), NEAR, HEARING),
    Rule(Role.OFFICER, Kind.OPINION, (*RECORD, Verb.CHANGE), NEAR),
    Rule(Role.ASSESSOR, Kind.OPINION, READ, OWN),
    Rule(Role.PANEL, Kind.OPINION, READ, OWN),
    Rule(Role.AUDITOR, Kind.OPINION, RECORD, NEAR),
    # reports of the media (56): kept by the centre, read by the body
    Rule(Role.APPLICANT, Kind.MEDIA, (*RECORD, Verb.CREATE, Verb.CHANGE), OWN),
    Rule(Role.OFFICER, Kind.MEDIA, RECORD, NEAR),
    Rule(Role.AUDITOR, Kind.MEDIA, RECORD, NEAR),
    # jobs of the system
    Rule(Role.SYSTEM, Kind.AUDIT, (Verb.VERIFY,), NEAR),
)


def decide(actor: Actor, verb: Verb, subject: Model | Kind) -> Role | Refusal:
    """The role in which a person may do something, or why not.

    `subject` is an object, or a kind where there is no object yet (lists, creating).
    """
    role, refusal = _decided(actor, verb, subject)
    if role is not None:
        return role if _in_scope(actor, verb, subject) else Refusal("out_of_scope")
    if verb is not Verb.VIEW and _decided(actor, Verb.VIEW, subject)[0] is not None:
        return refusal
    return Refusal("not_found")


def allowed(actor: Actor, verb: Verb, subject: Model | Kind) -> Refusal | None:
    """Why a person may not do something; None: it is allowed."""
    decision = decide(actor, verb, subject)
    return decision if isinstance(decision, Refusal) else None


def require(actor: Actor, verb: Verb, subject: Model | Kind) -> Role:
    """The role in which a person may do something; raises RefusedError."""
    decision = decide(actor, verb, subject)
    if isinstance(decision, Refusal):
        raise RefusedError(decision)
    return decision


def verbs_on(actor: Actor, subject: Model) -> frozenset[Verb]:
    """Everything that the table lets a person do to an object; for showing the right buttons."""
    return frozenset(verb for verb in Verb if allowed(actor, verb, subject) is None)


def _in_scope(actor: Actor, verb: Verb, subject: Model | Kind) -> bool:
    """Whether the token by which a program acts is for this; a person who is signed in has no limits."""
    kind = subject if isinstance(subject, Kind) else kind_of(subject)
    return actor.limits is None or (kind, verb) in actor.limits


def _decided(actor: Actor, verb: Verb, subject: Model | Kind) -> tuple[Role | None, Refusal]:
    kind = subject if isinstance(subject, Kind) else kind_of(subject)
    refusal = Refusal("not_allowed")
    for rule in _rules(actor.roles, verb, kind):
        if isinstance(subject, Kind):
            return rule.role, refusal
        near = relation(actor, rule.role, subject, acting=verb not in RECORD)
        if near is Relation.CONFLICTED:
            refusal = Refusal("conflicted")
        elif near in rule.relations:
            state = state_of(subject)
            if rule.states is None or state in rule.states:
                return rule.role, refusal
            label = state.label if state else ""
            refusal = Refusal("wrong_state", {"state": label, "action": verb.label})
    return None, refusal


def _rules(roles: Iterable[Role], verb: Verb, kind: Kind) -> list[Rule]:
    held = frozenset(roles)
    return [rule for rule in TABLE if rule.role in held and rule.kind is kind and verb in rule.verbs]
