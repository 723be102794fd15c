"""Cards that are kept in the process hold nothing of a case or a person; what is put between is escaped."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.utils.translation import override

from factories import BlobFactory
from reviewing import Review, fill_and_lock, in_review, put
from web.desks import client_of
from xingping.core.guide import EvidenceMode
from xingping.rating.models import EvidenceItem, EvidenceLink, EvidenceVersion, SelfAssessment, User
from xingping.rating.services.saving import Edit
from xingping.web.assessor import sheet_cards

pytestmark = pytest.mark.django_db
MARKS = ("<i>申报说明</i>", "<i>本人理由</i>", "1234567", "<i>佐证标题</i>")


def marked() -> Review:
    """A case with a statement, a fact, evidence and an own reason, each with markup in it."""
    review = in_review()
    given = SelfAssessment.objects.get(case=review.case_id)
    given.statements, given.facts = (
        {"1": MARKS[0]},
        {"households": {"value": MARKS[2], "true_on": "2026-03-31"}},
    )
    given.save()
    by = review.scene.applicant.person
    item = EvidenceItem.objects.create(case_id=review.case_id, key=uuid4(), created_by=by)
    EvidenceVersion.objects.create(
        item=item, number=1, mode=EvidenceMode.UPLOAD, caption=MARKS[3], blob=BlobFactory(), by=by,
        file_name="a.pdf", not_secret=True, masked=True,
    )  # fmt: skip
    EvidenceLink.objects.create(item=item, serial="1", point="")
    User.objects.filter(pk=review.assessors[0].person.pk).update(name="评分人甲")
    fields = {"scores.1": Edit(None, 100), "statements.1": Edit(None, MARKS[1])}
    put(review, 0, fields)
    return review


def page(review: Review, number: int = 0) -> str:
    """The scoring page of one of the assessors."""
    answer = client_of(review.assessors[number]).get(f"/assessor/cases/{review.fresh().number}/score/")
    assert answer.status_code == 200
    return answer.content.decode()


def kept(review: Review, *, editable: bool = True) -> str:
    """Everything that is kept in the process for the cards of a case."""
    face = sheet_cards.face_of(review.fresh(), editable=editable)
    frames = sheet_cards._frames(face, True)
    words = [part for frame in frames.values() for part in frame.parts]
    return "".join([*words, sheet_cards.side_list(face, frames), sheet_cards._bare(face.language)])


def test_what_is_kept_holds_nothing_of_the_case_or_the_assessor() -> None:
    review = marked()
    shown, case = page(review), review.fresh()
    assert all(f"&lt;i&gt;{mark[3:-4]}&lt;/i&gt;" in shown for mark in (MARKS[0], MARKS[3]))
    assert MARKS[2] in shown
    assert not any(mark in shown for mark in MARKS if mark.startswith("<i>"))
    words = kept(review)
    assert len(words) > 100_000
    for secret in (*(mark.strip("<i>/") for mark in MARKS), case.number, case.centre.name, "评分人甲"):
        assert secret not in words
    other = in_review()
    assert kept(other) == words
    assert not any(mark.strip("<i>/") in page(other) for mark in MARKS)


def test_the_own_reason_is_offered_to_its_writer_alone() -> None:
    review = in_review()
    fill_and_lock(review, 0, {"1": 50})
    chip = 'data-reason="现场看到缺少材料（1）"'
    assert [chip in page(review, number) for number in range(3)] == [True, False, False]
    assert "<i>" not in sheet_cards._chips([MARKS[1]], editable=True)


def test_a_locked_sheet_has_cards_that_cannot_be_changed() -> None:
    review = in_review()
    assert page(review).count(" disabled") < 5
    fill_and_lock(review, 0)
    assert page(review).count(" disabled") > 500


def test_each_language_has_its_own_cards() -> None:
    review = in_review()
    chinese = kept(review)
    with override("en"):
        english = kept(review)
    assert ("评分要点" in chinese, chinese == english) == (True, False)
    assert kept(review) == chinese
