"""The panel sees what residents answered as the assessors do: beside row 58, as information."""

from __future__ import annotations

import pytest

from reviewing import before_panel
from surveys import answered, plan
from web.desks import client_of
from xingping.rating.services.surveys import begin_survey, end_survey

pytestmark = pytest.mark.django_db


def test_a_member_sees_an_ended_survey_beside_row_58() -> None:
    review = before_panel({"1": 100})
    case, member = review.scene.case, client_of(review.panel[1])
    survey = begin_survey(review.scene.officer, case.centre, plan())
    answered(survey, 12)
    address = f"/panel/cases/{case.number}/"
    assert "居民调查（评定机构组织）" not in member.get(address).content.decode()
    end_survey(review.scene.officer, survey.pk)
    page = member.get(address).content.decode()
    row = page[page.index('id="row-58"') :]
    for shown in ("居民调查（评定机构组织）", "怎样测量的", "仅供参考，不计分"):
        assert shown in row[: row.index("</tr>")]
