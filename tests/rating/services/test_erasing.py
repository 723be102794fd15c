"""Erasure in time: what is sealed goes, old texts go, and the log's hashes stay true."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from factories import CentreFactory, officer_of, submitted_scene
from refusals import refused
from surveys import begun, given
from xingping.core.complaint import Category, Said
from xingping.core.opinion import QUESTIONS, KnownBy, OrganisationKind, Words
from xingping.core.retention import DAYS, Kept
from xingping.rating.audit_content import entry_hash
from xingping.rating.calendar import today
from xingping.rating.jobs.erasing import erase
from xingping.rating.models import (
    AuditEntry,
    AuditSecret,
    Complaint,
    OpinionInvitation,
    Survey,
    SurveyAnswer,
    SurveyText,
)
from xingping.rating.services.complaining import Sent, send_complaint
from xingping.rating.services.complaints import mark_serious, reply, reveal, take_over
from xingping.rating.services.erasing import erase_what_is_over
from xingping.rating.services.giving_opinion import give_opinion
from xingping.rating.services.opinions import Asked, invite_organisations
from xingping.rating.services.survey_answers import answer_survey
from xingping.rating.services.surveys import end_survey

pytestmark = pytest.mark.django_db


def test_sealed_parts_then_texts_go_when_their_time_is_over() -> None:
    centre = CentreFactory()
    officer = officer_of(centre.body)
    words = Sent(Said.COMPLAINT, Category.SERVICE, "打13812345678", centre, contact="13812345678")
    one, _receipt = send_complaint(words, "k" * 32)
    take_over(officer, one.pk)
    mark_serious(officer, one.pk, "有人摔伤")
    reply(officer, one.pk, "已改进。")
    assert set(erase_what_is_over().values()) == {0}
    _end(one, DAYS[Kept.COMPLAINT_SENDER] + 1)
    erase()
    found = Complaint.objects.get()
    assert (found.sealed_contact, found.sealed_text, found.text) == ("", "", "打〔已隐去〕")
    with refused("complaint_erased"):
        reveal(officer, one.pk)
    assert set(erase_what_is_over().values()) == {0}
    _end(one, DAYS[Kept.COMPLAINT_TEXT] + 1)
    assert erase_what_is_over()[Kept.COMPLAINT_TEXT] == 1
    assert not Complaint.objects.exists()


def test_groups_go_from_their_later_members_on() -> None:
    centre = CentreFactory()
    first, second = (
        send_complaint(Sent(Said.PRAISE, Category.OTHER, "好", centre), f"{number:032}")[0]
        for number in (1, 2)
    )
    Complaint.objects.filter(pk=second.pk).update(group=first)
    for one in (first, second):
        _end(one, DAYS[Kept.COMPLAINT_TEXT] + 1)
    assert erase_what_is_over()[Kept.COMPLAINT_TEXT] == 2


def test_personal_values_of_old_entries_go_and_the_hashes_stay_true(monkeypatch: pytest.MonkeyPatch) -> None:
    centre = CentreFactory()
    officer = officer_of(centre.body)
    one, _receipt = send_complaint(Sent(Said.COMPLAINT, Category.SERVICE, "慢", centre), "k" * 32)
    take_over(officer, one.pk)
    mark_serious(officer, one.pk, "有人摔伤")
    entry = AuditEntry.objects.get(verb="complaint.serious")
    assert AuditSecret.objects.filter(entry=entry).exists()
    monkeypatch.setitem(DAYS, Kept.AUDIT_PERSONAL, -2)
    assert erase_what_is_over()[Kept.AUDIT_PERSONAL] >= 1
    assert not AuditSecret.objects.filter(entry=entry).exists()
    columns = {name: getattr(entry, name) for name in (
        "at", "actor", "role", "verb", "object_type", "object_id", "case", "body", "detail")}  # fmt: skip
    assert entry_hash(columns) == entry.content_hash


def _end(one: Complaint, days: int) -> None:
    day = today() - timedelta(days=days)
    Complaint.objects.filter(pk=one.pk).update(received_on=day, replied_on=day, ended_on=day)


def test_opinions_lose_their_names_and_words_after_the_case() -> None:
    scene = submitted_scene()
    asked = [Asked("金丝雀联合会", OrganisationKind.SOCIAL, "canary@mail.example")]
    link = invite_organisations(scene.officer, scene.case.pk, asked)[0]
    answers = {question.id: 5 for question in QUESTIONS}
    give_opinion(link.token, Words(OrganisationKind.SOCIAL, KnownBy.MEMBER, answers, "有话"), "k" * 32)
    long_ago = timezone.now() - timedelta(days=DAYS[Kept.OPINION] + 2)
    rows = type(scene.case).objects.filter(pk=scene.case.pk)
    rows.update(state_since=long_ago)
    assert erase_what_is_over()[Kept.OPINION] == 0  # the case runs
    rows.update(state="announced")
    assert erase_what_is_over()[Kept.OPINION] == 1
    invitation = OpinionInvitation.objects.get()
    assert (invitation.organisation, invitation.email) == ("", "")
    assert (invitation.opinion.text, invitation.opinion.answers) == ("", answers)
    assert erase_what_is_over()[Kept.OPINION] == 0


def test_what_was_written_in_surveys_goes_and_the_numbers_stay() -> None:
    officer, survey = begun()
    answer_survey(survey.token, given("1-1", words="好"))
    end_survey(officer, survey.pk)
    assert erase_what_is_over()[Kept.SURVEY_TEXT] == 0
    Survey.objects.update(ended_at=timezone.now() - timedelta(days=DAYS[Kept.SURVEY_TEXT] + 2))
    assert [erase_what_is_over()[Kept.SURVEY_TEXT] for _time in range(2)] == [1, 0]
    assert (SurveyText.objects.count(), SurveyAnswer.objects.count()) == (0, 1)
