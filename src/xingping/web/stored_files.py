"""Serving stored files: permission asked at every request, nothing run, parts of videos on demand."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.http.response import HttpResponseNotModified
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from xingping.rating import files
from xingping.rating.actor import request_actor
from xingping.rating.errors import refuse
from xingping.rating.models import Blob
from xingping.rating.queries.evidence import visible_case_file, visible_version
from xingping.rating.queries.media import visible_report_file

LOCKED_DOWN = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'"
"""Whatever a file holds, it runs nothing and reaches nothing."""
_RANGE = re.compile(r"bytes=([0-9]{0,15})-([0-9]{0,15})")


@require_safe
def evidence_file(request: HttpRequest, version_id: int) -> HttpResponseBase:
    """The original of an item's version, as a download."""
    version = visible_version(request_actor(request), version_id)
    if version.blob is None:
        raise refuse("not_found")
    return served(request, version.blob, version.file_name)


@require_safe
def evidence_picture(request: HttpRequest, version_id: int, size: str) -> HttpResponseBase:
    """The re-encoded thumbnail or preview, shown on the page."""
    version = visible_version(request_actor(request), version_id)
    made = version.blob.preview.get(size) if version.blob else None
    blob = Blob.objects.filter(pk=made).first() if made else None
    if blob is None:
        raise refuse("not_found")
    return served(request, blob, "", inline=True)


@require_safe
def case_file(request: HttpRequest, file_id: int) -> HttpResponseBase:
    """A scan that belongs to a case, as a download."""
    found = visible_case_file(request_actor(request), file_id)
    return served(request, found.blob, found.file_name)


@require_safe
def media_file(request: HttpRequest, report_id: int, part: str) -> HttpResponseBase:
    """The screenshot or archived copy of a report of the media, as a download."""
    blob, name = visible_report_file(request_actor(request), report_id, part)
    return served(request, blob, name)


def served(request: HttpRequest, blob: Blob, name: str, *, inline: bool = False) -> HttpResponseBase:
    """A stored file as a download (or shown, `inline`), locked down; whoever calls has checked who asks."""
    tag = f'"{blob.sha256}"'
    if request.headers.get("If-None-Match") == tag:
        return _guarded(HttpResponseNotModified(), tag)
    wanted = _wanted(request, blob.size, tag)
    if wanted is not None and not wanted:
        refused = HttpResponse(status=416)
        refused.headers["Content-Range"] = f"bytes */{blob.size}"
        return _guarded(refused, tag)
    sent = range(blob.size) if wanted is None else wanted
    try:
        blocks: Iterator[bytes] = files.stretch(blob.sha256, sent) if sent else iter(())
    except FileNotFoundError:
        raise refuse("not_found") from None
    status = 200 if wanted is None else 206
    answer = StreamingHttpResponse(blocks, status=status, content_type=blob.media_type)
    answer.headers["Content-Length"] = str(len(sent))
    if wanted is not None:
        answer.headers["Content-Range"] = f"bytes {sent.start}-{sent.stop - 1}/{blob.size}"
    answer.headers["Content-Disposition"] = content_disposition_header(not inline, name) or "inline"
    answer.headers["Accept-Ranges"] = "bytes"
    return _guarded(answer, tag)


def _guarded(answer: HttpResponseBase, tag: str) -> HttpResponseBase:
    answer.headers["Content-Security-Policy"] = LOCKED_DOWN
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.headers["ETag"] = tag
    return answer


def _wanted(request: HttpRequest, size: int, tag: str) -> range | None:
    """The bytes asked for: None for all, an empty range for what is not there.

    With If-Range the part is wanted only if the file is still the one that the browser has begun to read.
    """
    if request.headers.get("If-Range", tag) != tag:
        return None
    found = _RANGE.fullmatch(request.headers.get("Range", ""))
    if found is None or found.group(1) == found.group(2) == "":
        return None
    first, last = found.groups()
    if not first:
        return range(max(0, size - int(last)), size)
    stop = min(size, int(last) + 1) if last else size
    return range(int(first), stop)
