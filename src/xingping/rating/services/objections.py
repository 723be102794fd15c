"""Objections (异议): filed by anybody, handled by somebody who did not decide, replied before the award."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from xingping.core.conditions import Condition
from xingping.core.faults import Fault
from xingping.core.objection import OBJECTIONS_AN_HOUR, OPEN_OBJECTIONS, ObjectionState
from xingping.core.roles import Role
from xingping.core.sheet_content import text_fault
from xingping.core.validity import after_working_days
from xingping.rating.actor import Actor
from xingping.rating.audit_content import address_hash
from xingping.rating.calendar import WORKING_DAY, today
from xingping.rating.errors import refuse
from xingping.rating.models import Blob, Case, NoticeItem, Objection, ObjectionStep
from xingping.rating.permissions import require
from xingping.rating.queries.award_state import SHOWN_STATES
from xingping.rating.queries.involved import refuse_involved
from xingping.rating.queries.pinned import policy as pinned_policy
from xingping.rating.queries.recipients import recipients
from xingping.rating.secrets import encrypt
from xingping.rating.services.audit import record
from xingping.rating.services.idempotency import once
from xingping.rating.services.messages import send_message
from xingping.rating.services.reopening import reopen
from xingping.rating.services.scans import keep_scan
from xingping.rating.services.transition import Check, locked_case
from xingping.rating.verbs import Verb

RECEIPT_BYTES = 16
LONGEST_REASON, LONGEST_CONTACT, MEGABYTES = 2_000, 200, 20
HOUR = timedelta(hours=1)
FILE, TAKE, NOTE, REPLY = "file", "take", "note", "reply"
"""Actions of the steps."""


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody objects, as typed; `contact` is kept encrypted and never shown to the centre."""

    reason: str
    contact: str = ""
    file: UploadedFile[bytes] | None = None


def receipt_hash(receipt: str) -> str:
    """How a receipt is looked up; spaces, dashes and capitals do not matter."""
    plain = "".join(sign for sign in receipt.lower() if sign.isascii() and sign.isalnum())
    return hashlib.sha256(plain.encode()).hexdigest()


def file_objection(actor: Actor, item_id: int, said: Said) -> tuple[Objection, str]:
    """Receive an objection while the notice runs; returns it and the receipt, which is told once.

    Raises RefusedError: `not_found`, `notice_over`, `objections_too_many`, `invalid`.
    """
    _refuse_bad(said)
    sender = address_hash(actor.address)
    item = _running(item_id)
    _refuse_many(sender)
    blob, name = _kept(said.file)
    receipt = secrets.token_hex(RECEIPT_BYTES)
    with transaction.atomic():
        case = locked_case(item.case_id)
        item = _running(item_id)
        _refuse_many(sender)
        last = Objection.objects.filter(case=case).order_by("-number").first()
        days = pinned_policy(case.policy_hash).reply_days
        objection = Objection.objects.create(
            item=item,
            case=case,
            body_id=case.body_id,
            number=(last.number if last else 0) + 1,
            receipt_hash=receipt_hash(receipt),
            reason=said.reason.strip(),
            contact=encrypt(said.contact.strip()) if said.contact.strip() else "",
            blob=blob,
            file_name=name,
            sender=sender,
            due_on=after_working_days(today(), days, WORKING_DAY),
        )
        _step(objection, FILE, None)
        record(
            actor, Role.PUBLIC, "objection.file", objection,
            after={"number": objection.number, "file": bool(blob)}, reason=objection.reason,
        )  # fmt: skip
        _tell_officers(case, objection, "收到异议")
    return objection, receipt


def take_objection(actor: Actor, objection_id: int) -> Objection:
    """Begin to handle an objection. Raises `involved`, `objection_replied`, `objection_not_yours`."""
    with transaction.atomic():
        objection, role = _open(actor, objection_id)
        if objection.handler_id:
            raise refuse("objection_not_yours")
        objection.handler, objection.state = actor.person, ObjectionState.HANDLED
        objection.save(update_fields=["handler", "state"])
        _step(objection, TAKE, actor)
        record(actor, role, "objection.take", objection, after={"state": objection.state})
    return objection


def hand_over_objection(actor: Actor, objection_id: int, reason: str) -> Objection:
    """Give an objection back, so that another uninvolved colleague can take it."""
    with transaction.atomic():
        objection, role = _mine(actor, objection_id)
        if not reason.strip():
            raise refuse("reasons_missing")
        objection.handler, objection.state = None, ObjectionState.FILED
        objection.save(update_fields=["handler", "state"])
        _step(objection, NOTE, actor, reason.strip(), public=False)
        record(actor, role, "objection.hand_over", objection, reason=reason)
    return objection


def note_objection(actor: Actor, objection_id: int, text: str, *, public: bool) -> ObjectionStep:
    """Write down what was done to find out; public notes are told to the objector, others to colleagues."""
    with transaction.atomic():
        objection, role = _mine(actor, objection_id)
        _refuse_text("经过", text)
        step = _step(objection, NOTE, actor, text.strip(), public=public)
        record(actor, role, "objection.note", objection, after={"public": public}, reason=text)
    return step


def reply_objection(actor: Actor, objection_id: int, *, upheld: bool, reply: str, key: str = "") -> Objection:
    """Answer an objection. One that is upheld sends its case back to the panel, in the same transaction.

    Raises RefusedError: `involved`, `objection_not_yours`, `objection_replied`, `reasons_missing`,
    `wrong_state` where the case is under appeal: the appeal is decided first.
    """

    def act() -> Objection:
        with transaction.atomic():
            objection, role = _mine(actor, objection_id)
            if not reply.strip():
                raise refuse("reasons_missing")
            _refuse_text("答复", reply)
            objection.state = ObjectionState.UPHELD if upheld else ObjectionState.REJECTED
            objection.replied_at = timezone.now()
            objection.save(update_fields=["state", "replied_at"])
            _step(objection, REPLY, actor, reply.strip())
            record(actor, role, "objection.reply", objection, after={"state": objection.state}, reason=reply)
            if upheld and objection.item.ended_at is None:
                reopen(
                    actor,
                    objection.case_id,
                    f"异议 {objection.number} 成立：{reply.strip()}",
                    {Condition.OBJECTION_UPHELD: lambda _case: Check(True)},
                )
        return objection

    asked = {"objection": objection_id, "upheld": upheld, "reply": reply}
    return once(actor, key, "objection.reply", asked, Objection, act)


def _running(item_id: int) -> NoticeItem:
    """A case's place in a notice that runs today."""
    items = NoticeItem.objects.select_related("notice", "case").filter(
        pk=item_id, ended_at=None, notice__published_on__isnull=False, case__state__in=SHOWN_STATES
    )
    found = items.first()
    if found is None or found.notice.ends_on is None:
        raise refuse("not_found")
    if today() > found.notice.ends_on:
        raise refuse("notice_over")
    return found


def _open(actor: Actor, objection_id: int) -> tuple[Objection, Role]:
    """An objection without a reply, under the lock of its case, for somebody who may handle it."""
    found = Objection.objects.filter(pk=objection_id).values_list("case_id", flat=True).first()
    if found is None:
        raise refuse("not_found")
    case = locked_case(found)
    role = require(actor, Verb.REPLY, case)
    objection = Objection.objects.select_related("item", "case").get(pk=objection_id)
    if objection.state not in OPEN_OBJECTIONS:
        raise refuse("objection_replied")
    refuse_involved(case, [actor.person])
    return objection, role


def _mine(actor: Actor, objection_id: int) -> tuple[Objection, Role]:
    objection, role = _open(actor, objection_id)
    if objection.handler_id != actor.person.pk:
        raise refuse("objection_not_yours")
    return objection, role


def _step(
    objection: Objection, action: str, actor: Actor | None, text: str = "", *, public: bool = True
) -> ObjectionStep:
    count = ObjectionStep.objects.filter(objection=objection).count()
    return ObjectionStep.objects.create(
        objection=objection,
        sequence=count + 1,
        action=action,
        text=text,
        public=public,
        by=actor.user if actor else None,
    )


def _refuse_many(sender: str) -> None:
    since = timezone.now() - HOUR
    if Objection.objects.filter(sender=sender, filed_at__gte=since).count() >= OBJECTIONS_AN_HOUR:
        raise refuse("objections_too_many")


def _refuse_bad(said: Said) -> None:
    faults = []
    reason = text_fault(said.reason, LONGEST_REASON) or (
        None if said.reason.strip() else ("没有填写", "请写明哪里不符合标准、依据是什么")
    )
    contact = text_fault(said.contact, LONGEST_CONTACT)
    if reason:
        faults.append(Fault("异议理由", *reason))
    if contact:
        faults.append(Fault("联系方式", *contact))
    if faults:
        raise refuse("invalid", faults)


def _refuse_text(place: str, text: str) -> None:
    wrong = text_fault(text, LONGEST_REASON) or (None if text.strip() else ("没有填写", "请填写"))
    if wrong:
        raise refuse("invalid", [Fault(place, *wrong)])


def _kept(given: UploadedFile[bytes] | None) -> tuple[Blob | None, str]:
    return keep_scan(given, MEGABYTES, "证明材料") if given else (None, "")


def _tell_officers(case: Case, objection: Objection, words: str) -> None:
    for person in recipients(case, (Role.OFFICER,)):
        send_message(
            person,
            subject=f"申报件 {case.number}：{words}，请在 {objection.due_on:%Y-%m-%d} 前答复",
            link=objection.get_absolute_url(),
            key=f"objection:{objection.pk}:filed",
        )
