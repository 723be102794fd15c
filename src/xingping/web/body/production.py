"""Files of many certificates or plaques made in the background."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from xingping.rating.errors import refuse
from xingping.rating.jobs.certificates import PRODUCTION
from xingping.rating.models import Blob, Job, JobState
from xingping.rating.services.jobs import start_job
from xingping.web.account.people import signed_in_person
from xingping.web.posted import typed
from xingping.web.stored_files import served


@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """Begin a package of one announcement's certificates, or of the plaques still to be made."""
    announcement = typed(request, "announcement").strip()[:80]
    kind = "plaques" if request.POST.get("kind") == "plaques" else "certificates"
    if not announcement:
        raise refuse("announcement_missing")
    title = _("标志牌版面 %(number)s") if kind == "plaques" else _("证书 %(number)s")
    job = start_job(
        PRODUCTION,
        title=title % {"number": announcement},
        arguments={"announcement": announcement, "kind": kind},
        by=signed_in_person(request),
    )
    return redirect("job", job.pk)


@require_safe
def package(request: HttpRequest, job_id: int) -> HttpResponseBase:
    """The package that a job made, for whoever asked for it."""
    job = get_object_or_404(
        Job, pk=job_id, created_by=signed_in_person(request), kind=PRODUCTION, state=JobState.DONE
    )
    result: Any = job.result
    blob = Blob.objects.filter(pk=result["blob"]).first() if isinstance(result, dict) else None
    if blob is None:
        raise refuse("not_found")
    return served(request, blob, str(result["name"]))
