"""An organisation gives its opinion by a single-use link, and may take it back with its receipt.

Nothing that could tell the sender's network address enters the audit log, and no name does.
"""

from __future__ import annotations

import hmac
from hashlib import sha256

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from xingping.core.complaint import receipt_given, receipt_of
from xingping.core.faults import Fault
from xingping.core.lifecycle import State
from xingping.core.masking import mask_personal
from xingping.core.opinion import OPEN_STATES, Words, words_faults
from xingping.core.roles import Role
from xingping.rating.actor import Actor
from xingping.rating.errors import refuse
from xingping.rating.models import Opinion, OpinionInvitation
from xingping.rating.services.audit import record
from xingping.rating.services.messages import send_message
from xingping.rating.services.opinions import LIST, token_hash
from xingping.rating.services.transition import locked_case

UNKNOWN = Actor(None)
"""Whoever opens the link: no account, no address."""
SHORTEST_KEY = 16


def open_link(token: str) -> OpinionInvitation:
    """The invitation behind a link that may be answered now.

    Raises RefusedError: opinion_unknown, opinion_used, opinion_withdrawn, opinion_link_over, opinion_closed.
    """
    invitation = _found(token)
    if Opinion.objects.filter(invitation=invitation).exists():
        raise refuse("opinion_used")
    _require_open(invitation)
    return invitation


def give_opinion(token: str, words: Words, key: str) -> tuple[Opinion, str]:
    """Keep an opinion, its text masked, and use the link up; returns it with its receipt.

    `key` is random and known to the form alone: the same form sent again gives the same receipt.
    Raises RefusedError: as `open_link`, and invalid.
    """
    faults = words_faults(words)
    if len(key) < SHORTEST_KEY:
        faults.append(Fault("表单", "已失效", "请刷新页面后重新提交"))
    if faults:
        raise refuse("invalid", faults)
    receipt = receipt_of(_keyed(f"receipt:{token}:{key}"))
    content = _keyed(f"content:{words!r}").hex()
    case_id = _found(token).case_id
    with transaction.atomic():
        case = locked_case(case_id)
        invitation = _found(token, locked=True)
        earlier = Opinion.objects.filter(invitation=invitation).first()
        if earlier is not None:
            if (earlier.receipt_hash, earlier.content_hash) == (_hash(receipt), content):
                return earlier, receipt
            raise refuse("opinion_used")
        invitation.case = case
        _require_open(invitation)
        opinion = Opinion.objects.create(
            invitation=invitation,
            kind=words.kind,
            known_by=words.known_by,
            answers=dict(words.answers),
            text=mask_personal(words.text.strip()),
            receipt_hash=_hash(receipt),
            content_hash=content,
            received_at=timezone.now(),
        )
        record(UNKNOWN, Role.STAKEHOLDER, "opinion.give", invitation, after={"form": opinion.form_version})
        if invitation.invited_by is not None:
            send_message(
                invitation.invited_by,
                subject=f"申报件 {case.number} 收到一份单位意见",
                link=LIST.format(case.number),
                key=f"opinion:{opinion.pk}",
                email=False,
            )
    return opinion, receipt


def opinion_of(code: str) -> Opinion:
    """The opinion of a receipt, as typed. Raises RefusedError (`receipt_unknown`)."""
    given = receipt_given(code)
    found = Opinion.objects.select_related("invitation__case", "invitation__centre", "invitation__body")
    opinion = found.filter(receipt_hash=_hash(given)).first() if given else None
    if opinion is None:
        raise refuse("receipt_unknown")
    return opinion


def may_take_back(opinion: Opinion) -> bool:
    """Whether the organisation may still take it back: until the decision, once."""
    return opinion.taken_back_at is None and State(opinion.invitation.case.state) in OPEN_STATES


def take_back(code: str) -> Opinion:
    """Take an opinion back: answers and text are deleted at once. Raises RefusedError: receipt_unknown,
    opinion_closed.
    """
    found = opinion_of(code)
    with transaction.atomic():
        case = locked_case(found.invitation.case_id)
        opinion = Opinion.objects.select_for_update().get(pk=found.pk)
        if opinion.taken_back_at is not None:
            return opinion
        if State(case.state) not in OPEN_STATES:
            raise refuse("opinion_closed")
        opinion.taken_back_at = timezone.now()
        opinion.answers, opinion.text = {}, ""
        opinion.save(update_fields=["taken_back_at", "answers", "text"])
        record(UNKNOWN, Role.STAKEHOLDER, "opinion.take_back", found.invitation)
    return opinion


def _found(token: str, *, locked: bool = False) -> OpinionInvitation:
    rows = OpinionInvitation.objects.select_related("case__round", "centre", "body", "invited_by")
    if locked:
        rows = rows.select_for_update(of=("self",))
    invitation = rows.filter(token_hash=token_hash(token)).first()
    if invitation is None:
        raise refuse("opinion_unknown")
    return invitation


def _require_open(invitation: OpinionInvitation) -> None:
    if invitation.withdrawn_at is not None or invitation.erased_at is not None:
        raise refuse("opinion_withdrawn")
    if invitation.expires_at is None or invitation.expires_at <= timezone.now():
        raise refuse("opinion_link_over")
    if State(invitation.case.state) not in OPEN_STATES:
        raise refuse("opinion_closed")


def _keyed(text: str) -> bytes:
    secret = settings.ENCRYPTION_KEYS[0].encode()
    return hmac.new(secret, b"opinion " + text.encode(), sha256).digest()


def _hash(receipt: str) -> str:
    return sha256(receipt.encode()).hexdigest()
