"""The progress of background work, for whoever started it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from xingping.rating.models import Job, JobState
from xingping.web.account.people import signed_in_person


@never_cache
def page(request: HttpRequest, job_id: int) -> HttpResponse:
    """A page of its own for one job, with its bar."""
    return render(request, "job.html", {"job": _own(request, job_id)})


@never_cache
def state(request: HttpRequest, job_id: int) -> JsonResponse:
    """How far a job is, for the bar's script."""
    return JsonResponse(job_state(_own(request, job_id)))


def job_state(job: Job) -> dict[str, Any]:
    """State, progress (0 to 100), what is being done in words, and where to go when it is done.

    A handler says where to go by returning {"link": path}.
    """
    result = job.result if isinstance(job.result, dict) else {}
    link = str(result.get("link", ""))
    return {
        "state": job.state,
        "progress": job.progress,
        "doing": _said(job),
        "link": link if url_has_allowed_host_and_scheme(link, allowed_hosts=None) else "",
    }


def _said(job: Job) -> str:
    if job.state == JobState.FAILED:
        return job.refusal
    if job.state == JobState.DONE:
        return _("已完成")
    return job.doing or (_("正在处理") if job.state == JobState.RUNNING else _("正在排队"))


def _own(request: HttpRequest, job_id: int) -> Job:
    return get_object_or_404(Job, pk=job_id, created_by=signed_in_person(request))
