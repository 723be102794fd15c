"""Starting an application and its form: copies, self-check, eligibility, scans."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from factories import (
    Scene,
    full_scores,
    open_round_of,
    save,
)
from stories.applicants import pdf
from web.centre.browsing import address
from xingping.rating.models import Case, SelfAssessment

pytestmark = pytest.mark.django_db


def test_starting_copies_the_last_case(own: Client, scene: Scene) -> None:
    save(scene, full_scores())
    round_ = open_round_of(scene.body)
    answer = own.post(
        "/centre/apply/",
        {"chance": f"{round_.pk}-{scene.case.centre_id}", "source": f"case-{scene.case.pk}"},
    )
    made = Case.objects.get(round=round_)
    assert answer.headers["Location"] == address(made, "form/")
    assert len(made.self_assessment.scores) == 57


def test_starting_takes_over_the_self_check(own: Client, scene: Scene) -> None:
    round_ = open_round_of(scene.body)
    facts = '{"households":"2,860","nonsense":"1"}'
    kept = f'{{"kind":"urban","facts":{facts},"ticks":["1.1"],"scores":{{"1":"4.5","2":"99"}}}}'
    own.post(
        "/centre/apply/",
        {"chance": f"{round_.pk}-{scene.case.centre_id}", "source": "self-check", "self_check": kept},
    )
    sheet = SelfAssessment.objects.get(case__round=round_)
    assert sheet.scores == {"1": 450}
    assert sheet.facts["households"]["value"] == "2860"


@pytest.mark.parametrize(
    "kept", ["", "[]", "null", '{"scores": 3}', '{"kind":"moon"}', '{"scores":{"1":"\\u0000"}}']
)
def test_a_broken_self_check_starts_an_empty_case(own: Client, scene: Scene, kept: str) -> None:
    round_ = open_round_of(scene.body)
    chance = f"{round_.pk}-{scene.case.centre_id}"
    answer = own.post(
        "/centre/apply/", {"chance": chance, "source": "self-check", "self_check": kept}, follow=True
    )
    assert answer.status_code == 200
    assert SelfAssessment.objects.get(case__round=round_).scores == {}


@pytest.mark.parametrize("chance", ["", "1-1-1", "999999-1", "x"])
def test_starting_without_a_possible_round_is_refused(own: Client, scene: Scene, chance: str) -> None:
    answer = own.post("/centre/apply/", {"chance": chance})
    assert answer.status_code == 422
    assert Case.objects.count() == 1


def test_the_form_is_saved_and_an_answer_against_the_rules_is_marked(own: Client, scene: Scene) -> None:
    own.post(
        address(scene.case, "form/"), {"target_stars": "4", "item-accident": "yes", "item-premises": "yes"}
    )
    case = scene.fresh()
    assert (case.target_stars, case.eligibility) == (4, {"accident": True, "premises": True})
    assert "按这个回答不能提交申报" in own.get(address(case, "form/")).content.decode()


def test_scans_are_inspected(own: Client, scene: Scene) -> None:

    for name, content, said in (
        ("空.pdf", b"", "还没有选择文件"),
        ("网页.pdf", b"<html><body>x</body></html>", "“网页.pdf”没有收下"),
    ):
        answer = own.post(address(scene.case, "form/pledge/"), {"file": SimpleUploadedFile(name, content)})
        assert answer.status_code == 422
        assert said in answer.content.decode()
    assert scene.case.files.count() == 0
    own.post(address(scene.case, "form/pledge/"), {"file": SimpleUploadedFile("承诺.pdf", pdf())})
    kept = scene.case.files.get()
    assert (kept.kind, kept.file_name, kept.blob.media_type) == ("pledge", "承诺.pdf", "application/pdf")
    assert own.post(address(scene.case, "form/opinion/")).status_code == 404
