"""Whether a body's whole register is public; decided by its administrators (本机构规定)."""

from __future__ import annotations

from django.db import transaction

from xingping.rating.actor import Actor
from xingping.rating.errors import refuse
from xingping.rating.models import Centre, Job, RatingBody
from xingping.rating.permissions import require
from xingping.rating.services.audit import record
from xingping.rating.services.centre_index import index_centres
from xingping.rating.services.jobs import start_job
from xingping.rating.verbs import Verb

KIND = "file register"
AT_ONCE = 500
"""Centres that are filed anew at once; more are a job."""


def show_register(actor: Actor, body_id: int, *, shows: bool) -> Job | None:
    """List all centres of a body to the public, or only those with a published result.

    Of a large register the search is brought up to date by a job, which is returned.
    Raises RefusedError: `not_found`, `not_allowed`.
    """
    with transaction.atomic():
        body = RatingBody.objects.select_for_update().filter(pk=body_id).first()
        if body is None:
            raise refuse("not_found")
        role = require(actor, Verb.CHANGE, body)
        if body.shows_register == shows:
            return None
        before = {"shows_register": body.shows_register}
        body.shows_register = shows
        body.save(update_fields=["shows_register"])
        record(actor, role, "body.show_register", body, before=before, after={"shows_register": shows})
        centres = Centre.objects.filter(body=body).order_by("pk").values_list("pk", flat=True)
        if centres.count() > AT_ONCE:
            title = "更新公众查找里的登记名录"
            return start_job(KIND, title=title, arguments={"body": body.pk}, by=actor.user)
        index_centres(centres)
    return None
