"""Letters in the office: the list, one file with a page each, the code answered once on the public page."""

from __future__ import annotations

import pytest
from django.test import Client

from factories import CentreFactory, officer_of, person_with
from pdf_reading import pages, qr_codes
from surveys import begun
from web.body.test_surveys import plan_form
from web.desks import client_of
from web.public.test_survey import form
from xingping.core.roles import Role
from xingping.core.sample_plan import OnceBy
from xingping.rating.actor import actor_of
from xingping.rating.models import AuditEntry, Survey, SurveyAnswer
from xingping.rating.services.survey_letters import add_households, make_letters
from xingping.rating.services.surveys import end_survey

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region_rows")]


def test_letters_are_made_from_a_list_and_each_code_answers_once() -> None:
    centre = CentreFactory()
    client = client_of(officer_of(centre.body))
    begin = client.post(f"/office/surveys/new/?centre={centre.pk}", plan_form(once_by="code", places=""))
    survey = Survey.objects.get()
    letters = f"/office/surveys/{survey.pk}/letters/"
    assert begin.headers["Location"] == letters
    wrong = client.post(letters, {"lines": "1-101\n1栋101"})
    assert (wrong.status_code, "住户名单第 2 行" in wrong.content.decode()) == (422, True)
    assert client.post(letters, {"lines": ""}).status_code == 422
    client.post(letters, {"lines": "1-101\n1-102\n1-103"})
    page = client.get(letters).content.decode()
    for shown in ("/ 3 户还没有制作", "制作 3 封", "1-102"):
        assert shown in page
    file = client.post(f"/office/surveys/{survey.pk}/letters.pdf", {"new": "1"})
    assert file.headers["Content-Disposition"].endswith('letters-1-3.pdf"')
    assert "no-store" in file.headers["Cache-Control"]
    made = pages(file.content)
    assert [door in page for door, page in zip(("1-101", "1-102", "1-103"), made, strict=True)] == [True] * 3
    [address] = qr_codes(file.content, 1)
    public, _, code = address.removeprefix("http://127.0.0.1:8000").partition("#code=")
    assert code in made[1]
    visitor = Client()
    assert 'data-by-letter=""' in visitor.get(public).content.decode()
    assert visitor.post(public, form(mark=code)).status_code == 303
    assert visitor.post(public, form(mark=code.lower())).status_code == 409
    assert visitor.post(public, form(mark="0000-0000-0000")).status_code == 422
    assert SurveyAnswer.objects.get().channel == "qr"
    assert "制作 3 封" not in client.get(letters).content.decode()
    assert "邀请信（3 户）" in client.get(f"/office/surveys/{survey.pk}/").content.decode()


def test_a_letter_is_printed_again_replaced_and_taken_off() -> None:
    officer, survey = begun(once_by=OnceBy.CODE)
    add_households(officer, survey.pk, "1-101\n1-102")
    first, _second = make_letters(officer, survey.pk)
    client, row = client_of(officer), survey.households.get(number=1)
    one = f"/office/surveys/{survey.pk}/letters/{row.pk}/"
    assert "第 1 号住户" in client.get(one).content.decode()
    file = f"/office/surveys/{survey.pk}/letters.pdf"
    [again] = pages(client.post(file, {"first": "1", "last": "1"}).content)
    assert first.code in again
    for wrong in ({"first": "2", "last": "1"}, {"first": "1"}, {"first": "x", "last": "5000"}):
        assert client.post(file, wrong).status_code == 422
    assert client.post(file, {"first": "7", "last": "9"}).status_code == 422
    assert "立即作废" in client.get(f"{one}code/").content.decode()
    client.post(f"{one}code/")
    [new] = pages(client.post(file, {"first": "1", "last": "1"}).content)
    assert first.code not in new
    assert "照样计入" in client.get(f"{one}remove/").content.decode()
    assert client.post(f"{one}remove/").headers["Location"] == f"/office/surveys/{survey.pk}/letters/"
    assert client.get(one).status_code == 404
    assert client.get(f"/office/surveys/{survey.pk}/letters/?made=no").content.decode().count("1-101") == 0
    assert "1-102" in client.get(f"/office/surveys/{survey.pk}/letters/?made=yes&q=102").content.decode()
    end_survey(officer, survey.pk)
    assert "名单和密钥已删除" in client.get(f"/office/surveys/{survey.pk}/letters/").content.decode()


def test_nobody_else_makes_letters_and_no_letter_without_codes() -> None:
    officer, survey = begun(once_by=OnceBy.CODE)
    add_households(officer, survey.pk, "1-101")
    auditor = client_of(actor_of(person_with(Role.AUDITOR, body=survey.body)))
    letters, file = f"/office/surveys/{survey.pk}/letters/", f"/office/surveys/{survey.pk}/letters.pdf"
    before = AuditEntry.objects.filter(verb="survey.letters").count()
    assert auditor.get(letters).status_code == 403
    assert auditor.post(file, {"new": "1"}).status_code == 403
    assert "letters/" not in auditor.get(f"/office/surveys/{survey.pk}/").content.decode()
    assert AuditEntry.objects.filter(verb="survey.letters").count() == before
    other_officer, by_door = begun(once_by=OnceBy.DOOR)
    answer = client_of(other_officer).get(f"/office/surveys/{by_door.pk}/letters/")
    assert (answer.status_code, "不用邀请码" in answer.content.decode()) == (409, True)
