"""The officer's desk: the queue with its counts, and the calendar of deadlines."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from xingping.core.lifecycle import State
from xingping.core.roles import Role
from xingping.rating.calendar import is_known as year_is_known
from xingping.rating.calendar import is_working_day, today
from xingping.rating.queries.award_dates import Dated, Due, award_dates
from xingping.rating.queries.cases import DeskCounts, desk_counts, listed
from xingping.rating.queries.deadlines import month_of
from xingping.rating.queries.visibility import visible_cases
from xingping.web.body.queue import IN_CHAIN_NOW, LATE, TODO, queue_spec
from xingping.web.body.reading import office_reader
from xingping.web.tables import Table

EARLIEST, LATEST = 2000, 2200


def desk(request: HttpRequest) -> HttpResponse:
    """The queue: counts by state, search, filters, sort, paging and export, all in the address."""
    reader = office_reader(request)
    cases = visible_cases(reader)
    acts = Role.OFFICER in reader.roles
    spec = queue_spec(reader, cases, export="export" in request.GET, boxes=acts)
    table = Table(request, listed(cases), spec)
    exported = table.export()
    if exported:
        return exported
    context = {
        "table": table,
        "tabs": _tabs(desk_counts(cases), request.GET.get("state", "")),
        "acts": acts,
        "actor": "body",
    }
    return render(request, "body/desk.html", context)


def calendar(request: HttpRequest) -> HttpResponse:
    """Deadlines of a month: a grid on wide screens, a list below it and on phones."""
    reader = office_reader(request)
    first = _month(request.GET.get("month", ""))
    month = month_of(listed(visible_cases(reader)), first)
    dates = award_dates(reader, month.weeks[0][0], month.weeks[-1][-1])
    days = sorted({one for one in (*month.due, *dates) if one.month == first.month})
    context = {
        "month": month,
        "title": _("%(year)s 年 %(month)s 月") % {"year": first.year, "month": first.month},
        "weeks": [
            [_day(one, month.due.get(one, []), _worded(dates.get(one, [])), first) for one in week]
            for week in month.weeks
        ],
        "listed": [(one, month.due.get(one, []), _worded(dates.get(one, []))) for one in days],
        "provisional": not year_is_known(first.year),
        "weekdays": [_("一"), _("二"), _("三"), _("四"), _("五"), _("六"), _("日")],
        "actor": "body",
    }
    return render(request, "body/calendar.html", context)


def _tabs(counts: DeskCounts, chosen: str) -> list[dict[str, Any]]:
    """Every group and state that has cases, with its count; "" is all."""
    groups = [
        ("", _("全部"), counts.every),
        (TODO, _("待受理审查"), counts.by_body),
        (LATE, _("已逾期"), counts.overdue),
        (IN_CHAIN_NOW, _("推荐中"), counts.in_chain),
    ]
    states = [
        (state.value, _(state.label), counts.states[state])
        for state in State
        if state in counts.states and state not in (State.SUBMITTED, State.RECOMMENDED)
    ]
    return [
        {
            "value": value,
            "label": label,
            "count": count,
            "current": value == chosen,
            "late": value == LATE and count,
        }
        for value, label, count in (*groups, *states)
    ]


def _worded(dates: list[Dated]) -> list[tuple[str, Dated]]:
    """What falls on a day beside the cases' own deadlines, in words."""
    return [
        (_("%(count)s 张证书到期") % {"count": one.name} if one.due is Due.EXPIRES else _(_DUE[one.due]), one)
        for one in dates
    ]


_DUE = {
    Due.NOTICE_ENDS: gettext_noop("公示期满"),
    Due.OBJECTION: gettext_noop("答复异议"),
    Due.APPEAL: gettext_noop("答复申诉"),
    Due.CANCELLATION_APPEAL: gettext_noop("答复对取消的申诉"),
    Due.HEARING: gettext_noop("陈述申辩期满"),
    Due.ANNOUNCED: gettext_noop("公告"),
}


def _day(one: date, due: list[Any], dates: list[tuple[str, Dated]], first: date) -> dict[str, Any]:
    known = year_is_known(one.year)
    return {
        "date": one,
        "due": due,
        "dates": dates,
        "outside": one.month != first.month,
        "today": one == today(),
        "off": not is_working_day(one) if known else one.weekday() > 4,
    }


def _month(text: str) -> date:
    """The first day of a month written as 2026-11; this month for anything else."""
    year, _dash, month = text.partition("-")
    written = all(part.isascii() and part.isdigit() for part in (year, month))
    if written and EARLIEST <= int(year) <= LATEST and 1 <= int(month) <= 12:
        return date(int(year), int(month), 1)
    return today().replace(day=1)
