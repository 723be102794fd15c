"""What every page of an assessor begins with, and the way of one's own work in words."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from xingping.core.lifecycle import State
from xingping.rating.actor import request_actor
from xingping.rating.models import Case
from xingping.rating.queries.own_sheets import own_sheet_of
from xingping.rating.queries.own_work import OwnWork
from xingping.rating.queries.reviews import OwnSheet

ACTOR = "assessor"
"""Name of the workspace, for its navigation card."""


@dataclass(frozen=True, slots=True)
class Next:
    """The one next thing to do with a case; without an address there is only waiting."""

    text: str
    label: str = ""
    url: str = ""
    tone: str = ""


def own(request: HttpRequest, number: str) -> tuple[Case, OwnSheet]:
    """The case of the address with the own sheet. Raises RefusedError: `not_found`."""
    return own_sheet_of(request_actor(request), number)


def next_of(work: OwnWork) -> Next:
    """What an assessor does next with a case."""
    case, number = work.case, work.case.number
    if case.state == State.ACCEPTED:
        return Next(_("评审还没有开始，开始后即可评分。"))
    if case.state == State.IN_REVIEW:
        return _in_review(work)
    if case.state == State.RECONCILING and work.to_reconcile:
        text = _("有 %(count)s 项指标的评分差异较大，请复核本人评分。") % {"count": work.to_reconcile}
        return Next(text, _("差异会商"), reverse("assessor:reconcile", args=[number]), "warn")
    if case.state == State.RECONCILING:
        return Next(_("您的会商意见已提交，等待会商结束。"), tone="ok")
    return Next(_("您在这个申报件上的评审已经结束。"), tone="ok")


def _in_review(work: OwnWork) -> Next:
    number = work.case.number
    if work.locked and work.sent_back:
        text = _("评定委员会已退回评审。本人评分确有错误的，可以更正并写明理由。")
        return Next(text, _("更正评分"), reverse("assessor:correct", args=[number]), "warn")
    if work.locked:
        return Next(_("评分表已锁定，等待本组其他评分表。"), tone="ok")
    if work.scored < work.asked:
        label = _("继续评分") if work.scored else _("开始评分")
        text = _("还有 %(count)s 项没有评分。") % {"count": work.asked - work.scored}
        return Next(text, label, reverse("assessor:score", args=[number]))
    return Next(_("各项都已评分，请检查后锁定。"), _("检查并锁定"), reverse("assessor:lock", args=[number]))
