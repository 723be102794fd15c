"""Paper fallback: a blank sheet without a name, a workbook out and back, every fault of `score`."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse

from pdf_reading import text_of
from reviewing import Review, in_review, put
from web.desks import client_of
from xingping.core.guide import Guide
from xingping.documents.workbook import workbook_bytes
from xingping.rating.queries.pinned import rules_of
from xingping.rating.services.saving import Edit

pytestmark = pytest.mark.django_db


@pytest.fixture
def review() -> Review:
    """A case in review; the first assessor has scored the first indicator."""
    made = in_review()
    put(made, 0, {"scores.1": Edit(None, 450)})
    return made


def address(review: Review, name: str = "paper/") -> str:
    """A page of the paper fallback."""
    return f"/assessor/cases/{review.fresh().number}/{name}"


def sent(review: Review, content: bytes, name: str = "评分.xlsx") -> HttpResponse:
    """A file sent back by the first assessor."""
    given = {"file": SimpleUploadedFile(name, content)}
    answer: HttpResponse = client_of(review.assessors[0]).post(address(review), given)
    return answer


def filled(review: Review, scores: dict[str, int], subject: str = "", label: str = "本人") -> bytes:
    """A workbook as the site makes it, with other scores."""
    rules = rules_of(review.fresh())
    case = review.fresh()
    subject = subject or f"{case.centre.name}（{case.number}）"
    return workbook_bytes(rules.edition, rules.guide, (label,), {label: scores}, subject=subject)


def test_the_blank_sheet_has_the_case_and_no_name(review: Review) -> None:
    answer = client_of(review.assessors[0]).get(address(review, "paper.pdf"))
    text = text_of(answer.content)
    assert review.fresh().number in text
    assert "现场评分表" in text
    assert review.assessors[0].person.get_full_name() not in text


def test_the_blank_sheet_holds_only_what_is_covered() -> None:
    guide: Guide = rules_of(in_review().fresh()).guide
    group = guide.groups[-1].id
    review = in_review(4, [[group], None, None, None])
    text = text_of(client_of(review.assessors[0]).get(address(review, "paper.pdf")).content)
    names = {one.serial: one.level3 for one in rules_of(review.fresh()).edition.indicators}
    inside = [one.serial for one in guide.indicators if one.group == group]
    outside = [one.serial for one in guide.indicators if one.group != group]
    assert names[inside[0]] in text
    assert names[outside[0]] not in text


def test_a_workbook_comes_back_with_a_preview_first(review: Review) -> None:
    client = client_of(review.assessors[0])
    out = client.get(address(review, "paper.xlsx"))
    assert out.content[:2] == b"PK"
    assert "的 1 项得分和现在的一样" in sent(review, out.content).content.decode()
    text = sent(review, filled(review, {"1": 400, "2": 300})).content.decode()
    assert "有 2 项得分不同" in text
    assert review.sheet(0).scores == {"1": 450}
    taken = {"take": ["2"], "base-1": "450", "value-1": "400", "base-2": "", "value-2": "300"}
    client.post(address(review, "paper/take-over/"), taken)
    assert review.sheet(0).scores == {"1": 450, "2": 300}


def test_what_changed_since_the_preview_stays(review: Review) -> None:
    put(review, 0, {"scores.1": Edit(450, 500)}, sequence=2)
    taken = {"take": ["1"], "base-1": "450", "value-1": "400"}
    told = client_of(review.assessors[0]).post(address(review, "paper/take-over/"), taken, follow=True)
    assert "1 项没有带入" in told.content.decode()
    assert review.sheet(0).scores == {"1": 500}


def test_other_files_are_refused_with_what_to_do(review: Review) -> None:
    wrong = filled(review, {"1": 400}, subject="别处的中心（2026-9999-000001）")
    for content, said in (
        (wrong, "这是另一个申报件的工作簿"),
        (b"indicator,assessor,score\n1,a,999\n", "999"),
        (b"indicator,assessor,score\n1,a,4\n1,b,4\n", "文件里有几列评分"),
        (b"", "评分.xlsx"),
        (b"x" * (4 * 1024 * 1024 + 1), "文件超过 4 MB"),
    ):
        answer = sent(review, content, "评分.csv" if content[:1] == b"i" else "评分.xlsx")
        assert answer.status_code == 422
        assert said in answer.content.decode()
    none = client_of(review.assessors[0]).post(address(review), {"file": BytesIO(b"")})
    assert none.status_code == 422


def test_a_workbook_of_other_groups_is_refused() -> None:
    guide: Guide = rules_of(in_review().fresh()).guide
    review = in_review(4, [[guide.groups[0].id], None, None, None])
    outside = next(one.serial for one in guide.indicators if one.group != guide.groups[0].id)
    answer = sent(review, filled(review, {outside: 0}))
    assert "不在您评分范围内" in answer.content.decode()
