"""Letters of delivery (送达): of an award, and private ones to applicants without a star."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from xingping.core.conditions import Condition
from xingping.core.lifecycle import Action
from xingping.core.roles import Role
from xingping.core.validity import after_days, review_window
from xingping.documents.award_letter import AwardLetterText, award_letter_pdf
from xingping.documents.not_awarded_letter import NotAwardedText, not_awarded_letter_pdf
from xingping.rating import files
from xingping.rating.actor import Actor
from xingping.rating.calendar import WORKING_DAY, today
from xingping.rating.errors import refuse
from xingping.rating.models import Case, Certificate, Decision, Letter, LetterKind
from xingping.rating.queries.pinned import rules_of
from xingping.rating.queries.results import case_result, standing_decision
from xingping.rating.queries.way import printed_way
from xingping.rating.services.audit import record
from xingping.rating.services.bundles import record_bundle
from xingping.rating.services.feedback import feedback_over
from xingping.rating.services.idempotency import once
from xingping.rating.services.transition import Check, Move, transition

PDF = "application/pdf"


def deliver_not_awarded(actor: Actor, case_id: int, *, key: str = "") -> Case:
    """Tell an applicant privately that no star is awarded, why, and the shortest way up.

    The time for an appeal runs from today. Raises RefusedError: `feedback_time_running`, `claims_open`,
    `star_proposed`, `wrong_state`.
    """

    def no_star(case: Case) -> Check:
        decision = standing_decision(case)
        return Check(decision is not None and decision.stars == 0)

    def write(move: Move) -> dict[str, Any]:
        decision = Decision.objects.get(case=move.case, superseded_at=None)
        return {"letter": deliver_letter(move, decision, decision.reason).number}

    checks = {
        Condition.FEEDBACK_OVER: feedback_over,
        Condition.NO_STAR_PROPOSED: no_star,
    }
    return once(
        actor, key, "case.deliver_not_awarded", {"case": case_id}, Case,
        lambda: transition(actor, case_id, Action.DELIVER_NOT_AWARDED, checks=checks, write=write),
    )  # fmt: skip


def deliver_letter(move: Move, decision: Decision, reason: str) -> Letter:
    """Write and deliver the private letter of a case without a star, as its points are now.

    The result bundle goes with it, so that the applicant can recompute the result; nobody else gets it
    but officers and auditors. Raises RefusedError: `sheets_not_locked`, and as `record_bundle`.
    """
    case, found = move.case, case_result(move.case)
    if found is None:
        raise refuse("sheets_not_locked")
    until = after_days(today(), move.policy.appeal_days, WORKING_DAY)
    text = NotAwardedText(
        body=case.body.name,
        number=_number(case),
        applicant=case.centre.name,
        centre=case.centre.name,
        reason=reason,
        appeal_until=until,
        signed=today(),
        contact=case.body.contact,
    )
    pdf = not_awarded_letter_pdf(text, found.result, way=printed_way(found.result, found.rules.guide))
    content = {"reason": reason, "appeal_until": until.isoformat(), "total": decision.total}
    letter = Letter.objects.create(
        case=case, body_id=case.body_id, kind=LetterKind.NOT_AWARDED, number=text.number, content=content,
        blob=files.keep_bytes(pdf, PDF), delivered_at=timezone.now(),
    )  # fmt: skip
    record_bundle(move.actor, move.role, case, number=letter.number, on=today().isoformat())
    _note_delivery(case, letter)
    return letter


def deliver_award(case: Case, certificate: Certificate) -> Letter:
    """Deliver an award; its words are kept, the letter is set when it is asked for."""
    edition = rules_of(case).edition
    content = {
        "body": case.body.name,
        "applicant": certificate.centre_name,
        "centre": certificate.centre_name,
        "stars": certificate.stars,
        "announcement": certificate.announcement_number,
        "certificate": certificate.number,
        "awarded": certificate.awarded_on.isoformat(),
        "last_day": certificate.last_day.isoformat(),
        "review_from": review_window(certificate.last_day, edition.review_months).first.isoformat(),
        "address": f"{settings.SITE_URL}{certificate.get_absolute_url()}",
        "signed": certificate.awarded_on.isoformat(),
        "contact": case.body.contact,
    }
    letter = Letter.objects.create(
        case=case, body_id=case.body_id, kind=LetterKind.AWARDED, number=_number(case), content=content,
        delivered_at=timezone.now(),
    )  # fmt: skip
    _note_delivery(case, letter)
    return letter


def letter_pdf(letter: Letter) -> bytes:
    """The letter as PDF: as it was kept, or set again from the words that were kept."""
    if letter.blob_id:
        with files.opened(letter.blob_id) as source:
            return source.read()
    said = letter.content
    text = AwardLetterText(
        body=said["body"],
        number=letter.number,
        applicant=said["applicant"],
        centre=said["centre"],
        stars=said["stars"],
        announcement=said["announcement"],
        certificate=said["certificate"],
        awarded=date.fromisoformat(said["awarded"]),
        last_day=date.fromisoformat(said["last_day"]),
        review_from=date.fromisoformat(said["review_from"]),
        address=said["address"],
        signed=date.fromisoformat(said["signed"]),
        contact=said["contact"],
    )
    return award_letter_pdf(text, rules_of(letter.case).edition)


def open_letter(actor: Actor, letter: Letter) -> None:
    """Note that the applicant has opened a letter for the first time."""
    with transaction.atomic():
        first = Letter.objects.select_for_update().get(pk=letter.pk)
        if first.opened_at is None:
            first.opened_at, first.opened_by = timezone.now(), actor.person
            first.save(update_fields=["opened_at", "opened_by"])
            record(actor, Role.APPLICANT, "letter.open", first, after={"number": first.number})


def _number(case: Case) -> str:
    """The letter's own number: the case's, counted on."""
    return f"{case.number}-S{Letter.objects.filter(case=case).count() + 1}"


def _note_delivery(case: Case, letter: Letter) -> None:
    case.delivered_at = letter.delivered_at
    case.save(update_fields=["delivered_at"])
