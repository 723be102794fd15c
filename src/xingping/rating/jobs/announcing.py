"""Awarding and archiving in the background: case by case, each once, whoever is killed in between."""

from __future__ import annotations

import logging
from datetime import time, timedelta

from xingping.core.objection import OPEN_OBJECTIONS
from xingping.core.roles import Role
from xingping.rating.actor import actor_of
from xingping.rating.calendar import today
from xingping.rating.errors import RefusedError
from xingping.rating.jobs.registry import JSON, job, periodic
from xingping.rating.jobs.run import Run
from xingping.rating.models import Announcement, AnnouncementItem, Appeal, Notice, Objection, User
from xingping.rating.queries.recipients import recipients
from xingping.rating.services.announcing import ANNOUNCE, ARCHIVE, award_item, finish, refuse_item
from xingping.rating.services.archiving import archive_case
from xingping.rating.services.messages import send_message
from xingping.rating.services.notices import reminded

SOON = timedelta(days=2)
logger = logging.getLogger(__name__)


@job(ANNOUNCE)
def announce_cases(run: Run) -> JSON:
    """Award every case that waits, in order; what is done stays done, so a killed worker loses nothing."""
    made = Announcement.objects.get(pk=int(str(run.arguments["announcement"])))
    actor = actor_of(User.objects.get(pk=run.created_by_id or 0))
    every = made.items.count()
    waiting = list(made.items.filter(awarded_at=None, refusal="").values_list("pk", flat=True))
    for done, item_id in enumerate(waiting, every - len(waiting)):
        run.report(99 * done // max(1, every), f"正在授予星级（{done:,} / {every:,}）")
        try:
            award_item(actor, item_id)
        except RefusedError as error:
            refuse_item(item_id, error)
    finish(actor, made.pk)
    refused = AnnouncementItem.objects.filter(announcement=made).exclude(refusal="").count()
    return {"awarded": every - refused, "refused": refused}


@job(ARCHIVE)
def archive_cases(run: Run) -> JSON:
    """Make the archive package of each case that has none yet; one that cannot be made stops no other."""
    actor = actor_of(User.objects.get(pk=run.created_by_id or 0))
    listed = run.arguments["cases"]
    keys = [int(str(one)) for one in listed] if isinstance(listed, list) else []
    failed: list[JSON] = []
    for done, case_id in enumerate(keys):
        run.report(99 * done // max(1, len(keys)), f"正在归档（{done:,} / {len(keys):,}）")
        try:
            archive_case(actor, case_id)
        except (RefusedError, FileNotFoundError):
            logger.exception("the archive package of case %s could not be made", case_id)
            failed.append(case_id)
    return {"archived": len(keys) - len(failed), "failed": failed}


@periodic("remind of notices and replies", at=time(8, 0))
def remind() -> None:
    """Tell officers of notices that end or have ended, and of objections and appeals to be answered soon."""
    day = today()
    for notice in Notice.objects.filter(ends_on__gte=day, ends_on__lte=day + SOON):
        reminded(notice, f"公示将于 {notice.ends_on:%Y-%m-%d} 期满", f"ends:{notice.ends_on}")
    for notice in Notice.objects.filter(ends_on=day - timedelta(days=1)):
        reminded(notice, "公示期满，无未办结异议的可以公告", f"over:{notice.ends_on}")
    waiting = Objection.objects.filter(state__in=OPEN_OBJECTIONS, due_on__lte=day + SOON)
    for objection in waiting.select_related("case", "handler"):
        people = [objection.handler] if objection.handler else recipients(objection.case, (Role.OFFICER,))
        for person in people:
            send_message(
                person, subject=f"{objection.case.number}：异议须在 {objection.due_on:%Y-%m-%d} 前答复",
                link=objection.get_absolute_url(), key=f"objection:{objection.pk}:due:{day}",
            )  # fmt: skip
    for appeal in Appeal.objects.filter(due_on__lte=day + SOON, decided_at=None).select_related("case"):
        for person in recipients(appeal.case, (Role.OFFICER,)):
            send_message(
                person, subject=f"申报件 {appeal.case.number}：申诉须在 {appeal.due_on:%Y-%m-%d} 前答复",
                link=appeal.case.get_absolute_url(), key=f"appeal:{appeal.pk}:due:{day}",
            )  # fmt: skip
