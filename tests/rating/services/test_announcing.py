"""Announcing: only after the notice and with nothing open; each case once, its letter, the archive."""

from __future__ import annotations

from datetime import timedelta

import pytest

from noticing import (
    HEADING,
    announced,
    appealed,
    keep_real_files,
    noticed,
    objected,
    outsider,
    past,
    publish,
    ruled,
)
from reviewing import Review, code_of
from xingping.core.lifecycle import State
from xingping.rating.actor import actor_of
from xingping.rating.calendar import today
from xingping.rating.jobs.registry import handlers
from xingping.rating.jobs.runner import run_job
from xingping.rating.models import (
    Announcement,
    AnnouncementItem,
    ArchivePackage,
    AuditEntry,
    Certificate,
    Job,
    JobState,
    Letter,
    Notice,
    Objection,
    Plaque,
)
from xingping.rating.services.announcing import ANNOUNCE, ARCHIVE, Heading, announce, award_item
from xingping.rating.services.letters import letter_pdf, open_letter
from xingping.rating.services.notices import Heading as NoticeHeading
from xingping.rating.services.objections import reply_objection, take_objection

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


def ready(**policy: object) -> Review:
    review, notice = noticed(**policy)
    past(notice)
    return review


def run(made: Announcement) -> Announcement:
    assert made.job is not None
    run_job(made.job.pk)
    made.refresh_from_db()
    return made


def test_an_announcement_awards_delivers_and_archives() -> None:
    review = ready(publish_points=True)
    made = run(announced([review]))
    case = review.fresh()
    certificate = Certificate.objects.get(case=case)
    assert case.state == State.ANNOUNCED
    assert (certificate.stars, certificate.awarded_on) == (5, today())
    assert Plaque.objects.filter(certificate=certificate).count() == 1
    assert made.finished_at is not None
    assert made.job is not None
    assert (made.job.state, made.job.result) == (JobState.DONE, {"awarded": 1, "refused": 0})
    letter = Letter.objects.get(case=case)
    assert letter_pdf(letter) == letter_pdf(letter)
    open_letter(review.scene.applicant, letter)
    assert AuditEntry.objects.filter(verb="letter.open").count() == 1
    archive = Job.objects.get(kind=ARCHIVE)
    keep_real_files(review.case_id)
    run_job(archive.pk)
    package = ArchivePackage.objects.get(case=case)
    assert package.keep_until.year == today().year + 10
    assert set(handlers()) >= {ANNOUNCE, ARCHIVE}


def test_an_award_happens_once() -> None:
    review = ready()
    made = run(announced([review]))
    item = made.items.get()
    award_item(review.officer, item.pk)
    run(made)
    assert Certificate.objects.count() == Letter.objects.count() == 1
    assert code_of(lambda: announced([review], "又一号")) == "not_proposable"
    assert code_of(lambda: announced([review])) == "number_taken"


def test_nothing_is_announced_before_its_time() -> None:
    review, notice = noticed()
    assert code_of(lambda: announced([review])) == "not_proposable"
    objection, _receipt = objected(review)
    past(notice)
    assert code_of(lambda: announced([review])) == "not_proposable"
    handler = outsider(review)
    take_objection(handler, objection.pk)
    reply_objection(handler, objection.pk, upheld=False, reply="经核实不成立")
    officer, round_id = review.officer, review.scene.case.round_id
    for on in (today() + timedelta(days=1), today() - timedelta(days=1)):
        assert (
            code_of(
                lambda on=on: announce(officer, round_id, Heading("公告", on), [review.case_id])  # type: ignore[misc]
            )
            == "announced_in_future"
        )
    assert code_of(lambda: announce(officer, round_id, Heading(" ", today()), [review.case_id])) == "invalid"
    announced([review])


def test_what_happens_meanwhile_refuses_that_case_and_says_why() -> None:
    review = ready()
    made = announced([review])
    objection, _ = _late(review)
    run(made)
    item = made.items.get()
    assert (item.awarded_at, item.certificate) == (None, None)
    assert "异议" in item.refusal
    assert review.fresh().state == State.IN_NOTICE
    handler = outsider(review)
    take_objection(handler, objection.pk)
    reply_objection(handler, objection.pk, upheld=False, reply="不成立")
    run(announced([review], "演评公告 2"))
    assert review.fresh().state == State.ANNOUNCED
    assert AnnouncementItem.objects.filter(case=review.case_id).count() == 2


def test_a_star_changed_by_an_appeal_waits_for_its_own_notice() -> None:
    review, notice = noticed()
    appealed(review, "31", "1")
    ruled(review, {"31": 0, "1": 0})
    past(notice)
    assert code_of(lambda: announced([review])) == "not_proposable"
    again = publish(review, NoticeHeading("补充公示", HEADING.contact))
    assert code_of(lambda: announced([review])) == "not_proposable"
    past(again)
    run(announced([review]))
    assert Certificate.objects.get(case=review.case_id).stars < 5


def test_a_role_that_was_taken_away_meanwhile_awards_nothing() -> None:
    review = ready()
    made = announced([review])
    person = review.officer.person
    person.role_grants.all().delete()
    assert actor_of(person).grants == ()
    run(made)
    assert review.fresh().state == State.IN_NOTICE
    assert made.items.get().refusal


def _late(review: Review) -> tuple[Objection, str]:
    """An objection that came in on the last day, before the announcement is carried out."""
    Notice.objects.update(published_on=today() - timedelta(days=9), first_end=today(), ends_on=today())
    made = objected(review)
    past(Notice.objects.get())
    return made
