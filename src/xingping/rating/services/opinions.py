"""Organisations are asked for an opinion on a centre (标准 4.5): proposed, invited, withdrawn, excluded.

The centre proposes, the body invites. Whether an organisation was asked and what it said never goes back to
the centre: a proposal is answered alike whether the body had asked that organisation already or not.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from xingping.core.faults import Fault
from xingping.core.opinion import (
    LONGEST_ORGANISATION,
    MOST_AT_ONCE,
    MOST_PROPOSED,
    VALID_DAYS,
    OrganisationKind,
)
from xingping.core.roles import Role
from xingping.core.sheet_content import text_fault
from xingping.rating.actor import Actor
from xingping.rating.errors import refuse
from xingping.rating.models import Case, Opinion, OpinionInvitation
from xingping.rating.permissions import require
from xingping.rating.queries.officers import officers_for
from xingping.rating.secrets import encrypt
from xingping.rating.services.audit import record
from xingping.rating.services.jobs import start_job
from xingping.rating.services.messages import send_message
from xingping.rating.services.transition import locked_case
from xingping.rating.verbs import Verb

TOKEN_BYTES = 16
LONGEST_REASON = 400
MOST_TOLD = 20
LIST = "/office/cases/{}/opinions/"


@dataclass(frozen=True, slots=True)
class Asked:
    """An organisation to be asked; without an address the link is handed over on paper or copied."""

    organisation: str
    kind: OrganisationKind
    email: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """An invitation with its token: the only time that the link is known."""

    invitation: OpinionInvitation
    token: str

    @property
    def path(self) -> str:
        """The link's path on the site."""
        return f"/opinion/{self.token}/"

    @property
    def address(self) -> str:
        """The full address to send."""
        return f"{settings.SITE_URL}{self.path}"


def invite_organisations(actor: Actor, case_id: int, asked: Sequence[Asked]) -> list[Link]:
    """Ask organisations for an opinion on a case's centre; links with an address go out by e-mail.

    All or nothing. Raises RefusedError: not_found, not_allowed, wrong_state, conflicted, invalid,
    opinion_asked_already.
    """
    _check_asked(asked)
    with transaction.atomic():
        case = locked_case(case_id)
        role = require(actor, Verb.INVITE, case)
        known = _standing(case)
        links = []
        for one in asked:
            invitation = known.get(one.organisation) or _new(case, one)
            if invitation.invited_at is not None:
                raise refuse("opinion_asked_already", name=one.organisation)
            invitation.email = one.email.lower() or invitation.email
            links.append(_send(actor, role, invitation))
    return links


def confirm_proposals(actor: Actor, case_id: int, invitation_ids: Sequence[int]) -> list[Link]:
    """Invite organisations that the centre proposed; those invited or withdrawn meanwhile are left out.

    Raises RefusedError: not_found, not_allowed, wrong_state, conflicted, invalid (nothing chosen).
    """
    with transaction.atomic():
        case = locked_case(case_id)
        role = require(actor, Verb.INVITE, case)
        chosen = case.opinion_invitations.select_for_update().filter(
            pk__in=list(invitation_ids), invited_at=None, withdrawn_at=None, erased_at=None
        )
        links = [_send(actor, role, one) for one in chosen.order_by("pk")]
    if not links:
        raise refuse("invalid", [Fault("单位", "没有选择", "请勾选要邀请的单位")])
    return links


def propose_organisations(actor: Actor, case_id: int, asked: Sequence[Asked]) -> None:
    """The centre proposes organisations that know its work. One proposed or asked before is left as it is.

    Raises RefusedError: not_found, not_allowed, wrong_state, invalid, opinion_too_many.
    """
    _check_asked(asked)
    with transaction.atomic():
        case = locked_case(case_id)
        role = require(actor, Verb.PROPOSE, case)
        known = _standing(case)
        new = {one.organisation: one for one in asked}
        proposed = sum(one.proposed_by_id is not None for one in known.values())
        if proposed + len(new) > MOST_PROPOSED:
            raise refuse("opinion_too_many", limit=MOST_PROPOSED)
        for name, one in new.items():
            invitation = known.get(name) or _new(case, one)
            if invitation.proposed_by_id is None:
                invitation.proposed_by = actor.person
                invitation.save()
        record(actor, role, "opinion.propose", case, after={"count": len(new)})
        for officer in officers_for(case.body_id, case.region)[:MOST_TOLD]:
            send_message(
                officer,
                subject=f"申报件 {case.number} 提出了可以征求意见的单位",
                body="请确认要邀请哪些单位。",
                link=LIST.format(case.number),
                key=f"opinion:proposed:{case.pk}:{proposed}",
                email=False,
            )


def renew_link(actor: Actor, invitation_id: int) -> Link:
    """Replace a lost or expired link by a new one; the earlier one loses its worth.

    Raises RefusedError: not_found, not_allowed, wrong_state, conflicted, opinion_given_already,
    opinion_withdrawn.
    """
    with transaction.atomic():
        invitation, role = _held(actor, invitation_id)
        require(actor, Verb.INVITE, invitation.case)
        _require_standing(invitation)
        return _send(actor, role, invitation)


def withdraw_invitation(actor: Actor, invitation_id: int, reason: str) -> OpinionInvitation:
    """Take an invitation or a proposal back before it was answered.

    Raises RefusedError: not_found, not_allowed, invalid, opinion_given_already, opinion_withdrawn.
    """
    _check_reason(reason)
    with transaction.atomic():
        invitation, role = _held(actor, invitation_id)
        _require_standing(invitation)
        invitation.withdrawn_at = timezone.now()
        invitation.withdrawn_by = actor.person
        invitation.withdrawn_reason = reason.strip()
        _save(invitation)
        record(actor, role, "opinion.withdraw", invitation, reason=reason)
    return invitation


def exclude_opinion(actor: Actor, invitation_id: int, reason: str) -> Opinion:
    """Leave an opinion out of what assessors and the panel are shown; the office keeps it, with the reason.

    Raises RefusedError: not_found, not_allowed, invalid, opinion_not_given.
    """
    _check_reason(reason)
    with transaction.atomic():
        invitation, role = _held(actor, invitation_id)
        opinion = Opinion.objects.select_for_update().filter(invitation=invitation).first()
        if opinion is None or opinion.excluded_at is not None or opinion.taken_back_at is not None:
            raise refuse("opinion_not_given")
        opinion.excluded_at = timezone.now()
        opinion.excluded_by = actor.person
        opinion.excluded_reason = reason.strip()
        opinion.save(update_fields=["excluded_at", "excluded_by", "excluded_reason"])
        record(actor, role, "opinion.exclude", invitation, reason=reason)
    return opinion


def token_hash(token: str) -> str:
    """What is kept of a link."""
    return hashlib.sha256(token.encode()).hexdigest()


def _send(actor: Actor, role: Role, invitation: OpinionInvitation) -> Link:
    """Give an invitation a new link; the earlier one, if any, loses its worth."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    invitation.token_hash = token_hash(token)
    invitation.invited_at = timezone.now()
    invitation.invited_by = actor.person
    invitation.expires_at = timezone.now() + timedelta(days=VALID_DAYS)
    _save(invitation)
    link = Link(invitation, token)
    after = {"kind": invitation.kind, "expires_at": invitation.expires_at, "email": invitation.email}
    record(actor, role, "opinion.invite", invitation, after=after)
    if invitation.email:
        start_job(
            "opinion mail",
            title="发送征求意见的邮件",
            arguments={"invitation": invitation.pk, "link": encrypt(link.address)},
            key=f"opinion:{invitation.pk}:{invitation.version}",
        )
    return link


def _new(case: Case, asked: Asked) -> OpinionInvitation:
    return OpinionInvitation(
        case=case,
        body_id=case.body_id,
        centre_id=case.centre_id,
        region=case.region,
        organisation=asked.organisation,
        kind=asked.kind,
    )


def _save(invitation: OpinionInvitation) -> None:
    invitation.version += 1
    invitation.save()


def _standing(case: Case) -> dict[str, OpinionInvitation]:
    found = case.opinion_invitations.select_for_update().filter(withdrawn_at=None, erased_at=None)
    return {one.organisation: one for one in found}


def _held(actor: Actor, invitation_id: int) -> tuple[OpinionInvitation, Role]:
    """An invitation under its lock, the case locked first as everywhere."""
    case_id = OpinionInvitation.objects.filter(pk=invitation_id).values_list("case", flat=True).first()
    if case_id is None:
        raise refuse("not_found")
    case = locked_case(case_id)
    invitation = OpinionInvitation.objects.select_for_update().get(pk=invitation_id)
    invitation.case = case
    return invitation, require(actor, Verb.CHANGE, invitation)


def _require_standing(invitation: OpinionInvitation) -> None:
    if invitation.withdrawn_at is not None or invitation.erased_at is not None:
        raise refuse("opinion_withdrawn")
    if Opinion.objects.filter(invitation=invitation).exists():
        raise refuse("opinion_given_already")


def _check_asked(asked: Sequence[Asked]) -> None:
    faults = []
    if not asked:
        faults.append(Fault("单位", "没有填写", "请每行写一家单位的全称"))
    if len(asked) > MOST_AT_ONCE:
        faults.append(Fault("单位", f"一次超过 {MOST_AT_ONCE} 家", "请分几次填写"))
    seen: set[str] = set()
    for number, one in enumerate(asked, 1):
        wrong = text_fault(one.organisation, LONGEST_ORGANISATION)
        if not one.organisation.strip() or one.organisation in seen:
            wrong = ("名称是空的或重复了", "请改正或删去这一行")
        if wrong:
            faults.append(Fault(f"第 {number} 家单位", *wrong))
        seen.add(one.organisation)
    if faults:
        raise refuse("invalid", faults)


def _check_reason(reason: str) -> None:
    wrong = text_fault(reason, LONGEST_REASON) or (None if reason.strip() else ("没有填写", "请写明理由"))
    if wrong:
        raise refuse("invalid", [Fault("理由", *wrong)])
