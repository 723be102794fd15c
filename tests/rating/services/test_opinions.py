"""Organisations are proposed, invited by a link that works once, heard, left out; and may take it back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import timezone

from factories import Scene, applicant_of, draft_scene, officer_of, person_with, submitted_scene
from refusals import refused
from reviewing import in_review
from xingping.core.masking import HIDDEN
from xingping.core.opinion import FEWEST_TOLD, MOST_PROPOSED, QUESTIONS, KnownBy, OrganisationKind, Words
from xingping.core.roles import Role
from xingping.rating.actor import actor_of
from xingping.rating.jobs.mail import send_opinion_link
from xingping.rating.jobs.run import Run
from xingping.rating.models import AuditEntry, AuditSecret, Job, Message, Opinion, OpinionInvitation
from xingping.rating.queries.opinions import find_opinions, heard, heard_beside, standing_of, told_centre
from xingping.rating.queries.visibility import visible_opinions
from xingping.rating.services.giving_opinion import (
    give_opinion,
    may_take_back,
    open_link,
    opinion_of,
    take_back,
)
from xingping.rating.services.opinions import (
    Asked,
    Link,
    confirm_proposals,
    exclude_opinion,
    invite_organisations,
    propose_organisations,
    renew_link,
    withdraw_invitation,
)

pytestmark = pytest.mark.django_db
KEY = "k" * 32
NAME = "金丝雀志愿服务队"


@pytest.fixture
def scene() -> Scene:
    return submitted_scene()


def words(mark: int = 4, text: str = "", **changes: Any) -> Words:
    values = {
        "kind": OrganisationKind.SOCIAL,
        "known_by": KnownBy.TOGETHER,
        "answers": {question.id: mark for question in QUESTIONS},
        "text": text,
    }
    return Words(**{**values, **changes})


def invited(scene: Scene, name: str = NAME, email: str = "") -> Link:
    return invite_organisations(scene.officer, scene.case.pk, [Asked(name, OrganisationKind.SOCIAL, email)])[
        0
    ]


def rows(scene: Scene) -> Any:
    return visible_opinions(scene.officer).filter(case=scene.case)


def test_a_link_works_once_and_its_token_is_not_kept(scene: Scene) -> None:
    link = invited(scene)
    assert len(link.token) == 22  # 128 bits
    assert link.token not in str(list(OpinionInvitation.objects.values()))
    assert open_link(link.token).organisation == NAME
    opinion, receipt = give_opinion(link.token, words(text="电话13812345678"), KEY)
    assert opinion.text == f"电话{HIDDEN}"
    assert give_opinion(link.token, words(text="电话13812345678"), KEY) == (opinion, receipt)
    for again, key in ((words(text="电话13812345678"), "x" * 32), (words(1), KEY)):
        with refused("opinion_used"):
            give_opinion(link.token, again, key)
    with refused("opinion_used"):
        open_link(link.token)
    with refused("opinion_given_already"):
        renew_link(scene.officer, link.invitation.pk)
    with refused("opinion_given_already"):
        withdraw_invitation(scene.officer, link.invitation.pk, "不要了")
    assert Opinion.objects.count() == 1
    assert Message.objects.filter(recipient=scene.officer.person, subject__contains="单位意见").count() == 1


def test_neither_name_nor_address_enters_the_log(scene: Scene) -> None:
    link = invited(scene, email="canary@mail.example")
    give_opinion(link.token, words(), KEY)
    exclude_opinion(scene.officer, link.invitation.pk, "不是本单位提交的")
    entries = AuditEntry.objects.filter(verb__startswith="opinion.")
    assert list(entries.order_by("pk").values_list("verb", flat=True)) == [
        "opinion.invite", "opinion.give", "opinion.exclude",
    ]  # fmt: skip
    assert {entry.case for entry in entries} == {scene.case.pk}
    told = str(list(entries.values())) + str(list(AuditSecret.objects.values_list("value", flat=True)))
    assert NAME not in told
    assert "canary@" not in str(list(entries.values()))
    assert "address" not in entries.get(verb="opinion.give").detail


def test_a_link_ends_by_time_by_withdrawal_by_renewal_and_with_the_decision(scene: Scene) -> None:
    old = invited(scene)
    new = renew_link(scene.officer, old.invitation.pk)
    with refused("opinion_unknown"):
        open_link(old.token)
    OpinionInvitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    with refused("opinion_link_over"):
        give_opinion(new.token, words(), KEY)
    newest = renew_link(scene.officer, old.invitation.pk)
    withdraw_invitation(scene.officer, old.invitation.pk, "请错了单位")
    with refused("opinion_withdrawn"):
        open_link(newest.token)
    again = invited(scene)  # the name is free again
    type(scene.case).objects.filter(pk=scene.case.pk).update(state="in_feedback")
    with refused("opinion_closed"):
        give_opinion(again.token, words(), KEY)
    with refused("wrong_state"):
        renew_link(scene.officer, again.invitation.pk)


def test_what_is_missing_is_named(scene: Scene) -> None:
    link = invited(scene)
    bad = words(answers={"contact": 6, "support": True, "else": 3}, text="\ud800")
    with refused("invalid") as caught:
        give_opinion(link.token, bad, "short")
    assert caught.places == [*(f"第 {number} 题" for number in range(1, 6)), "表单", "意见", "表单"]
    for asked in ([], [Asked(" ", OrganisationKind.UNIT)], [Asked(NAME, OrganisationKind.UNIT)] * 2):
        with refused("invalid"):
            invite_organisations(scene.officer, scene.case.pk, asked)
    with refused("opinion_asked_already"):
        invited(scene)
    with refused("invalid"):
        withdraw_invitation(scene.officer, link.invitation.pk, " ")
    with refused("opinion_not_given"):
        exclude_opinion(scene.officer, link.invitation.pk, "理由")


def test_the_centre_proposes_and_learns_nothing(scene: Scene) -> None:
    invited(scene)
    asked = [Asked(NAME, OrganisationKind.SOCIAL), Asked("驻区学校", OrganisationKind.UNIT)]
    propose_organisations(scene.applicant, scene.case.pk, asked)  # one was asked already: no difference
    propose_organisations(scene.applicant, scene.case.pk, asked)
    told = told_centre(scene.case)
    assert (told.proposed, told.invited, told.received) == (2, 1, 0)
    assert not visible_opinions(scene.applicant).exists()
    both = actor_of(scene.applicant.person)
    person_role = officer_of(scene.body)
    person_role.person.role_grants.update(person=scene.applicant.person)
    both = actor_of(scene.applicant.person)
    assert Role.OFFICER in both.roles  # an officer who stands for the centre, too
    assert not visible_opinions(both).exists()
    with refused("conflicted"):
        invite_organisations(both, scene.case.pk, [Asked("别家", OrganisationKind.UNIT)])
    proposed = rows(scene).get(organisation="驻区学校")
    with refused("not_found"):
        withdraw_invitation(both, proposed.pk, "理由")
    assert Message.objects.filter(subject__contains="提出了").exists()
    assert NAME not in str(list(Message.objects.values_list("subject", "body")))
    links = confirm_proposals(scene.officer, scene.case.pk, [proposed.pk, proposed.pk, 0])
    assert [one.invitation.organisation for one in links] == ["驻区学校"]
    with refused("invalid"):
        confirm_proposals(scene.officer, scene.case.pk, [proposed.pk])
    many = [Asked(f"单位{number}", OrganisationKind.UNIT) for number in range(MOST_PROPOSED - 1)]
    with refused("opinion_too_many"):
        propose_organisations(scene.applicant, scene.case.pk, many)


def test_who_may_not(scene: Scene) -> None:
    asked = [Asked("别家", OrganisationKind.UNIT)]
    for stranger in (
        applicant_of(draft_scene().case.centre),
        officer_of(draft_scene().body),
        actor_of(person_with(Role.STAKEHOLDER, centre=scene.case.centre)),
    ):
        with refused("not_found"):
            invite_organisations(stranger, scene.case.pk, asked)
        with refused("not_found"):
            propose_organisations(stranger, scene.case.pk, asked)
    with refused("not_allowed"):
        invite_organisations(scene.applicant, scene.case.pk, asked)
    draft = draft_scene()
    with refused("wrong_state"):
        propose_organisations(draft.applicant, draft.case.pk, asked)
    link = invited(scene)
    auditor = actor_of(person_with(Role.AUDITOR, body=scene.body))
    assert visible_opinions(auditor).count() == 1
    with refused("not_allowed"):
        withdraw_invitation(auditor, link.invitation.pk, "理由")
    with refused("not_found"):
        renew_link(scene.officer, 0)


def test_what_counts_is_shown_beside_its_indicators_and_small_counts_are_not_told() -> None:
    review = in_review()
    scene, links = review.scene, []
    for number in range(FEWEST_TOLD + 1):
        link = invited(scene, f"单位{number}")
        give_opinion(link.token, words(5 - number, f"意见{number}"), KEY)
        links.append(link)
    reader = visible_opinions(review.assessors[0]).filter(case=scene.case)
    found = heard(reader)
    assert [one.text for one in found.opinions] == ["意见0", "意见1", "意见2", "意见3"]
    first = found.tallies[0]
    assert (first.marks, first.judged, first.agree) == (((5, 1), (4, 1), (3, 1), (2, 1), (1, 0)), 4, 2)
    assert {"30", "31", "36", "34", "22"} <= set(heard_beside(scene.case))
    assert "58" not in heard_beside(scene.case)  # row 58 rates the centre's own mechanism
    assert told_centre(scene.case).received == FEWEST_TOLD + 1
    for one in links[:2]:
        exclude_opinion(scene.officer, one.invitation.pk, "受人指使")
    with refused("opinion_not_given"):
        exclude_opinion(scene.officer, links[0].invitation.pk, "再一次")
    left = heard(reader)
    assert ([one.text for one in left.opinions], left.left_out) == (["意见2", "意见3"], 2)
    assert told_centre(scene.case).received is None
    assert standing_of(rows(scene), "left_out").count() == 2
    assert standing_of(rows(scene), "given").count() == 2
    assert find_opinions(rows(scene), "单位3").count() == 1


def test_an_organisation_takes_back_until_the_decision(scene: Scene) -> None:
    link = invited(scene)
    _, receipt = give_opinion(link.token, words(text="说了什么"), KEY)
    typed = f" {receipt[:4].upper()}-{receipt[4:]} "
    assert may_take_back(opinion_of(typed))
    taken = take_back(typed)
    assert (taken.text, taken.answers) == ("", {})
    assert take_back(typed).taken_back_at == taken.taken_back_at
    assert heard(rows(scene)).opinions == ()
    with refused("opinion_used"):
        give_opinion(link.token, words(text="说了什么"), "y" * 32)
    other = invited(scene, "另一家")
    _, later = give_opinion(other.token, words(), KEY)
    type(scene.case).objects.filter(pk=scene.case.pk).update(state="announced")
    with refused("opinion_closed"):
        take_back(later)
    for code in ("", "0" * 26, "\x00"):
        with refused("receipt_unknown"):
            opinion_of(code)


def test_the_link_goes_out_by_mail_unless_it_is_worth_nothing(scene: Scene) -> None:
    link = invited(scene, email="Unit@Mail.Example")
    job = Job.objects.get(kind="opinion mail")
    assert link.token not in str(job.arguments)
    assert NAME not in job.title
    run = Run(job)
    send_opinion_link(run)
    assert link.address in mail.outbox[0].body
    assert mail.outbox[0].to == ["unit@mail.example"]
    job.refresh_from_db()
    assert job.arguments == {"invitation": link.invitation.pk}
    give_opinion(link.token, words(), KEY)
    send_opinion_link(run)
    assert len(mail.outbox) == 1


def test_the_last_guards(scene: Scene) -> None:
    link = invited(scene)
    wrong: tuple[dict[str, Any], ...] = (
        {"token_hash": None},
        {"withdrawn_at": timezone.now()},
        {"kind": "nobody"},
        {"region": "1"},
    )
    for values in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            OpinionInvitation.objects.filter(pk=link.invitation.pk).update(**values)
    give_opinion(link.token, words(text="有话"), KEY)
    for values in ({"excluded_at": timezone.now()}, {"taken_back_at": timezone.now()}, {"known_by": "x"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Opinion.objects.update(**values)
