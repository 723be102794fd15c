"""The pre-award notice (公示): prepared, published once with its whole list, made longer with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from xingping.core.conditions import Condition
from xingping.core.faults import Fault
from xingping.core.lifecycle import Action, State
from xingping.core.roles import Role
from xingping.core.sheet_content import text_fault
from xingping.core.validity import next_working_day, notice_window
from xingping.core.webhook import Event
from xingping.rating.actor import Actor
from xingping.rating.calendar import WORKING_DAY, today
from xingping.rating.errors import RefusedError, refuse
from xingping.rating.models import Case, Decision, Notice, NoticeExtension, NoticeItem, Round
from xingping.rating.permissions import require
from xingping.rating.queries.award_state import feedback_is_over
from xingping.rating.queries.feedback import claims_open
from xingping.rating.queries.pinned import policy as pinned_policy
from xingping.rating.queries.recipients import recipients
from xingping.rating.queries.results import standing_decision
from xingping.rating.services.audit import record
from xingping.rating.services.feedback import feedback_over
from xingping.rating.services.idempotency import once
from xingping.rating.services.messages import send_message
from xingping.rating.services.outbox import queue_event
from xingping.rating.services.transition import Check, locked_case, transition
from xingping.rating.verbs import Verb

LONGEST_NUMBER, LONGEST_CONTACT, LONGEST_REASON = 80, 200, 400
MOST_FAULTS = 50


@dataclass(frozen=True, slots=True)
class Heading:
    """What a notice says beside its list: its number (文号) and where objections go by post or telephone."""

    number: str
    contact: str


def prepare_notice(
    actor: Actor, round_id: int, heading: Heading, case_ids: Sequence[int], notice_id: int | None = None
) -> Notice:
    """Prepare a notice of cases proposed for award, or change one that is not published yet.

    Raises RefusedError: `not_found`, `invalid`, `number_taken`, `not_proposable` with a line for each
    case that cannot be proposed, `notice_published_already`.
    """
    _refuse_bad(heading)
    with transaction.atomic():
        round_ = Round.objects.filter(pk=round_id).first()
        if round_ is None:
            raise refuse("not_found")
        new = Notice(round=round_, body_id=round_.body_id, created_by=actor.person, is_demo=round_.is_demo)
        notice = _own_draft(actor, notice_id) if notice_id else new
        role = require(actor, Verb.CREATE, notice)
        notice.number, notice.contact = heading.number.strip(), heading.contact.strip()
        if Notice.objects.filter(body=notice.body_id, number=notice.number).exclude(pk=notice.pk).exists():
            raise refuse("number_taken", number=notice.number)
        cases = list(Case.objects.filter(pk__in=set(case_ids), round=round_).select_related("centre"))
        _refuse_unproposable(cases, set(case_ids), notice)
        notice.save()
        notice.items.all().delete()
        _list_cases(notice, cases)
        record(
            actor, role, "notice.prepare", notice,
            after={"number": notice.number, "cases": sorted(case.pk for case in cases)},
        )  # fmt: skip
    return notice


def drop_notice(actor: Actor, notice_id: int) -> None:
    """Delete a notice that was never published. Raises `not_found`, `notice_published_already`."""
    with transaction.atomic():
        notice = _own_draft(actor, notice_id)
        role = require(actor, Verb.CREATE, notice)
        record(actor, role, "notice.drop", notice, before={"number": notice.number})
        notice.delete()


def publish_notice(actor: Actor, notice_id: int, *, key: str = "") -> Notice:
    """Publish a prepared notice with its whole list, or refuse and publish nothing.

    Each case moves into the notice under its own lock, with the star of the decision that stands then.
    The period runs from tomorrow, by the longest policy of its cases. Raises RefusedError:
    `notice_published_already`, `not_proposable`.
    """

    def act() -> Notice:
        with transaction.atomic():
            notice = _own_draft(actor, notice_id)
            role = require(actor, Verb.CREATE, notice)
            faults: list[Fault] = []
            for item in notice.items.select_related("case").order_by("case_id"):
                try:
                    with transaction.atomic():
                        _propose(actor, item)
                except RefusedError as error:
                    faults.append(Fault(f"申报件 {item.case.number}", *_said(error)))
            if faults or not notice.items.exists():
                raise refuse("not_proposable", faults[:MOST_FAULTS], count=len(faults))
            _run(notice, actor)
            record(
                actor, role, "notice.publish", notice,
                after={"published_on": notice.published_on, "ends_on": notice.ends_on},
            )  # fmt: skip
            _queue(notice)
        return notice

    return once(actor, key, "notice.publish", {"notice": notice_id}, Notice, act)


def _queue(notice: Notice) -> None:
    """Note it for the body's own systems."""
    told = {
        "number": notice.number,
        "published_on": notice.published_on,
        "ends_on": notice.ends_on,
        "places": notice.items.count(),
        "address": notice.get_absolute_url(),
    }
    queue_event(notice.body_id, Event.NOTICE_PUBLISHED, told)


def extend_notice(actor: Actor, notice_id: int, until: date, reason: str) -> NoticeExtension:
    """Make a running notice longer, to a working day. Raises `notice_over`, `not_longer`."""
    reason = reason.strip()
    with transaction.atomic():
        notice = Notice.objects.select_for_update().filter(pk=notice_id).first()
        if notice is None:
            raise refuse("not_found")
        role = require(actor, Verb.CHANGE, notice)
        if notice.ends_on is None:
            raise refuse("notice_not_published")
        if today() > notice.ends_on:
            raise refuse("notice_over")
        wrong = text_fault(reason, LONGEST_REASON)
        if wrong:
            raise refuse("invalid", [Fault("理由", *wrong)])
        if not reason:
            raise refuse("reasons_missing")
        last = next_working_day(until, WORKING_DAY)
        if last <= notice.ends_on:
            raise refuse("not_longer")
        made = NoticeExtension.objects.create(
            notice=notice, before=notice.ends_on, until=last, reason=reason, by=actor.person
        )
        notice.ends_on = last
        notice.save(update_fields=["ends_on"])
        record(
            actor, role, "notice.extend", notice, before={"ends_on": made.before}, after={"ends_on": last},
            reason=reason,
        )  # fmt: skip
        _tell_applicants(notice, f"公示延长至 {last:%Y-%m-%d}：{reason}"[:200], f"extended:{made.pk}")
    return made


def reminded(notice: Notice, words: str, key: str) -> None:
    """Tell the officers of a notice's cases something about it, once a key."""
    for item in notice.items.filter(ended_at=None).select_related("case"):
        for person in recipients(item.case, (Role.OFFICER,)):
            send_message(
                person, subject=f"公示 {notice.number}：{words}", link=f"/office/notices/{notice.pk}/",
                key=f"notice:{notice.pk}:{key}",
            )  # fmt: skip


def _own_draft(actor: Actor, notice_id: int) -> Notice:
    """A notice that is not published, under its lock."""
    notice = (
        Notice.objects.select_for_update(of=("self",)).select_related("round").filter(pk=notice_id).first()
    )
    if notice is None:
        raise refuse("not_found")
    require(actor, Verb.VIEW, notice)
    if notice.published_on:
        raise refuse("notice_published_already")
    return notice


def _run(notice: Notice, actor: Actor) -> None:
    """Give a notice its dates: both bounds of the longest policy, the last day a working day."""
    hashes = set(notice.items.values_list("case__policy_hash", flat=True))
    policies = [pinned_policy(one) for one in hashes]
    window = notice_window(
        today(),
        max(one.notice_days for one in policies),
        max(one.notice_working_days for one in policies),
        WORKING_DAY,
    )
    notice.published_on, notice.first_end, notice.ends_on = window.first, window.last, window.last
    notice.published_at, notice.published_by = timezone.now(), actor.person
    notice.save(update_fields=["published_on", "first_end", "ends_on", "published_at", "published_by"])


def _propose(actor: Actor, item: NoticeItem) -> None:
    """Put one case into the notice that is being published."""
    case = locked_case(item.case_id)
    if case.state == State.IN_NOTICE:
        require(actor, Verb.PUBLISH_NOTICE, case)
        decision = _proposed(case)
    else:
        transition(actor, case.pk, Action.PUBLISH_NOTICE, checks=_CHECKS)
        decision = standing_decision(case)
    if decision is None or decision.stars == 0:
        raise refuse("no_star_proposed")
    item.stars, item.centre_name, item.region = decision.stars, case.centre.name, case.region
    item.save(update_fields=["stars", "centre_name", "region"])


def _proposed(case: Case) -> Decision | None:
    """The decision of a case that waits for another notice; refuses one that already stands in one."""
    if NoticeItem.objects.filter(case=case, ended_at=None, notice__published_on__isnull=False).exists():
        raise refuse("wrong_state", state=State.IN_NOTICE.label, action=Action.PUBLISH_NOTICE.label)
    return standing_decision(case)


def _proposes_a_star(case: Case) -> Check:
    decision = standing_decision(case)
    return Check(decision is not None and decision.stars > 0)


_CHECKS = {
    Condition.FEEDBACK_OVER: feedback_over,
    Condition.STAR_PROPOSED: _proposes_a_star,
}


def _list_cases(notice: Notice, cases: Sequence[Case]) -> None:
    stars = _stars_of(cases)
    NoticeItem.objects.bulk_create(
        NoticeItem(
            notice=notice, case=case, stars=stars[case.pk], centre_name=case.centre.name, region=case.region
        )
        for case in cases
    )


def _stars_of(cases: Sequence[Case]) -> dict[int, int]:
    decisions = Decision.objects.filter(case__in=cases, superseded_at=None)
    return dict(decisions.values_list("case_id", "stars"))


def _refuse_unproposable(cases: Sequence[Case], asked: set[int], notice: Notice) -> None:
    """Every case must be proposed for a star, past its feedback, and in no other notice."""
    stars = _stars_of(cases)
    taken = set(
        NoticeItem.objects.filter(case__in=cases, ended_at=None)
        .exclude(notice=notice.pk)
        .values_list("case_id", flat=True)
    )
    faults = []
    for case in cases:
        if case.state not in (State.IN_FEEDBACK, State.IN_NOTICE):
            why = ("状态是" + State(case.state).label, "只有结果反馈期满的申报件可以公示")
        elif not stars.get(case.pk):
            why = ("评定结论没有拟授予星级", "请办理未获星级的结果送达")
        elif case.pk in taken:
            why = ("已列入另一份公示", "请从清单中去掉")
        elif case.state == State.IN_FEEDBACK and claims_open(case):
            why = ("申报单位指出的事实错误还没有答复", "请在“结果反馈”逐处答复")
        elif case.state == State.IN_FEEDBACK and not feedback_is_over(case):
            why = ("反馈期未满，申报单位也没有确认", "请等期满或确认")
        else:
            continue
        faults.append(Fault(f"申报件 {case.number}", *why))
    strangers = len(asked - {case.pk for case in cases})
    if faults or strangers or not cases:
        raise refuse("not_proposable", faults[:MOST_FAULTS], count=len(faults) + strangers)


def _refuse_bad(heading: Heading) -> None:
    faults = []
    for place, text, longest in (
        ("公示文号", heading.number, LONGEST_NUMBER),
        ("联系方式", heading.contact, LONGEST_CONTACT),
    ):
        wrong = text_fault(text, longest) or (None if text.strip() else ("没有填写", "请填写"))
        if wrong:
            faults.append(Fault(place, *wrong))
    if faults:
        raise refuse("invalid", faults)


def _said(error: RefusedError) -> tuple[str, str]:
    return error.refusal.message.rstrip("。"), error.refusal.mend.rstrip("。")


def _tell_applicants(notice: Notice, words: str, key: str) -> None:
    for item in notice.items.filter(ended_at=None).select_related("case"):
        for person in recipients(item.case, (Role.APPLICANT,)):
            send_message(person, subject=words, link=item.case.get_absolute_url(), key=f"notice:{key}")
