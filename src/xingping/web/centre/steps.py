"""A case in the applicant's words: where it lies, what is next, what has happened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from xingping.core.lifecycle import Action, State
from xingping.core.policy import ChainLevel, RoundPolicy
from xingping.core.roles import Role
from xingping.rating.models import Case, CaseEvent
from xingping.rating.queries.applicant import OwnCase
from xingping.rating.queries.pinned import policy as pinned_policy
from xingping.rating.queries.results import TOLD_STATES
from xingping.rating.queries.told import is_told, shown_state


@dataclass(frozen=True, slots=True)
class Next:
    """The one next thing to do; without a link there is nothing to do but wait."""

    text: str
    label: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """Something that happened to a case, as its applicant may know it."""

    at: datetime
    what: str
    by: str
    reason: str


_ENDED = {State.REFUSED, State.WITHDRAWN, State.TERMINATED, State.NOT_AWARDED}


def state_words(case: Case) -> str:
    """The state, and while it lies in the chain with whom."""
    state = shown_state(case)
    if state is State.SUBMITTED and case.level:
        return _("待%(level)s推荐") % {"level": ChainLevel(case.level).label}
    if state is State.SUBMITTED:
        return _("待受理")
    return _(state.label)


def tone_of(case: Case) -> str:
    """Tone of the state's tag."""
    state = State(case.state)
    if state is State.RETURNED:
        return "warn"
    if state in _ENDED:
        return "bad"
    return {State.DRAFT: "", State.ANNOUNCED: "gold"}.get(state, "info")


def next_of(own: OwnCase) -> Next:
    """What the applicant does next."""
    case = own.case
    state = State(case.state)
    if state is State.DRAFT and not own.missing:
        return Next(_("内容已齐，可以提交。"), _("检查并提交"), reverse("centre:check", args=[case.number]))
    if state is State.DRAFT:
        words = _("还缺 %(count)s 项必填内容。") % {"count": own.missing}
        return Next(words, _("继续填报"), reverse("centre:self-assessment", args=[case.number]))
    if state is State.RETURNED:
        words = _("已退回，请按补正要求修改后重新提交。")
        return Next(words, _("查看并补正"), reverse("centre:self-assessment", args=[case.number]))
    if state in TOLD_STATES:
        page = "centre:result" if state is State.IN_FEEDBACK else "centre:outcome"
        return Next(waiting_words(case), _("查看结果"), reverse(page, args=[case.number]))
    return Next(waiting_words(case))


def waiting_words(case: Case) -> str:
    """What happens now, where there is nothing to do."""
    state = shown_state(case)
    if state is State.SUBMITTED and case.level:
        return _("%(level)s正在出具推荐意见，请等待。") % {"level": ChainLevel(case.level).label}
    if state in (State.SUBMITTED, State.RECOMMENDED):
        return _("评定机构正在审查是否受理，请等待。")
    return {
        State.ACCEPTED: _("已受理，评定机构正在组织评审组。"),
        State.IN_REVIEW: _("评审组正在评审，请准备好现场查验的材料。"),
        State.IN_PANEL: _("评定委员会正在审议。"),
        State.IN_FEEDBACK: _("请核对结果中的事实。"),
        State.IN_NOTICE: _("正在公示。"),
        State.ANNOUNCED: _("已公告授予星级。"),
        State.REFUSED: _("没有受理，理由见办理经过。"),
        State.NOT_AWARDED: _("没有获得星级，可以查看失分和改进办法。"),
        State.UNDER_APPEAL: _("申诉正在复查。"),
        State.WITHDRAWN: _("申报已撤回。"),
        State.TERMINATED: _("评定已终止，理由见办理经过。"),
    }.get(state, "")


def way_of(case: Case, policy: RoundPolicy | None = None) -> list[dict[str, Any]]:
    """The case's way as steps, with the round's own levels of the chain; levels left out do not appear."""
    policy = policy or pinned_policy(case.policy_hash)
    names = [(State.DRAFT.value, _("填报"))]
    names += [(level.value, _("%(level)s推荐") % {"level": level.label}) for level in policy.chain]
    names += [
        ("accept", _("受理")),
        (State.IN_REVIEW.value, _("评审")),
        (State.IN_PANEL.value, _("审议")),
        (State.IN_FEEDBACK.value, _("结果核对")),
        (State.IN_NOTICE.value, _("公示")),
        (State.ANNOUNCED.value, _("公告")),
    ]
    here = _here(case)
    places = [name for name, _label in names]
    now = places.index(here) if here in places else -1
    finished = State(case.state) is State.ANNOUNCED
    return [
        {
            "label": label,
            "state": "done" if place < now or finished else "now" if place == now else "",
        }
        for place, (_name, label) in enumerate(names)
    ]


def told_of(events: Sequence[CaseEvent]) -> list[Told]:
    """The history that an applicant sees, newest first; people's names are left out but for roles."""
    shown = [event for event in events if is_told(event)]
    return [
        Told(
            at=event.at,
            what=_what(event),
            by=_(Role(event.role).label),
            reason=event.reason,
        )
        for event in reversed(shown)
    ]


def _what(event: CaseEvent) -> str:
    words = _(Action(event.action).label)
    return f"{ChainLevel(event.level).label}：{words}" if event.level else words


def _here(case: Case) -> str:
    state = State(case.state)
    if state in (State.DRAFT, State.RETURNED):
        return State.DRAFT.value
    if state is State.SUBMITTED:
        return case.level or "accept"
    if state is State.RECOMMENDED:
        return "accept"
    return {
        State.ACCEPTED: State.IN_REVIEW,
        State.RECONCILING: State.IN_REVIEW,
        State.UNDER_APPEAL: State.IN_NOTICE,
        State.NOT_AWARDED: State.IN_FEEDBACK,
    }.get(state, state).value
