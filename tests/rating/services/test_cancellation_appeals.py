"""Appeals against a cancellation: in time, once, by the uninvolved; upheld, the star is back."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest

from awards import bare_certificate, cancelled
from factories import officer_of, submitted_scene
from reviewing import code_of
from xingping.core.certificate_lifecycle import CertificateState
from xingping.core.plaque_lifecycle import PlaqueAction, PlaqueState
from xingping.core.validity import last_valid_day
from xingping.rating import files
from xingping.rating.actor import Actor
from xingping.rating.calendar import today
from xingping.rating.models import (
    AuditEntry,
    CancellationAppeal,
    Certificate,
    Incident,
    IncidentSource,
    Message,
    Plaque,
)
from xingping.rating.queries.cancellation_appeals import may_appeal
from xingping.rating.queries.verification import shown_certificate
from xingping.rating.services.cancellation_appeals import appeal_cancellation, decide_cancellation_appeal
from xingping.rating.services.incidents import Report, close_incident, report_incident
from xingping.rating.services.plaques import PlaqueMove, move_plaque

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


def uphold(actor: Actor, incident_id: int) -> CancellationAppeal:
    return decide_cancellation_appeal(actor, incident_id, upheld=True, conclusion="成立")


def test_an_upheld_appeal_brings_the_star_back() -> None:
    scene, certificate, incident = cancelled()
    assert Plaque.objects.get().return_due is not None
    made = appeal_cancellation(scene.applicant, incident.pk, "检测报告有误，附复检报告")
    assert made.due_on > today()
    shown = shown_certificate(certificate.token, today())
    assert shown
    assert (shown.face, shown.under_appeal) == ("cancelled", True)
    handler = officer_of(scene.body)
    decide_cancellation_appeal(handler, incident.pk, upheld=True, conclusion="复检合格，申诉成立")
    certificate.refresh_from_db()
    assert (certificate.state, certificate.state_reason) == (CertificateState.VALID, "")
    assert certificate.last_day == last_valid_day(certificate.awarded_on, 3), "the old last day stands"
    assert Plaque.objects.get().return_due is None
    shown = shown_certificate(certificate.token, today())
    assert shown
    assert (shown.face, shown.under_appeal) == ("valid", False)
    assert certificate.events.order_by("-sequence").first().action == "restore"  # type: ignore[union-attr]
    verbs = set(AuditEntry.objects.values_list("verb", flat=True))
    assert {"incident.appeal", "incident.decide_appeal", "certificate.restore"} <= verbs
    told = Message.objects.filter(recipient=scene.applicant.person).values_list("subject", flat=True)
    assert any("申诉成立" in one for one in told)


def test_a_plaque_that_was_taken_back_is_made_anew() -> None:
    scene, certificate, incident = cancelled()
    Plaque.objects.update(state=PlaqueState.RETURNED)
    appeal_cancellation(scene.applicant, incident.pk, "有误")
    decide_cancellation_appeal(officer_of(scene.body), incident.pk, upheld=True, conclusion="成立")
    states = certificate.plaques.order_by("number").values_list("state", flat=True)
    assert list(states) == [PlaqueState.RETURNED, PlaqueState.ORDERED]


def test_nothing_is_made_or_handed_over_for_a_star_that_is_gone() -> None:
    scene, certificate, _incident = cancelled(plaque=PlaqueState.ORDERED)
    plaque = Plaque.objects.get()
    assert (plaque.state, plaque.events.order_by("-sequence").first().reason) == (  # type: ignore[union-attr]
        PlaqueState.VOID,
        "证书已取消，不再制作",
    )
    move = PlaqueMove(today(), receiver="某人", reason="换", signature=files.keep_bytes(b"demo", "image/png"))
    for state, action in (
        (PlaqueState.PRODUCED, PlaqueAction.HAND_OVER),
        (PlaqueState.HANDED_OVER, PlaqueAction.REPLACE),
    ):
        Plaque.objects.update(state=state)
        late = code_of(partial(move_plaque, scene.officer, plaque.pk, action, move))
        assert late == "certificate_not_valid"
    assert certificate.plaques.count() == 1


def test_a_rejected_appeal_changes_nothing_and_there_is_no_second() -> None:
    scene, certificate, incident = cancelled()
    assert may_appeal(incident)
    appeal_cancellation(scene.applicant, incident.pk, "有误")
    assert not may_appeal(incident)
    handler = officer_of(scene.body)
    decide_cancellation_appeal(handler, incident.pk, upheld=False, conclusion="认定无误")
    certificate.refresh_from_db()
    assert certificate.state == CertificateState.CANCELLED
    assert code_of(lambda: appeal_cancellation(scene.applicant, incident.pk, "再来")) == "already_appealed"
    again = code_of(lambda: decide_cancellation_appeal(handler, incident.pk, upheld=True, conclusion="改判"))
    assert again == "wrong_state"


def test_a_suspension_that_was_running_holds_again() -> None:
    scene, certificate, incident = cancelled(suspended="消防整改期间")
    appeal_cancellation(scene.applicant, incident.pk, "材料属实")
    uphold(officer_of(scene.body), incident.pk)
    certificate.refresh_from_db()
    assert (certificate.state, certificate.state_reason) == (CertificateState.SUSPENDED, "消防整改期间")
    last = list(certificate.events.order_by("sequence").values_list("action", flat=True))[-2:]
    assert last == ["restore", "suspend"]
    told = Message.objects.filter(recipient=scene.applicant.person).values_list("subject", flat=True)
    assert any("取消以前的暂停仍然有效" in one for one in told)


def test_whoever_took_part_in_the_cancellation_does_not_decide() -> None:
    scene, _certificate, incident = cancelled()
    handler = officer_of(scene.body)
    early = code_of(partial(uphold, handler, incident.pk))
    assert early == "not_found", "there is no appeal yet"
    appeal_cancellation(scene.applicant, incident.pk, "有误")
    assert code_of(partial(uphold, scene.officer, incident.pk)) == "involved"
    Incident.objects.update(noticed_by=handler.person)
    assert code_of(partial(uphold, handler, incident.pk)) == "involved", "who gave the notice"
    for person in (scene.applicant, officer_of(submitted_scene().body)):
        assert code_of(partial(uphold, person, incident.pk)) in ("not_allowed", "not_found")


def test_time_reason_and_state_are_asked() -> None:
    scene, certificate, incident = cancelled()
    assert code_of(lambda: appeal_cancellation(scene.applicant, incident.pk, "  ")) == "reasons_missing"
    assert code_of(lambda: appeal_cancellation(scene.applicant, incident.pk, "a\0")) == "invalid"
    assert incident.decided_at is not None
    Incident.objects.update(decided_at=incident.decided_at - timedelta(days=60))
    assert code_of(lambda: appeal_cancellation(scene.applicant, incident.pk, "有误")) == "appeal_time_over"
    other = report_incident(scene.officer, certificate.pk, Report(IncidentSource.INSIDE, "又一件"))
    close_incident(scene.officer, other.pk, "不属实")
    assert code_of(lambda: appeal_cancellation(scene.applicant, other.pk, "有误")) == "wrong_state"


def test_a_star_does_not_come_back_beside_a_newer_one() -> None:
    scene, certificate, incident = cancelled()
    appeal_cancellation(scene.applicant, incident.pk, "有误")
    Certificate.objects.filter(pk=certificate.pk).update(centre=submitted_scene().case.centre)
    bare_certificate(Certificate.objects.get(pk=certificate.pk).centre.cases.get())
    late = code_of(partial(uphold, officer_of(scene.body), incident.pk))
    assert late == "newer_certificate"
    assert CancellationAppeal.objects.get().decided_at is None, "nothing was written"
