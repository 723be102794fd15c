"""What a visit brought back, as officers read it: receipts together, signatures, photos under labels only."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from factories import person_with
from onsite import Phone, closing, phone_of, signature
from reviewing import Review, fill_and_lock, in_review, teamed
from web.desks import ask, client_of
from xingping.core.roles import Role
from xingping.rating.actor import Actor, actor_of
from xingping.rating.jobs.runner import run_job
from xingping.rating.models import Job, SitePhoto, TeamMember, User, VisitClosing
from xingping.rating.queries.pinned import rules_of
from xingping.rating.queries.site_material import site_material
from xingping.rating.services.field_packages import give_receipt
from xingping.rating.services.field_visits import close_on_site
from xingping.rating.services.visits import plan_visit

pytestmark = pytest.mark.django_db
NAMES = ("现场专家甲", "现场专家乙", "现场专家丙")


def visited() -> tuple[Review, list[Phone]]:
    """A visit held and closed on site; two assessors took photos and have their receipts."""
    review = in_review()
    for name, actor in zip(NAMES, review.assessors, strict=True):
        User.objects.filter(pk=actor.person.pk).update(name=name)
    now = timezone.now()
    plan_visit(review.officer, review.case_id, now, now + timedelta(hours=6), "演示中心一楼")
    phones = [phone_of(review, number, f"phone-{number}") for number in range(3)]
    close_on_site(review.assessors[0], review.case_id, closing())
    close_on_site(review.assessors[0], review.case_id, closing(talk="第二台设备的座谈"))
    for phone, shots in zip(phones, (3, 1), strict=False):
        for _ in range(shots):
            phone.shoot(caption="台账上墙")
        give_receipt(phone.actor, phone.package.pk, 1, phone.manifest())
    for job in Job.objects.filter(kind="previews"):
        run_job(job.pk)
    return review, phones


def pages(review: Review, actor: Actor) -> str:
    """The page of what the visit brought back."""
    answer = ask(client_of(actor), f"/office/cases/{review.fresh().number}/visit/material/")
    assert answer.status == 200
    return answer.text


def test_before_all_sheets_are_locked_only_packages_are_counted() -> None:
    review, phones = visited()
    text = pages(review, review.officer)
    assert "3 份，其中 2 份已收齐" in text
    assert "现在锁定 0 / 3 份" in text
    assert "座谈" in text
    assert "第二台设备的座谈" in text
    assert text.count("查阅台账三册") == 2, "once a device"
    assert "2026-05-31 09:00" in text, "the meeting as the phone says, not when it arrived"
    for hidden in ("台账上墙", "张照片", *(digest for phone in phones for digest in phone.photos.values())):
        assert hidden not in text


def test_photos_stand_under_labels_and_nobody_is_named() -> None:
    review, phones = visited()
    for number in range(3):
        fill_and_lock(review, number)
    auditor = actor_of(person_with(Role.AUDITOR, body=review.scene.body))
    for actor in (review.officer, auditor):
        text = pages(review, actor)
        assert "4 张照片" in text
        assert text.count("台账上墙") == 4
        assert [name for name in NAMES if name in text] == []
        for phone in phones[:2]:
            assert phone.manifest().hash in text
            assert all(digest in text for digest in phone.photos.values())
    group = rules_of(review.fresh()).guide.by_serial["1"].group
    letters = {one.label: one.labels[group] for one in TeamMember.objects.all()}
    shown = {one.key: one.label for one in site_material(review.officer, review.fresh()).photos or ()}
    assert shown == {one.pk: letters[one.sheet.label] for one in SitePhoto.objects.select_related("sheet")}


def test_signatures_are_pictures_for_officers_and_auditors_alone() -> None:
    review, _ = visited()
    standing = VisitClosing.objects.get(standing=True)
    address = f"/office/cases/{review.fresh().number}/visit/signatures/{standing.pk}/"
    answer = client_of(review.officer).get(f"{address}team/")
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    drawn = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert (drawn[:2], drawn == signature("a")) == (b"\xff\xd8", False)
    assert client_of(review.officer).get(f"{address}centre/").status_code == 200
    assert client_of(review.officer).get(f"{address}nobody/").status_code == 404
    for actor, status in ((review.assessors[0], 403), (review.scene.applicant, 404)):
        assert client_of(actor).get(f"{address}team/").status_code == status


def test_another_cases_closing_is_not_found_and_nothing_yet_is_said() -> None:
    review, _ = visited()
    other = teamed()
    key = VisitClosing.objects.get(standing=True).pk
    address = f"/office/cases/{other.fresh().number}/visit/signatures/{key}/team/"
    assert client_of(other.officer).get(address).status_code == 404
    assert (
        client_of(other.officer).get(address.replace(other.fresh().number, review.fresh().number)).status_code
        == 404
    )
    text = pages(other, other.officer)
    for said in ("没有人把这一件带到现场", "还没有安排现场评估", "没有现场照片"):
        assert said in text


def test_the_page_takes_as_many_queries_for_more_photos() -> None:
    review, phones = visited()
    for number in range(3):
        fill_and_lock(review, number)
    client = client_of(review.officer)
    address = f"/office/cases/{review.fresh().number}/visit/material/"
    many = ask(client, address).queries
    SitePhoto.objects.filter(sheet__label=phones[0].review.sheet(0).label).delete()
    assert ask(client, address).queries == many
