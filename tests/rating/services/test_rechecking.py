"""Random re-checks: a list and a seed fixed first, one draw, a result each; a concern becomes an incident."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from awards import bare_certificate
from factories import CentreFactory, Scene, days_ago, officer_of, submitted_scene
from refusals import refused
from xingping.core.drawing import drawn, seed_hash
from xingping.rating.calendar import today
from xingping.rating.models import AuditEntry, Certificate, Incident, Recheck, RecheckDraw
from xingping.rating.queries.rechecks import replay
from xingping.rating.services.rechecking import Finding, draw_rechecks, prepare_draw, tell_recheck

pytestmark = pytest.mark.django_db


def certified(count: int = 5, **policy: Any) -> Scene:
    """A round with some certificates in force, of as many centres."""
    scene = submitted_scene(**{"recheck_percent": 30, **policy})
    for number in range(count):
        centre = CentreFactory(body=scene.body, region=scene.case.region)
        bare_certificate(
            scene.case, centre=centre, number=f"R-{number}", serial=100 + number, origin="change",
            change_reason="演示",
        )  # fmt: skip
    return scene


def test_list_and_seed_are_fixed_before_the_draw_and_the_draw_repeats() -> None:
    scene = certified()
    Certificate.objects.filter(number="R-4").update(state="suspended", state_reason="维修")
    draw = prepare_draw(scene.officer, scene.case.round_id)
    assert draw.population == ["R-0", "R-1", "R-2", "R-3"]
    assert draw.seed_hash == seed_hash(draw.seed)
    entry = AuditEntry.objects.get(verb="recheck.prepare")
    assert draw.seed not in str(entry.detail)
    assert draw.seed_hash in str(entry.detail)
    assert replay(draw) is None
    with refused("recheck_waiting"):
        prepare_draw(scene.officer, scene.case.round_id)
    draw = draw_rechecks(scene.officer, draw.pk, " 08 15 ")
    names = list(draw.rechecks.values_list("certificate__number", flat=True))
    assert names == list(drawn(draw.population, 30, draw.seed, "08 15"))
    assert len(names) == 2
    again = replay(draw)
    assert again is not None
    assert again.agrees
    with refused("recheck_drawn"):
        draw_rechecks(scene.officer, draw.pk)
    assert prepare_draw(scene.officer, scene.case.round_id).number == 2


def test_a_changed_seed_list_or_order_is_found() -> None:
    scene = certified()
    draw = draw_rechecks(scene.officer, prepare_draw(scene.officer, scene.case.round_id).pk)
    draw.seed = "0" * 64
    changed = replay(draw)
    assert changed is not None
    assert (changed.seed_agrees, changed.list_agrees) == (False, True)
    draw.refresh_from_db()
    draw.population = draw.population[1:]
    changed = replay(draw)
    assert changed is not None
    assert not changed.list_agrees
    assert not changed.agrees


def test_a_result_keeps_the_star_or_opens_an_incident() -> None:
    scene = certified()
    draw = draw_rechecks(scene.officer, prepare_draw(scene.officer, scene.case.round_id).pk)
    kept, concern = draw.rechecks.all()
    with refused("reasons_missing"):
        tell_recheck(scene.officer, kept.pk, Finding(" ", today()))
    with refused("invalid"):
        tell_recheck(scene.officer, kept.pk, Finding("好", today() + timedelta(days=1)))
    with refused("invalid"):
        tell_recheck(scene.officer, kept.pk, Finding("好\0", today()))
    with refused("not_found"):
        tell_recheck(officer_of(scene.body, "44"), kept.pk, Finding("好", today()))
    told = tell_recheck(scene.officer, kept.pk, Finding("与评定时一致", days_ago(1)))
    assert (told.state, told.incident) == ("kept", None)
    with refused("recheck_told"):
        tell_recheck(scene.officer, kept.pk, Finding("再说", today()))
    told = tell_recheck(scene.officer, concern.pk, Finding("活动室改作他用", today(), concern=True))
    incident = Incident.objects.get()
    assert (told.state, told.incident_id, incident.source) == ("concern", incident.pk, "random")
    assert incident.certificate.state == "valid"


def test_there_is_nothing_to_draw_without_a_rule_or_a_certificate() -> None:
    scene = certified(count=0)
    with refused("recheck_nothing"):
        prepare_draw(scene.officer, scene.case.round_id)
    with refused("not_allowed"):
        prepare_draw(scene.applicant, scene.case.round_id)
    with refused("recheck_off"):
        off = certified(recheck_percent=0)
        prepare_draw(off.officer, off.case.round_id)
    with refused("not_found"):
        prepare_draw(scene.officer, 10**6)
    with refused("not_found"):
        draw_rechecks(scene.officer, 10**6)
    assert not Recheck.objects.exists()
    assert not RecheckDraw.objects.exists()
