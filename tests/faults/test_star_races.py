"""Appeal, re-review, upgrade and lowering of one star at once: one outcome; and the controls."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from awards import award, bare_certificate, cancel_heard, cancelled, heard_incident
from bulk_awards import copied
from factories import officer_of, open_round_of
from faults.racing import race, widen, without_locks
from reviewing import Review, decided
from xingping.core.plaque_lifecycle import PlaqueAction
from xingping.rating import files
from xingping.rating.calendar import today
from xingping.rating.models import (
    CancellationAppeal,
    Case,
    Certificate,
    CertificateCounter,
    CertificateEvent,
    Incident,
    Plaque,
)
from xingping.rating.models.certificate import LIVING
from xingping.rating.services.cancellation_appeals import appeal_cancellation, decide_cancellation_appeal
from xingping.rating.services.certificates import Announced
from xingping.rating.services.downgrading import downgrade, propose_downgrade
from xingping.rating.services.plaques import PlaqueMove, move_plaque, order_again

pytestmark = pytest.mark.django_db(transaction=True)


def hearing(certificate: Certificate, incident: Incident, people: int) -> list[Callable[[], Any]]:
    """As many uninvolved people, every other of whom upholds the appeal."""
    acts: list[Callable[[], Any]] = []
    for number in range(people):
        acts.append(deciding(certificate, incident, upheld=number % 2 == 0))
    return acts


def deciding(certificate: Certificate, incident: Incident, *, upheld: bool) -> Callable[[], Any]:
    person = officer_of(certificate.body)
    return lambda: decide_cancellation_appeal(person, incident.pk, upheld=upheld, conclusion="已复查")


@pytest.mark.parametrize("people", [2, 16])
def test_an_appeal_against_a_cancellation_is_filed_and_decided_once(
    people: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene, certificate, incident = cancelled()
    widen(monkeypatch, "cancellation_appeals")
    filed = race([lambda: appeal_cancellation(scene.applicant, incident.pk, "有误")] * people)
    assert (len(filed.done), filed.broken) == (1, [])
    assert filed.refused == ["already_appealed"] * (people - 1)
    outcome = race(hearing(certificate, incident, people))
    assert (len(outcome.done), outcome.broken) == (1, [])
    assert outcome.refused == ["wrong_state"] * (people - 1)
    upheld = CancellationAppeal.objects.get().upheld
    certificate.refresh_from_db()
    assert certificate.state == ("valid" if upheld else "cancelled")
    assert CertificateEvent.objects.filter(action="restore").count() == int(bool(upheld))
    assert (Plaque.objects.get().return_due is None) is upheld


def test_control_an_appeal_without_locks_is_decided_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    scene, certificate, incident = cancelled()
    appeal_cancellation(scene.applicant, incident.pk, "有误")
    widen(monkeypatch, "cancellation_appeals")
    without_locks(monkeypatch)
    outcome = race(hearing(certificate, incident, 8))
    assert len(outcome.done) > 1 or outcome.broken


def test_a_star_comes_back_while_its_plaque_does(monkeypatch: pytest.MonkeyPatch) -> None:
    scene, certificate, incident = cancelled()
    appeal_cancellation(scene.applicant, incident.pk, "有误")
    plaque, photo = Plaque.objects.get(), files.keep_bytes(b"photo", "image/png")
    widen(monkeypatch, "cancellation_appeals", "plaques")
    back = PlaqueMove(today(), photo=photo)
    outcome = race(
        [
            deciding(certificate, incident, upheld=True),
            lambda: move_plaque(scene.officer, plaque.pk, PlaqueAction.RETURN, back),
        ]
    )
    assert (len(outcome.done), outcome.broken, outcome.refused) == (2, [], [])
    certificate.refresh_from_db()
    assert certificate.state == "valid"
    states = sorted(Plaque.objects.values_list("state", flat=True))
    if states == ["returned"]:
        order_again(scene.officer, certificate.pk)
    else:
        assert states == ["ordered", "returned"]


def same_centre(review: Review, purpose: str) -> Review:
    """Another decided case of the same centre, in a round of its own."""
    (key,) = copied(review, 1)
    first = review.fresh()
    other = open_round_of(review.scene.body)
    Case.objects.filter(pk=key).update(centre=first.centre, round=other, purpose=purpose)
    case = Case.objects.get(pk=key)
    return Review(replace(review.scene, case=case), [], [])


def one_star(centre_id: int) -> list[int]:
    """One living certificate; the serials that were given, which end with the counter's."""
    assert Certificate.objects.filter(centre=centre_id, state__in=LIVING).count() == 1
    serials = sorted(Certificate.objects.filter(serial__lt=1000).values_list("serial", flat=True))
    assert CertificateCounter.objects.get().last == len(serials)
    return serials


def test_a_rereview_and_an_upgrade_are_awarded_in_one_order() -> None:
    review = decided()
    upgrade = same_centre(review, "upgrade")
    outcome = race([lambda: award(review), lambda: award(upgrade)] * 4)
    assert outcome.broken == []
    known = {"already_awarded", "upgrade_not_higher"}
    assert set(outcome.refused) <= known
    assert one_star(review.fresh().centre_id) == list(range(1, len(outcome.done) + 1))
    assert Certificate.objects.filter(case=review.case_id).count() == 1


def test_control_awards_without_locks_break(monkeypatch: pytest.MonkeyPatch) -> None:
    review = decided()
    upgrade = same_centre(review, "upgrade")
    widen_awards(monkeypatch)
    without_locks(monkeypatch)
    outcome = race([lambda: award(review), lambda: award(upgrade)] * 4)
    assert outcome.broken


def widen_awards(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let time pass between looking for the living certificate and writing the new one."""

    from faults import racing
    from xingping.rating.services import certificates

    plain = certificates.living_certificate

    def slow(centre_id: int) -> Certificate | None:
        found = plain(centre_id)
        racing.pause()
        return found

    monkeypatch.setattr(certificates, "living_certificate", slow)


@pytest.mark.parametrize("first", ["appeal", "lowering"])
def test_a_new_award_meets_an_appeal_or_a_lowering(first: str, monkeypatch: pytest.MonkeyPatch) -> None:
    review = decided(downgrade_allowed=True)
    old = same_centre(review, "first")
    case = old.fresh()
    certificate = bare_certificate(case, number="ALT-1", serial=5000, stars=4)
    widen(monkeypatch, "cancellation_appeals", "incident_steps")
    if first == "appeal":
        incident = cancel_heard(old.scene, certificate)
        appeal_cancellation(review.scene.applicant, incident.pk, "有误")
        act = deciding(certificate, incident, upheld=True)
    else:
        incident = heard_incident(old.scene, certificate)
        propose_downgrade(review.officer, incident.pk, 2, "服务减少", Announced("演决 2 号", today()))
        colleague = officer_of(review.scene.body)
        act = lambda: downgrade(colleague, incident.pk)  # noqa: E731
    outcome = race([lambda: award(review), act])
    assert outcome.broken == []
    assert outcome.refused in ([], ["newer_certificate"], ["wrong_state"])
    living = Certificate.objects.get(centre=case.centre_id, state__in=LIVING)
    assert living.case_id == review.case_id
    assert one_star(case.centre_id) == list(range(1, Certificate.objects.exclude(serial=5000).count() + 1))
