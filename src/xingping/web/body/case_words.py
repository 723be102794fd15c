"""A case in the words and marks of a list: its state, its deadline, its stars."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from xingping.core.deadlines import Due
from xingping.core.lifecycle import State
from xingping.core.policy import ChainLevel
from xingping.rating.calendar import is_provisional
from xingping.rating.models import Case
from xingping.rating.queries.deadlines import left_of
from xingping.web.displays import day

TONES = {
    State.RETURNED: "warn",
    State.RECOMMENDED: "info",
    State.SUBMITTED: "info",
    State.ACCEPTED: "ok",
    State.ANNOUNCED: "ok",
    State.REFUSED: "bad",
    State.TERMINATED: "bad",
    State.NOT_AWARDED: "bad",
}
"""State -> tone of its tag."""


def state_text(case: Case) -> str:
    """The state in words, with the level of the chain where the case lies."""
    words = _(State(case.state).label)
    return f"{words} · {_(ChainLevel(case.level).label)}" if case.level else words


def state_tag(case: Case) -> SafeString:
    """The state as a tag."""
    return format_html('<span class="tag {}">{}</span>', TONES.get(State(case.state), ""), state_text(case))


def due_text(case: Case) -> str:
    """What is due, when, and how many working days are left."""
    left = left_of(case)
    if left is None:
        return ""
    what = _(Due(case.due_for).label) if case.due_for in list(Due) else ""
    if left.overdue:
        rest = _("逾期 %(days)s 个工作日") % {"days": -left.working_days}
    elif left.working_days == 0:
        rest = _("今天到期")
    else:
        rest = _("剩 %(days)s 个工作日") % {"days": left.working_days}
    note = _("（暂定）") if is_provisional(left.on) else ""
    return f"{what} {day(left.on)}{note} {rest}".strip()


def due_mark(case: Case) -> SafeString | str:
    """The deadline for a list: the rest as a tag, the date below."""
    left = left_of(case)
    if left is None:
        return ""
    if left.overdue:
        tone, rest = "bad", _("逾期 %(days)s 个工作日") % {"days": -left.working_days}
    else:
        tone = "warn" if left.soon else ""
        rest = _("剩 %(days)s 个工作日") % {"days": left.working_days} if left.working_days else _("今天到期")
    return format_html(
        '<span class="due"><span class="tag {}">{}</span> <span class="small muted nowrap">{}</span></span>',
        tone,
        rest,
        day(left.on),
    )


def stars_mark(number: int | None) -> SafeString | str:
    """Target stars in a list, kept on one line."""
    return format_html('<span class="nowrap">{}</span>', stars_text(number)) if number else ""


def stars_text(number: int | None) -> str:
    """Target stars in a list: 三星级, or a dash."""
    names = ("", _("一星级"), _("二星级"), _("三星级"), _("四星级"), _("五星级"))
    return names[number] if number else ""
