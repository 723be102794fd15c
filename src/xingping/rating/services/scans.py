"""Scans that come with a form: inspected like any upload, kept once, attached to the case."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.files.uploadedfile import UploadedFile

from xingping.core.faults import Fault
from xingping.documents.upload import Limits, RefusedFileError, inspect_file
from xingping.rating import files
from xingping.rating.actor import Actor
from xingping.rating.errors import refuse
from xingping.rating.models import Blob, Case, CaseFile, CaseFileKind
from xingping.rating.permissions import require
from xingping.rating.queries.pinned import policy as pinned_policy
from xingping.rating.services.evidence import attach_file
from xingping.rating.services.malware import clean_or_refuse
from xingping.rating.services.uploads import MEGABYTE
from xingping.rating.verbs import Verb

PLACE = "盖章件"


def attach_opinion_scan(actor: Actor, case: Case, given: UploadedFile[bytes]) -> CaseFile:
    """Attach the scan of a unit's stamped opinion to a case that lies in its queue.

    Raises RefusedError: `not_allowed`, `invalid` with what is wrong with the file.
    """
    require(actor, Verb.FORWARD, case)
    blob, name = keep_scan(given, pinned_policy(case.policy_hash).file_megabytes, PLACE)
    return attach_file(actor, case.pk, CaseFileKind.OPINION, blob, name)


def keep_scan(given: UploadedFile[bytes], limit: int, place: str) -> tuple[Blob, str]:
    """Inspect a scan of at most `limit` megabytes and keep it; its row and the name it came with.

    `place` names the scan in refusals. Raises RefusedError: `upload_too_large`, `invalid`.
    """
    name = Path(given.name or "").name or place
    if (given.size or 0) > limit * MEGABYTE:
        raise refuse("upload_too_large", name=name, limit=limit)
    with TemporaryDirectory(prefix="xingping-") as folder:
        path = Path(folder) / "scan"
        with path.open("wb") as target:
            for chunk in given.chunks():
                target.write(chunk)
        try:
            inspected = inspect_file(path, Limits(size=limit * MEGABYTE))
            clean_or_refuse(path)
        except RefusedFileError as error:
            raise refuse(
                "invalid", [Fault(place, error.message.rstrip("。"), error.mend.rstrip("。"))]
            ) from None
        return files.keep(path, inspected), name[-255:]
