"""Previews of evidence: thumbnails re-encoded, perceptual hashes; and uploads nobody went on with."""

from __future__ import annotations

from datetime import time

from django.db import transaction

from xingping.documents.upload import images, pages
from xingping.rating import files
from xingping.rating.jobs.registry import JSON, job, periodic
from xingping.rating.jobs.run import Run
from xingping.rating.models import Blob
from xingping.rating.services.uploads import give_up_stale_uploads

EDGES = {"thumbnail": 320, "preview": 1600}
"""Name of a preview -> longest side in pixels."""
PDF = "application/pdf"


@job("previews")
def make_previews(run: Run) -> JSON:
    """Make the previews of one image, or of a PDF's first page; other files have none."""
    blob = Blob.objects.get(pk=run.arguments["blob"])
    if not blob.media_type.startswith("image/") and blob.media_type != PDF:
        return None
    preview = dict(blob.preview)
    with files.local_copy(blob.sha256) as path:
        picture = path
        if blob.media_type == PDF:
            picture = path.with_name("page.png")
            try:
                picture.write_bytes(pages.first_page(path))
            except pages.NoPictureError:
                return None
        for done, (name, edge) in enumerate(EDGES.items()):
            run.report(10 + 40 * done, "正在生成预览")
            preview[name] = files.keep_bytes(images.reduced(picture, edge), "image/jpeg").sha256
        fingerprint = images.perceptual_hash(path) if picture is path else ""
    with transaction.atomic():
        Blob.objects.filter(pk=blob.pk).update(preview=preview, perceptual_hash=fingerprint)
    return None


@periodic("give up stale uploads", at=time(4, 0))
def clear_uploads() -> None:
    """Unfinished uploads of days ago leave no pieces behind."""
    give_up_stale_uploads()
