"""A re-review of the demo: applied for in time, decided, in its notice; the old plan's tasks go on."""

from __future__ import annotations

from random import Random

from xingping.rating.actor import actor_of
from xingping.rating.calendar import today
from xingping.rating.demo.review import Reached, lead_review
from xingping.rating.demo.seasons import Season, fill_application
from xingping.rating.models import Certificate
from xingping.rating.services.accepting import accept
from xingping.rating.services.applications import create_case
from xingping.rating.services.copying import copy_from_case
from xingping.rating.services.feedback import give_feedback
from xingping.rating.services.improving import start_plan
from xingping.rating.services.notices import Heading, prepare_notice, publish_notice
from xingping.rating.services.submitting import submit


def lead_rereview(season: Season, contact: str) -> None:
    """Lead the re-review of the certificate that ends next; there is one from an earlier round.

    It is begun in the season's round, which has no chain of recommendation; otherwise as a centre does by
    one click.
    """
    living = Certificate.objects.filter(body=season.round.body_id, last_day__gte=today())
    made = living.select_related("case__created_by").order_by("last_day", "pk").first()
    if made is None:
        return
    applicant = actor_of(made.case.created_by)
    case = create_case(applicant, season.round.pk, made.centre_id, previous=made.case)
    copy_from_case(applicant, case.pk, made.case_id)
    fill_application(season, applicant, case)
    submit(applicant, case.pk)
    accept(season.officer, case.pk)
    draws = Random(case.number)  # noqa: S311 (no secret: the same number gives the same demo)
    lead_review(season.reviewers, case, Reached.IN_FEEDBACK, draws)
    give_feedback(applicant, case.pk, {})
    heading = Heading(f"演示评公示〔{today().year}〕4 号（复核）", contact)
    notice = prepare_notice(season.officer, season.round.pk, heading, [case.pk])
    publish_notice(season.officer, notice.pk)
    start_plan(applicant, case.pk)
