"""Closing a visit on site: record by modes, attendance, both signatures, through the same sync."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import NamedTemporaryFile
from uuid import UUID

from django.db import transaction

from xingping.core.canonical import content_hash
from xingping.core.faults import Fault
from xingping.core.roles import Role
from xingping.core.sheet_content import text_fault
from xingping.core.site_photo import sound_moment
from xingping.core.visiting import VisitMode
from xingping.documents.upload import Limits, RefusedFileError, images, inspect_file
from xingping.rating import files
from xingping.rating.actor import Actor
from xingping.rating.errors import refuse
from xingping.rating.models import Blob, Case, Visit, VisitClosing
from xingping.rating.permissions import require
from xingping.rating.services.audit import record
from xingping.rating.services.transition import locked_case
from xingping.rating.services.visits import LONGEST_WHAT, begin_visit, close_visit, require_leading
from xingping.rating.verbs import Verb

MODES = {"talk": VisitMode.TALK, "reading": VisitMode.READ, "interview": VisitMode.INTERVIEW}
"""Part of a closing -> the mode it tells of."""
LONGEST_PART = 6_000
LONGEST_NAME = 80
LARGEST_SIGNATURE = 300_000
PNG = "image/png"
SHOWN, SHOWN_EDGE = "preview", 640
"""Only re-encoded is a signature shown: nothing of the device comes with it."""


@dataclass(frozen=True, slots=True)
class Closing:
    """A visit as it ended: texts by mode, [(name or function, side)] present, times of the device, PNGs."""

    key: UUID
    talk: str
    reading: str
    interview: str
    attendance: Sequence[tuple[str, str]]
    opened_at: str
    closed_at: str
    team_signer: str
    centre_signer: str
    team_signature: bytes = field(repr=False)
    centre_signature: bytes = field(repr=False)


def close_on_site(actor: Actor, case_id: int, closing: Closing) -> VisitClosing:
    """Keep a visit's closing and close the visit; sent again it is the same row.

    Where the visit was closed meanwhile by somebody else, this one is kept beside it and does not stand.
    Raises RefusedError: `not_found`, `not_allowed`, `wrong_state`, `visit_not_running`, `key_reused`,
    `signature_unreadable`, `invalid`.
    """
    _refuse_unsound(closing)
    signatures = [_kept(one) for one in (closing.team_signature, closing.centre_signature)]
    digest = closing_hash(closing, [one.sha256 for one in signatures])
    with transaction.atomic():
        case = locked_case(case_id)
        require(actor, Verb.VIEW, case)
        kept = VisitClosing.objects.filter(pk=closing.key).select_related("visit").first()
        if kept is not None:
            if kept.visit.case_id != case.pk or kept.content_hash != digest:
                raise refuse("key_reused")
            return kept
        role = require_leading(actor, case)
        visit, standing = _closed(actor, role, case, closing)
        made = VisitClosing.objects.create(
            key=closing.key, visit=visit, standing=standing,
            talk=closing.talk.strip(), reading=closing.reading.strip(), interview=closing.interview.strip(),
            attendance=[list(one) for one in closing.attendance],
            opened_at=closing.opened_at, closed_at=closing.closed_at,
            team_signer=closing.team_signer.strip(), team_signature=signatures[0],
            centre_signer=closing.centre_signer.strip(), centre_signature=signatures[1],
            content_hash=digest,
        )  # fmt: skip
        record(actor, role, "visit.sign", case, after={"content": digest, "standing": standing})
    return made


def closing_hash(closing: Closing, signatures: Sequence[str]) -> str:
    """Content hash of a closing, signatures by their SHA-256; the device computes the same."""
    return content_hash(
        {
            "attendance": [list(one) for one in closing.attendance],
            "centre_signature": signatures[1],
            "centre_signer": closing.centre_signer,
            "closed_at": closing.closed_at,
            "interview": closing.interview,
            "opened_at": closing.opened_at,
            "reading": closing.reading,
            "talk": closing.talk,
            "team_signature": signatures[0],
            "team_signer": closing.team_signer,
        }
    )


def record_text(closing: Closing) -> str:
    """The visit's record in one text, a heading for each mode that was used."""
    return "\n\n".join(f"【{mode.label}】\n{text}" for mode, text in _parts(closing))


def _parts(closing: Closing) -> list[tuple[VisitMode, str]]:
    parts = [(mode, getattr(closing, part).strip()) for part, mode in MODES.items()]
    return [(mode, text) for mode, text in parts if text]


def _closed(actor: Actor, role: Role, case: Case, closing: Closing) -> tuple[Visit, bool]:
    """The visit that this closes, and whether it was still to be closed."""
    visits = Visit.objects.filter(case=case, cancelled_at=None).order_by("-pk")
    running = visits.filter(last_meeting_at=None).first()
    if running is None:
        ended = visits.first()
        if ended is None:
            raise refuse("visit_not_running")
        return ended, False
    if running.first_meeting_at is None:
        begin_visit(actor, role, case, closing.attendance)
    modes = [(mode.value, text.splitlines()[0][:LONGEST_WHAT]) for mode, text in _parts(closing)]
    return close_visit(actor, case.pk, record_text(closing), modes), True


def _refuse_unsound(closing: Closing) -> None:
    faults = []
    for part, mode in MODES.items():
        wrong = text_fault(getattr(closing, part), LONGEST_PART)
        if wrong:
            faults.append(Fault(mode.label, *wrong))
    if not record_text(closing):
        faults.append(Fault("评估记录", "没有内容", "请至少写明一种方式的经过"))
    for name, label in ((closing.team_signer, "评审组签名人"), (closing.centre_signer, "中心签名人")):
        wrong = text_fault(name, LONGEST_NAME) or (None if name.strip() else ("没有填写", "请填写姓名"))
        if wrong:
            faults.append(Fault(label, *wrong))
    if not (sound_moment(closing.opened_at) and sound_moment(closing.closed_at)):
        faults.append(Fault("会议时间", "不是带时区的时间", "请检查手机的时间设置"))
    if not closing.attendance:
        faults.append(Fault("出席", "没有人出席", "请填写出席人员"))
    if faults:
        raise refuse("invalid", faults)


def _kept(content: bytes) -> Blob:
    """A signature as a stored picture; anything but a small PNG is refused."""
    if not 0 < len(content) <= LARGEST_SIGNATURE:
        raise refuse("signature_unreadable")
    with NamedTemporaryFile(prefix="xingping-", suffix=".png") as target:
        target.write(content)
        target.flush()
        path = Path(target.name)
        try:
            inspected = inspect_file(path, Limits(size=LARGEST_SIGNATURE))
        except RefusedFileError:
            raise refuse("signature_unreadable") from None
        if inspected.media_type != PNG:
            raise refuse("signature_unreadable")
        blob = files.keep(path, inspected)
        if SHOWN not in blob.preview:
            made = files.keep_bytes(images.reduced(path, SHOWN_EDGE), "image/jpeg")
            blob.preview = {**blob.preview, SHOWN: made.sha256}
            blob.save(update_fields=["preview"])
    return blob
