"""Plaques move by their table alone, with what each move needs."""

from __future__ import annotations

from datetime import timedelta

import pytest

from awards import bare_certificate
from factories import BlobFactory, Scene, officer_of, submitted_scene
from reviewing import code_of
from xingping.core.plaque_lifecycle import PlaqueAction, PlaqueNeed, PlaqueState
from xingping.rating.calendar import today
from xingping.rating.models import AuditEntry, Certificate, Plaque
from xingping.rating.services.plaques import PlaqueMove, move_plaque, order_again

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


@pytest.fixture
def place() -> tuple[Scene, Certificate, Plaque]:
    scene = submitted_scene()
    certificate = bare_certificate(scene.case)
    return scene, certificate, certificate.plaques.get()


def test_made_handed_over_lost_and_made_again(place: tuple[Scene, Certificate, Plaque]) -> None:
    scene, certificate, plaque = place
    officer, now = scene.officer, PlaqueMove(today())
    assert code_of(lambda: move_plaque(officer, plaque.pk, PlaqueAction.HAND_OVER, now)) == "wrong_state"
    move_plaque(officer, plaque.pk, PlaqueAction.PRODUCE, now)
    for lacking in (now, PlaqueMove(today(), receiver="王某")):
        said = code_of(
            lambda lacking=lacking: move_plaque(officer, plaque.pk, PlaqueAction.HAND_OVER, lacking)
        )
        assert said == "receiver_missing"
    later = PlaqueMove(today() + timedelta(days=1), receiver="王某", signature=BlobFactory())
    assert code_of(lambda: move_plaque(officer, plaque.pk, PlaqueAction.HAND_OVER, later)) == "invalid"
    signed = PlaqueMove(today(), receiver="王某", signature=BlobFactory(), photo=BlobFactory())
    assert move_plaque(officer, plaque.pk, PlaqueAction.HAND_OVER, signed).state == PlaqueState.HANDED_OVER
    assert code_of(lambda: order_again(officer, certificate.pk)) == "plaque_standing"
    move_plaque(officer, plaque.pk, PlaqueAction.LOSE, PlaqueMove(today(), reason="搬迁时遗失"))
    second = order_again(officer, certificate.pk)
    assert (second.number, second.serial) == (2, f"{certificate.number}-P2")
    void = PlaqueMove(today(), reason="遗失")
    assert code_of(lambda: move_plaque(officer, plaque.pk, PlaqueAction.VOID, void)) == "announcement_missing"
    void = PlaqueMove(today(), reason="遗失", announcement_number="演评告 9 号")
    assert move_plaque(officer, plaque.pk, PlaqueAction.VOID, void).state == PlaqueState.VOID
    assert plaque.events.count() == 5
    assert AuditEntry.objects.filter(verb="plaque.void").count() == 1


def test_replacing_orders_the_next_and_returning_needs_a_photo(
    place: tuple[Scene, Certificate, Plaque],
) -> None:
    scene, certificate, plaque = place
    officer = scene.officer
    move_plaque(officer, plaque.pk, PlaqueAction.PRODUCE, PlaqueMove(today()))
    move_plaque(officer, plaque.pk, PlaqueAction.REPLACE, PlaqueMove(today(), reason="破损"))
    assert list(certificate.plaques.order_by("number").values_list("state", flat=True)) == [
        "replaced", "ordered",
    ]  # fmt: skip
    Plaque.objects.filter(pk=plaque.pk).update(return_due=today())
    assert code_of(lambda: move_plaque(officer, plaque.pk, PlaqueAction.RETURN, PlaqueMove(today()))) == (
        PlaqueNeed.PROOF.value
    )
    back = move_plaque(officer, plaque.pk, PlaqueAction.RETURN, PlaqueMove(today(), photo=BlobFactory()))
    assert (back.state, back.return_due) == (PlaqueState.RETURNED, None)


def test_who_may_and_for_what(place: tuple[Scene, Certificate, Plaque]) -> None:
    scene, certificate, plaque = place
    now, applicant = PlaqueMove(today()), scene.applicant
    far = officer_of(scene.body, "5102")
    assert code_of(lambda: move_plaque(far, plaque.pk, PlaqueAction.PRODUCE, now)) == "not_found"
    assert code_of(lambda: move_plaque(applicant, plaque.pk, PlaqueAction.PRODUCE, now)) == "not_allowed"
    assert code_of(lambda: move_plaque(scene.officer, 0, PlaqueAction.PRODUCE, now)) == "not_found"
    assert code_of(lambda: order_again(scene.officer, 0)) == "not_found"
    Certificate.objects.filter(pk=certificate.pk).update(state="cancelled", state_reason="违规")
    assert code_of(lambda: order_again(scene.officer, certificate.pk)) == "certificate_not_valid"
