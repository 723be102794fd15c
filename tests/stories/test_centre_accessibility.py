"""Applicants' pages by axe (WCAG 2.2 AA), on a desk and on the narrowest phone; nothing scrolls sideways."""

from __future__ import annotations

import pytest

from factories import Scene, complete, draft_scene, open_round_of
from stories.accessibility import NARROWEST
from stories.conftest import FaultsOf
from xingping.rating.services.returning import return_for_correction
from xingping.rating.services.submitting import submit

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]


def test_every_page_can_be_used_by_everybody(faults_of: FaultsOf) -> None:
    scene: Scene = draft_scene(chain=[])
    open_round_of(scene.body)
    case, centre = f"cases/{scene.case.number}/", f"centres/{scene.case.centre_id}/"
    pages = [case + page for page in ("", "form/", "workbook/", "check/", "self-assessment/")]
    pages += ["", "apply/", centre, f"{centre}edit/"]
    assert faults_of([(scene.applicant, f"/centre/{page}") for page in pages], NARROWEST) == []
    complete(scene)
    submit(scene.applicant, scene.case.pk)
    return_for_correction(scene.officer, scene.case.pk, {"2": "面积不符"})
    assert faults_of([(scene.applicant, f"/centre/{case}self-assessment/")], NARROWEST) == []
