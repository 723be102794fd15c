"""`/open-data/`: each day's published facts as files, with checksums and a data dictionary."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from xingping.rating.models import OpenDataRelease
from xingping.web.public.caching import kept_by_caches
from xingping.web.stored_files import served

DESCRIPTOR = "datapackage.json"
SHOWN_DAYS = 60


@require_safe
@kept_by_caches
def page(request: HttpRequest, day: str = "") -> HttpResponse:
    """The files of the newest day, or of the one asked for, and what their columns mean."""
    release = _release(day) if day else OpenDataRelease.objects.first()
    tables: dict[str, dict[str, object]] = {}
    for file in release.files.select_related("blob") if release else ():
        tables.setdefault(file.table, {"files": [], "rows": file.rows})["files"].append(file)  # type: ignore[attr-defined]
    for resource in release.package["resources"] if release else ():
        table = tables.get(resource["path"].partition(".")[0])
        if table is not None:
            table |= {"title": resource["title"], "fields": resource["schema"]["fields"]}
    days = OpenDataRelease.objects.values_list("day", flat=True)[:SHOWN_DAYS]
    context = {"release": release, "tables": list(tables.values()), "days": list(days)}
    return render(request, "public/open_data.html", context)


@require_safe
def file(request: HttpRequest, day: str, file_name: str) -> HttpResponseBase:
    """One file of a day; `datapackage.json` describes them all."""
    release = _release(day)
    if file_name == DESCRIPTOR:
        answer: HttpResponseBase = JsonResponse(
            release.package, json_dumps_params={"ensure_ascii": False, "indent": 1}
        )
    else:
        found = release.files.select_related("blob").filter(name=file_name[:40].replace("\0", "")).first()
        if found is None:
            raise Http404(_("这一天没有名为“%(name)s”的文件。") % {"name": file_name[:40]})
        answer = served(request, found.blob, f"{release.day}-{found.name}")
    answer.headers["Cache-Control"] = "public, max-age=86400"
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


def _release(day: str) -> OpenDataRelease:
    try:
        found = OpenDataRelease.objects.filter(day=date.fromisoformat(day[:20])).first()
    except ValueError:
        found = None
    if found is None:
        raise Http404(_("这一天没有发布公开数据。"))
    return found
