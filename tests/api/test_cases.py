"""Saving a self-assessment through the API: compare-and-set, repetition, conflicts, faults, wrong people."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from api.asking import ROOT, Asker, asker
from factories import CentreFactory, Scene, applicant_of, submitted_scene
from xingping.rating.models import CaseFile, SelfAssessment

pytestmark = pytest.mark.django_db


def edit(base: Any, value: Any) -> dict[str, Any]:
    """A field's change."""
    return {"base": base, "value": value}


def test_a_save_and_what_is_read_back(own: Asker, scene: Scene) -> None:
    fact = {"value": "2860", "true_on": "2026-03-31"}
    fields = {
        "scores.1": edit(None, 450),
        "facts.households": edit(None, fact),
        "points.1.1": edit(None, True),
    }
    status, told = own.save(scene, 1, fields)
    assert (status, told["version"], sorted(told["applied"])) == (200, 1, sorted(fields))
    status, read = own.ask("GET", f"/cases/{scene.case.number}/self-assessment")
    assert read == {
        "version": 1,
        "state": "draft",
        "open": True,
        "content": {
            "scores": {"1": 450},
            "statements": {},
            "points": {"1.1": True},
            "facts": {"households": fact},
        },
    }
    assert own.ask("GET", f"/cases/{scene.case.number}/self-assessment?known=1")[1]["content"] is None


def test_a_repeated_save_answers_with_the_present_state(own: Asker, scene: Scene) -> None:
    own.save(scene, 5, {"scores.1": edit(None, 450)})
    status, told = own.save(scene, 5, {"scores.1": edit(None, 450)})
    assert (status, told["stale"], told["content"]["scores"]) == (200, True, {"1": 450})


def test_a_field_that_somebody_changed_comes_back_with_both_values(own: Asker, scene: Scene) -> None:
    own.save(scene, 1, {"scores.1": edit(None, 450), "scores.2": edit(None, 100)})
    other = asker(applicant_of(scene.case.centre))
    status, told = other.save(scene, 1, {"scores.1": edit(None, 300), "scores.3": edit(None, 200)})
    assert status == 200
    assert told["applied"] == ["scores.3"]
    assert told["conflicts"] == [{"field": "scores.1", "base": None, "yours": 300, "present": 450}]
    assert SelfAssessment.objects.get().scores == {"1": 450, "2": 100, "3": 200}


def test_values_that_cannot_be_kept_are_told_field_by_field(own: Asker, scene: Scene) -> None:
    fields = {"scores.1": edit(None, 501), "scores.2": edit(None, 50), "scores.999": edit(None, 1)}
    status, told = own.save(scene, 1, fields)
    assert (status, told["applied"], sorted(told["faults"])) == (
        200,
        ["scores.2"],
        ["scores.1", "scores.999"],
    )
    assert set(told["faults"]["scores.1"]) == {"place", "message", "mend"}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{",
        b'{"device":"a","sequence":1}',
        b'{"device":"a","sequence":0,"fields":{}}',
        b'{"device":"a","sequence":9007199254740993,"fields":{}}',
        b'{"device":"a","sequence":1,"sequence":2,"fields":{}}',
        b'{"device":"a\\u0000","sequence":1,"fields":{}}',
        b'{"device":"a","sequence":1,"fields":{"statements.1":{"base":null,"value":"\\ud800"}}}',
        b'{"device":"a","sequence":1,"fields":{"scores.1":{"base":null,"value":NaN}}}',
        b"\xff\xfe",
    ],
)
def test_malformed_requests_are_refused_with_a_reason(own: Asker, scene: Scene, body: bytes) -> None:
    answer = own.client.generic(
        "POST", f"{ROOT}/cases/{scene.case.number}/self-assessment", body, content_type="application/json"
    )
    assert answer.status_code == 422
    assert answer.json()["code"] == "invalid"
    assert SelfAssessment.objects.get().version == 0


def test_nobody_else_reads_or_saves(scene: Scene) -> None:
    path = f"/cases/{scene.case.number}/self-assessment"
    unknown = "/cases/2026-9999-999999/self-assessment"
    stranger = applicant_of(CentreFactory(body=scene.body))
    for other in (stranger, scene.officer, scene.street):
        assert asker(other).ask("GET", path) == asker(other).ask("GET", unknown)
        assert asker(other).ask("GET", path)[0] == 404
        status, told = asker(other).save(scene, 1, {"scores.1": edit(None, 450)})
        assert (status, told["code"]) in ((404, "not_found"), (403, "not_allowed"))
    status, told = asker(None).ask("GET", path)
    assert (status, told["code"]) == (401, "signed_out")
    assert SelfAssessment.objects.get().version == 0


def test_a_submitted_case_is_locked() -> None:
    scene = submitted_scene()
    status, told = asker(scene.applicant).save(scene, 9, {"scores.1": edit(500, 450)})
    assert (status, told["code"]) == (409, "wrong_state")
    assert (
        asker(scene.applicant).ask("GET", f"/cases/{scene.case.number}/self-assessment")[1]["open"] is False
    )


def test_a_save_without_the_token_is_refused(scene: Scene) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(scene.applicant.person)
    path = f"{ROOT}/cases/{scene.case.number}/self-assessment"
    status = client.post(path, b"{}", content_type="application/json").status_code
    assert status == 403
    assert SelfAssessment.objects.get().version == 0


def test_a_scan_is_attached_from_an_upload(own: Asker, scene: Scene, picture: bytes) -> None:
    key, _told = own.upload(scene, picture)
    path = f"/cases/{scene.case.number}/files"
    status, told = own.ask("POST", path, {"kind": "form", "upload": str(key)})
    assert (status, told["kind"], told["file_name"]) == (200, "form", "照片.jpg")
    assert CaseFile.objects.get().pk == told["id"]
    assert (
        own.ask("POST", f"/cases/{scene.case.number}/files", {"kind": "opinion", "upload": str(key)})[0]
        == 422
    )
