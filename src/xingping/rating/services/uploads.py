"""Receiving files: begun, received piece by piece, resumed after a lost connection, inspected, kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from xingping.core.roles import Role
from xingping.documents.upload import Limits, RefusedFileError, inspect_file
from xingping.rating import files
from xingping.rating.actor import Actor
from xingping.rating.errors import RefusedError, refuse
from xingping.rating.models import Blob, Case, EvidenceVersion, Upload, User
from xingping.rating.permissions import decide, require
from xingping.rating.queries.pinned import policy as pinned_policy
from xingping.rating.services.audit import record
from xingping.rating.services.jobs import start_job
from xingping.rating.services.malware import clean_or_refuse
from xingping.rating.verbs import Verb

MEGABYTE = 1024 * 1024
LONGEST_PAUSE = timedelta(days=2)
"""After this long without a new piece an unfinished upload is given up."""


def begin_upload(actor: Actor, case: Case, key: UUID, *, file_name: str, size: int) -> Upload:
    """Start an upload, or find it again by its key after a lost connection.

    Raises RefusedError: not_found, not_allowed, wrong_state, key_reused, upload_bad_size,
    upload_too_large, evidence_too_much.
    """
    with transaction.atomic():
        case = Case.objects.select_for_update().get(pk=case.pk)
        sender = _sender(actor, case)
        begun = Upload.objects.filter(pk=key).first()
        if begun is not None:
            if (begun.case_id, begun.by_id, begun.size) != (case.pk, _person(actor).pk, size):
                raise refuse("key_reused")
            return begun
        _check_size(case, file_name, size, sender)
        return Upload.objects.create(
            key=key, case=case, by=_person(actor), file_name=file_name[-255:], size=size
        )


def receive_piece(actor: Actor, key: UUID, offset: int, content: bytes) -> Upload:
    """Take the piece that starts at `offset` bytes; with the last one the file is inspected and kept.

    A piece that is not the next one changes nothing: the answer's `received` says where to go on.
    Raises RefusedError: not_found, not_allowed, wrong_state, upload_too_long.
    """
    upload = own_upload(actor, key)
    if not upload.ended and offset == upload.received and content:
        if offset + len(content) > upload.size:
            raise refuse("upload_too_long")
        upload = _append(actor, upload, offset, content)
    if not upload.ended and upload.received == upload.size:
        upload = _finish(actor, upload)
    return upload


def own_upload(actor: Actor, key: UUID) -> Upload:
    """An upload of one's own. Raises RefusedError: not_found, not_allowed, wrong_state."""
    upload = Upload.objects.select_related("case", "blob").filter(pk=key, by=actor.user).first()
    if upload is None:
        raise refuse("not_found")
    _sender(actor, upload.case)
    return upload


def cancel_upload(actor: Actor, key: UUID) -> None:
    """Give an unfinished upload up. Raises RefusedError: not_found, not_allowed, wrong_state."""
    upload = own_upload(actor, key)
    if not upload.ended:
        _discard(upload)


def give_up_stale_uploads() -> int:
    """Delete uploads nobody went on with; returns how many."""
    stale = Upload.objects.filter(blob=None, refusal={}, updated_at__lt=timezone.now() - LONGEST_PAUSE)
    count = 0
    for upload in stale:
        _discard(upload)
        count += 1
    return count


def _person(actor: Actor) -> User:
    if actor.user is None:
        raise refuse("not_allowed")
    return actor.user


def _sender(actor: Actor, case: Case) -> Role:
    """Applicants send evidence while they fill in, the team's assessors send photos while they score."""
    scoring = decide(actor, Verb.SCORE, case) if Role.ASSESSOR in actor.roles else None
    if isinstance(scoring, Role):
        return scoring
    if scoring and scoring.code == "wrong_state":
        raise RefusedError(scoring)
    return require(actor, Verb.FILL, case)


def _check_size(case: Case, file_name: str, size: int, sender: Role) -> None:
    policy = pinned_policy(case.policy_hash)
    if size <= 0:
        raise refuse("upload_bad_size")
    if size > policy.file_megabytes * MEGABYTE:
        raise refuse("upload_too_large", name=file_name, limit=policy.file_megabytes)
    if sender is Role.ASSESSOR:  # photos of the visit do not count as the applicant's material
        return
    kept = EvidenceVersion.objects.filter(item__case=case, item__removed_at=None, current=True)
    coming = Upload.objects.filter(case=case, blob=None, refusal={})
    together = size + (kept.aggregate(sum=Sum("blob__size"))["sum"] or 0)
    together += coming.aggregate(sum=Sum("size"))["sum"] or 0
    if together > policy.case_megabytes * MEGABYTE:
        raise refuse("evidence_too_much", limit=policy.case_megabytes)


def _append(actor: Actor, upload: Upload, offset: int, content: bytes) -> Upload:
    """Store a piece outside the lock, then count it, or throw it away when another came first."""
    name = default_storage.save(f"uploads/{upload.key}/{offset:012d}-{uuid4().hex}", ContentFile(content))
    counted = False
    try:
        with transaction.atomic():
            locked = Upload.objects.select_for_update().select_related("case").filter(pk=upload.pk).first()
            if locked is None:  # given up while the piece was on its way
                raise refuse("not_found")
            _sender(actor, locked.case)
            counted = not locked.ended and locked.received == offset
            if counted:
                locked.pieces = [*locked.pieces, name]
                locked.received += len(content)
                locked.save(update_fields=["pieces", "received", "updated_at"])
    finally:
        if not counted:
            default_storage.delete(name)
    return locked


def _finish(actor: Actor, upload: Upload) -> Upload:
    """Put the pieces together and keep the file, or say why not. Two at once end the same."""
    refusal: Mapping[str, str] = {}
    blob: Blob | None = None
    with files.assembled(upload.pieces) as path:
        try:
            inspected = inspect_file(path, Limits(size=upload.size))
            clean_or_refuse(path)
            blob = files.keep(path, inspected)
        except RefusedFileError as error:
            refusal = {"code": error.code, "message": error.message, "mend": error.mend}
    with transaction.atomic():
        locked = Upload.objects.select_for_update(of=("self",)).select_related("case").get(pk=upload.pk)
        role = _sender(actor, locked.case)
        if locked.ended:
            return locked
        pieces, locked.pieces = locked.pieces, []
        locked.blob, locked.refusal = blob, dict(refusal)
        locked.save(update_fields=["blob", "refusal", "pieces", "updated_at"])
        record(actor, role, "upload.end", locked, after=_ended(locked))
        if blob is not None:
            start_job("previews", title="生成预览", arguments={"blob": blob.pk}, key=f"previews:{blob.pk}")
        transaction.on_commit(lambda: _delete(pieces))
    return locked


def _ended(upload: Upload) -> dict[str, Any]:
    if upload.blob is None:
        return {"size": upload.size, "refused": upload.refusal["code"]}
    return {"size": upload.size, "sha256": upload.blob.sha256, "media_type": upload.blob.media_type}


def _discard(upload: Upload) -> None:
    """Delete an upload with all its pieces, one that arrives at this moment included."""
    with transaction.atomic():
        locked = Upload.objects.select_for_update().filter(pk=upload.pk, blob=None).first()
        if locked is None:
            return
        pieces = list(locked.pieces)
        locked.delete()
    _delete(pieces)


def _delete(pieces: list[str]) -> None:
    for piece in pieces:
        default_storage.delete(piece)
