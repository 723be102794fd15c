"""Files of many certificates or plaques made in the background, and the body's own layout."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from xingping.core.faults import FaultsError
from xingping.documents.pictures import picture_svg
from xingping.rating.actor import request_actor
from xingping.rating.errors import refuse
from xingping.rating.jobs.certificates import PRODUCTION
from xingping.rating.models import Blob, Job, JobState
from xingping.rating.permissions import require
from xingping.rating.queries.printing import current_layout
from xingping.rating.queries.visibility import visible_bodies
from xingping.rating.services.jobs import start_job
from xingping.rating.services.layouts import NewLayout, save_layout
from xingping.rating.verbs import Verb
from xingping.web.account.people import signed_in_person
from xingping.web.acting import Deed, act_page
from xingping.web.posted import posted_files, typed
from xingping.web.stored_files import served

LARGEST_TEMPLATE = 500_000


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


class LayoutForm(forms.Form):
    """How the body's certificates look."""

    signatory = forms.CharField(
        label=gettext_lazy("落款"), max_length=80, required=False,
        help_text=gettext_lazy("日期下面的一行，例如“主任　张某某”；可以不填。"),
    )  # fmt: skip
    logo = forms.FileField(
        label=gettext_lazy("标志图"), required=False, help_text=gettext_lazy("PNG、JPEG 或 SVG，2 MB 以内。")
    )
    seal = forms.FileField(
        label=gettext_lazy("印章图"), required=False, help_text=gettext_lazy("透明底的 PNG 或 SVG。")
    )
    template = forms.FileField(
        label=gettext_lazy("自己的版式"), required=False,
        help_text=gettext_lazy("Typst 文件；上传时会按各种情形试排一遍。不上传就用通用版式。"),
    )  # fmt: skip


def layout(request: HttpRequest, body_id: int) -> HttpResponse:
    """The body's certificate layout; what is uploaded is checked by making certificates with it."""
    actor = request_actor(request)
    body = visible_bodies(actor).filter(pk=body_id).first()
    if body is None:
        raise refuse("not_found")
    require(actor, Verb.CHANGE, body)
    present = current_layout(body.pk)
    deed = Deed(
        _("证书版式"), body.name, _("试排并启用"), f"/office/bodies/{body.pk}/certificate-layout/",
        _("新的证书版式已启用。"),
        _("没有重新上传的图片不保留；每次启用都写明全部内容。以前发出的证书不受影响。"),
        more={"present": present},
    )  # fmt: skip
    form = LayoutForm(*posted_files(request), initial={"signatory": present.signatory if present else ""})
    return act_page(request, deed, form, lambda data: save_layout(actor, body.pk, _new(data)))


def _new(data: dict[str, Any]) -> NewLayout:
    try:
        logo = picture_svg(data["logo"].read(), str(_("标志图"))) if data["logo"] else ""
        seal = picture_svg(data["seal"].read(), str(_("印章图"))) if data["seal"] else ""
    except FaultsError as error:
        raise refuse("invalid", error.faults) from None
    source = data["template"].read(LARGEST_TEMPLATE).decode("utf-8", "replace") if data["template"] else ""
    return NewLayout(source, logo, seal, data["signatory"])
