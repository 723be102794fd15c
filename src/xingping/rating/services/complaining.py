"""Residents complain, praise, follow with a receipt, ask once for another look, and rate the handling.

Nothing that could tell who they are enters the audit log: not the address, not the words.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from hashlib import sha256

from django.conf import settings
from django.db import IntegrityError, transaction

from xingping.core.complaint import (
    LONGEST_CONTACT,
    LONGEST_TEXT,
    MOST_STARS,
    Category,
    ComplaintState,
    Said,
    may_reopen,
    receipt_given,
    receipt_of,
    reply_by,
)
from xingping.core.faults import Fault
from xingping.core.masking import mask_personal
from xingping.core.roles import Role
from xingping.core.sheet_content import text_fault
from xingping.core.webhook import Event
from xingping.rating.actor import Actor
from xingping.rating.calendar import WORKING_DAY, today
from xingping.rating.errors import refuse
from xingping.rating.models import Centre, Channel, Complaint, ComplaintEvent, RatingBody
from xingping.rating.models.region import padded
from xingping.rating.permissions import require
from xingping.rating.queries.officers import officers_for
from xingping.rating.queries.routing import body_for
from xingping.rating.secrets import encrypt
from xingping.rating.services.audit import record
from xingping.rating.services.messages import send_message
from xingping.rating.services.outbox import queue_event
from xingping.rating.verbs import Verb

UNKNOWN = Actor(None)
"""Whoever complains: no account, no address."""
MOST_TOLD = 20
SHORTEST_KEY = 16
LINK = "/office/complaints/{}/"


@dataclass(frozen=True, slots=True)
class Sent:
    """What somebody sends. Either a centre, or a region (prefix or code) with a name in words."""

    said: Said
    category: Category
    text: str
    centre: Centre | None = None
    region: str = ""
    place: str = ""
    contact: str = ""
    hidden_names: tuple[str, ...] = ()
    may_pass_contact: bool = False
    channel: str = Channel.PAGE


def send_complaint(sent: Sent, key: str) -> tuple[Complaint, str]:
    """Keep a message and return it with its receipt; the same form sent again gives the same receipt.

    `key` is random and known to the sender's form alone. Raises RefusedError: `invalid`,
    `nobody_for_region`, `key_reused`.
    """
    return _keep(UNKNOWN, Role.PUBLIC, sent, key)


def enter_complaint(actor: Actor, sent: Sent, key: str) -> tuple[Complaint, str]:
    """Enter what somebody said on the telephone or at the desk; the officer reads out the receipt.

    Raises RefusedError: as `send_complaint`, and `not_allowed` outside the officer's body or region.
    """
    body, region = _addressed(sent)
    role = require(actor, Verb.CREATE, Complaint(body=body, region=region, centre=sent.centre))
    return _keep(actor, role, sent, key)


def follow(code: str) -> Complaint:
    """The complaint of a receipt, as typed. Raises RefusedError (`receipt_unknown`)."""
    found = Complaint.objects.filter(receipt_hash=_hash(receipt_given(code))).select_related("body", "centre")
    complaint = found.first()
    if complaint is None:
        raise refuse("receipt_unknown")
    return complaint


def ask_again(code: str, text: str) -> Complaint:
    """Ask once for another look. Raises RefusedError: receipt_unknown, complaint_not_reopenable, invalid."""
    pk = follow(code).pk
    _check_text(text)
    with transaction.atomic():
        complaint = Complaint.objects.select_for_update().get(pk=pk)
        if not may_reopen(ComplaintState(complaint.state), complaint.replied_on, today()):
            raise refuse("complaint_not_reopenable")
        complaint.state = ComplaintState.REOPENED
        complaint.reopening = mask_personal(text.strip())
        complaint.due_on = reply_by(today(), WORKING_DAY, serious=complaint.is_serious)
        complaint.ended_on = None
        complaint.version += 1
        complaint.save()
        ComplaintEvent.objects.create(complaint=complaint, what="reopened")
        record(UNKNOWN, Role.PUBLIC, "complaint.reopen", complaint, after={"state": complaint.state})
        if complaint.handler:
            send_message(
                complaint.handler,
                subject=f"来件 {complaint.number} 要求重新办理",
                link=LINK.format(complaint.pk),
                key=f"complaint:{complaint.pk}:again",
            )
    return complaint


def rate_handling(code: str, satisfaction: int) -> Complaint:
    """Say once, 1 to 5, how satisfied one is with the handling.

    Raises RefusedError: receipt_unknown, complaint_not_ratable, invalid.
    """
    pk = follow(code).pk
    if not 1 <= satisfaction <= MOST_STARS:
        raise refuse("invalid", [Fault("满意度", "没有选择", "请选择 1 至 5 中的一项")])
    with transaction.atomic():
        complaint = Complaint.objects.select_for_update().get(pk=pk)
        if not complaint.reply or complaint.satisfaction is not None:
            raise refuse("complaint_not_ratable")
        complaint.satisfaction = satisfaction
        complaint.version += 1
        complaint.save(update_fields=["satisfaction", "version"])
        record(UNKNOWN, Role.PUBLIC, "complaint.rate", complaint, after={"satisfaction": satisfaction})
    return complaint


def _keep(actor: Actor, role: Role, sent: Sent, key: str) -> tuple[Complaint, str]:
    _check(sent, key)
    body, region = _addressed(sent)
    receipt = receipt_of(_keyed(f"receipt:{key}"))
    content = _keyed(f"content:{sent!r}").hex()
    masked = mask_personal(sent.text.strip(), sent.hidden_names)
    complaint = Complaint(
        body=body,
        centre=sent.centre,
        region=region,
        place=mask_personal(sent.place.strip()),
        said=sent.said,
        category=sent.category,
        channel=sent.channel,
        text=masked,
        sealed_text=encrypt(sent.text.strip()),
        sealed_contact=encrypt(sent.contact.strip()) if sent.contact.strip() else "",
        was_anonymous=not sent.contact.strip(),
        may_pass_contact=sent.may_pass_contact and bool(sent.contact.strip()),
        receipt_hash=_hash(receipt),
        content_hash=content,
        received_on=today(),
        due_on=reply_by(today(), WORKING_DAY),
        is_demo=body.is_demo,
    )
    try:
        with transaction.atomic():
            complaint.save(force_insert=True)
            ComplaintEvent.objects.create(complaint=complaint, what="received", by=actor.user)
            after = {name: getattr(complaint, name) for name in ("said", "category", "channel", "due_on")}
            record(actor, role, "complaint.receive", complaint, after=after)
            _tell_officers(complaint)
            told = {"number": complaint.number, "said": sent.said, "due_on": complaint.due_on}
            queue_event(complaint.body_id, Event.COMPLAINT_FILED, told)
    except IntegrityError:
        earlier = Complaint.objects.filter(receipt_hash=complaint.receipt_hash).first()
        if earlier is None:
            raise
        if earlier.content_hash != content:
            raise refuse("key_reused") from None
        return earlier, receipt
    return complaint, receipt


def _tell_officers(complaint: Complaint) -> None:
    for officer in officers_for(complaint.body_id, complaint.region)[:MOST_TOLD]:
        if officer.role_grants.filter(role=Role.APPLICANT, centre=complaint.centre_id or 0).exists():
            continue
        send_message(
            officer,
            subject=f"收到一件{complaint.get_said_display()}：{complaint.get_category_display()}",
            body=f"{complaint.number}，请在 {complaint.due_on} 前答复。",
            link=LINK.format(complaint.pk),
            key=f"complaint:{complaint.pk}",
            email=False,
        )


def _addressed(sent: Sent) -> tuple[RatingBody, str]:
    if sent.centre is not None:
        return sent.centre.body, sent.centre.region
    body = body_for(sent.region) if sent.region else None
    if body is None:
        raise refuse("nobody_for_region")
    return body, padded(sent.region)


def _check(sent: Sent, key: str) -> None:
    if len(key) < SHORTEST_KEY:
        raise refuse("invalid", [Fault("表单", "已失效", "请刷新页面后重新提交")])
    _check_text(sent.text)
    for name, text, longest in (("联系方式", sent.contact, LONGEST_CONTACT), ("名称", sent.place, 120)):
        wrong = text_fault(text, longest)
        if wrong:
            raise refuse("invalid", [Fault(name, *wrong)])


def _check_text(text: str) -> None:
    wrong = text_fault(text, LONGEST_TEXT) or (None if text.strip() else ("没有内容", "请写明发生了什么"))
    if wrong:
        raise refuse("invalid", [Fault("内容", *wrong)])


def _keyed(text: str) -> bytes:
    secret = settings.ENCRYPTION_KEYS[0].encode()
    return hmac.new(secret, b"complaint " + text.encode(), sha256).digest()


def _hash(receipt: str) -> str:
    return sha256(receipt.encode()).hexdigest()
