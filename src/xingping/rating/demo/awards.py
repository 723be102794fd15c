"""The demo from decision to award: notices, objections, appeals, an announcement, a result without a star,
a star that was lowered, and one that was cancelled and appealed for.

Every step is taken by the real services. What must have lasted for days is dated back afterwards, since
the demo cannot wait: `_publish` alone does so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from enum import StrEnum
from random import Random

from django.db import transaction

from xingping.core.policy import RoundPolicy, policy_json
from xingping.core.roles import Role
from xingping.rating.actor import ANYBODY, Actor, actor_of
from xingping.rating.calendar import today
from xingping.rating.demo.files import demo_files
from xingping.rating.demo.life import cancel_star, lower_star
from xingping.rating.demo.places import LABEL
from xingping.rating.demo.rereview import lead_rereview
from xingping.rating.demo.review import demo_reviewers, end_meeting
from xingping.rating.demo.seasons import Season, lead_to_feedback, most_lost
from xingping.rating.jobs.runner import run_job
from xingping.rating.models import Appeal, Case, Centre, Notice, NoticeItem, RatingBody, Round, User
from xingping.rating.services.announcing import Heading as AnnouncementHeading
from xingping.rating.services.announcing import announce
from xingping.rating.services.appeal_checks import Answer, Ruling
from xingping.rating.services.appeals import decide_appeal, file_appeal
from xingping.rating.services.centres import register_centre
from xingping.rating.services.demo_people import ensure_demo_applicant, ensure_demo_person
from xingping.rating.services.feedback import give_feedback
from xingping.rating.services.grants import Terms
from xingping.rating.services.letters import deliver_not_awarded
from xingping.rating.services.notices import Heading, prepare_notice, publish_notice
from xingping.rating.services.objections import (
    Said,
    file_objection,
    note_objection,
    reply_objection,
    take_objection,
)
from xingping.rating.services.rounds import create_round, open_round
from xingping.rating.services.terminating import give_hearing, make_statement, reply_in_public

FIRST = 41
"""Number of the first of these centres: forty others have been made before."""
CONTACT = "演示路 1 号，演示数据，没有联系电话"
LOW, HIGH = 0.3, 0.9
RAISED = 6
"""So many indicators are appealed against, those that lost most: enough to reach the next star."""


class Course(StrEnum):
    """The course that a case takes; the value is the invented centre's name."""

    AWARDED = "晴岚"
    AWARDED_TOO = "枫桥"
    NOTICED = "澄江"
    OBJECTED = "栖霞"
    OBJECTED_OPEN = "稻香"
    APPEALED = "临溪"
    APPEAL_HEARD = "听雨"
    NOT_AWARDED = "石板滩"
    HEARING = "长河"
    CONFIRMED = "云锦"
    LOWERED = "柳溪"
    CANCELLED = "望江"


AWARDED = (Course.AWARDED, Course.AWARDED_TOO, Course.LOWERED, Course.CANCELLED)
NOTICED = (Course.NOTICED, Course.OBJECTED, Course.OBJECTED_OPEN, Course.APPEALED, Course.APPEAL_HEARD)


def lead_awards(body: RatingBody, officer: Actor, streets: Sequence[str], seed: int) -> None:
    """Make the round from its decisions on, in one transaction, once."""
    name = f"{LABEL}{today().year} 年度第二批"
    if Round.objects.filter(body=body, name=name).exists():
        return
    with transaction.atomic():
        season = Season(_round(officer, body, name), officer, demo_reviewers(officer, body), demo_files())
        uninvolved = _uninvolved(body)
        cases, applicants = _decided(season, streets, seed)
        lead_rereview(season, CONTACT)
        end_meeting(officer, season.round)
        _award(season, [cases[one] for one in AWARDED])
        lower_star(officer, uninvolved[0], applicants[Course.LOWERED], cases[Course.LOWERED])
        cancel_star(officer, uninvolved[0], applicants[Course.CANCELLED], cases[Course.CANCELLED])
        heading = Heading(f"演示评公示〔{today().year}〕2 号", CONTACT)
        notice = _publish(season, heading, [cases[one] for one in NOTICED], days_ago=3)
        _object(notice, cases, applicants, uninvolved[0])
        _appeal(season, cases, applicants, uninvolved)
        deliver_not_awarded(officer, cases[Course.NOT_AWARDED].pk)
        give_hearing(officer, cases[Course.HEARING].pk, "演示：有居民反映服务时间与申报不符，正在核实。")
        statement = "演示：当日停电半天，已在门口公告，其余时间照常开放，附值班记录。"
        make_statement(applicants[Course.HEARING], cases[Course.HEARING].pk, statement)


def _round(officer: Actor, body: RatingBody, name: str) -> Round:
    own = {"chain": [], "publish_replies": True, "publish_points": True, "publish_subtotals": True}
    own["downgrade_allowed"] = True
    values = {
        "name": name,
        "opens_on": today() - timedelta(days=60),
        "closes_on": today() + timedelta(days=30),
        "facts_on": today() - timedelta(days=60),
        "policy": {**policy_json(RoundPolicy()), **own},
    }
    return open_round(officer, create_round(officer, body, values).pk)


def _uninvolved(body: RatingBody) -> tuple[Actor, User]:
    """A second officer and a panel member who decide on none of the cases."""

    def made(username: str, name: str, role: Role) -> User:
        return ensure_demo_person(
            username, name, Terms(role=role, body=body, region_prefix=body.region_prefix)
        )

    officer = made("demo-officer-2", "演示·卫复核", Role.OFFICER)
    return actor_of(officer), made("demo-hearer-1", "演示·蒋委员（复查）", Role.PANEL)


def _decided(
    season: Season, streets: Sequence[str], seed: int
) -> tuple[dict[Course, Case], dict[Course, Actor]]:
    """A decided case of each centre; all but two applicants have confirmed the result."""
    cases, applicants = {}, {}
    for number, course in enumerate(Course, FIRST):
        centre = _centre(season, number, course, streets[number % len(streets)])
        person = ensure_demo_applicant(f"demo-applicant-{number}", f"演示·申报人 {number}", centre)
        applicants[course] = actor_of(person)
        draws = Random(seed + number)  # noqa: S311 (no secret: the same seed gives the same demo)
        quality = LOW if course is Course.NOT_AWARDED else HIGH
        cases[course] = lead_to_feedback(season, applicants[course], centre, draws, quality)
        if course is not Course.HEARING:
            give_feedback(applicants[course], cases[course].pk, {})
    return cases, applicants


def _centre(season: Season, number: int, course: Course, street: str) -> Centre:
    record = {
        "code": f"YS{number:03d}",
        "name": f"{LABEL}{course.value}社区服务中心",
        "form": "centre",
        "kind": "urban",
        "region": f"{street}{100 + number:03d}",
        "address": f"演示路 {number} 号",
        "communities": course.value,
        "contact_name": "演示联系人",
        "contact_phone": "000-00000000",
        "opening_hours": "周一至周日 8:30–18:00",
    }
    return register_centre(season.officer, season.round.body, record)


def _publish(season: Season, heading: Heading, cases: Sequence[Case], days_ago: int) -> Notice:
    """Publish a notice as if that had been done some days ago, by the clock of the demo."""
    draft = prepare_notice(season.officer, season.round.pk, heading, [case.pk for case in cases])
    made = publish_notice(season.officer, draft.pk)
    back = timedelta(days=days_ago)
    dates = {
        field: value - back
        for field in ("published_on", "first_end", "ends_on", "published_at")
        if (value := getattr(made, field)) is not None
    }
    Notice.objects.filter(pk=made.pk).update(**dates)
    return Notice.objects.get(pk=made.pk)


def _award(season: Season, cases: Sequence[Case]) -> None:
    """A notice that is over, and its announcement with certificates, plaques and letters."""
    _publish(season, Heading(f"演示评公示〔{today().year}〕1 号", CONTACT), cases, days_ago=30)
    heading = AnnouncementHeading(f"演示评公告〔{today().year}〕1 号", today() - timedelta(days=2))
    made = announce(season.officer, season.round.pk, heading, [case.pk for case in cases])
    if made.job_id is not None:
        run_job(made.job_id)


def _object(
    notice: Notice, cases: Mapping[Course, Case], applicants: Mapping[Course, Actor], handler: Actor
) -> None:
    """An objection that was answered, one that is looked into, and a centre's own words in public."""

    def filed(course: Course, said: Said) -> int:
        item = NoticeItem.objects.get(notice=notice, case=cases[course])
        return file_objection(ANYBODY, item.pk, said)[0].pk

    answered = filed(Course.OBJECTED, Said("演示：周六下午去过，门口写着开放，里面没有人。", "演示·张居民"))
    take_objection(handler, answered)
    note_objection(handler, answered, "演示：已到现场查看签到记录，并向两位居民了解情况。", public=True)
    reply = "演示：经核查，当天 14 时至 16 时工作人员上门服务，已在门口留有告示；该中心已改为双人值守。"
    reply_objection(handler, answered, upheld=False, reply=reply)
    waiting = filed(Course.OBJECTED_OPEN, Said("演示：无障碍坡道被电动车占着，轮椅上不去。", "演示·李居民"))
    take_objection(handler, waiting)
    note_objection(handler, waiting, "演示：已约请街道一起到现场查看。", public=True)
    filed(Course.OBJECTED_OPEN, Said("演示：图书室平时锁着，登记了也没人开门。"))
    words = "演示：欢迎居民监督，我们的开放时间和值班电话贴在门口。"
    reply_in_public(applicants[Course.NOTICED], cases[Course.NOTICED].pk, words)


def _appeal(
    season: Season,
    cases: Mapping[Course, Case],
    applicants: Mapping[Course, Actor],
    uninvolved: tuple[Actor, User],
) -> None:
    """An appeal that waits, and one that was heard; its star changed and stands in a notice of its own."""
    waiting = cases[Course.APPEALED]
    grounds = {"31": "演示：联席会议签到表已上传，应当计分。"}
    file_appeal(applicants[Course.APPEALED], waiting.pk, grounds, "演示：请复查这一项。")
    heard = cases[Course.APPEAL_HEARD]
    lost = most_lost(heard, RAISED)
    grounds = dict.fromkeys(lost, "演示：现场有实物和记录，当天没有看到。")
    file_appeal(applicants[Course.APPEAL_HEARD], heard.pk, grounds, "演示：请到现场复查。")
    answers = {serial: Answer(points, "演示：已到现场查看，予以补计。") for serial, points in lost.items()}
    officer, hearer = uninvolved
    ruling = Ruling(
        answers, "演示：申诉成立，按复查后的得分重新确定星级。", today(), [officer.person, hearer]
    )
    decide_appeal(officer, heard.pk, ruling)
    appeal = Appeal.objects.select_related("before", "after").get(case=heard)
    if appeal.after is not None and appeal.after.stars != appeal.before.stars:
        heading = Heading(f"演示评公示〔{today().year}〕3 号（星级变更）", CONTACT)
        _publish(season, heading, [heard], days_ago=0)
