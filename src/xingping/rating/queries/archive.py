"""What goes into the archive package of a case, in the order of its catalogue (目录)."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import PurePath
from typing import IO, Any

from django.db.models import QuerySet
from django.forms.models import model_to_dict
from django.utils import timezone

from xingping.rating import files
from xingping.rating.models import (
    Ballot,
    Case,
    CaseEvent,
    CaseFile,
    Certificate,
    ClaimRefusal,
    Correction,
    Decision,
    EvidenceVersion,
    Feedback,
    Letter,
    Objection,
    ObjectionStep,
    Opinion,
    OpinionInvitation,
    PinnedDocument,
    Recommendation,
    ResultBundle,
    SelfAssessment,
    Sheet,
)

Part = tuple[str, Callable[[], IO[bytes]]]
HEAD = ("序号", "类别", "文件", "题名", "SHA-256")


def package_parts(case: Case) -> Iterator[Part]:
    """(path, opener) of every file of a package: catalogue first, then material, scores, votes, results."""
    stored = list(_stored(case))
    made = list(_made(case))
    yield "catalogue.csv", _text(_catalogue(stored, [path for path, _ in made]))
    for _kind, path, _title, sha256 in stored:
        yield path, partial(files.opened, sha256)
    yield from made


def _stored(case: Case) -> Iterator[tuple[str, str, str, str]]:
    """Stored files: kind, path, title, hash."""
    for file in CaseFile.objects.filter(case=case, current=True).order_by("pk"):
        yield (
            "申报材料",
            f"application/{file.pk}{_end(file.file_name)}",
            file.get_kind_display(),
            file.blob_id,
        )
    versions = EvidenceVersion.objects.filter(
        item__case=case, item__removed_at=None, current=True, blob__isnull=False
    )
    for version in versions.order_by("item_id"):
        path = f"evidence/{version.item_id}{_end(version.file_name)}"
        yield "佐证材料", path, version.caption, str(version.blob_id)
    for objection in Objection.objects.filter(case=case, blob__isnull=False):
        path = f"objections/{objection.number}{_end(objection.file_name)}"
        yield "异议材料", path, f"异议 {objection.number}", str(objection.blob_id)
    for letter in Letter.objects.filter(case=case, blob__isnull=False):
        yield "送达文书", f"letters/{letter.number}.pdf", letter.get_kind_display(), str(letter.blob_id)


def _made(case: Case) -> Iterator[Part]:
    """What the system knows about the case, as JSON."""
    yield "case.json", _json(_plain(case) | {"centre": case.centre.name, "round": case.round.name})
    yield "self_assessment.json", _json(_plain(SelfAssessment.objects.get(case=case)))
    pinned = (("edition", case.edition_hash), ("guide", case.guide_hash), ("policy", case.policy_hash))
    for name, digest in pinned:
        yield f"rules/{name}.json", _json(PinnedDocument.objects.get(hash=digest).content)
    for name, rows in (
        ("history", CaseEvent.objects.filter(case=case)),
        ("recommendations", Recommendation.objects.filter(case=case)),
        ("scores/sheets", Sheet.objects.filter(case=case)),
        ("scores/corrections", Correction.objects.filter(case=case)),
        ("votes/ballots", Ballot.objects.filter(item__case=case)),
        ("votes/decisions", Decision.objects.filter(case=case)),
        ("votes/answers", Feedback.objects.filter(case=case)),
        ("votes/claims_refused", ClaimRefusal.objects.filter(feedback__case=case)),
        ("result/certificates", Certificate.objects.filter(case=case)),
        ("result/letters", Letter.objects.filter(case=case)),
        ("result/bundles", ResultBundle.objects.filter(case=case)),
    ):
        yield f"{name}.json", _json([_plain(row) for row in rows.order_by("pk")])
    yield "objections.json", _json([_objection(one) for one in Objection.objects.filter(case=case)])
    yield "opinions.json", _json([_opinion(one) for one in _invited(case)])
    yield "appeal.json", _json(_appeal(case))
    yield "announcement.json", _json(_announcement(case))


def _objection(objection: Objection) -> dict[str, Any]:
    """An objection without its contact and its receipt."""
    kept = ("number", "reason", "state", "file_name", "due_on", "filed_at", "replied_at")
    steps = ObjectionStep.objects.filter(objection=objection)
    return {name: getattr(objection, name) for name in kept} | {"steps": [_plain(one) for one in steps]}


def _invited(case: Case) -> QuerySet[OpinionInvitation]:
    asked = OpinionInvitation.objects.filter(case=case, invited_at__isnull=False)
    return asked.select_related("opinion").order_by("pk")


def _opinion(invitation: OpinionInvitation) -> dict[str, Any]:
    """What an organisation answered, without its name, address, words, and reasons that may tell them.

    They are erased three years after the end, as was promised; a sealed package is kept for longer.
    """
    kept = ("kind", "invited_at", "withdrawn_at")
    told = {name: getattr(invitation, name) for name in kept}
    said: Opinion | None = getattr(invitation, "opinion", None)
    if said is None:
        return told
    answered = ("kind", "known_by", "answers", "received_at", "excluded_at", "taken_back_at")
    return told | {"opinion": {name: getattr(said, name) for name in answered}}


def _appeal(case: Case) -> dict[str, Any]:
    appeal = getattr(case, "appeal", None)
    if appeal is None:
        return {}
    hearers = [hearer.person_id for hearer in appeal.hearers.all()]
    return _plain(appeal) | {"items": [_plain(one) for one in appeal.items.all()], "hearers": hearers}


def _announcement(case: Case) -> dict[str, Any]:
    item = case.announcement_items.exclude(awarded_at=None).select_related("announcement").first()
    return _plain(item.announcement) if item else {}


def _catalogue(stored: list[tuple[str, str, str, str]], made: list[str]) -> str:
    target = io.StringIO()
    writer = csv.writer(target)
    writer.writerow(HEAD)
    rows = [*stored, *(("系统记录", path, "", "") for path in made)]
    for number, (kind, path, title, sha256) in enumerate(rows, 1):
        writer.writerow((number, kind, path, _harmless(title), sha256))
    return "\ufeff" + target.getvalue()


def _harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in "=+-@\t\r" and text else text


def _plain(row: Any) -> dict[str, Any]:  # noqa: ANN401 (any model)
    return {"id": row.pk} | model_to_dict(row)


def _json(value: Any) -> Callable[[], IO[bytes]]:  # noqa: ANN401
    return _text(json.dumps(value, ensure_ascii=False, indent=1, default=_said))


def _said(value: Any) -> str:  # noqa: ANN401
    return timezone.localtime(value).isoformat() if hasattr(value, "hour") else str(value)


def _text(text: str) -> Callable[[], IO[bytes]]:
    return partial(io.BytesIO, text.encode())


def _end(name: str) -> str:
    """The ending of a name, if it is a plain one."""
    end = PurePath(name).suffix.lower()
    return end if end[1:].isascii() and end[1:].isalnum() and len(end) <= 8 else ""
