"""Self-assessments: read, and saved field by field; scans of the case's own form and pledge."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Router, Schema

from xingping.api.access import needs
from xingping.core.lifecycle import EDITABLE_STATES
from xingping.rating.actor import request_actor
from xingping.rating.models import CaseFileKind
from xingping.rating.queries.applicant import case_id_of, self_assessment_of
from xingping.rating.services.evidence import attach_file
from xingping.rating.services.saving import Edit, SaveAnswer, content_of, save_by_number
from xingping.rating.services.uploading import finished_upload
from xingping.rating.verbs import Kind, Verb

router = Router(tags=["cases"])


class EditIn(Schema):
    """A field as it was when the person began to type, and as it is to be; null is empty."""

    base: Any = None
    value: Any = None


class SaveIn(Schema):
    """A save of some fields: scores.31, statements.31, points.31.1, facts.households."""

    device: str = Field(max_length=64)
    sequence: int = Field(ge=1, le=2**53 - 1)
    fields: dict[str, EditIn] = Field(max_length=600)


class FaultOut(Schema):
    """What is wrong and how to mend it."""

    place: str
    message: str
    mend: str


class ConflictOut(Schema):
    """A field that somebody else changed meanwhile."""

    field: str
    base: Any = None
    yours: Any = None
    present: Any = None


class SaveOut(Schema):
    """What became of a save."""

    version: int
    applied: list[str]
    conflicts: list[ConflictOut]
    faults: dict[str, FaultOut]
    stale: bool
    content: dict[str, dict[str, Any]] | None = None


class ContentOut(Schema):
    """A self-assessment as it is now; `content` is left out where the asker already has the version."""

    version: int
    state: str
    open: bool
    content: dict[str, dict[str, Any]] | None = None


class FileIn(Schema):
    """A finished upload to be attached to the case: form or pledge."""

    kind: str = Field(pattern="^(form|pledge)$")
    upload: UUID


class FileOut(Schema):
    """An attached scan."""

    id: int
    kind: str
    file_name: str


@router.get("/{slug:number}/self-assessment", response=ContentOut, summary="读取自评")
@needs(Verb.VIEW, Kind.CASE)
def read_content(request: HttpRequest, number: str, known: int = -1) -> dict[str, Any]:
    """The self-assessment; `known` is the version that the asker already has."""
    case, sheet = self_assessment_of(request_actor(request), number)
    return {
        "version": sheet.version,
        "state": case.state,
        "open": case.state in EDITABLE_STATES,
        "content": None if sheet.version == known else content_of(sheet),
    }


@router.post("/{slug:number}/self-assessment", response=SaveOut, summary="保存自评")
@needs(Verb.FILL, Kind.CASE)
def save_content(request: HttpRequest, number: str, payload: SaveIn) -> dict[str, Any]:
    """Save fields by compare-and-set; sending the same again changes nothing."""
    actor = request_actor(request)
    edits = {name: Edit(one.base, one.value) for name, one in payload.fields.items()}
    return told(save_by_number(actor, number, device=payload.device, sequence=payload.sequence, fields=edits))


@router.post("/{slug:number}/files", response=FileOut, summary="附上盖章申报表或承诺书")
@needs(Verb.FILL, Kind.CASE)
def attach(request: HttpRequest, number: str, payload: FileIn) -> dict[str, Any]:
    """Attach a finished upload; a newer one of the same kind takes the place of the one before."""
    actor = request_actor(request)
    upload = finished_upload(actor, case_id_of(actor, number), payload.upload)
    made = attach_file(actor, upload.case_id, CaseFileKind(payload.kind), upload.kept, upload.file_name)
    return {"id": made.pk, "kind": made.kind, "file_name": made.file_name}


def told(answer: SaveAnswer) -> dict[str, Any]:
    """What became of a save, as JSON."""
    return {
        "version": answer.version,
        "applied": list(answer.applied),
        "conflicts": [
            {"field": one.field, "base": one.base, "yours": one.yours, "present": one.present}
            for one in answer.conflicts
        ],
        "faults": {
            name: {"place": fault.place, "message": fault.message, "mend": fault.mend}
            for name, fault in answer.faults.items()
        },
        "stale": answer.stale,
        "content": answer.content,
    }
