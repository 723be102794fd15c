"""The applicant's stamped form and pledge, sent by a plain form: received and kept like every upload."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import uuid4

from xingping.rating.actor import Actor
from xingping.rating.errors import refuse
from xingping.rating.models import Case, CaseFile, CaseFileKind
from xingping.rating.services.evidence import attach_file
from xingping.rating.services.uploads import begin_upload, receive_piece


def attach_own_scan(
    actor: Actor, case: Case, kind: CaseFileKind, file_name: str, size: int, chunks: Iterable[bytes]
) -> CaseFile:
    """Receive a whole file and attach it to its case.

    Raises RefusedError: `file_refused` with the reason, and whatever an upload is refused for.
    """
    upload = begin_upload(actor, case, uuid4(), file_name=file_name, size=size)
    for chunk in chunks:
        upload = receive_piece(actor, upload.key, upload.received, chunk)
    if upload.blob is None:
        refusal = upload.refusal
        raise refuse("file_refused", name=file_name, message=refusal["message"], mend=refusal["mend"])
    return attach_file(actor, case.pk, kind, upload.blob, file_name)
