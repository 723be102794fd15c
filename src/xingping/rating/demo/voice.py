"""What residents say in the demo: a few messages in different states, all of them made up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

from xingping.core.complaint import Category, Said
from xingping.core.lifecycle import State
from xingping.core.media import MediaLevel, Medium
from xingping.core.opinion import QUESTIONS, KnownBy, OrganisationKind, Words
from xingping.rating.actor import Actor, actor_of
from xingping.rating.calendar import today
from xingping.rating.models import Case, Centre, Channel, Complaint
from xingping.rating.services.complaining import Sent, send_complaint
from xingping.rating.services.complaints import reply, share, take_over
from xingping.rating.services.giving_opinion import give_opinion
from xingping.rating.services.media import Report, add_report
from xingping.rating.services.opinions import Asked, exclude_opinion, invite_organisations

WORDS: tuple[tuple[Said, Category, str], ...] = (
    (Said.COMPLAINT, Category.OPENING, "演示：周六上午去办老年证，门口写着开放，等到十点没有人。"),
    (
        Said.COMPLAINT,
        Category.ATTITUDE,
        "演示：窗口说材料不齐又不说缺什么，让我跑了三趟，请联系 13800000000。",
    ),
    (Said.PRAISE, Category.SERVICE, "演示：帮独居老人代办医保，办好了还送到家里，谢谢。"),
    (Said.SUGGESTION, Category.FACILITIES, "演示：活动室的椅子太矮，老人起身费力，建议换几把带扶手的。"),
)

ORGANISATIONS: tuple[tuple[str, OrganisationKind, KnownBy, int, str], ...] = (
    (
        "演示·邻里志愿服务队",
        OrganisationKind.SOCIAL,
        KnownBy.TOGETHER,
        5,
        "演示：每月一起办活动，场地随时可用。",
    ),
    (
        "演示·社区养老服务中心",
        OrganisationKind.SOCIAL,
        KnownBy.TOGETHER,
        4,
        "演示：转介及时；希望多通气，开会提前两天通知。",
    ),
    ("演示·东光小学", OrganisationKind.UNIT, KnownBy.MEMBER, 4, "演示：联席会议开得勤，议定的事有回音。"),
    ("演示·街角便利店", OrganisationKind.ENTERPRISE, KnownBy.NEARBY, 2, "演示：不大清楚能找中心办什么事。"),
    ("演示·不相干公司", OrganisationKind.OTHER, KnownBy.NEARBY, 1, "演示：广告。"),
)

REPORTS: tuple[tuple[MediaLevel, Medium, str, str, int], ...] = (
    (MediaLevel.PROVINCE, Medium.TELEVISION, "演示：老年食堂里的一天", "演示省电视台", 60),
    (MediaLevel.CITY, Medium.NEWSPAPER, "演示：社区夜校开到楼下", "演示日报", 150),
    (MediaLevel.DISTRICT, Medium.ONLINE, "演示：中心搬了新家", "演示区融媒", 900),
)
"""Level, medium, title, outlet, days ago; the last one is old for the round."""
CENTRES_WITH_REPORTS = 6


def demo_voice(centres: Sequence[Centre], officer: Actor) -> None:
    """Send the messages once: one waits, one is with the centre, one is answered."""
    if Complaint.objects.filter(is_demo=True).exists():
        return
    made = []
    for number, (said, category, text) in enumerate(WORDS):
        sent = Sent(said, category, text, centres[number % len(centres)], channel=Channel.QR)
        made.append(send_complaint(sent, f"demo-complaint-{number:020}")[0])
    for one in made[1:3]:
        take_over(officer, one.pk)
    share(officer, made[1].pk, "演示：有居民反映窗口没有一次说清所缺材料。")
    reply(officer, made[2].pk, "演示：谢谢您的肯定，已转告工作人员。")


def demo_opinions(cases: Iterable[Case], officer: Actor) -> None:
    """Organisations about cases under review and before the panel, once: five answered, one waits."""
    for case in cases:
        if case.state not in (State.IN_REVIEW, State.IN_PANEL) or case.opinion_invitations.exists():
            continue
        asked = [Asked(name, kind) for name, kind, *_rest in ORGANISATIONS]
        asked.append(Asked("演示·还没有回复的物业公司", OrganisationKind.ENTERPRISE))
        links = invite_organisations(officer, case.pk, asked)
        for link, (_name, kind, known_by, mark, text) in zip(links, ORGANISATIONS, strict=False):
            answers = {question.id: mark for question in QUESTIONS}
            give_opinion(
                link.token, Words(kind, known_by, answers, text), f"demo-opinion-{link.invitation.pk:020}"
            )
        exclude_opinion(
            officer, links[len(ORGANISATIONS) - 1].invitation.pk, "演示：是广告，与中心（站）无关。"
        )


def demo_media(cases: Iterable[Case]) -> None:
    """Reports about the centres of the first cases, entered once by whoever applies for them."""
    known: set[int] = set()
    for case in cases:
        if len(known) == CENTRES_WITH_REPORTS:
            return
        if case.centre_id in known or case.centre.media_reports.exists():
            known.add(case.centre_id)
            continue
        known.add(case.centre_id)
        for level, medium, title, outlet, days in REPORTS:
            link = f"https://news.example/{case.centre.code}/{level}"
            day = today() - timedelta(days=days)
            report = Report(level, medium, title, outlet, day, link=link, confirmed=True)
            add_report(actor_of(case.created_by), case.centre_id, report)
