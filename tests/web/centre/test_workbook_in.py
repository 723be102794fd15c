"""The workbook comes back: a preview first, then only what was chosen."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from factories import (
    Scene,
    save,
)
from web.centre.browsing import address
from xingping.rating.models import SelfAssessment
from xingping.rating.services.saving import Edit

pytestmark = pytest.mark.django_db


def test_the_workbook_comes_back_with_a_preview(own: Client, scene: Scene) -> None:

    save(scene, {"scores.1": Edit(None, 500), "scores.2": Edit(None, 300)})
    book = own.get(address(scene.case, "workbook.xlsx")).content
    same = own.post(address(scene.case, "workbook/"), {"file": SimpleUploadedFile("a.xlsx", book)})
    assert (same.context["differences"], same.context["same"]) == ([], 2)

    table = "指标,评审专家,得分\n1,自评,4.5\n2,自评,3\n3,自评,2\n".encode()
    shown = own.post(address(scene.case, "workbook/"), {"file": SimpleUploadedFile("a.csv", table)})
    assert [(one.indicator.serial, one.now, one.then) for one in shown.context["differences"]] == [
        ("1", 500, 450),
        ("3", None, 200),
    ]
    assert SelfAssessment.objects.get(case=scene.case).scores == {"1": 500, "2": 300}

    save(scene, {"scores.3": Edit(None, 100)}, sequence=2)  # a colleague, meanwhile
    chosen = {"take": ["1", "3"], "base-1": "500", "value-1": "450", "base-3": "", "value-3": "200"}
    taken = own.post(address(scene.case, "workbook/take-over/"), chosen, follow=True)
    assert SelfAssessment.objects.get(case=scene.case).scores == {"1": 450, "2": 300, "3": 100}
    assert "1 项没有带入" in taken.content.decode()


def test_a_broken_workbook_is_explained(own: Client, scene: Scene) -> None:

    for content in (b"", b"PK\x03\x04broken", "指标,评审专家,得分\n1,甲,4\n1,乙,5\n".encode()):
        answer = own.post(address(scene.case, "workbook/"), {"file": SimpleUploadedFile("a.xlsx", content)})
        assert answer.status_code == 422
        assert answer.context["faults"]
