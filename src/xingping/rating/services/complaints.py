"""Officers handle complaints: take over, open what is sealed, ask the centre, reply, transfer, group."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from xingping.core.certificate_lifecycle import CertificateState
from xingping.core.complaint import LONGEST_TEXT, OPEN_STATES, ComplaintState, reply_by, state_after_reply
from xingping.core.faults import Fault
from xingping.core.masking import mask_personal
from xingping.core.roles import Role
from xingping.core.sheet_content import text_fault
from xingping.rating.actor import SYSTEM, Actor
from xingping.rating.calendar import WORKING_DAY, today
from xingping.rating.errors import refuse
from xingping.rating.models import Centre, Certificate, Complaint, ComplaintEvent, IncidentSource, User
from xingping.rating.permissions import allowed, require
from xingping.rating.queries.officers import officers_for
from xingping.rating.secrets import decrypt
from xingping.rating.services.audit import record
from xingping.rating.services.incidents import Report, report_incident
from xingping.rating.services.messages import send_message
from xingping.rating.verbs import Verb


@dataclass(frozen=True, slots=True)
class Sealed:
    """What only the handler reads: the words as sent, and how to reach the sender."""

    text: str
    contact: str


def take_over(actor: Actor, complaint_id: int, handler: User | None = None) -> Complaint:
    """Make an officer (default: oneself) the handler. Raises RefusedError: not_found, invalid."""
    with transaction.atomic():
        complaint, role = _held(actor, complaint_id, Verb.ASSIGN)
        chosen = handler or actor.person
        if not officers_for(complaint.body_id, complaint.region).filter(pk=chosen.pk).exists():
            raise refuse("invalid", [Fault("经办人", "不是本机构本地区的工作人员", "请另选一位")])
        before = {"handler": complaint.handler_id}
        _write(complaint, {"handler": chosen}, "handler", actor)
        record(actor, role, "complaint.handler", complaint, before=before, after={"handler": chosen.pk})
        if chosen != actor.user:
            send_message(
                chosen,
                subject=f"来件 {complaint.number} 交由您办理",
                link=f"/office/complaints/{complaint.pk}/",
                key=f"complaint:{complaint.pk}:{complaint.version}",
            )
    return complaint


def reveal(actor: Actor, complaint_id: int) -> Sealed:
    """Open the words as sent and the contact; each look is an audit entry.

    Raises RefusedError: not_found, complaint_not_handled_by_you, complaint_erased.
    """
    with transaction.atomic():
        complaint, role = _handled(actor, complaint_id, Verb.REVEAL)
        if complaint.erased_at is not None:
            raise refuse("complaint_erased")
        contact = decrypt(complaint.sealed_contact) if complaint.sealed_contact else ""
        ComplaintEvent.objects.create(complaint=complaint, what="revealed", by=actor.user)
        record(actor, role, "complaint.reveal", complaint)
        return Sealed(decrypt(complaint.sealed_text), contact)


def reply(actor: Actor, complaint_id: int, text: str) -> Complaint:
    """Answer, the first or the second time; everything grouped under it gets the same answer.

    Raises RefusedError: not_found, complaint_not_handled_by_you, complaint_answered, invalid.
    """
    _check_text("答复", text)
    with transaction.atomic():
        complaint, role = _handled(actor, complaint_id)
        answered = [complaint, *complaint.duplicates.select_for_update().filter(state__in=OPEN_STATES)]
        for one in answered:
            state = state_after_reply(ComplaintState(one.state))
            if state is None:
                raise refuse("complaint_answered")
            second = state is ComplaintState.REPLIED_AGAIN
            words = {"second_reply": text.strip()} if second else {"reply": text.strip()}
            first_day = {} if second else {"replied_on": today()}
            before = {"state": one.state}
            _write(one, {"state": state, "ended_on": today(), **words, **first_day}, "replied", actor)
            record(actor, role, "complaint.reply", one, before=before, after={"state": state})
    return complaint


def transfer(actor: Actor, complaint_id: int, receiver: str, ground: str) -> Complaint:
    """Hand over what belongs to 12345, 信访 or another authority; the sender reads where it went.

    Raises RefusedError: not_found, complaint_not_handled_by_you, complaint_answered, invalid.
    """
    _check_text("接收单位", receiver, 120)
    _check_text("转办理由", ground, 400)
    with transaction.atomic():
        complaint, role = _handled(actor, complaint_id)
        if complaint.state not in OPEN_STATES:
            raise refuse("complaint_answered")
        values = {
            "state": ComplaintState.TRANSFERRED,
            "receiver": receiver.strip(),
            "ground": ground.strip(),
            "ended_on": today(),
        }
        before = {"state": complaint.state}
        _write(complaint, values, "transferred", actor)
        after = {"state": complaint.state, "receiver": complaint.receiver}
        record(actor, role, "complaint.transfer", complaint, before=before, after=after, reason=ground)
    return complaint


def mark_serious(actor: Actor, complaint_id: int, reason: str) -> Complaint:
    """Mark as serious: a shorter clock, and every officer of the region is told.

    Raises RefusedError: not_found, complaint_not_handled_by_you, invalid.
    """
    _check_text("理由", reason, 400)
    with transaction.atomic():
        complaint, role = _handled(actor, complaint_id)
        if not complaint.is_serious:
            due = min(complaint.due_on, reply_by(today(), WORKING_DAY, serious=True))
            _write(complaint, {"is_serious": True, "due_on": due}, "serious", actor)
            after = {"is_serious": True, "due_on": due}
            record(actor, role, "complaint.serious", complaint, after=after, reason=reason)
            for officer in officers_for(complaint.body_id, complaint.region)[:20]:
                send_message(
                    officer,
                    subject=f"来件 {complaint.number} 被标为严重",
                    link=f"/office/complaints/{complaint.pk}/",
                    key=f"complaint:{complaint.pk}:serious",
                )
            _put_on_certificate(complaint, reason)
    return complaint


def put_together(actor: Actor, complaint_id: int, first_number: str) -> Complaint:
    """Group a complaint under the first report of the same matter; "" takes it out again.

    Raises RefusedError: not_found, complaint_not_handled_by_you, complaint_wrong_group.
    """
    with transaction.atomic():
        complaint, role = _handled(actor, complaint_id)
        first = _numbered(complaint, first_number.strip()) if first_number.strip() else None
        before = {"group": complaint.group_id}
        _write(complaint, {"group": first}, "grouped", actor)
        record(actor, role, "complaint.group", complaint, before=before, after={"group": complaint.group_id})
    return complaint


def name_centre(actor: Actor, complaint_id: int, centre: Centre) -> Complaint:
    """Say which centre a complaint is about, where the sender named it in words.

    Raises RefusedError: not_found, complaint_not_handled_by_you, not_allowed.
    """
    with transaction.atomic():
        complaint, role = _handled(actor, complaint_id)
        require(actor, Verb.VIEW, centre)
        if centre.body_id != complaint.body_id:
            raise refuse("not_allowed")
        values: dict[str, Any] = {"centre": centre, "shared_at": None, "shared_text": ""}
        before = {"centre": complaint.centre_id}
        _write(complaint, values, "centre", actor)
        record(actor, role, "complaint.centre", complaint, before=before, after={"centre": centre.pk})
    return complaint


def share(actor: Actor, complaint_id: int, text: str) -> Complaint:
    """Give the centre a text to explain: the handler's wording, masked once more; never who sent it.

    Raises RefusedError: not_found, complaint_not_handled_by_you, complaint_answered, invalid.
    """
    _check_text("交中心（站）说明的文字", text)
    with transaction.atomic():
        complaint, role = _handled(actor, complaint_id)
        if complaint.centre is None or complaint.state not in OPEN_STATES:
            raise refuse("complaint_answered")
        values = {"shared_text": mask_personal(text.strip()), "shared_at": timezone.now()}
        _write(complaint, values, "shared", actor)
        record(actor, role, "complaint.share", complaint, after={"centre": complaint.centre_id})
        people = User.objects.filter(role_grants__role=Role.APPLICANT, role_grants__centre=complaint.centre)
        for person in people.distinct()[:20]:
            send_message(
                person,
                subject="请就一件来件作出说明",
                link=f"/centre/feedback/{complaint.pk}/",
                key=f"complaint:{complaint.pk}:share:{complaint.version}",
            )
    return complaint


def explain(actor: Actor, complaint_id: int, text: str) -> Complaint:
    """The centre explains; the handler reads it. Raises RefusedError: not_found, complaint_answered."""
    _check_text("说明", text)
    with transaction.atomic():
        complaint, role = _held(actor, complaint_id, Verb.ANSWER)
        if complaint.state not in OPEN_STATES:
            raise refuse("complaint_answered")
        _write(complaint, {"centre_answer": text.strip()}, "explained", actor)
        record(actor, role, "complaint.explain", complaint, after={"explained": True})
        if complaint.handler:
            send_message(
                complaint.handler,
                subject=f"来件 {complaint.number}：中心（站）已说明",
                link=f"/office/complaints/{complaint.pk}/",
                key=f"complaint:{complaint.pk}:explain:{complaint.version}",
            )
    return complaint


def _put_on_certificate(complaint: Complaint, reason: str) -> None:
    """A centre with a star has it on its certificate's record, too (clause 6.1.3), without the sender."""
    live = Certificate.objects.filter(
        centre=complaint.centre_id, state__in=(CertificateState.VALID, CertificateState.SUSPENDED)
    )
    for certificate in live if complaint.centre_id else ():
        report = Report(
            IncidentSource.COMPLAINT,
            mask_personal(reason.strip()),
            reference=complaint.number,
            happened_on=complaint.received_on,
        )
        report_incident(SYSTEM, certificate.pk, report)


def _handled(actor: Actor, complaint_id: int, verb: Verb = Verb.HANDLE) -> tuple[Complaint, Role]:
    """The complaint, locked, for its handler."""
    complaint = _locked(complaint_id)
    refusal = allowed(actor, verb, complaint)
    if refusal is not None and refusal.code == "not_allowed":
        raise refuse("complaint_not_handled_by_you")
    return complaint, require(actor, verb, complaint)


def _held(actor: Actor, complaint_id: int, verb: Verb) -> tuple[Complaint, Role]:
    complaint = _locked(complaint_id)
    return complaint, require(actor, verb, complaint)


def _locked(complaint_id: int) -> Complaint:
    found = Complaint.objects.select_for_update(of=("self",)).select_related("centre", "body", "handler")
    complaint = found.filter(pk=complaint_id).first()
    if complaint is None:
        raise refuse("not_found")
    return complaint


def _write(complaint: Complaint, values: Mapping[str, Any], what: str, actor: Actor) -> None:
    for name, value in values.items():
        setattr(complaint, name, value)
    complaint.version += 1
    complaint.save()
    ComplaintEvent.objects.create(complaint=complaint, what=what, by=actor.user)


def _numbered(complaint: Complaint, number: str) -> Complaint:
    digits = number.rpartition("-")[2]
    wanted = int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 12 else 0
    first = Complaint.objects.filter(pk=wanted, body=complaint.body_id, group=None).first()
    if first is None or first.pk == complaint.pk or complaint.duplicates.exists():
        raise refuse("complaint_wrong_group", number=number)
    return first


def _check_text(place: str, text: str, longest: int = LONGEST_TEXT) -> None:
    wrong = text_fault(text, longest) or (None if text.strip() else ("没有内容", "请填写"))
    if wrong:
        raise refuse("invalid", [Fault(place, *wrong)])
