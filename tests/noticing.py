"""Cases led into notice, appeal and announcement for tests, by the services themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from factories import officer_of, person_with
from reviewing import FULL, Review, decided
from xingping.core.roles import Role
from xingping.rating import files
from xingping.rating.actor import ANYBODY, Actor
from xingping.rating.calendar import today
from xingping.rating.models import Announcement, Case, CaseFile, Notice, NoticeItem, Objection, User
from xingping.rating.services.announcing import Heading as AnnouncementHeading
from xingping.rating.services.announcing import announce
from xingping.rating.services.appeal_checks import Answer, Ruling
from xingping.rating.services.appeals import decide_appeal, file_appeal
from xingping.rating.services.feedback import give_feedback
from xingping.rating.services.notices import Heading, prepare_notice, publish_notice
from xingping.rating.services.objections import Said, file_objection

HEADING = Heading("演评公示〔2026〕1 号", "演示路 1 号，000-00000000")


def confirmed(*less: Mapping[str, int], stars: int = 5, **policy: Any) -> Review:
    """A decided case whose applicant has confirmed the result."""
    review = decided(*less, stars=stars, **policy)
    give_feedback(review.scene.applicant, review.case_id, {})
    return review


def noticed(*less: Mapping[str, int], stars: int = 5, **policy: Any) -> tuple[Review, Notice]:
    """A case in a notice that runs."""
    review = confirmed(*less, stars=stars, **policy)
    return review, publish(review)


def publish(review: Review, heading: Heading = HEADING) -> Notice:
    """Put a case into a notice of its own and publish it."""
    made = prepare_notice(review.officer, review.scene.case.round_id, heading, [review.case_id])
    return publish_notice(review.officer, made.pk)


def past(notice: Notice) -> Notice:
    """The notice as if it had been published two weeks ago."""
    last = today() - timedelta(days=1)
    Notice.objects.filter(pk=notice.pk).update(
        published_on=today() - timedelta(days=15), first_end=last, ends_on=last
    )
    notice.refresh_from_db()
    return notice


def item_of(review: Review) -> NoticeItem:
    """The case's place in its notice."""
    return NoticeItem.objects.get(case=review.case_id, ended_at=None)


def objected(review: Review, **said: Any) -> tuple[Objection, str]:
    """An objection by a visitor."""
    return file_objection(ANYBODY, item_of(review).pk, Said(**{"reason": "没有无障碍坡道", **said}))


def outsider(review: Review) -> Actor:
    """An officer of the same body who took no part in the case."""
    return officer_of(review.scene.body)


def hearers(review: Review, count: int = 2) -> list[User]:
    """Uninvolved members of the body."""
    return [person_with(Role.PANEL, body=review.scene.body) for _ in range(count)]


def appealed(review: Review, *serials: str) -> Case:
    """The applicant appeals against some indicators."""
    grounds = dict.fromkeys(serials or ("31",), "材料已经提供，应当得分")
    return file_appeal(review.scene.applicant, review.case_id, grounds, "请复查得分")


def ruled(review: Review, points: Mapping[str, int | None], officer: Actor | None = None) -> Case:
    """An uninvolved officer decides the appeal."""
    answers = {serial: Answer(value, "已复查现场照片") for serial, value in points.items()}
    ruling = Ruling(answers, "复查完毕", today(), hearers(review))
    return decide_appeal(officer or outsider(review), review.case_id, ruling)


def announced(reviews: Sequence[Review], number: str = "演评公告〔2026〕1 号") -> Announcement:
    """An announcement of cases whose notice is over, not yet carried out."""
    first = reviews[0]
    return announce(
        first.officer,
        first.scene.case.round_id,
        AnnouncementHeading(number, today()),
        [one.case_id for one in reviews],
    )


def keep_real_files(case_id: int) -> None:
    """Put real files behind the scans that the factories only describe."""
    for file in CaseFile.objects.filter(case=case_id):
        file.blob = files.keep_bytes(b"%PDF-1.4 demo", "application/pdf")
        file.save(update_fields=["blob"])


def full(serial: str) -> int:
    """Points of an indicator in hundredths."""
    return FULL[serial]
