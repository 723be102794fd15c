"""From a resident's words to the reply: sealed, handled by one, explained by the centre, rated."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from awards import bare_certificate
from factories import BodyFactory, CentreFactory, applicant_of, officer_of, person_with, submitted_scene
from refusals import refused
from xingping.core.complaint import Category, ComplaintState, Said
from xingping.core.masking import HIDDEN
from xingping.core.roles import Role
from xingping.rating.actor import Actor, actor_of
from xingping.rating.calendar import today
from xingping.rating.models import (
    AuditEntry,
    AuditSecret,
    Centre,
    Channel,
    Complaint,
    Incident,
    Message,
    RoleGrant,
)
from xingping.rating.queries.complaints import alike, voice_of
from xingping.rating.queries.visibility import visible_complaints
from xingping.rating.services import complaints as handling
from xingping.rating.services.complaining import (
    Sent,
    ask_again,
    enter_complaint,
    follow,
    rate_handling,
    send_complaint,
)

pytestmark = pytest.mark.django_db
PHONE = "13812345678"
KEY = "k" * 32


@pytest.fixture
def centre() -> Centre:
    made: Centre = CentreFactory()
    return made


@pytest.fixture
def officer(centre: Centre) -> Actor:
    return officer_of(centre.body)


def sent(centre: Centre | None, **changes: Any) -> Sent:
    values = {
        "said": Said.COMPLAINT,
        "category": Category.ATTITUDE,
        "text": f"窗口推诿，请打{PHONE}，王小兰",
        "centre": centre,
        "contact": PHONE,
        "hidden_names": ("王小兰",),
    }
    return Sent(**{**values, **changes})


def taken(officer: Actor, centre: Centre, key: str = KEY, **changes: Any) -> tuple[Complaint, str]:
    complaint, receipt = send_complaint(sent(centre, **changes), key)
    return handling.take_over(officer, complaint.pk), receipt


def test_the_words_are_masked_and_sealed_and_nothing_personal_is_logged(
    centre: Centre, officer: Actor
) -> None:
    complaint, receipt = send_complaint(sent(centre), KEY)
    assert complaint.text == f"窗口推诿，请打{HIDDEN}，{HIDDEN}"
    assert PHONE not in complaint.sealed_contact + complaint.sealed_text
    entry = AuditEntry.objects.get(verb="complaint.receive")
    assert entry.actor is None
    assert "address" not in entry.detail
    assert not AuditSecret.objects.filter(entry=entry).exists()
    assert receipt not in str(Complaint.objects.values().get())
    assert Message.objects.get(recipient=officer.person).subject == "收到一件投诉：工作人员态度"


def test_the_same_form_again_is_one_complaint_with_the_same_receipt(centre: Centre) -> None:
    first, again = send_complaint(sent(centre), KEY), send_complaint(sent(centre), KEY)
    assert first == again
    with refused("key_reused"):
        send_complaint(sent(centre, text="别的事"), KEY)
    with refused("invalid"):
        send_complaint(sent(centre), "short")


@pytest.mark.parametrize("text", ["", "   ", "a\x00", "\ud800", "长" * 4001])
def test_words_that_cannot_be_kept_are_refused(centre: Centre, text: str) -> None:
    with refused("invalid"):
        send_complaint(sent(centre, text=text), KEY)
    assert not Complaint.objects.exists()


def test_a_region_goes_to_the_body_with_the_narrowest_area() -> None:
    BodyFactory(region_prefix="51")
    city = BodyFactory(region_prefix="5101")
    complaint, _receipt = send_complaint(sent(None, region="510104", place="某站"), KEY)
    assert (complaint.body, complaint.region) == (city, "510104000000")
    with refused("nobody_for_region"):
        send_complaint(sent(None, region="1101", place="某站"), KEY + "2")


def test_only_the_handler_opens_what_is_sealed_and_every_look_is_noted(
    centre: Centre, officer: Actor
) -> None:
    complaint, _receipt = taken(officer, centre)
    sealed = handling.reveal(officer, complaint.pk)
    assert (sealed.contact, PHONE in sealed.text) == (PHONE, True)
    handling.reveal(officer, complaint.pk)
    assert AuditEntry.objects.filter(verb="complaint.reveal", actor=officer.person.pk).count() == 2
    with refused("complaint_not_handled_by_you"):
        handling.reveal(officer_of(centre.body), complaint.pk)
    for stranger in (officer_of(BodyFactory()), officer_of(centre.body, "5102"), applicant_of(centre)):
        with refused("not_found"):
            handling.reveal(stranger, complaint.pk)
    auditor = actor_of(person_with(Role.AUDITOR, body=centre.body))
    with refused("complaint_not_handled_by_you"):
        handling.reveal(auditor, complaint.pk)


def test_an_officer_who_stands_for_the_centre_never_sees_it(centre: Centre) -> None:
    both = officer_of(centre.body).person
    RoleGrant.objects.create(person=both, role=Role.APPLICANT, centre=centre)
    complaint, _receipt = send_complaint(sent(centre), KEY)
    assert not visible_complaints(actor_of(both)).exists()
    assert not Message.objects.filter(recipient=both).exists()
    with refused("not_found"):
        handling.take_over(actor_of(both), complaint.pk)


def test_reply_one_reopening_second_reply_and_the_mark(centre: Centre, officer: Actor) -> None:
    complaint, receipt = taken(officer, centre)
    with refused("complaint_not_reopenable"):
        ask_again(receipt, "还没有人理")
    with refused("complaint_not_ratable"):
        rate_handling(receipt, 5)
    handling.reply(officer, complaint.pk, "已约谈并改进。")
    with refused("complaint_answered"):
        handling.reply(officer, complaint.pk, "又一次")
    assert follow(receipt.upper()).reply == "已约谈并改进。"
    assert ask_again(receipt, f"没有改，打{PHONE}").reopening == f"没有改，打{HIDDEN}"
    with refused("complaint_not_reopenable"):
        ask_again(receipt, "第二次")
    handling.reply(officer, complaint.pk, "已换人。")
    with refused("complaint_not_reopenable"):
        ask_again(receipt, "第二次")
    with refused("invalid"):
        rate_handling(receipt, 6)
    rate_handling(receipt, 4)
    with refused("complaint_not_ratable"):
        rate_handling(receipt, 1)
    found = follow(receipt)
    assert (found.state, found.satisfaction, found.second_reply) == (
        ComplaintState.REPLIED_AGAIN,
        4,
        "已换人。",
    )
    with refused("receipt_unknown"):
        follow("0" * 26)


def test_a_reopening_comes_too_late(centre: Centre, officer: Actor) -> None:
    complaint, receipt = taken(officer, centre)
    handling.reply(officer, complaint.pk, "已改进。")
    day = today() - timedelta(days=16)
    Complaint.objects.update(received_on=day, replied_on=day)
    with refused("complaint_not_reopenable"):
        ask_again(receipt, "晚了")


def test_the_centre_reads_only_what_the_handler_gave_it(centre: Centre, officer: Actor) -> None:
    complaint, _receipt = taken(officer, centre)
    applicant, other = applicant_of(centre), applicant_of(CentreFactory(body=centre.body))
    assert not visible_complaints(applicant).exists()
    with refused("not_found"):
        handling.explain(applicant, complaint.pk, "我们解释")
    handling.share(officer, complaint.pk, f"有居民反映窗口推诿 {PHONE}")
    assert visible_complaints(applicant).get().shared_text == f"有居民反映窗口推诿 {HIDDEN}"
    assert not visible_complaints(other).exists()
    with refused("not_found"):
        handling.explain(other, complaint.pk, "不是我们")
    handling.explain(applicant, complaint.pk, "当天缺人。")
    assert Complaint.objects.get().centre_answer == "当天缺人。"
    handling.reply(officer, complaint.pk, "已改进。")
    with refused("complaint_answered"):
        handling.explain(applicant, complaint.pk, "再说一句")
    with refused("complaint_answered"):
        handling.share(officer, complaint.pk, "太晚")


def test_what_belongs_elsewhere_is_handed_over(centre: Centre, officer: Actor) -> None:
    complaint, receipt = taken(officer, centre)
    handling.transfer(officer, complaint.pk, "12345 政务服务便民热线", "属于物业纠纷")
    assert follow(receipt).receiver == "12345 政务服务便民热线"
    with refused("complaint_answered"):
        handling.transfer(officer, complaint.pk, "信访局", "又一次")
    with refused("invalid"):
        handling.transfer(officer, complaint.pk, " ", "x")


def test_duplicates_are_answered_together_and_counted_once(centre: Centre, officer: Actor) -> None:
    first, _ = taken(officer, centre)
    second, receipt = taken(officer, centre, key="j" * 32, text="也是推诿")
    assert alike(second, Complaint.objects.all()) == [first]
    handling.put_together(officer, second.pk, first.number)
    with refused("complaint_wrong_group"):
        handling.put_together(officer, first.pk, second.number)
    for wrong in (second.number, "x", "TS2026-²", "9" * 40):
        with refused("complaint_wrong_group"):
            handling.put_together(officer, second.pk, wrong)
    handling.reply(officer, first.pk, "一并答复。")
    assert follow(receipt).reply == "一并答复。"
    handling.put_together(officer, second.pk, "")
    assert Complaint.objects.get(pk=second.pk).group is None
    handling.put_together(officer, second.pk, first.number)
    taken(officer, centre, key="p" * 32, said=Said.PRAISE)
    voice = voice_of(centre, today(), since=today())
    assert (voice.complaints, voice.praise, voice.open, voice.mean) == (1, 1, 1, "")
    rate_handling(receipt, 4)
    assert voice_of(centre, today()).rated == 0  # the mark of a duplicate belongs to its group's answer


def test_a_serious_one_has_a_shorter_clock_and_everybody_is_told(centre: Centre, officer: Actor) -> None:
    colleague = officer_of(centre.body)
    complaint, _ = taken(officer, centre)
    before = complaint.due_on
    assert handling.mark_serious(officer, complaint.pk, "老人摔伤").due_on < before
    handling.mark_serious(officer, complaint.pk, "老人摔伤")
    told = Message.objects.filter(recipient=colleague.person, subject__contains="严重")
    assert told.count() == 1


def test_an_officer_enters_a_telephone_call_and_names_the_centre_later(
    centre: Centre, officer: Actor
) -> None:
    words = sent(None, region=centre.region, place="锦江那个站", channel=Channel.DESK)
    complaint, receipt = enter_complaint(officer, words, KEY)
    assert follow(receipt).channel == Channel.DESK
    assert AuditEntry.objects.get(verb="complaint.receive").actor == officer.person.pk
    handling.take_over(officer, complaint.pk)
    with refused("complaint_answered"):
        handling.share(officer, complaint.pk, "还没有中心")
    handling.name_centre(officer, complaint.pk, centre)
    other = CentreFactory()
    with refused("not_found"):
        handling.name_centre(officer, complaint.pk, other)
    with refused("not_allowed"):
        handling.name_centre(officer_of_two(officer, other), complaint.pk, other)
    with refused("not_found"):
        enter_complaint(applicant_of(centre), words, KEY + "2")
    with refused("invalid"):
        handling.take_over(officer, complaint.pk, applicant_of(centre).person)
    handling.take_over(officer, complaint.pk, officer_of(centre.body).person)
    with refused("complaint_not_handled_by_you"):
        handling.reply(officer, complaint.pk, "不再是我")
    with refused("not_found"):
        handling.reply(officer, 0, "没有")


def officer_of_two(officer: Actor, other: Centre) -> Actor:
    """The same officer, working for another body too."""
    RoleGrant.objects.create(person=officer.person, role=Role.OFFICER, body=other.body)
    return actor_of(officer.person)


@pytest.mark.parametrize(
    "broken", [{"satisfaction": 9}, {"state": "lost"}, {"text": ""}, {"state": "transferred"}]
)
def test_the_database_refuses_what_no_service_writes(centre: Centre, broken: dict[str, Any]) -> None:
    send_complaint(sent(centre), KEY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Complaint.objects.update(**broken)


def test_a_serious_one_goes_on_the_record_of_the_centres_certificate() -> None:
    scene = submitted_scene()
    bare_certificate(scene.case)
    complaint, _ = taken(scene.officer, scene.case.centre)
    handling.mark_serious(scene.officer, complaint.pk, f"老人摔伤，见{PHONE}")
    incident = Incident.objects.get()
    assert (incident.reference, incident.accident) == (complaint.number, False)
    assert PHONE not in incident.description
