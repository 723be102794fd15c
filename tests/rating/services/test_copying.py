"""Filling a case from the centre's last one."""

from uuid import uuid4

import pytest

from factories import BlobFactory, Edit, complete, draft_scene, open_round_of, save
from refusals import refused
from xingping.core.guide import EvidenceMode
from xingping.rating.evidence_rules import Shown
from xingping.rating.models import EvidenceItem, SelfAssessment, SheetChange
from xingping.rating.queries.audit_check import check_audit
from xingping.rating.services.applications import create_case
from xingping.rating.services.copying import copy_from_case
from xingping.rating.services.evidence import add_evidence
from xingping.rating.services.saving import save_self_assessment
from xingping.rating.services.sealing import seal_all

pytestmark = pytest.mark.django_db


def test_only_empty_fields_are_filled_and_copying_twice_does_nothing() -> None:
    old = draft_scene(chain=[])
    complete(old)
    shown = Shown(EvidenceMode.UPLOAD, "照片", blob=BlobFactory(), not_secret=True, masked=True)
    add_evidence(old.applicant, old.case.pk, uuid4(), shown, [("1", "")])
    case = create_case(old.applicant, open_round_of(old.body).pk, old.case.centre_id)
    fields = {"scores.1": Edit(None, 100)}
    save_self_assessment(old.applicant, case.pk, device="d", sequence=1, fields=fields)
    assert copy_from_case(old.applicant, case.pk, old.case.pk) == 56
    sheet = SelfAssessment.objects.get(case=case)
    assert (sheet.scores["1"], sheet.scores["31"], len(sheet.scores)) == (100, 5000, 57)
    assert EvidenceItem.objects.filter(case=case).get().versions.get().blob_id == shown.blob.pk
    assert copy_from_case(old.applicant, case.pk, old.case.pk) == 0
    assert EvidenceItem.objects.filter(case=case).count() == 1
    assert SheetChange.objects.filter(self_assessment=sheet).count() == 2
    seal_all()
    assert check_audit().fault is None


def test_what_the_guide_no_longer_allows_is_left_out() -> None:
    old = draft_scene()
    save(old, {"scores.1": Edit(None, 500)})
    SelfAssessment.objects.filter(case=old.case).update(scores={"1": 501, "2": 500, "99": 1})
    case = create_case(old.applicant, open_round_of(old.body).pk, old.case.centre_id)
    assert copy_from_case(old.applicant, case.pk, old.case.pk) == 1


def test_another_centres_case_is_not_copied() -> None:
    scene, other = draft_scene(), draft_scene()
    with refused("not_found"):
        copy_from_case(scene.applicant, scene.case.pk, other.case.pk)
    with refused("not_found"):
        copy_from_case(scene.applicant, scene.case.pk, 10**9)
